// Cells as they are typed. One is saved when it is left; until the box has it, what was typed stays, whatever happens.
import { announce } from "../../announce.js";
import { Problem, put } from "../../api.js";
import { setErrorTitle } from "../../router.js";
import { issueCounts } from "../import-parts/counts.js";
import { cellId, issuesAt } from "./cell.js";
import { renew } from "./load.js";
import { openIssues } from "./sums.js";

/** @typedef {import("../import-review.js").Ui} Ui */
/** @typedef {import("../import-review.js").State} State */
/** @typedef {import("../import-review.js").Draft} Draft */
/** @typedef {import("./load.js").Box} Box */
/** @typedef {import("./rows.js").Row} Row */

/** @param {Ui} ui @param {Box} box @param {(job: () => unknown) => Promise<void>} inTurn @param {(step: 1 | -1) => unknown} walk */
export function typing(ui, box, inTurn, walk) {
  const { state } = ui;
  const { drafts } = state;

  /** Sends a cell to the box. @param {Row} row @param {number} place @param {string | null} text null: as in the file */
  function save(row, place, text) {
    const draft = draftOf(state, row, place);
    const isAgain = draft.theirs !== null;
    const typed = text ?? draft.text;
    Object.assign(draft, { text: typed, isNew: false, busy: true });
    state.kept.add(row.number);
    ui.update();
    return inTurn(async () => {
      try {
        await send(ui, box, row, place, text, draft.was, isAgain);
        Object.assign(draft, { busy: false, wrong: "", theirs: null, was: rowOf(state, row)?.cells[place] ?? typed });
        if (draft.text === typed) drafts.delete(cellId(row.number, place));
      } catch (error) {
        refuse(draft, error);
        if (text !== null && draft.theirs === text) drafts.delete(cellId(row.number, place)); // both wrote the same
      }
      setErrorTitle([...drafts.values()].some(({ isNew, busy }) => !isNew && !busy));
      await ui.update();
      toCell(row, place);
    });
  }

  /** A cell is left. @param {Row} row @param {number} place */
  function leave(row, place) {
    const id = cellId(row.number, place);
    const draft = drafts.get(id);
    if (!draft || draft.busy || !(draft.isNew || draft.wrong)) return;
    if (draft.text !== shown(state, row, place) || draft.wrong) return save(row, place, draft.text);
    drafts.delete(id);
  }

  /** Saves, and goes on if nothing is wrong with it any more. @param {HTMLElement} input @param {Row} row @param {number} place @param {1 | -1} step */
  async function enter(input, row, place, step) {
    if (drafts.has(input.id)) {
      await leave(row, place);
      const now = rowOf(state, row);
      const isMended = now && !drafts.has(input.id) && !issuesAt(state.rows, now, place).some(({ severity }) => severity === "error");
      if (!isMended || document.activeElement !== input) return;
    }
    walk(step);
  }

  return {
    save, leave,
    /** @param {any} event @param {Row} row @param {number} place */
    type: ({ target }, row, place) => void Object.assign(draftOf(state, row, place), { text: target.value, isNew: true }),
    /** @param {any} event @param {Row} row @param {number} place */
    press({ key, shiftKey, target, isComposing }, row, place) {
      if (key === "Enter" && !isComposing) return enter(target, row, place, shiftKey ? -1 : 1);
      if (key !== "Escape" || !drafts.has(target.id) || drafts.get(target.id)?.busy) return;
      drafts.delete(target.id);
      target.value = shown(state, row, place);
      ui.update();
    },
    /** @param {Row} row @param {number} place */
    takeTheirs(row, place) {
      drafts.delete(cellId(row.number, place));
      inTurn(() => renew(ui, box));
    },
  };
}

/** A row as it is by now. @param {State} state @param {Row} row */
const rowOf = ({ rows }, row) => rows.rows.find(({ number }) => number === row.number);

/** What an input shows when nothing is typed. @param {State} state @param {Row} row @param {number} place */
const shown = ({ rows }, row, place) => (rows.columns[place].secret ? "" : row.cells[place]);

/** @param {State} state @param {Row} row @param {number} place @returns {Draft} */
function draftOf(state, row, place) {
  const id = cellId(row.number, place);
  const draft = state.drafts.get(id) ?? { text: shown(state, row, place), was: row.cells[place], isNew: false, busy: false, wrong: "", theirs: null };
  state.drafts.set(id, draft);
  return draft;
}

/** @param {Ui} ui @param {Box} box @param {Row} row @param {number} place @param {string | null} text @param {string} was @param {boolean} isAgain over what somebody else wrote */
async function send(ui, box, { number }, place, text, was, isAgain) {
  const { index, secret } = ui.state.rows.columns[place];
  // A secret cannot be compared with what the person saw: there the version decides.
  const ifMatch = secret ? (isAgain ? await box.detail() : ui.state.rows).version : undefined;
  await take(ui, box, await put(`${box.path}/cells`, { ifMatch, body: { cells: [{ row: number, index, was, text }] } }));
}

/** What came of a cell goes to its place. @param {Ui} ui @param {Box} box @param {{detail: import("../../types.js").ImportDetail, rows: Row[], more: boolean}} answer */
async function take(ui, box, { detail, rows, more }) {
  const { rows: before, open } = ui.state;
  const now = new Map(rows.map((row) => [row.number, row]));
  const isAll = !more && Number(detail.version) - Number(before.version) < 2;
  for (const { number } of rows) hold(open, number);
  const version = isAll ? detail.version : before.version;
  await ui.update({ detail, rows: { ...before, version, rows: before.rows.map((row) => now.get(row.number) ?? row) } });
  announce(issueCounts(openIssues(detail)));
  if (!isAll) await renew(ui, box, Promise.resolve(detail));
}

/** The inputs of a row stay, as high as they are, so that nothing moves. @param {Set<string>} open @param {number} row */
function hold(open, row) {
  for (const input of document.querySelectorAll(`input[id^="row-${row}-"]`)) {
    const cell = /** @type {HTMLElement} */ (input.parentElement);
    open.add(input.id);
    cell.style.minHeight = `${cell.offsetHeight}px`;
  }
}

/** Why a cell was not saved stands at the cell. @param {Draft} draft @param {unknown} error */
function refuse(draft, error) {
  const isConflict = error instanceof Problem && error.code === "cell_changed";
  const theirs = isConflict ? /** @type {any} */ (error.current).cells[0].text : null;
  Object.assign(draft, { busy: false, theirs, was: theirs ?? draft.was, wrong: isConflict ? "" : /** @type {Error} */ (error).message });
}

/** @param {Row} row @param {number} place */
function toCell({ number }, place) {
  const input = document.getElementById(cellId(number, place));
  if (document.activeElement === document.body) input?.focus();
  // What is said of it may be behind the bar.
  if (document.activeElement === input) input?.parentElement?.scrollIntoView({ block: "nearest", inline: "nearest" });
}
