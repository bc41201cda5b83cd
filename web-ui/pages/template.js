// One file of the catalogue: the shipped text, or the box's own that lies over it.
import { html, nothing } from "../node_modules/lit-html/lit-html.js";
import { post, Problem, put } from "../api.js";
import { field } from "../parts/form.js";
import { notice } from "../parts/notice.js";
import { pageHeader } from "../parts/page-header.js";
import { catalogue as t } from "../words.js";
import { stateOf } from "./catalogue/files.js";
import { danger, openRecord, recordForm } from "./record.js";

/** @typedef {import("../types.js").CatalogueText} Text */

const back = { href: "/catalogue?show=own", text: t.shows[1] };

export const title = t.file;

/** @param {HTMLElement} root @param {import("../types.js").PageContext} context */
export default async function page(root, { query, signal }) {
  const path = query.get("path") ?? "";
  const of = `/templates/${encodeURIComponent(path)}`;
  /** @type {import("./record.js").Page<Text>} */
  const record = await openRecord(root, signal, {
    path: of, list: back.href, valuesOf: ({ text }) => ({ text }), nameOf: () => path,
    show: (_, text) => t.linesOf(text.split("\n").length),
    save: (body, ifMatch) => put(of, { body, ifMatch }).catch((error) => toFault(error, path)),
    view: (page) => view(page, page.trying(async () => {
      page.document = await post(`${of}/accept`);
      page.form.version = page.document.version;
    })),
  });
  return { title: record.document.path };
}

/** @param {import("./record.js").Page<Text>} page @param {() => unknown} accept */
function view(page, accept) {
  const { path, state, fault, shipped, diff } = page.document;
  return html`
    ${pageHeader({ title: html`<span class="code">${path}</span>`, back, lead: t.about })}
    <p>${stateOf(state)}</p>
    ${fault ? notice("error", t.fault(fault.line, fault.message), html`<button type="button" @click=${() => mark(fault.line)}>${t.toLine}</button>`) : nothing}
    ${state === "outdated" ? notice("warning", t.outdated, html`<button type="button" @click=${accept}>${t.accept}</button>`) : nothing}
    ${recordForm(page, field(page.form, "/text", { label: t.text, hint: t.textHint, width: "long", control: ({ id, describedBy, invalid, value, set }) => html`
      <textarea id=${id} class="code" rows="24" wrap="off" spellcheck="false" autocapitalize="off" aria-describedby=${describedBy} aria-invalid=${invalid}
        .value=${value} @input=${(/** @type {any} */ event) => set(event.target.value)}></textarea>` }), true)}
    ${diff ? part(t.diff, diff) : nothing}
    ${state === "shipped" || shipped === null ? nothing : part(t.states.shipped, shipped)}
    ${state === "shipped" ? nothing : danger(page, t.dangerAbout, path, () => t.backText)}`;
}

/** @param {string} name @param {string} text */
const part = (name, text) => html`<details><summary>${name}</summary><pre class="file" tabindex="0" role="region" aria-label=${name}>${text}</pre></details>`;

/** A text that is refused names file and line. @param {unknown} error @param {string} path @returns {never} */
function toFault(error, path) {
  const [file, line] = error instanceof Problem ? error.fields[0]?.message.split(/, line (\d+)/) ?? [] : [];
  if (file === path) mark(Number(line));
  throw error;
}

/** Selects a line and brings it into sight. @param {number} line from 1 */
function mark(line) {
  const area = /** @type {HTMLTextAreaElement} */ (document.getElementById("form-text"));
  const lines = area.value.split("\n");
  const start = lines.slice(0, line - 1).join("\n").length + Number(line > 1);
  area.focus();
  area.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
  area.scrollTop = (area.scrollHeight / lines.length) * (line - 5);
}
