// Which column of the uploaded file is which field of ours.
import { get, Problem, put } from "../api.js";
import { createForm } from "../parts/form.js";
import { navigate, reload } from "../router.js";
import { mount } from "../state.js";
import { t as all } from "../strings/en/import-review.js";
import { columnsView } from "./import-columns/view.js";
import { waits } from "./import-parts/listed.js";

const t = all.columns;
/** @typedef {import("../types.js").Columns} Columns */
/** @typedef {import("../types.js").FieldProblem} FieldProblem */
/** @typedef {{columns: {field: string, sure: boolean}[]}} Values */

export const title = t.caption;

/** @param {HTMLElement} root @param {import("../types.js").PageContext} context */
export default async function page(root, { params, signal }) {
  const path = `/imports/${params.id}`;
  const detail = await get(path, { signal });
  if (!waits(detail)) return void navigate(path, { replace: true, force: true });
  /** @type {Columns} */
  let known = await get(`${path}/columns`, { signal });
  const form = createForm({
    root, signal, values: valuesOf(known), version: known.version, read: valuesOf,
    show: (_pointer, value) => all.fields[value],
    done: () => navigate(`${path}/review`),
    async submit({ columns }) {
      refuse(unsure(known, columns));
      try {
        known = await put(`${path}/columns`, { ifMatch: form.version, body: { columns: said(known, columns) } });
      } catch (error) {
        throw error instanceof Problem && error.status === 412 ? await meanwhile(error) : error;
      }
      Object.assign(form, { version: known.version, saved: structuredClone(form.values) });
      refuse(problemsOf(known));
    },
  });
  /** The others may have chosen columns, or brought another file. @param {Problem} error */
  async function meanwhile(error) {
    const now = await get(`${path}/columns`, { signal });
    const isSameFile = sources(now) === sources(known);
    known = now;
    if (isSameFile) error.current = now;
    else reload();
    return error;
  }
  form.issues = problemsOf(known);
  mount(root, () => columnsView(detail, known, form), {}, signal);
  return { title: t.title(detail.file_name) };
}

/** What only the values tell, and what another column is already, somebody has to say yes to. @param {Columns["columns"][0]} column */
const isOpen = ({ reason }) => reason === "content" || reason === "duplicate";

/** @param {Columns} known @returns {Values} */
const valuesOf = ({ columns }) => ({ columns: columns.map((column) => ({ field: column.field, sure: !isOpen(column) })) });

/** @param {Columns} known */
const sources = ({ columns }) => JSON.stringify(columns.map(({ source }) => source));

/** What the person said, now or before; the rest stays the box's guess. @param {Columns} known @param {Values["columns"]} chosen */
const said = ({ columns }, chosen) => columns
  .map(({ index, field, reason }, at) => ({ index, field: chosen[at].field, isSaid: reason === "asked" || chosen[at].field !== field || isOpen(columns[at]) }))
  .filter(({ isSaid }) => isSaid).map(({ index, field }) => ({ index, field }));

/** @param {Columns} known @param {Values["columns"]} chosen @returns {FieldProblem[]} */
const unsure = ({ columns }, chosen) => chosen.flatMap(({ field, sure }, at) => sure ? [] : [{
  pointer: `/columns/${at}/field`, code: "unsure", severity: "error", message: t.confirm(columns[at].source, all.fields[field]),
}]);

/** The box's issues at their columns; what no column has is said of all of them. @param {Columns} known @returns {FieldProblem[]} */
const problemsOf = ({ columns, issues }) => issues.map((issue) => {
  const at = columns.findIndex(({ source }) => source === issue.source_column);
  return { ...issue, suggestion: null, pointer: at < 0 ? "/columns" : `/columns/${at}/field` };
});

/** @param {FieldProblem[]} fields */
function refuse(fields) {
  if (!fields.some(({ severity }) => severity === "error")) return;
  throw new Problem({ type: "", title: "", status: 422, code: "columns", detail: t.refused, fields });
}
