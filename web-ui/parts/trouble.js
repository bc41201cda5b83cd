// What went wrong with something that is not a form, at its place.
import { html, nothing } from "../node_modules/lit-html/lit-html.js";
import { icon } from "./icon.js";

/** The line is always there, so that nothing moves. @param {string} text @param {import("../types.js").Content} [way] on */
export const trouble = (text, way = nothing) => html`
  <p class="field-message is-error" role="alert">${text ? html`${icon("error")}<span>${text.replace(/[^.?!]$/, "$&.")} ${way}</span>` : nothing}</p>`;
