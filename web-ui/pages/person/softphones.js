// The softphone of a person: its account, and the links by which an app fetches it. What carries a password is shown in a
// dialog and kept nowhere else.
import { html, nothing } from "../../node_modules/lit-html/lit-html.js";
import { announce } from "../../announce.js";
import { del, get, post } from "../../api.js";
import { save } from "../../files.js";
import { address, copyButton } from "../../parts/copy.js";
import { confirmDialog, openDialog } from "../../parts/dialog.js";
import { notice } from "../../parts/notice.js";
import { card } from "../../parts/section.js";
import { exact } from "../../parts/time.js";
import { trouble } from "../../parts/trouble.js";
import { person } from "../../words.js";

const { softphones: t } = person;

/** @typedef {import("../../types.js").Softphone} Softphone */
/** @typedef {import("../../types.js").SoftphoneSetup} Setup */

/** @param {string} path of the person @param {AbortSignal} signal @param {() => unknown} redraw */
export function softphonePart(path, signal, redraw) {
  /** @type {Softphone[]} */
  let list = [];
  let problem = "";
  const load = async () => {
    list = (await get(`${path}/softphones`, { signal })).softphones;
    redraw();
  };
  /** @param {(of: string) => Promise<unknown>} act @param {Softphone} softphone */
  const trying = (act, { id }) => async () => {
    problem = "";
    try {
      await act(`${path}/softphones/${id}`);
      await load();
    } catch (error) {
      problem = /** @type {Error} */ (error).message;
      redraw();
    }
  };
  const view = () => card("softphones", t.title, list.length ? html`
    ${list.map((softphone) => one(softphone, (act) => trying(act, softphone)))}${trouble(problem)}`
    : html`<p class="muted">${t.none}</p>`);
  return { load, view };
}

/** @param {Softphone} softphone @param {(act: (of: string) => Promise<unknown>) => () => Promise<void>} trying */
const one = ({ extension, display_name, sip_username, shared, link }, trying) => html`
  <p>${extension} ${display_name}<br><code>${sip_username}</code></p>
  ${shared ? html`<p class="muted">${t.shared}</p>` : nothing}
  ${link ? html`<p>${t.good(exact(link.expires_at))} ${t.left(link.fetches_left)}</p>` : nothing}
  <div class="row">
    <button type="button" @click=${trying(makeLink)}>${t.make}</button>
    ${link ? html`<button type="button" @click=${trying(endLink)}>${t.end}</button>` : nothing}
    <button type="button" @click=${trying(async (of) => showSetup(await post(`${of}/setup`)))}>${t.setup}</button>
    <button type="button" @click=${trying((of) => renew(of, shared))}>${t.renew}</button>
  </div>`;

/** @param {string} of */
async function makeLink(of) {
  /** @type {import("../../types.js").SoftphoneLink} */
  const { url, qr_svg, expires_at, here_only } = await post(`${of}/link`);
  await openDialog(t.linkTitle, ({ close }) => html`
    <p>${t.linkAbout}</p>
    ${qr_svg ? html`<img class="qr" width="240" height="240" alt=${t.qr} src="data:image/svg+xml,${encodeURIComponent(qr_svg)}">` : nothing}
    <div class="value"><code>${url}</code>${copyButton(url, t.copyLink)}</div>
    ${here_only ? notice("warning", t.hereOnly) : nothing}
    <p>${t.good(exact(expires_at))}</p>
    ${closing(close)}`);
}

/** @param {string} of */
async function endLink(of) {
  await del(`${of}/link`);
  announce(t.ended);
}

/** @param {string} of @param {boolean} shared */
async function renew(of, shared) {
  const text = html`<p>${t.renewText}</p>${shared ? html`<p>${t.shared}</p>` : nothing}`;
  if (await confirmDialog({ title: t.renewTitle, text, action: t.renew })) await showSetup(await post(`${of}/password`));
}

/** @param {Setup} setup */
function showSetup(setup) {
  const { server, port, transport, outbound_proxy, sip_username, sip_password, display_name, voicemail } = setup;
  const facts = { server: port ? `${server}:${port}` : server, transport: transport.toUpperCase(), outbound_proxy, sip_username, sip_password, display_name, voicemail };
  const files = { "linphone.xml": setup.linphone_xml, "MicroSIP.ini": setup.microsip_ini, "baresip-accounts": setup.baresip_line };
  return openDialog(t.setup, ({ close }) => html`
    <p>${t.setupAbout}</p>
    <dl class="facts">${/** @type {(keyof typeof facts)[]} */ (Object.keys(t.facts)).map((name) => (facts[name] ? address(t.facts[name], facts[name]) : nothing))}</dl>
    <div class="row">${Object.entries(files).map(([name, text]) => (text
      ? html`<button type="button" class="small" @click=${() => save(new Blob([text]), name)}>${name}</button>` : nothing))}</div>
    ${closing(close)}`);
}

/** @param {() => void} close */
const closing = (close) => html`<div class="buttons"><button type="button" class="primary" @click=${() => close()}>${t.done}</button></div>`;
