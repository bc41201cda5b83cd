// Words of the list of phones, and those that every page about phones needs.
import { count, n } from "../en.js";

export const t = {
  title: "Phones",
  export: "Export CSV",
  keysOf: "Feature keys",
  add: "Add a phone",
  search: "Search MAC, name or extension",
  filter: "State",
  all: "All",
  states: { no_mac: "No MAC yet", never_seen: "Never seen", old_settings: "Old settings", up_to_date: "Up to date" },
  /** @param {number} phones */
  count: (phones) => count(phones, "phone"),
  /** @param {string} filter */
  only: (filter) => `Only ${filter}`,
  state: "State",
  name: "Name",
  mac: "MAC address",
  model: "Model",
  user: "User",
  nobody: "nobody",
  keys: "Keys",
  /** @param {number} set @param {number} has */
  keysSet: (set, has) => `${n(set)} of ${n(has)}`,
  tooMany: "more than it has",
  last: "Last fetch",
  never: "never",
  nothing: { title: "No phone here fits", text: "Check the spelling, or look at all phones." },
  empty: {
    title: "No phones are here yet",
    text: "Import them with their people, add them one by one, or plug them in and take them from the inbox.",
    action: "Import people and phones",
  },
  where: {
    title: "How phones find this box",
    text: "Put this into option 66 of your DHCP server, or type it into the phone:",
    none: "The address of this box is not known yet. Set it under Settings, Site.",
    copy: "Copy the address of this box",
  },
};
