// A list inside a form: rows with Move up, Move down, Remove, and a button that adds one.
import { html, nothing } from "../../node_modules/lit-html/lit-html.js";
import { message } from "../../parts/form.js";
import { fieldId } from "../../parts/form-state.js";
import { icon } from "../../parts/icon.js";
import { rowButtons } from "../../parts/row-buttons.js";

/** @typedef {import("../../types.js").Content} Content */
/** @typedef {import("../../parts/form.js").Form} Form */

/**
 * @param {Form} form @param {string} pointer
 * @param {object} options
 * @param {string} options.label
 * @param {string} [options.hint]
 * @param {string} options.add
 * @param {unknown} options.made a new row
 * @param {string} options.first field of a row that takes the focus, as pointer inside the row
 * @param {(item: any, place: number) => string} options.name of a row, for its buttons
 * @param {(at: string, index: number, form: Form) => Content} options.row
 * @param {(at: string, index: number, form: Form) => Content} [options.more] a second line of a row
 */
export function listField(form, pointer, { label, hint, add, made, first, name, row, more }) {
  form.labels.set(pointer, label);
  /** @type {unknown[]} */
  const items = form.get(pointer);
  const id = fieldId(form, pointer);
  const addOne = () => change(form, pointer, [...items, structuredClone(made)], fieldId(form, `${pointer}/${items.length}${first}`));
  return html`
    <fieldset class="section" id=${id} tabindex="-1">
      <legend class="visually-hidden">${label}</legend>${hint && items.length > 1 ? html`<p class="hint">${hint}</p>` : nothing}
      <div>${items.map((item, index) => html`
        <div class="list-row">
          ${row(`${pointer}/${index}`, index, form)}
          ${buttons(form, pointer, index, name(item, index + 1))}
          ${more?.(`${pointer}/${index}`, index, form)}
        </div>`)}
      </div>
      <div class="row">
        <button type="button" class="small" id="${id}-add" @click=${addOne}>${icon("add")}${add}</button>
        ${message(form, pointer)}
      </div>
    </fieldset>`;
}

/** @param {Form} form @param {string} pointer @param {number} index @param {string} name */
function buttons(form, pointer, index, name) {
  /** @type {unknown[]} */
  const items = form.get(pointer);
  const id = fieldId(form, pointer);
  const last = items.length - 1;
  return html`<div class="row">${rowButtons(`${id}-${index}`, name, index === 0, index === last,
    (by, button) => change(form, pointer, items.toSpliced(index, 1).toSpliced(index + by, 0, items[index]), `${id}-${index + by}-${button}`),
    () => change(form, pointer, items.toSpliced(index, 1), last ? `${id}-${Math.min(index, last - 1)}-remove` : `${id}-add`))}</div>`;
}

/** @param {Form} form @param {string} pointer @param {unknown[]} list @param {string} focus id */
async function change(form, pointer, list, focus) {
  // The rows have other places now; the box says again what is wrong.
  form.issues = form.issues.filter((issue) => !issue.pointer.startsWith(`${pointer}/`));
  form.set(pointer, list);
  await form.redraw();
  document.getElementById(focus)?.focus();
}
