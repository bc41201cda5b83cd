// Set-up as a list of tasks; once that is done the same page is the overview.
import { html, nothing } from "../node_modules/lit-html/lit-html.js";
import { get } from "../api.js";
import { address } from "../parts/copy.js";
import { notice } from "../parts/notice.js";
import { pageHeader } from "../parts/page-header.js";
import { card, section } from "../parts/section.js";
import { statusBadge } from "../parts/status-badge.js";
import { ago } from "../parts/time.js";
import { setWaiting } from "../shell.js";
import { mount } from "../state.js";
import { importing, n, phones, start as t } from "../words.js";
import { resultOf } from "./import-parts/listed.js";
import { follow } from "./live-list.js";

const { where } = phones;
const { button: undo } = importing.undo;

/** @typedef {import("../types.js").Overview} Overview */

export const title = t.title;

/** @param {HTMLElement} root @param {import("../types.js").PageContext} context */
export default async function page(root, { signal }) {
  /** @returns {Promise<{overview: Overview}>} */
  const load = async () => ({ overview: await get("/overview", { signal }) });
  const ui = mount(root, ({ overview }) => view(overview), await load(), signal);
  setWaiting(ui.state.overview.counts.waiting);
  follow(() => load().then(ui.update, () => {}), signal);
}

/** @param {Overview} overview */
function view({ tasks, counts, last_import, warnings, addresses }) {
  const isSetUp = tasks.every((task) => task.state === "done");
  const hasAny = counts.users + counts.devices + counts.waiting > 0;
  const parts = [hasAny ? numbers(counts) : nothing, taskList(tasks)];
  return html`
    ${isSetUp ? pageHeader({ title: t.overview }) : pageHeader({ title: t.setUp, lead: t.setUpLead })}
    ${warnings.length ? warningList(warnings) : nothing}
    ${isSetUp ? parts : parts.reverse()}
    <div class="columns">${addressCard(addresses)}${last_import ? lastImport(last_import) : nothing}</div>`;
}

const badges = /** @type {const} */ ({ not_started: "todo", in_progress: "progress", done: "done", needs_attention: "attention" });
/** Where each task is done. */
export const places = {
  secure: "/settings#secure", site: "/settings#site", pbx: "/settings#pbx", people: "/imports", keys: "/keys", phones: "/phones",
};

/** @param {Overview["tasks"]} tasks */
const taskList = (tasks) => section("tasks", t.tasks, html`
  <ol class="tasks">${tasks.map(({ id, state }) => html`
    <li>
      <a href=${places[id]} aria-describedby="task-${id} task-${id}-state">${t.task[id].title}</a>
      <p id="task-${id}">${t.task[id].about}</p>
      <span class="task-state" id="task-${id}-state">${statusBadge(badges[state], t.states[state])}</span>
    </li>`)}
  </ol>`, html`<span class="muted">${t.tasksDone(tasks.filter((task) => task.state === "done").length, tasks.length)}</span>`);

/** @param {Overview["counts"]} counts */
const numbers = ({ users, devices, devices_fetched, waiting, with_keys }) => html`
  <ul class="numbers" aria-label=${t.numbers}>
    ${tile("/phones", devices_fetched, t.fetchedOf(devices))}
    ${tile("/people", users, t.people(users))}
    ${tile("/keys", with_keys, t.withKeys(with_keys))}
    ${tile("/inbox", waiting, t.waiting(waiting))}
  </ul>`;

/** @param {string} href @param {number} value @param {string} what */
const tile = (href, value, what) => html`<li><a href=${href}><strong>${n(value)}</strong> <span>${what}</span></a></li>`;

/** @param {Overview["warnings"]} warnings */
const warningList = (warnings) => section("warnings", t.states.needs_attention, html`
  <ul class="notices">${warnings.map(({ severity, message, at }) => html`
    <li>${notice(/** @type {import("../types.js").Severity} */ (severity), message, ago(at))}</li>`)}
  </ul>`);

/** @param {Overview["addresses"]} addresses */
function addressCard({ http, https, tftp, provisioning_url }) {
  const option66 = provisioning_url ?? http;
  const others = [[t.address.https, https && `https://${https}/`], [t.address.tftp, tftp && `tftp://${tftp}/`]];
  return card("address", where.title, option66 ? html`
    <p class="muted">${t.address.lead}</p>
    <dl class="facts is-stacked">
      ${address(t.address.dhcp, option66)}
      ${others.map(([name, value]) => (name && value && value !== option66 ? address(name, value) : nothing))}
    </dl>` : html`<p class="muted">${where.none}</p>`);
}

/** @param {import("../types.js").ImportSummary} last */
function lastImport(last) {
  const { id, state, file_name, actor, started_at, applied_at, undone_at, passwords_wait } = last;
  const words = t.lastImport;
  const isOpen = state === "checked";
  return card("import", words.title, html`
    <dl class="facts">
      <dt>${words.file}</dt><dd>${file_name}</dd>
      <dt>${undone_at === null ? words.states[state] : words.undone}</dt><dd>${ago(undone_at ?? applied_at ?? started_at)}</dd>
      <dt>${state === "applied" ? words.resultDone : words.result}</dt><dd>${resultOf(last)}</dd>
      <dt>${words.by}</dt><dd>${actor}</dd>
    </dl>
    ${passwords_wait ? notice("warning", words.passwords) : nothing}
    <p><a class="button" href="/imports/${id}${isOpen ? "/review" : ""}">${isOpen ? words.goOn : words.show}</a>
      ${state === "applied" && undone_at === null ? html`<a class="button" href="/imports/${id}#undo">${undo}</a>` : nothing}</p>`,
  html`<a href="/imports">${words.all}</a>`);
}
