// The file as it was read, and how to put a corrected one in its place.
import { html, nothing } from "../../node_modules/lit-html/lit-html.js";
import { named, words } from "../../words.js";
import { chosen } from "../import-parts/send.js";
import { trouble } from "../import-parts/trouble.js";

const t = words("import-review");

/** @param {import("../import-review.js").State} state @param {(file: File) => unknown} replace */
export const fileLine = ({ detail: { id, sheet, columns_certain }, sending, problem }, replace) => html`
  <div class="stack-tight">
    <div class="row spread">
      <p><span class="muted">${sheet ? facts(sheet) : ""}</span><br>
        ${columns_certain ? t.recognised : nothing} <a href="/imports/${id}/columns">${columns_certain ? t.change : t.choose}</a></p>
      <label class="button">${sending ? `${sending.name}…` : t.replace}<input type="file" class="visually-hidden" @change=${chosen(replace)}></label>
    </div>
    ${trouble(problem)}
  </div>`;

/** @param {NonNullable<import("../../types.js").ImportDetail["sheet"]>} sheet */
const facts = ({ format, rows, header_row, encoding, delimiter }) =>
  t.facts(`${format} · ${encoding}`.toUpperCase(), named(t.separators, delimiter), rows, header_row);
