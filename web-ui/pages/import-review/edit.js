// What a person changes: cells, groups of cells, rows that are left out. The box does one thing after the other.
import { announce } from "../../announce.js";
import { post, Problem, put } from "../../api.js";
import { navigate, setErrorTitle } from "../../router.js";
import { words } from "../../words.js";
import { issueCounts } from "../import-parts/counts.js";
import { cellId, issuesAt } from "./cell.js";
import { renew } from "./load.js";
import { openIssues } from "./sums.js";

const parts = words("shell");

/** @typedef {import("../import-review.js").Draft} Draft */
/** @typedef {import("../../types.js").ImportDetail} ImportDetail */
/** @typedef {import("./rows.js").Row} Row */

/** @param {import("../import-review.js").Ui} ui @param {import("./load.js").Box} box @param {(step: 1 | -1) => unknown} walk */
export function editor(ui, box, walk) {
  const { state } = ui;
  const { drafts, kept, open } = state;
  let last = Promise.resolve();

  /** Begins when what was asked for before is done. @param {() => unknown} job @returns {Promise<void>} */
  const inTurn = (job) => (last = last.then(job).then(() => {}, (error) => void (box.signal.aborted || ui.update({ problem: error.message }))));

  /** A change that the box answers with the import. @param {(version: string) => Promise<ImportDetail>} call */
  const act = (call) => inTurn(async () => {
    ui.update({ problem: "" });
    try {
      await renew(ui, box, call(state.detail.version));
      announce(issueCounts(openIssues(state.detail)));
    } catch (error) {
      await renew(ui, box);
      throw error instanceof Problem && error.status === 412 ? new Error(parts.conflict.title) : error;
    } finally {
      // What had the focus is gone.
      if (document.activeElement === document.body) document.getElementById("problems")?.focus({ preventScroll: true });
    }
  });

  /** @param {number[] | "with_errors"} rows @param {boolean} left_out */
  const leaveOut = (rows, left_out = true) => act((ifMatch) => put(`${box.path}/left-out`, { ifMatch, body: { rows, left_out } }));

  /** @param {number} wanted */
  const rowOf = (wanted) => state.rows.rows.find(({ number }) => number === wanted);

  /** What an input shows when nothing is typed. @param {Row} row @param {number} place */
  const shown = (row, place) => (state.rows.columns[place].secret ? "" : row.cells[place]);

  /** @param {Row} row @param {number} place @returns {Draft} */
  function draftOf(row, place) {
    const id = cellId(row.number, place);
    const draft = drafts.get(id) ?? { text: shown(row, place), was: row.cells[place], isNew: false, busy: false, wrong: "", theirs: null };
    drafts.set(id, draft);
    return draft;
  }

  /** Sends a cell to the box. @param {Row} row @param {number} place @param {string | null} text null: as in the file */
  function save(row, place, text) {
    const { index, secret } = state.rows.columns[place];
    const id = cellId(row.number, place);
    const draft = draftOf(row, place);
    const isAgain = draft.theirs !== null;
    const typed = text ?? draft.text;
    Object.assign(draft, { text: typed, isNew: false, busy: true });
    kept.add(row.number);
    ui.update();
    return inTurn(async () => {
      try {
        // A secret cannot be compared with what the person saw: there the version decides.
        const ifMatch = secret ? (isAgain ? await box.detail() : state.rows).version : undefined;
        await take(await put(`${box.path}/cells`, { ifMatch, body: { cells: [{ row: row.number, index, was: draft.was, text }] } }));
        Object.assign(draft, { busy: false, wrong: "", theirs: null, was: rowOf(row.number)?.cells[place] ?? typed });
        if (draft.text === typed) drafts.delete(id);
      } catch (error) {
        refuse(draft, error);
        if (!secret && draft.theirs === text) drafts.delete(id); // both wrote the same
      }
      setErrorTitle([...drafts.values()].some(({ isNew, busy }) => !isNew && !busy));
      await ui.update();
      const input = document.getElementById(id);
      if (document.activeElement === document.body) input?.focus();
      // What is said of it may be behind the bar.
      if (document.activeElement === input) input?.parentElement?.scrollIntoView({ block: "nearest", inline: "nearest" });
    });
  }

  /** A cell is left. @param {Row} row @param {number} place */
  function leave(row, place) {
    const id = cellId(row.number, place);
    const draft = drafts.get(id);
    if (!draft || draft.busy || !(draft.isNew || draft.wrong)) return;
    if (draft.text !== shown(row, place) || draft.wrong) return save(row, place, draft.text);
    drafts.delete(id);
  }

  /** What came of a cell goes to its place. @param {{detail: ImportDetail, rows: Row[], more: boolean}} answer */
  async function take({ detail, rows, more }) {
    const now = new Map(rows.map((row) => [row.number, row]));
    const isAll = !more && Number(detail.version) - Number(state.rows.version) < 2;
    for (const { number } of rows) hold(number);
    const version = isAll ? detail.version : state.rows.version;
    await ui.update({ detail, rows: { ...state.rows, version, rows: state.rows.rows.map((row) => now.get(row.number) ?? row) } });
    announce(issueCounts(openIssues(detail)));
    if (!isAll) await renew(ui, box, Promise.resolve(detail));
  }

  /** The inputs of a row stay, as high as they are, so that nothing moves. @param {number} row */
  function hold(row) {
    for (const input of document.querySelectorAll(`input[id^="row-${row}-"]`)) {
      const cell = /** @type {HTMLElement} */ (input.parentElement);
      open.add(input.id);
      cell.style.minHeight = `${cell.offsetHeight}px`;
    }
  }

  /** On to the last look, when what is on its way has arrived. */
  async function check() {
    await last;
    if (state.detail.issues?.error) ui.update({ blocked: true });
    else if (!state.problem) navigate(`${box.path}/check`);
  }

  return {
    inTurn, act, leaveOut, save, leave, check,
    /** Leaves a row out, or puts it back. @param {Row} row */
    turn(row) {
      kept.add(row.number);
      leaveOut([row.number], !row.left_out);
    },
    undo: () => act((ifMatch) => post(`${box.path}/repairs/undo`, { ifMatch })),
    /** @param {any} event @param {Row} row @param {number} place */
    type: ({ target }, row, place) => void Object.assign(draftOf(row, place), { text: target.value, isNew: true }),
    /** @param {any} event @param {Row} row @param {number} place */
    async press({ key, shiftKey, target, isComposing }, row, place) {
      const draft = drafts.get(target.id);
      if (key === "Escape" && draft && !draft.busy) {
        drafts.delete(target.id);
        target.value = shown(row, place);
        ui.update();
      }
      if (key !== "Enter" || isComposing) return;
      if (draft) {
        await leave(row, place);
        const now = rowOf(row.number);
        const isMended = now && !drafts.has(target.id) && !issuesAt(state.rows, now, place).some(({ severity }) => severity === "error");
        if (!isMended || document.activeElement !== target) return;
      }
      walk(shiftKey ? -1 : 1);
    },
    /** @param {Row} row @param {number} place */
    takeTheirs(row, place) {
      drafts.delete(cellId(row.number, place));
      inTurn(() => renew(ui, box));
    },
    /** All rows of a group, of which it lists a hundred. @param {import("./problems.js").IssueGroup} group */
    leaveGroup: async ({ id, rows }) => leaveOut(rows.length < 100 ? rows : await box.numbers(id)),
    /** On without the rows that have errors. */
    async goWithout() {
      await leaveOut("with_errors");
      check();
    },
  };
}

/** Why a cell was not saved stands at the cell. @param {Draft} draft @param {unknown} error */
function refuse(draft, error) {
  const isConflict = error instanceof Problem && error.code === "cell_changed";
  const theirs = isConflict ? /** @type {any} */ (error.current).cells[0].text : null;
  Object.assign(draft, { busy: false, theirs, was: theirs ?? draft.was, wrong: isConflict ? "" : /** @type {Error} */ (error).message });
}
