// What stands in the way, at the top of the form: takes focus after a try, each entry leads to its field.
import { html, nothing } from "../node_modules/lit-html/lit-html.js";
import { shell as t } from "../words.js";
import { fieldId } from "./form-state.js";
import { icon } from "./icon.js";

/** @typedef {import("./form-state.js").Form} Form */

/** @param {Form} form */
export function errorSummary(form) {
  const errors = form.issues.filter((issue) => issue.severity === "error");
  if (errors.length === 0 && !form.message) return nothing;
  return html`
    <section class="summary is-error" id="${form.id}-summary" tabindex="-1" aria-labelledby="${form.id}-summary-title">
      <h2 id="${form.id}-summary-title">${icon("error")}${errors.length ? t.form.summary(errors.length) : t.form.refused}</h2>
      ${form.message ? html`<p>${form.message}</p>` : nothing}
      ${errors.length ? html`<ul>${errors.map((issue) => html`<li>${entry(form, issue)}</li>`)}</ul>` : nothing}
    </section>`;
}

/** @param {Form} form @param {import("../types.js").FieldProblem} issue */
function entry(form, { pointer, message }) {
  /** @param {Event} event */
  const toField = (event) => {
    event.preventDefault();
    const control = nearest(form, pointer);
    control?.scrollIntoView({ block: "center" });
    control?.focus({ preventScroll: true });
  };
  return html`<a href="#${fieldId(form, pointer)}" @click=${toField}>${message}</a>`;
}

/** A problem with a part of something is shown at the something. @param {Form} form @param {string} pointer */
function nearest(form, pointer) {
  for (let at = pointer; at; at = at.slice(0, at.lastIndexOf("/"))) {
    const control = document.getElementById(fieldId(form, at));
    if (control) return control;
  }
  return null;
}
