// Feature keys for many phones: which phones, which keys, what each phone gets.
import { html, nothing } from "../node_modules/lit-html/lit-html.js";
import { live } from "../node_modules/lit-html/directives/live.js";
import { announce } from "../announce.js";
import { get, post, Problem } from "../api.js";
import { combobox } from "../parts/combobox.js";
import { confirmDialog } from "../parts/dialog.js";
import { empty } from "../parts/empty.js";
import { createForm, formView } from "../parts/form.js";
import { pageHeader } from "../parts/page-header.js";
import { focusOn } from "../router.js";
import { mount } from "../state.js";
import { stream } from "../stream.js";
import { t } from "../strings/en/keys.js";
import { choiceOf, findPhones, known, wanted, whichPhones } from "./keys/choice.js";
import { add, keyList } from "./keys/list.js";
import { readPeople } from "./keys/people.js";
import { doneNotice, picture, whatEachGets } from "./keys/plan.js";
import { keysOf, rowsOf } from "./keys/rows.js";

/** @typedef {import("../types.js").KeysPlan} KeysPlan */
/** @typedef {import("./keys/rows.js").Row} Row */
/** @typedef {import("../parts/form.js").Form} Form */
/**
 * @typedef {object} State
 * @property {KeysPlan} office what phones there are: a plan for all of them
 * @property {import("./keys/choice.js").Choice} choice
 * @property {import("./keys/people.js").People} people
 * @property {KeysPlan | null} plan
 * @property {string} planState in words, where the plan is not of now
 * @property {KeysPlan | null} done what was set last
 * @property {boolean} withLines
 * @property {string} department to fill with
 * @property {string} drawn model of the picture
 * @property {string} copying text of the field to copy from
 */

export const title = t.title;

/** @param {HTMLElement} root @param {import("../types.js").PageContext} context */
export default async function page(root, { query, signal }) {
  known.clear();
  const everyPhone = { devices: "all", keys: [{ key: 1, type: "line" }] };
  const [office, people] = await Promise.all([post("/keys/preview", { body: everyPhone, signal }), readPeople(signal)]);
  if (office.devices === 0) return void mount(root, nothingYet, {});
  const choice = await choiceOf(query, office.models);
  /** @type {State} */
  const state = { office, choice, people, plan: null, planState: "", done: null, withLines: false, department: "", drawn: "", copying: "" };
  /** @type {Form} */
  const form = createForm({ root, signal, values: { keys: startOf(choice) }, submit: (values) => apply(ui, values.keys), done: (plan) => showDone(ui, plan) });
  /** @type {Ui} */
  const ui = mount(root, (state) => view(form, state), state, signal);
  const refresh = planner(form, ui, signal);
  await refresh();
  stream((event) => event.type === "change" && refresh(1000), signal);
  return {
    onQuery: async (/** @type {URLSearchParams} */ query) => {
      const choice = await choiceOf(query, office.models);
      ui.update({ choice });
      if (choice.devices.length === 1 && !form.dirty) form.load({ keys: startOf(choice) });
      refresh(0);
    },
  };
}

/** @typedef {{state: State, update: (patch?: Partial<State>) => Promise<void>}} Ui */

/** What the one chosen phone has. @param {import("./keys/choice.js").Choice} choice */
const startOf = ({ devices }) => rowsOf(devices.length === 1 ? devices[0] : undefined);

/** @param {State} state @param {Row[]} rows */
const requestOf = ({ choice }, rows) => ({ devices: wanted(choice), keys: keysOf(rows) });

/**
 * Keeps the plan up to date with the list: at once, or once nothing has changed for a while.
 * @param {Form} form @param {Ui} ui @param {AbortSignal} signal
 */
function planner(form, ui, signal) {
  let asked = 0;
  const look = async (/** @type {number} */ mine) => {
    const body = requestOf(ui.state, form.values.keys);
    if (body.keys.length === 0 || body.devices.length === 0) return ui.update({ plan: null, planState: "" });
    try {
      const plan = await post("/keys/preview", { body, signal });
      if (mine !== asked) return;
      form.issues = [];
      await ui.update({ plan, planState: "" });
    } catch (error) {
      if (mine !== asked || signal.aborted) return;
      const issues = error instanceof Problem ? error.fields : [];
      // What is not filled in yet is no mistake while somebody still fills it in.
      form.issues = issues.filter(({ pointer }) => form.get(pointer) || !pointer.endsWith("/value"));
      await ui.update({ planState: issues.length ? t.fit.incomplete(issues.length) : t.fit.failed });
    }
  };
  /** @param {number} [wait] ms */
  const refresh = async (wait = 0) => {
    const mine = (asked += 1);
    if (wait) await new Promise((resolve) => setTimeout(resolve, wait));
    if (mine === asked && !signal.aborted && !form.busy) await look(mine);
  };
  const { set } = form;
  form.set = (pointer, value) => {
    // Another list has other places, so nothing that was said of the old ones holds.
    if (pointer === "/keys") form.issues = [];
    set(pointer, value);
    if (ui.state.plan) ui.update({ planState: t.fit.checking });
    refresh(500);
  };
  return refresh;
}

