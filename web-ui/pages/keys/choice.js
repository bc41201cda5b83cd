// Step 1: which phones. The choice is the address: ?device=3,7 · ?brand= &family= &model= · nothing for all.
import { html, nothing } from "../../node_modules/lit-html/lit-html.js";
import { get, withParameters } from "../../api.js";
import { combobox } from "../../parts/combobox.js";
import { message, radio } from "../../parts/form.js";
import { icon } from "../../parts/icon.js";
import { section } from "../../parts/section.js";
import { labelled, select } from "../../parts/controls.js";
import { navigate } from "../../router.js";
import { keys as t } from "../../words.js";

/** @typedef {import("../../types.js").Device} Device */
/** @typedef {{brand?: string, family?: string, model?: string}} Kind */
/** A brand, family or model of this office. @typedef {{query: string, kind: Kind, label: string, phones: number}} Option */
/** @typedef {{mode: "all" | "kind" | "list", kind: Kind, devices: Device[]}} Choice */

const modes = /** @type {const} */ (["all", "kind", "list"]);
const levels = /** @type {const} */ (["brand", "family", "model"]);

/** Phones that were read since the page was opened. @type {Map<number, Device>} */
export const known = new Map();
let typed = "";

/** @param {import("../../types.js").ModelFit[]} models of this office @returns {Option[]} */
export function optionsOf(models) {
  /** @type {Map<string, Option>} */
  const options = new Map();
  for (const model of models) {
    for (const depth of [1, 2, 3]) {
      const kind = Object.fromEntries(levels.slice(0, depth).map((level) => [level, model[level]]));
      const query = `?${new URLSearchParams(kind)}`;
      const label = [t.which.allOf(model.brand_name), t.which.familyOf(model.brand_name, model.family), `${model.brand_name} ${model.model_name}`][depth - 1];
      options.set(query, { query, kind, label, phones: model.devices + (options.get(query)?.phones ?? 0) });
    }
  }
  return [...options.values()];
}

/** @param {URLSearchParams} query @param {Option[]} options @returns {Promise<Choice>} */
export async function choiceOf(query, options) {
  const asked = levels.flatMap((level) => (query.get(level) ? [[level, query.get(level) ?? ""]] : []));
  // A link may say the model alone; the option has its brand and family.
  const option = options.find(({ kind }) => asked.length && asked[0][0] in kind && asked.every(([level, value]) => kind[/** @type {keyof Kind} */ (level)] === value));
  const ids = (query.get("device") ?? "").split(",").map(Number).filter(Boolean);
  const devices = await Promise.all(ids.map(async (id) => known.get(id) ?? get(`/devices/${id}`).catch(() => null)));
  for (const device of devices) if (device) known.set(device.id, device);
  return {
    mode: query.has("device") ? "list" : asked.length ? "kind" : "all",
    kind: option?.kind ?? Object.fromEntries(asked),
    devices: devices.filter((device) => device !== null),
  };
}

/** As the API wants it. @param {Choice} choice @returns {"all" | Kind[] | {id: number}[]} */
export function wanted({ mode, kind, devices }) {
  if (mode === "all") return "all";
  return mode === "kind" ? [kind] : devices.map(({ id }) => ({ id }));
}

/** @param {string} query */
const go = (query) => navigate(`/keys${query}`, { replace: true });

/** @param {import("../../parts/form.js").Form} form @param {Choice} choice @param {Option[]} options @param {number} all phones */
export function whichPhones(form, choice, options, all) {
  const { mode, kind, devices } = choice;
  const option = options.find(({ query }) => query === `?${new URLSearchParams(kind)}`);
  const places = { all: "", kind: options[0].query, list: "?device=" };
  const issue = form.issues.find(({ pointer }) => pointer.startsWith("/devices"));
  const chosen = t.phones(mode === "all" ? all : mode === "kind" ? option?.phones ?? 0 : devices.length);
  return section("which", `1. ${t.which.title}`, html`
    <fieldset id="${form.id}-devices" tabindex="-1" aria-labelledby="which-title" class="row">
      ${modes.map((value, index) => radio({ id: "which", value: mode, set: () => go(places[value]) }, { value, label: t.which[value] }, index))}
    </fieldset>
    ${mode === "kind" ? kindField(options, option) : mode === "list" ? picked(devices) : nothing}
    ${issue ? message(form, issue.pointer) : nothing}`, html`<strong aria-live="polite">${chosen}</strong>`);
}

/** @param {Option[]} options @param {Option | undefined} chosen */
const kindField = (options, chosen) => labelled("which-kinds", t.which.kindLabel, select({ id: "which-kinds", value: chosen?.query, set: go }, [
  ...(chosen ? [] : [{ value: "", label: "" }]), ...options.map(({ query, label, phones }) => ({ value: query, label: t.counted(label, phones) })),
]), "medium");

/** Suggestions of phones for what was typed. @param {string} q */
export async function findPhones(q) {
  /** @type {import("../../types.js").Devices} */
  const { devices } = await get(withParameters("/devices", { q, limit: 20 }));
  return devices.map(({ id, name, model_name, mac_address }) => ({ value: String(id), label: name, detail: `${model_name} ${mac_address ?? ""}` }));
}

/** @param {Device[]} devices */
function picked(devices) {
  const ids = devices.map(({ id }) => String(id));
  /** @param {string[]} ids */
  const show = (ids) => {
    typed = "";
    go(`?device=${[...new Set(ids)]}`);
  };
  return html`
    ${labelled("which-add", t.which.add, html`<p class="hint" id="which-add-hint">${t.which.addHint}</p>
      ${combobox({ id: "which-add", text: typed, source: findPhones, onInput: (text) => (typed = text), onPick: ({ value }) => show([...ids, value]), describedBy: "which-add-hint" })}`, "medium")}
    <ul class="picked">${devices.map(({ id, name, model_name }) => html`
      <li>${name} <span class="muted">${model_name}</span>
        <button type="button" class="small icon-only" aria-label=${t.which.remove(name)} @click=${() => {
          document.getElementById("which-add")?.focus();
          show(ids.filter((other) => other !== String(id)));
        }}>${icon("remove")}</button></li>`)}
    </ul>`;
}
