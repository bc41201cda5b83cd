// One cell: its value and what is to be said of it. Where something is wrong, or somebody edits the row, it is an input.
import { html, nothing } from "../../node_modules/lit-html/lit-html.js";
import { icon } from "../../parts/icon.js";
import { finding } from "../../parts/notice.js";
import { importReview as t, shell as parts } from "../../words.js";
import { listOf } from "./names.js";

/** @typedef {import("../../types.js").Rows} Rows */
/** @typedef {import("../../types.js").Issue} Issue */
/** @typedef {import("./rows.js").Row} Row */
/** @typedef {import("../import-review.js").State} State */
/** @typedef {import("../import-review.js").Actions} Actions */

/** Which column an issue is about; -1 is the row as a whole. @param {Rows} rows @param {Issue} issue */
export function placeOf({ columns }, { source_column, column }) {
  const own = columns.findIndex(({ source, field }) => source === source_column && field === column);
  return own < 0 ? columns.findIndex(({ source, field }) => (source_column ? source === source_column : field === column)) : own;
}

/** @param {Rows} rows @param {Row} row @param {number} place */
export const issuesAt = (rows, row, place) => row.issues.filter((issue) => placeOf(rows, issue) === place);

/** 0 stands for the row as a whole. @param {number} row @param {number} place */
export const cellId = (row, place) => `row-${row}-${place + 1}`;

/** Whether a cell is an input by itself: something is wrong with it, or was. @param {State} state @param {Row} row @param {number} place */
export const isOpen = ({ rows, drafts, open }, row, place) => !row.left_out && place >= 0
  && ([drafts, open].some((cells) => cells.has(cellId(row.number, place))) || issuesAt(rows, row, place).some(({ severity }) => severity !== "note"));

/** @param {State} state @param {Actions} actions @param {Row} row @param {number} place @param {import("../../types.js").Content} value */
export function cell(state, actions, row, place, value) {
  const issues = issuesAt(state.rows, row, place);
  const isEdited = place >= 0 && !row.left_out && state.edited.has(row.number);
  if (isEdited || isOpen(state, row, place)) return input(state, actions, row, place, issues, isEdited && !issues.length ? "found is-plain" : "found");
  const marked = row.edited.includes(place) ? html`${value} ${editedMark}` : value;
  return issues.length ? html`<div class="found" id=${cellId(row.number, place)} tabindex="-1">${marked}${said(actions, row, place, issues)}</div>` : marked;
}

const editedMark = html`<span class="edited">${icon("edit")}<span class="visually-hidden">${t.edited}</span></span>`;

/** @param {State} state @param {Actions} actions @param {Row} row @param {number} place @param {Issue[]} issues @param {string} kind class */
function input({ rows, drafts }, actions, row, place, issues, kind) {
  const { source, field, secret } = rows.columns[place];
  const id = cellId(row.number, place);
  const value = row.cells[place];
  const draft = drafts.get(id);
  const isWrong = Boolean(draft && (draft.wrong || draft.theirs !== null)) || issues.some(({ severity }) => severity === "error");
  return html`
    <div class=${kind}><input id=${id} type=${secret ? "password" : "text"} autocomplete=${secret ? "new-password" : "off"} autocapitalize="off" spellcheck="false"
      list=${listOf(field) ?? nothing} placeholder=${secret ? value : nothing} aria-label=${t.cell(source, String(row.number))} aria-describedby="${id}-is"
      aria-invalid=${isWrong} aria-busy=${draft?.busy ?? false} .value=${draft?.text ?? (secret ? "" : value)}
      @input=${(/** @type {Event} */ event) => actions.type(event, row, place)}
      @blur=${() => actions.leave(row, place)}
      @keydown=${(/** @type {Event} */ event) => actions.press(event, row, place)}>
      <div id="${id}-is">
        ${draft && !draft.busy ? unsaved(actions, row, place, draft, secret) : nothing}
        ${draft && draft.theirs !== null ? nothing : said(actions, row, place, issues)}
        ${row.edited.includes(place) ? html`<p class="field-message">${editedMark}${button(t.asInFile, () => actions.save(row, place, null), `${source}, ${t.row(row.number)}`)}</p>` : nothing}
      </div>
    </div>`;
}

/** Without taking the focus out of the field, which would save what stands there. @param {string} text @param {() => unknown} act @param {string} of */
const button = (text, act, of) => html`
  <button type="button" class="small" aria-label="${text}: ${of}" @mousedown=${(/** @type {Event} */ event) => event.preventDefault()} @click=${act}>${text}</button>`;

/** @param {Actions} actions @param {Row} row @param {number} place @param {Issue[]} issues */
const said = (actions, row, place, issues) => issues.map(({ severity, message, suggestion }) => html`
  <p class="field-message is-${severity}">${finding(severity, message)}</p>
  ${suggestion && place >= 0 ? button(parts.form.use(suggestion), () => actions.save(row, place, suggestion), t.row(row.number)) : nothing}`);

/** @param {Actions} actions @param {Row} row @param {number} place @param {import("../import-review.js").Draft} draft @param {boolean} secret */
const unsaved = (actions, row, place, { text, wrong, theirs }, secret) => html`
  <div role="alert">${theirs === null ? wrong && html`<p class="field-message is-error">${finding("error", wrong)}</p>` : html`
    <p class="field-message is-error">${finding("error", secret ? parts.conflict.title : t.conflict(theirs, text))}</p>
    <p class="row">${button(parts.conflict.keepMine, () => actions.save(row, place, text), t.row(row.number))}
      ${button(parts.conflict.takeTheirs, () => actions.takeTheirs(row, place), t.row(row.number))}</p>`}</div>`;
