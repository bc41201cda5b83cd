// What a cell may say, for the browser's own list.
import { html } from "../../node_modules/lit-html/lit-html.js";
import { get } from "../../api.js";
import { shell } from "../../words.js";

const { yes, no } = shell.conflict;

/** By field. @type {Record<string, string[]>} */
const names = Object.fromEntries(["softphone", "include_voicemail", "in_directory", "own_line", "pending_mac"].map((field) => [field, [yes, no]]));

/** @param {{name: string}[]} list */
const namesOf = (list) => list.map(({ name }) => name);

export async function loadNames() {
  /** @type {import("../../types.js").Catalogue} */
  const { brands } = await get("/catalogue");
  const families = brands.flatMap((brand) => brand.families);
  Object.assign(names, { brand: namesOf(brands), family: namesOf(families), model: namesOf(families.flatMap(({ models }) => models)) });
}

/** @param {string} field */
export const listOf = (field) => (names[field] ? `names-${field}` : undefined);

export const lists = () => Object.entries(names).map(([field, list]) => html`
  <datalist id=${listOf(field)}>${list.map((name) => html`<option value=${name}></option>`)}</datalist>`);
