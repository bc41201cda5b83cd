// Words of the list of people.
import { count } from "../en.js";

export const title = "People";
export const print = "Print extension list";
export const add = "Add a person";
export const search = "Search name, email or number";
export const filter = "Which people";
export const all = "Everybody";
export const withoutPhone = "Without a phone";
/** @param {number} people */
export const total = (people) => count(people, "person", "people");
export const name = "Name";
export const extensions = "Extensions";
export const numbers = "Numbers";
export const phones = "Phones";
export const none = "none";
export const softphone = "softphone";
export const department = "Department";
export const location = "Location";
export const nobody = { title: "Nobody here fits", text: "Check the spelling, or look at everybody." };
export const empty = {
  title: "Nobody is here yet",
  text: "Import a spreadsheet with everybody and their phones, or add people one by one.",
};
