// All phones with their state. Brand, family and model narrow the list by the address; the model of each row is such a link.
import { html, nothing } from "../node_modules/lit-html/lit-html.js";
import { get, withParameters } from "../api.js";
import { filtersBy } from "../parts/filters.js";
import { icon } from "../parts/icon.js";
import { offsetOf, pageSize } from "../parts/pager.js";
import { card } from "../parts/section.js";
import { statusBadge } from "../parts/status-badge.js";
import { table } from "../parts/table.js";
import { withQuery } from "../router.js";
import { phones as t } from "../words.js";
import { exportLink, firstStep, liveList, noneFits } from "./live-list.js";
import { boxAddress, lastFetch, macAddress, modelText, stateBadge, states, whereToLook } from "./phone/shown.js";

/** @typedef {import("../types.js").DeviceSummary} DeviceSummary */

export const title = t.title;

const narrowing = ["brand", "family", "model"];

/** @param {HTMLElement} root @param {import("../types.js").PageContext} context */
export default async function page(root, context) {
  const { signal } = context;
  const address = await boxAddress(signal);
  return liveList(root, context, {
    load: (query) => get(withParameters("/devices", {
      ...values(query, ["q", "state", ...narrowing]), offset: offsetOf(query), limit: pageSize,
    }), { signal }),
    rows: "devices",
    key: (device) => device.id,
    count: ({ total }) => t.total(total),
    parts: (state) => parts(state, address),
  });
}

/** @param {URLSearchParams} query @param {string[]} names */
const values = (query, names) => Object.fromEntries(names.map((name) => [name, query.get(name)]));

/** @param {import("./live-list.js").ListState} state @param {string | null} address */
const parts = ({ data, query }, address) => ({
  title: t.title,
  actions: html`${exportLink("devices")}
    <a class="button" href=${withParameters("/keys", values(query, narrowing))}>${icon("keys")}${t.keysOf}</a>`,
  add: { href: "/phones/new", text: t.add },
  first: html`${firstStep("phones", t.empty)}${card("where", t.where.title, whereToLook(address))}`,
  search: t.search,
  filter: counters(data.states, query),
  bar: narrowed(query, data.devices[0]),
  table: data.devices.length ? html`
    ${query.get("state") === "never_seen" ? html`<div class="card">${whereToLook(address)}</div>` : nothing}
    ${phones(data.devices)}` : null,
  none: noneFits(t.nothing, "/phones"),
});

/** @param {Record<string, number>} counts @param {URLSearchParams} query */
function counters(counts, query) {
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return filtersBy(t.filter, query, "state", [[null, t.all, all],
    ...states.map((state) => /** @type {[string, string, number]} */ ([state, t.states[state], counts[state] ?? 0]))]);
}

/** What the address narrows the list to, and the way out. @param {URLSearchParams} query @param {DeviceSummary | undefined} first */
function narrowed(query, first) {
  const name = narrowing.findLast((name) => query.has(name));
  if (!name) return nothing;
  const words = !first ? query.get(name) : name === "model" ? modelText(first) : name === "brand" ? first.brand_name : first.family;
  const all = withQuery({ brand: null, family: null, model: null });
  return html`<span>${t.only(words ?? "")}</span><a href=${all}>${t.all}</a>`;
}

/** @param {DeviceSummary[]} devices */
const phones = (devices) => table({
  caption: t.title, rows: devices, key: (device) => device.id, columns: [
    { label: t.name, header: true, cell: (device) => html`<div>
      <a href="/phones/${device.id}">${shortName(device)}</a><br>${macAddress(device.mac_address)}</div>` },
    { label: t.state, cell: (device) => html`<div>${stateBadge(device)}</div>` },
    { label: t.model, class: "nowrap", cell: model },
    { label: t.user, cell: (device) => html`<div>${user(device)}</div>` },
    { label: t.keys, cell: keys },
    { label: t.last, class: "nowrap", cell: (device) => html`<div>${lastFetch(device.last)}</div>` },
  ],
});

/** The model has a column of its own; names that the box makes end with it. @param {DeviceSummary} device */
const shortName = (device) => device.name.replace(` - ${modelText(device)}`, "") || modelText(device);

/** @param {DeviceSummary} device */
const model = (device) => html`
  <a title=${t.only(modelText(device))}
    href=${withQuery({ brand: device.brand, family: null, model: device.model })}>${modelText(device)}</a>`;

/** @param {DeviceSummary} device */
const user = ({ user, extension }) => html`
  ${user ? html`<a href="/people/${user.id}">${user.name}</a>` : html`<span class="muted">${t.nobody}</span>`}<br>
  <span class="muted">${extension}</span>`;

/** @param {DeviceSummary} device */
const keys = ({ keys }) => html`<div>${t.keysSet(keys.set, keys.has)}${keys.set > keys.has
  ? html`<br>${statusBadge("warning", t.tooMany)}` : nothing}</div>`;
