// A spreadsheet comes in: chosen, dropped or pasted.
import { html, nothing } from "../node_modules/lit-html/lit-html.js";
import { get } from "../api.js";
import { icon } from "../parts/icon.js";
import { pageHeader } from "../parts/page-header.js";
import { progress } from "../parts/progress.js";
import { ago } from "../parts/time.js";
import { navigate } from "../router.js";
import { mount } from "../state.js";
import { t as all } from "../strings/en.js";
import { t } from "../strings/en/imports.js";
import { discard, placeOf, waits } from "./import-parts/listed.js";
import { send } from "./import-parts/send.js";
import { trouble } from "./import-parts/trouble.js";
import { example } from "./import-new/example.js";
import { cells, receive } from "./import-new/receive.js";

/** @typedef {import("../types.js").ImportSummary} ImportSummary */
/** @typedef {import("./import-parts/send.js").Sending & {pending: ImportSummary[], over: boolean, last: File | null}} State */
/** @typedef {{take: (file: File | null | undefined) => unknown, onDiscard: (summary: ImportSummary) => unknown}} Actions */

const { noAnswer } = all.form;
export const title = t.start;

/** @param {HTMLElement} root @param {import("../types.js").PageContext} context */
export default async function page(root, { signal }) {
  const load = async () => ({ pending: /** @type {ImportSummary[]} */ ((await get("/imports", { signal })).imports).filter(waits) });
  /** @type {Actions} */
  const actions = {
    onDiscard: (summary) => discard(summary, ui.update, async () => ui.update(await load())),
    async take(file) {
      if (!file) return void ui.update({ problem: t.noCells });
      ui.update({ last: file });
      const made = await send(ui, "/imports", file, { signal });
      if (made) navigate(`/imports/${made.id}/${made.columns_certain ? "review" : "columns"}`);
      else document.getElementById("file")?.focus();
    },
  };
  /** @type {State} */
  const state = { ...(await load()), sending: null, problem: "", over: false, last: null };
  const ui = mount(root, (state) => view(state, actions), state, signal);
  receive(actions.take, (over) => over !== ui.state.over && ui.update({ over }), signal);
}

/** @param {State} state @param {Actions} actions */
const view = (state, { take, onDiscard }) => html`
  ${pageHeader({ title: t.start, lead: t.lead2, back: { href: "/imports", text: t.title } })}
  <div class="stack-tight">
    ${zone(state, take)}
    ${trouble(state.problem, state.problem === noAnswer ? html`<button type="button" class="link" @click=${() => take(state.last)}>${t.again}</button>` : nothing)}
    <details>
      <summary>${t.paste}</summary>
      <div class="field is-long"><label for="cells">${t.pasteLabel}</label><textarea id="cells" rows="6" spellcheck="false" autocomplete="off"></textarea></div>
      <button type="button" @click=${() => take(cells(/** @type {HTMLTextAreaElement} */ (document.getElementById("cells")).value))}>${t.pasteButton}</button>
    </details>
  </div>
  ${state.pending.length ? pendingList(state.pending, onDiscard) : nothing}
  ${example()}`;

/** @param {State} state @param {Actions["take"]} take */
function zone({ sending, over }, take) {
  if (sending) return html`<div class="drop is-busy"><div class="measure">${under(sending)}</div></div>`;
  const onChange = (/** @type {any} */ { target }) => {
    const [file] = target.files;
    target.value = ""; // so that the same file can be chosen again after it was mended
    take(file);
  };
  return html`
    <label class=${over ? "drop is-over" : "drop"}>
      ${icon("import")}<strong>${t.drop}</strong>
      <input type="file" id="file" class="visually-hidden" aria-describedby="kinds" @change=${onChange}>
      <span class="button primary">${t.choose}</span>
      <span class="hint" id="kinds">${t.kinds} ${t.pasteHint}</span>
    </label>`;
}

/** @param {State["sending"] & {}} sending */
const under = ({ name, sent, total }) => sent < total
  ? progress({ id: "sent", label: t.sending(name), done: Math.ceil(sent / 1024), total: Math.ceil(total / 1024) })
  : progress({ id: "sent", label: t.checking(name), done: null, total: null });

/** @param {ImportSummary[]} pending @param {Actions["onDiscard"]} onDiscard */
const pendingList = (pending, onDiscard) => html`
  <section class="section" aria-labelledby="pending">
    <h2 id="pending">${t.pending}</h2>
    <ul class="notices">${pending.map((summary) => html`
      <li class="notice">${icon("file")}
        <span><a href=${placeOf(summary)}>${summary.file_name}</a>, ${summary.actor}, ${ago(summary.started_at)}</span>
        <span class="buttons">
          <a class="button small" href=${placeOf(summary)} aria-label="${t.goOn}: ${summary.file_name}">${t.goOn}</a>
          <button type="button" class="small" aria-label="${t.discard}: ${summary.file_name}" @click=${() => onDiscard(summary)}>${t.discard}</button>
        </span>
      </li>`)}
    </ul>
  </section>`;
