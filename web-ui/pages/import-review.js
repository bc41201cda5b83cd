// The heart of an import: all rows of the file, with what the check found at its place.
import { announce } from "../announce.js";
import { get, Problem, withParameters } from "../api.js";
import { filters } from "../parts/filters.js";
import { pageHeader } from "../parts/page-header.js";
import { offsetOf, pager, pageSize } from "../parts/pager.js";
import { navigate, withQuery } from "../router.js";
import { html, nothing } from "../node_modules/lit-html/lit-html.js";
import { mount } from "../state.js";
import { planLine } from "../strings/en/import.js";
import { t as all } from "../strings/en/import-review.js";
import { bar } from "./import-review/bar.js";
import { fileLine } from "./import-review/file.js";
import { problems } from "./import-review/problems.js";
import { rowTable } from "./import-review/rows.js";
import { pageWith } from "./import-review/seek.js";
import { arrive, walker } from "./import-review/walk.js";
import { waits } from "./import-parts/listed.js";
import { send } from "./import-parts/send.js";
import { explain } from "./import-parts/trouble.js";

const t = all.review;
/** @typedef {import("../types.js").ImportDetail} ImportDetail */
/** @typedef {import("../types.js").Rows} Rows */
/** @typedef {keyof typeof t.show} Show */
/**
 * @typedef {import("./import-parts/send.js").Sending & {detail: ImportDetail, rows: Rows, show: Show, narrow: boolean,
 *   blocked: boolean, at: string, position: string}} State
 * `at` is the cell that "Next" went to last, `position` what is said of it
 */

export const title = all.columns.review;

/** @param {HTMLElement} root @param {import("../types.js").PageContext} context */
export default async function page(root, { params, query, signal }) {
  const path = `/imports/${params.id}`;
  /** @param {Show} show @param {number} offset @param {number} [limit] @returns {Promise<Rows>} */
  const fetchRows = (show, offset, limit = pageSize) => get(withParameters(`${path}/rows`, { show, offset, limit }), { signal });
  /** The rows that an address asks for. @param {URLSearchParams} query */
  const load = async (query) => {
    const show = shownBy(query);
    const row = Number(query.get("row"));
    const offset = row ? await pageWith((offset, limit) => fetchRows(show, offset, limit), row) : offsetOf(query);
    return { show, rows: await fetchRows(show, offset) };
  };
  const detail = await get(path, { signal });
  if (!waits(detail)) return void navigate(path, { replace: true, force: true });
  const screen = matchMedia("(width < 40rem)");
  const state = { detail, ...(await load(query)), narrow: screen.matches, blocked: false, at: "", position: "", sending: null, problem: "" };
  const walk = walker({ id: params.id, fetchRows, tell: (patch) => ui.update(patch), now: () => ui.state }, signal);
  const ui = mount(root, (/** @type {State} */ state) => view(state, { walk, replace, block: () => ui.update({ blocked: true }) }), state, signal);
  screen.addEventListener("change", () => ui.update({ narrow: screen.matches }), { signal });
  if (query.get("row")) requestAnimationFrame(() => arrive(ui, query));

  /** @param {File} file */
  async function replace(file) {
    const detail = await send(ui, `${path}/file`, file, { method: "PUT", ifMatch: ui.state.detail.version, signal });
    if (detail) announce(`${t.replaced(detail.file_name)}: ${t.counts(detail.issues ?? none) || t.clean}`);
    const now = detail ?? (await get(path, { signal }));
    if (!waits(now)) return navigate(path, { replace: true });
    // Not there any more is what somebody else changed; what the box said of our file stays.
    ui.update({ detail: now, blocked: false, at: "", position: "", ...(await load(new URLSearchParams({ show: ui.state.show }))) });
  }

  return {
    title: t.title(detail.file_name),
    async onQuery(/** @type {URLSearchParams} */ query) {
      try {
        const here = ui.state.rows.rows.some(({ number }) => number === Number(query.get("row")));
        if (!here || shownBy(query) !== ui.state.show) await ui.update({ ...(await load(query)), position: "", problem: "" });
        if (ui.state.rows.version !== ui.state.detail.version) ui.update({ detail: await get(path, { signal }), problem: t.changed });
        if (query.get("row")) arrive(ui, query);
      } catch (error) {
        if (error instanceof Problem && [404, 409].includes(error.status)) return navigate(path, { replace: true });
        ui.update({ problem: explain(error) });
      }
    },
  };
}

const none = { error: 0, warning: 0, note: 0 };

/** @param {URLSearchParams} query @returns {Show} */
function shownBy(query) {
  const show = query.get("show") ?? "";
  return show in t.show ? /** @type {Show} */ (show) : "all";
}

/** @param {State} state @param {{walk: (step: 1 | -1) => unknown, replace: (file: File) => unknown, block: () => unknown}} actions */
function view(state, { walk, replace, block }) {
  const { detail, rows, show } = state;
  const issues = detail.issues ?? none;
  /** @param {Show} id @param {number} count @param {"error" | "warning" | "note"} [icon] */
  const filter = (id, count, icon) => ({ id, count, icon, text: t.show[id], current: show === id,
    href: withQuery({ show: id === "all" ? null : id, offset: null, row: null, code: null }) });
  return html`
    ${pageHeader({ title: t.title(detail.file_name), lead: planLine(detail.counts) || t.nothing, back: { href: "/imports", text: all.back } })}
    ${fileLine(state, replace)}
    ${problems(detail)}
    <section class="section wide" aria-label=${t.caption(detail.file_name)}>
      ${filters(t.filters, [filter("errors", issues.error, "error"), filter("warnings", issues.warning, "warning"),
        filter("notes", issues.note, "note"), filter("all", detail.sheet?.rows ?? 0)])}
      ${rows.rows.length ? rowTable(state) : html`<p class="empty">${t.none[show]}</p>`}
      ${pager(rows.total, rows.offset)}
    </section>
    ${bar(state, walk, block)}`;
}
