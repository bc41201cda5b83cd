// What stays in sight: on to the next problem, one step back, and on to the check.
import { html, nothing } from "../../node_modules/lit-html/lit-html.js";
import { icon } from "../../parts/icon.js";
import { withQuery } from "../../router.js";
import { importReview as t } from "../../words.js";
import { sought } from "./walk.js";

/** @param {import("../import-review.js").State} state @param {import("../import-review.js").Actions} actions */
export function bar(state, actions) {
  const { walk, undo, check } = actions;
  const { detail: { issues, groups, steps }, blocked, position, problem, narrow } = state;
  const severity = sought(state);
  const errors = issues?.error ?? 0;
  const row = firstWrong(groups);
  const alarm = (/** @type {import("../../types.js").Content} */ content) => html`
    <div class="field-message is-error" role="alert">${icon("error")}<span>${content}</span></div>`;
  return html`
    <div class="action-bar stack-tight" id="go-on" tabindex="-1">
      ${problem ? alarm(problem) : nothing}
      ${blocked && errors ? html`${alarm(html`${t.blocked(errors)}
        <a href=${row ? withQuery({ show: null, group: null, row, code: null }) : "#problems"}>${t.first}</a>`)}${narrow ? without(state, actions) : nothing}` : nothing}
      <div class="row">
        ${severity ? html`<button type="button" aria-keyshortcuts="n" @click=${() => walk(1)}>${t.next[severity]}${icon("down")}</button>` : nothing}
        ${steps ? html`<button type="button" @click=${undo}>${t.undo}</button>` : nothing}
        <span class="muted">${position}</span>
        ${narrow ? nothing : without(state, actions)}<button type="button" class="primary" @click=${check}>${t.check}</button>
      </div>
    </div>`;
}

/** What is wrong with the whole file has no row: it stands in the list above. @param {import("../import-review.js").State["detail"]["groups"]} groups */
const firstWrong = (groups) => Math.min(...groups.map((group) => (group.severity === "error" ? group.rows[0] ?? 0 : Infinity)));

/** On without the rows that have errors, where others are left. @param {import("../import-review.js").State} state @param {import("../import-review.js").Actions} actions */
export const without = ({ detail: { issues, groups, sheet, left_out, clean } }, { goWithout }) => (issues?.error && firstWrong(groups) && clean ? html`
  <button type="button" @click=${goWithout}>${t.goWithout((sheet?.rows ?? 0) - left_out - clean, clean)}</button>` : nothing);
