// Counters that are filters. Each is a link, so a filtered list is a place one can come back to.
import { html, nothing } from "../node_modules/lit-html/lit-html.js";
import { withQuery } from "../router.js";
import { n } from "../words.js";
import { icon } from "./icon.js";

/**
 * @param {string} label names the group
 * @param {{id: string, text: string, count?: number, href: string, current: boolean, icon?: import("./icon.js").IconName}[]} filters
 */
export const filters = (label, filters) => html`
  <nav class="filters" aria-label=${label}>
    <ul>${filters.map((filter) => html`
      <li><a id="filter-${filter.id}" href=${filter.href} aria-current=${filter.current || nothing}>
        ${filter.icon ? icon(filter.icon) : nothing}${filter.text}
        ${filter.count === undefined ? nothing : html`<span class="count">${n(filter.count)}</span>`}</a></li>`)}
    </ul>
  </nav>`;

/**
 * Filters that are values of one name in the address; `null` is what is shown without it.
 * @param {string} label @param {URLSearchParams} query @param {string} name @param {[value: string | null, text: string, count?: number][]} choices
 */
export const filtersBy = (label, query, name, choices) => filters(label, choices.map(([value, text, count]) =>
  ({ id: value ?? "all", text, count, href: withQuery({ [name]: value }), current: query.get(name) === value })));
