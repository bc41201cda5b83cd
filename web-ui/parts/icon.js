// Icons: each a line drawing of icons.svg on a grid of 16 by 16, in the colour of the text. Always beside words: they are
// hidden from screen readers.
import { html } from "../node_modules/lit-html/lit-html.js";

const sheet = new URL("icons.svg", import.meta.url);

/** @typedef {import("../types/icons.js").IconName} IconName */

/** @param {IconName} name */
export const icon = (name) => html`<svg class="icon" width="16" height="16" aria-hidden="true"><use href="${sheet}#${name}"></use></svg>`;
