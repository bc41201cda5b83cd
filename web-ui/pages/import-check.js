// The last look before anything is written, and the button that does it.
import { html, nothing } from "../node_modules/lit-html/lit-html.js";
import { get, post, Problem } from "../api.js";
import { notice } from "../parts/notice.js";
import { pageHeader } from "../parts/page-header.js";
import { table } from "../parts/table.js";
import { navigate, setErrorTitle } from "../router.js";
import { mount } from "../state.js";
import { list, n, words } from "../words.js";
import { counted } from "./import-parts/counts.js";
import { waits } from "./import-parts/listed.js";
import { trouble } from "./import-parts/trouble.js";

const parts = words("shell");
const all = words("import");
const review = words("import-review");
const t = all.check;
/** @typedef {import("../types.js").ImportDetail} ImportDetail */
/** @typedef {{detail: ImportDetail, busy: boolean, problem: string}} State */

export const title = review.check;

/** @param {HTMLElement} root @param {import("../types.js").PageContext} context */
export default async function page(root, { params, signal }) {
  const path = `/imports/${params.id}`;
  /** @type {ImportDetail} */
  const detail = await get(path, { signal });
  if (!waits(detail)) return void navigate(path, { replace: true, force: true });
  const ui = mount(root, (state) => view(state, path, apply), { detail, busy: false, problem: "" }, signal);
  return { title: t.title(detail.file_name) };

  /** However often it is pressed, the box does it once. @returns {Promise<void>} */
  async function apply() {
    if (ui.state.busy) return;
    setErrorTitle(false);
    ui.update({ busy: true, problem: "" });
    try {
      await post(`${path}/apply`, { ifMatch: ui.state.detail.version, signal });
      navigate(path, { replace: true });
    } catch (error) {
      setErrorTitle(true);
      // Somebody else changed it: what is shown is what it would do now.
      /** @type {any} */
      const now = error instanceof Problem && error.status === 412 && error.current;
      ui.update({ busy: false, problem: now ? parts.conflict.title : /** @type {Error} */ (error).message, detail: now || ui.state.detail });
    }
  }
}

/** @param {State} state @param {string} path @param {() => unknown} apply */
function view({ detail, busy, problem }, path, apply) {
  const { counts, issues, passwords } = detail;
  const rows = made(detail);
  const here = counted(counts, "unchanged");
  const toRows = (/** @type {string} */ show, /** @type {string} */ words) => html`<a href="${path}/review?show=${show}">${words}</a>`;
  return html`
    ${pageHeader({ title: t.title(detail.file_name), lead: rows.length ? t.lead : t.nothing, back: { href: `${path}/review`, text: review.columns.review } })}
    ${rows.length ? answers(rows, path) : nothing}
    <div class="notices">
      ${passwords ? notice("note", t.passwords(passwords)) : nothing}
      ${notice("note", [here && t.alone(here), t.others].filter(Boolean).join(" "))}
      ${issues?.warning ? notice("warning", toRows("warnings", t.warnings(issues.warning))) : nothing}
      ${issues?.error ? notice("error", toRows("errors", t.blocked(issues.error))) : nothing}
    </div>
    ${rows.length ? html`<div class="stack-tight">
      ${trouble(problem)}
      <div class="buttons">
        <button type="button" class="primary" aria-disabled=${busy} @click=${apply}>${t.button(counted(counts, "create", ["users", "devices"]) || counted(counts, "create") || t.thisFile)}</button>
      </div>
    </div>` : nothing}`;
}

/** @param {ImportDetail} detail */
const made = ({ counts, joins, samples }) => /** @type {(keyof typeof all.kinds)[]} */ (Object.keys(all.kinds))
  .map((kind) => (kind === "joins" ? { kind, count: joins, names: [] } : { kind, count: counts[kind].create, names: samples[kind] }))
  .filter(({ count }) => count > 0);

/** @param {ReturnType<typeof made>} rows @param {string} path */
const answers = (rows, path) => table({ caption: t.lead, rows, key: ({ kind }) => kind, columns: [
  { label: t.kind, header: true, cell: ({ kind }) => all.kinds[kind] },
  { label: t.count, numeric: true, cell: ({ count }) => n(count) },
  { label: t.names, cell: ({ count, names }) => (names.length && names.length < count ? `${names.join(", ")}…` : list(names)) },
  { label: t.change, actions: true, cell: ({ kind }) => html`<a href="${path}/review" aria-label="${t.change}: ${all.kinds[kind]}">${t.change}</a>` },
] });
