// Everybody on this box; on paper it is the office's extension list.
import { html } from "../node_modules/lit-html/lit-html.js";
import { get, withParameters } from "../api.js";
import { filtersBy } from "../parts/filters.js";
import { icon } from "../parts/icon.js";
import { offsetOf, pageSize } from "../parts/pager.js";
import { table } from "../parts/table.js";
import { people as t } from "../words.js";
import { exportLink, firstStep, liveList, noneFits } from "./live-list.js";

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
    load, rows: "users", key: (user) => user.id, count: ({ total }) => t.total(total), parts: (state) => parts(state, print),
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
    addEventListener("afterprint", () => list.ui.update({ data }), { once: true });
    window.print();
  }
  return list;
}

/** @param {import("./live-list.js").ListState} state @param {() => void} print */
const parts = ({ data, query }, print) => ({
  title: t.title,
  actions: html`${exportLink("users")}<button type="button" @click=${print}>${icon("print")}${t.print}</button>`,
  add: { href: "/people/new", text: t.add },
  first: firstStep("people", t.empty),
  search: t.search,
  filter: which(query),
  table: data.users.length ? people(data.users) : null,
  none: noneFits(t.nobody, "/people"),
});

/** @param {URLSearchParams} query */
const which = (query) => filtersBy(t.filter, query, "without_phone", [[null, t.all], ["true", t.withoutPhone]]);

/** @param {UserSummary[]} users */
const people = (users) => table({
  caption: t.title, rows: users, key: (user) => user.id, columns: [
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
  ${[devices, softphone && t.softphone].filter(Boolean).join(" + ") || html`<span class="muted">${t.none}</span>`}`;
