// The heart of an import: all rows of the file, with what the check found at its place.
import { html } from "../node_modules/lit-html/lit-html.js";
import { filters } from "../parts/filters.js";
import { pageHeader } from "../parts/page-header.js";
import { pager } from "../parts/pager.js";
import { navigate, withQuery } from "../router.js";
import { mount } from "../state.js";
import { words } from "../words.js";
import { bar } from "./import-review/bar.js";
import { fileLine } from "./import-review/file.js";
import { keyHint, keys } from "./import-review/keys.js";
import { none, reader, replace, show } from "./import-review/load.js";
import { problems } from "./import-review/problems.js";
import { rowTable } from "./import-review/rows.js";
import { arrive, walk } from "./import-review/walk.js";
import { planLine } from "./import-parts/counts.js";
import { back, waits } from "./import-parts/listed.js";

const t = words("import-review");

/** @typedef {keyof typeof t.show} Show */
/**
 * `at` is the cell that "Next" went to last, `position` what is said of it.
 * @typedef {import("./import-parts/send.js").Sending & {detail: import("../types.js").ImportDetail, rows: import("../types.js").Rows,
 *   show: Show, narrow: boolean, blocked: boolean, at: string, position: string}} State
 */
/** @typedef {{state: State, update: (patch?: Partial<State>) => Promise<void>}} Ui */
/** @typedef {{walk: (step: 1 | -1) => unknown, replace: (file: File) => unknown, update: Ui["update"]}} Actions */

export const title = t.columns.review;

/** @param {HTMLElement} root @param {import("../types.js").PageContext} context */
export default async function page(root, { params, query, signal }) {
  const box = reader(`/imports/${params.id}`, signal);
  const detail = await box.detail();
  if (!waits(detail)) return void navigate(box.path, { replace: true, force: true });
  const screen = matchMedia("(width < 40rem)");
  /** @type {State} */
  const state = { detail, ...(await box.load(query)), narrow: screen.matches, blocked: false, at: "", position: "", sending: null, problem: "" };
  /** @type {Actions} */
  const actions = {
    walk: (step) => walk(ui, box, step),
    replace: (file) => replace(ui, box, file),
    update: (patch) => ui.update(patch),
  };
  const ui = mount(root, (state) => view(state, actions), state, signal);
  screen.addEventListener("change", () => ui.update({ narrow: screen.matches }), { signal });
  keys(actions.walk, signal);
  requestAnimationFrame(() => arrive(ui, query));
  return { title: t.title(detail.file_name), onQuery: (/** @type {URLSearchParams} */ query) => show(ui, box, query) };
}

/** @param {State} state @param {Actions} actions */
function view(state, actions) {
  const { detail, rows, show } = state;
  const issues = detail.issues ?? none;
  /** @param {Show} id @param {number} count @param {"error" | "warning" | "note"} [icon] */
  const filter = (id, count, icon) => ({ id, count, icon, text: t.show[id], current: show === id,
    href: withQuery({ show: id === "all" ? null : id, row: null, code: null }) });
  return html`
    ${pageHeader({ title: t.title(detail.file_name), lead: planLine(detail.counts) || t.nothing, back })}
    ${fileLine(state, actions.replace)}
    ${problems(detail)}
    <div class="section wide">
      ${filters(t.filters, [filter("errors", issues.error, "error"), filter("warnings", issues.warning, "warning"),
        filter("notes", issues.note, "note"), filter("all", detail.sheet?.rows ?? 0)])}
      ${rows.rows.length ? rowTable(state) : html`<p class="empty">${t.none[show]}</p>`}
      ${pager(rows.total, rows.offset)}
      ${keyHint(actions.update)}
    </div>
    ${bar(state, actions)}`;
}
