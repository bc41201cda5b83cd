// A list whose place is the address and that follows the box. Rows change where they are; they come, go and move only
// when the person asks for it.
import { html, nothing } from "../node_modules/lit-html/lit-html.js";
import { live } from "../node_modules/lit-html/directives/live.js";
import { announce } from "../announce.js";
import { focusOn, navigate, withQuery } from "../router.js";
import { mount } from "../state.js";
import { stream } from "../stream.js";
import { t } from "../strings/en/lists.js";

/** @typedef {import("../types.js").Content} Content */
/**
 * @typedef {object} List what a page tells about its list
 * @property {(query: URLSearchParams) => Promise<any>} load
 * @property {string} rows name of the rows in what `load` brings
 * @property {(row: any) => string | number} key
 * @property {(data: any) => string} count how many there are, in words
 * @property {(state: ListState) => Content} view
 */
/**
 * @typedef {object} ListState
 * @property {URLSearchParams} query
 * @property {any} data as it is shown
 * @property {any} fresh as the box has it, when rows came, went or moved
 * @property {number} added new rows in `fresh`
 * @property {string} line what is said instead of the count
 * @property {() => void} show
 * @property {List["count"]} count
 */

/** @param {HTMLElement} root @param {import("../types.js").PageContext} context @param {List} list */
export async function liveList(root, { query, signal }, list) {
  let wanted = query;
  let asked = 0;
  /** @param {any} data */
  const take = (data) => ui.update({ query: wanted, data, fresh: null, line: "" });
  const show = async () => {
    await take(ui.state.fresh);
    focusOn(/** @type {HTMLElement} */ (document.getElementById("list-count")));
  };
  const data = await list.load(query);
  const ui = mount(root, list.view, /** @type {ListState} */ ({ query, data, fresh: null, added: 0, line: "", show, count: list.count }), signal);

  async function ask() {
    const mine = (asked += 1); // the newest answer wins
    const isSame = wanted === ui.state.query;
    const slow = setTimeout(() => isSame || ui.update({ line: t.searching }), 300);
    try {
      const data = await list.load(wanted);
      if (mine !== asked) return;
      await (isSame ? ui.update(merge(ui.state, data, list)) : take(data));
      if (!isSame) announce(list.count(data));
    } catch (error) {
      if (mine === asked && !isSame) ui.update({ line: /** @type {Error} */ (error).message });
    } finally {
      clearTimeout(slow);
    }
  }
  follow(ask, signal);
  const onQuery = (/** @type {URLSearchParams} */ query) => {
    wanted = query;
    return ask();
  };
  return { ui, onQuery, refresh: () => onQuery(new URLSearchParams(wanted)) };
}

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
  if ([...before].join() === [...after.keys()].join()) return { data, fresh: null, line: "" };
  const added = now.filter((/** @type {any} */ row) => !before.has(key(row))).length;
  if (!fresh) announce(t.news(added));
  const kept = old.map((/** @type {any} */ row) => after.get(key(row)) ?? row);
  return { data: { ...data, [rows]: kept }, fresh: data, added, line: "" };
}

/** How many there are, and that there is news. @param {ListState} state @param {Content} [more] */
export const listBar = ({ data, fresh, added, line, show, count }, more) => html`
  <div class="list-bar no-print">
    <p id="list-count" tabindex="-1">${line || count(data)}</p>${more}
    ${fresh ? html`<button type="button" class="small" @click=${show}>${t.news(added)}</button>` : nothing}
  </div>`;

/** What is typed goes into the address a moment later. @param {URLSearchParams} query @param {string} label */
export function searchBox(query, label) {
  const input = /** @type {HTMLInputElement | null} */ (document.getElementById("list-search"));
  // While the person types, the address lags behind.
  const text = input && input === document.activeElement ? input.value : query.get("q") ?? "";
  return html`
    <div class="field" role="search">
      <label for="list-search">${label}</label>
      <input id="list-search" type="search" autocomplete="off" spellcheck="false" .value=${live(text)} @input=${onSearch}>
    </div>`;
}

let typing = 0;
/** @param {Event} event */
function onSearch(event) {
  const input = /** @type {HTMLInputElement} */ (event.target);
  clearTimeout(typing);
  typing = window.setTimeout(() => {
    if (input.isConnected) navigate(withQuery({ q: input.value.trim(), offset: null }), { replace: true });
  }, 250);
}

/** The way back to the whole list. @param {string} path */
export const showAll = (path) => html`<a href=${path}>${t.clear}</a>`;
