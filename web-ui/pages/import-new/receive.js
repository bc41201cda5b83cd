// Files and cells that are dropped on the page, or pasted while no field has the focus.
import { words } from "../../words.js";

const t = words("imports");

/** @param {string} text @returns {File | null} cells as a file; null for what is no table */
export const cells = (text) => (/[\t\n]./.test(text) ? new File([text], t.pasted) : null);

/** @param {DataTransfer | null} data */
const text = (data) => cells(data?.getData("text/plain") ?? "");

/**
 * Anywhere on the page, so that a file that misses the zone does not open in the browser.
 * @param {import("../import-new.js").Take} take @param {(over: boolean) => unknown} tell @param {AbortSignal} signal
 */
export function receive(take, tell, signal) {
  const options = { signal };
  addEventListener("dragover", (event) => {
    event.preventDefault();
    tell(true);
  }, options);
  addEventListener("dragleave", (event) => event.relatedTarget || tell(false), options);
  addEventListener("drop", (event) => {
    event.preventDefault();
    tell(false);
    take(event.dataTransfer?.files[0] ?? text(event.dataTransfer));
  }, options);
  addEventListener("paste", ({ target, clipboardData }) => {
    // A spreadsheet copies cells as text and as a picture of them, which is a file too: the text counts.
    if (!isField(target)) take(text(clipboardData) ?? clipboardData?.files[0]);
  }, options);
}

/** Whether keys and pasting belong to what has the focus. @param {EventTarget | null} target */
export const isField = (target) => target instanceof Element && target.closest("input, select, textarea, dialog") !== null;
