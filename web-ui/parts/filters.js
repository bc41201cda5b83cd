// Counters that are filters. Each is a link, so a filtered list is a place one can come back to.
import { html, nothing } from "../node_modules/lit-html/lit-html.js";
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
