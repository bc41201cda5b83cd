// Everybody on this box; on paper it is the office's extension list.
import { html, nothing } from "../node_modules/lit-html/lit-html.js";
import { get, withParameters } from "../api.js";
import { empty } from "../parts/empty.js";
import { filters } from "../parts/filters.js";
import { icon } from "../parts/icon.js";
import { pageHeader } from "../parts/page-header.js";
import { offsetOf, pager, pageSize } from "../parts/pager.js";
import { table } from "../parts/table.js";
import { exact } from "../parts/time.js";
import { withQuery } from "../router.js";
import { session } from "../session.js";
import { t } from "../strings/en/people.js";
import { listBar, liveList, searchBox, showAll } from "./live-list.js";

/** @typedef {import("../types.js").Users} Users */
/** @typedef {import("../types.js").UserSummary} UserSummary */

export const title = t.title;

/** @param {HTMLElement} root @param {import("../types.js").PageContext} context */
export default async function page(root, context) {
  /** @param {URLSearchParams} query @returns {Promise<Users>} */
  const load = (query) => get(withParameters("/users", {
    q: query.get("q"), without_phone: query.get("without_phone"), offset: offsetOf(query), limit: pageSize,
  }), context);
  const list = await liveList(root, context, {
    load, rows: "users", key: (user) => user.id, count: ({ total }) => t.count(total), view: (state) => view(state, print),
  });
  /** A paper list has no pages to turn: everybody comes onto it. */
  async function print() {
    const { data, query } = list.ui.state;
    const users = [];
    for (let offset = 0; offset < data.total; offset += pageSize) {
      const part = new URLSearchParams(query);
      part.set("offset", String(offset));
      users.push(...(await load(part)).users);
    }
    await list.ui.update({ data: { ...data, users } });
    window.print();
    list.ui.update({ data });
  }
  return list;
}

/** @param {import("./live-list.js").ListState} state @param {() => void} print */
function view(state, print) {
  const { data, query } = state;
  const isFiltered = query.has("q") || query.has("without_phone");
  const isEmpty = data.total === 0 && !isFiltered;
  return html`
    ${pageHeader({ title: t.title, actions: isEmpty ? addLink("button") : html`
      <a class="button" href="/api/v1/exports/users?format=csv" download>${icon("download")}${t.export}</a>
      <button type="button" @click=${print}>${icon("print")}${t.print}</button>
      ${addLink("button primary")}` })}
    ${isEmpty ? firstStep() : html`
      <div class="section wide">
        <p class="print-only">${session.site_name}, ${exact(Date.now() / 1000)}</p>
        <div class="toolbar">${searchBox(query, t.search)}${which(query)}</div>
        ${listBar(state)}
        ${data.total ? people(data.users) : empty({ ...t.nobody, action: showAll("/people") })}
        ${pager(data.total, offsetOf(query))}
      </div>`}`;
}

/** @param {string} className */
const addLink = (className) => html`<a class=${className} href="/people/new">${icon("add")}${t.add}</a>`;

const firstStep = () => empty({
  icon: "people", title: t.empty.title, text: t.empty.text,
  action: html`<a class="button primary" href="/imports/new">${icon("import")}${t.empty.action}</a>`,
});

/** @param {URLSearchParams} query */
const which = (query) => filters(t.filter, [
  { id: "all", text: t.all, href: withQuery({ without_phone: null, offset: null }), current: !query.has("without_phone") },
  { id: "without", text: t.withoutPhone, href: withQuery({ without_phone: "true", offset: null }), current: query.has("without_phone") },
]);

/** @param {UserSummary[]} users */
const people = (users) => table({
  caption: t.title, captionHidden: true, rows: users, key: (user) => user.id, columns: [
    { label: t.name, header: true, cell: (user) => html`<a href="/people/${user.id}">${user.first_name} ${user.last_name}</a>` },
    { label: t.extensions, cell: (user) => user.extensions.join(", ") },
    { label: t.numbers, cell: (user) => user.phone_numbers.join(", ") },
    { label: t.phones, class: "no-print", cell: phones },
    { label: t.department, cell: (user) => user.department },
    { label: t.location, class: "no-print", cell: (user) => user.location },
  ],
});

/** @param {UserSummary} user */
const phones = ({ devices, softphone }) => html`
  ${devices || (softphone ? nothing : html`<span class="muted">${t.none}</span>`)}${softphone ? `${devices ? " + " : ""}${t.softphone}` : nothing}`;
