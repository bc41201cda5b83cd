// From problem to problem by button or key, over the pages of the file.
import { announce } from "../../announce.js";
import { focusOn, navigate, withQuery } from "../../router.js";
import { importReview as t, shell as parts } from "../../words.js";
import { cellId, placeOf } from "./cell.js";
import { rowBeyond } from "./seek.js";
import { openIssues } from "./sums.js";

/** @typedef {import("../import-review.js").State} State */
/** @typedef {import("../import-review.js").Ui} Ui */
/** @typedef {"error" | "warning" | "note"} Severity */

/** What "Next" looks for: what is listed; else the gravest there is. @param {State} state @returns {Severity | null} */
export function sought({ show, detail }) {
  const left = openIssues(detail);
  const kinds = /** @type {const} */ (["error", "warning", "note"]);
  return kinds.find((severity) => show === `${severity}s`) ?? kinds.find((severity) => left[severity]) ?? null;
}

/** The cells of this page with such issues, in reading order; `at` counts issues. @param {State} state @param {Severity} severity */
function stops({ rows }, severity) {
  const all = rows.rows.flatMap((row) => row.issues.filter((issue) => issue.severity === severity)
    .map((issue) => placeOf(rows, issue)).sort((a, b) => a - b).map((place) => cellId(row.number, place)));
  const cells = [...new Set(all)].map((id) => ({ id, at: all.indexOf(id) + 1 }));
  return { cells, count: all.length };
}

/** Orders cells as one reads; what is no cell is before all of them. @param {string} [id] */
function spot(id = "") {
  const [, row = 0, place = 0] = id.split("-").map(Number);
  return row * 1000 + place;
}

/** @param {Ui} ui @param {import("./load.js").Box} box @param {1 | -1} step */
export async function walk(ui, box, step) {
  const { state } = ui;
  const severity = sought(state);
  if (!severity) return;
  const { cells } = stops(state, severity);
  const here = document.activeElement?.closest(".found");
  const from = spot(here?.id || here?.querySelector("input")?.id || state.at);
  const next = step > 0 ? cells.find(({ id }) => spot(id) > from) : cells.findLast(({ id }) => spot(id) < (from || Infinity));
  if (next) return stop(ui, next.id);
  const show = /** @type {const} */ (`${severity}s`);
  const edge = state.rows.rows.at(step > 0 ? -1 : 0)?.number ?? 0;
  const row = await rowBeyond((offset, limit) => box.rows({ show }, offset, limit), edge, step);
  // Of a list of other rows it may be none.
  if (row) return navigate(withQuery({ row, code: null, group: null, show: state.show === show ? show : null }), { replace: true });
  announce(t.noMore[severity]);
  await ui.update({ at: "", position: t.noMore[severity] });
}

/** At the row of the address: its cell with that problem, or else its first one. @param {Ui} ui @param {URLSearchParams} query */
export function arrive(ui, query) {
  const row = ui.state.rows.rows.find(({ number }) => number === Number(query.get("row")));
  if (!row) return;
  const severity = sought(ui.state);
  const issue = row.issues.find(({ code }) => code === query.get("code")) ?? row.issues.find((issue) => issue.severity === severity) ?? row.issues[0];
  if (issue) stop(ui, cellId(row.number, placeOf(ui.state.rows, issue)));
}

/** Goes to a cell and says which it is. @param {Ui} ui @param {string} id */
function stop(ui, id) {
  const cell = document.getElementById(id);
  const severity = sought(ui.state);
  if (!cell || !severity) return;
  cell.scrollIntoView({ block: "center", inline: "center" });
  focusOn(cell);
  if (cell instanceof HTMLInputElement) cell.select();
  const { cells, count } = stops(ui.state, severity);
  const { rows, total } = ui.state.rows;
  const place = cells.find((cell) => cell.id === id);
  const position = place ? parts.progress.of(place.at, count) + (total > rows.length ? t.onPage : "") : "";
  if (position) announce(position);
  ui.update({ at: id, position });
}
