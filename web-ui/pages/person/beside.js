// Beside the form: phones, SIP accounts, a new password, and the end.
import { html, nothing } from "../../node_modules/lit-html/lit-html.js";
import { announce } from "../../announce.js";
import { del, get } from "../../api.js";
import { confirmDialog } from "../../parts/dialog.js";
import { icon } from "../../parts/icon.js";
import { navigate } from "../../router.js";
import { t } from "../../strings/en/person.js";
import { macAddress, modelText, stateBadge } from "../phone/shown.js";
import { makePassword } from "./password.js";

/** @typedef {import("../../types.js").User} User */

/**
 * @param {object} options
 * @param {User} options.user
 * @param {string} options.name
 * @param {ReturnType<import("../secrets.js").secrets>} options.accounts
 * @param {string} options.problem why the last thing done here did not work
 * @param {(problem: string) => void} options.fail
 */
export function beside({ user, name, accounts, problem, fail }) {
  /** @param {() => Promise<unknown>} act */
  const trying = (act) => () => act().catch((error) => fail(error.message));
  return html`
    <div class="stack">
      <section class="card" aria-labelledby="phones">
        <h2 id="phones">${t.phones}</h2>
        ${user.devices.length ? user.devices.map(phone) : html`<p class="muted">${t.noPhones}</p>`}
        <p><a class="button" href="/phones/new?user=${user.id}">${icon("add")}${t.addPhone}</a></p>
      </section>
      <section class="card" aria-labelledby="accounts">
        <h2 id="accounts">${t.accounts}</h2>
        ${user.accounts.length ? html`
          <p class="muted">${t.accountsAbout}</p>
          <dl class="facts">${user.accounts.map(({ extension, sip_username }) => html`
            <dt>${extension}</dt><dd><code>${sip_username}</code>${accounts.value(sip_username, t.copyAccount(extension))}</dd>`)}</dl>
          ${accounts.button()}` : html`<p class="muted">${t.noAccounts}</p>`}
      </section>
      <section class="card" aria-labelledby="password">
        <h2 id="password">${t.password}</h2>
        <p class="muted">${t.newPasswordAbout}</p>
        <p><button type="button" @click=${trying(() => makePassword(user.id, name))}>${t.newPassword}</button></p>
      </section>
      <section class="card" aria-labelledby="danger">
        <h2 id="danger">${t.danger}</h2>
        <p class="muted">${t.dangerAbout}</p>
        <p><button type="button" class="danger" @click=${trying(() => remove(user, name))}>${t.remove1(name)}</button></p>
      </section>
      <p role="alert">${problem}</p>
    </div>`;
}

/** @param {User["devices"][0]} device */
const phone = (device) => html`
  <div class="row spread"><div>
    <a href="/phones/${device.id}">${modelText(device)}</a><br>${device.mac_address ? macAddress(device.mac_address) : html`<span class="muted">${t.noMac}</span>`}
  </div>${stateBadge(device.state)}</div>`;

/** @param {User} user @param {string} name */
async function remove(user, name) {
  /** @type {import("../../types.js").Removal} */
  const { extensions, phone_numbers, softphone, devices, keys } = await get(`/users/${user.id}/removal`);
  const goes = [
    extensions.length && t.goesExtensions(extensions), phone_numbers.length && t.goesNumbers(phone_numbers),
    softphone && t.goesSoftphone, keys && t.goesKeys(keys),
  ].filter(Boolean);
  const text = html`${items(t.goes, goes)}${items(t.stays, devices)}`;
  if (!(await confirmDialog({ title: t.removeTitle(name), text, action: t.remove1(name) }))) return;
  await del(`/users/${user.id}`, { ifMatch: user.version });
  announce(t.removed(name));
  await navigate("/people", { force: true });
}

/** @param {string} label @param {unknown[]} entries */
const items = (label, entries) => (entries.length
  ? html`<p>${label}:</p><ul>${entries.map((entry) => html`<li>${entry}</li>`)}</ul>` : nothing);
