// An import that is not applied: it waits, it failed, or its file is gone.
import { html } from "../../node_modules/lit-html/lit-html.js";
import { pageHeader } from "../../parts/page-header.js";
import { t as all } from "../../strings/en/import.js";
import { waits } from "../import-parts/listed.js";
import { trouble } from "../import-parts/trouble.js";

const t = all.waiting;

/** @param {import("../import.js").State} state @param {import("../import.js").Actions} actions */
export function waiting({ detail, was, problem }, { attempt, apply }) {
  const failed = detail.failure?.detail ?? (was === "applying" ? t.stopped : "");
  const review = `/imports/${detail.id}/review`;
  const [title, lead, action] = !waits(detail) ? [detail.file_name, t.noFile, html`<a class="button primary" href="/imports/new">${t.upload}</a>`]
    : !failed ? [detail.file_name, t.lead, html`<a class="button primary" href=${review}>${t.goOn}</a>`]
    : [t.failedTitle, failed, html`<button type="button" class="primary" @click=${() => attempt(apply)}>${t.again}</button>
        <a class="button" href=${review}>${t.toReview}</a>`];
  return html`
    ${pageHeader({ title, lead, back: { href: "/imports", text: all.back } })}
    <div class="stack-tight">${trouble(problem)}<div class="buttons">${action}</div></div>`;
}
