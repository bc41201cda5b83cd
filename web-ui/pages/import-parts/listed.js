// Imports in a list: what each is up to, where it goes on, and how one is discarded.
import { html, nothing } from "../../node_modules/lit-html/lit-html.js";
import { del } from "../../api.js";
import { confirmDialog } from "../../parts/dialog.js";
import { rowButton } from "../../parts/row-buttons.js";
import { statusBadge } from "../../parts/status-badge.js";
import { table } from "../../parts/table.js";
import { ago } from "../../parts/time.js";
import { focusOn } from "../../router.js";
import { importing, imports as t, list, start } from "../../words.js";

/** @typedef {import("../../types.js").ImportSummary} ImportSummary */
/** @typedef {{update: (patch: {problem: string}) => unknown, refresh: () => Promise<unknown>}} Listing the page: told what went wrong, and shown anew */

const { lastImport } = start;
const { modes } = importing;
export const back = { href: "/imports", text: t.title };

/** @param {ImportSummary} summary */
export const waits = ({ state, has_file }) => state === "checked" && has_file;

/** @param {ImportSummary[]} imports @param {string} caption @param {Listing} listing */
export const listOf = (imports, caption, listing) => table({
  caption, rows: imports, key: ({ id }) => id, columns: [
    { label: lastImport.file, header: true, cell: (summary) => html`<div><a href=${placeOf(summary)}>${summary.file_name}</a>
      <div class="hint" title=${summary.file_sha256}>${summary.file_sha256.slice(0, 8)}</div></div>` },
    { label: t.state, cell: (summary) => html`<span class="row">${badge(summary)}${summary.passwords_wait ? statusBadge("attention", t.passwordsWait) : nothing}</span>` },
    { label: t.when, cell: ({ applied_at, started_at, actor }) => html`<div>${ago(applied_at ?? started_at)}<div class="hint">${t.by(actor)}</div></div>` },
    { label: lastImport.result, cell: (summary) => html`<div>${resultOf(summary)}<div class="hint">${modes[summary.mode]}</div></div>` },
    { label: t.actions, actions: true, cell: (summary) => actions(summary, listing) },
  ],
});

/** "5 new users, 2 new phones and 3 changed" @param {ImportSummary} summary */
export function resultOf({ counts: { users, devices } }) {
  const changed = users.update + devices.update;
  return list([
    users.create ? lastImport.users(users.create) : "", devices.create ? lastImport.devices(devices.create) : "", changed ? lastImport.changed(changed) : "",
  ].filter(Boolean)) || lastImport.none;
}

/** @param {ImportSummary} summary */
const placeOf = (summary) => `/imports/${summary.id}${waits(summary) ? "/review" : ""}`;

const badges = /** @type {const} */ ({ checked: "todo", applying: "progress", applied: "done" });

/** @param {ImportSummary} summary */
const badge = ({ state, has_file, undone_at }) => undone_at !== null ? statusBadge("off", lastImport.undone)
  : state === "checked" && !has_file ? statusBadge("off", t.gone) : statusBadge(badges[state], lastImport.states[state]);

/** @param {ImportSummary} summary @param {Listing} listing */
function actions(summary, listing) {
  const verb = waits(summary) ? t.goOn : t.open;
  return html`
    <a class="button small" href=${placeOf(summary)} aria-label="${verb}: ${summary.file_name}">${verb}</a>
    ${summary.state === "checked" ? rowButton(t.discard, summary.file_name, () => discard(summary, listing)) : nothing}
    ${summary.state === "applied" && summary.undone_at === null ? html`<a class="button small" href="/imports/${summary.id}#undo"
      aria-label="${t.undo}: ${summary.file_name}">${t.undo}</a>` : nothing}`;
}

/** @param {ImportSummary} summary @param {Listing} listing */
async function discard({ id, version, file_name }, { update, refresh }) {
  if (!(await confirmDialog({ title: t.discardTitle(file_name), text: t.discardAbout, action: t.discard }))) return;
  try {
    await del(`/imports/${id}`, { ifMatch: version });
    update({ problem: "" });
  } catch (error) {
    update({ problem: /** @type {Error} */ (error).message });
  }
  await refresh();
  focusOn(/** @type {HTMLElement} */ (document.querySelector("h1")));
}
