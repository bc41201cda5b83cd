// Filling the list at once: with the keys of another phone, or with the presence of many people.
import { html } from "../../node_modules/lit-html/lit-html.js";
import { announce } from "../../announce.js";
import { get } from "../../api.js";
import { combobox } from "../../parts/combobox.js";
import { confirmDialog } from "../../parts/dialog.js";
import { checkbox, labelled, select } from "../../parts/controls.js";
import { keys as t } from "../../words.js";
import { findPhones } from "./choice.js";
import { add } from "./list.js";
import { rowsOf } from "./rows.js";

/** @typedef {import("./list.js").List} List */
/** @typedef {{withLines: boolean, department: string, copying: string}} Tools `copying` is what is typed to find a phone */

/** @param {List} list @param {Tools} tools part of the page's state */
export const toolbar = (list, tools) => html`
  <div class="toolbar">
    ${copyField(list, tools)}${fillField(list, tools)}
    ${checkbox({ id: "keys-lines", value: tools.withLines, set: (withLines) => (tools.withLines = withLines, list.form.redraw()) }, t.keys.lines)}
  </div>`;

/** @param {List} list @param {Tools} tools */
function copyField({ form }, tools) {
  /** @param {import("../../parts/combobox.js").Suggestion} phone */
  const copy = async ({ value, label }) => {
    const question = { title: t.keys.replaceTitle, text: t.keys.replaceText(form.values.keys.length, label), action: t.keys.replace };
    if (form.dirty && !(await confirmDialog(question))) return;
    tools.copying = "";
    form.set("/keys", rowsOf(await get(`/devices/${value}`)));
    announce(t.keys.copied(label));
  };
  const id = "keys-copy";
  return labelled(id, t.keys.copy, combobox({ id, text: tools.copying, source: findPhones, onInput: (text) => (tools.copying = text), onPick: copy }));
}

/** Whoever is on a key already is not added again. @param {List} list @param {Tools} tools */
function fillField(list, tools) {
  const { form, people } = list;
  const listed = new Set(form.values.keys.map((/** @type {import("./rows.js").Row} */ row) => row.type === "presence" && row.value));
  const missing = (/** @type {string} */ of) => people.users.filter((user) => (!of || user.department === of) && !listed.has(user.extensions[0]));
  const rows = missing(tools.department).map(({ extensions }) => ({ type: /** @type {const} */ ("presence"), value: extensions[0] }));
  const id = "keys-fill";
  return labelled(id, t.keys.fill, html`
    <div class="with-button">
      ${select({ id, value: tools.department, set: (department) => (tools.department = department, form.redraw()) },
        ["", ...people.departments].map((value) => ({ value, label: t.counted(value || t.keys.everybody, missing(value).length) })))}
      <button type="button" aria-disabled=${rows.length === 0} @click=${() => rows.length && add(list, rows)}>${t.keys.fillButton(rows.length)}</button>
    </div>`);
}
