// Native tables. Below 40rem a row becomes a card with its labels (style.css reads data-label); the explicit roles keep
// the table a table for screen readers then.
import { html, nothing } from "../node_modules/lit-html/lit-html.js";
import { byKey } from "./by-key.js";

/** @typedef {import("../types.js").Content} Content */
/** @template R @typedef {import("../types.js").Column<R>} Column */

/** @template R @param {import("../types.js").TableOptions<R>} options */
export function table({ caption, captionShown, columns, rows, key = (row) => rows.indexOf(row), rowClass, wide = false, id = "table" }) {
  const content = html`
    <table role="table">
      <caption id="${id}-caption" class=${captionShown ? "" : "visually-hidden"}>${caption}</caption>
      <thead role="rowgroup"><tr role="row">${columns.map(head)}</tr></thead>
      <tbody role="rowgroup">${byKey(rows, key, (row) => html`
        <tr role="row" class=${rowClass?.(row) ?? ""}>${columns.map((column) => cell(column, row))}</tr>`)}
      </tbody>
    </table>`;
  if (!wide) return html`<div class="table">${content}</div>`;
  return html`<div class="table is-wide" role="group" tabindex="0" aria-labelledby="${id}-caption">${content}</div>`;
}

/** @param {Column<any> | null} column */
const head = (column) => column && html`
  <th scope="col" role="columnheader" class=${classOf(column)}>${column.actions
    ? html`<span class="visually-hidden">${column.label}</span>` : column.label}</th>`;

/** @param {Column<any> | null} column @param {any} row */
function cell(column, row) {
  if (!column) return column;
  const label = column.name ?? (typeof column.label === "string" ? column.label : nothing);
  const content = column.cell(row);
  return column.header
    ? html`<th scope="row" role="rowheader" data-label=${label} class=${classOf(column)}>${content}</th>`
    : html`<td role="cell" data-label=${label} class=${classOf(column)}>${content}</td>`;
}

/** @param {Column<any>} column */
const classOf = (column) =>
  [column.numeric && "is-number", column.actions && "is-actions", column.class].filter(Boolean).join(" ");
