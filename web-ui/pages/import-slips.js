// A slip for each person, to print and cut. Fetched by a ticket that is good once; nothing of it stays in the browser.
import { html } from "../node_modules/lit-html/lit-html.js";
import { Problem } from "../api.js";
import { readSecrets } from "../files.js";
import { icon } from "../parts/icon.js";
import { pageHeader } from "../parts/page-header.js";
import { mount } from "../state.js";
import { t as all } from "../strings/en/import.js";

const t = all.slips;
export const title = t.title;

/** @param {HTMLElement} root @param {import("../types.js").PageContext} context */
export default async function page(root, { params, signal }) {
  const back = { href: `/imports/${params.id}`, text: all.done.title };
  try {
    /** @type {import("../types.js").Credentials} */
    const secrets = await readSecrets({ what: "credentials", import: Number(params.id) });
    mount(root, () => view(secrets, back), {}, signal);
  } catch (error) {
    if (!(error instanceof Problem && error.status === 410)) throw error;
    mount(root, () => html`
      ${pageHeader({ title: all.passwords.goneTitle, lead: all.passwords.gone, back })}
      <p><a href="/people">${all.passwords.people}</a></p>`, {}, signal);
  }
}

/** @param {import("../types.js").Credentials} secrets @param {{href: string, text: string}} back */
const view = ({ site_name, credentials }, back) => html`
  <div class="no-print">${pageHeader({ title: t.title, lead: t.lead, back })}</div>
  <div class="no-print"><button type="button" class="primary" @click=${() => print()}>${icon("print")}${t.print}</button></div>
  <ul class="slips" aria-label=${t.list}>${credentials.map(({ first_name, last_name, email, extensions, password }) => html`
    <li class="slip">
      <h2>${first_name} ${last_name}</h2>
      <dl class="facts">
        <dt>${t.login}</dt><dd>${email}</dd>
        <dt>${t.password}</dt><dd><code>${password}</code></dd>
        <dt>${t.extension(extensions.length)}</dt><dd>${extensions.join(", ")}</dd>
      </dl>
      <p class="muted">${site_name}</p>
    </li>`)}
  </ul>`;
