// A part of a page with its heading; `beside` stands at the end of the heading's line.
import { html } from "../node_modules/lit-html/lit-html.js";

/** @typedef {import("../types.js").Content} Content */

/** @param {string} id @param {Content} heading @param {Content} content @param {Content} [beside] @param {string} [kind] class */
export const section = (id, heading, content, beside, kind = "section") => html`
  <section class=${kind} id=${id} aria-labelledby="${id}-title">
    <div class="section-head"><h2 id="${id}-title">${heading}</h2>${beside}</div>
    ${content}
  </section>`;

/** The same in a box of its own. @param {string} id @param {Content} heading @param {Content} content @param {Content} [beside] */
export const card = (id, heading, content, beside) => section(id, heading, content, beside, "card");
