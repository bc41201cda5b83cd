// Step 2: which keys. One row a key; the line under it explains the type, or says what the box has to say.
import { html, nothing } from "../../node_modules/lit-html/lit-html.js";
import { byKey } from "../../parts/by-key.js";
import { announce } from "../../announce.js";
import { combobox } from "../../parts/combobox.js";
import { message } from "../../parts/form.js";
import { fieldId } from "../../parts/form-state.js";
import { icon } from "../../parts/icon.js";
import { rowButtons } from "../../parts/row-buttons.js";
import { select } from "../../parts/controls.js";
import { keys as t } from "../../words.js";
import { modelName } from "./plan.js";
import { moved, rowOf, sorted, takesUser, takesValue } from "./rows.js";

/** @typedef {import("./rows.js").Row} Row */
/** @typedef {import("../../parts/form.js").Form} Form */
/**
 * @typedef {object} List
 * @property {Form} form
 * @property {import("../../types.js").KeysPlan | null} plan
 * @property {import("./people.js").People} people
 * @property {boolean} withLines the line of each key is shown
 */

/** @param {List} list @returns {Row[]} */
const rowsIn = ({ form }) => form.values.keys;
/** @param {string} id */
const focus = (id) => document.getElementById(id)?.focus();

/** @param {List} list */
export function keyList(list) {
  const rows = rowsIn(list);
  const withLines = list.withLines || rows.some((row) => row.line !== 1 && row.type !== "line");
  const ends = edges(list.plan);
  return html`
    <ol class=${withLines ? "key-list with-lines" : "key-list"} id="${list.form.id}-keys" tabindex="-1" aria-labelledby="keys-title">
      ${byKey(rows, (row) => row.id, (row, index) => html`
        <li class="key-row ${ends.has(row.key) ? "is-edge" : ""}">${keyRow(list, row, index, withLines, ends.get(row.key))}</li>`)}
    </ol>
    ${rows.length ? nothing : html`<p class="muted">${t.keys.none}</p>`}
    <div class="buttons"><button type="button" id="key-add" @click=${() => add(list, [{ type: rows.length ? "presence" : "line" }])}>${icon("add")}${t.keys.add}</button></div>`;
}

/** Models by the first key that they no longer have. @param {List["plan"]} plan */
function edges(plan) {
  /** @type {Map<number, string[]>} */
  const ends = new Map();
  for (const model of plan?.models ?? []) {
    const [key] = model.beyond;
    if (key) ends.set(key, [...(ends.get(key) ?? []), t.counted(modelName(model), model.has)]);
  }
  return ends;
}

/** The number that is typed; whatever else is goes away at once. @param {HTMLInputElement} input */
function digits(input) {
  const number = Number(input.value.replace(/\D/g, ""));
  input.value = String(number || "");
  return number;
}

