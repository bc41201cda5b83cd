// One import, whatever it is up to: waiting, running, done or failed. The box tells, the page shows.
import { html } from "../node_modules/lit-html/lit-html.js";
import { announce } from "../announce.js";
import { connection, get, post, Problem } from "../api.js";
import { pageHeader } from "../parts/page-header.js";
import { navigate, setTitle } from "../router.js";
import { mount } from "../state.js";
import { stream } from "../stream.js";
import { t } from "../strings/en/import.js";
import { done } from "./import-one/done.js";
import { running } from "./import-one/running.js";
import { waits } from "./import-parts/listed.js";
import { explain, trouble } from "./import-parts/trouble.js";

/** @typedef {import("../types.js").ImportDetail} ImportDetail */
/**
 * `was` is what it was up to when we looked before.
 * @typedef {{detail: ImportDetail, credentials: import("../types.js").CredentialsState | null, was: string, away: boolean, problem: string}} State
 */
/** @typedef {{state: State, update: (patch?: Partial<State>) => Promise<void>}} Ui */

export const title = t.back;

/** @param {HTMLElement} root @param {import("../types.js").PageContext} context */
export default async function page(root, { params, signal }) {
  const path = `/imports/${params.id}`;
  /** @returns {Promise<{detail: ImportDetail, credentials: State["credentials"]}>} */
  const load = async () => {
    /** @type {ImportDetail} */
    const detail = await get(path, { signal });
    return { detail, credentials: detail.state === "applied" ? await get(`${path}/credentials`, { signal }) : null };
  };
  /** @type {State} */
  const state = { ...(await load()), was: "", away: false, problem: "" };
  /** @type {Ui} */
  const ui = mount(root, (state) => view(state, ui, refresh), state, signal);
  async function refresh() {
    const was = ui.state.detail.state;
    await ui.update({ ...(await load()), was, away: false });
    if (was !== ui.state.detail.state) arrived(root, ui.state);
  }
  const onChange = () => refresh().catch(() => {}); // the stream ticks on, and the page says that the box is away
  stream(({ type, data }) => {
    if (type === "import" && data.id === ui.state.detail.id && data.progress && ui.state.detail.state === "applying") {
      ui.update({ detail: { ...ui.state.detail, progress: data.progress }, away: false });
    } else if (type === "tick" || data?.id === ui.state.detail.id) onChange();
  }, signal);
  for (const name of ["unreachable", "reachable"]) {
    connection.addEventListener(name, () => ui.update({ away: name === "unreachable" }), { signal });
  }
  return { title: titleOf(ui.state.detail) };
}

/** Another state is another page: said, and read from its top. @param {HTMLElement} root @param {State} state */
function arrived(root, { detail }) {
  setTitle(titleOf(detail));
  announce(titleOf(detail));
  root.querySelector("h1")?.focus();
}

/** @param {ImportDetail} detail */
function titleOf({ state, file_name, failure }) {
  if (state === "applying") return t.progress.title(file_name);
  if (state === "applied") return t.done.title;
  return failure ? t.waiting.failedTitle : file_name;
}

/** @param {State} state @param {Ui} ui @param {() => Promise<void>} refresh */
function view(state, ui, refresh) {
  if (state.detail.state === "applying") return running(state);
  if (state.detail.state === "applied") return done(state, ui, refresh);
  return waiting(state, ui, refresh);
}

/** @param {State} state @param {Ui} ui @param {() => Promise<void>} refresh */
function waiting({ detail, was, problem }, ui, refresh) {
  const words = t.waiting;
  const back = { href: "/imports", text: t.back };
  const failed = detail.failure?.detail ?? (was === "applying" ? words.stopped : "");
  if (!waits(detail)) return html`
    ${pageHeader({ title: detail.file_name, lead: failed || words.noFile, back })}
    <p><a class="button primary" href="/imports/new">${words.upload}</a></p>`;
  const review = `/imports/${detail.id}/review`;
  if (!failed) return html`
    ${pageHeader({ title: detail.file_name, lead: words.lead, back })}
    <p><a class="button primary" href=${review}>${words.goOn}</a></p>`;
  return html`
    ${pageHeader({ title: words.failedTitle, lead: failed, back })}
    <div class="stack-tight">${trouble(problem)}
      <div class="buttons">
        <button type="button" class="primary" @click=${() => again(ui, refresh)}>${words.again}</button>
        <a class="button" href=${review}>${words.toReview}</a>
      </div>
    </div>`;
}

/** @param {Ui} ui @param {() => Promise<void>} refresh */
async function again({ state: { detail }, update }, refresh) {
  try {
    await post(`/imports/${detail.id}/apply`, { ifMatch: detail.version });
    await refresh();
  } catch (error) {
    // Now it has errors, or is another file: the review shows which.
    if (error instanceof Problem && [409, 412].includes(error.status)) return navigate(`/imports/${detail.id}/review`);
    update({ problem: explain(error) });
  }
}
