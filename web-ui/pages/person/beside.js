// Beside the form: phones, SIP accounts, a new password, and the end.
import { html, nothing } from "../../node_modules/lit-html/lit-html.js";
import { get, post } from "../../api.js";
import { copyButton } from "../../parts/copy.js";
import { confirmDialog, openDialog } from "../../parts/dialog.js";
import { field as drawField } from "../../parts/form.js";
import { formDialog } from "../../parts/form-dialog.js";
import { icon } from "../../parts/icon.js";
import { card } from "../../parts/section.js";
import { person as t } from "../../words.js";
import { macAddress, modelText, stateBadge } from "../phone/shown.js";
import { danger, passwords } from "../record.js";

/** @typedef {import("../../types.js").User} User */
/** @typedef {import("../record.js").Page<User>} Page */

/** @param {User} person */
export const nameOf = ({ first_name, last_name }) => `${first_name} ${last_name}`.trim();

/** @param {Page} page @param {import("../../types.js").Content} softphones */
export function beside(page, softphones) {
  const user = page.document;
  const name = nameOf(user);
  return html`
    <div class="stack">
      ${card("phones", t.phones, html`
        ${user.devices.length ? user.devices.map(phone) : html`<p class="muted">${t.noPhones}</p>`}
        <p><a class="button" href="/phones/new?user=${user.id}">${icon("add")}${t.addPhone}</a></p>`)}
      ${card("accounts", t.accounts, user.accounts.length
        ? passwords(page, [...user.accounts.map((account) => accountRow(page, account)), ...user.include_voicemail ? [pinRow(page)] : []]) : html`<p class="muted">${t.noAccounts}</p>`)}
      ${softphones}
      ${card("password", t.password, html`
        <p class="muted">${t.newPasswordAbout}</p>
        <p><button type="button" @click=${page.trying(() => makePassword(user.id, name))}>${t.newPassword}</button></p>`)}
      ${danger(page, t.dangerAbout, name, () => whatGoes(user.id))}
    </div>`;
}

/** @param {Page} page @param {User["accounts"][0]} account */
const accountRow = (page, { extension, sip_username }) => ({
  name: sip_username, label: extension,
  account: html`<code>${sip_username}</code> ${change(page, "account", sip_username, { account: sip_username, sip_username, sip_password: null })}`,
});

/** @param {Page} page */
const pinRow = (page) => ({ name: t.pin, label: t.pin, account: change(page, "voicemail-pin", t.pin, { voicemail_pin: null }) });

/**
 * Another password or PIN, which the list shows then.
 * @param {Page} page @param {string} what @param {string} name @param {Record<string, string | null>} values
 */
const change = (page, what, name, values) => html`<button type="button" class="small" aria-label=${t.changeSecret(name)} @click=${() => formDialog(t.changeSecret(name), {
  values, signal: page.signal, button: t.change, said: () => t.changed,
  content: (form) => Object.entries(t.secrets).map(([field, label]) => (field in values ? drawField(form, `/${field}`, { label, nullable: true, hint: values[field] ? undefined : t.makesOne }) : nothing)),
  async submit(body) {
    page.document = (await post(`/users/${page.document.id}/${what}`, { ifMatch: page.document.version, body })).user;
    Object.assign(page, { secrets: null, shown: false });
    await page.trying(page.toggle)();
  },
})}>${t.change}</button>`;

/** @param {User["devices"][0]} device */
const phone = (device) => html`
  <div class="row spread"><div>
    <a href="/phones/${device.id}">${modelText(device)}</a><br>${macAddress(device.mac_address)}
  </div>${stateBadge(device)}</div>`;

/** @param {number} id @param {string} name */
async function makePassword(id, name) {
  const yes = await confirmDialog({ title: t.newPasswordTitle(name), text: t.newPasswordText, action: t.newPassword, danger: false });
  if (yes) await showPassword(name, (await post(`/users/${id}/password`)).password);
}

/** Shown once: then only its hash is left. @param {string} name @param {string} password */
export const showPassword = (name, password) => openDialog(t.passwordOf(name), ({ close }) => html`
  <div class="value"><code>${password}</code>${copyButton(password, t.copyPassword)}</div>
  <p>${t.onlyNow}</p>
  <div class="buttons"><button type="button" class="primary" @click=${() => close()}>${t.haveIt}</button></div>`);

/** @param {number} id */
async function whatGoes(id) {
  /** @type {import("../../types.js").Removal} */
  const { extensions, phone_numbers, softphone, devices, keys } = await get(`/users/${id}/removal`);
  return html`
    ${items(t.goes, [...extensions.map(t.goesExtension), ...phone_numbers, softphone && t.softphone, keys && t.goesKeys(keys)])}
    ${items(t.stays, devices)}`;
}

/** @param {string} label @param {unknown[]} entries */
const items = (label, entries) => (entries.some(Boolean)
  ? html`<p>${label}:</p><ul>${entries.filter(Boolean).map((entry) => html`<li>${entry}</li>`)}</ul>` : nothing);
