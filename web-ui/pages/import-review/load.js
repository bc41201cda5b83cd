// What the review shows of the box, and how another file or another address changes it.
import { announce } from "../../announce.js";
import { get, Problem, withParameters } from "../../api.js";
import { offsetOf, pageSize } from "../../parts/pager.js";
import { navigate, setTitle, withQuery } from "../../router.js";
import { importReview as t, shell as parts } from "../../words.js";
import { issueCounts } from "../import-parts/counts.js";
import { waits } from "../import-parts/listed.js";
import { send } from "../../parts/upload.js";
import { pageWith } from "./seek.js";
import { openIssues } from "./sums.js";
import { arrive } from "./walk.js";

/** @typedef {import("../import-review.js").Which} Which */
/** @typedef {import("../import-review.js").Ui} Ui */
/** @typedef {import("../../types.js").Rows} Rows */
/** @typedef {ReturnType<typeof reader>} Box */

/** @param {string} path @param {AbortSignal} signal */
export function reader(path, signal) {
  /** @returns {Promise<import("../../types.js").ImportDetail>} */
  const detail = () => get(path, { signal });
  /** @param {Partial<Which>} which @param {number} offset @param {number} [limit] @returns {Promise<Rows>} */
  const rows = ({ show, group }, offset, limit = pageSize) => get(withParameters(`${path}/rows`, { show, group, offset, limit }), { signal });
  /** Of these rows, the page that has this one. @param {number} row @param {Partial<Which>} [which] */
  const around = async (row, which = {}) => rows(which, await pageWith((offset, limit) => rows(which, offset, limit), row));
  /** The rows that an address asks for. @param {URLSearchParams} query */
  const load = async (query) => {
    const which = askedBy(query);
    const row = Number(query.get("row"));
    return { ...which, rows: await (row ? around(row, which) : rows(which, offsetOf(query))) };
  };
  /** Of all rows of a group. @param {string} group */
  async function numbers(group) {
    /** @type {number[]} */
    const all = [];
    for (let isMore = true; isMore;) {
      const page = await rows({ group }, all.length);
      all.push(...page.rows.map(({ number }) => number));
      isMore = page.rows.length > 0 && all.length < page.total;
    }
    return all;
  }
  return { path, signal, detail, rows, around, load, numbers };
}

/** @param {URLSearchParams} query @returns {Which} */
function askedBy(query) {
  const show = query.get("show") ?? "";
  return { show: show in t.show ? /** @type {Which["show"]} */ (show) : "all", group: query.get("group") ?? "" };
}

/** Fetches what is shown once more. What the person did something with stays in the list. @param {Ui} ui @param {Box} box */
export async function renew({ state, update }, box, detail = box.detail()) {
  const now = await detail;
  // Applied or discarded meanwhile: its own page says which.
  if (!waits(now)) return navigate(box.path, { replace: true, force: true });
  const before = state.rows;
  const rows = await box.rows(state, before.offset);
  const has = (/** @type {Rows} */ { rows }, /** @type {number} */ row) => rows.find(({ number }) => number === row);
  let page = rows;
  for (const row of state.kept) {
    if (has(rows, row) || !has(before, row)) continue;
    if (!has(page, row)) page = await box.around(row);
    const kept = has(page, row);
    if (kept) rows.rows.push(kept);
  }
  rows.rows.sort((a, b) => a.number - b.number);
  // Meanwhile the person may have gone to other rows.
  await update({ detail: now, rows: state.rows === before ? rows : state.rows });
}

/** The address has changed. @param {Ui} ui @param {Box} box @param {URLSearchParams} query */
export async function show(ui, box, query) {
  const { state } = ui;
  try {
    const isHere = state.rows.rows.some(({ number }) => number === Number(query.get("row")));
    const { show, group } = askedBy(query);
    if (!isHere || show !== state.show || group !== state.group) {
      const loaded = await box.load(query);
      state.open.clear();
      state.kept.clear();
      await ui.update({ ...loaded, position: "", problem: "" });
    }
    // Somebody else has changed the file since.
    if (state.rows.version !== state.detail.version) await ui.update({ detail: await box.detail() });
    arrive(ui, query);
  } catch (error) {
    if (error instanceof Problem && [404, 409].includes(error.status)) return navigate(box.path, { replace: true });
    ui.update({ problem: /** @type {Error} */ (error).message });
  }
}

/** A corrected file comes in. @param {Ui} ui @param {Box} box @param {File} file */
export async function replace(ui, box, file) {
  const { state } = ui;
  const sent = await send(ui, `${box.path}/file`, file, { method: "PUT", ifMatch: state.detail.version, signal: box.signal });
  if (sent) announce(`${sent.file_name}: ${issueCounts(openIssues(sent))}`);
  try {
    const detail = sent ?? (await box.detail());
    if (!waits(detail)) return navigate(box.path, { replace: true });
    if (detail.version === state.detail.version) return; // refused: what was there is still there
    const place = withQuery({ row: null, code: null, group: null });
    if (place !== location.pathname + location.search) await navigate(place, { replace: true });
    setTitle(t.title(detail.file_name));
    for (const rows of [state.drafts, state.open, state.edited, state.whole, state.kept]) rows.clear();
    const rows = await box.load(new URLSearchParams(location.search));
    await ui.update({ detail, ...rows, blocked: false, at: "", position: "", problem: sent ? "" : parts.conflict.title });
  } catch (error) {
    ui.update({ problem: /** @type {Error} */ (error).message });
  }
}
