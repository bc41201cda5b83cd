// How the file was read: the sheet, the encoding, what separates the cells. Another choice reads it anew at once.
import { html, nothing } from "../../node_modules/lit-html/lit-html.js";
import { announce } from "../../announce.js";
import { patch, Problem } from "../../api.js";
import { confirmDialog } from "../../parts/dialog.js";
import { section } from "../../parts/section.js";
import { labelled, select } from "../../parts/controls.js";
import { redraw } from "../../state.js";
import { importReview } from "../../words.js";
import { trouble } from "../../parts/trouble.js";

const t = importReview.columns;
/** @typedef {import("../../types.js").ImportDetail} ImportDetail */
/** The page's; `again` shows the columns of what was read. @typedef {{root: HTMLElement, detail: ImportDetail, problem: string, again: (detail: ImportDetail) => Promise<unknown>}} Reading */

/** @param {Reading} reading */
export function readingView(reading) {
  const { sheet } = reading.detail;
  if (!sheet) return nothing;
  const { name, sheets, encoding, encodings, delimiter, header_row, header_rows } = sheet;
  return section("reading", t.file, html`
    <div class="toolbar">
      ${sheets.length > 1 ? choice(reading, "sheet", sheets.map(({ name, rows }) => [name, t.sheetRows(name, rows)]), name) : nothing}
      ${encodings.length ? choice(reading, "encoding", encodings.map((name) => [name, name]), encoding) : nothing}
      ${delimiter ? choice(reading, "delimiter", Object.entries(t.separators), delimiter) : nothing}
      ${choice(reading, "header_row", [...header_rows.map((row) => [`${row}`, t.inRow(row)]), ["0", t.nowhere]], `${header_row}`)}
    </div>
    ${trouble(reading.problem)}`, html`<span class="muted">${factsOf(sheet)}</span>`);
}

/** @param {ImportDetail["sheet"] & {}} sheet */
const factsOf = ({ rows, bytes }) => t.facts(rows, Math.ceil(bytes / 1024));

/** @param {Reading} reading @param {"sheet" | "encoding" | "delimiter" | "header_row"} what @param {string[][]} choices @param {string | null} now */
const choice = (reading, what, choices, now) => labelled(`reading-${what}`, t[what], select({
  id: `reading-${what}`, value: now,
  async set(value, control) {
    // What was refused, or not wanted after all, is not what the file is read by.
    if (!(await read(reading, { [what]: what === "header_row" ? +value : value }))) control.value = now;
  },
}, choices.map(([value, label]) => ({ value, label }))));

/** Whether it was read so. @param {Reading} reading @param {object} body */
async function read(reading, body) {
  const { detail, again, root } = reading;
  const lost = detail.edited + detail.left_out;
  if (lost && !(await confirmDialog({ title: t.forgetTitle, text: t.forget(lost), action: t.forgetButton }))) return false;
  reading.problem = "";
  try {
    await again(await patch(`/imports/${detail.id}`, { ifMatch: detail.version, body }));
    if (reading.detail.sheet) announce(factsOf(reading.detail.sheet));
  } catch (error) {
    reading.problem = /** @type {Error} */ (error).message;
    if (error instanceof Problem && error.status === 412 && error.current) await again(/** @type {any} */ (error.current));
  }
  await redraw(root);
  return !reading.problem;
}
