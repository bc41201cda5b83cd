// The password of a person's own log-in: shown once, then only its hash is left.
import { html } from "../../node_modules/lit-html/lit-html.js";
import { post } from "../../api.js";
import { copyButton } from "../../parts/copy.js";
import { confirmDialog, openDialog } from "../../parts/dialog.js";
import { t } from "../../strings/en/person.js";

/** @param {string} name @param {string} password */
export const showPassword = (name, password) => openDialog(t.passwordOf(name), ({ close }) => html`
  <div class="value"><code>${password}</code>${copyButton(password, t.copyPassword)}</div>
  <p>${t.onlyNow}</p>
  <div class="buttons"><button type="button" class="primary" @click=${() => close()}>${t.haveIt}</button></div>`);

/** @param {number} id @param {string} name */
export async function makePassword(id, name) {
  const yes = await confirmDialog({ title: t.newPasswordTitle(name), text: t.newPasswordText, action: t.newPassword, danger: false });
  if (yes) await showPassword(name, (await post(`/users/${id}/password`)).password);
}
