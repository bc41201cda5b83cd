// Cells that are pasted or dropped instead of a file.
import { imports as t } from "../../words.js";

/** @param {string} text @returns {File | null} cells as a file; null for what is no table */
export const cells = (text) => (/[\t\n]./.test(text) ? new File([text], t.pasted) : null);

/** @param {DataTransfer | null} data */
export const cellsOf = (data) => cells(data?.getData("text/plain") ?? "");
