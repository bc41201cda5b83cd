// Firmware, pictures and tones: which are here, which phones are to have them, and what phones have.
import { html, nothing } from "../node_modules/lit-html/lit-html.js";
import { announce } from "../announce.js";
import { del, get } from "../api.js";
import { confirmDialog } from "../parts/dialog.js";
import { empty } from "../parts/empty.js";
import { notice } from "../parts/notice.js";
import { pageHeader } from "../parts/page-header.js";
import { rowButton } from "../parts/row-buttons.js";
import { section } from "../parts/section.js";
import { statusBadge } from "../parts/status-badge.js";
import { table } from "../parts/table.js";
import { ago } from "../parts/time.js";
import { trouble } from "../parts/trouble.js";
import { mount } from "../state.js";
import { files as t, n, shell } from "../words.js";
import { uploadPart } from "./files/upload.js";
import { askWish } from "./files/wish.js";
import { follow } from "./live-list.js";

/** @typedef {import("../types.js").HostedFile} HostedFile */
/** @typedef {import("../types.js").Files & {models: import("../types.js").ModelFirmware[], problem: string}} State */
/** @typedef {(act: () => Promise<unknown>) => () => Promise<void>} Trying */

export const title = t.title;

/** @param {HTMLElement} root @param {import("../types.js").PageContext} context */
export default async function page(root, { signal }) {
  const load = async () => {
    const [files, firmware] = await Promise.all(["/files", "/firmware"].map((path) => get(path, { signal })));
    return { ...files, ...firmware };
  };
  const { brands } = await get("/catalogue", { signal });
  const refresh = async () => ui.update(await load());
  const upload = uploadPart(root, signal, brands, refresh);
  /** @type {Trying} */
  const trying = (act) => async () => {
    try {
      await act();
      await refresh();
      ui.update({ problem: "" });
    } catch (error) {
      ui.update({ problem: /** @type {Error} */ (error).message });
    }
  };
  const wish = (/** @type {HostedFile} */ file) => trying(() => askWish(file, brands, signal));
  const ui = mount(root, (/** @type {State} */ state) => html`
    ${pageHeader({ title, lead: t.lead })}
    ${fileSection(state, trying, wish)}
    ${firmwareSection(state.models)}
    ${upload()}`, { ...(await load()), problem: "" }, signal);
  follow(() => refresh().catch(() => {}), signal);
}

/** @param {State} state @param {Trying} trying @param {(file: HostedFile) => () => Promise<void>} wish */
const fileSection = ({ files, by_hand, problem }, trying, wish) => section("files", t.files, html`
  ${trouble(problem)}
  ${files.length ? table({
    caption: t.files, rows: files, key: (file) => file.name, columns: [
      { label: t.name, header: true, cell: nameCell },
      { label: t.kind, cell: (file) => html`<div>${t.kinds[file.kind]}<br><span class="muted">${file.scope_name}</span></div>` },
      { label: t.what, cell: about },
      { label: t.wished, cell: (file) => wishes(file, trying) },
      { label: t.actions, actions: true, cell: (file) => html`
        ${rowButton(t.give, file.name, wish(file))}
        ${rowButton(t.remove, file.name, trying(() => remove(file)), true)}` },
    ],
  }) : empty({ icon: "import", ...t.empty })}
  ${by_hand.length ? html`<p class="muted">${t.byHand} ${by_hand.map(({ name }) => html`<code>${name}</code> `)}</p>` : nothing}`, nothing, "section wide");

/** @param {HostedFile} file */
const nameCell = ({ name, bytes, uploaded_at, uploaded_by, missing }) => html`<div><code>${name}</code><br>
  <span class="hint">${t.size(Math.ceil(bytes / 1024))} · ${ago(uploaded_at)} · ${uploaded_by}</span>
  ${missing ? notice("error", t.missing) : nothing}</div>`;

/** @param {HostedFile} file */
function about({ version, about: { format, width, height, seconds }, fits }) {
  const facts = [version, format?.toUpperCase(), width && height && `${n(width)} × ${n(height)}`, seconds && t.seconds(seconds)].filter(Boolean);
  return html`<div>${facts.join(" · ")}<br><span class="muted" title=${fits.map(({ name }) => name).join(", ")}>${fits.length ? t.fits(fits.length) : t.fitsNone}</span></div>`;
}

/** @param {HostedFile} file @param {Trying} trying */
const wishes = (file, trying) => (file.wishes.length ? html`<ul class="stack-tight">${file.wishes.map((wish) => html`
  <li>${wish.scope_name}${wish.department ? ` · ${wish.department}` : ""} <span class="muted">${t.phones(wish.phones)}</span>
    <button type="button" class="link" aria-label=${shell.named(t.back, wish.scope_name)}
      @click=${trying(() => del(`/files/${encodeURIComponent(file.name)}/wishes/${wish.id}`))}>${t.back}</button></li>`)}</ul>`
  : html`<span class="muted">${t.nobody}</span>`);

/** @param {HostedFile} file */
async function remove({ name, wishes }) {
  const phones = wishes.reduce((sum, wish) => sum + wish.phones, 0);
  if (!(await confirmDialog({ title: t.removeTitle(name), text: phones ? t.removeText(phones) : t.removeNobody, action: t.remove }))) return;
  await del(`/files/${encodeURIComponent(name)}`);
  announce(t.removed(name));
}

/** @param {State["models"]} models */
const firmwareSection = (models) => section("firmware", t.firmware, models.length ? table({
  caption: t.firmware, id: "versions", rows: models, key: ({ brand, family, model }) => [brand, family, model].join("/"), columns: [
    { label: t.model, header: true, cell: ({ name }) => name },
    { label: t.count, numeric: true, cell: ({ phones }) => n(phones) },
    { label: t.have, cell: ({ have }) => html`<ul class="stack-tight">${have.map(({ version, phones }) => html`
      <li>${version ?? t.untold} <span class="muted">${t.phones(phones)}</span></li>`)}</ul>` },
    { label: t.wanted, cell: ({ wanted }) => (wanted.length ? html`<ul class="stack-tight">${wanted.map(({ version, file, department, phones }) => html`
      <li>${version ?? file}${department ? ` · ${department}` : ""} <span class="muted">${t.phones(phones)}</span></li>`)}</ul>` : html`<span class="muted">${t.any}</span>`) },
    { label: t.state, cell: ({ behind, wanted, have }) => (behind ? statusBadge("attention", t.behind(behind))
      : wanted.length && have.every(({ version }) => version) ? statusBadge("done", t.fine) : nothing) },
  ],
}) : html`<p class="muted">${t.noPhones}</p>`, nothing, "section wide");
