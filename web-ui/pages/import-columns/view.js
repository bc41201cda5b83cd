// The columns as a form: a row for each column of the file.
import { html, nothing } from "../../node_modules/lit-html/lit-html.js";
import { live } from "../../node_modules/lit-html/directives/live.js";
import { fieldId } from "../../parts/form-state.js";
import { formView, message } from "../../parts/form.js";
import { pageHeader } from "../../parts/page-header.js";
import { statusBadge } from "../../parts/status-badge.js";
import { table } from "../../parts/table.js";
import { t as all } from "../../strings/en/import-review.js";

const t = all.columns;
/** @typedef {import("../../types.js").Columns} Columns */
/** @typedef {import("../../parts/form-state.js").Form} Form */

/** @param {import("../../types.js").ImportDetail} detail @param {Columns} known @param {Form} form */
export function columnsView(detail, known, form) {
  const fields = [...known.fields].sort((a, b) => Number(b.required) - Number(a.required));
  const choices = [...fields, ...["custom", "left_out"].map((name) => ({ name, required: false }))];
  return html`
    ${pageHeader({ title: t.title(detail.file_name), lead: t.lead, back: { href: `/imports/${detail.id}/review`, text: t.review } })}
    ${formView(form, html`<div id=${fieldId(form, "/columns")} tabindex="-1">
      ${table({ caption: t.caption, captionHidden: true, rows: known.columns, key: ({ index }) => index, columns: [
        { label: t.source, header: true, cell: ({ letter, source }) => html`<div>${source}<br><span class="hint">${t.column(letter)}</span></div>` },
        { label: t.samples, cell: ({ samples }) => samples.length ? html`<div class="samples">${samples.map((sample) => html`<div>${sample}</div>`)}</div>` : nothing },
        { label: t.is, class: "is-choice", cell: (column) => html`<div>${choice(form, column, known.columns.indexOf(column), choices)}</div>` },
        { label: t.how, cell: ({ reason }) => statusBadge(badges[reason], t.reasons[reason]) },
      ] })}</div>`, { button: t.save, sticky: true })}`;
}

const badges = /** @type {const} */ ({
  same_name: "done", alias: "done", asked: "done", content: "attention", duplicate: "error", secret: "attention", unknown: "off",
});

/** @param {Form} form @param {Columns["columns"][0]} column @param {number} at @param {{name: string, required: boolean}[]} choices */
function choice(form, { source, letter, reason }, at, choices) {
  const [pointer, surePointer] = [`/columns/${at}/field`, `/columns/${at}/sure`];
  const id = fieldId(form, pointer);
  form.labels.set(pointer, source);
  // What was said of the old choice does not hold for another one.
  const set = (/** @type {string} */ to, /** @type {unknown} */ value) => {
    form.issues = form.issues.filter((issue) => issue.pointer !== pointer);
    form.set(to, value);
  };
  const onChange = (/** @type {any} */ { target }) => {
    set(pointer, target.value);
    form.set(surePointer, true);
  };
  return html`
    <select id=${id} aria-label="${t.column(letter)}, ${source}" aria-describedby="${id}-message"
      aria-invalid=${form.issue(pointer)?.severity === "error" ? "true" : "false"} @change=${onChange}>
      ${choices.map(({ name, required }) => html`
        <option value=${name} .selected=${live(name === form.get(pointer))}>${required ? t.needed(all.fields[name]) : all.fields[name] ?? name}</option>`)}
    </select>
    ${reason === "content" || reason === "duplicate" ? html`
      <div class="choice"><input type="checkbox" id="${id}-sure" .checked=${live(form.get(surePointer))} aria-label="${source}: ${t.sure}"
        @change=${(/** @type {any} */ event) => set(surePointer, event.target.checked)}><label for="${id}-sure">${t.sure}</label></div>` : nothing}
    ${message(form, pointer)}`;
}
