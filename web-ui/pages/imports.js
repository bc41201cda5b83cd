// All imports: what was made, what waits, and where to go on.
import { html, nothing } from "../node_modules/lit-html/lit-html.js";
import { get } from "../api.js";
import { empty } from "../parts/empty.js";
import { pageHeader } from "../parts/page-header.js";
import { statusBadge } from "../parts/status-badge.js";
import { table } from "../parts/table.js";
import { ago } from "../parts/time.js";
import { mount } from "../state.js";
import { stream } from "../stream.js";
import { t } from "../strings/en/imports.js";
import { discard, placeOf, waits } from "./import-parts/listed.js";
import { trouble } from "./import-parts/trouble.js";

/** @typedef {import("../types.js").ImportSummary} ImportSummary */

export const title = t.title;

/** @param {HTMLElement} root @param {import("../types.js").PageContext} context */
export default async function page(root, { signal }) {
  /** @returns {Promise<{imports: ImportSummary[]}>} */
  const load = () => get("/imports", { signal });
  /** @returns {Promise<void>} */
  const refresh = async () => ui.update(await load());
  /** @param {ImportSummary} summary @returns {Promise<void>} */
  const onDiscard = (summary) => discard(summary, (patch) => ui.update(patch), refresh);
  const ui = mount(root, (state) => view(state, onDiscard), { ...(await load()), problem: "" }, signal);
  // Not at each step of a job: only when it begins and ends.
  stream(({ type, data }) => type !== "sightings" && !data?.progress && refresh().catch(() => {}), signal);
}

const start = () => html`<a class="button primary" href="/imports/new">${t.start}</a>`;

/** @param {{imports: ImportSummary[], problem: string}} state @param {(summary: ImportSummary) => unknown} onDiscard */
function view({ imports, problem }, onDiscard) {
  if (imports.length === 0) return html`
    ${pageHeader({ title: t.title })}
    ${empty({ icon: "import", title: t.empty, text: t.emptyText, action: start() })}`;
  return html`
    ${pageHeader({ title: t.title, lead: t.lead, actions: start() })}
    ${problem ? trouble(problem) : nothing}
    ${table({ caption: t.title, captionHidden: true, rows: imports, key: ({ id }) => id, columns: [
      { label: t.file, header: true, cell: (summary) => html`<a href=${placeOf(summary)}>${summary.file_name}</a>` },
      { label: t.state, cell: (summary) => html`<span class="row">${badge(summary)}${summary.passwords_wait ? statusBadge("attention", t.passwordsWait) : nothing}</span>` },
      { label: t.when, cell: ({ applied_at, started_at }) => ago(applied_at ?? started_at) },
      { label: t.by, cell: ({ actor }) => actor },
      { label: t.makes, cell: ({ counts }) => t.made(counts.users.create, counts.devices.create) },
      { label: t.actions, actions: true, cell: (summary) => html`<span class="buttons">
        <a class="button small" href=${placeOf(summary)} aria-label="${waits(summary) ? t.goOn : t.open}: ${summary.file_name}">${waits(summary) ? t.goOn : t.open}</a>
        ${summary.state === "checked" ? discardButton(summary, onDiscard) : nothing}</span>` },
    ] })}`;
}

/** @param {ImportSummary} summary @param {(summary: ImportSummary) => unknown} onDiscard */
const discardButton = (summary, onDiscard) => html`
  <button type="button" class="small" aria-label="${t.discard}: ${summary.file_name}" @click=${() => onDiscard(summary)}>${t.discard}</button>`;

const kinds = /** @type {const} */ ({ checked: "todo", applying: "progress", applied: "done" });

/** @param {ImportSummary} summary */
const badge = (summary) => summary.state === "checked" && !summary.has_file
  ? statusBadge("off", t.states.gone) : statusBadge(kinds[summary.state], t.states[summary.state]);
