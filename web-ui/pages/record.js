// The page of one thing that is on the box: its form, what the box says after saving, its passwords, and its end.
import { html, nothing } from "../node_modules/lit-html/lit-html.js";
import { announce } from "../announce.js";
import { del, get } from "../api.js";
import { copyButton } from "../parts/copy.js";
import { confirmDialog } from "../parts/dialog.js";
import { createForm, formView } from "../parts/form.js";
import { icon } from "../parts/icon.js";
import { navigate, setTitle } from "../router.js";
import { mount } from "../state.js";
import { t } from "../strings/en/lists.js";
import { follow } from "./live-list.js";

/** @typedef {import("../types.js").Content} Content */
/** @typedef {import("../types.js").FieldProblem} FieldProblem */
/** @typedef {Awaited<ReturnType<typeof record>>} Record */
/**
 * @template D, V
 * @typedef {object} Options
 * @property {string} path of the document
 * @property {string} list page to go to after the end
 * @property {(document: D) => V} valuesOf
 * @property {(document: D) => string} nameOf
 * @property {(pointer: string, value: any) => string | undefined} show
 * @property {(values: V, version: string) => Promise<D>} save
 * @property {() => Promise<[string, string][]>} secrets by name
 * @property {() => Content} view
 */

/** What the box said about the thing that was just added, for the page that shows it next. */
export const said = { notes: /** @type {FieldProblem[] | null} */ (null), fromInbox: false };

/**
 * @template {{version: string, notes?: FieldProblem[]}} D
 * @template {object} V
 * @param {HTMLElement} root @param {AbortSignal} signal @param {Options<D, V>} options
 */
export async function record(root, signal, { path, list, valuesOf, nameOf, show, save, secrets, view }) {
  /** @type {D} */
  const document = await get(path, { signal });
  const form = createForm({
    root, signal, values: valuesOf(document), version: document.version, read: valuesOf, show, done: saved,
    submit: (values, form) => save(values, /** @type {string} */ (form.version)),
  });
  const state = { document, problem: "", shown: false, secrets: /** @type {Map<string, string> | null} */ (null), ...said };
  form.issues = said.notes ?? [];
  Object.assign(said, { notes: null, fromInbox: false });
  let update = mount(root, () => nothing, state, signal).update;

  /** @param {D} document */
  const take = (document) => {
    form.load(valuesOf(document), document.version);
    setTitle(nameOf(document));
  };
  /** @param {D} document */
  async function saved(document) {
    const notes = document.notes ?? [];
    take(document);
    form.issues = notes;
    await update({ document, notes, secrets: null, shown: false });
    if (notes.length) globalThis.document.getElementById("saved")?.focus();
    else announce(t.saved);
  }
  follow(async () => {
    const before = form.version;
    const document = await get(path, { signal }).catch(() => null);
    if (!document || form.busy || form.version !== before) return;
    if (!form.dirty && document.version !== before) take(document);
    update({ document });
  }, signal);
}
