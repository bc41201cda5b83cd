// One import, whatever it is up to: waiting, running, done or failed. The box tells, the page shows.
import { announce } from "../announce.js";
import { get, post, withParameters } from "../api.js";
import { offsetOf } from "../parts/pager.js";
import { setTitle } from "../router.js";
import { mount } from "../state.js";
import { stream } from "../stream.js";
import { importing as t } from "../words.js";
import { done } from "./import-one/done.js";
import { running } from "./import-one/running.js";
import { waiting } from "./import-one/waiting.js";
import { back } from "./import-parts/listed.js";

/** @typedef {import("../types.js").ImportDetail} ImportDetail */
/**
 * `stopped`: it ran while we looked on, and then did not, and the box does not know why. `ends`: rows that ended as
 * `end`, from `offset` on. `conflicts`: what is in the way of taking it back.
 * @typedef {{detail: ImportDetail, credentials: import("../types.js").CredentialsState | null, tasks: import("../types.js").Overview["tasks"], stopped: boolean, problem: string,
 *   ends: import("../types.js").Outcomes | null, end: string | null, offset: number, conflicts: string[]}} State
 */
/**
 * `attempt` says on the page what goes wrong.
 * @typedef {{attempt: (work: () => Promise<unknown>) => unknown, update: (patch: Partial<State>) => Promise<void>,
 *   refresh: () => Promise<void>, apply: () => Promise<unknown>}} Actions
 */

const views = { applying: running, applied: done, checked: waiting };
export const title = back.text;

/** @param {HTMLElement} root @param {import("../types.js").PageContext} context */
export default async function page(root, { params, query, signal }) {
  const path = `/imports/${params.id}`;
  /** @returns {Promise<Pick<State, "detail" | "credentials" | "tasks">>} */
  const load = async () => {
    const detail = await get(path, { signal });
    const isApplied = detail.state === "applied";
    return {
      detail, credentials: isApplied ? await get(`${path}/credentials`, { signal }) : null,
      tasks: isApplied ? (await get("/overview", { signal })).tasks : [],
    };
  };
  /** @param {URLSearchParams} query @returns {Promise<Pick<State, "ends" | "end" | "offset">>} */
  const loadRows = async (query) => {
    const [end, offset] = [query.get("rows"), offsetOf(query)];
    return { end, offset, ends: end ? await get(withParameters(`${path}/outcomes`, { outcome: end, offset }), { signal }) : null };
  };
  /** @type {Actions} */
  const actions = {
    attempt: (work) => ui.update({ problem: "" }).then(work).catch((error) => ui.update({ problem: error.message })),
    update: (patch) => ui.update(patch),
    async refresh() {
      const [before, was] = [ui.state.detail.state, titleOf(ui.state)];
      const now = await load();
      const stopped = now.detail.state === "checked" && (before === "applying" || ui.state.stopped);
      await ui.update({ ...now, stopped });
      if (was !== titleOf(ui.state)) arrived(root, ui.state);
    },
    apply: () => post(`${path}/apply`, { ifMatch: ui.state.detail.version }).then(actions.refresh),
  };
  /** @type {State} */
  const state = { ...(await load()), ...(await loadRows(query)), stopped: false, problem: "", conflicts: [] };
  const ui = mount(root, (state) => views[state.detail.state](state, actions), state, signal);
  stream(({ type, data }) => {
    const { detail } = ui.state;
    const isOurs = type === "import" && data.id === detail.id;
    if (isOurs && data.progress && detail.state === "applying") ui.update({ detail: { ...detail, progress: data.progress } });
    // When that fails the banner says that the box is away, and the stream ticks on.
    else if (isOurs || type === "tick") actions.refresh().catch(() => {});
  }, signal);
  // Where others listen already, no tick comes: it may have ended between the look and here.
  if (state.detail.state === "applying") actions.refresh().catch(() => {});
  return { title: titleOf(state), onQuery: async (/** @type {URLSearchParams} */ query) => void ui.update(await loadRows(query)) };
}

/** Another state is another page: said, and read from its top. @param {HTMLElement} root @param {State} state */
function arrived(root, state) {
  setTitle(titleOf(state));
  announce(titleOf(state));
  root.querySelector("h1")?.focus();
}

/** @param {State} state */
function titleOf({ detail: { state, file_name, failure, undone_at }, stopped }) {
  if (state === "applying") return t.running(file_name);
  if (state === "applied") return undone_at === null ? t.done.title : t.undo.done;
  return failure || stopped ? t.failed : file_name;
}
