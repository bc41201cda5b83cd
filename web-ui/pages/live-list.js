// A list whose place is the address and that follows the box. Rows change where they are; they come, go and move only
// when the person asks for it.
import { html, nothing } from "../node_modules/lit-html/lit-html.js";
import { announce } from "../announce.js";
import { empty } from "../parts/empty.js";
import { icon } from "../parts/icon.js";
import { pageHeader } from "../parts/page-header.js";
import { offsetOf, pager } from "../parts/pager.js";
import { searchBox } from "../parts/search.js";
import { focusOn } from "../router.js";
import { mount } from "../state.js";
import { stream } from "../stream.js";
import { lists as t } from "../words.js";

/** @typedef {import("../types.js").Content} Content */
/**
 * @typedef {object} List what a page tells about its list
 * @property {(query: URLSearchParams) => Promise<any>} load
 * @property {string} rows name of the rows in what `load` brings
 * @property {(row: any) => string | number} key
 * @property {(data: any) => string} count how many there are, in words
 * @property {(state: ListState) => Parts} parts of the page
 */
/**
 * @typedef {object} Parts
 * @property {string} title
 * @property {string} [lead]
 * @property {Content} [actions] with the whole list
 * @property {{href: string, text: string}} [add]
 * @property {Content} [first] instead of the list, when there is nothing at all
 * @property {string} search label of the search
 * @property {Content} filter
 * @property {Content} [bar] beside the count
 * @property {Content} table null when no row fits
 * @property {Content} none then
 */
/**
 * @typedef {object} ListState
 * @property {URLSearchParams} query
 * @property {any} data as it is shown
 * @property {any} fresh as the box has it, when rows came, went or moved
 * @property {number} added new rows in `fresh`
 * @property {string} line what is said instead of the count
 * @property {() => void} show the fresh rows
 * @property {List["count"]} count
 * @property {URLSearchParams} wanted of the address
 * @property {number} asked
 */

/** @param {HTMLElement} root @param {import("../types.js").PageContext} context @param {List} list */
export async function liveList(root, { query, signal }, list) {
  /** @type {ListState} */
  const state = {
    query, data: await list.load(query), fresh: null, added: 0, line: "", count: list.count, wanted: query, asked: 0,
    async show() {
      await ui.update({ data: state.fresh, fresh: null });
      toCount();
    },
  };
  const ui = mount(root, (state) => page(state, list.parts(state)), state, signal);
  follow(() => ask(ui, list), signal);
  const onQuery = (/** @type {URLSearchParams} */ query) => {
    state.wanted = query;
    return ask(ui, list);
  };
  return { ui, onQuery, refresh: () => onQuery(new URLSearchParams(state.wanted)) };
}

/**
 * Loads what is wanted. For the address that is shown already, rows stay where they are.
 * @param {{state: ListState, update: (patch: Partial<ListState>) => Promise<void>}} ui @param {List} list
 */
async function ask({ state, update }, list) {
  const mine = (state.asked += 1); // the newest answer wins
  const query = state.wanted;
  const isNew = query !== state.query;
  const slow = setTimeout(() => isNew && update({ line: t.searching }), 300);
  try {
    const data = await list.load(query);
    if (mine !== state.asked) return;
    await update(isNew ? { query, data, fresh: null, line: "" } : merge(state, data, list));
    if (!isNew) return;
    announce(list.count(data));
    if (document.activeElement === document.body) toCount(); // what had the focus is gone
  } catch (error) {
    if (mine === state.asked && isNew) update({ line: /** @type {Error} */ (error).message });
  } finally {
    clearTimeout(slow);
  }
}

/** Leads the person to the head of the list. */
export const toCount = () => focusOn(/** @type {HTMLElement} */ (document.getElementById("list-count")));

/** Calls `look` when something happened on the box, once a second at most. @param {() => unknown} look @param {AbortSignal} signal */
export function follow(look, signal) {
  let timer = 0;
  stream(() => {
    timer ||= window.setTimeout(() => {
      timer = 0;
      if (!signal.aborted) look();
    }, 1000);
  }, signal);
}

/** @param {ListState} state @param {any} data @param {List} list @returns {Partial<ListState>} */
function merge({ data: shown, fresh }, data, { rows, key }) {
  /** @type {any[]} */
  const [old, now] = [shown[rows], data[rows]];
  const before = new Set(old.map(key));
  const after = new Map(now.map((/** @type {any} */ row) => [key(row), row]));
  const added = now.filter((/** @type {any} */ row) => !before.has(key(row))).length;
  if (added && !fresh) announce(t.news(added));
  // Where nobody reads anything yet, nothing moves under their eyes.
  if (old.length === 0 || [...before].join() === [...after.keys()].join()) return { data, fresh: null, line: "" };
  const kept = old.map((/** @type {any} */ row) => after.get(key(row)) ?? row);
  return { data: { ...data, [rows]: kept }, fresh: data, added, line: "" };
}

/** @param {ListState} state @param {Parts} parts */
function page({ data, query, fresh, added, line, show, count }, { title, lead, actions, add, first, search, filter, bar, table, none }) {
  const isEmpty = first && !table && [...query.keys()].every((name) => name === "offset");
  return html`
    ${pageHeader({ title, lead, actions: html`
      ${isEmpty ? nothing : actions}
      ${add && html`<a class=${isEmpty ? "button" : "button primary"} href=${add.href}>${icon("add")}${add.text}</a>`}` })}
    ${isEmpty ? first : html`
      <div class="section wide">
        <div class="toolbar">${searchBox(query.get("q") ?? "", search)}${filter}</div>
        <div class="list-bar no-print">
          <p id="list-count" tabindex="-1">${line || count(data)}</p>${bar}
          ${fresh ? html`<button type="button" class="small" @click=${show}>${added ? t.news(added) : t.changed}</button>` : nothing}
        </div>
        ${table ?? none}
        ${pager(data.total ?? 0, offsetOf(query))}
      </div>`}`;
}

/** No row fits what was asked for. @param {{title: string, text: string}} words @param {string} href of the whole list */
export const noneFits = (words, href) => empty({ ...words, action: html`<a href=${href}>${t.clear}</a>` });

/** Nothing is here at all: the import is the first step. @param {"people" | "phones"} name @param {{title: string, text: string}} words */
export const firstStep = (name, words) => empty({
  icon: name, ...words, action: html`<a class="button primary" href="/imports/new">${icon("import")}${t.importFirst}</a>`,
});

/** @param {"users" | "devices"} what */
export const exportLink = (what) => html`
  <a class="button" href="/api/v1/exports/${what}?format=xlsx" download>${icon("download")}${t.export}</a>`;
