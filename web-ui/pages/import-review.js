// The heart of an import: all rows of the file, with what the check found at its place, to be mended there.
import { html, nothing } from "../node_modules/lit-html/lit-html.js";
import { filters } from "../parts/filters.js";
import { pageHeader } from "../parts/page-header.js";
import { pager } from "../parts/pager.js";
import { guardLeaving, navigate, withQuery } from "../router.js";
import { mount } from "../state.js";
import { importReview as t } from "../words.js";
import { acting } from "./import-review/act.js";
import { bar, without } from "./import-review/bar.js";
import { fileLine } from "./import-review/file.js";
import { follow } from "./import-review/follow.js";
import { keyHint, keys } from "./import-review/keys.js";
import { reader, replace, show } from "./import-review/load.js";
import { lists, loadNames } from "./import-review/names.js";
import { problems } from "./import-review/problems.js";
import { rowTable } from "./import-review/rows.js";
import { openIssues, sums } from "./import-review/sums.js";
import { typing } from "./import-review/type.js";
import { arrive, walk } from "./import-review/walk.js";
import { goingOf } from "./import-parts/counts.js";
import { back, waits } from "./import-parts/listed.js";

/** @typedef {keyof typeof t.show} Show */
/** Which rows: of a kind, of a group of findings. @typedef {{show: Show, group: string}} Which */
/**
 * What stands in a cell before the box has it. `was` is what the person saw there, `isNew` that it was not sent yet,
 * `wrong` why it was refused, `theirs` what somebody else wrote meanwhile.
 * @typedef {{text: string, was: string, isNew: boolean, busy: boolean, wrong: string, theirs: string | null}} Draft
 */
/**
 * `at` is the cell that "Next" went to last, `position` what is said of it. By id of the cell: what is typed (`drafts`), and
 * what stays an input though its problem is gone (`open`). By number of the row: what is edited, what is shown whole on a
 * small screen, and what stays in a filtered list because the person did something there (`kept`).
 * @typedef {import("../parts/upload.js").Sending & Which & {detail: import("../types.js").ImportDetail, rows: import("../types.js").Rows,
 *   narrow: boolean, blocked: boolean, at: string, position: string, drafts: Map<string, Draft>, open: Set<string>,
 *   edited: Set<number>, whole: Set<number>, kept: Set<number>}} State
 */
/** @typedef {{state: State, update: (patch?: Partial<State>) => Promise<void>}} Ui */
/** @typedef {{walk: (step: 1 | -1) => unknown, replace: (file: File) => unknown, update: Ui["update"]} & ReturnType<typeof acting> & ReturnType<typeof typing>} Actions */

export const title = t.columns.review;

/** @param {HTMLElement} root @param {import("../types.js").PageContext} context */
export default async function page(root, { params, query, signal }) {
  const box = reader(`/imports/${params.id}`, signal);
  const detail = await box.detail();
  if (!waits(detail)) return void navigate(box.path, { replace: true, force: true });
  const screen = matchMedia("(width < 40rem)");
  /** @type {State} */
  const state = {
    detail, ...(await box.load(query)), narrow: screen.matches, blocked: false, at: "", position: "", sending: null, problem: "",
    drafts: new Map(), open: new Set(), edited: new Set(), whole: new Set(), kept: new Set(),
  };
  /** @type {Ui} */
  const ui = { state, update: (patch) => shown.update(patch) };
  const step = (/** @type {1 | -1} */ step) => walk(ui, box, step);
  const acts = acting(ui, box);
  /** @type {Actions} */
  const actions = { ...acts, ...typing(ui, box, acts.inTurn, step), walk: step, replace: (file) => replace(ui, box, file), update: ui.update };
  const shown = mount(root, (state) => view(state, actions), state, signal);
  screen.addEventListener("change", () => ui.update({ narrow: screen.matches }), { signal });
  keys(step, signal);
  follow(ui, box, actions.inTurn);
  loadNames().then(() => ui.update(), () => {}); // without it one types
  // What is on its way arrives without us.
  guardLeaving(() => [...state.drafts.values()].some(({ busy }) => !busy), signal);
  requestAnimationFrame(() => arrive(ui, query));
  return { title: t.title(detail.file_name), onQuery: (/** @type {URLSearchParams} */ query) => show(ui, box, query) };
}

/** @param {State} state @param {Actions} actions */
function view(state, actions) {
  const { detail, rows, show, group } = state;
  const issues = openIssues(detail);
  /** @param {Show} id @param {number} count @param {"error" | "warning" | "note"} [icon] */
  const filter = (id, count, icon) => ({ id, count, icon, text: t.show[id], current: show === id && !group,
    href: withQuery({ show: id === "all" ? null : id, row: null, code: null, group: null }) });
  return html`
    ${pageHeader({ title: t.title(detail.file_name), lead: sums(detail), back })}
    ${fileLine(state, actions)}
    ${problems(detail, actions, state.narrow ? without(state, actions) : nothing)}
    <div class="section wide">
      ${filters(t.filters, [filter("errors", issues.error, "error"), filter("warnings", issues.warning, "warning"), filter("notes", issues.note, "note"),
        filter("changes", detail.changes + goingOf(detail)), filter("left_out", detail.left_out),
        filter("all", detail.sheet?.rows ?? 0)])}
      ${group ? html`<p>${detail.groups.find(({ id }) => id === group)?.message}</p>` : nothing}
      <a class="skip" href="#go-on">${t.skip}</a>
      ${rows.rows.length ? rowTable(state, actions) : html`<p class="empty">${t.none[group ? "group" : show]}</p>`}
      ${pager(rows.total, rows.offset)}
      ${keyHint(actions.update)}
    </div>
    ${bar(state, actions)}${lists()}`;
}