/** @param {List} list @param {Row} row @param {number} index @param {boolean} withLines @param {string[]} [end] models that have no such key */
function keyRow(list, row, index, withLines, end) {
  const { form } = list;
  const at = (/** @type {string} */ name) => `/keys/${index}/${name}`;
  const issue = form.issues.find(({ pointer }) => pointer.startsWith(at("")));
  const describedBy = `${fieldId(form, issue?.pointer ?? at("value"))}-message`;
  /** @param {string} name @param {string} label @param {unknown} control */
  const cell = (name, label, control) => html`
    <div class="key-${name}"><label for=${fieldId(form, at(name))}>${label}<span class="visually-hidden">${t.keys.of(row.key)}</span></label>${control}</div>`;
  /** @param {keyof Row} name @param {{numbers?: boolean, placeholder?: string, onChange?: () => void}} [options] */
  const input = (name, { numbers = false, placeholder = "", onChange } = {}) => html`
    <input id=${fieldId(form, at(name))} autocomplete="off" spellcheck="false" inputmode=${numbers ? "numeric" : nothing} maxlength=${numbers ? 3 : 64}
      placeholder=${placeholder} aria-describedby=${describedBy} aria-invalid=${Boolean(form.issue(at(name)))} .value=${String(row[name] || "")}
      @input=${(/** @type {any} */ { target }) => form.set(at(name), numbers ? digits(target) : target.value)} @change=${onChange ?? nothing}>`;
  const control = takesUser(row.type) ? combobox({
    id: fieldId(form, at("value")), text: row.value, describedBy, invalid: Boolean(form.issue(at("value"))), source: list.people.find,
    onInput: (text) => form.set(at("value"), text), onPick: ({ value }) => form.set(at("value"), value),
  }) : input("value");
  const label = takesUser(row.type) ? list.people.nameOf(row.value) : row.type === "line" ? "" : row.value;
  return html`
    ${cell("key", t.keys.key, input("key", { numbers: true, onChange: () => form.set("/keys", sorted(rowsIn(list))) }))}
    ${cell("type", t.keys.type, select({ id: fieldId(form, at("type")), describedBy, value: row.type, set: (type) => form.set(at("type"), type) }, types))}
    ${row.type === "line" ? cell("line", t.keys.target.line, input("line", { numbers: true }))
      : takesValue(row.type) ? cell("value", t.keys.target[row.type], control) : html`<div class="key-value"></div>`}
    ${row.type === "none" ? html`<div class="key-label"></div>` : cell("label", t.keys.label, input("label", { placeholder: label }))}
    ${!withLines ? nothing : takesValue(row.type) ? cell("line", t.keys.line, input("line", { numbers: true })) : html`<div class="key-line"></div>`}
    <div class="key-buttons">${rowButtons(`key-${index}`, t.keys.name(row.key), index === 0, index === rowsIn(list).length - 1,
      (by, button) => move(list, index, by, button), () => remove(list, index))}</div>
    ${issue ? message(form, issue.pointer) : remark(list, row, describedBy, end)}`;
}

const types = Object.entries(t.types).map(([value, [label]]) => ({ value, label }));

/** In the room that each row keeps for it. @param {List} list @param {Row} row @param {string} id @param {string[]} [end] */
function remark({ plan }, { key, type }, id, end) {
  const said = (plan?.warnings ?? []).filter((warning) => warning.key === key).map(({ message }) => `${message}. `);
  if (end) said.unshift(t.keys.edge(end.length > 2 ? [end[0], t.keys.models(end.length - 1)] : end));
  if (said.length === 0) return html`<p class="field-message is-note" id=${id}>${t.types[type][1]}</p>`;
  return html`<p class="field-message is-warning" id=${id}>${icon("warning")}<span>${said}</span></p>`;
}

/** Adds keys after the last one. @param {List} list @param {Partial<Row>[]} rows */
export async function add(list, rows) {
  const before = rowsIn(list);
  const first = Math.max(0, ...before.map(({ key }) => key)) + 1;
  list.form.set("/keys", [...before, ...rows.map((row, place) => rowOf({ ...row, key: first + place }))]);
  await list.form.redraw();
  focus(fieldId(list.form, `/keys/${before.length}/type`));
}

/** @param {List} list @param {number} index @param {-1 | 1} by @param {string} button that was pressed */
async function move(list, index, by, button) {
  const rows = moved(rowsIn(list), index, by);
  list.form.set("/keys", rows);
  announce(t.keys.moved(rows[index + by].key));
  await list.form.redraw();
  focus(`key-${index + by}-${button}`);
}

/** @param {List} list @param {number} index */
async function remove(list, index) {
  announce(t.keys.removed(rowsIn(list)[index].key));
  const rows = rowsIn(list).toSpliced(index, 1);
  list.form.set("/keys", rows);
  await list.form.redraw();
  focus(rows.length ? `key-${Math.min(index, rows.length - 1)}-remove` : "key-add");
}
