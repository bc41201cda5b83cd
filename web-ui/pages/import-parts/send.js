// A spreadsheet on its way to the box.
import { Unreachable } from "../../api.js";
import { upload } from "../../files.js";
import { setErrorTitle } from "../../router.js";

/**
 * What a page that sends files keeps of it; `unsent` is a file that never arrived.
 * @typedef {{sending: {name: string, sent: number, total: number} | null, problem: string, unsent?: File | null}} Sending
 */

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
    setErrorTitle(!options.signal.aborted);
    ui.update({ problem: /** @type {Error} */ (error).message, unsent: error instanceof Unreachable ? file : null });
    return null;
  } finally {
    await ui.update({ sending: null });
  }
}

/** Forgets the file at once, so that it can be chosen again after it was mended. @param {(file: File) => unknown} take */
export const chosen = (take) => (/** @type {any} */ { target }) => {
  const [file] = target.files;
  target.value = "";
  if (file) take(file);
};
