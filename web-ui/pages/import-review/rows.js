// The rows as a table, on a small screen as cards.
import { html, nothing } from "../../node_modules/lit-html/lit-html.js";
import { rowButton } from "../../parts/row-buttons.js";
import { table } from "../../parts/table.js";
import { importReview as t, n, named } from "../../words.js";
import { cell, cellId, isOpen, issuesAt } from "./cell.js";

/** @typedef {import("../../types.js").Rows["rows"][0]} Row */
/** @typedef {import("../import-review.js").State} State */
/** @typedef {import("../import-review.js").Actions} Actions */

/** Who a row is about. */
const person = /^(first|last|full)_name$/;

/** @param {State} state @param {Actions} actions */
export function rowTable(state, actions) {
  const { rows, detail, narrow, edited } = state;
  const before = new Map(rows.rows.map((row, at) => [row, rows.rows[at - 1]]));
  const firsts = new Map(rows.rows.filter((row) => row.first_of_user).map((row) => [row.user, row.number]));
  const isJoined = (/** @type {Row} */ row) => row.user !== null && before.get(row)?.user === row.user;
  /** @param {Row} row */
  const number = (row) => {
    const first = row.first_of_user ? 0 : firsts.get(row.user);
    const same = isJoined(row) ? html`<span class="visually-hidden">${t.sameUser}</span>` : first ? t.sameAs(first) : "";
    // Who it is stays in sight when the rest scrolls sideways.
    const who = narrow ? "" : row.cells.filter((_, place) => person.test(rows.columns[place].field)).join(" ");
    return html`<span>${n(row.number)} <span class="hint">${who}<br>${same} ${named(t.outcomes, row.outcome)}</span></span>`;
  };
  const asks = (/** @type {Row} */ row, /** @type {number} */ place) => isOpen(state, row, place) || issuesAt(rows, row, place).length > 0;
  /** @param {Row} row @param {number} place @param {string} field */
  const content = (row, place, field) => {
    const isHidden = narrow && !isWhole(state, row) && !person.test(field) && field !== "email" && !asks(row, place);
    return isHidden ? nothing : cell(state, actions, row, place, row.cells[place]);
  };
  return table({
    id: "rows", caption: t.caption(detail.file_name), wide: !narrow, rows: rows.rows, key: ({ number }) => number,
    rowClass: (row) => `${isJoined(row) ? "is-joined" : ""} ${row.left_out ? "is-out" : ""}`,
    columns: [
      { label: t.number, header: true, class: "is-row", cell: (row) => cell(state, actions, row, -1, number(row)) },
      // A column that is blank in the whole file is shown for what is written into it only: `used` knows the file alone.
      ...rows.columns.map(({ source, field, used }, place) => (!used && !edited.size && !rows.rows.some((row) => row.cells[place] || asks(row, place)) ? null : {
        label: html`${source}<br><span class="hint">${named(t.fields, field)}</span>`,
        name: source, cell: (/** @type {Row} */ row) => content(row, place, field),
      })),
      { label: t.actions, actions: true, class: "is-last", cell: (row) => buttons(state, actions, row) },
    ],
  });
}

/** @param {State} state @param {Row} row */
const isWhole = ({ whole, edited }, { number }) => whole.has(number) || edited.has(number);

/** @param {State} state @param {Actions} actions @param {Row} row */
function buttons(state, { turn, update, inTurn }, row) {
  const { number, left_out } = row;
  const { edited, whole, narrow, open } = state;
  const button = (/** @type {string} */ text, /** @type {() => unknown} */ act) => rowButton(text, t.row(number), act);
  const flip = (/** @type {Set<number>} */ set) => () => {
    set.delete(number) || set.add(number);
    return update();
  };
  const edit = async () => {
    // What was an input because it was edited is text again, once it is saved.
    await inTurn(() => row.cells.forEach((_, place) => open.delete(cellId(number, place))));
    await flip(edited)();
    if (edited.has(number)) document.getElementById(cellId(number, 0))?.focus();
  };
  return html`
    ${left_out ? nothing : button(edited.has(number) ? t.done : t.edit, edit)}
    ${button(left_out ? t.putBack : t.leaveOut, () => turn(row))}
    ${narrow && !edited.has(number) ? button(whole.has(number) ? t.fewer : t.whole, flip(whole)) : nothing}`;
}
