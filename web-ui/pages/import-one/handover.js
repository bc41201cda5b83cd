// Secrets that leave the box: the login passwords, until somebody has them, and the accounts for the phone system.
import { html } from "../../node_modules/lit-html/lit-html.js";
import { announce } from "../../announce.js";
import { get, post } from "../../api.js";
import { downloadSecrets } from "../../files.js";
import { confirmDialog } from "../../parts/dialog.js";
import { icon } from "../../parts/icon.js";
import { exact } from "../../parts/time.js";
import * as parts from "../../strings/en.js";
import * as all from "../../strings/en/import.js";

const t = all.passwords;
/** @typedef {import("../import.js").Actions} Actions */

/** Where there are none any more. */
export const gone = html`${t.goneAbout} <a href="/people">${parts.nav.people}</a>`;

/** @param {number} id @param {import("../../types.js").CredentialsState} state @param {Actions} actions */
export const passwords = (id, { waiting, count, expires_at, downloaded }, { attempt, refresh }) => !waiting ? html`
  <section class="card" aria-labelledby="passwords">
    <h2 id="passwords" tabindex="-1">${t.gone}</h2>
    <p class="measure">${gone}</p>
  </section>` : html`
  <section class="card is-urgent" aria-labelledby="passwords">
    <h2 id="passwords">${t.title(count)}</h2>
    <p class="measure">${t.about(exact(expires_at ?? 0))}</p>
    <p class="field-message is-${downloaded ? "note" : "warning"}">${icon(downloaded ? "done" : "attention")}${downloaded ? t.fetched : t.notFetched}</p>
    <div class="buttons">
      <button type="button" class="primary" @click=${() => attempt(() => downloadSecrets({ what: "credentials", import: id }).finally(refresh))}
        >${icon("download")}${t.download}</button>
      <a class="button" href="/imports/${id}/slips">${icon("print")}${t.slips}</a>
      <button type="button" class="danger" @click=${() => attempt(() => close(id, refresh))}>${t.close}</button>
    </div>
  </section>`;

/** Somebody else may have fetched them meanwhile, so the box is asked first. @param {number} id @param {Actions["refresh"]} refresh */
async function close(id, refresh) {
  const { downloaded } = await get(`/imports/${id}/credentials`);
  const text = `${downloaded ? t.fetchedBefore : t.notFetched} ${t.goneAbout}`;
  if (!(await confirmDialog({ title: t.closeTitle, text, action: t.close }))) return;
  await post(`/imports/${id}/credentials/close`);
  announce(t.gone);
  await refresh();
  document.getElementById("passwords")?.focus();
}

/** @param {Actions} actions */
export const accounts = ({ attempt }) => html`
  <section class="card" aria-labelledby="accounts">
    <h2 id="accounts">${all.accounts}</h2>
    <p class="measure">${all.accountsAbout}</p>
    <p class="notice is-warning">${icon("warning")}<span>${all.accountsDanger}</span></p>
    <div class="buttons"><button type="button" @click=${() => attempt(() => downloadSecrets({ what: "accounts" }))}
      >${icon("download")}${all.accountsDownload}</button></div>
  </section>`;
