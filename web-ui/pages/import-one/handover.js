// Secrets that leave the box: the login passwords, once and for ever, and the accounts for the phone system.
import { html } from "../../node_modules/lit-html/lit-html.js";
import { announce } from "../../announce.js";
import { get, post } from "../../api.js";
import { downloadSecrets } from "../../files.js";
import { confirmDialog } from "../../parts/dialog.js";
import { icon } from "../../parts/icon.js";
import { exact } from "../../parts/time.js";
import { t as all } from "../../strings/en/import.js";
import { explain } from "../import-parts/trouble.js";

const t = all.passwords;
/** @typedef {import("../import.js").Ui} Ui */

/** Does it; what goes wrong is said on the page. @param {Ui} ui @param {() => Promise<unknown>} work */
const attempt = (ui, work) => ui.update({ problem: "" }).then(work).catch((error) => ui.update({ problem: explain(error) }));

/**
 * @param {import("../../types.js").ImportDetail} detail @param {import("../../types.js").CredentialsState} state
 * @param {Ui} ui @param {() => Promise<void>} refresh
 */
export function passwords({ id }, { waiting, count, expires_at, downloaded }, ui, refresh) {
  if (!waiting) return html`
    <section class="card" aria-labelledby="passwords">
      <h2 id="passwords" tabindex="-1">${t.goneTitle}</h2>
      <p class="measure">${t.gone}</p>
      <p><a href="/people">${t.people}</a></p>
    </section>`;
  const download = () => attempt(ui, () => downloadSecrets({ what: "credentials", import: id }).finally(refresh));
  return html`
    <section class="card is-urgent" aria-labelledby="passwords">
      <h2 id="passwords" tabindex="-1">${t.title(count)}</h2>
      <p class="measure">${t.about(expires_at === null ? "" : exact(expires_at))}</p>
      <p class="value">${icon(downloaded ? "done" : "attention")}${downloaded ? t.fetched : t.notFetched}</p>
      <div class="buttons">
        <button type="button" class="primary" @click=${download}>${icon("download")}${t.download}</button>
        <a class="button" href="/imports/${id}/slips">${icon("print")}${t.slips}</a>
        <button type="button" class="danger" @click=${() => attempt(ui, () => close(id, refresh))}>${t.close}</button>
      </div>
    </section>`;
}

/** Somebody else may have fetched them meanwhile, so the box is asked first. @param {number} id @param {() => Promise<void>} refresh */
async function close(id, refresh) {
  const { downloaded } = await get(`/imports/${id}/credentials`);
  const question = { title: t.closeTitle, text: downloaded ? t.closeFetched : t.closeNotFetched, action: t.closeAction };
  if (!(await confirmDialog(question))) return;
  await post(`/imports/${id}/credentials/close`);
  announce(t.goneTitle);
  await refresh();
  document.getElementById("passwords")?.focus();
}

/** @param {Ui} ui */
export const accounts = (ui) => html`
  <section class="card" aria-labelledby="accounts">
    <h2 id="accounts">${all.accounts.title}</h2>
    <p class="measure">${all.accounts.about}</p>
    <p class="notice is-warning">${icon("warning")}<span>${all.accounts.danger}</span></p>
    <div class="buttons">
      <button type="button" @click=${() => attempt(ui, () => downloadSecrets({ what: "accounts" }))}>${icon("download")}${all.accounts.download}</button>
    </div>
  </section>`;
