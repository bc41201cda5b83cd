// Words of the inbox.
import { count } from "../en.js";

export const title = "Inbox";
export const lead = "Phones that asked this box for settings and that nobody added yet.";
export const find = "Find by the last digits";
export const filter = "Which phones";
export const waiting = "Waiting";
export const ignored = "Ignored";
/** @param {number} phones */
export const total = (phones) => count(phones, "phone");
export const mac = "MAC address";
export const phone = "Phone";
export const unknown = "Model unknown";
export const asked = "Asked";
/** @param {number} times */
export const times = (times) => count(times, "time");
export const first = "First";
export const last = "Last";
export const actions = "Actions";
export const assign = "Assign to…";
export const ignore = "Ignore";
export const unignore = "Stop ignoring";
/** @param {string} what @param {string} mac */
export const named = (what, mac) => `${what} ${mac}`;
/** @param {string} mac */
export const gone = (mac) => `${mac} is ignored.`;
export const undo = "Undo";
export const nothing = { title: "No phone here has these digits", text: "Look at the label again, or wait until it asks." };
export const noneIgnored = { title: "No phone is ignored", text: "A phone that you ignore stays away from the inbox." };
export const empty = {
  title: "No phone is waiting",
  text: "Plug phones in. Those that nobody added show up here by themselves.",
};
