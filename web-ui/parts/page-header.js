// The head of each page: way back, heading, a sentence, and links that belong to the whole page.
import { html, nothing } from "../node_modules/lit-html/lit-html.js";
import { session } from "../session.js";
import { shell as t } from "../words.js";
import { icon } from "./icon.js";

/** @typedef {import("../types.js").Content} Content */

/** @param {{title: Content, lead?: Content, back?: {href: string, text: string}, actions?: Content}} header */
export const pageHeader = ({ title, lead, back, actions }) => html`
  <header class="page-header">
    ${back ? html`<a class="back" href=${back.href}>${icon("back")}${back.text}</a>` : nothing}
    <div class="page-heading">
      <h1 tabindex="-1">${title}</h1>
      ${actions ? html`<div class="page-actions">${actions}</div>` : nothing}
    </div>
    ${lead ? html`<p class="lead">${lead}</p>` : nothing}
  </header>`;

/** A page without navigation: which box this is, and what it asks. @param {Parameters<typeof pageHeader>[0]} header @param {Content} content */
export const gate = (header, content) => html`
  <p class="brand"><span class="site-mark" aria-hidden="true"></span>${session.site_name || t.product}</p>
  <section class="card">${pageHeader(header)}${content}</section>`;
