// What a phone is and has: its state in words, what the catalogue is not sure of, lines and keys.
import { html, nothing } from "../../node_modules/lit-html/lit-html.js";
import { del } from "../../api.js";
import { confirmDialog } from "../../parts/dialog.js";
import { icon } from "../../parts/icon.js";
import { finding } from "../../parts/notice.js";
import { section } from "../../parts/section.js";
import { statusBadge } from "../../parts/status-badge.js";
import { table } from "../../parts/table.js";
import { ago } from "../../parts/time.js";
import { keys as keysTexts, named, phone as t } from "../../words.js";
import { stateBadge, whereToLook } from "./shown.js";

const { types: keyTypes, park } = keysTexts;

/** @typedef {import("../../types.js").Device} Device */

/** @param {Device} device @param {{address: string | null} | null} lost where it has to look for this box */
export const stateView = ({ last, unconfirmed, ...phone }, lost) => html`
  <section class="section" aria-label=${t.now}>
    <p class="row">${stateBadge(phone)}
      <span>${last?.own ? got(last) : nothing} ${!phone.provisioned ? t.byHand : last && !last.own ? t.notOwn : t.about[phone.state]}
        ${last?.firmware ? html`<span class="muted">${t.firmware} ${last.firmware}</span>` : nothing}</span></p>
    ${lost && phone.provisioned ? html`<div class="card">${whereToLook(lost.address)}</div>` : nothing}
    ${unconfirmed.length && phone.provisioned ? html`<p class="muted">${icon("note")} ${t.unconfirmed(factNames(unconfirmed))}</p>` : nothing}
  </section>`;

/** The time is an element of its own in the text. @param {NonNullable<Device["last"]>} last */
function got({ at, transport, address }) {
  const [before, after] = t.got("\n", transport.toUpperCase(), address).split("\n");
  return [before, ago(at), after];
}

/** @param {string[]} facts names in the catalogue, as "keys.total" @returns {string[]} */
export const factNames = (facts) => [...new Set(facts.map((fact) => {
  const [part, concept] = fact.split(".");
  return part === "parameters" ? named(t.concepts, concept) : named(t.facts, part);
}))];

/** @param {import("../record.js").Page<Device>} page */
export const lineTable = ({ document: { id, version, line_list: lines }, trying }) => section("lines", t.lines, lines.length ? table({
  caption: t.lines, rows: lines, key: (line) => line.number, columns: [
    { label: t.line, header: true, cell: (line) => line.number },
    { label: t.extension, cell: (line) => line.extension },
    { label: t.displayName, cell: (line) => line.display_name },
    { label: t.account, cell: (line) => html`<code>${line.sip_username}</code>` },
    { label: t.user, cell: ({ user }) => (user ? html`<div><a href="/people/${user.id}">${user.name}</a>
      <button type="button" class="small" aria-label="${t.leave} ${user.name}" @click=${trying(async () => {
        if (await confirmDialog({ title: t.leaveTitle(user.name), text: t.leaveText, action: t.leave })) await del(`/devices/${id}/users/${user.id}`, { ifMatch: version });
      })}>${t.leave}</button></div>` : nothing) },
  ],
}) : html`<p class="muted">${t.noLines}</p>`);

/** @param {Device} device */
export const keyTable = ({ id, key_list: keys }) => section("keys", t.keys, keys.length ? table({
  caption: t.keys, wide: true, id: "key-list", rows: keys, key: (key) => key.key, columns: [
    { label: t.key, header: true, cell: (key) => key.key },
    { label: t.type, cell: (key) => keyTypes[key.type][0] },
    { label: t.target, cell: (key) => (key.type === "line" ? key.line : key.extension ?? key.value) },
    { label: t.label, cell: (key) => key.label ?? key.name },
    { label: t.fits, cell: (key) => html`<div>${!key.fits ? statusBadge("warning", t.kept) : key.empty ? finding("warning", key.empty) : t.fits}</div>` },
  ],
}) : html`<p class="muted">${t.noKeys}</p>`, html`<a href="/keys?device=${id}">${t.changeKeys}</a>`);

/** On paper the page is a strip to cut out. @param {Device} device @param {string} name */
export const keyStrip = ({ key_list: keys }, name) => html`
  <section class="print-only">
    <h2>${name}</h2>
    <ol class="key-strip">${keys.filter((key) => key.fits && !key.empty && key.type !== "none").map((key) => html`
      <li><b>${key.key}</b> ${key.label ?? key.name ?? (key.type === "parking" ? park(key.value ?? "") : key.extension ?? key.value ?? keyTypes[key.type][0])}</li>`)}</ol>
  </section>`;
