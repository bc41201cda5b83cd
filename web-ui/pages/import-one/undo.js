// Taking an import back: what that does is asked first, and what came later goes only with a second yes.
import { html, nothing } from "../../node_modules/lit-html/lit-html.js";
import { focusOn } from "../../announce.js";
import { get, post } from "../../api.js";
import { confirmDialog } from "../../parts/dialog.js";
import { notice } from "../../parts/notice.js";
import { card } from "../../parts/section.js";
import { importing as all, shell } from "../../words.js";
import { inWords } from "../import-parts/counts.js";
import { back } from "../import-parts/listed.js";

const { nav } = shell;
const t = all.undo;
/** @typedef {import("../../types.js").UndoPreview} UndoPreview */

/** Sentences that are shown; hundreds say no more. */
const shown = 20;

/** @param {import("../import.js").State} state @param {import("../import.js").Actions} actions */
export function undo({ detail, conflicts }, { attempt, update, refresh }) {
  const reasons = conflicts.length ? conflicts : detail.undo?.reason ? [detail.undo.reason] : [];
  return card("undo", t.title, html`
    <p class="measure">${t.about}</p>
    ${reasons.length ? notice("error", html`${t.cannot}${sentences(reasons)}`) : nothing}
    <div class="buttons">
      ${detail.undo?.possible === false ? nothing : html`<button type="button" class="danger" @click=${() => attempt(ask)}>${t.button}</button>`}
      ${conflicts.length ? html`<a href="/people">${nav.people}</a> <a href="/phones">${nav.phones}</a> <a href=${back.href}>${back.text}</a>` : nothing}
    </div>`);

  async function ask() {
    const path = `/imports/${detail.id}/undo`;
    /** @type {UndoPreview} */
    const report = await get(path);
    await update({ conflicts: report.conflicts });
    if (report.conflicts.length) return focusOn(document.getElementById("undo"));
    if (!(await confirmDialog({ title: t.ask(detail.file_name), text: effects(report), action: t.button }))) return;
    const { dependents } = report;
    const isMore = dependents.length > 0;
    if (isMore && !(await confirmDialog({ title: t.alsoTitle, text: html`<p>${t.alsoAbout}</p>${sentences(dependents)}`, action: t.also }))) return;
    await post(path, { body: { with_dependents: isMore } });
    await refresh();
  }
}

/** @param {string[]} list */
const sentences = (list) => html`<ul>${list.slice(0, shown).map((sentence) => html`<li>${sentence}</li>`)}
  ${list.length > shown ? html`<li>${all.check.more(list.length - shown)}</li>` : nothing}</ul>`;

/** @param {UndoPreview} report */
const effects = ({ created, changed, deleted_back }) => html`<ul>${[
  Object.values(created).some(Boolean) && t.goes(inWords(created)),
  changed && t.changed(changed),
  deleted_back && t.back(deleted_back),
].map((effect) => (effect ? html`<li>${effect}</li>` : nothing))}</ul>`;
