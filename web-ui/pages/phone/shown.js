// How phones are shown on every page: state, MAC address, model, last fetch, and where they have to look for the box.
import { html, nothing } from "../../node_modules/lit-html/lit-html.js";
import { get } from "../../api.js";
import { copyButton } from "../../parts/copy.js";
import { statusBadge } from "../../parts/status-badge.js";
import { ago } from "../../parts/time.js";
import { phones as t } from "../../words.js";

/** @typedef {import("../../types.js").DeviceState} DeviceState */

const badges = /** @type {const} */ ({ no_mac: "off", never_seen: "todo", old_settings: "attention", up_to_date: "done" });

export const states = /** @type {DeviceState[]} */ (Object.keys(badges));

/** A phone that the box makes no file for never has a state. @param {{state: DeviceState, provisioned: boolean}} phone */
export const stateBadge = ({ state, provisioned }) => (provisioned ? statusBadge(badges[state], t.states[state]) : noFile);

/** The box makes no file for the model. */
export const noFile = statusBadge("off", t.noFile);

/** As it stands on the phone's label: "80:5E:C0:10:A0:7B". @param {string} mac */
export const macText = (mac) => mac.replaceAll(/[^0-9a-f]/gi, "").toUpperCase().replaceAll(/..(?=.)/g, "$&:");

/** The last four digits tell phones apart. @param {string | null} mac */
export const macAddress = (mac) => (mac === null ? nothing : html`
  <span class="code nowrap">${macText(mac).slice(0, 12)}<strong>${macText(mac).slice(12)}</strong></span>`);

/** @param {{brand_name: string | null, model_name: string | null}} phone */
export const modelText = ({ brand_name, model_name }) => [brand_name, model_name].filter(Boolean).join(" ");

/** How it came: "HTTP · 10.0.0.12 · 108.86.0.20". @param {{transport: string, address: string, firmware: string | null}} fetch */
export const wayOf = ({ transport, address, firmware }) => [transport.toUpperCase(), address, firmware].filter(Boolean).join(" · ");

/** When, and below it how. @param {import("../../types.js").Fetch | null} last */
export const lastFetch = (last) => (last ? html`
  ${ago(last.at)}<br><span class="muted">${wayOf(last)}${last.own ? nothing : html`<br>${t.notOwn}`}</span>`
  : html`<span class="muted">${t.never}</span>`);

/** The address that phones have to be told. @param {AbortSignal} signal @returns {Promise<string | null>} */
export async function boxAddress(signal) {
  /** @type {import("../../types.js").Overview} */
  const { addresses } = await get("/overview", { signal });
  return addresses.provisioning_url ?? addresses.http;
}

/** @param {string | null} address */
export const whereToLook = (address) => (address ? html`
  <p>${t.where.text}</p>
  <div class="value"><code>${address}</code>${copyButton(address, t.where.copy)}</div>` : html`<p>${t.where.none}</p>`);
