// Who is logged in, on which box. A session that ends in the middle of work is renewed in a dialog over the page.
import { connection, get, guard, post, del, Problem } from "./api.js";
import { shell as t } from "./words.js";
import { owner, textDialog } from "./parts/dialog.js";
import { html } from "./node_modules/lit-html/lit-html.js";

/** @typedef {import("./types.js").Session} Session */

/** @type {Session} */
export let session = { claimed: true, logged_in: false, name: null, csrf: null, site_name: "", timezone: "UTC", version: "" };

/** Dispatches "change" (of the session), "ended" and "version" (the program was updated under the page). */
export const sessionEvents = new EventTarget();

/** Takes a session document, from wherever it came. @param {Session} now */
export function setSession(now) {
  const updated = session.version !== "" && session.version !== now.version;
  session = now;
  declined &&= !now.logged_in;
  guard.csrf = now.csrf ?? "";
  sessionEvents.dispatchEvent(new Event("change"));
  if (updated) sessionEvents.dispatchEvent(new Event("version"));
  return now;
}

export const loadSession = async () => setSession(await get("/session"));

/** @param {string} password */
export const logIn = async (password) => setSession(await post("/session", { body: { password } }));

/** @param {string} token @param {string} password */
export const claim = async (token, password) => setSession(await post("/claim", { body: { token, password } }));

export async function logOut() {
  await del("/session");
  await loadSession();
}

/** Asks for the password over the page, so that what was typed there stays; says whether somebody is logged in now. */
export function askPassword() {
  const { title, about, password, later } = t.session;
  return textDialog({
    title, text: html`${about}${owner}`, label: password, type: "password", autocomplete: "current-password", action: t.session.logIn, cancel: later,
    check: (typed) => logIn(typed).then(() => "", (error) => (error instanceof Problem ? error.detail : t.form.noAnswer)),
  });
}

/** @type {Promise<void> | null} */
let renewing = null;
/** "Not now": from then on only what the person does asks again, not what the page looks up by itself. */
let declined = false;

guard.renew = (problem, acts) => {
  if (declined && !acts) return Promise.reject(problem);
  // Calls that fail together wait for the same dialog.
  renewing ??= renew(problem).finally(() => (renewing = null));
  return renewing;
};

/** @param {Problem} problem */
async function renew(problem) {
  // Another tab may have logged in again: then only our CSRF value is old.
  const now = await loadSession();
  if (now.logged_in && problem.code === "csrf_wrong") return;
  if (now.logged_in || (await askPassword())) return;
  declined = true;
  sessionEvents.dispatchEvent(new Event("ended"));
  throw problem;
}

// A box that was away may have come back as another version, or have forgotten us.
let away = false;
connection.addEventListener("unreachable", () => (away = true));
connection.addEventListener("reachable", () => {
  if (!away) return;
  away = false;
  loadSession().catch(() => {});
});
