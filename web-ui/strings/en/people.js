// Words of the list of people.
import { count } from "../en.js";

export const t = {
  title: "People",
  export: "Export CSV",
  print: "Print extension list",
  add: "Add a person",
  search: "Search name, email or number",
  filter: "Which people",
  all: "Everybody",
  withoutPhone: "Without a phone",
  /** @param {number} people */
  count: (people) => count(people, "person", "people"),
  name: "Name",
  extensions: "Extensions",
  numbers: "Numbers",
  phones: "Phones",
  none: "none",
  softphone: "softphone",
  department: "Department",
  location: "Location",
  nobody: { title: "Nobody here fits", text: "Check the spelling, or look at everybody." },
  empty: {
    title: "Nobody is here yet",
    text: "Import a spreadsheet with everybody and their phones, or add people one by one.",
    action: "Import people and phones",
  },
};
