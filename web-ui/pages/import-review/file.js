// The file as it was read, and how to put a corrected one in its place.
import { html } from "../../node_modules/lit-html/lit-html.js";
import { t as all } from "../../strings/en/import-review.js";
import { trouble } from "../import-parts/trouble.js";

const t = all.review;

/** @param {import("../import-review.js").State} state @param {(file: File) => unknown} replace */
export function fileLine({ detail, sending, problem }, replace) {
  const onChange = (/** @type {any} */ { target }) => {
    const [file] = target.files;
    target.value = ""; // so that the same file can be chosen again after it was mended
    if (file) replace(file);
  };
  return html`
    <div class="stack-tight">
      <div class="row spread">
        <p><span class="muted">${detail.sheet ? t.facts(detail.sheet) : ""}</span><br>
          ${detail.columns_certain ? html`${t.recognised} <a href="/imports/${detail.id}/columns">${t.change}</a>`
            : html`<a href="/imports/${detail.id}/columns">${t.columns}</a>`}</p>
        <label class="button">${sending ? `${sending.name}…` : t.replace}
          <input type="file" class="visually-hidden" @change=${onChange}></label>
      </div>
      ${trouble(problem)}
    </div>`;
}
