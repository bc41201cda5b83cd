// Words that the pages about people and phones share.
import { count, n } from "../en.js";

export const searching = "Searching…";
/** @param {number} added */
export const news = (added) => (added ? `${n(added)} new. Show` : "Something changed. Show");
export const clear = "Show all";
export const exportCsv = "Export CSV";
export const importFirst = "Import people and phones";
export const reveal = "Show passwords";
export const hide = "Hide passwords";
/** @param {string} whose */
export const copyPassword = (whose) => `Copy the password: ${whose}`;
export const save = "Save changes";
export const saved = "Saved";
/** @param {number} notes */
export const savedWith = (notes) => `Saved, with ${count(notes, "note")}`;
export const danger = "Delete";
/** @param {string} name */
export const remove = (name) => `Delete ${name}`;
/** @param {string} name */
export const removeTitle = (name) => `Delete ${name}?`;
/** @param {string} name */
export const removed = (name) => `${name} is deleted`;
