// The last look before anything is written, and the button that does it.
import { html, nothing } from "../node_modules/lit-html/lit-html.js";
import { get, post, Problem } from "../api.js";
import { icon } from "../parts/icon.js";
import { pageHeader } from "../parts/page-header.js";
import { table } from "../parts/table.js";
import { navigate, setErrorTitle } from "../router.js";
import { mount } from "../state.js";
import { list, n } from "../strings/en.js";
import { counted, t as all } from "../strings/en/import.js";
import { waits } from "./import-parts/listed.js";
import { explain, trouble } from "./import-parts/trouble.js";

const t = all.check;
/** @typedef {import("../types.js").ImportDetail} ImportDetail */
/** @typedef {{detail: ImportDetail, busy: boolean, problem: string}} State */

export const title = t.lead;

/** @param {HTMLElement} root @param {import("../types.js").PageContext} context */
export default async function page(root, { params, signal }) {
  const path = `/imports/${params.id}`;
  /** @type {ImportDetail} */
  const detail = await get(path, { signal });
  if (!waits(detail)) return void navigate(path, { replace: true, force: true });
  const ui = mount(root, (state) => view(state, apply), { detail, busy: false, problem: "" }, signal);
  return { title: t.title(detail.file_name) };

  /** However often it is pressed, the box does it once. @returns {Promise<void>} */
  async function apply() {
    if (ui.state.busy) return;
    setErrorTitle(false);
    ui.update({ busy: true, problem: "" });
    try {
      await post(`${path}/apply`, { ifMatch: ui.state.detail.version, signal });
      return await navigate(path, { replace: true });
    } catch (error) {
      const now = error instanceof Problem && error.status === 412 ? /** @type {ImportDetail} */ (error.current) : null;
      if (error instanceof Problem && error.code === "import_applied") return navigate(path, { replace: true });
      setErrorTitle(true);
      await ui.update({ busy: false, problem: now ? t.changed : explain(error), detail: now ?? ui.state.detail });
    }
  }
}

/** @param {State} state @param {() => unknown} apply */
function view({ detail, busy, problem }, apply) {
  const { id, counts, issues, passwords } = detail;
  const errors = issues?.error ?? 0;
  const review = `/imports/${id}/review`;
  return html`
    ${pageHeader({ title: t.title(detail.file_name), lead: t.lead, back: { href: review, text: all.review } })}
    ${made(detail)}
    <ul class="notices">
      ${passwords ? notice("note", t.passwords(passwords)) : nothing}
      ${notice("note", `${t.alone(counted(counts, "unchanged"))} ${t.others}`)}
      ${issues?.warning ? notice("warning", html`<a href="${review}?show=warnings">${t.warnings(issues.warning)}</a>. ${t.warningsAbout}`) : nothing}
      ${errors ? notice("error", html`${t.blocked(errors)} <a href="${review}?show=errors">${t.toErrors}</a>`) : nothing}
    </ul>
    <div class="stack-tight">
      ${trouble(problem)}
      <div class="buttons">
        <button type="button" class="primary" aria-disabled=${busy ? "true" : "false"} @click=${apply}>${t.button(counts)}</button>
        <span class="muted">${busy ? t.starting : t.once}</span>
      </div>
    </div>`;
}

/** @param {"note" | "warning" | "error"} kind @param {import("../types.js").Content} words */
const notice = (kind, words) => html`<li class="notice is-${kind}">${icon(kind)}<span>${words}</span></li>`;

/** @param {ImportDetail} detail */
function made({ id, counts, joins, samples }) {
  const rows = Object.keys(t.kinds).map((key) => {
    const kind = /** @type {keyof typeof t.kinds} */ (key);
    return kind === "joins" ? { kind, count: joins, names: [] } : { kind, count: counts[kind].create, names: samples[kind] };
  });
  return table({ caption: t.caption, captionHidden: true, rows, key: ({ kind }) => kind, columns: [
    { label: t.kind, header: true, cell: ({ kind }) => t.kinds[kind] },
    { label: t.count, numeric: true, cell: ({ count }) => n(count) },
    { label: t.names, cell: ({ count, names }) => (count ? examples(count, names) : "") },
    { label: t.change, actions: true, cell: ({ kind }) => html`<a href="/imports/${id}/review">${t.change}<span class="visually-hidden"> ${t.kinds[kind]}</span></a>` },
  ] });
}

/** @param {number} count @param {string[]} names */
const examples = (count, names) => count > names.length ? `${names.join(", ")}…` : list(names);
