// Files and cells that are dropped on the page, or pasted while no field has the focus.
import { t } from "../../strings/en/imports.js";

/** @param {string} text @returns {File | null} cells as a file; null for what is no table */
export const cells = (text) => (/[\t\n]./.test(text) ? new File([text], t.pasted) : null);

/** @param {DataTransfer | null} data */
const text = (data) => cells(data?.getData("text/plain") ?? "");

/**
 * Anywhere on the page, so that a file that misses the zone does not open in the browser.
 * @param {(file: File | null | undefined) => unknown} take @param {(over: boolean) => unknown} tell @param {AbortSignal} signal
 */
export function receive(take, tell, signal) {
  addEventListener("dragover", (event) => {
    event.preventDefault();
    tell(true);
  }, { signal });
  addEventListener("dragleave", (event) => event.relatedTarget || tell(false), { signal });
  addEventListener("drop", (event) => {
    event.preventDefault();
    tell(false);
    take(event.dataTransfer?.files[0] ?? text(event.dataTransfer));
  }, { signal });
  addEventListener("paste", (event) => {
    if (event.target instanceof Element && event.target.closest("input, textarea, dialog")) return;
    // A spreadsheet copies cells as text and as a picture of them, which is a file too: the text counts.
    take(text(event.clipboardData) ?? event.clipboardData?.files[0]);
  }, { signal });
}
