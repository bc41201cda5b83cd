// The columns as a form: a row for each column of the file.
import { html, nothing } from "../../node_modules/lit-html/lit-html.js";
import { fieldId } from "../../parts/form-state.js";
import { field, formView, message } from "../../parts/form.js";
import { notice } from "../../parts/notice.js";
import { pageHeader } from "../../parts/page-header.js";
import { checkbox, select } from "../../parts/controls.js";
import { statusBadge } from "../../parts/status-badge.js";
import { table } from "../../parts/table.js";
import { importReview as all, named } from "../../words.js";
import { readingView } from "./reading.js";

const t = all.columns;
/** @typedef {import("../../types.js").Columns} Columns */
/** @typedef {import("../../parts/form-state.js").Form} Form */

/** What only the values tell, and what another column is already, somebody has to say yes to. @param {Columns["columns"][0]} column */
export const isOpen = ({ reason }) => reason === "content" || reason === "duplicate";

/** @param {import("./reading.js").Reading} reading @param {Columns} known @param {Form} form */
export function columnsView(reading, known, form) {
  const { id, file_name } = reading.detail;
  const title = t.title(file_name);
  const fields = known.fields.toSorted((a, b) => Number(b.required) - Number(a.required)).map(({ name, required }) =>
    ({ value: name, label: named(all.fields, name) + (required ? t.needed : "") }));
  const choices = [...fields, ...["custom", "left_out"].map((value) => ({ value, label: named(all.fields, value) }))];
  return html`
    ${pageHeader({ title, lead: t.lead, back: { href: `/imports/${id}/review`, text: t.review } })}
    ${readingView(reading)}
    ${known.recipe ? notice("note", t.recipe(known.recipe)) : nothing}
    ${known.remembered ? notice("note", t.remembered) : nothing}
    ${formView(form, html`${field(form, "/key", { label: t.key, type: "select", width: "short",
      choices: Object.entries(t.keys).map(([value, label]) => ({ value, label })) })}
    <div id=${fieldId(form, "/columns")} tabindex="-1">
      ${table({ caption: title, rows: known.columns, key: ({ index }) => index, columns: [
        { label: t.source, header: true, cell: ({ letter, source }) => html`<div>${source}<br><span class="hint">${t.column(letter)}</span></div>` },
        { label: t.samples, cell: ({ samples }) => (samples.length ? html`<div class="samples">${samples.map((sample) => html`<div>${sample}</div>`)}</div>` : nothing) },
        { label: t.is, class: "is-choice", cell: (column) => html`<div>${choice(form, column, known.columns.indexOf(column), choices)}</div>` },
        { label: t.how, cell: ({ reason }) => statusBadge(badges[reason], named(t.reasons, reason)) },
      ] })}</div>`, { button: t.save, sticky: true })}`;
}

/** @type {Record<string, import("../../parts/status-badge.js").BadgeKind>} */
const badges = { same_name: "done", alias: "done", recipe: "done", remembered: "done", asked: "done", content: "attention", duplicate: "error", secret: "attention", unknown: "off" };

/** @param {Form} form @param {Columns["columns"][0]} column @param {number} at @param {import("../../types.js").Choice[]} choices */
function choice(form, column, at, choices) {
  const [pointer, sure] = [`/columns/${at}/field`, `/columns/${at}/sure`];
  const id = fieldId(form, pointer);
  form.labels.set(pointer, column.source);
  // What was said of the choice before does not hold for this one.
  const set = (/** @type {boolean} */ isSure, field = form.get(pointer)) => {
    form.issues = form.issues.filter((issue) => issue.pointer !== pointer);
    form.set(pointer, field);
    form.set(sure, isSure);
  };
  return html`
    ${select({
      id, label: `${t.column(column.letter)}, ${column.source}`, describedBy: `${id}-message`, invalid: form.issue(pointer)?.severity === "error",
      value: form.get(pointer), set: (field) => set(true, field),
    }, choices)}
    ${isOpen(column) ? checkbox({ id: `${id}-sure`, value: form.get(sure), set: (isSure) => set(isSure) },
      html`${t.sure}<span class="visually-hidden">: ${column.source}</span>`) : nothing}
    ${message(form, pointer)}`;
}
