// Feature keys for many phones: which phones, which keys, what each phone gets.
import { html, nothing } from "../node_modules/lit-html/lit-html.js";
import { post, Problem } from "../api.js";
import { empty } from "../parts/empty.js";
import { createForm, formView } from "../parts/form.js";
import { pageHeader } from "../parts/page-header.js";
import { section } from "../parts/section.js";
import { focusOn } from "../router.js";
import { mount } from "../state.js";
import { stream } from "../stream.js";
import { keys as t } from "../words.js";
import { choiceOf, known, optionsOf, wanted, whichPhones } from "./keys/choice.js";
import { keyList } from "./keys/list.js";
import { readPeople } from "./keys/people.js";
import { doneNotice, picture, whatEachGets } from "./keys/plan.js";
import { keysOf, rowsOf } from "./keys/rows.js";
import { toolbar } from "./keys/toolbar.js";

/** @typedef {import("../types.js").KeysPlan} KeysPlan */
/** @typedef {import("./keys/rows.js").Row} Row */
/** @typedef {import("../parts/form.js").Form} Form */
/** @typedef {{state: State, update: (patch?: Partial<State>) => Promise<void>}} Ui */
/**
 * @typedef {object} PageState
 * @property {KeysPlan} office what phones there are: a plan for all of them
 * @property {import("./keys/choice.js").Option[]} options
 * @property {import("./keys/choice.js").Choice} choice
 * @property {import("./keys/people.js").People} people
 * @property {KeysPlan | null} plan
 * @property {string} planState in words, where the plan is not of now
 * @property {KeysPlan | null} done what was set last
 * @property {string} drawn model of the picture
 */
/** @typedef {PageState & import("./keys/toolbar.js").Tools} State */

export const title = t.title;

/** @param {HTMLElement} root @param {import("../types.js").PageContext} context */
export default async function page(root, { query, signal }) {
  known.clear();
  const everyPhone = { devices: "all", keys: [{ key: 1, type: "line" }] };
  const [office, people] = await Promise.all([post("/keys/preview", { body: everyPhone, signal }), readPeople(signal)]);
  if (office.devices === 0) return void mount(root, nothingYet, {});
  const options = optionsOf(office.models);
  const choice = await choiceOf(query, options);
  /** @type {State} */
  const state = { office, options, choice, people, plan: null, planState: "", done: null, withLines: false, department: "", drawn: "", copying: "" };
  /** @type {Form} */
  const form = createForm({ root, signal, values: { keys: startOf(choice) }, submit: (values) => apply(ui, values.keys), done: (plan) => showDone(ui, plan) });
  /** @type {Ui} */
  const ui = mount(root, (state) => view(form, state), state, signal);
  const refresh = planner(form, ui, signal);
  await refresh();
  stream(({ type, data }) => type === "change" && data.revision !== ui.state.plan?.revision && refresh(1000), signal);
  return {
    onQuery: async (/** @type {URLSearchParams} */ query) => {
      const choice = await choiceOf(query, options);
      ui.update({ choice });
      if (choice.devices.length === 1 && !form.dirty) form.load({ keys: startOf(choice) });
      await refresh();
    },
  };
}

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
  /** @param {number} [wait] ms */
  const refresh = async (wait = 0) => {
    const mine = (asked += 1);
    const isLatest = () => mine === asked && !signal.aborted && !form.busy;
    if (wait) await new Promise((resolve) => setTimeout(resolve, wait));
    if (isLatest()) await look(form, ui, isLatest);
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

/** @param {Form} form @param {Ui} ui @param {() => boolean} isLatest */
async function look(form, ui, isLatest) {
  const body = requestOf(ui.state, form.values.keys);
  if (body.keys.length === 0 || body.devices.length === 0) return ui.update({ plan: null, planState: "" });
  try {
    const plan = await post("/keys/preview", { body });
    if (!isLatest()) return;
    form.issues = [];
    await ui.update({ plan, planState: "" });
  } catch (error) {
    if (!isLatest()) return;
    const issues = error instanceof Problem ? error.fields : [];
    const missing = issues.filter(({ pointer }) => pointer.endsWith("/value") && !form.get(pointer));
    // What is not filled in yet is no mistake while somebody fills it in, and nothing else moves the page now.
    form.issues = issues.filter((issue) => !missing.includes(issue)).map((issue) => ({ ...issue, severity: "warning" }));
    await ui.update({ planState: missing.length ? t.fit.incomplete(missing.length) : issues.length ? t.fit.refused : t.fit.failed });
  }
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
    } else ui.update({ planState: t.fit.refused });
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
        ${whichPhones(form, choice, state.options, office.devices)}
        ${section("keys", `2. ${t.keys.title}`, html`
          <p class="muted">${t.keys.about}</p>
          ${toolbar(list, state)}
          <div class="keys-and-phone"><div class="section">${keyList(list)}</div>${picture(rows, (plan ?? office).models, state.drawn, draw, people.nameOf)}</div>`,
        html`<a href="#fit">${t.keys.skip}</a>`)}
        ${whatEachGets(plan, planState)}`, { button: plan ? t.apply(rows.length, plan.devices) : t.applyNone, sticky: true })}
      ${done ? doneNotice(done) : nothing}
    </div>`;
}
