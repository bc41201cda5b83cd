// Nothing here yet: says what will be here, and offers the first step.
import { html, nothing } from "../node_modules/lit-html/lit-html.js";
import { icon } from "./icon.js";

/** @typedef {import("../types.js").Content} Content */

/** @param {{icon?: import("./icon.js").IconName, title: string, text?: Content, action?: Content}} empty */
export const empty = ({ icon: name, title, text, action }) => html`
  <div class="empty">
    ${name ? icon(name) : nothing}
    <p class="empty-title">${title}</p>
    ${text ? html`<p>${text}</p>` : nothing}
    ${action ? html`<p>${action}</p>` : nothing}
  </div>`;
