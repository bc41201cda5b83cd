// What the box said about something that it took.
import { html, nothing } from "../node_modules/lit-html/lit-html.js";
import { announce } from "../announce.js";
import { icon } from "../parts/icon.js";
import { t } from "../strings/en/lists.js";

/** @typedef {import("../types.js").FieldProblem} FieldProblem */
/** @typedef {import("../parts/form.js").Form} Form */

/** Stands above the form; its messages are at the fields as well. @param {FieldProblem[] | null} notes */
export const savedNotes = (notes) => (!notes?.length ? nothing : html`
  <section class="summary is-warning" id="saved" tabindex="-1" aria-labelledby="saved-title">
    <h2 id="saved-title">${t.savedWith(notes.length)}</h2>
    <ul>${notes.map(({ message }) => html`<li>${message}</li>`)}</ul>
  </section>`);

/** Stands beside the button. @param {Form} form @param {FieldProblem[] | null} notes null: nothing was saved yet */
export const savedMark = (form, notes) => (notes && !form.dirty && !form.busy
  ? html`<span class="row">${icon("done")}${t.saved}</span>` : nothing);

/** Leads the person to what was said; call it when the page shows it. @param {FieldProblem[]} notes */
export function tellSaved(notes) {
  if (notes.length) document.getElementById("saved")?.focus();
  else announce(t.saved);
}
