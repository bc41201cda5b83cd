// A spreadsheet comes in: chosen, dropped or pasted.
import { html, nothing } from "../node_modules/lit-html/lit-html.js";
import { get } from "../api.js";
import { download } from "../files.js";
import { radio } from "../parts/form.js";
import { icon } from "../parts/icon.js";
import { pageHeader } from "../parts/page-header.js";
import { section } from "../parts/section.js";
import { trouble } from "../parts/trouble.js";
import { dropZone, receive, send } from "../parts/upload.js";
import { navigate } from "../router.js";
import { mount } from "../state.js";
import { imports as t, shell as all } from "../words.js";
import { example } from "./import-new/example.js";
import { cells, cellsOf } from "./import-new/cells.js";
import { back, listOf, waits } from "./import-parts/listed.js";

/** @typedef {import("../parts/upload.js").Sending & {pending: import("../types.js").ImportSummary[], over: boolean, mode: Mode}} State */
/** @typedef {import("../types.js").ImportSummary["mode"]} Mode */
/** @typedef {import("../parts/upload.js").Take} Take */

export const title = t.start;

/** @param {HTMLElement} root @param {import("../types.js").PageContext} context */
export default async function page(root, { signal }) {
  /** @returns {Promise<{pending: State["pending"]}>} */
  const load = async () => ({ pending: (await get("/imports", { signal })).imports.filter(waits) });
  /** @type {import("./import-parts/listed.js").Listing} */
  const listing = { update: (patch) => ui.update(patch), refresh: async () => ui.update(await load()) };
  /** @param {File | string | null | undefined} file @returns {Promise<void>} */
  const take = async (file) => {
    if (!(file instanceof File)) return ui.update({ problem: file ?? t.noCells });
    const made = await send(ui, `/imports?mode=${ui.state.mode}`, file, { signal });
    if (made) navigate(nextOf(made));
    else document.getElementById("file")?.focus();
  };
  const choose = (/** @type {Mode} */ mode) => void ui.update({ mode });
  /** @type {State} */
  const state = { ...(await load()), sending: null, problem: "", over: false, mode: "add" };
  const ui = mount(root, (state) => view(state, take, listing, choose), state, signal);
  receive(take, (over) => over !== ui.state.over && ui.update({ over }), signal, cellsOf);
}

/** What a person looks at next: of several sheets and of guessed columns they have to say which. @param {import("../types.js").ImportDetail} detail */
function nextOf({ id, columns_certain, sheet }) {
  const sheets = sheet?.sheets ?? [];
  // Where one sheet alone has names that we know, nobody needs to choose.
  const several = sheets.filter(({ rows }) => rows > 1).length > 1 && sheets.filter(({ headers }) => headers > 2).length !== 1;
  return `/imports/${id}/${columns_certain && !several ? "review" : "columns"}`;
}

/** @param {State} state @param {Take} take @param {import("./import-parts/listed.js").Listing} listing @param {(mode: Mode) => unknown} choose */
const view = (state, take, listing, choose) => html`
  ${pageHeader({ title, lead: t.lead, back, actions: html`
    <button type="button" @click=${() => download("/template.xlsx").catch(({ message }) => listing.update({ problem: message }))}>${icon("download")}${t.template}</button>` })}
  <fieldset>
    <legend>${t.what}</legend>
    ${/** @type {const} */ (["add", "update"]).map((mode, index) =>
      radio({ id: "mode", value: state.mode, set: choose }, { value: mode, label: t.modes[mode][0], hint: t.modes[mode][1] }, index))}
  </fieldset>
  <div class="stack-tight">
    ${dropZone(state, take, t.drop, t.kinds)}
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
