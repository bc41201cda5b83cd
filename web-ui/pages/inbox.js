// Phones that asked and that nobody added: who is it, and whose shall it be.
import { html, nothing } from "../node_modules/lit-html/lit-html.js";
import { announce } from "../announce.js";
import { del, get, put, withParameters } from "../api.js";
import { empty } from "../parts/empty.js";
import { filtersBy } from "../parts/filters.js";
import { table } from "../parts/table.js";
import { ago } from "../parts/time.js";
import { withQuery } from "../router.js";
import { setWaiting } from "../shell.js";
import { inbox as t, phones } from "../words.js";
import { liveList, noneFits, toCount } from "./live-list.js";
import { boxAddress, macAddress, macText, modelText, noFile, wayOf, whereToLook } from "./phone/shown.js";

/** @typedef {import("../types.js").Waiting} Waiting */
/** @typedef {(waiting: Waiting, ignored: boolean) => unknown} Ignore */

export const title = t.title;

/** @param {HTMLElement} root @param {import("../types.js").PageContext} context */
export default async function page(root, context) {
  const { signal } = context;
  const address = await boxAddress(signal);
  /** @type {Waiting | null} */
  let last = null; // that was ignored, for Undo
  const list = await liveList(root, context, {
    load: async (query) => {
      const ignored = query.has("ignored");
      /** @type {import("../types.js").Inbox} */
      const inbox = await get(withParameters("/inbox", { ignored: query.get("ignored") }), { signal });
      const phones = inbox.phones.filter((waiting) => waiting.ignored === ignored);
      if (!ignored) setWaiting(phones.length);
      return { phones };
    },
    rows: "phones",
    key: (waiting) => waiting.mac_address,
    count: (inbox) => t.total(matching(inbox.phones, new URLSearchParams(location.search)).length),
    parts: (state) => parts(state, address, last, ignore),
  });
  /** @param {Waiting} waiting @param {boolean} ignored */
  async function ignore(waiting, ignored) {
    const place = `/inbox/${encodeURIComponent(waiting.mac_address)}/ignored`;
    try {
      await (ignored ? put(place) : del(place));
    } catch (error) {
      return list.ui.update({ line: /** @type {Error} */ (error).message });
    }
    last = ignored ? waiting : null;
    if (ignored) announce(t.gone(macText(waiting.mac_address)));
    await list.refresh();
    toCount();
  }
  return list;
}

/** @param {Waiting[]} all @param {URLSearchParams} query */
function matching(all, query) {
  const digits = (query.get("q") ?? "").replaceAll(/[^0-9a-f]/gi, "").toUpperCase();
  return all.filter(({ mac_address }) => macText(mac_address).replaceAll(":", "").includes(digits));
}

/** @param {import("./live-list.js").ListState} state @param {string | null} address @param {Waiting | null} last @param {Ignore} ignore */
function parts({ data, query }, address, last, ignore) {
  const found = matching(data.phones, query);
  return {
    title: t.title,
    lead: t.lead,
    search: t.find,
    filter: which(query),
    bar: last && html`<span>${t.gone(macText(last.mac_address))}
      <button type="button" class="link" @click=${() => ignore(last, false)}>${t.undo}</button></span>`,
    table: found.length ? waitingTable(found, ignore) : null,
    none: nobody(query, data.phones.length > 0, address),
  };
}

/** @param {URLSearchParams} query */
const which = (query) => filtersBy(t.filter, query, "ignored", [[null, t.waiting], ["true", t.ignored]]);

/** @param {URLSearchParams} query @param {boolean} hasOthers @param {string | null} address */
function nobody(query, hasOthers, address) {
  if (hasOthers) return noneFits(t.nothing, withQuery({ q: null }));
  if (query.has("ignored")) return empty(t.noneIgnored);
  return html`
    ${empty({ icon: "inbox", ...t.empty })}
    <section class="card"><h2>${phones.where.title}</h2>${whereToLook(address)}</section>`;
}

/** @param {Waiting[]} rows @param {Ignore} ignore */
const waitingTable = (rows, ignore) => table({
  caption: t.title, rows, key: (waiting) => waiting.mac_address, columns: [
    { label: t.mac, header: true, cell: ({ mac_address }) => macAddress(mac_address) },
    { label: t.phone, cell: (waiting) => html`<div>${what(waiting)}<br><span class="muted">${wayOf(waiting)}</span>
      ${waiting.provisioned ? nothing : html`<br>${noFile}`}</div>` },
    { label: t.asked, class: "nowrap", cell: ({ count }) => t.times(count) },
    { label: t.last, class: "nowrap", cell: ({ last_at }) => ago(last_at) },
    { label: t.first, class: "nowrap", cell: ({ first_at }) => ago(first_at) },
    { label: t.actions, actions: true, cell: (waiting) => actions(waiting, ignore) },
  ],
});

/** @param {Waiting} waiting */
const what = (waiting) => [modelText(waiting), !waiting.model && t.unknown].filter(Boolean).join(", ");

/** @param {Waiting} waiting @param {Ignore} ignore */
function actions(waiting, ignore) {
  const { mac_address, brand, model, model_name, ignored } = waiting;
  const mac = macText(mac_address);
  const word = ignored ? t.unignore : t.ignore;
  return html`
    <a class="button small" aria-label=${t.named(t.assign, mac)}
      href=${withParameters("/phones/new", { mac: mac_address, brand, model: model ?? model_name })}>${t.assign}</a>
    <button type="button" class="small" @click=${() => ignore(waiting, !ignored)} aria-label=${t.named(word, mac)}>${word}</button>`;
}
