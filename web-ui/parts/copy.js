// A button that copies. Plain HTTP has no clipboard API, so there is the old way too.
import { html } from "../node_modules/lit-html/lit-html.js";
import { announce } from "../announce.js";
import { shell as t } from "../words.js";
import { icon } from "./icon.js";

/** @param {string} text @param {string} what names it: "Copy the address" */
export const copyButton = (text, what) => html`
  <button type="button" class="small copy" aria-label=${what} @click=${(/** @type {any} */ event) => onCopy(event.currentTarget, text)}>
    ${icon("copy")}<span .textContent=${t.copy.copy}></span></button>`;

/** An address under its name, in a list of facts. @param {string} name @param {string} value */
export const address = (name, value) => html`
  <dt>${name}</dt>
  <dd class="value"><code>${value}</code>${copyButton(value, t.copy.of(name))}</dd>`;

/** @param {HTMLElement} button @param {string} text */
async function onCopy(button, text) {
  const said = (await copied(text)) ? t.copy.copied : t.copy.failed;
  const label = /** @type {HTMLElement} */ (button.querySelector("span"));
  label.textContent = said;
  announce(said);
  setTimeout(() => (label.textContent = t.copy.copy), 4000);
}

/** @param {string} text */
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copiedTheOldWay(text);
  }
}

/** @param {string} text */
function copiedTheOldWay(text) {
  const before = document.activeElement;
  const area = document.createElement("textarea");
  area.className = "visually-hidden";
  area.value = text;
  // Inside an open dialog nothing outside of it can take the focus.
  (document.querySelector("dialog[open]") ?? document.body).append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  if (before instanceof HTMLElement) before.focus();
  return done;
}
