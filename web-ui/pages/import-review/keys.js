// N and Shift+N, while no field has the focus. Who speaks to the computer can switch them off.
import { html } from "../../node_modules/lit-html/lit-html.js";
import { importReview as t } from "../../words.js";
import { isField } from "../../announce.js";

let areOn = true;

/** @param {(step: 1 | -1) => unknown} walk @param {AbortSignal} signal */
export function keys(walk, signal) {
  addEventListener("keydown", (event) => {
    const { key, shiftKey, ctrlKey, metaKey, altKey, target } = event;
    if (!areOn || key.toLowerCase() !== "n" || ctrlKey || metaKey || altKey || isField(target)) return;
    event.preventDefault();
    walk(shiftKey ? -1 : 1);
  }, { signal });
}

/** @param {() => unknown} redraw */
export const keyHint = (redraw) => html`
  <p class="hint no-print">${areOn ? t.keys : ""} <button type="button" class="link" @click=${() => {
    areOn = !areOn;
    redraw();
  }}>${areOn ? t.keysOff : t.keysOn}</button></p>`;
