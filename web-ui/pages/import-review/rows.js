// The rows as a table. A cell says its value and what is wrong with it; editing in place belongs into `cell`.
import { html, nothing } from "../../node_modules/lit-html/lit-html.js";
import { finding } from "../../parts/notice.js";
import { table } from "../../parts/table.js";
import { n, named, words } from "../../words.js";

const t = words("import-review");

/** @typedef {import("../../types.js").Rows} Rows */
/** @typedef {Rows["rows"][0]} Row */
/** @typedef {import("../../types.js").Issue} Issue */

/** Which column an issue is about; -1 is the row as a whole. @param {Rows} rows @param {Issue} issue */
export function placeOf({ columns }, { source_column, column }) {
  const own = columns.findIndex(({ source, field }) => source === source_column && field === column);
  return own < 0 ? columns.findIndex(({ source, field }) => (source_column ? source === source_column : field === column)) : own;
}

/** @param {number} row @param {number} place */
export const cellId = (row, place) => `row-${row}-${place}`;

/** @param {import("../import-review.js").State} state */
export function rowTable({ rows, detail, narrow }) {
  const before = new Map(rows.rows.map((row, at) => [row, rows.rows[at - 1]]));
  const firsts = new Map(rows.rows.filter((row) => row.first_of_user).map((row) => [row.user, row.number]));
  const isJoined = (/** @type {Row} */ row) => row.user !== null && before.get(row)?.user === row.user;
  /** @param {Row} row */
  const number = (row) => {
    const first = row.first_of_user ? 0 : firsts.get(row.user);
    const words = isJoined(row) ? html`<span class="visually-hidden">${t.sameUser}</span>` : first ? t.sameAs(first)
      : row.outcome === "unchanged" ? t.unchanged : "";
    return html`<span>${n(row.number)} <span class="hint nowrap">${words}</span></span>`;
  };
  return table({
    id: "rows", caption: t.caption(detail.file_name), wide: !narrow, rows: rows.rows, key: ({ number }) => number,
    rowClass: (row) => (isJoined(row) ? "is-joined" : ""),
    columns: [
      { label: t.number, header: true, class: "is-row", cell: (row) => cell(rows, row, -1, number(row)) },
      ...rows.columns.map(({ source, field }, place) => ({
        label: html`${source}<br><span class="hint">${named(t.fields, field)}</span>`,
        name: source, cell: (/** @type {Row} */ row) => cell(rows, row, place, row.cells[place]),
      })),
    ],
  });
}

/** @param {Rows} rows @param {Row} row @param {number} place @param {import("../../types.js").Content} value */
function cell(rows, row, place, value) {
  const issues = row.issues.filter((issue) => placeOf(rows, issue) === place);
  if (issues.length === 0) return value;
  return html`
    <div class="found" id=${cellId(row.number, place)} tabindex="-1">
      ${value}
      ${issues.map(({ severity, message, suggestion }) => html`
        <p class="field-message is-${severity}">${finding(severity, html`${message}${
          suggestion && !message.includes(suggestion) ? html`. ${t.suggestion(suggestion)}` : nothing}`)}</p>`)}
    </div>`;
}
