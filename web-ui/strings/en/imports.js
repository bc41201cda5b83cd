// Words of the list of imports and of the upload.
import { count, list } from "../en.js";

export const title = "Imports";
export const start = "Import a spreadsheet";
export const empty = "No imports yet";
export const state = "State";
export const gone = "File is gone";
export const passwordsWait = "Passwords wait";
export const when = "When";
/** @param {number} users @param {number} phones */
export const made = (users, phones) => list([count(users, "user"), count(phones, "phone")]);
export const actions = "Actions";
export const goOn = "Continue";
export const open = "Open";
export const discard = "Discard";
/** @param {string} file */
export const discardTitle = (file) => `Discard ${file}?`;
export const discardAbout = "The box forgets this file. No user and no phone changes.";
export const lead = "Users and phones from one file. You see everything before it is written.";
export const drop = "Drop a spreadsheet here";
export const choose = "Choose a file";
export const kinds = "CSV, XLSX, XLS or ODS, up to 50 MB. Or copy the cells and press Ctrl+V here.";
/** @param {string} file */
export const sending = (file) => `Uploading ${file}, in KB`;
/** @param {string} file */
export const checking = (file) => `Checking ${file}`;
export const paste = "Paste cells";
export const pasteLabel = "Cells, with the row of column names";
export const pasteButton = "Check these cells";
export const pasted = "pasted cells";
export const noCells = "This is no table. Copy the cells in your spreadsheet, with the row of column names";
export const needs = "What the file needs";
export const needsColumns = "A row of column names, then a row for each user: email, first name, last name and extension. Other names for these columns are recognised too.";
export const needsRepeat = "A row that repeats an email adds its extension, number or phone to that user.";
export const example = "See an example";
export const exampleAbout = "A phone needs MAC address, brand and model.";
export const exampleCaption = "Pam has two phones";
export const pending = "Uploaded and not imported yet";
