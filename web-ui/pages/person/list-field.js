// A list inside a form: rows with Move up, Move down, Remove, and a button that adds one.
import { html, nothing } from "../../node_modules/lit-html/lit-html.js";
import { message } from "../../parts/form.js";
import { fieldId } from "../../parts/form-state.js";
import { icon } from "../../parts/icon.js";
import { t } from "../../strings/en/person.js";

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
  /** @param {unknown[]} list @param {string} focus */
  const change = async (list, focus) => {
    // The rows have other places now; the box says again what is wrong.
    form.issues = form.issues.filter((issue) => !issue.pointer.startsWith(`${pointer}/`));
    form.set(pointer, list);
    await form.redraw();
    document.getElementById(focus)?.focus();
  };
  /** @param {number} from @param {number} by @param {string} button */
  const move = (from, by, button) => {
    const to = from + by;
    if (to >= 0 && to < items.length) change(items.toSpliced(from, 1).toSpliced(to, 0, items[from]), `${id}-${to}-${button}`);
  };
  /** @param {number} index */
  const remove = (index) => change(items.toSpliced(index, 1), items.length > 1 ? `${id}-${Math.min(index, items.length - 2)}-remove` : `${id}-add`);
  /** @param {number} index @param {"up" | "down" | "remove"} what @param {() => unknown} act @param {boolean} [off] */
  const button = (index, what, act, off = false) => html`
    <button type="button" class="icon-only" id="${id}-${index}-${what}" aria-label=${t[what](name(items[index], index + 1))}
      aria-disabled=${off ? "true" : "false"} @click=${act}>${icon(what)}</button>`;
  return html`
    <fieldset class="section" id=${id} tabindex="-1">
      <legend class="visually-hidden">${label}</legend>${hint && items.length > 1 ? html`<p class="hint">${hint}</p>` : nothing}
      <div>${items.map((_, index) => html`
        <div class="list-row">
          ${row(`${pointer}/${index}`, index, form)}
          <div class="row">
            ${button(index, "up", () => move(index, -1, "up"), index === 0)}
            ${button(index, "down", () => move(index, 1, "down"), index === items.length - 1)}
            ${button(index, "remove", () => remove(index))}
          </div>
          ${more?.(`${pointer}/${index}`, index, form)}
        </div>`)}
      </div>
      <div class="row">
        <button type="button" class="small" id="${id}-add"
          @click=${() => change([...items, structuredClone(made)], fieldId(form, `${pointer}/${items.length}${first}`))}>${icon("add")}${add}</button>
        ${message(form, pointer)}
      </div>
    </fieldset>`;
}
