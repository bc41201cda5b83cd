// Pages of a long list. The place in the list is in the address: reload and back show the same.
import { html, nothing } from "../node_modules/lit-html/lit-html.js";
import { withQuery } from "../router.js";
import { shell as t } from "../words.js";
import { icon } from "./icon.js";

/** As many rows as the API gives at once. */
export const pageSize = 200;

/** @param {URLSearchParams} query */
export const offsetOf = (query) => Math.max(0, Math.floor(Number(query.get("offset")) || 0));

/** @param {number} total @param {number} offset */
export function pager(total, offset) {
  if (total <= pageSize && offset === 0) return nothing;
  const previous = Math.max(0, offset - pageSize);
  return html`
    <nav class="pager" aria-label=${t.pager.label}>
      ${offset > 0 ? html`<a id="pager-previous" rel="prev" href=${withQuery({ offset: previous || null })}>${icon("back")}${t.pager.previous}</a>` : nothing}
      <span>${t.pager.range(Math.min(offset + 1, total), Math.min(offset + pageSize, total), total)}</span>
      ${offset + pageSize < total ? html`<a id="pager-next" rel="next" href=${withQuery({ offset: offset + pageSize })}>${t.pager.next}${icon("next")}</a>` : nothing}
    </nav>`;
}
