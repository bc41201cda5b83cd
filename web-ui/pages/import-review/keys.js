// N and Shift+N, while no field has the focus. Who speaks to the computer can switch them off.
import { html } from "../../node_modules/lit-html/lit-html.js";
import { t as all } from "../../strings/en/import-review.js";

const t = all.review;
let areOn = read();

function read() {
  try {
    return localStorage.getItem("keys") !== "off";
  } catch {
    return true;
  }
}

function toggle() {
  areOn = !areOn;
  try {
    localStorage.setItem("keys", areOn ? "on" : "off");
  } catch {
    // It then holds until the page is loaded again.
  }
}

/** @param {(step: 1 | -1) => unknown} walk @param {AbortSignal} signal */
export function keys(walk, signal) {
  addEventListener("keydown", (event) => {
    if (!areOn || event.key.toLowerCase() !== "n" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof Element && event.target.closest("input, select, textarea, dialog")) return;
    event.preventDefault();
    walk(event.shiftKey ? -1 : 1);
  }, { signal });
}

/** @param {() => unknown} redraw */
export const keyHint = (redraw) => html`
  <p class="hint no-print">${areOn ? t.keys : t.noKeys} <button type="button" class="link" @click=${() => {
    toggle();
    redraw();
  }}>${areOn ? t.keysOff : t.keysOn}</button></p>`;
