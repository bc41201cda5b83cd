// What the check found, by what is to be done: errors first, the most frequent first, what was ticked off last.
import { html, nothing } from "../../node_modules/lit-html/lit-html.js";
import { byKey } from "../../parts/by-key.js";
import { post, put } from "../../api.js";
import { icon } from "../../parts/icon.js";
import { rowButton } from "../../parts/row-buttons.js";
import { withQuery } from "../../router.js";
import { importReview as t, shell as parts } from "../../words.js";
import { issueCounts } from "../import-parts/counts.js";
import { openIssues } from "./sums.js";

/** @typedef {import("../../types.js").IssueGroup} IssueGroup */
/** @typedef {import("../../types.js").ImportDetail} ImportDetail */
/** @typedef {import("../import-review.js").Actions} Actions */

/** @param {ImportDetail} detail @param {Actions} actions @param {import("../../types.js").Content} wayOut past what is wrong */
export function problems(detail, actions, wayOut) {
  const { groups, failure } = detail;
  const open = openIssues(detail);
  // Notes need nobody's attention; and the rows below are not to be pushed out of sight.
  const first = groups.filter(({ severity, seen }) => severity !== "note" && !seen).slice(0, 8);
  const rest = groups.filter((group) => !first.includes(group));
  const more = [...rest.filter(({ seen }) => !seen), ...rest.filter(({ seen }) => seen)];
  const entries = (/** @type {IssueGroup[]} */ groups) => html`
    <ul class="groups">${byKey(groups, ({ id }) => id, (group) => entry(detail.id, group, actions))}</ul>`;
  return html`
    <section class="summary is-${open.error ? "error" : open.warning ? "warning" : "good"}" id="problems" tabindex="-1" aria-labelledby="problems-title">
      <h2 id="problems-title">${issueCounts(open)}</h2>
      ${failure ? html`<p>${t.failed} ${failure.detail}</p>` : nothing}
      ${open.error ? nothing : html`<p>${t.clear}</p>`}
      ${first.length ? entries(first) : nothing}
      ${more.length ? html`<details><summary>${(first.length ? t.moreKinds : t.kinds)(more.length)}</summary>${entries(more)}</details>` : nothing}
      ${wayOut}
    </section>`;
}

/** @param {number} id @param {IssueGroup} group @param {Actions} actions */
function entry(id, group, actions) {
  const { code, severity, message, rows, count } = group;
  const toCell = (/** @type {number} */ row, words = "") => html`<a href=${withQuery({ show: null, group: null, row, code })}>${t.row(row)}${words}</a>`;
  const words = count === 1 && rows.length ? toCell(rows[0], `: ${message}`) : rows.length ? html`
    <details><summary>${t.group(count, message)}</summary>
      <p class="row">${rows.map((row) => toCell(row))}
        <a href=${withQuery({ show: null, row: null, code: null, group: group.id })}>${t.only}</a></p>
    </details>` : html`${message} ${/^(column|header|map)/.test(code) ? html`<a href="/imports/${id}/columns">${t.choose}</a>` : nothing}`;
  return html`<li class="is-${severity}">${icon(severity)}<div><span class="visually-hidden">${parts.form[severity]} </span>${words}
    <a class="muted" href="/help#${code}" aria-label="${parts.nav.help}: ${message}">${parts.nav.help}</a>
    ${rows.length ? html`<div class="row">${remedies(id, group, actions)}</div>` : nothing}</div></li>`;
}

/** @param {number} import_ @param {IssueGroup} group @param {Actions} actions */
function remedies(import_, group, { act, leaveGroup }) {
  const { id, severity, message, rows, count, repair, seen } = group;
  const button = (/** @type {string} */ text, /** @type {() => unknown} */ act) => rowButton(text, message, act);
  return html`
    ${repair ? button(!repair.text ? t.useEach(repair.count) : repair.count === 1 ? parts.form.use(repair.text) : t.useForAll(repair.text, repair.count),
      () => act((ifMatch) => post(`/imports/${import_}/repairs`, { ifMatch, body: { group: id } }))) : nothing}
    ${severity === "error" ? button(t.leaveGroup(rows.length < 100 ? rows.length : count), () => leaveGroup(group)) : nothing}
    ${severity === "warning" ? html`<label class="choice"><input type="checkbox" aria-label="${t.seen}: ${message}" .checked=${seen}
      @change=${() => act(() => put(`/imports/${import_}/seen`, { body: { group: id, seen: !seen } }))}>${t.seen}</label>` : nothing}`;
}
