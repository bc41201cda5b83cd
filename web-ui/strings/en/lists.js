// Words that the pages about people and phones share.
import { count, n } from "../en.js";

export const t = {
  searching: "Searching…",
  /** @param {number} added */
  news: (added) => (added ? `${n(added)} new. Show` : "Something changed. Show"),
  clear: "Show all",
  reveal: "Show passwords",
  hide: "Hide passwords",
  /** @param {string} whose */
  copyPassword: (whose) => `Copy the password: ${whose}`,
  save: "Save changes",
  saved: "Saved",
  /** @param {number} notes */
  savedWith: (notes) => `Saved, with ${count(notes, "note")}`,
  danger: "Delete",
  /** @param {string} name */
  remove: (name) => `Delete ${name}`,
  /** @param {string} name */
  removeTitle: (name) => `Delete ${name}?`,
  /** @param {string} name */
  removed: (name) => `${name} is deleted`,
};
