// The page of one thing that is on the box: its form, what the box says after saving, its passwords, and its end.
import { html, nothing } from "../node_modules/lit-html/lit-html.js";
import { announce } from "../announce.js";
import { del, get } from "../api.js";
import { copyButton } from "../parts/copy.js";
import { confirmDialog } from "../parts/dialog.js";
import { createForm, formView } from "../parts/form.js";
import { icon } from "../parts/icon.js";
import { card, section } from "../parts/section.js";
import { focusOn, navigate, setTitle } from "../router.js";
import { mount } from "../state.js";
import { lists as t } from "../words.js";
import { follow } from "./live-list.js";

/** @typedef {import("../types.js").Content} Content */
/** @typedef {import("../types.js").FieldProblem} FieldProblem */
/**
 * @template D
 * @typedef {object} Options
 * @property {string} path of the document
 * @property {string} list page to go to after the end
 * @property {(document: D) => object} valuesOf
 * @property {(document: D) => string} nameOf
 * @property {(pointer: string, value: any) => string | undefined} show
 * @property {(values: any, version: string) => Promise<D>} save
 * @property {() => Promise<Record<string, string>>} [secrets] by name
 * @property {(page: Page<D>) => Content} view
 */
/**
 * @template D
 * @typedef {object} Page
 * @property {D} document
 * @property {AbortSignal} signal of the page
 * @property {import("../parts/form.js").Form} form
 * @property {FieldProblem[] | null} notes of the last saving
 * @property {boolean} fromInbox
 * @property {string} problem why the last thing done beside the form did not work
 * @property {Record<string, string> | null} secrets
 * @property {boolean} shown the secrets
 * @property {(act: () => Promise<unknown>) => () => Promise<void>} trying
 * @property {(text: Content) => Promise<unknown>} remove asks, then does
 * @property {() => Promise<unknown>} toggle shows the secrets, or hides them
 */

/** What the box said about the thing that was just added, for the page that shows it next. */
export const said = { notes: /** @type {FieldProblem[] | null} */ (null), fromInbox: false };

/**
 * @template {{version: string, notes?: FieldProblem[]}} D
 * @param {HTMLElement} root @param {AbortSignal} signal @param {Options<D>} options
 */
export async function openRecord(root, signal, options) {
  /** @type {D} */
  const first = await get(options.path, { signal });
  const form = createForm({
    root, signal, values: options.valuesOf(first), version: first.version, read: options.valuesOf, show: options.show,
    submit: (values, form) => options.save(values, /** @type {string} */ (form.version)),
    done: (document) => saved(page, options, document),
  });
  form.issues = said.notes ?? [];
  /** @type {Page<D>} */
  const page = { document: first, signal, form, ...said, problem: "", secrets: null, shown: false, ...actions(() => page, options) };
  Object.assign(said, { notes: null, fromInbox: false });
  mount(root, () => options.view(page), {}, signal);
  follow(() => lookAgain(page, options, signal), signal);
  return page;
}

/** @param {() => Page<any>} page @param {Options<any>} options @returns {Pick<Page<any>, "trying" | "remove" | "toggle">} */
const actions = (page, { path, list, nameOf, secrets }) => ({
  trying: (act) => async () => {
    page().problem = "";
    await act().catch((error) => (page().problem = error.message));
    await page().form.redraw();
  },
  async remove(text) {
    const name = nameOf(page().document);
    if (!(await confirmDialog({ title: t.removeTitle(name), text, action: t.remove(name) }))) return;
    await del(path, { ifMatch: page().document.version });
    announce(t.removed(name));
    await navigate(list, { force: true });
  },
  async toggle() {
    page().secrets ??= (await secrets?.()) ?? null;
    page().shown = !page().shown;
  },
});

/** @param {Page<any>} page @param {Options<any>} options @param {any} now */
async function saved(page, { valuesOf, nameOf }, now) {
  const notes = now.notes ?? [];
  page.form.load(valuesOf(now), now.version);
  page.form.issues = notes;
  Object.assign(page, { document: now, notes, secrets: null, shown: false });
  await page.form.redraw();
  setTitle(nameOf(now));
  if (notes.length) focusOn(document.getElementById("saved"));
  else announce(t.saved);
}

/**
 * What happened on the box comes in; what is being typed stays.
 * @param {Page<any>} page @param {Options<any>} options @param {AbortSignal} signal
 */
async function lookAgain(page, { path, valuesOf }, signal) {
  const { form } = page;
  const before = form.version;
  const now = await get(path, { signal }).catch(() => null);
  if (!now || form.busy || form.version !== before) return;
  if (!form.dirty && now.version !== before) form.load(valuesOf(now), now.version);
  page.document = now;
  await form.redraw();
}

/** Above the form; the messages are at their fields as well. @param {Page<any>} page */
export const savedNotes = ({ notes }) => (!notes?.length ? nothing
  : section("saved", t.savedWith(notes.length), html`<ul>${notes.map(({ message }) => html`<li>${message}</li>`)}</ul>`, nothing, "summary is-warning"));

/** @param {Page<any>} page @param {Content} content @param {boolean} [sticky] */
export const recordForm = ({ form, notes }, content, sticky) => formView(form, content, {
  button: t.save, sticky, beside: notes && !form.dirty && !form.busy ? html`<span class="row">${icon("done")}${t.saved}</span>` : nothing,
});

/**
 * Passwords stay on the box until somebody asks; then one call brings them all.
 * @param {Page<any>} page @param {{name: string, label: string, account?: Content}[]} rows
 */
export const passwords = ({ secrets, shown, toggle, trying }, rows) => html`
  <dl class="facts">${rows.map(({ name, label, account }) => html`<dt>${label}</dt><dd>${account}
    <div class="value">${shown ? html`<code>${secrets?.[name]}</code>${copyButton(secrets?.[name] ?? "", t.copyPassword(name))}`
      : html`<code>••••••••</code>`}</div></dd>`)}</dl>
  <p><button type="button" class="small" @click=${trying(toggle)}>${icon("eye")}${shown ? t.hide : t.reveal}</button></p>`;

/** @param {Page<any>} page @param {string} about @param {string} name @param {() => Content | Promise<Content>} text what goes */
export const danger = ({ trying, remove, problem }, about, name, text) => card("danger", t.danger, html`
  <p class="muted">${about}</p>
  <p><button type="button" class="danger" @click=${trying(async () => remove(await text()))}>${t.remove(name)}</button></p>
  <p role="alert">${problem}</p>`);
