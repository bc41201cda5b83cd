// Words around the help. The help itself is data: help/en.json.
import { count } from "../en.js";

export const t = {
  title: "Help",
  lead: "All of it is on this box, also without internet.",
  search: "Search the help",
  contents: "Contents",
  codes: "What the import says",
  codesLead: "Each finding has a code. Look it up here to see what it means and what to do.",
  /** @param {number} found @param {string} q */
  found: (found, q) => (q === "" ? "" : found === 0 ? `Nothing about “${q}”. Try another word.` : `${count(found, "entry", "entries")} about “${q}”`),
  all: "Show all",
};
