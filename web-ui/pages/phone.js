// One phone: what it is, whether it has its settings, and what it asked and got.
import { html, nothing } from "../node_modules/lit-html/lit-html.js";
import { get, post, put, withParameters } from "../api.js";
import { createForm, formView } from "../parts/form.js";
import { icon } from "../parts/icon.js";
import { pageHeader } from "../parts/page-header.js";
import { card } from "../parts/section.js";
import { navigate } from "../router.js";
import { mount, redraw } from "../state.js";
import { phone as t } from "../words.js";
import { keyStrip, keyTable, lineTable, stateView } from "./phone/detail.js";
import { atFields, blank, bodyOf, fields, inWords, valuesOf } from "./phone/form.js";
import { labelOf, loadModels } from "./phone/models.js";
import { boxAddress, macText, modelText } from "./phone/shown.js";
import { overrideActs, parameterView } from "./phone/parameters.js";
import { fileView, timelineView } from "./phone/traffic.js";
import { danger, openRecord, passwords, recordForm, said, savedNotes } from "./record.js";

/** @typedef {import("../types.js").Device} Device */
/** @typedef {import("../types.js").DeviceFile} DeviceFile */

/** @param {import("../types.js").PageContext} context */
export const title = ({ params }) => (params.id ? t.phone : t.add);

/** @param {HTMLElement} root @param {import("../types.js").PageContext} context */
export default async function page(root, { params, query, signal }) {
  await loadModels();
  return params.id ? edit(root, `/devices/${params.id}`, query, signal) : add(root, query, signal);
}

/** @param {Device} device */
const nameOf = (device) => device.name || modelText(device);

/** @param {boolean} toInbox */
const back = (toInbox) => (toInbox ? { href: "/inbox", text: t.toInbox } : { href: "/phones", text: t.phones });

/** @param {HTMLElement} root @param {URLSearchParams} query @param {AbortSignal} signal */
async function add(root, query, signal) {
  const mac = query.get("mac");
  const id = query.get("user");
  /** @type {import("../types.js").User | null} */
  const person = id ? await get(`/users/${id}`, { signal }) : null;
  const form = createForm({
    root, signal,
    values: /** @type {import("./phone/form.js").Values} */ ({
      ...blank, mac_address: macText(mac ?? ""), model: labelOf(query.get("brand") ?? "", query.get("model") ?? ""),
      user: person ? [person.id, `${person.first_name} ${person.last_name}`] : "",
    }),
    submit: async (values) => post("/devices", { body: await bodyOf(values) }).catch(atFields),
    done: async (/** @type {Device & {notes?: import("../types.js").FieldProblem[]}} */ { id, notes = [] }) => {
      Object.assign(said, { notes, fromInbox: mac !== null });
      await navigate(`/phones/${id}`, { replace: true, force: true });
    },
  });
  mount(root, () => html`
    ${pageHeader({ title: t.add, back: back(mac !== null) })}
    <div class="measure">${formView(form, fields(form), { button: t.add })}</div>`, {}, signal);
}

/** @param {HTMLElement} root @param {string} path @param {URLSearchParams} query @param {AbortSignal} signal */
async function edit(root, path, query, signal) {
  const address = await boxAddress(signal);
  /** @type {DeviceFile | null} */
  let file = null;
  /** @type {import("../types.js").Parameters} */
  let parameters;
  let q = "";
  const look = async (/** @type {URLSearchParams} */ query) => {
    const name = query.get("file");
    q = query.get("q") ?? "";
    [file, parameters] = name ? await Promise.all([
      get(withParameters(`${path}/file`, { name }), { signal }), get(withParameters(`${path}/parameters`, { file: name }), { signal }),
    ]) : [null, parameters];
    await redraw(root);
  };
  /** @type {import("./phone/parameters.js").Acts | null} */
  let acts = null;
  /** @param {import("./record.js").Page<Device>} page */
  const parameterPart = (page) => {
    acts ??= overrideActs(() => page.document, (act) => page.trying(async () => {
      await act();
      await look(new URLSearchParams(location.search));
    }), signal);
    return file && parameterView(parameters, q, acts);
  };
  await look(query);
  /** Decided once, so that nothing moves when the phone comes. @type {boolean | null} */
  let isLost = null;
  const { document } = await openRecord(root, signal, {
    path, list: "/phones", valuesOf, nameOf, show: inWords,
    view(page) {
      isLost ??= page.document.state === "never_seen";
      return view(page, file, parameterPart(page), isLost ? { address } : null);
    },
    async save(values, ifMatch) {
      /** @type {Device} */
      const device = await put(path, { body: await bodyOf(values), ifMatch }).catch(atFields);
      isLost = device.state === "never_seen";
      await look(new URLSearchParams(location.search));
      return device;
    },
    async secrets() {
      /** @type {import("../types.js").DevicePasswords} */
      const { admin_password, user_password } = await post(`${path}/passwords`);
      return { [t.admin]: admin_password, [t.userLevel]: user_password };
    },
  });
  return { title: nameOf(document), onQuery: look };
}

/** @param {import("./record.js").Page<Device>} page @param {DeviceFile | null} file @param {import("../types.js").Content} parameters @param {{address: string | null} | null} lost */
function view(page, file, parameters, lost) {
  const device = page.document;
  const name = nameOf(device);
  return html`
    <div class="page no-print">
      ${pageHeader({ title: name, back: back(page.fromInbox), actions: device.key_list.length
        ? html`<button type="button" @click=${() => print()}>${icon("print")}${t.print}</button>` : nothing })}
      ${stateView(device, lost)}
      ${savedNotes(page)}
      <div class="with-aside">
        ${recordForm(page, fields(page.form))}
        ${card("passwords", t.passwords, html`
          <p class="muted">${t.passwordsAbout}</p>
          ${passwords(page, [t.admin, t.userLevel].map((name) => ({ name, label: name })))}`)}
      </div>
      ${lineTable(page)}
      ${keyTable(device)}
      ${fileView(device, file, parameters)}
      ${timelineView(device.timeline)}
      ${danger(page, t.dangerAbout, name, () => t.removeText)}
    </div>
    ${keyStrip(device, name)}`;
}
