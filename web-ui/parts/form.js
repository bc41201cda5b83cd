// Forms as they are drawn: a field is label, hint, control and one reserved line for what the box says about it.
import { html, nothing } from "../node_modules/lit-html/lit-html.js";
import { shell as t } from "../words.js";
import { conflictPanel } from "./conflict.js";
import { errorSummary } from "./error-summary.js";
import { fieldId } from "./form-state.js";
import { finding } from "./notice.js";
import { checkbox, fieldClass, labelled, select } from "./controls.js";

export { createForm } from "./form-state.js";

/** @typedef {import("../types.js").Content} Content */
/** @typedef {import("./form-state.js").Form} Form */
/** @typedef {import("../types.js").Choice} Choice */
/** @typedef {import("../types.js").Control} Control */
/** @typedef {import("../types.js").FieldOptions} FieldOptions */

/**
 * @param {Form} form
 * @param {Content} content fields, in sections if there are many
 * @param {{button: string, danger?: boolean, primary?: boolean, beside?: Content, sticky?: boolean}} action the form's one main button; `primary: false` where the page has another
 */
export const formView = (form, content, { button, danger = false, primary = true, beside, sticky = false }) => html`
  <form id=${form.id} novalidate autocomplete="off" @submit=${form.submit}>
    ${form.conflict ? conflictPanel(form, form.conflict) : errorSummary(form)}
    ${content}
    <div class=${sticky ? "buttons action-bar" : "buttons"}>
      <button class=${danger ? "danger" : primary ? "primary" : ""} aria-disabled=${form.busy}>${button}</button>
      ${beside ?? nothing}
      <span class="form-state">${form.slow ? t.form.saving : ""}</span>
    </div>
  </form>`;

/** @param {Form} form @param {string} pointer place in `form.values` @param {FieldOptions} options */
export function field(form, pointer, options) {
  form.labels.set(pointer, options.label);
  const control = controlOf(form, pointer, options);
  const width = fieldClass(options.width);
  if (options.type === "checkbox") return html`
    <div class=${width}>${checkbox(control, options.label)}${hintOf(control.id, options.hint)}${message(form, pointer)}</div>`;
  if (options.type === "radios") return html`
    <fieldset class=${width} id=${control.id} tabindex="-1" aria-describedby=${control.describedBy}>
      <legend>${options.label}${optional(options)}</legend>${hintOf(control.id, options.hint)}
      ${options.choices?.map((choice, index) => radio(control, choice, index))}${message(form, pointer)}</fieldset>`;
  return labelled(control.id, [options.label, optional(options)], [
    hintOf(control.id, options.hint), options.control ? options.control(control) : drawn(control, options), message(form, pointer),
  ], options.width);
}

/** @param {Form} form @param {string} pointer @param {FieldOptions} options @returns {Control} */
function controlOf(form, pointer, { nullable, hint }) {
  const id = fieldId(form, pointer);
  return {
    id,
    describedBy: hint ? `${id}-hint ${id}-message` : `${id}-message`,
    invalid: form.issue(pointer)?.severity === "error",
    value: form.get(pointer),
    set: (value) => form.set(pointer, nullable && value === "" ? null : value),
  };
}

/** @param {FieldOptions} options */
const optional = (options) => (options.optional ? html` <span class="optional">(${t.form.optional})</span>` : nothing);

/** @param {string} id @param {Content} hint */
const hintOf = (id, hint) => (hint ? html`<p class="hint" id="${id}-hint">${hint}</p>` : nothing);

/**
 * The line under a field. Use it under a control of your own too: its id is "<control's id>-message".
 * @param {Form} form @param {string} pointer
 */
export function message(form, pointer) {
  const issue = form.issue(pointer);
  const id = `${fieldId(form, pointer)}-message`;
  if (!issue) return html`<p class="field-message" id=${id}></p>`;
  const { severity, suggestion } = issue;
  return html`<p class="field-message is-${severity}" id=${id}>${finding(severity, html`${issue.message}
    ${suggestion ? html`<button type="button" class="link" @click=${() => form.accept(pointer, suggestion)}>${t.form.use(suggestion)}</button>` : nothing}`)}</p>`;
}

/** @param {Pick<Control, "id" | "value" | "set">} control @param {Choice} choice @param {number} index */
export const radio = ({ id, value, set }, choice, index) => html`
  <div class="choice">
    <input type="radio" id="${id}-${index}" name=${id} value=${choice.value} .checked=${value === choice.value}
      aria-describedby=${choice.hint ? `${id}-${index}-hint` : nothing} @change=${() => set(choice.value)}>
    <label for="${id}-${index}">${choice.label}</label>
    ${hintOf(`${id}-${index}`, choice.hint)}
  </div>`;

/** @param {Control} control @param {FieldOptions} options */
function drawn(control, options) {
  if (options.type === "select") return select(control, options.choices ?? []);
  if (options.type === "password") return html`<div class="with-button">${input(control, options)}${showButton(options.label)}</div>`;
  const { id, describedBy, invalid, value, set } = control;
  const onInput = (/** @type {any} */ event) => set(event.target.value);
  if (options.type === "textarea") return html`
    <textarea id=${id} rows="3" aria-describedby=${describedBy} aria-invalid=${invalid}
      .value=${value ?? ""} @input=${onInput}></textarea>`;
  return input(control, options);
}

/** @param {Control} control @param {FieldOptions} options */
const input = ({ id, describedBy, invalid, value, set }, options) => html`
    <input id=${id} type=${options.type ?? "text"} autocomplete=${options.autocomplete ?? "off"} spellcheck="false"
      inputmode=${options.inputmode ?? nothing} autocapitalize="off" aria-describedby=${describedBy}
      aria-invalid=${invalid} .value=${value ?? ""} @input=${(/** @type {any} */ event) => set(event.target.value)}>`;

/** Lets the person see the password that they type. @param {string} label */
const showButton = (label) => html`
  <button type="button" class="small" aria-pressed="false" aria-label="${t.form.show} ${label}" @click=${showTyped}>${t.form.show}</button>`;

/** @param {Event} event */
function showTyped({ currentTarget }) {
  const button = /** @type {HTMLButtonElement} */ (currentTarget);
  const typed = /** @type {HTMLInputElement} */ (button.previousElementSibling);
  const show = typed.type === "password";
  typed.type = show ? "text" : "password";
  button.ariaPressed = String(show);
}
