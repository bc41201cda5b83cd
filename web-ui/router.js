// Pages and their addresses. Links are plain links; a click on one of ours changes the page without loading anew.
import { confirmDialog } from "./parts/dialog.js";
import { failure, notFound } from "./parts/failure.js";
import { findRoute } from "./routes.js";
import { session } from "./session.js";
import { t } from "./strings/en.js";

/** @typedef {import("./types.js").PageContext} PageContext */

/** Dispatches "loading", "page" (a page is shown) and "query". */
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

/**
 * While `isDirty()` is true, leaving the page asks first.
 * @param {() => boolean} isDirty @param {AbortSignal} signal the page's
 */
export function guardLeaving(isDirty, signal) {
  guards.add(isDirty);
  signal.addEventListener("abort", () => guards.delete(isDirty));
}

/** @param {string} title of the page, for the window */
export function setTitle(title) {
  pageTitle = title;
  setErrorTitle(false);
}

/** @param {boolean} hasErrors */
export function setErrorTitle(hasErrors) {
  document.title = (hasErrors ? t.errorTitle : "") + t.pageTitle(pageTitle, session.site_name);
}

/**
 * The present address with other query values; null or "" takes one away.
 * @param {Record<string, string | number | null>} changes
 */
export function withQuery(changes) {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === "") query.delete(name);
    else query.set(name, String(value));
  }
  return location.pathname + (query.size ? `?${query}` : "");
}

/**
 * Goes to a page of ours.
 * @param {string} href @param {{replace?: boolean, force?: boolean}} [options] force: does not ask about unsaved input
 */
export async function navigate(href, { replace = false, force = false } = {}) {
  const target = new URL(href, location.href);
  if (!force && !(await mayLeave(target))) return;
  if (replace) history.replaceState({ n: position, y: 0 }, "", target);
  else history.pushState({ n: ++position, y: 0 }, "", target);
  await show();
}

/** Builds the present page anew, for example after its data changed altogether. */
export async function reload() {
  shown = "";
  await show();
}

/** @param {URL} target */
async function mayLeave(target) {
  const samePage = target.pathname === new URL(shown || "/", location.href).pathname;
  if (samePage && handle.onQuery) return true;
  if (![...guards].some((isDirty) => isDirty())) return true;
  return confirmDialog({ title: t.guard.title, text: t.guard.about, action: t.guard.leave, cancel: t.guard.stay });
}

/** Shows the page of the address bar. */
export async function show() {
  const place = location.pathname + location.search;
  if (place === shown) return toAnchor();
  const samePage = shown.split("?")[0] === location.pathname;
  shown = place;
  const query = new URLSearchParams(location.search);
  if (samePage && handle.onQuery) {
    await handle.onQuery(query);
    routerEvents.dispatchEvent(new Event("query"));
    return;
  }
  leaving.abort();
  leaving = new AbortController();
  guards.clear();
  await build(query, leaving.signal, samePage);
}

/** @param {URLSearchParams} query @param {AbortSignal} signal @param {boolean} samePage */
async function build(query, signal, samePage) {
  const slow = setTimeout(() => routerEvents.dispatchEvent(new Event("loading")), 300);
  const root = document.createElement("div");
  root.className = "page";
  const route = findRoute(location.pathname);
  const context = { params: route?.params ?? {}, query, session, signal };
  let title = "";
  try {
    const page = route ? await route.load() : await notFound();
    title = typeof page.title === "string" ? page.title : page.title(context);
    const made = (await page.default(root, context)) ?? {};
    if (signal.aborted) return;
    handle = made;
    title = made.title ?? title;
  } catch (error) {
    if (signal.aborted) return;
    title = await failure(root, error, context);
    handle = {};
  } finally {
    clearTimeout(slow);
  }
  place(root, title, samePage);
}

/** @param {HTMLElement} root @param {string} title @param {boolean} samePage */
function place(root, title, samePage) {
  const first = !document.querySelector("main .page");
  const focused = samePage ? document.activeElement?.id : "";
  setTitle(title);
  const main = document.getElementById("main");
  main?.replaceChildren(root);
  routerEvents.dispatchEvent(new Event("page"));
  if (location.hash) toAnchor();
  else {
    scrollTo(0, history.state?.y ?? 0);
    // On the very first page the browser's own start of reading is right.
    if (!first) focusAfterChange(root, focused);
  }
}

/** @param {HTMLElement} root @param {string} [id] of what had the focus before */
function focusAfterChange(root, id) {
  const target = (id && document.getElementById(id)) || root.querySelector("h1");
  if (target instanceof HTMLElement) focusOn(target);
}

/** Focuses an element that need not be focusable by itself. @param {HTMLElement} element */
export function focusOn(element) {
  if (element.tabIndex < 0 && !element.hasAttribute("tabindex")) element.tabIndex = -1;
  element.focus({ preventScroll: element.tagName === "H1" });
}

function toAnchor() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  target.scrollIntoView();
  focusOn(target);
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
  if (samePlace) shown = ""; // the link of the page one is on loads it anew
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

let scrolling = 0;
function rememberScroll() {
  clearTimeout(scrolling);
  scrolling = window.setTimeout(() => history.replaceState({ ...history.state, n: position, y: scrollY }, ""), 150);
}

export function startRouter() {
  history.scrollRestoration = "manual";
  if (history.state?.n === undefined) history.replaceState({ ...history.state, n: position, y: 0 }, "");
  document.addEventListener("click", onClick);
  addEventListener("popstate", onPop);
  addEventListener("scroll", rememberScroll, { passive: true });
  addEventListener("beforeunload", (event) => {
    if ([...guards].some((isDirty) => isDirty())) event.preventDefault();
  });
}
