// The site's settings, a form for each group; the owner's password, backup, and what box this is.
import { html, nothing } from "../node_modules/lit-html/lit-html.js";
import { announce } from "../announce.js";
import { get, patch } from "../api.js";
import { filters } from "../parts/filters.js";
import { createForm, formView } from "../parts/form.js";
import { good } from "../parts/notice.js";
import { pageHeader } from "../parts/page-header.js";
import { pointerOf, same } from "../parts/pointer.js";
import { card } from "../parts/section.js";
import { loadSession } from "../session.js";
import { mount } from "../state.js";
import { stream } from "../stream.js";
import { settings as t, shell as all } from "../words.js";
import { aboutBox, backupForms, certificateView, passwordForm, phonebookTest } from "./settings/box.js";
import { isFolded, settingField, valuesOf } from "./settings/fields.js";
import { pbxPart } from "./settings/pbx.js";

/** @typedef {import("../types.js").Settings} Settings */
/** @typedef {import("../types.js").Setting} Setting */
/** @typedef {import("../parts/form.js").Form} Form */
/** @typedef {"site" | "pbx" | "phones" | "lines"} Group */

export const title = t.title;
const order = Object.keys(t.settings);

/** @param {HTMLElement} root @param {import("../types.js").PageContext} context */
export default async function page(root, { signal }) {
  const [document, overview, { dialects }] = await Promise.all(["/settings", "/overview", "/pbx/dialects"].map((path) => get(path, { signal })));
  const state = { document, notes: /** @type {Record<string, string>} */ ({}) };
  const groups = /** @type {Group[]} */ (["site", "pbx", "phones", "lines"]);
  /** @type {(document: Settings) => void} */
  const take = (document) => {
    state.document = document;
    for (const group of groups) {
      const values = valuesOf(document, group);
      // What somebody types here stays; where others have changed the same group, saving it will ask.
      if (!forms[group].dirty) forms[group].load(values, document.version);
      else if (same(values, forms[group].saved)) forms[group].version = document.version;
    }
  };
  const forms = /** @type {Record<Group, Form>} */ (Object.fromEntries(groups.map((group) => [group, groupForm(root, signal, state, group, take)])));
  const parts = { pbx: await pbxPart(forms.pbx, dialects, signal), password: passwordForm(root, signal), ...backupForms(root, signal, overview) };
  mount(root, () => view(state, forms, parts, overview, take), {}, signal);
  stream(async ({ type }) => {
    if (type !== "change") return;
    const now = await get("/settings", { signal }).catch(() => state.document);
    if (now.version !== state.document.version) take(now);
  }, signal);
}

/**
 * @param {HTMLElement} root @param {AbortSignal} signal @param {{document: Settings, notes: Record<string, string>}} state
 * @param {Group} group @param {(document: Settings) => void} take
 */
const groupForm = (root, signal, state, group, take) => createForm({
  id: `form-${group}`, root, signal, values: valuesOf(state.document, group), version: state.document.version,
  read: (document) => valuesOf(document, group),
  submit: (sent, form) => {
    delete state.notes[group];
    const stored = Object.fromEntries(state.document.settings.map((setting) => [setting.key, setting.is_set && !setting.is_secret ? setting.value : ""]));
    const values = Object.fromEntries(Object.entries(sent.values).filter(([key, value]) => value !== stored[key]));
    return patch("/settings", { body: { values }, ifMatch: form.version });
  },
  done: (/** @type {import("../types.js").SettingsSaved} */ document) => {
    state.notes[group] = [t.saved, ...document.notes].join(" ");
    announce(state.notes[group]);
    take(document);
    // The navigation shows the site's name, and all times are in its zone.
    return group === "site" && loadSession();
  },
});

/**
 * @param {{document: Settings, notes: Record<string, string>}} state @param {Record<Group, Form>} forms @param {any} parts
 * @param {import("../types.js").Overview} overview @param {(document: Settings) => void} take
 */
function view(state, forms, parts, overview, take) {
  const { settings } = state.document;
  /** @param {Group} group */
  const fields = (group) => {
    const own = settings.filter((setting) => setting.group === group).sort((a, b) => order.indexOf(a.key) - order.indexOf(b.key));
    const form = forms[group];
    const folded = own.filter(isFolded);
    /** @param {Setting[]} some */
    const drawn = (some) => html`<div class=${own.length > 1 ? "fields" : ""}>${some.map((setting) => settingField(form, setting))}</div>`;
    // What is wrong must be seen, and what somebody has set is looked for.
    const isOpen = folded.some(({ key, is_set }) => is_set || form.issue(pointerOf("values", key)));
    return html`${drawn(own.filter((setting) => !isFolded(setting)))}
      ${folded.length ? html`<details ?open=${isOpen}><summary>${t.network}</summary>${drawn(folded)}</details>` : nothing}`;
  };
  /** @param {Group} group @param {{beside?: unknown, more?: unknown}} [extra] */
  const part = (group, { beside, more } = {}) => section(group, html`
    ${formView(forms[group], html`${fields(group)}${more}`, { button: t.save(t.groups[group][0].toLowerCase()), primary: forms[group].dirty, beside: /** @type {any} */ (beside) })}
    ${good(state.notes[group])}`);
  const secret = settings.find((setting) => setting.key === "phone.admin_password");
  return html`
    ${pageHeader({ title: t.title, lead: t.lead })}
    ${filters(t.title, Object.entries(t.groups).map(([id, [text]]) => ({ id, text, href: `#${id}`, current: false })))}
    ${part("site")}
    ${part("pbx", { beside: parts.pbx.buttons(), more: parts.pbx.view() })}
    ${part("phones", { more: phonebookTest(), beside: secret?.is_set ? html`<button type="button" @click=${() => putBack(state, forms.phones, take)}>${t.secretBack}</button>` : nothing })}
    ${part("lines")}
    ${section("secure", html`${parts.password()}${certificateView(overview)}`)}
    ${section("backup", parts.backup())}
    ${section("about", aboutBox(overview))}`;
}

/** @param {keyof typeof t.groups} id @param {import("../types.js").Content} content */
function section(id, content) {
  const [heading, about] = t.groups[id];
  return card(id, heading, html`${about ? html`<p class="muted">${about}</p>` : nothing}${content}`);
}

/** @param {{document: Settings, notes: Record<string, string>}} state @param {Form} form @param {(document: Settings) => void} take */
async function putBack(state, form, take) {
  try {
    const document = await patch("/settings", { body: { values: { "phone.admin_password": "" } }, ifMatch: state.document.version });
    state.notes.phones = t.secretUnset;
    take(document);
  } catch (error) {
    form.message = /** @type {any} */ (error).detail ?? all.form.noAnswer;
    form.redraw();
  }
}
