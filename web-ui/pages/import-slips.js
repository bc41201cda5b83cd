// A slip for each person, to print and cut. Fetched by a ticket that is good once; nothing of it stays in the browser.
import { html, nothing } from "../node_modules/lit-html/lit-html.js";
import { Problem } from "../api.js";
import { readSecrets } from "../files.js";
import { icon } from "../parts/icon.js";
import { pageHeader } from "../parts/page-header.js";
import { mount } from "../state.js";
import { importing as all } from "../words.js";
import { gone } from "./import-one/handover.js";

const t = all.slips;
export const title = t.title;

/** How a phone is used: beside model and name only sentences. @typedef {{model: string, name: string} & Record<string, string | null>} Phone */
/** @typedef {import("../types.js").Credentials["credentials"][0] & {phones?: Phone[]}} Person */

/** @param {HTMLElement} root @param {import("../types.js").PageContext} context */
export default async function page(root, { params, signal }) {
  const back = { href: `/imports/${params.id}`, text: all.done.title };
  /** @type {import("../types.js").Credentials | null} */
  const secrets = await readSecrets({ what: "credentials", import: Number(params.id) }).catch((error) => {
    if (error instanceof Problem && error.status === 410) return null;
    throw error;
  });
  mount(root, () => secrets ? html`
    <div class="stack no-print">
      ${pageHeader({ title, lead: t.lead, back })}
      <div class="buttons"><button type="button" class="primary" @click=${() => print()}>${icon("print")}${t.print}</button></div>
    </div>
    <ul class="slips" aria-label=${title}>${secrets.credentials.map((person) => slip(person, secrets.site_name))}</ul>`
    : pageHeader({ title: all.passwords.gone, lead: gone, back }), {}, signal);
}

/** @param {Person} person @param {string} site */
const slip = ({ first_name, last_name, email, extensions, password, voicemail_pin, phones }, site) => html`
  <li class="slip">
    <h2>${first_name} ${last_name}</h2>
    <dl class="facts">
      <dt>${all.kinds.extensions}</dt><dd>${extensions.join(", ")}</dd>
      ${password ? html`<dt>${t.login}</dt><dd>${email}</dd><dt>${t.password}</dt><dd><code>${password}</code></dd>` : nothing}
      ${voicemail_pin ? html`<dt>${t.pin}</dt><dd><code>${voicemail_pin}</code></dd>` : nothing}
    </dl>
    ${different(phones ?? []).map(({ model, ...sentences }) => html`
      <div><h3>${model}</h3>${Object.entries(t.ways).map(([what, label]) =>
        (sentences[what] ? html`<p><strong>${label}</strong> ${sentences[what]}</p>` : nothing))}</div>`)}
    <p class="muted">${site}</p>
  </li>`;

/** Two phones that are used alike are said once. @param {Phone[]} phones @returns {Omit<Phone, "name">[]} */
const different = (phones) => [...new Map(phones.map(({ name, ...phone }) => [JSON.stringify(phone), phone])).values()];
