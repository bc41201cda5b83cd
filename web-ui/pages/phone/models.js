// The catalogue of models, fetched when a page first needs it.
import { get } from "../../api.js";
import { modelText } from "./shown.js";

/** @typedef {{value: string, label: string, detail: string, search: string, modules: import("../../types.js").Model["expansion"]}} Found */

/** @type {Promise<Found[]> | null} */
let asked = null;
/** @type {Found[]} */
let models = [];

const load = () => (asked ??= get("/catalogue").then((catalogue) => (models = flat(catalogue)), (error) => {
  asked = null;
  throw error;
}));

/** @param {import("../../types.js").Catalogue} catalogue */
const flat = ({ brands }) => brands.flatMap((brand) => brand.families.flatMap((family) => family.models.map((model) => {
  const label = modelText({ brand_name: brand.name, model_name: model.name });
  return {
    value: [brand.id, family.id, model.id].join("/"), label, detail: family.name, modules: model.expansion,
    search: fold([label, family.name, model.id, ...model.aliases].join(" ")),
  };
})));

/** @param {string} text */
const fold = (text) => text.toLowerCase().replaceAll(/[-_]/g, "");

/** @param {string} text */
export async function findModels(text) {
  const words = fold(text).split(/\s+/);
  return (await load()).filter(({ search }) => words.every((word) => search.includes(word)));
}

/** Expansion modules of a model that was picked; undefined while that is not known. @param {string | string[]} model */
export const modulesOf = (model) =>
  (Array.isArray(model) ? models.find(({ value }) => value === model.slice(1).join("/"))?.modules : []);

/** What the form starts with when brand and model are known. @param {string | null} brand @param {string | null} model @returns {Promise<string | string[]>} */
export async function modelOf(brand, model) {
  if (!brand && !model) return "";
  const found = (await load()).filter(({ value }) => value.startsWith(`${brand ?? ""}/`) || !brand);
  const exact = found.find(({ value }) => value.endsWith(`/${model}`));
  if (exact) return [exact.label, ...exact.value.split("/")];
  return model ?? `${found[0]?.label.split(" ")[0] ?? brand} `;
}
