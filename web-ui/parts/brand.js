// Which box this is, on the pages that have no navigation.
import { html } from "../node_modules/lit-html/lit-html.js";
import { session } from "../session.js";
import { t } from "../strings/en.js";

export const brand = () => html`<p class="brand"><span class="site-mark" aria-hidden="true"></span>${session.site_name || t.product}</p>`;
