// Which paths there are. The list itself is in routes.js, which knows the pages; everybody may ask here.

/** Pages that are shown without a session, and without the navigation. */
export const openPaths = ["/claim", "/login"];

/** Path, where `#` stands for a number, and page. @typedef {[string, import("./types.js").PageModule][]} Routes */
/** @type {Routes} */
let routes = [];
/** @param {Routes} all the first that fits wins */
export const know = (all) => (routes = all);

/** The page of a path; `params.id` is the number in it, if any. @param {string} path */
export function findRoute(path) {
  for (const [pattern, page] of routes) {
    const found = new RegExp(`^${pattern.replace("#", "([1-9][0-9]*)")}$`).exec(path);
    if (found) return { page, params: { id: found[1] } };
  }
  return null;
}

/** The page that was asked for before the log-in; only ever one of ours. */
export function afterLogin() {
  const next = new URL(new URLSearchParams(location.search).get("next") ?? "/", location.origin);
  return next.origin === location.origin && findRoute(next.pathname) ? next.pathname + next.search : "/";
}
