// What stays in sight: on to the next problem, and on to the check.
import { html, nothing } from "../../node_modules/lit-html/lit-html.js";
import { icon } from "../../parts/icon.js";
import { withQuery } from "../../router.js";
import { words } from "../../words.js";
import { sought } from "./walk.js";

const t = words("import-review");

/** @param {import("../import-review.js").State} state @param {import("../import-review.js").Actions} actions */
export function bar(state, { walk, update }) {
  const { detail: { id, issues, groups }, blocked, position } = state;
  const severity = sought(state);
  const errors = issues?.error ?? 0;
  // What is wrong with the whole file has no row: it stands in the list above.
  const row = Math.min(...groups.map((group) => (group.severity === "error" ? group.rows[0] ?? 0 : Infinity)));
  return html`
    <div class="action-bar stack-tight">
      ${blocked && errors ? html`<p class="field-message is-error" role="alert">${icon("error")}<span>${t.blocked(errors)}
        <a href=${row ? withQuery({ show: null, row, code: null }) : "#problems"}>${t.first}</a></span></p>` : nothing}
      <div class="row spread">
        <div class="buttons">
          ${severity ? html`<button type="button" aria-keyshortcuts="n" @click=${() => walk(1)}>${t.next[severity]}${icon("down")}</button>` : nothing}
          <span class="muted">${position}</span>
        </div>
        ${errors ? html`<button type="button" class="primary" @click=${() => update({ blocked: true })}>${t.check}</button>`
          : html`<a class="button primary" href="/imports/${id}/check">${t.check}</a>`}
      </div>
    </div>`;
}
