// What the check found, by what is to be done: errors first, the most frequent first.
import { html, nothing } from "../../node_modules/lit-html/lit-html.js";
import { icon } from "../../parts/icon.js";
import { withQuery } from "../../router.js";
import { words } from "../../words.js";
import { issueCounts } from "../import-parts/counts.js";

const parts = words("shell");
const t = words("import-review");

/** @typedef {import("../../types.js").IssueGroup} IssueGroup */

/** @param {import("../../types.js").ImportDetail} detail */
export function problems({ id, groups, issues, failure }) {
  if (!issues) return nothing;
  // Notes need nobody's attention; and the rows below are not to be pushed out of sight.
  const first = groups.filter(({ severity }) => severity !== "note").slice(0, 8);
  const more = groups.slice(first.length);
  const entries = (/** @type {IssueGroup[]} */ groups) => html`<ul class="groups">${groups.map((group) => entry(id, group))}</ul>`;
  return html`
    <section class="summary is-${issues.error ? "error" : issues.warning ? "warning" : "good"}" id="problems" tabindex="-1" aria-labelledby="problems-title">
      <h2 id="problems-title">${issueCounts(issues)}</h2>
      ${failure ? html`<p>${t.failed} ${failure.detail}</p>` : nothing}
      ${issues.error ? nothing : html`<p>${t.clear}</p>`}
      ${first.length ? entries(first) : nothing}
      ${more.length ? html`<details><summary>${(first.length ? t.moreKinds : t.kinds)(more.length)}</summary>${entries(more)}</details>` : nothing}
    </section>`;
}

/** @param {number} id @param {IssueGroup} group */
function entry(id, { code, severity, message, rows, count }) {
  const toCell = (/** @type {number} */ row, words = "") => html`<a href=${withQuery({ show: null, row, code })}>${t.row(row)}${words}</a>`;
  const words = count === 1 && rows.length ? toCell(rows[0], `: ${message}`) : rows.length ? html`
    <details><summary>${t.group(count, message)}</summary>
      <p class="row">${rows.map((row) => toCell(row))}
        ${count > rows.length ? html`<a href=${withQuery({ show: `${severity}s`, row: null, code: null })}>${t.more(count - rows.length)}</a>` : nothing}</p>
    </details>` : html`${message} ${/^(column|header|map)/.test(code) ? html`<a href="/imports/${id}/columns">${t.choose}</a>` : nothing}`;
  return html`<li class="is-${severity}">${icon(severity)}<div><span class="visually-hidden">${parts.form[severity]} </span>${words}
    <a class="muted" href="/help#${code}" aria-label="${parts.nav.help}: ${message}">${parts.nav.help}</a></div></li>`;
}
