// The file as it was read, what it may do, and how to put a corrected one in its place.
import { html, nothing } from "../../node_modules/lit-html/lit-html.js";
import { patch } from "../../api.js";
import { downloadSecrets } from "../../files.js";
import { icon } from "../../parts/icon.js";
import { importReview as t, named } from "../../words.js";
import { goingOf } from "../import-parts/counts.js";
import { fileButton } from "../../parts/upload.js";

/** @param {import("../import-review.js").State} state @param {import("../import-review.js").Actions} actions */
export const fileLine = ({ detail, detail: { id, mode, sheet, columns_certain, changes }, sending }, { replace, act, inTurn }) => html`
  <div class="row spread">
    <p><span class="muted">${sheet ? facts(sheet) : ""}</span><br>
      ${columns_certain ? t.recognised : nothing} <a href="/imports/${id}/columns">${columns_certain ? t.change : t.choose}</a><br>
      ${mode === "add" && changes + goingOf(detail) ? t.except : t.modes[mode][0]} <button type="button" class="link" @click=${() => act((ifMatch) =>
        patch(`/imports/${id}`, { ifMatch, body: { mode: mode === "add" ? "update" : "add" } }))}>${t.modes[mode][1]}</button></p>
    <div class="buttons">
      <button type="button" @click=${() => inTurn(() => downloadSecrets({ what: "problems", import: id }))}>${icon("download")}${t.download}</button>
      ${fileButton(sending ? `${sending.name}…` : t.replace, replace)}
    </div>
  </div>`;

/** @param {NonNullable<import("../../types.js").ImportDetail["sheet"]>} sheet */
const facts = ({ format, name, rows, header_row, encoding, delimiter }) =>
  [delimiter ? `${format} · ${encoding}`.toUpperCase() : format.toUpperCase(), name ?? named(t.separators, delimiter ?? ""), t.facts(rows, header_row ? t.columns.inRow(header_row) : t.columns.nowhere)].filter(Boolean).join(" · ");
