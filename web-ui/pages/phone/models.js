// The models that the box knows. The form shows and keeps their labels; the box gets ids, or what was typed.
import { get } from "../../api.js";

/** `value` names brand, family and model. @typedef {import("../../types.js").Model & {value: string, label: string, detail: string, search: string}} Known */

/** @type {Known[]} */
let models = [];

/** They are many, and kept until somebody wants them anew. */
export async function loadModels(anew = false) {
  if (anew || !models.length) models = flat(await get("/catalogue"));
  return models;
}

/** @param {import("../../types.js").Catalogue} catalogue */
const flat = ({ brands }) => brands.flatMap((brand) => brand.families.flatMap((family) => family.models.map((model) => {
  // A maker may begin its models' names with its own.
  const label = `${brand.name} ${model.name}`.replace(/^(.+) \1[- ]+/i, "$1 ");
  return {
    ...model, value: [brand.id, family.id, model.id].join("/"), label, detail: family.name,
    search: fold([label, family.name, ...model.aliases].join(" ")),
  };
})));

/** @param {string} text */
const fold = (text) => text.toLowerCase().replaceAll(/[-_]/g, "");

/** @param {string} label */
export const modelNamed = (label) => models.find((model) => model.label === label);

/** All of them once one is chosen, so that another can be. @param {string} text */
export function findModels(text) {
  const words = modelNamed(text) ? [] : fold(text).split(/\s+/);
  return models.filter(({ search }) => words.every((word) => search.includes(word)));
}

/** Brand, family and model; of "Yealink T99" brand and model. @param {string} text @returns {(string | null)[]} */
export function idsOf(text) {
  const [first, ...rest] = text.trim().split(/\s+/);
  const brand = rest.length > 0 && models.find(({ label }) => label.startsWith(`${first} `))?.value.split("/")[0];
  return modelNamed(text)?.value.split("/") ?? (brand ? [brand, null, rest.join(" ")] : [null, null, text]);
}

/** @param {string} brand @param {string} model ids, or "" */
export function labelOf(brand, model) {
  const known = models.filter(({ value }) => value.startsWith(brand && `${brand}/`));
  return known.find(({ value }) => value.endsWith(`/${model}`))?.label ?? `${brand && known[0]?.label.split(" ")[0]} ${model}`.trimStart();
}
