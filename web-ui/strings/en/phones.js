// Words of the list of phones, and those that every page about phones needs.
import { count, n } from "../en.js";

export const title = "Phones";
export const keysOf = "Feature keys";
export const add = "Add a phone";
export const search = "Search MAC, name or extension";
export const filter = "State";
export const all = "All";
export const states = { no_mac: "No MAC yet", never_seen: "Never seen", old_settings: "Old settings", up_to_date: "Up to date" };
/** @param {number} phones */
export const total = (phones) => count(phones, "phone");
/** @param {string} filter */
export const only = (filter) => `Only ${filter}`;
export const state = "State";
export const name = "Name";
export const mac = "MAC address";
export const model = "Model";
export const user = "User";
export const nobody = "nobody";
export const keys = "Keys";
/** @param {number} set @param {number} has */
export const keysSet = (set, has) => `${n(set)} of ${n(has)}`;
export const tooMany = "more than it has";
export const last = "Last fetch";
export const never = "never";
export const nothing = { title: "No phone here fits", text: "Check the spelling, or look at all phones." };
export const empty = {
  title: "No phones are here yet",
  text: "Import them with their people, add them one by one, or take them from the inbox.",
};
export const where = {
  title: "How phones find this box",
  text: "Put this into option 66 of your DHCP server, or type it into the phone:",
  none: "The address of this box is not known yet. Set it under Settings, Site.",
  copy: "Copy the address of this box",
};
