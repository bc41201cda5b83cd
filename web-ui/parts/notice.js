// What was found, or what was done: its kind as icon, word and colour, never colour alone.
import { html } from "../node_modules/lit-html/lit-html.js";
import { shell as t } from "../words.js";
import { icon } from "./icon.js";

/** @typedef {import("../types.js").Content} Content */
/** @typedef {import("../types.js").Severity} Severity */

/** @param {Severity} severity @param {Content} content */
export const finding = (severity, content) => html`${icon(severity)}<span><span class="visually-hidden">${t.form[severity]} </span>${content}</span>`;

/** @param {Severity} severity @param {Content} content @param {Content} [beside] */
export const notice = (severity, content, beside) => html`<div class="notice is-${severity}">${finding(severity, content)}${beside}</div>`;

/** @param {Content} content what was done; nothing while there is nothing to say */
export const good = (content) => content && html`<p class="notice is-good">${icon("done")}<span>${content}</span></p>`;
