// What is around each page: navigation, banner, and the line that says that a page is loading.
import { html, nothing, render } from "./node_modules/lit-html/lit-html.js";
import { connection, get } from "./api.js";
import { icon } from "./parts/icon.js";
import { select } from "./parts/controls.js";
import { openPaths } from "./paths.js";
import { navigate, routerEvents } from "./router.js";
import { askPassword, loadSession, logOut, session, sessionEvents } from "./session.js";
import { stream } from "./stream.js";
import { formats, n, shell as t } from "./words.js";

/** @typedef {"" | "unreachable" | "version" | "ended"} Banner */

const shell = {
  waiting: 0,
  loading: false,
  open: false, // the menu of small screens
  banner: /** @type {Banner} */ (""),
};

/* Address, word and icon. */
const groups = /** @type {const} */ ([
  [["/", "start", "start"]],
  [
    ["/imports", "imports", "import"], ["/people", "people", "people"], ["/phones", "phones", "phones"],
    ["/keys", "keys", "keys"], ["/inbox", "inbox", "inbox"],
  ],
  [["/files", "files", "file"], ["/catalogue", "catalogue", "book"], ["/settings", "settings", "settings"], ["/help", "help", "help"]],
]);

let counting = 0;

/** Tells the navigation how many phones wait in the inbox; for pages that know it anyway. @param {number} phones */
export function setWaiting(phones) {
  clearTimeout(counting);
  shell.waiting = phones;
  draw();
}

function draw() {
  const open = openPaths.includes(location.pathname);
  document.body.classList.toggle("bare", open);
  render(open ? nothing : navigation(), /** @type {HTMLElement} */ (document.getElementById("nav")));
  render(banner(), /** @type {HTMLElement} */ (document.getElementById("banner")));
  document.body.classList.toggle("has-banner", shell.banner !== "");
}

const navigation = () => html`
  <div class="nav-bar">
    <a class="site" href="/"><span class="site-mark" aria-hidden="true"></span><span class="site-name">${session.site_name || t.product}</span></a>
    <span class="loading">${shell.loading ? t.loading : ""}</span>
    <button type="button" class="menu-button" aria-expanded=${shell.open} aria-controls="menu"
      @click=${() => toggle(!shell.open)}>${icon("menu")}${t.nav.menu}</button>
  </div>
  <div id="menu" class=${shell.open ? "menu is-open" : "menu"} @keydown=${onMenuKey}>
    <nav aria-label=${t.nav.label}>
      ${groups.map((group) => html`<ul>${group.map(entry)}</ul>`)}
    </nav>
    <div class="menu-end">
      ${themeSwitch()}
      <button type="button" class="link" @click=${onLogOut}>${icon("logout")}${t.nav.logOut}</button>
    </div>
  </div>`;

/** @param {(typeof groups)[number][number]} link */
function entry([href, name, iconName]) {
  const path = location.pathname;
  const here = path === href || (href !== "/" && path.startsWith(`${href}/`));
  return html`<li><a href=${href} aria-current=${path === href ? "page" : here || nothing}>
    ${icon(iconName)}<span>${t.nav[name]}</span>
    ${name === "inbox" && shell.waiting > 0 ? html`<span class="nav-count"><span aria-hidden="true">${n(shell.waiting)}</span>
      <span class="visually-hidden">, ${t.nav.waiting(shell.waiting)}</span></span>` : nothing}</a></li>`;
}

function banner() {
  if (shell.banner === "unreachable") return html`<p>${icon("attention")}${t.banner.unreachable}</p>`;
  if (shell.banner === "version") {
    return html`<p>${icon("note")}${t.banner.newVersion(session.version)}</p>
      <button type="button" @click=${() => location.reload()}>${t.banner.reload}</button>`;
  }
  if (shell.banner === "ended") {
    return html`<p>${icon("attention")}${t.banner.ended}</p>
      <button type="button" @click=${onLogInAgain}>${t.banner.logIn}</button>`;
  }
  return nothing;
}

/** The choice is the only thing that the pages keep in the browser; theme.js reads it. */
const themes = /** @type {const} */ (["system", "light", "dark"]);

const themeSwitch = () => html`
  <label class="theme-switch"><span>${t.nav.theme}</span>
    ${select({ value: document.documentElement.dataset.theme ?? "system", set: setTheme }, themes.map((value) => ({ value, label: t.nav.themes[value] })))}
  </label>`;

/** @param {string} theme */
function setTheme(theme) {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem("theme", theme);
  } catch {
    // It then holds until the page is loaded again.
  }
}

/** @param {boolean} open */
function toggle(open) {
  shell.open = open;
  draw();
}

/** @param {KeyboardEvent} event */
function onMenuKey(event) {
  if (event.key !== "Escape" || !shell.open) return;
  toggle(false);
  /** @type {HTMLElement | null} */ (document.querySelector(".menu-button"))?.focus();
}

const onLogInAgain = async () => (await loadSession()).logged_in || askPassword();

async function onLogOut() {
  await logOut();
  await navigate("/login", { force: true });
}

/** @param {Banner} name */
function show(name) {
  shell.banner = name;
  draw();
}

/** Asks again and again until the box is back. */
function watchForReturn() {
  if (shell.banner === "unreachable") return;
  show("unreachable");
  const timer = setInterval(() => loadSession().then(() => clearInterval(timer), () => {}), 3000);
}

async function countWaiting() {
  if (!session.logged_in) return;
  try {
    setWaiting((await get("/overview")).counts.waiting);
  } catch {
    // The count is a courtesy; the banner says it when the box is away.
  }
}

/** Sightings come in bursts: one question for all of them. */
function countSoon() {
  clearTimeout(counting);
  counting = window.setTimeout(countWaiting, 1000);
}

/** @type {AbortController | null} */
let listening = null;
/** Listens to the box as long as somebody is logged in. */
function listen() {
  if (session.logged_in && !listening) {
    listening = new AbortController();
    stream((event) => event.type !== "import" && countSoon(), listening.signal);
    countSoon();
  } else if (!session.logged_in) {
    listening?.abort();
    listening = null;
  }
}

/** Paper says which box it is from, and of which day. */
function headPrint() {
  const day = new Date().toLocaleDateString(formats, { dateStyle: "long", timeZone: session.timezone || "UTC" });
  /** @type {HTMLElement} */ (document.getElementById("print-head")).textContent = `${session.site_name || t.product} · ${day}`;
}

export function startShell() {
  addEventListener("beforeprint", headPrint);
  connection.addEventListener("unreachable", watchForReturn);
  connection.addEventListener("reachable", () => shell.banner === "unreachable" && show(""));
  sessionEvents.addEventListener("ended", () => show("ended"));
  sessionEvents.addEventListener("version", () => show("version"));
  sessionEvents.addEventListener("change", () => {
    if (session.logged_in && shell.banner === "ended") shell.banner = "";
    listen();
    draw();
  });
  routerEvents.addEventListener("loading", () => {
    shell.loading = true;
    draw();
  });
  routerEvents.addEventListener("page", () => {
    shell.loading = false;
    shell.open = false;
    draw();
  });
  listen();
}
