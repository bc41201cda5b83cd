// Times in the site's time zone: relative to read, exact in the title. They stay right while the page is open.
import { html, nothing } from "../node_modules/lit-html/lit-html.js";
import { session } from "../session.js";
import { formats, shell as t } from "../words.js";

const relative = new Intl.RelativeTimeFormat(formats, { numeric: "auto" });
const units = /** @type {const} */ ([["day", 86_400], ["hour", 3600], ["minute", 60]]);

/** "5 minutes ago"; "never" for null. @param {number | null} seconds since 1970 */
export const ago = (seconds) => (seconds === null ? t.time.never : html`
  <time datetime=${iso(seconds)} title=${exact(seconds)} data-ago=${seconds} .textContent=${inWords(seconds)}></time>`);

/** "5 Nov 2025, 14:03". @param {number | null} seconds */
export const at = (seconds) => (seconds === null ? nothing : html`<time datetime=${iso(seconds)}>${exact(seconds)}</time>`);

/** @param {number} seconds */
const iso = (seconds) => new Date(seconds * 1000).toISOString();

/** The exact time as plain text. @param {number} seconds */
export const exact = (seconds) => new Intl.DateTimeFormat(formats, {
  dateStyle: "medium", timeStyle: "short", timeZone: session.timezone || "UTC",
}).format(seconds * 1000);

/** @param {number} seconds */
function inWords(seconds) {
  const from = seconds - Date.now() / 1000;
  for (const [unit, length] of units) {
    if (Math.abs(from) < length) continue;
    // After a month the date itself says more.
    if (unit === "day" && Math.abs(from) > 30 * length) return exact(seconds);
    return relative.format(Math.trunc(from / length), unit);
  }
  return t.time.now;
}

setInterval(() => {
  for (const element of document.querySelectorAll("time[data-ago]")) {
    element.textContent = inWords(Number(/** @type {HTMLElement} */ (element).dataset.ago));
  }
}, 30_000);
