// Brand, family and model to choose, each of the one before; nothing chosen is all of them.
import { nothing } from "../node_modules/lit-html/lit-html.js";
import { field } from "./form.js";
import { select } from "./controls.js";
import { shell } from "../words.js";

const { scope: t } = shell;

/** @typedef {import("../types.js").Catalogue["brands"]} Brands */
/** @typedef {{brand: string, family: string, model: string}} Scope */
/** @typedef {keyof Scope} Level */

/** @param {string} all @param {{id: string, name: string}[]} [some] */
const choices = (all, some = []) => [{ value: "", label: all }, ...some.map(({ id, name }) => ({ value: id, label: name }))];

/**
 * Fields of a form whose values have `brand`, `family` and `model`; of one brand alone only the last two.
 * @param {import("./form.js").Form} form @param {Brands} brands @param {() => unknown} [changed] @param {string} [none] what no brand means
 */
export function scopeFields(form, brands, changed, none = t.choose) {
  /** @type {Scope} */
  const { brand, family } = form.values;
  const families = brands.find(({ id }) => id === brand)?.families;
  const models = families?.find(({ id }) => id === family)?.models;
  /** @param {Level} name @param {import("../types.js").Choice[]} options @param {Level[]} below */
  const one = (name, options, below) => field(form, `/${name}`, { label: t[name], control: ({ set, ...control }) => select({ ...control, set: (value) => {
    for (const level of below) form.values[level] = "";
    set(value);
    changed?.();
  } }, options) });
  return [
    brands.length > 1 ? one("brand", choices(none, brands), ["family", "model"]) : nothing,
    one("family", choices(t.all, families), ["model"]),
    one("model", choices(t.all, models), []),
  ];
}

/** As the API takes them. @param {Scope} scope */
export const scopeOf = ({ brand, family, model }) => ({ brand, family: family || null, model: model || null });
