// The files that the catalogue is made of, in a list.
import { html, nothing } from "../../node_modules/lit-html/lit-html.js";
import { withParameters } from "../../api.js";
import { notice } from "../../parts/notice.js";
import { statusBadge } from "../../parts/status-badge.js";
import { table } from "../../parts/table.js";
import { catalogue as t } from "../../words.js";

/** @typedef {import("../../types.js").CatalogueFile} File */

const badges = /** @type {const} */ ({ faulty: "error", outdated: "attention", overlaid: "note", own: "note", shipped: "off" });

/** @param {File["state"]} state */
export const stateOf = (state) => statusBadge(badges[state], t.states[state]);

/** @param {string} path @returns {string} */
export const placeOf = (path) => withParameters("/catalogue/file", { path });

/** @param {File[]} rows */
export const fileTable = (rows) => table({
  caption: t.file, rows, key: ({ path }) => path, columns: [
    { label: t.file, header: true, cell: ({ path }) => html`<a href=${placeOf(path)}><code>${path}</code></a>` },
    { label: t.state, cell: ({ state, fault }) => html`<div>${stateOf(state)}
      ${fault ? notice("error", t.fault(fault.line, fault.message)) : nothing}</div>` },
  ],
});
