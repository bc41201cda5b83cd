// A file on its way to the box: chosen, dropped or pasted, and how far it is.
import { html } from "../node_modules/lit-html/lit-html.js";
import { isField } from "../announce.js";
import { Unreachable } from "../api.js";
import { upload } from "../files.js";
import { setErrorTitle } from "../router.js";
import { shell } from "../words.js";
import { icon } from "./icon.js";
import { progress } from "./progress.js";

const { upload: t } = shell;

/**
 * What a page that sends files keeps of it; `unsent` is a file that never arrived, `over` that one is held over the page.
 * @typedef {{sending: {name: string, sent: number, total: number} | null, problem: string, unsent?: File | null, over?: boolean}} Sending
 */
/** A text says why there is no file. @typedef {(file: File | string | null | undefined) => unknown} Take */

/**
 * Resolves with what the box answers, or with null after the page was told why not.
 * @param {{state: Sending, update: (patch: Partial<Sending>) => Promise<void>}} ui
 * @param {string} path @param {File} file @param {{method?: "PUT", ifMatch?: string, signal: AbortSignal}} options
 * @returns {Promise<any>}
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

/** Where a file is dropped or chosen, and then how far it is. @param {Sending} state @param {Take} take @param {string} drop what, in words @param {string} kinds of files */
export const dropZone = ({ sending, over }, take, drop, kinds) => sending ? html`<div class="drop"><div class="measure">${howFar(sending)}</div></div>` : html`
  <label class=${over ? "drop is-over" : "drop"}>
    ${icon("import")}<strong>${drop}</strong>
    <input type="file" id="file" class="visually-hidden" aria-describedby="kinds" @change=${chosen(take)}>
    <span class="button primary">${t.choose}</span>
    <span class="hint" id="kinds">${kinds}</span>
  </label>`;

/** @param {NonNullable<Sending["sending"]>} sending */
export const howFar = ({ name, sent, total }) => sent < total
  ? progress({ id: "sent", label: t.sending(name), done: Math.ceil(sent / 1024), total: Math.ceil(total / 1024) })
  : progress({ id: "sent", label: t.checking(name), done: null, total: null });

/** A button that chooses a file. @param {string} text @param {(file: File) => unknown} take */
export const fileButton = (text, take) => html`<label class="button">${text}<input type="file" class="visually-hidden" @change=${chosen(take)}></label>`;

/** Forgets the file at once, so that it can be chosen again after it was mended. @param {(file: File) => unknown} take */
const chosen = (take) => (/** @type {any} */ { target }) => {
  const [file] = target.files;
  target.value = "";
  if (file) take(file);
};

/**
 * Takes what is dropped anywhere on the page, so that a file that misses the zone does not open in the browser, and what
 * is pasted while no field has the focus.
 * @param {Take} take @param {(over: boolean) => unknown} tell @param {AbortSignal} signal
 * @param {(data: DataTransfer | null) => File | null} textOf text that is as good as a file
 */
export function receive(take, tell, signal, textOf = () => null) {
  const options = { signal };
  addEventListener("dragover", (event) => {
    event.preventDefault();
    tell(true);
  }, options);
  addEventListener("dragleave", (event) => event.relatedTarget || tell(false), options);
  addEventListener("drop", (event) => {
    event.preventDefault();
    tell(false);
    const files = event.dataTransfer?.files ?? [];
    take(files[1] ? t.oneFile : files[0] ?? textOf(event.dataTransfer));
  }, options);
  addEventListener("paste", ({ target, clipboardData }) => {
    // A spreadsheet copies cells as text and as a picture of them, which is a file too: the text counts.
    if (!isField(target)) take(textOf(clipboardData) ?? clipboardData?.files[0]);
  }, options);
}
