// Controls that choose: a list to choose from, a box to tick, and a control under its label where no form draws it.
import { html, nothing } from "../node_modules/lit-html/lit-html.js";

/** @typedef {import("../types.js").Content} Content */
/** @typedef {Partial<Omit<import("../types.js").Control, "set">> & {set: (value: any, control: any) => unknown}} Chooser */
/** @typedef {import("../types.js").FieldOptions["width"]} Width */

/** @param {Chooser & {label?: string}} control `label` where there is no <label for=id> @param {import("../types.js").Choice[]} choices */
export const select = ({ id, describedBy, invalid, value, set, label }, choices) => html`
  <select id=${id ?? nothing} aria-label=${label ?? nothing} aria-describedby=${describedBy ?? nothing} aria-invalid=${invalid ?? false}
    @change=${(/** @type {any} */ { target }) => set(target.value, target)}>
    ${choices.map((choice) => html`<option value=${choice.value} .selected=${(value ?? "") === choice.value}>${choice.label}</option>`)}
  </select>`;

/** @param {Chooser} control @param {Content} label */
export const checkbox = ({ id, describedBy, invalid, value, set }, label) => html`
  <div class="choice">
    <input type="checkbox" id=${id} .checked=${Boolean(value)} aria-describedby=${describedBy ?? nothing}
      aria-invalid=${invalid ?? false} @change=${(/** @type {any} */ { target }) => set(target.checked, target)}>
    <label for=${id}>${label}</label>
  </div>`;

/** A file to choose, which is its value. @param {Chooser} control */
export const fileInput = ({ id, describedBy, invalid, set }) => html`
  <input type="file" id=${id} aria-describedby=${describedBy} aria-invalid=${invalid} @change=${(/** @type {any} */ { target }) => set(target.files[0] ?? null, target)}>`;

/** @param {Width} width */
export const fieldClass = (width) => (width ? `field is-${width}` : "field");

/** @param {string} id of the control @param {Content} label @param {Content} control @param {Width} [width] */
export const labelled = (id, label, control, width) => html`<div class=${fieldClass(width)}><label for=${id}>${label}</label>${control}</div>`;
