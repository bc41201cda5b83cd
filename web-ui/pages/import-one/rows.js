// The rows of an applied file by how they ended, each with its reason, and those that were left out as a file.
import { html, nothing } from "../../node_modules/lit-html/lit-html.js";
import { downloadSecrets } from "../../files.js";
import { filters } from "../../parts/filters.js";
import { icon } from "../../parts/icon.js";
import { pager } from "../../parts/pager.js";
import { section } from "../../parts/section.js";
import { table } from "../../parts/table.js";
import { withQuery } from "../../router.js";
import { importing as all, named } from "../../words.js";

const t = all.done;

/** @param {import("../import.js").State} state @param {import("../import.js").Actions} actions */
export const rows = ({ detail: { id, outcomes, has_rest, rest, undone_at }, ends, end, offset }, { attempt }) => section("rows", t.rows, html`
  ${filters(t.rows, Object.keys(all.outcomes).filter((word) => outcomes?.[word]).map((word) => ({
    id: word, text: named(all.outcomes, word), count: outcomes?.[word], current: word === end, href: withQuery({ rows: word === end ? null : word }),
  })))}
  ${ends && end ? html`
    ${table({ caption: named(all.outcomes, end), rows: ends.rows, key: ({ row }) => row, columns: [
      { label: t.row, header: true, cell: ({ row }) => row },
      { label: t.why, cell: ({ reason }) => reason ?? t.plain },
    ] })}
    ${pager(ends.total, offset)}` : nothing}
  ${has_rest && undone_at === null ? html`<div class="row"><span>${t.rest(rest)}</span>
    <button type="button" @click=${() => attempt(() => downloadSecrets({ what: "rest", import: id }))}>${icon("download")}${t.restDownload(rest)}</button></div>` : nothing}`);
