// How an uploaded file is read, and which of its columns is which field of ours.
import { complaint, get, Problem, put, refusal } from "../api.js";
import { createForm } from "../parts/form.js";
import { navigate } from "../router.js";
import { mount } from "../state.js";
import { importReview as all, named } from "../words.js";
import { columnsView, isOpen } from "./import-columns/view.js";
import { waits } from "./import-parts/listed.js";

const t = all.columns;
/** @typedef {import("../types.js").Columns} Columns */
/** @typedef {import("../types.js").FieldProblem} FieldProblem */
/** By place, so that what two people chose is compared column by column. @typedef {{key: Columns["keyed_by"], columns: Record<string, {field: string, sure: boolean}>}} Values */

export const title = t.review;

/** @param {HTMLElement} root @param {import("../types.js").PageContext} context */
export default async function page(root, { params, signal }) {
  const path = `/imports/${params.id}`;
  const detail = await get(path, { signal });
  if (!waits(detail)) return void navigate(path, { replace: true, force: true });
  /** @returns {Promise<Columns>} */
  const load = () => get(`${path}/columns`, { signal });
  let known = await load();
  const form = createForm({
    root, signal, values: valuesOf(known), version: known.version, read: valuesOf,
    show: (pointer, value) => (pointer === "/key" ? named(t.keys, value) : named(all.fields, value)),
    done: () => navigate(`${path}/review`),
    async submit({ key, columns }) {
      refuse(unsure(known, columns));
      try {
        known = await put(`${path}/columns`, { ifMatch: form.version, body: { columns: said(known, columns), key } });
      } catch (error) {
        // The problem brings the import, not its columns.
        if (error instanceof Problem && error.status === 412) error.current = /** @type {any} */ (known = await load());
        throw error;
      }
      Object.assign(form, { version: known.version, saved: structuredClone(form.values) });
      refuse(problemsOf(known));
    },
  });
  form.issues = problemsOf(known);
  /** @type {import("./import-columns/reading.js").Reading} */
  const reading = {
    root, detail, problem: "",
    async again(detail) {
      reading.detail = detail;
      known = await load();
      form.load(valuesOf(known), known.version);
      form.issues = problemsOf(known);
    },
  };
  mount(root, () => columnsView(reading, known, form), {}, signal);
  return { title: t.title(detail.file_name) };
}

/** @param {Columns} known @returns {Values} */
const valuesOf = ({ keyed_by, columns }) => ({
  key: keyed_by, columns: Object.fromEntries(columns.map((column, at) => [at, { field: column.field, sure: !isOpen(column) }])),
});

/** What the person said, now or before; the rest stays the box's guess. @param {Columns} known @param {Values["columns"]} chosen */
const said = ({ columns }, chosen) => columns
  .map((column, at) => ({ ...column, chosen: chosen[at].field }))
  .filter((column) => ["asked", "remembered"].includes(column.reason) || isOpen(column) || column.chosen !== column.field)
  .map(({ index, chosen }) => ({ index, field: chosen }));

/** @param {Columns} known @param {Values["columns"]} chosen @returns {FieldProblem[]} */
const unsure = ({ columns }, chosen) => columns.flatMap(({ source }, at) =>
  chosen[at].sure ? [] : [complaint(`/columns/${at}/field`, t.confirm(source, named(all.fields, chosen[at].field)))]);

/** The box's issues at their columns; what no column has is said of all of them. @param {Columns} known @returns {FieldProblem[]} */
const problemsOf = ({ columns, issues }) => issues.map((issue) => {
  const at = columns.findIndex(({ source }) => source === issue.source_column);
  return { ...issue, suggestion: null, pointer: at < 0 ? "/columns" : `/columns/${at}/field` };
});

/** @param {FieldProblem[]} fields */
function refuse(fields) {
  if (fields.some(({ severity }) => severity === "error")) throw refusal(...fields);
}
