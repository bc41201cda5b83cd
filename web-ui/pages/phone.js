// One phone: what it is, whether it has its settings, and what it asked and got.
import { html, nothing } from "../node_modules/lit-html/lit-html.js";
import { announce } from "../announce.js";
import { del, get, post, put, withParameters } from "../api.js";
import { confirmDialog } from "../parts/dialog.js";
import { createForm, formView } from "../parts/form.js";
import { icon } from "../parts/icon.js";
import { pageHeader } from "../parts/page-header.js";
import { navigate, setTitle } from "../router.js";
import { mount } from "../state.js";
import { t } from "../strings/en/phone.js";
import { follow } from "./live-list.js";
import { keyStrip, keyTable, lineTable, stateView } from "./phone/detail.js";
import { atFields, blank, bodyOf, fields, inWords, valuesOf } from "./phone/form.js";
import { modelOf } from "./phone/models.js";
import { boxAddress, macText, modelText } from "./phone/shown.js";
import { fileView, timelineView } from "./phone/traffic.js";
import { savedMark, savedNotes, tellSaved } from "./saved.js";
import { secrets } from "./secrets.js";

/** @typedef {import("../types.js").Device} Device */
/** @typedef {import("../types.js").DeviceFile} DeviceFile */
/** @typedef {import("../types.js").FieldProblem} FieldProblem */
/** @typedef {import("../parts/form.js").Form} Form */
/**
 * @typedef {object} State
 * @property {Device} device
 * @property {DeviceFile | null} file
 * @property {string | null} address of this box
 * @property {FieldProblem[] | null} notes
 * @property {boolean} fromInbox
 * @property {string} problem
 */

/** @param {import("../types.js").PageContext} context */
export const title = ({ params }) => (params.id ? t.phone : t.add);

/** What the box said about the phone that was just added. */
let said = { notes: /** @type {FieldProblem[] | null} */ (null), fromInbox: false };

/** @param {HTMLElement} root @param {import("../types.js").PageContext} context */
export default async function page(root, { params, query, signal }) {
  return params.id ? edit(root, `/devices/${params.id}`, query, signal) : add(root, query, signal);
}

/** @param {Device} device */
const nameOf = (device) => device.name || modelText(device);

/** @param {HTMLElement} root @param {URLSearchParams} query @param {AbortSignal} signal */
async function add(root, query, signal) {
  const mac = query.get("mac");
  const id = query.get("user");
  /** @type {import("../types.js").User | null} */
  const person = id ? await get(`/users/${id}`, { signal }) : null;
  const form = createForm({
    root, signal,
    values: /** @type {import("./phone/form.js").Values} */ ({
      ...blank, mac_address: macText(mac ?? ""), model: await modelOf(query.get("brand"), query.get("model")),
      user: person ? [person.id, `${person.first_name} ${person.last_name}`] : "",
    }),
    submit: async (values) => post("/devices", { body: await bodyOf(values) }).catch(atFields),
    done: async (/** @type {Device} */ device) => {
      said = { notes: device.notes ?? [], fromInbox: mac !== null };
      await navigate(`/phones/${device.id}`, { replace: true, force: true });
    },
  });
  mount(root, () => html`
    ${pageHeader({ title: t.add, lead: t.addLead, back: back(mac !== null) })}
    <div class="measure">${formView(form, fields(form), { button: t.add })}</div>`, {}, signal);
}

/** @param {boolean} toInbox */
const back = (toInbox) => (toInbox ? { href: "/inbox", text: t.toInbox } : { href: "/phones", text: t.phones });

