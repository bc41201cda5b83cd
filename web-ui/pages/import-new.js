// A spreadsheet comes in: chosen, dropped or pasted.
import { html, nothing } from "../node_modules/lit-html/lit-html.js";
import { get } from "../api.js";
import { icon } from "../parts/icon.js";
import { pageHeader } from "../parts/page-header.js";
import { progress } from "../parts/progress.js";
import { section } from "../parts/section.js";
import { navigate } from "../router.js";
import { mount } from "../state.js";
import { words } from "../words.js";
import { example } from "./import-new/example.js";
import { cells, receive } from "./import-new/receive.js";
import { back, listOf, waits } from "./import-parts/listed.js";
import { chosen, send } from "./import-parts/send.js";
import { trouble } from "./import-parts/trouble.js";

const all = words("shell");
const t = words("imports");

/** @typedef {import("./import-parts/send.js").Sending & {pending: import("../types.js").ImportSummary[], over: boolean}} State */
/** @typedef {(file: File | null | undefined) => unknown} Take */

export const title = t.start;

/** @param {HTMLElement} root @param {import("../types.js").PageContext} context */
export default async function page(root, { signal }) {
  /** @returns {Promise<{pending: State["pending"]}>} */
  const load = async () => ({ pending: (await get("/imports", { signal })).imports.filter(waits) });
  /** @type {import("./import-parts/listed.js").Listing} */
  const listing = { update: (patch) => ui.update(patch), refresh: async () => ui.update(await load()) };
  /** @param {File | null | undefined} file @returns {Promise<void>} */
  const take = async (file) => {
    if (!file) return ui.update({ problem: t.noCells });
    const made = await send(ui, "/imports", file, { signal });
    if (made) navigate(`/imports/${made.id}/${made.columns_certain ? "review" : "columns"}`);
    else document.getElementById("file")?.focus();
  };
  /** @type {State} */
  const state = { ...(await load()), sending: null, problem: "", over: false };
  const ui = mount(root, (state) => view(state, take, listing), state, signal);
  receive(take, (over) => over !== ui.state.over && ui.update({ over }), signal);
}

/** @param {State} state @param {Take} take @param {import("./import-parts/listed.js").Listing} listing */
const view = (state, take, listing) => html`
  ${pageHeader({ title, lead: t.lead, back })}
  <div class="stack-tight">
    ${zone(state, take)}
    ${trouble(state.problem, state.unsent ? html`<button type="button" class="link" @click=${() => take(state.unsent)}>${all.failure.retry}</button>` : nothing)}
    <details>
      <summary>${t.paste}</summary>
      <form @submit=${(/** @type {any} */ event) => {
        event.preventDefault();
        take(cells(event.target.cells.value));
      }}>
        <div class="field is-long"><label for="cells">${t.pasteLabel}</label><textarea id="cells" name="cells" rows="6" spellcheck="false"></textarea></div>
        <div class="buttons"><button>${t.pasteButton}</button></div>
      </form>
    </details>
  </div>
  ${state.pending.length ? section("pending", t.pending, listOf(state.pending, t.pending, listing)) : nothing}
  ${example}`;

/** @param {State} state @param {Take} take */
const zone = ({ sending, over }, take) => sending ? html`<div class="drop"><div class="measure">${under(sending)}</div></div>` : html`
  <label class=${over ? "drop is-over" : "drop"}>
    ${icon("import")}<strong>${t.drop}</strong>
    <input type="file" id="file" class="visually-hidden" aria-describedby="kinds" @change=${chosen(take)}>
    <span class="button primary">${t.choose}</span>
    <span class="hint" id="kinds">${t.kinds}</span>
  </label>`;

/** @param {State["sending"] & {}} sending */
const under = ({ name, sent, total }) => sent < total
  ? progress({ id: "sent", label: t.sending(name), done: Math.ceil(sent / 1024), total: Math.ceil(total / 1024) })
  : progress({ id: "sent", label: t.checking(name), done: null, total: null });
