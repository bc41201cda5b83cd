// Which module shows which address. The server answers exactly these paths with index.html.

/** @typedef {import("./types.js").PageModule} PageModule */

/** Path (`#` stands for a number, named in order) and module in pages/. The first that fits wins. */
const routes = /** @type {const} */ ([
  ["/", "start"],
  ["/claim", "claim"],
  ["/login", "login"],
  ["/imports", "imports"],
  ["/imports/new", "import-new"],
  ["/imports/#", "import"],
  ["/imports/#/columns", "import-columns"],
  ["/imports/#/review", "import-review"],
  ["/imports/#/check", "import-check"],
  ["/imports/#/slips", "import-slips"],
  ["/keys", "keys"],
  ["/people", "people"],
  ["/people/new", "person"],
  ["/people/#", "person"],
  ["/phones", "phones"],
  ["/phones/new", "phone"],
  ["/phones/#", "phone"],
  ["/inbox", "inbox"],
  ["/settings", "settings"],
  ["/help", "help"],
]);

/** Pages that are shown without a session, and without the navigation. */
export const openPaths = ["/claim", "/login"];

/**
 * @param {string} path
 * @returns {{params: Record<string, string>, load: () => Promise<PageModule>} | null} `params.id` is the number, if any
 */
export function findRoute(path) {
  for (const [pattern, module] of routes) {
    const found = new RegExp(`^${pattern.replace("#", "([1-9][0-9]*)")}$`).exec(path);
    if (!found) continue;
    /** @type {Record<string, string>} */
    const params = found[1] ? { id: found[1] } : {};
    return { params, load: () => import(`./pages/${module}.js`) };
  }
  return null;
}

/** The page that was asked for before the log-in; only ever one of ours. */
export function afterLogin() {
  const next = new URL(new URLSearchParams(location.search).get("next") ?? "/", location.origin);
  return next.origin === location.origin && findRoute(next.pathname) ? next.pathname + next.search : "/";
}
