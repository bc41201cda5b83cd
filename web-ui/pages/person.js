// One person: everything they have in one form; beside it their phones and passwords.
import { html } from "../node_modules/lit-html/lit-html.js";
import { post, put } from "../api.js";
import { createForm, formView } from "../parts/form.js";
import { pageHeader } from "../parts/page-header.js";
import { navigate } from "../router.js";
import { mount, redraw } from "../state.js";
import { person as t } from "../words.js";
import { follow } from "./live-list.js";
import { beside, nameOf, showPassword } from "./person/beside.js";
import { blank, fields, inWords, valuesOf } from "./person/form.js";
import { softphonePart } from "./person/softphones.js";
import { openRecord, recordForm, said, savedNotes } from "./record.js";

/** @typedef {import("../types.js").User} User */

/** @param {import("../types.js").PageContext} context */
export const title = ({ params }) => (params.id ? t.person : t.add);

/** @param {HTMLElement} root @param {import("../types.js").PageContext} context */
export default async function page(root, { params, signal }) {
  if (!params.id) return add(root, signal);
  const path = `/users/${params.id}`;
  const softphones = softphonePart(path, signal, () => redraw(root));
  await softphones.load();
  follow(() => softphones.load().catch(() => {}), signal);
  const { document } = await openRecord(root, signal, {
    path, list: "/people", valuesOf, nameOf, show: inWords, view: (page) => view(page, softphones.view()),
    save: (body, ifMatch) => /** @type {Promise<User>} */ (put(path, { body, ifMatch })),
    async secrets() {
      /** @type {import("../types.js").Accounts} */
      const { accounts } = await post(`${path}/accounts`);
      return Object.fromEntries(accounts.flatMap(({ sip_username, sip_password, voicemail_pin }) => [[sip_username, sip_password], ...voicemail_pin ? [[t.pin, voicemail_pin]] : []]));
    },
  });
  return { title: nameOf(document) };
}

const back = { href: "/people", text: t.people };

/** @param {import("./record.js").Page<User>} page @param {import("../types.js").Content} softphones */
const view = (page, softphones) => html`
  ${pageHeader({ title: nameOf(page.document), back })}
  ${savedNotes(page)}
  <div class="with-aside">${recordForm(page, fields(page.form), true)}${beside(page, softphones)}</div>`;

/** @param {HTMLElement} root @param {AbortSignal} signal */
function add(root, signal) {
  const form = createForm({
    root, signal, values: { ...blank, password: null }, submit: (body) => post("/users", { body }), done: added,
  });
  mount(root, () => html`
    ${pageHeader({ title: t.add, back })}
    <div class="measure">${formView(form, fields(form), { button: t.add, sticky: true })}</div>`, {}, signal);
}

/** @param {import("../types.js").CreatedUser} created */
async function added({ user, password, notes }) {
  if (password) await showPassword(nameOf(user), password);
  said.notes = notes;
  await navigate(`/people/${user.id}`, { replace: true, force: true });
}
