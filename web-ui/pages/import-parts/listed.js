// Imports in lists: where each goes on, and how one is discarded.
import { announce } from "../../announce.js";
import { del } from "../../api.js";
import { confirmDialog } from "../../parts/dialog.js";
import { focusOn } from "../../router.js";
import { t } from "../../strings/en/imports.js";
import { explain } from "./trouble.js";

/** @typedef {import("../../types.js").ImportSummary} ImportSummary */

/** @param {ImportSummary} summary */
export const waits = ({ state, has_file }) => state === "checked" && has_file;

/** @param {ImportSummary} summary */
export const placeOf = (summary) => `/imports/${summary.id}${waits(summary) ? "/review" : ""}`;

/**
 * Asks, and discards; why not is told to the page.
 * @param {ImportSummary} summary @param {(patch: {problem: string}) => unknown} tell @param {() => Promise<unknown>} refresh
 */
export async function discard({ id, version, file_name }, tell, refresh) {
  const question = { title: t.discardTitle(file_name), text: t.discardAbout, action: t.discardAction };
  if (!(await confirmDialog(question))) return;
  tell({ problem: "" });
  try {
    await del(`/imports/${id}`, { ifMatch: version });
    announce(t.discarded);
  } catch (error) {
    tell({ problem: explain(error) });
  }
  await refresh();
  const heading = document.querySelector("h1");
  if (heading) focusOn(heading);
}
