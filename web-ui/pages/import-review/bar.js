// What stays in sight: on to the next problem, and on to the check.
import { html, nothing } from "../../node_modules/lit-html/lit-html.js";
import { icon } from "../../parts/icon.js";
import { focusOn } from "../../router.js";
import { t as all } from "../../strings/en/import-review.js";
import { sought } from "./walk.js";

const t = all.review;

/** @param {import("../import-review.js").State} state @param {(step: 1 | -1) => unknown} walk @param {() => unknown} block */
export function bar(state, walk, block) {
  const { detail: { id, issues }, blocked, position } = state;
  const severity = sought(state);
  const errors = issues?.error ?? 0;
  // Whole-file errors have no row to go to: they stand in the list above.
  const toFirst = () => (state.detail.groups[0]?.rows.length ? walk(1) : focusOn(/** @type {HTMLElement} */ (document.getElementById("problems"))));
  return html`
    <div class="action-bar stack-tight">
      ${blocked && errors ? html`<p class="field-message is-error" role="alert">${icon("error")}<span>${t.blocked(errors)}
        <button type="button" class="link" @click=${toFirst}>${t.first}</button></span></p>` : nothing}
      <div class="row spread">
        <div class="buttons">
          ${severity ? html`<button type="button" aria-keyshortcuts="n" @click=${() => walk(1)}>${t.next[severity]}${icon("down")}</button>` : nothing}
          <span class="muted">${position}</span>
        </div>
        ${errors ? html`<button type="button" class="primary" @click=${block}>${t.check}</button>`
          : html`<a class="button primary" href="/imports/${id}/check">${t.check}</a>`}
      </div>
    </div>`;
}
