// The form of a phone. A person that was picked is a list of id and name; what was typed is text.
import { html } from "../../node_modules/lit-html/lit-html.js";
import { complaint, get, Problem, refusal, withParameters } from "../../api.js";
import { combobox } from "../../parts/combobox.js";
import { field } from "../../parts/form.js";
import { card } from "../../parts/section.js";
import { phone as t } from "../../words.js";
import { findModels, idsOf, modelNamed } from "./models.js";
import { macText, modelText } from "./shown.js";

/** @typedef {import("../../parts/form.js").Form} Form */
/** @typedef {import("../../types.js").Device} Device */
/**
 * @typedef {object} Values
 * @property {string} mac_address
 * @property {string} model its label, or what was typed
 * @property {string | null} name
 * @property {string | [number, string]} user id and name
 * @property {string} expansion id and count
 */

/** @type {Values} */
export const blank = { mac_address: "", model: "", name: null, user: "", expansion: "" };

/** @param {Device} device @returns {Values} */
export const valuesOf = (device) => ({
  mac_address: macText(device.mac_address ?? ""),
  model: modelText(device),
  name: device.name,
  user: device.user ? [device.user.id, device.user.name] : "",
  expansion: device.expansion ? `${device.expansion.id} ${device.expansion.count}` : "",
});

/** @param {Values} values @returns {Promise<import("../../types.js").DeviceInput>} */
export async function bodyOf({ mac_address, model, name, user, expansion }) {
  const [brand, family, id] = idsOf(model);
  const [module, count] = expansion.split(" ");
  return {
    mac_address: mac_address || null, brand, family, model: id ?? "", name: name || null,
    user: Array.isArray(user) ? user[0] : await personNamed(user),
    expansion: expansion ? { id: module, count: Number(count) } : null,
  };
}

/** @type {Record<string, string>} */
const shownAt = { "/brand": "/model", "/family": "/model", "/expansion/id": "/expansion", "/expansion/count": "/expansion" };

/** Brings problems to the fields that we have. @param {unknown} error @returns {never} */
export function atFields(error) {
  if (error instanceof Problem) for (const issue of error.fields) issue.pointer = shownAt[issue.pointer] ?? issue.pointer;
  throw error;
}

/** @param {string} text @returns {Promise<number | null>} */
async function personNamed(text) {
  if (!text.trim()) return null;
  const { total, users } = await people({ q: text, limit: 1 });
  if (total === 1) return users[0].id;
  throw refusal(complaint("/user", t.userUnclear(text)));
}

/** @param {Record<string, string | number | boolean>} parameters @returns {Promise<import("../../types.js").Users>} */
const people = (parameters) => get(withParameters("/users", parameters));

/** Those without a phone first. @param {string} q */
async function findPeople(q) {
  const found = await Promise.all([people({ q, without_phone: true, limit: 10 }), people({ q, limit: 20 })]);
  const users = [...found[0].users, ...found[1].users.filter((user) => user.devices > 0)];
  return users.map((user) => ({
    value: String(user.id), label: `${user.first_name} ${user.last_name}`,
    detail: [...user.extensions.slice(0, 1), ...(user.devices ? [] : [t.noPhone])].join(" · "),
  }));
}

/** @param {string} pointer @param {any} value for the panel of a conflict */
export const inWords = (pointer, value) => (pointer === "/user" && Array.isArray(value) ? value[1] : undefined);

/** @param {Form} form */
export const fields = (form) => card("what", t.what, html`
  <div class="fields">
    ${field(form, "/mac_address", { label: t.mac, hint: t.macHint, optional: true })}
    ${field(form, "/model", { label: t.model, hint: t.modelHint, control: ({ value, set, ...control }) => combobox({
      ...control, text: value, onInput: set, onPick: ({ label }) => set(label), source: findModels,
    }) })}
    ${field(form, "/user", { label: t.user, hint: t.userHint, optional: true, control: ({ value, set, ...control }) => combobox({
      ...control, text: inWords("/user", value) ?? value, onInput: set, onPick: ({ label, value }) => set([Number(value), label]),
      source: (text) => findPeople(text === inWords("/user", value) ? "" : text),
    }) })}
    ${field(form, "/name", { label: t.name, hint: t.nameHint, optional: true })}
    ${field(form, "/expansion", { label: t.expansion, type: "select", choices: modules(form.values) })}
  </div>`);

/** What fits the model, and what is there now. @param {Values} values */
function modules({ model, expansion }) {
  const choices = modelNamed(model)?.expansion.flatMap(({ id, keys, max }) => Array.from({ length: max }, (_, index) =>
    ({ value: `${id} ${index + 1}`, label: t.modules(index + 1, id.toUpperCase(), keys * (index + 1)) }))) ?? [];
  if (expansion && !choices.some(({ value }) => value === expansion)) choices.push({ value: expansion, label: expansion });
  return [{ value: "", label: t.none }, ...choices];
}
