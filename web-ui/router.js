// Pages and their addresses. Links are plain links; a click on one of ours changes the page without loading anew.
import { focusOn, toAnchor } from "./announce.js";
import { confirmDialog } from "./parts/dialog.js";
import { failure, notHere } from "./parts/failure.js";
import { findRoute, know } from "./paths.js";
import { session } from "./session.js";
import { shell as t } from "./words.js";

export { focusOn };

/** Dispatches "loading" and "page" (a page is shown). */
export const routerEvents = new EventTarget();

/** @type {AbortController} */
let leaving = new AbortController();
/** @type {import("./types.js").PageHandle} */
let handle = {};
/** @type {Set<() => boolean>} */
const guards = new Set();
let shown = ""; // path and query of the page that is shown
let position = history.state?.n ?? 0; // our place in the tab's history, to take back a "back"
let ignorePop = false;
let pageTitle = "";
let scrolling = 0;

/**
 * While `dirty()` is true, leaving the page asks first.
 * @param {() => boolean} dirty @param {AbortSignal} signal the page's
 */
export function guardLeaving(dirty, signal) {
  guards.add(dirty);
  signal.addEventListener("abort", () => guards.delete(dirty));
}

/** @param {string} title of the page, for the window */
export function setTitle(title) {
  pageTitle = title;
  setErrorTitle(false);
}

/** @param {boolean} hasErrors */
export function setErrorTitle(hasErrors) {
  document.title = (hasErrors ? t.errorTitle : "") + t.pageTitle(pageTitle, session.site_name || t.product);
}

/**
 * The present address with other query values; null or "" takes one away. Another list begins at its first row.
 * @param {Record<string, string | number | null>} changes
 */
export function withQuery(changes) {
  const query = new URLSearchParams(location.search);
  query.delete("offset");
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === "") query.delete(name);
    else query.set(name, String(value));
  }
  return location.pathname + (query.size ? `?${query}` : "");
}

/**
 * Goes to a page of ours; to the one that is shown already, it loads it anew.
 * @param {string} href @param {{replace?: boolean, force?: boolean}} [options] force: does not ask about unsaved input
 */
export async function navigate(href, { replace = false, force = false } = {}) {
  const before = location.href;
  const target = new URL(href, before);
  if (!force && !(await mayLeave(target))) return;
  if (replace) history.replaceState({ n: position, y: 0 }, "", target);
  else history.pushState({ n: ++position, y: 0 }, "", target);
  await (target.href === before ? reload() : show());
}

/** Builds the present page anew, for example after its data changed altogether. */
export const reload = () => rebuild(true);

const isDirty = () => [...guards].some((dirty) => dirty());

/** Whether going to `target` keeps the page, or loses nothing, or may lose it. @param {URL} target */
async function mayLeave(target) {
  const staysOnPage = target.pathname === shown.split("?")[0] && handle.onQuery;
  return staysOnPage || !isDirty() || (await askToLeave());
}

function askToLeave() {
  const { title, about, leave, stay } = t.guard;
  return confirmDialog({ title, text: about, action: leave, cancel: stay });
}

/** Shows the page of the address bar. */
export async function show() {
  const place = location.pathname + location.search;
  if (place === shown) return toAnchor();
  const [path, before] = shown.split("?");
  const samePage = path === location.pathname;
  shown = place;
  if (!samePage || !handle.onQuery) return rebuild(samePage);
  const query = new URLSearchParams(location.search);
  await handle.onQuery(query);
  if (new URLSearchParams(before).get("offset") !== query.get("offset")) scrollTo(0, history.state?.y ?? 0);
}

/** @param {boolean} samePage */
function rebuild(samePage) {
  leaving.abort(); // which also ends the page's guards
  leaving = new AbortController();
  handle = {};
  return build(new URLSearchParams(location.search), leaving.signal, samePage);
}

/** @param {URLSearchParams} query @param {AbortSignal} signal @param {boolean} samePage */
async function build(query, signal, samePage) {
  const slow = setTimeout(() => routerEvents.dispatchEvent(new Event("loading")), 300);
  const root = document.createElement("div");
  root.className = "page";
  const route = findRoute(location.pathname);
  let title = "";
  try {
    if (route) {
      const { page, params } = route;
      const context = { params, query, session, signal };
      const made = await page.default(root, context);
      if (signal.aborted) return;
      handle = made ?? {};
      title = handle.title ?? (typeof page.title === "string" ? page.title : page.title(context));
    } else title = notHere(root);
  } catch (error) {
    if (signal.aborted) return;
    title = failure(root, error);
  } finally {
    clearTimeout(slow);
  }
  place(root, title, samePage);
}

/** @param {HTMLElement} root @param {string} title @param {boolean} samePage */
function place(root, title, samePage) {
  const first = !document.querySelector("main .page");
  const focused = samePage ? document.activeElement?.id : "";
  clearTimeout(scrolling);
  setTitle(title);
  const main = document.getElementById("main");
  main?.replaceChildren(root);
  routerEvents.dispatchEvent(new Event("page"));
  // Where a password is all that is asked, one types at once.
  const password = /** @type {HTMLElement | null} */ (document.body.classList.contains("bare") ? root.querySelector("input[type=password]") : null);
  if (location.hash) toAnchor();
  else if (password) password.focus();
  else {
    scrollTo(0, history.state?.y ?? 0);
    // On the very first page the browser's own start of reading is right.
    if (!first) focusOn((focused && document.getElementById(focused)) || root.querySelector("h1"));
  }
}

/** @param {MouseEvent} event */
function onClick(event) {
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (!link || event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  if (link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
  if (!findRoute(link.pathname)) return; // the API, or nothing: the browser's own way
  const samePlace = link.pathname + link.search === location.pathname + location.search;
  if (samePlace && link.hash) return;
  event.preventDefault();
  navigate(link.href, { replace: samePlace });
}

async function onPop() {
  if (ignorePop) {
    ignorePop = false;
    return;
  }
  const now = history.state?.n ?? position;
  const target = new URL(location.href);
  if (target.pathname + target.search !== shown && !(await mayLeave(target))) {
    ignorePop = true;
    history.go(position - now);
    return;
  }
  position = now;
  await show();
}

function rememberScroll() {
  clearTimeout(scrolling);
  scrolling = window.setTimeout(() => {
    // While somebody is asked whether to leave, the address is already that of the other page.
    if (location.pathname + location.search === shown) history.replaceState({ ...history.state, n: position, y: scrollY }, "");
  }, 150);
}

/** @param {import("./paths.js").Routes} routes */
export function startRouter(routes) {
  know(routes);
  history.scrollRestoration = "manual";
  if (history.state?.n === undefined) history.replaceState({ ...history.state, n: position, y: 0 }, "");
  document.addEventListener("click", onClick);
  addEventListener("popstate", onPop);
  addEventListener("scroll", rememberScroll, { passive: true });
  addEventListener("beforeunload", (event) => {
    if (isDirty()) event.preventDefault();
  });
}
