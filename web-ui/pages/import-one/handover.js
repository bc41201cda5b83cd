// Secrets that leave the box: the login passwords, until somebody has them, and the accounts for the phone system.
import { html } from "../../node_modules/lit-html/lit-html.js";
import { announce, focusOn } from "../../announce.js";
import { get, post } from "../../api.js";
import { downloadSecrets } from "../../files.js";
import { confirmDialog } from "../../parts/dialog.js";
import { icon } from "../../parts/icon.js";
import { notice } from "../../parts/notice.js";
import { card, section } from "../../parts/section.js";
import { exact } from "../../parts/time.js";
import { importing as all, shell as parts } from "../../words.js";

const t = all.passwords;
/** @typedef {import("../import.js").Actions} Actions */

/** Where there are none any more. */
export const gone = html`${t.goneAbout} <a href="/people">${parts.nav.people}</a>`;

/** @param {number} id @param {import("../../types.js").CredentialsState} state @param {Actions} actions */
export const passwords = (id, { waiting, count, expires_at, downloaded }, { attempt, refresh }) => !waiting
  ? card("passwords", t.gone, html`<p class="measure">${gone}</p>`)
  : section("passwords", t.title(count), html`
    <p class="measure">${t.about(exact(expires_at ?? 0))}</p>
    <p class="field-message is-${downloaded ? "note" : "warning"}">${icon(downloaded ? "done" : "attention")}${downloaded ? t.fetched : t.notFetched}</p>
    <div class="buttons">
      <button type="button" class="primary" @click=${() => attempt(() => downloadSecrets({ what: "credentials", import: id }).finally(refresh))}
        >${icon("download")}${t.download}</button>
      <a class="button" href="/imports/${id}/slips">${icon("print")}${t.slips}</a>
      <button type="button" class="danger" @click=${() => attempt(() => close(id, refresh))}>${t.close}</button>
    </div>`, null, "summary is-warning");

/** Somebody else may have fetched them meanwhile, so the box is asked first. @param {number} id @param {Actions["refresh"]} refresh */
async function close(id, refresh) {
  const { downloaded } = await get(`/imports/${id}/credentials`);
  const text = `${downloaded ? t.fetchedBefore : t.notFetched} ${t.goneAbout}`;
  if (!(await confirmDialog({ title: t.closeTitle, text, action: t.close }))) return;
  await post(`/imports/${id}/credentials/close`);
  announce(t.gone);
  await refresh();
  focusOn(document.getElementById("passwords"));
}

/** @param {Actions} actions */
export const accounts = ({ attempt }) => card("accounts", all.accounts, html`
    <p class="measure">${all.accountsAbout}</p>
    ${notice("warning", all.accountsDanger)}
    <div class="buttons"><button type="button" @click=${() => attempt(() => downloadSecrets({ what: "accounts" }))}
      >${icon("download")}${all.accountsDownload}</button></div>`);
