// An address that we do not have, or something that is gone.
import { html, render } from "../node_modules/lit-html/lit-html.js";
import { pageHeader } from "../parts/page-header.js";
import { t } from "../strings/en/access.js";

export const title = t.notFound.title;

/** @param {HTMLElement} root @param {import("../types.js").PageContext} _context */
export default function page(root, _context) {
  render(html`
    ${pageHeader({ title, lead: t.notFound.about })}
    <p><a href="/">${t.notFound.start}</a></p>`, root);
}
