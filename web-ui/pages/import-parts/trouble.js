// What went wrong with something that is not a form, as a sentence for the person.
import { html, nothing } from "../../node_modules/lit-html/lit-html.js";
import { Problem, Unreachable } from "../../api.js";
import { icon } from "../../parts/icon.js";
import { t } from "../../strings/en.js";

/** @param {unknown} error */
export function explain(error) {
  if (error instanceof Problem) return error.detail;
  if (error instanceof Unreachable) return t.form.noAnswer;
  console.error(error);
  return t.form.unknown;
}

/** The line that is there for it, so that nothing moves. @param {string} text @param {import("../../types.js").Content} [way] on */
export const trouble = (text, way = nothing) => html`
  <p class="field-message is-error" role="alert">${text ? html`${icon("error")}<span>${text.replace(/[^.?!]$/, "$&.")} ${way}</span>` : nothing}</p>`;
