// The box itself: the owner's password, backup and restore, version, addresses, lists, events.
import { html, nothing, render } from "../../node_modules/lit-html/lit-html.js";
import { complaint, get, put, refusal } from "../../api.js";
import { download, upload } from "../../files.js";
import { fileInput } from "../../parts/controls.js";
import { address } from "../../parts/copy.js";
import { owner, textDialog } from "../../parts/dialog.js";
import { createForm, field, formView } from "../../parts/form.js";
import { icon } from "../../parts/icon.js";
import { finding, good, notice } from "../../parts/notice.js";
import { table } from "../../parts/table.js";
import { ago, exact } from "../../parts/time.js";
import { session, setSession } from "../../session.js";
import { settings as t, shell } from "../../words.js";
import { modelText } from "../phone/shown.js";

const { session: inSession } = shell;

/** @typedef {import("../../parts/form.js").Form} Form */
/** @typedef {{at: number, severity: "error" | "warning" | "note", message: string, source: string}} BoxEvent */

/** @param {HTMLElement} root @param {AbortSignal} signal */
export function passwordForm(root, signal) {
  let said = "";
  const empty = { current: "", password: "" };
  /** @type {Form} */
  const form = createForm({
    id: "form-password", root, signal, values: empty,
    submit: async (body) => setSession(await put("/session/password", { body })),
    done: () => (said = t.password.done, form.load(empty)),
  });
  return () => html`
    <p class="muted">${t.password.about}</p>
    ${formView(form, html`
      ${owner}
      <div class="fields">
        ${field(form, "/current", { label: t.password.current, type: "password", autocomplete: "current-password" })}
        ${field(form, "/password", { label: t.password.password, hint: inSession.hint, type: "password", autocomplete: "new-password" })}
      </div>`, { button: t.password.button, primary: form.dirty })}
    ${good(said)}
    <p class="muted">${t.password.lost} <code>linekey admin reset-password</code></p>`;
}

/** @param {HTMLElement} root @param {AbortSignal} signal @param {import("../../types.js").Overview} overview */
export function backupForms(root, signal, { counts, last_backup }) {
  let said = "";
  const empty = { passphrase: "", hosted_files: true };
  /** @type {Form} */
  const backup = createForm({
    id: "form-backup", root, signal, values: empty,
    submit: ({ passphrase, ...rest }) => download("/backup", { passphrase: passphrase || null, ...rest }),
    done: () => (said = t.backup.done, backup.load(empty)),
  });
  const restore = createForm({
    id: "form-restore", root, signal, values: { file: /** @type {File | null} */ (null), passphrase: "" },
    submit: async ({ file, passphrase }) => {
      if (!file) throw refusal(complaint("/file", t.backup.noFile));
      if (!(await confirmRestore(t.backup.replaces(counts.users, counts.devices)))) return false;
      await upload("/restore", file, { headers: passphrase ? { "X-Passphrase": encodeURIComponent(passphrase) } : {}, signal });
      return true;
    },
    // Who is logged in is now what the backup says.
    done: (isRestored) => isRestored && location.assign("/login?restored"),
  });
  const words = t.backup;
  return {
    backup: () => html`
      ${formView(backup, html`${field(backup, "/passphrase", { label: words.passphrase, hint: words.hint, type: "password", optional: true, autocomplete: "new-password" })}
        ${field(backup, "/hosted_files", { label: words.hosted, type: "checkbox" })}`, { button: words.button, primary: backup.dirty })}
      ${good(said)}<p class="muted">${words.last} ${ago(last_backup)}</p><hr>
      <h3>${words.restoreTitle}</h3><p class="muted">${words.restoreAbout}</p>
      ${formView(restore, html`<div class="fields">
        ${field(restore, "/file", { label: words.file, control: fileInput })}
        ${field(restore, "/passphrase", { label: words.passphrase, hint: words.restoreHint, type: "password", optional: true })}
      </div>`, { button: words.restore, danger: true })}`,
  };
}

/** Asks for the site's name, so that nobody replaces the wrong box. @param {string} text */
const confirmRestore = (text) => textDialog({
  title: t.backup.confirm, text, label: t.backup.type(session.site_name), action: t.backup.replace, danger: true,
  check: (typed) => (typed.trim().toLowerCase() === session.site_name.toLowerCase() ? "" : t.backup.mismatch),
});

/** By this a person knows that the page is this box's. @param {import("../../types.js").Overview} overview */
export const certificateView = ({ certificate }) => (certificate ? html`
  <dl class="facts">${address(t.certificate, certificate.sha256)}<dt>${t.certificateEnds}</dt><dd>${exact(certificate.not_after)}</dd></dl>` : nothing);

/** @param {import("../../types.js").Overview} overview */
export const aboutBox = ({ addresses }) => html`
  <dl class="facts">
    <dt>${t.about.version}</dt><dd>Linekey ${session.version}</dd>
    ${/** @type {(keyof typeof addresses)[]} */ (Object.keys(t.about.addresses)).map((name) => (addresses[name] ? address(t.about.addresses[name], addresses[name]) : nothing))}
    <dt>${t.about.exports}</dt><dd class="row">${Object.entries(t.about.lists).map(([what, name]) => html`<a href="/api/v1/exports/${what}?format=csv" download
      @click=${(/** @type {Event} */ event) => (event.preventDefault(), download(`/exports/${what}?format=csv`))}>${name}</a>`)}</dd>
  </dl>
  ${whenOpened(t.about.events, events)}`;

/** Read when somebody wants to see it. @param {string} name @param {() => Promise<import("../../types.js").Content>} read */
const whenOpened = (name, read) => html`
  <details @toggle=${(/** @type {any} */ { target }) => target.open && show(target.lastElementChild, read)}><summary>${name}</summary><div></div></details>`;

/** @param {HTMLElement} place @param {() => Promise<import("../../types.js").Content>} read */
const show = async (place, read) => render(await read().catch(() => t.about.failed), place);

/** The list is long: its end. */
async function events() {
  /** @type {BoxEvent[]} */
  const events = (await get("/exports/events?format=json")).slice(-50).reverse();
  return events.length === 0 ? t.about.none : eventTable(events);
}

/** What phones of each brand get of the phone book. */
export const phonebookTest = () => whenOpened(t.phonebook.test, async () => {
  /** @type {import("../../types.js").PhonebookTest} */
  const { problem, brands } = await get("/phonebook/test");
  return html`${problem ? notice("error", problem) : nothing}
    ${table({ caption: t.phonebook.test, id: "phonebook", rows: brands, columns: [
      { label: t.phonebook.phones, header: true, cell: modelText },
      { label: t.phonebook.file, cell: ({ file }) => html`<code>${file}</code>` },
      { label: t.phonebook.found, cell: ({ people, problem }) => html`<span class="fit-result">${problem ? finding("error", problem) : [icon("done"), t.phonebook.people(people)]}</span>` },
    ] })}`;
});

/** @param {BoxEvent[]} events */
const eventTable = (events) => table({
  caption: t.about.events, rows: events,
  columns: [
    { label: t.about.columns.at, cell: ({ at }) => ago(at) },
    { label: t.about.columns.message, cell: ({ severity, message }) => html`<span class="fit-result">${finding(severity, message)}</span>` },
    { label: t.about.columns.source, cell: ({ source }) => (source === "box" ? t.about.box : source) },
  ],
});
