// One person: everything they have in one form; beside it their phones and passwords.
import { html } from "../node_modules/lit-html/lit-html.js";
import { get, post, put } from "../api.js";
import { createForm, formView } from "../parts/form.js";
import { pageHeader } from "../parts/page-header.js";
import { navigate, setTitle } from "../router.js";
import { mount } from "../state.js";
import { t } from "../strings/en/person.js";
import { follow } from "./live-list.js";
import { beside } from "./person/beside.js";
import { blank, fields, inWords, valuesOf } from "./person/form.js";
import { showPassword } from "./person/password.js";
import { savedMark, savedNotes, tellSaved } from "./saved.js";
import { secrets } from "./secrets.js";

/** @typedef {import("../types.js").User} User */
/** @typedef {import("../types.js").FieldProblem} FieldProblem */

/** @param {import("../types.js").PageContext} context */
export const title = ({ params }) => (params.id ? t.person : t.add);

/** What the box said about the person that was just added. @type {FieldProblem[] | null} */
let said = null;

/** @param {HTMLElement} root @param {import("../types.js").PageContext} context */
export default async function page(root, { params, signal }) {
  if (!params.id) return add(root, signal);
  const person = await edit(root, `/users/${params.id}`, signal);
  return { title: nameOf(person) };
}

/** @param {{first_name: string, last_name: string}} person */
const nameOf = ({ first_name, last_name }) => `${first_name} ${last_name}`.trim();

/** @param {HTMLElement} root @param {AbortSignal} signal */
function add(root, signal) {
  const form = createForm({
    root, signal, values: { ...blank, password: null }, submit: (body) => post("/users", { body }), done: added,
  });
  mount(root, () => html`
    ${pageHeader({ title: t.add, lead: t.addLead, back: { href: "/people", text: t.people } })}
    <div class="measure">${formView(form, fields(form), { button: t.add, sticky: true })}</div>`, {}, signal);
}

/** @param {import("../types.js").CreatedUser} created */
async function added({ user, password, notes }) {
  if (password) await showPassword(nameOf(user), password);
  said = notes;
  await navigate(`/people/${user.id}`, { replace: true, force: true });
}

/** @param {HTMLElement} root @param {string} path @param {AbortSignal} signal */
async function edit(root, path, signal) {
  /** @type {User} */
  const user = await get(path, { signal });
  const form = createForm({
    root, signal, values: valuesOf(user), version: user.version, read: valuesOf, show: inWords,
    submit: (body, form) => put(path, { body, ifMatch: form.version }), done: saved,
  });
  const accounts = secrets(root, async () => {
    /** @type {import("../types.js").Accounts} */
    const answer = await post(`${path}/accounts`);
    return Object.fromEntries(answer.accounts.map((account) => [account.sip_username, account.sip_password]));
  });
  const ui = mount(root, ({ user, notes, problem }) => html`
    ${pageHeader({ title: nameOf(user), back: { href: "/people", text: t.people } })}
    ${savedNotes(notes)}
    <div class="with-aside">
      ${formView(form, fields(form), { button: t.save, beside: savedMark(form, notes), sticky: true })}
      ${beside({ user, name: nameOf(user), accounts, problem, fail: (problem) => ui.update({ problem }) })}
    </div>`, { user, notes: said, problem: "" }, signal);
  form.issues = said ?? [];
  said = null;

  /** @param {User} user */
  async function saved(user) {
    const notes = user.notes ?? [];
    accounts.forget();
    form.load(valuesOf(user), user.version);
    form.issues = notes;
    await ui.update({ user, notes });
    setTitle(nameOf(user));
    tellSaved(notes);
  }
  follow(async () => {
    const before = form.version;
    const user = await get(path, { signal }).catch(() => null);
    if (!user || form.busy || form.version !== before) return;
    if (!form.dirty && user.version !== before) form.load(valuesOf(user), user.version);
    ui.update({ user });
  }, signal);
  return user;
}
