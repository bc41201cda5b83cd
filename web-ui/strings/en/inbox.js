// Words of the inbox.
import { count } from "../en.js";

export const t = {
  title: "Inbox",
  lead: "Phones that asked this box for settings and that nobody added yet.",
  find: "Find by the last digits",
  filter: "Which phones",
  waiting: "Waiting",
  ignored: "Ignored",
  /** @param {number} phones */
  count: (phones) => count(phones, "phone"),
  mac: "MAC address",
  phone: "Phone",
  unknown: "Model unknown",
  asked: "Asked",
  /** @param {number} times */
  times: (times) => count(times, "time"),
  first: "First",
  last: "Last",
  do: "Actions",
  assign: "Assign to…",
  ignore: "Ignore",
  unignore: "Stop ignoring",
  /** @param {string} what @param {string} mac */
  named: (what, mac) => `${what} ${mac}`,
  /** @param {string} mac */
  gone: (mac) => `${mac} is ignored.`,
  undo: "Undo",
  nothing: { title: "No phone here has these digits", text: "Look at the label again, or wait until it asks." },
  noneIgnored: { title: "No phone is ignored", text: "A phone that you ignore stays away from the inbox." },
  empty: {
    title: "No phone is waiting",
    text: "Plug phones in. Those that find this box and are not on it yet show up here by themselves.",
  },
};
