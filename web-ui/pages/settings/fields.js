// One setting as a field: the control follows from its kind.
import { get } from "../../api.js";
import { combobox } from "../../parts/combobox.js";
import { field } from "../../parts/form.js";
import { pointerOf } from "../../parts/pointer.js";
import { formats, settings as t } from "../../words.js";

/** @typedef {import("../../types.js").Setting} Setting */
/** @typedef {import("../../parts/form.js").Form} Form */

/** @param {Setting} setting */
const isChosen = ({ choices }) => choices.length > 0;
const short = ["digits", "port", "seconds"];
const folded = ["vlan", "pc_vlan", "lldp", "syslog", "notify", "pnp", "trust_box"];

/** Few need it, and it takes phones off the network where it is wrong. @param {Setting} setting */
export const isFolded = ({ key }) => folded.includes(key.replace("phone.", ""));

/** A group's values as its form has them. @param {import("../../types.js").Settings} document @param {string} group */
export const valuesOf = ({ settings }, group) => ({
  values: Object.fromEntries(settings.filter((setting) => setting.group === group).map((setting) => [setting.key, valueOf(setting)])),
});

/** A default is shown where one chooses, and named in the hint where one types. @param {Setting} setting */
function valueOf(setting) {
  if (setting.is_secret) return "";
  return setting.is_set ? setting.value : isChosen(setting) ? setting.default : "";
}

/** @param {Form} form @param {Setting} setting */
export function settingField(form, setting) {
  const { key, kind, group, default: usual, about } = setting;
  const pointer = pointerOf("values", key);
  const [label, hint] = /** @type {Record<string, string[]>} */ (t.settings)[key] ?? [about];
  const isChoice = isChosen(setting);
  const hints = [hint, kind === "password" && (setting.is_set ? t.secretSet : t.secretUnset), usual && !isChoice && t.usual(usual)];
  return field(form, pointer, {
    label,
    hint: hints.filter(Boolean).join(" "),
    type: kind === "password" ? "password" : !isChoice ? "text" : group === "lines" ? "radios" : "select",
    choices: isChoice ? choicesOf(setting) : undefined,
    control: kind === "time_zone" ? timeZone : undefined,
    autocomplete: kind === "password" ? "new-password" : undefined,
    inputmode: short.includes(kind) ? "tel" : undefined,
    width: short.includes(kind) ? "short" : undefined,
  });
}

/** Countries and languages come as codes, and the browser names them. @type {Partial<Record<Setting["kind"], "region" | "language">>} */
const coded = { country: "region", language: "language" };

/** @param {Setting} setting */
function choicesOf({ kind, choices, default: usual }) {
  const type = coded[kind];
  return (type ? named(choices, type) : choices).map(({ value, label }) => ({ value, label: value === usual && value ? t.isDefault(label) : label }));
}

/** By name; the choice without a code comes first. @param {Setting["choices"]} choices @param {"region" | "language"} type */
function named(choices, type) {
  const names = new Intl.DisplayNames(formats, { type });
  const nameOf = (/** @type {string} */ code) => (code && names.of(code)) ?? code;
  return choices.map(({ value, label }) => ({ value, label: nameOf(value) || label })).sort((a, b) => nameOf(a.value).localeCompare(nameOf(b.value), formats));
}

/** @type {Promise<string[]> | null} */
let zones = null;

/** @param {import("../../parts/form.js").Control} control */
const timeZone = ({ id, describedBy, invalid, value, set }) => combobox({
  id, text: value, describedBy, invalid, onInput: set, onPick: (zone) => set(zone.value),
  source: async (text) => {
    zones ??= get("/timezones").then(({ names }) => names, (error) => (zones = null, Promise.reject(error)));
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const word = text.trim().toLowerCase().replaceAll(" ", "_");
    const found = (await zones).filter((name) => name.toLowerCase().includes(word));
    return found.sort((a, b) => Number(b === own) - Number(a === own)).slice(0, 30).map((name) => ({ value: name, label: name, detail: name === own ? t.here : "" }));
  },
});
