// Every phone that the box knows, the files that say so, and what somebody laid over them.
import { html, nothing } from "../node_modules/lit-html/lit-html.js";
import { get, post } from "../api.js";
import { filtersBy } from "../parts/filters.js";
import { field } from "../parts/form.js";
import { formDialog } from "../parts/form-dialog.js";
import { offsetOf, pageSize } from "../parts/pager.js";
import { rowButton } from "../parts/row-buttons.js";
import { statusBadge } from "../parts/status-badge.js";
import { table } from "../parts/table.js";
import { navigate } from "../router.js";
import { catalogue as t, list as listed, phone } from "../words.js";
import { fileTable, placeOf } from "./catalogue/files.js";
import { addOverride, keyOf, overrideTable } from "./catalogue/overrides.js";
import { liveList, noneFits } from "./live-list.js";
import { factNames } from "./phone/detail.js";
import { loadModels } from "./phone/models.js";

const { parameters } = phone;

/** @typedef {import("./phone/models.js").Known} Model */
/** @typedef {(act: () => Promise<unknown>) => () => Promise<void>} Trying */

export const title = t.title;

/** What the list shows, by the address. */
const shows = [null, "own", "files", "overrides"];

/** @param {HTMLElement} root @param {import("../types.js").PageContext} context */
export default async function page(root, context) {
  const { signal } = context;
  /** @param {string | null} show @returns {Promise<any[]>} */
  const all = async (show) => {
    if (!show) return loadModels(true);
    if (show === "overrides") return (await get("/overrides", { signal })).overrides;
    /** @type {import("../types.js").CatalogueFile[]} */
    const files = (await get("/templates", { signal })).templates;
    return files.filter(({ state }) => show === "files" || state !== "shipped");
  };
  /** @param {URLSearchParams} query */
  const load = async (query) => {
    const [parts, offset] = [(query.get("q") ?? "").toLowerCase().split(" "), offsetOf(query)];
    const rows = (await all(query.get("show"))).filter(({ path, label, aliases, brand, model, device_name, parameter, value }) => {
      const text = [path, label, aliases, brand, model, device_name, parameter, value].join(" ").toLowerCase();
      return parts.every((part) => text.includes(part));
    });
    return { rows: rows.slice(offset, offset + pageSize), total: rows.length };
  };
  /** @type {Trying} */
  const trying = (act) => async () => {
    await act().catch((error) => list.ui.update({ line: error.message }));
    await list.refresh();
  };
  /** @param {string | null} show @param {any[]} rows */
  const tableOf = (show, rows) => (!show ? modelTable(rows, trying, signal) : show === "overrides" ? overrideTable(rows, trying, signal) : fileTable(rows));
  const list = await liveList(root, context, {
    load, rows: "rows", key: (row) => row.path ?? (row.level ? keyOf(row) : row.value), count: ({ total }) => t.total(total),
    parts: ({ data: { rows }, query }) => ({
      title, lead: t.lead, search: t.search, filter: which(query), none: noneFits(t.none, "/catalogue"),
      bar: query.get("show") === "overrides" ? html`<button type="button" class="small" @click=${trying(() => addOverride(signal))}>${parameters.add}</button>` : nothing,
      table: rows.length ? tableOf(query.get("show"), rows) : null,
    }),
  });
  return list;
}

/** @param {URLSearchParams} query */
const which = (query) => filtersBy(t.show, query, "show", shows.map((value, index) => [value, t.shows[index]]));

/** @param {Model[]} rows @param {Trying} trying @param {AbortSignal} signal */
const modelTable = (rows, trying, signal) => table({
  caption: title, rows, key: ({ value }) => value, columns: [
    { label: t.model, header: true, class: "model", cell: ({ label, aliases }) => html`<div>${label}<br><span class="hint">${aliases.join(", ")}</span></div>` },
    { label: t.lines, numeric: true, cell: ({ lines }) => lines },
    { label: t.keys, numeric: true, cell: ({ keys }) => (keys.total === keys.physical ? keys.total : t.keysOf(keys.total, keys.physical)) },
    { label: t.modules, cell: ({ expansion }) => expansion.map(({ id, max }) => `${max} × ${id.toUpperCase()}`).join(", ") },
    { label: "TLS", cell: ({ max_tls }) => (max_tls === "none" ? t.noTls : max_tls) },
    { label: t.over, cell: ({ transports }) => transports.join(", ").toUpperCase() },
    { label: t.notes, cell: ({ provisioned, unconfirmed }) => html`<div>
      ${provisioned === false ? statusBadge("warning", t.recognised) : nothing}
      ${unconfirmed.length ? html`<details><summary>${t.unconfirmed}</summary><p>${listed(factNames(unconfirmed))}</p></details>` : nothing}</div>` },
    { label: t.actions, actions: true, cell: (model) => rowButton(t.clone, model.label, trying(() => clone(model, signal))) },
  ],
});

/** @param {Model} model @param {AbortSignal} signal */
function clone({ value, label }, signal) {
  const [brand, family, model] = value.split("/");
  return formDialog(t.cloneTitle(label), {
    signal, values: { name: "", id: "" }, submit: (made) => post("/templates", { body: { brand, family, model, ...made } }),
    button: t.clone,
    said({ path }) {
      navigate(placeOf(path));
      return t.cloned(path);
    },
    content: (form) => html`<p>${t.cloneAbout}</p>${field(form, "/name", { label: t.name })}${field(form, "/id", { label: t.id, hint: t.idHint })}`,
  });
}
