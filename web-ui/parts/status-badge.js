// A state as text, icon and colour: never colour alone.
import { html } from "../node_modules/lit-html/lit-html.js";
import { icon } from "./icon.js";

/** @typedef {"done" | "progress" | "todo" | "attention" | "error" | "warning" | "note" | "off"} BadgeKind */

/** @param {BadgeKind} kind @param {string} text */
export const statusBadge = (kind, text) => html`<span class="badge badge-${kind}">${icon(kind)}${text}</span>`;
