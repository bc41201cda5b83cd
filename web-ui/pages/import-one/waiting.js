// An import that is not applied: it waits, it failed, or its file is gone.
import { html } from "../../node_modules/lit-html/lit-html.js";
import { pageHeader } from "../../parts/page-header.js";
import { importing as t, imports as upload } from "../../words.js";
import { goingOf } from "../import-parts/counts.js";
import { back, waits } from "../import-parts/listed.js";
import { trouble } from "../../parts/trouble.js";

/** @param {import("../import.js").State} state @param {import("../import.js").Actions} actions */
export function waiting({ detail, stopped, problem }, { attempt, apply }) {
  const failed = detail.failure?.detail ?? (stopped ? t.stopped : "");
  const review = `/imports/${detail.id}/review`;
  const link = (/** @type {string} */ href, /** @type {string} */ words) => html`<a class="button primary" href=${href}>${words}</a>`;
  const [lead, action] = !waits(detail) ? [t.noFile, link("/imports/new", upload.start)]
    : !failed ? [t.waiting, link(review, t.goOn)]
    // What goes has to be confirmed again.
    : [failed, html`${goingOf(detail) ? link(`/imports/${detail.id}/check`, t.again)
      : html`<button type="button" class="primary" @click=${() => attempt(apply)}>${t.again}</button>`} <a href=${review}>${t.goOn}</a>`];
  return html`
    ${pageHeader({ title: failed ? t.failed : detail.file_name, lead, back })}
    <div class="stack-tight">${trouble(problem)}<div class="buttons">${action}</div></div>`;
}
