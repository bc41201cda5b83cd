// What the check found, by what is to be done: errors first, the most frequent first.
import { html, nothing } from "../../node_modules/lit-html/lit-html.js";
import { icon } from "../../parts/icon.js";
import { withQuery } from "../../router.js";
import { t as all } from "../../strings/en/import-review.js";

const t = all.review;
/** @typedef {import("../../types.js").IssueGroup} IssueGroup */
/** @typedef {import("../../types.js").ImportDetail} ImportDetail */

const shown = 8;

/** @param {ImportDetail} detail */
export function problems({ id, groups, issues, failure }) {
  const tone = issues?.error ? "is-error" : issues?.warning ? "is-warning" : "is-good";
  const [first, more] = [groups.slice(0, shown), groups.slice(shown)];
  return html`
    <section class="summary ${tone}" id="problems" tabindex="-1" aria-labelledby="problems-title">
      <h2 id="problems-title">${issues && groups.length ? t.counts(issues) : html`${icon("done")}${t.clean}`}</h2>
      ${failure ? html`<p>${t.failed} ${failure.detail}</p>` : nothing}
      ${groups.length ? html`<ul class="groups">${first.map((group) => entry(id, group))}</ul>` : nothing}
      ${more.length ? html`<details><summary>${t.moreKinds(more.length)}</summary><ul class="groups">${more.map((group) => entry(id, group))}</ul></details>` : nothing}
    </section>`;
}

/** @param {number} id @param {IssueGroup} group */
function entry(id, group) {
  const { severity, message, rows, count } = group;
  const words = rows.length === 1 && count === 1 ? html`<a href=${toCell(group, rows[0])}>${t.row(rows[0])}: ${message}</a>`
    : rows.length ? several(group) : html`${message} ${/^(column|header|map)/.test(group.code) ? html`<a href="/imports/${id}/columns">${t.columns}</a>` : nothing}`;
  return html`<li class="is-${severity}">${icon(severity)}<div><span class="visually-hidden">${t.severity[severity]} </span>${words}</div></li>`;
}

/** @param {IssueGroup} group */
const several = (group) => html`
  <details><summary>${t.group(group.count, group.message)}</summary>
    <p class="row">${group.rows.map((row) => html`<a href=${toCell(group, row)}>${t.row(row)}</a>`)}
      ${group.count > group.rows.length ? html`<a href=${withQuery({ show: `${group.severity}s`, offset: null, row: null, code: null })}>${t.more(group.count - group.rows.length)}</a>` : nothing}</p>
  </details>`;

/** @param {IssueGroup} group @param {number} row */
const toCell = ({ code, severity }, row) => {
  const show = new URLSearchParams(location.search).get("show");
  return withQuery({ show: show === `${severity}s` ? show : null, offset: null, row, code });
};
