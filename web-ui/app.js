// Where everything starts: asks the box who we are, then shows the page of the address bar.
import "./order.js";
import { afterLogin, openPaths } from "./paths.js";
import { navigate, show, startRouter } from "./router.js";
import { routes } from "./routes.js";
import { loadSession, session } from "./session.js";
import { startShell } from "./shell.js";
import { failure } from "./parts/failure.js";

/** Where somebody without a session has to go first; "" when the page may be shown. */
function wayIn() {
  const path = location.pathname;
  if (!session.claimed) return path === "/claim" ? "" : "/claim";
  if (path === "/login") return session.logged_in ? afterLogin() : "";
  if (session.logged_in || openPaths.includes(path)) return "";
  const next = path + location.search;
  return next === "/" ? "/login" : `/login?next=${encodeURIComponent(next)}`;
}

// What a page still asked for when it was left needs no answer.
addEventListener("unhandledrejection", (event) => event.reason?.name === "AbortError" && event.preventDefault());

async function start() {
  try {
    await loadSession();
  } catch (error) {
    return void failure(/** @type {HTMLElement} */ (document.getElementById("main")), error);
  }
  startRouter(routes);
  startShell();
  const detour = wayIn();
  if (detour) await navigate(detour, { replace: true, force: true });
  else await show();
}

start();
