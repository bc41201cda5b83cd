// What a phone gets and what it asked for. The file that is looked at is in the address.
import { html } from "../../node_modules/lit-html/lit-html.js";
import { copyButton } from "../../parts/copy.js";
import { filters } from "../../parts/filters.js";
import { section } from "../../parts/section.js";
import { statusBadge } from "../../parts/status-badge.js";
import { table } from "../../parts/table.js";
import { ago } from "../../parts/time.js";
import { withQuery } from "../../router.js";
import { named, phone as t, phones } from "../../words.js";

/** @typedef {import("../../types.js").Device} Device */

/** @param {Device} device @param {import("../../types.js").DeviceFile | null} file that is looked at @param {import("../../types.js").Content} parameters of it */
export const fileView = ({ files, provisioned }, file, parameters) => section("files", t.file, html`
  <p class="muted">${files.length ? t.fileAbout : provisioned ? t.noFiles : phones.noFile}</p>
  ${filters(t.files, files.map((name, index) =>
    ({ id: `file-${index}`, text: name, href: withQuery({ file: name === file?.name ? null : name, q: null }), current: name === file?.name })))}
  ${file && (file.text ? html`${parameters}
    <details><summary>${t.text}</summary><pre class="file" tabindex="0" role="region" aria-label=${file.name}>${file.text}</pre>
    <div>${copyButton(file.text, t.copyFile)}</div></details>` : html`<p>${t.noFile}</p>`)}`);

/** @type {Record<string, import("../../parts/status-badge.js").BadgeKind>} */
const badges = {
  served: "done", unchanged: "done", no_such_file: "off", unknown_phone: "todo", incomplete: "attention", broken: "error",
};

/** @param {Device["timeline"]} timeline */
export const timelineView = (timeline) => section("timeline", t.timeline, timeline.length ? table({
  caption: t.timeline, wide: true, id: "asked", rows: timeline,
  columns: [
    { label: t.when, header: true, class: "nowrap", cell: ({ at }) => ago(at) },
    { label: t.answer, cell: ({ outcome }) => statusBadge(badges[outcome], named(t.outcomes, outcome)) },
    { label: t.asked, class: "nowrap", cell: ({ file }) => html`<code>${file}</code>` },
    { label: t.how, class: "nowrap", cell: ({ transport, address }) => `${transport.toUpperCase()} · ${address}` },
  ],
}) : html`<p class="muted">${t.nothingYet}</p>`);
