// How far something is, in words and as a bar; without a total the bar says only that it is going on.
import { html } from "../node_modules/lit-html/lit-html.js";
import { shell as t } from "../words.js";

let made = 0;

/** @param {{label: string, done: number | null, total: number | null, id?: string}} progress */
export function progress({ label, done, total, id = `progress-${(made += 1)}` }) {
  const known = done !== null && total !== null && total > 0;
  return html`
    <div class="progress">
      <label for=${id}>${label}</label>
      <span class="progress-count">${known ? t.progress.of(done, total) : ""}</span>
      ${known ? html`<progress id=${id} max=${total} .value=${done}></progress>` : html`<progress id=${id}></progress>`}
    </div>`;
}