/** @param {HTMLElement} root @param {string} path @param {URLSearchParams} query @param {AbortSignal} signal */
async function edit(root, path, query, signal) {
  /** @param {URLSearchParams} query @returns {Promise<DeviceFile | null>} */
  const load = async (query) => (query.has("file") ? get(withParameters(`${path}/file`, { name: query.get("file") }), { signal }) : null);
  /** @type {[Device, DeviceFile | null, string | null]} */
  const [device, file, address] = await Promise.all([get(path, { signal }), load(query), boxAddress(signal)]);
  const form = createForm({
    root, signal, values: valuesOf(device), version: device.version, read: valuesOf, show: inWords, done: saved,
    submit: async (values, form) => put(path, { body: await bodyOf(values), ifMatch: form.version }).catch(atFields),
  });
  const passwords = secrets(root, async () => {
    /** @type {import("../types.js").DevicePasswords} */
    const { admin_password, user_password } = await post(`${path}/passwords`);
    return { [t.admin]: admin_password, [t.userLevel]: user_password };
  });
  /** @type {State} */
  const state = { device, file, address, ...said, problem: "" };
  /** @type {() => void} */
  const onRemove = () => remove(state.device).catch((error) => ui.update({ problem: error.message }));
  const ui = mount(root, (state) => view(state, form, passwords, onRemove), state, signal);
  form.issues = said.notes ?? [];
  said = { notes: null, fromInbox: false };

  /** @param {Device} device */
  async function saved(device) {
    const notes = device.notes ?? [];
    form.load(valuesOf(device), device.version);
    form.issues = notes;
    await ui.update({ device, notes, file: await load(new URLSearchParams(location.search)) });
    setTitle(nameOf(device));
    tellSaved(notes);
  }
  follow(async () => {
    const before = form.version;
    /** @type {Device | null} */
    const device = await get(path, { signal }).catch(() => null);
    if (!device || form.busy || form.version !== before) return;
    if (!form.dirty && device.version !== before) form.load(valuesOf(device), device.version);
    ui.update({ device });
  }, signal);
  return { title: nameOf(device), onQuery: async (/** @type {URLSearchParams} */ query) => void ui.update({ file: await load(query) }) };
}

/** @param {State} state @param {Form} form @param {ReturnType<typeof secrets>} passwords @param {() => unknown} remove */
const view = ({ device, file, address, notes, fromInbox, problem }, form, passwords, remove) => html`
  <div class="page no-print">
    ${pageHeader({ title: nameOf(device), back: back(fromInbox), actions: device.key_list.length
      ? html`<button type="button" @click=${() => print()}>${icon("print")}${t.print}</button>` : nothing })}
    ${stateView(device, address)}
    ${savedNotes(notes)}
    <div class="with-aside">
      ${formView(form, fields(form, device), { button: t.save, beside: savedMark(form, notes) })}
      ${passwordCard(passwords)}
    </div>
    ${lineTable(device.line_list)}
    ${keyTable(device)}
    ${fileView(device.files, file)}
    ${timelineView(device.timeline)}
    <section class="section" aria-labelledby="danger">
      <h2 id="danger">${t.danger}</h2>
      <p class="muted">${t.dangerAbout}</p>
      <p><button type="button" class="danger" @click=${remove}>${t.remove(nameOf(device))}</button></p>
      <p role="alert">${problem}</p>
    </section>
  </div>
  ${keyStrip(device, nameOf(device))}`;

/** @param {ReturnType<typeof secrets>} passwords */
const passwordCard = (passwords) => html`
  <section class="card" aria-labelledby="passwords">
    <h2 id="passwords">${t.passwords}</h2>
    <p class="muted">${t.passwordsAbout}</p>
    <dl class="facts">${[t.admin, t.userLevel].map((who) => html`<dt>${who}</dt><dd>${passwords.value(who, t.copyPassword(who))}</dd>`)}</dl>
    ${passwords.button()}
  </section>`;

/** @param {Device} device */
async function remove(device) {
  const name = nameOf(device);
  if (!(await confirmDialog({ title: t.removeTitle(name), text: t.removeText(device.keys.set), action: t.remove(name) }))) return;
  await del(`/devices/${device.id}`, { ifMatch: device.version });
  announce(t.removed(name));
  await navigate("/phones", { force: true });
}
