// Step 1: which phones. The choice is the address: ?device=3,7 · ?brand= &family= &model= · nothing for all.
import { html, nothing } from "../../node_modules/lit-html/lit-html.js";
import { live } from "../../node_modules/lit-html/directives/live.js";
import { get, withParameters } from "../../api.js";
import { combobox } from "../../parts/combobox.js";
import { message } from "../../parts/form.js";
import { icon } from "../../parts/icon.js";
import { navigate } from "../../router.js";
import { t } from "../../strings/en/keys.js";

/** @typedef {import("../../types.js").ModelFit} ModelFit */
/** @typedef {import("../../types.js").Device} Device */
/** @typedef {{brand?: string, family?: string, model?: string}} Kind */
/** @typedef {{mode: "all" | "kind" | "list", kind: Kind, devices: Device[]}} Choice */

const levels = /** @type {const} */ (["brand", "family", "model"]);

/** @param {Kind} kind @param {ModelFit} model */
const isOf = (kind, model) => levels.every((level) => !kind[level] || kind[level] === model[level]);

/** Phones that were read since the page was opened. @type {Map<number, Device>} */
export const known = new Map();
let typed = "";

/** @param {number} id @returns {Promise<Device | null>} null for a phone that is gone */
const device = async (id) => known.get(id) ?? get(`/devices/${id}`).then((found) => (known.set(id, found), found), () => null);

/** @param {URLSearchParams} query @param {ModelFit[]} models of this office @returns {Promise<Choice>} */
export async function choiceOf(query, models) {
  const ids = (query.get("device") ?? "").split(",").map(Number).filter(Boolean);
  const devices = (await Promise.all(ids.map(device))).filter((found) => found !== null);
  /** @type {Kind} */
  const asked = Object.fromEntries(levels.map((level) => [level, query.get(level) ?? ""]));
  const wants = levels.findLastIndex((level) => asked[level]);
  const like = models.find((model) => isOf(asked, model));
  // A link may say the model alone; brand and family are then filled in.
  const kind = like ? Object.fromEntries(levels.slice(0, wants + 1).map((level) => [level, like[level]])) : asked;
  return { mode: query.has("device") ? "list" : wants < 0 ? "all" : "kind", kind, devices };
}

/** As the API wants it. @param {Choice} choice @returns {import("../../types.js").KeysRequest["devices"]} */
export function wanted({ mode, kind, devices }) {
  if (mode === "all") return "all";
  return mode === "kind" ? [kind] : devices.map(({ id }) => ({ id }));
}

/** @param {Choice} choice @param {ModelFit[]} models */
const counted = ({ mode, kind, devices }, models) =>
  mode === "list" ? devices.length : models.filter((model) => mode === "all" || isOf(kind, model)).reduce((sum, model) => sum + model.devices, 0);

/** Every brand, family and model of this office, with its address. @param {ModelFit[]} models */
function kinds(models) {
  /** @type {Map<string, {kind: Kind, label: string}>} */
  const kinds = new Map();
  for (const model of models) {
    for (const depth of [1, 2, 3]) {
      const kind = Object.fromEntries(levels.slice(0, depth).map((level) => [level, model[level]]));
      const label = t.which.kindOf(model.brand_name, depth > 1 ? model.family : "", depth > 2 ? model.model_name : "");
      kinds.set(String(new URLSearchParams(kind)), { kind, label });
    }
  }
  return kinds;
}

/** @param {string} query */
const go = (query) => navigate(`/keys${query}`, { replace: true });

/** @param {import("../../parts/form.js").Form} form @param {Choice} choice @param {ModelFit[]} models */
export function whichPhones(form, choice, models) {
  const all = kinds(models);
  const places = { all: "", kind: `?${all.keys().next().value}`, list: "?device=" };
  return html`
    <section class="section" aria-labelledby="which-title">
      <div class="section-head"><h2 id="which-title">1. ${t.which.title}</h2>
        <strong id="which-count" aria-live="polite">${t.phones(counted(choice, models))}</strong></div>
      <fieldset id="${form.id}-devices" tabindex="-1" aria-labelledby="which-title" class="row">
        ${/** @type {Choice["mode"][]} */ (["all", "kind", "list"]).map((mode) => html`
          <div class="choice"><input type="radio" name="which" id="which-${mode}" .checked=${live(choice.mode === mode)} @change=${() => go(places[mode])}>
            <label for="which-${mode}">${t.which[mode]}</label></div>`)}
      </fieldset>
      ${choice.mode === "kind" ? kindField(choice.kind, all, models) : choice.mode === "list" ? picked(choice.devices) : nothing}
      ${form.issues.filter((issue) => issue.pointer.startsWith("/devices")).slice(0, 1).map((issue) => message(form, issue.pointer))}
    </section>`;
}

/** @param {Kind} kind @param {ReturnType<typeof kinds>} all @param {ModelFit[]} models */
const kindField = (kind, all, models) => html`
  <div class="field is-medium">
    <label for="which-kinds">${t.which.kindLabel}</label>
    <select id="which-kinds" @change=${(/** @type {any} */ event) => go(`?${event.target.value}`)}>
      ${[...all].map(([query, option]) => html`<option value=${query} .selected=${live(query === String(new URLSearchParams(kind)))}>${
        t.keys.fillChoice(option.label, counted({ mode: "kind", kind: option.kind, devices: [] }, models))}</option>`)}
    </select>
  </div>`;

/** Suggestions of phones for what was typed. @param {string} q */
export async function findPhones(q) {
  /** @type {import("../../types.js").Devices} */
  const { devices } = await get(withParameters("/devices", { q, limit: 20 }));
  return devices.map(({ id, name, model_name, mac_address }) => ({ value: String(id), label: name, detail: [model_name, mac_address].filter(Boolean).join(" ") }));
}

/** @param {Device[]} devices */
function picked(devices) {
  /** @param {(number | string)[]} ids */
  const show = (ids) => {
    typed = "";
    go(`?device=${[...new Set(ids.map(String))].join(",")}`);
  };
  const ids = devices.map(({ id }) => id);
  return html`
    <div class="field is-medium">
      <label for="which-add">${t.which.add}</label><p class="hint" id="which-add-hint">${t.which.addHint}</p>
      ${combobox({ id: "which-add", text: typed, source: findPhones, onInput: (text) => (typed = text), onPick: ({ value }) => show([...ids, value]), describedBy: "which-add-hint" })}
    </div>
    <ul class="picked">${devices.map(({ id, name, model_name }) => html`
      <li>${name} <span class="muted">${model_name}</span>
        <button type="button" class="small icon-only" aria-label=${t.which.remove(name)} @click=${() => {
          document.getElementById("which-add")?.focus();
          show(ids.filter((other) => other !== id));
        }}>${icon("remove")}</button></li>`)}
    </ul>`;
}
