// A spreadsheet on its way to the box.
import { upload } from "../../files.js";
import { setErrorTitle } from "../../router.js";
import { explain } from "./trouble.js";

/** What a page that sends files keeps of it. @typedef {{sending: {name: string, sent: number, total: number} | null, problem: string}} Sending */

/**
 * Resolves with the import, or with null after the page was told why not.
 * @param {{state: Sending, update: (patch: Partial<Sending>) => Promise<void>}} ui
 * @param {string} path @param {File} file @param {{method?: "PUT", ifMatch?: string, signal: AbortSignal}} options
 * @returns {Promise<import("../../types.js").ImportDetail | null>}
 */
export async function send(ui, path, file, options) {
  if (ui.state.sending) return null;
  setErrorTitle(false);
  const tell = (/** @type {number} */ sent, total = file.size) => ui.update({ sending: { name: file.name, sent, total }, problem: "" });
  tell(0);
  try {
    return await upload(path, file, { ...options, onProgress: tell });
  } catch (error) {
    if (options.signal.aborted) return null;
    setErrorTitle(true);
    ui.update({ problem: explain(error) });
    return null;
  } finally {
    await ui.update({ sending: null });
  }
}
