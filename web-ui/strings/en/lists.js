// Words that the pages about people and phones share.
import { count, n } from "../en.js";

export const t = {
  searching: "Searching…",
  /** @param {number} added */
  news: (added) => (added ? `${n(added)} new. Show` : "Something changed. Show"),
  clear: "Show all",
  reveal: "Show passwords",
  hide: "Hide passwords",
  saved: "Saved",
  /** @param {number} notes */
  savedWith: (notes) => `Saved, with ${count(notes, "note")}`,
};
