// Words around the help. The help itself is data: help/en.json.
import { count } from "../en.js";

export const title = "Help";
export const lead = "All of it is on this box, also without internet.";
export const search = "Search the help";
export const contents = "Contents";
export const codes = "What the import says";
export const codesLead = "What each finding means and what to do.";
/** @param {number} found @param {string} q */
export const found = (found, q) => (q === "" ? "" : found === 0 ? `Nothing about “${q}”. Try another word.` : `${count(found, "entry", "entries")} about “${q}”`);
export const all = "Show all";
