// What an import makes, changes and deletes, each as a table.
import { html, nothing } from "../../node_modules/lit-html/lit-html.js";
import { icon } from "../../parts/icon.js";
import { pager } from "../../parts/pager.js";
import { section } from "../../parts/section.js";
import { table } from "../../parts/table.js";
import { importing as all, importReview, list, n, named } from "../../words.js";
import { goingOf, inWords } from "../import-parts/counts.js";

const t = all.check;
const fields = { ...importReview.fields, ...t.fields };
/** @typedef {import("../../types.js").ImportDetail} ImportDetail */
/** @typedef {import("../../types.js").Changes} Changes */

/** What is new, with a few names; nothing where nothing is. @param {ImportDetail} detail @param {string} path */
export function made({ counts, joins, samples }, path) {
  const rows = /** @type {(keyof typeof all.kinds)[]} */ (Object.keys(all.kinds))
    .map((kind) => (kind === "joins" ? { kind, count: joins, names: [] } : { kind, count: counts[kind].create, names: samples[kind] }))
    .filter(({ count }) => count > 0);
  return rows.length ? section("new", t.made, table({ caption: t.made, rows, key: ({ kind }) => kind, columns: [
    { label: t.kind, header: true, cell: ({ kind }) => all.kinds[kind] },
    { label: t.count, numeric: true, cell: ({ count }) => n(count) },
    { label: t.names, cell: ({ count, names }) => (names.length && names.length < count ? `${names.join(", ")}…` : list(names)) },
    { label: t.change, actions: true, cell: ({ kind }) => html`<a href="${path}/review" aria-label="${t.change}: ${all.kinds[kind]}">${t.change}</a>` },
  ] })) : nothing;
}

/** Field by field, before and after. @param {Changes} changes @param {number} offset @param {string} path */
export const changed = ({ total, changes }, offset, path) => section("changes", t.changes, html`
  ${table({ caption: t.changesCaption(total), captionShown: true, id: "changes-table", rows: changes,
    rowClass: (change) => (changes[changes.indexOf(change) - 1]?.name === change.name ? "is-joined" : ""), columns: [
      { label: t.whose, header: true, cell: ({ name }) => name },
      { label: t.detail, cell: ({ field }) => named(fields, field) },
      { label: t.before, cell: ({ field, before }) => (field in all.secrets ? nothing : before ?? html`<span class="muted">${t.gap}</span>`) },
      { label: t.after, cell: ({ field, after }) => (field in all.secrets ? named(all.secrets, field) : after ? html`<strong>${after}</strong>` : html`<span class="muted">${t.gap}</span>`) },
      { label: t.row, numeric: true, cell: ({ row }) => row },
    ] })}
  ${pager(total, offset)}`, html`<a href="${path}/review?show=changes">${t.toRows}</a>`);

/** @param {Changes["removals"]} removals @param {ImportDetail} detail */
export const going = (removals, detail) => section("goes", html`${icon("attention")}${t.goes}`, html`
  <p class="measure">${t.goesAbout(inWords(detail.deletes))}</p>
  ${table({ caption: t.goes, id: "goes-table", rows: removals, columns: [
    { label: t.goesName, header: true, cell: ({ name }) => name },
    { label: t.goesWhat, cell: ({ kind }) => t.things[kind] },
    { label: t.row, numeric: true, cell: ({ row }) => row },
  ] })}
  ${removals.length < goingOf(detail) ? t.more(goingOf(detail) - removals.length) : nothing}`, nothing, "summary is-error");

/** What goes is not written by a button alone. @param {number} goes @param {string} refused */
export const confirmation = (goes, refused) => html`
  <div class="field is-short">
    <label for="confirm">${t.confirm}</label>
    <p class="hint" id="confirm-hint">${t.confirmHint(goes)}</p>
    <input id="confirm" inputmode="numeric" aria-describedby="confirm-hint confirm-message" aria-invalid=${refused !== ""}>
    <p class="field-message is-error" id="confirm-message" role="alert">${refused ? html`${icon("error")}<span>${refused}</span>` : nothing}</p>
  </div>`;