/** @param {Ui} ui @param {Row[]} rows @returns {Promise<KeysPlan>} */
async function apply(ui, rows) {
  const body = requestOf(ui.state, rows);
  try {
    // What is not seen yet is looked at first: a list that cannot be set is refused here.
    const { revision } = ui.state.plan && !ui.state.planState ? ui.state.plan : await post("/keys/preview", { body });
    return await post("/keys/apply", { body, ifMatch: revision });
  } catch (error) {
    if (error instanceof Problem && error.status === 412) {
      ui.update({ plan: /** @type {KeysPlan} */ (error.current), planState: "" });
      Object.assign(error, { current: undefined, detail: t.changed });
    }
    throw error;
  }
}

/** @param {Ui} ui @param {KeysPlan} plan */
async function showDone(ui, plan) {
  await ui.update({ done: plan, plan: { ...plan, changed: 0, replaced: 0 }, planState: "" });
  const heading = document.getElementById("done-title");
  if (heading) focusOn(heading);
}

const nothingYet = () => html`
  ${pageHeader({ title: t.title })}
  ${empty({ icon: "keys", title: t.empty.title, text: t.empty.text, action: html`<a class="button primary" href="/imports/new">${t.empty.action}</a>` })}`;

/** @param {Form} form @param {State} state */
function view(form, state) {
  const { office, choice, people, plan, planState, done } = state;
  const list = { form, plan, people, withLines: state.withLines };
  const rows = form.values.keys;
  const draw = (/** @type {string} */ drawn) => (state.drawn = drawn, form.redraw());
  return html`
    <div class="wide keys-page">${pageHeader({ title: t.title, lead: t.lead })}
      ${formView(form, html`
        ${whichPhones(form, choice, office.models)}
        <section class="section" aria-labelledby="keys-title">
          <div class="section-head"><h2 id="keys-title">2. ${t.keys.title}</h2><a href="#fit">${t.keys.skip}</a></div>
          <p class="muted">${t.keys.about}</p>
          ${toolbar(form, state, list)}
          <div class="keys-and-phone"><div class="section">${keyList(list)}</div>${picture(rows, (plan ?? office).models, state.drawn, draw, people.nameOf)}</div>
        </section>
        ${whatEachGets(plan, planState)}`, { button: plan ? t.apply(rows.length, plan.devices) : t.applyNone, sticky: true })}
      ${done ? doneNotice(done) : nothing}
    </div>`;
}

/** @param {Form} form @param {State} state @param {import("./keys/list.js").List} list */
function toolbar(form, state, list) {
  const { people, department } = state;
  const listed = new Set(form.values.keys.filter((/** @type {Row} */ row) => row.type === "presence").map((/** @type {Row} */ row) => row.value));
  const missing = (/** @type {string} */ of) => people.users.filter((user) => (!of || user.department === of) && !listed.has(user.extensions[0]));
  const fill = missing(department);
  const copy = async (/** @type {import("../parts/combobox.js").Suggestion} */ { value, label }) => {
    const words = { title: t.keys.replaceTitle, text: t.keys.replaceText(form.values.keys.length, label), action: t.keys.replace };
    if (form.dirty && !(await confirmDialog(words))) return;
    form.set("/keys", rowsOf(await get(`/devices/${value}`)));
    state.copying = "";
    announce(t.keys.copied(label));
  };
  return html`
    <div class="toolbar">
      <div class="field"><label for="keys-copy">${t.keys.copy}</label>
        ${combobox({ id: "keys-copy", text: state.copying, source: findPhones, onInput: (text) => (state.copying = text), onPick: copy })}</div>
      <div class="field"><label for="keys-fill">${t.keys.fill}</label>
        <div class="with-button"><select id="keys-fill" @change=${(/** @type {any} */ event) => (state.department = event.target.value, form.redraw())}>
          ${["", ...people.departments].map((of) => html`<option value=${of} .selected=${live(of === department)}>${t.keys.fillChoice(of || t.keys.everybody, missing(of).length)}</option>`)}
        </select>
        <button type="button" aria-disabled=${fill.length ? "false" : "true"}
          @click=${() => fill.length && add(list, fill.map(({ extensions }) => ({ type: "presence", value: extensions[0] })))}>${t.keys.fillButton(fill.length)}</button></div></div>
      <div class="choice"><input type="checkbox" id="keys-lines" .checked=${live(state.withLines)}
        @change=${(/** @type {any} */ event) => (state.withLines = event.target.checked, form.redraw())}><label for="keys-lines">${t.keys.lines}</label></div>
    </div>`;
}
