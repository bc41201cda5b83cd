// Every phone that the box knows, and the files that say so: shipped ones, and the box's own over them.
import { html, nothing } from "../node_modules/lit-html/lit-html.js";
import { announce } from "../announce.js";
import { del, get, post } from "../api.js";
import { confirmDialog, openDialog } from "../parts/dialog.js";
import { filters } from "../parts/filters.js";
import { field } from "../parts/form.js";
import { formDialog } from "../parts/form-dialog.js";
import { notice } from "../parts/notice.js";
import { offsetOf, pageSize } from "../parts/pager.js";
import { statusBadge } from "../parts/status-badge.js";
import { table } from "../parts/table.js";
import { withQuery } from "../router.js";
import { list as listed, words } from "../words.js";
import { liveList, noneFits } from "./live-list.js";
import { factNames } from "./phone/detail.js";

const t = words("catalogue");

/** @typedef {import("../types.js").CatalogueFile} File */
/** @typedef {import("../types.js").CatalogueText} Text */
/** @typedef {import("../types.js").Model & {brand: string, family: string, label: string}} Model */
/** @typedef {(act: () => Promise<unknown>) => () => Promise<void>} Trying */

export const title = t.title;

/** @param {HTMLElement} root @param {import("../types.js").PageContext} context */
export default async function page(root, context) {
  const { signal } = context;
  /** @param {URLSearchParams} query */
  const load = async (query) => {
    const [parts, show, offset] = [(query.get("q") ?? "").toLowerCase().split(" "), query.get("show"), offsetOf(query)];
    const all = show ? (await get("/templates", { signal })).templates.filter((/** @type {File} */ { state }) => show === "files" || state !== "shipped")
      : modelsOf(await get("/catalogue", { signal }));
    const rows = all.filter((/** @type {any} */ { path, label, aliases }) => {
      const text = [path, label, aliases].join(" ").toLowerCase();
      return parts.every((part) => text.includes(part));
    });
    return { rows: rows.slice(offset, offset + pageSize), total: rows.length };
  };
  /** @type {Trying} */
  const trying = (act) => async () => {
    await act().catch((error) => list.ui.update({ line: error.message }));
    await list.refresh();
  };
  const list = await liveList(root, context, {
    load, rows: "rows", key: ({ path, brand, family, id }) => path ?? [brand, family, id].join("/"), count: ({ total }) => t.total(total),
    parts: ({ data: { rows }, query }) => ({
      title, lead: t.lead, search: t.search, filter: which(query.get("show")), none: noneFits(t.none, "/catalogue"),
      table: rows.length ? query.has("show") ? fileTable(rows, trying) : modelTable(rows, trying, signal) : null,
    }),
  });
  return list;
}

/** @param {import("../types.js").Catalogue} catalogue */
const modelsOf = ({ brands }) => brands.flatMap((brand) => brand.families.flatMap((family) => family.models.map((model) =>
  ({ ...model, brand: brand.id, family: family.id, label: `${brand.name} ${model.name}` }))));

/** @param {string | null} show */
const which = (show) => filters(t.show, [null, "own", "files"].map((value, index) =>
  ({ id: `show-${index}`, text: t.shows[index], href: withQuery({ show: value }), current: show === value })));

/** @param {Model[]} rows @param {Trying} trying @param {AbortSignal} signal */
const modelTable = (rows, trying, signal) => table({
  caption: title, rows, key: ({ brand, family, id }) => [brand, family, id].join("/"), columns: [
    { label: t.model, header: true, class: "model", cell: ({ label, aliases }) => html`<div>${label}<br><span class="hint">${aliases.join(", ")}</span></div>` },
    { label: t.lines, numeric: true, cell: ({ lines }) => lines },
    { label: t.keys, numeric: true, cell: ({ keys }) => (keys.total === keys.physical ? keys.total : t.keysOf(keys.total, keys.physical)) },
    { label: t.modules, cell: ({ expansion }) => expansion.map(({ id, max }) => `${max} × ${id.toUpperCase()}`).join(", ") },
    { label: "TLS", cell: ({ max_tls }) => (max_tls === "none" ? t.noTls : max_tls) },
    { label: t.over, cell: ({ transports }) => transports.join(", ").toUpperCase() },
    { label: t.notes, cell: ({ provisioned, unconfirmed }) => html`<div>
      ${provisioned === false ? statusBadge("warning", t.recognised) : nothing}
      ${unconfirmed.length ? html`<details><summary>${t.unconfirmed}</summary><p>${listed(factNames(unconfirmed))}</p></details>` : nothing}</div>` },
    { label: t.actions, actions: true, cell: (model) => html`
      <button type="button" class="small" aria-label=${t.named(t.clone, model.label)} @click=${trying(() => clone(model, signal))}>${t.clone}</button>` },
  ],
});

/** @param {Model} model @param {AbortSignal} signal */
const clone = ({ brand, family, id: model, label }, signal) => formDialog(t.cloneTitle(label), {
  signal, values: { name: "", id: "" }, submit: (made) => post("/templates", { body: { brand, family, model, ...made } }),
  button: t.clone, said: ({ path }) => t.cloned(path),
  content: (form) => html`<p>${t.cloneAbout}</p>${field(form, "/name", { label: t.name })}${field(form, "/id", { label: t.id, hint: t.idHint })}`,
});

const badges = /** @type {const} */ ({ faulty: "error", outdated: "attention", overlaid: "note", own: "note", shipped: "off" });

/** @param {File[]} rows @param {Trying} trying */
const fileTable = (rows, trying) => table({
  caption: title, rows, key: ({ path }) => path, columns: [
    { label: t.file, header: true, cell: ({ path }) => html`<code>${path}</code>` },
    { label: t.state, cell: ({ state, fault }) => html`<div>${statusBadge(badges[state], t.states[state])}
      ${fault ? notice("error", t.fault(fault.line, fault.message)) : nothing}</div>` },
    { label: t.actions, actions: true, cell: ({ path }) => html`
      <button type="button" class="small" aria-label=${t.named(t.look, path)} @click=${trying(() => look(path))}>${t.look}</button>` },
  ],
});

/** @param {string} path */
async function look(path) {
  const of = `/templates/${encodeURIComponent(path)}`;
  /** @type {Text} */
  const { state, text, diff, version, shipped } = await get(of);
  const answer = await openDialog(path, ({ close }) => html`
    ${statusBadge(badges[state], t.states[state])}
    ${diff ? html`<p>${t.diff}</p>` : nothing}
    <pre class="file" tabindex="0" role="region" aria-label=${path}>${diff || text}</pre>
    <div class="buttons">
      <button type="button" class="primary" @click=${() => close()}>${t.close}</button>
      ${state === "outdated" ? html`<button type="button" @click=${() => close("accept")}>${t.accept}</button>` : nothing}
      ${state === "shipped" ? nothing : html`<button type="button" class="danger" @click=${() => close("back")}>${shipped === null ? t.remove : t.back}</button>`}
    </div>`);
  if (answer === "accept") await post(`${of}/accept`);
  if (answer !== "back" || !(await confirmDialog({ title: t.backTitle(path), text: t.backText, action: shipped === null ? t.remove : t.back }))) return;
  await del(of, { ifMatch: version });
  announce(t.isBack(path));
}
