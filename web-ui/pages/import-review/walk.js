// From problem to problem by button or key, over the pages of the file.
import { announce } from "../../announce.js";
import { focusOn, navigate, withQuery } from "../../router.js";
import { t as all } from "../../strings/en/import-review.js";
import { keys } from "./keys.js";
import { cellId, placeOf } from "./rows.js";
import { rowBeyond } from "./seek.js";

const t = all.review;
/** @typedef {import("../import-review.js").State} State */
/** @typedef {import("../import-review.js").Show} Show */
/** @typedef {"error" | "warning" | "note"} Severity */

/** What "Next" looks for: what is shown; of all rows the gravest there is. @param {State} state @returns {Severity | null} */
export function sought({ show, detail: { issues } }) {
  if (show !== "all") return /** @type {Severity} */ (show.slice(0, -1));
  return /** @type {const} */ (["error", "warning", "note"]).find((severity) => issues?.[severity]) ?? null;
}

/** The cells of this page with such issues, in reading order; `at` counts issues. @param {State} state @param {Severity} severity */
function stops({ rows }, severity) {
  /** @type {{id: string, row: number, at: number}[]} */
  const found = [];
  let at = 0;
  for (const row of rows.rows) {
    const places = row.issues.filter((issue) => issue.severity === severity).map((issue) => placeOf(rows, issue)).sort((a, b) => a - b);
    for (const place of places) {
      at += 1;
      if (found.at(-1)?.id !== cellId(row.number, place)) found.push({ id: cellId(row.number, place), row: row.number, at });
    }
  }
  return { found, all: at };
}

/**
 * @param {{id: string, fetchRows: (show: Show, offset: number, limit?: number) => Promise<import("../../types.js").Rows>,
 *   tell: (patch: Partial<State>) => Promise<void>, now: () => State}} page
 * @param {AbortSignal} signal
 */
export function walker({ fetchRows, tell, now }, signal) {
  /** @param {1 | -1} step */
  const walk = async (step) => {
    const state = now();
    const severity = sought(state);
    if (!severity) return;
    const { found } = stops(state, severity);
    const here = found.findIndex(({ id }) => id === (document.activeElement?.id.startsWith("row-") ? document.activeElement.id : state.at));
    const next = here < 0 ? found.at(step > 0 ? 0 : -1) : found[here + step];
    if (next) return stop({ state, update: tell }, next.id);
    const edge = state.rows.rows.at(step > 0 ? -1 : 0)?.number ?? 0;
    const row = await rowBeyond((offset, limit) => fetchRows(/** @type {Show} */ (`${severity}s`), offset, limit), edge, step);
    if (row) return navigate(withQuery({ row, offset: null, code: null }), { replace: true });
    announce(t.noMore[severity]);
    await tell({ at: "", position: t.noMore[severity] });
  };
  keys(walk, signal);
  return walk;
}

/** At the row of the address: its cell with that problem, or else its first one. @param {{state: State, update: (patch: Partial<State>) => unknown}} ui @param {URLSearchParams} query */
export function arrive(ui, query) {
  const row = ui.state.rows.rows.find(({ number }) => number === Number(query.get("row")));
  if (!row) return;
  const severity = sought(ui.state);
  const issue = row.issues.find(({ code }) => code === query.get("code")) ?? row.issues.find((issue) => issue.severity === severity) ?? row.issues[0];
  if (issue) stop(ui, cellId(row.number, placeOf(ui.state.rows, issue)));
}

/** Goes to a cell and says which it is. @param {{state: State, update: (patch: Partial<State>) => unknown}} ui @param {string} id */
function stop(ui, id) {
  const cell = document.getElementById(id);
  const severity = sought(ui.state);
  if (!cell || !severity) return;
  cell.scrollIntoView({ block: "center", inline: "center" });
  focusOn(cell);
  const { found, all: count } = stops(ui.state, severity);
  const { rows, total } = ui.state.rows;
  const place = found.find((stop) => stop.id === id);
  const position = place ? t.position(t.kind[severity], place.at, count, total > rows.length) : "";
  if (position) announce(position);
  ui.update({ at: id, position });
}
