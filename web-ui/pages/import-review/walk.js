// From problem to problem by button or key, over the pages of the file.
import { announce } from "../../announce.js";
import { focusOn, navigate, withQuery } from "../../router.js";
import { words } from "../../words.js";
import { cellId, placeOf } from "./rows.js";
import { rowBeyond } from "./seek.js";

const parts = words("shell");
const t = words("import-review");

/** @typedef {import("../import-review.js").State} State */
/** @typedef {import("../import-review.js").Ui} Ui */
/** @typedef {"error" | "warning" | "note"} Severity */

/** What "Next" looks for: what is shown; of all rows the gravest there is. @param {State} state @returns {Severity | null} */
export function sought({ show, detail: { issues } }) {
  if (show !== "all") return /** @type {Severity} */ (show.slice(0, -1));
  return /** @type {const} */ (["error", "warning", "note"]).find((severity) => issues?.[severity]) ?? null;
}

/** The cells of this page with such issues, in reading order; `at` counts issues. @param {State} state @param {Severity} severity */
function stops({ rows }, severity) {
  const all = rows.rows.flatMap((row) => row.issues.filter((issue) => issue.severity === severity)
    .map((issue) => placeOf(rows, issue)).sort((a, b) => a - b).map((place) => cellId(row.number, place)));
  const cells = [...new Set(all)].map((id) => ({ id, at: all.indexOf(id) + 1 }));
  return { cells, count: all.length };
}

/** @param {Ui} ui @param {import("./load.js").Box} box @param {1 | -1} step */
export async function walk(ui, box, step) {
  const { state } = ui;
  const severity = sought(state);
  if (!severity) return;
  const { cells } = stops(state, severity);
  const focused = document.activeElement?.id ?? "";
  const from = focused.startsWith("row-") ? focused : state.at;
  const here = cells.findIndex(({ id }) => id === from);
  const next = here < 0 ? cells.at(step > 0 ? 0 : -1) : cells[here + step];
  if (next) return stop(ui, next.id);
  const edge = state.rows.rows.at(step > 0 ? -1 : 0)?.number ?? 0;
  const row = await rowBeyond((offset, limit) => box.rows(/** @type {const} */ (`${severity}s`), offset, limit), edge, step);
  if (row) return navigate(withQuery({ row, code: null }), { replace: true });
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
  const { cells, count } = stops(ui.state, severity);
  const { rows, total } = ui.state.rows;
  const place = cells.find((cell) => cell.id === id);
  const position = place ? parts.progress.of(place.at, count) + (total > rows.length ? t.onPage : "") : "";
  if (position) announce(position);
  ui.update({ at: id, position });
}
