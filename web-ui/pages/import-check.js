// The last look before anything is written, and the button that does it.
import { html, nothing } from "../node_modules/lit-html/lit-html.js";
import { get, post, Problem, withParameters } from "../api.js";
import { notice } from "../parts/notice.js";
import { pageHeader } from "../parts/page-header.js";
import { offsetOf } from "../parts/pager.js";
import { navigate, setErrorTitle } from "../router.js";
import { mount } from "../state.js";
import { importing, importReview as review, shell as parts } from "../words.js";
import { changed, confirmation, going, made } from "./import-check/lists.js";
import { counted, deeds, goingOf, inWords } from "./import-parts/counts.js";
import { waits } from "./import-parts/listed.js";
import { trouble } from "../parts/trouble.js";

const t = importing.check;
/** @typedef {import("../types.js").ImportDetail} ImportDetail */
/** @typedef {import("../types.js").Changes} Changes */
/**
 * `refused`: what the box says to the number that was typed.
 * @typedef {{detail: ImportDetail, changes: Changes, removals: Changes["removals"], offset: number, busy: boolean, problem: string, refused: string}} State
 */

export const title = review.check;

/** @param {HTMLElement} root @param {import("../types.js").PageContext} context */
export default async function page(root, { params, query, signal }) {
  const path = `/imports/${params.id}`;
  /** @param {number} offset @returns {Promise<Changes>} */
  const changesFrom = (offset) => get(withParameters(`${path}/changes`, { offset }), { signal });
  /** What goes comes with the first page of changes. @param {URLSearchParams} query @returns {Promise<Pick<State, "changes" | "removals" | "offset">>} */
  const load = async (query) => {
    const [offset, first] = [offsetOf(query), await changesFrom(0)];
    return { offset, changes: offset ? await changesFrom(offset) : first, removals: first.removals };
  };
  /** @type {ImportDetail} */
  const detail = await get(path, { signal });
  if (!waits(detail)) return void navigate(path, { replace: true, force: true });
  const ui = mount(root, (state) => view(state, path, apply), { detail, ...(await load(query)), busy: false, problem: "", refused: "" }, signal);
  return { title: t.title(detail.file_name), onQuery: async (/** @type {URLSearchParams} */ query) => void ui.update(await load(query)) };

  /** However often it is pressed, the box does it once. @param {Event} event @returns {Promise<void>} */
  async function apply(event) {
    event.preventDefault();
    if (ui.state.busy) return;
    const typed = /** @type {HTMLInputElement | null} */ (document.getElementById("confirm"));
    setErrorTitle(false);
    ui.update({ busy: true, problem: "", refused: "" });
    try {
      await post(`${path}/apply`, { ifMatch: ui.state.detail.version, body: { confirm_deletes: Math.floor(Number(typed?.value)) || 0 }, signal });
      navigate(path, { replace: true });
    } catch (error) {
      setErrorTitle(true);
      await ui.update({ busy: false, ...(await said(error)) });
      if (ui.state.refused) typed?.focus();
    }
  }

  /** @param {any} error @returns {Promise<Partial<State>>} */
  async function said(error) {
    if (!(error instanceof Problem)) return { problem: error.message };
    if (error.code === "deletes_unconfirmed") return { refused: error.detail };
    // Somebody else changed it: what is shown is what it would do now.
    const detail = /** @type {any} */ (error.status === 412 && error.current);
    return detail ? { problem: parts.conflict.title, detail, ...(await load(new URLSearchParams(location.search))) } : { problem: error.detail };
  }
}

/** @param {State} state @param {string} path @param {(event: Event) => unknown} apply */
function view({ detail, changes, removals, offset, busy, problem, refused }, path, apply) {
  const { counts, issues, passwords, pins, left_out } = detail;
  const news = made(detail, path);
  const goes = goingOf(detail);
  const does = news !== nothing || changes.total + goes > 0;
  const here = counted(counts, "unchanged");
  const toRows = (/** @type {string} */ show, /** @type {string} */ words) => html`<a href="${path}/review?show=${show}">${words}</a>`;
  return html`
    ${pageHeader({ title: t.title(detail.file_name), lead: does ? t.lead : t.nothing, back: { href: `${path}/review`, text: review.columns.review } })}
    ${news}
    ${changes.total ? changed(changes, offset, path) : nothing}
    ${goes ? going(removals, detail) : nothing}
    <div class="notices">
      ${passwords + pins ? notice("note", t.passwords(passwords, pins)) : nothing}
      ${left_out ? notice("note", toRows("left_out", t.leftOut(left_out))) : nothing}
      ${here ? notice("note", t.alone(here)) : nothing}
      ${detail.nobody_listed ? notice("warning", t.nobodyListed) : nothing}
      ${alone(detail.left_alone)}
      ${issues?.warning ? notice("warning", toRows("warnings", t.warnings(issues.warning))) : nothing}
      ${issues?.error ? notice("error", toRows("errors", t.blocked(issues.error))) : nothing}
    </div>
    ${does ? html`<form class="stack-tight" novalidate autocomplete="off" @submit=${apply}>
      ${goes ? confirmation(goes, refused) : nothing}
      ${trouble(problem)}
      <div class="buttons"><button class=${goes ? "danger" : "primary"} aria-disabled=${busy}>${deeds(detail)}</button></div>
    </form>` : nothing}`;
}

/** @param {ImportDetail["left_alone"]} left */
function alone({ users, devices, names }) {
  if (users + devices === 0) return notice("note", t.others);
  const more = users + devices - names.length;
  return notice("note", html`<details><summary>${t.rest(inWords({ users, devices }))}</summary>
    <ul class="aside">${names.map((name) => html`<li>${name}</li>`)}${more > 0 ? html`<li>${t.more(more)}</li>` : nothing}</ul></details>`);
}
