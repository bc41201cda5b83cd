// What a file of the phone says, parameter by parameter: value, where it came from, and what somebody laid over it.
import { html, nothing } from "../../node_modules/lit-html/lit-html.js";
import { announce } from "../../announce.js";
import { del, get, put, withParameters } from "../../api.js";
import { field } from "../../parts/form.js";
import { formDialog } from "../../parts/form-dialog.js";
import { notice } from "../../parts/notice.js";
import { rowButton } from "../../parts/row-buttons.js";
import { searchBox } from "../../parts/search.js";
import { table } from "../../parts/table.js";
import { named, phone, settings as settingsTexts, shell } from "../../words.js";
import { placeOf } from "../catalogue/files.js";

const { parameters: t } = phone;
const { settings } = settingsTexts;

/** @typedef {import("../../types.js").Device} Device */
/** @typedef {import("../../types.js").Parameter} Parameter */
/** @typedef {NonNullable<Parameter["override"]>} Laid */
/** @typedef {Laid["level"]} Level */
/** @typedef {(laid: Partial<Laid>) => () => unknown} Act */
/** @typedef {{change: Act, remove: Act}} Acts */

/** More rows are found by searching. */
const most = 50;

/** @param {import("../../types.js").Parameters} document @param {string} q @param {Acts} acts */
export function parameterView({ parameters, impossible, takes_overrides }, q, acts) {
  if (!parameters.length) return html`<p>${t.none}</p>`;
  const word = q.toLowerCase();
  const found = parameters.filter(({ name, value }) => `${name} ${value}`.toLowerCase().includes(word));
  return html`
    <div class="toolbar">${searchBox(q, t.search)}
      ${takes_overrides ? html`<button type="button" @click=${acts.change({})}>${t.add}</button>` : nothing}</div>
    ${impossible.map((laid) => notice("warning", html`${t.impossible} <code>${laid.parameter}</code>. ${one(laid, acts)}`))}
    <p>${t.total(found.length)} ${found.length > most ? t.first(most) : nothing}</p>
    ${found.length ? table({
      caption: t.title, id: "parameters", rows: found.slice(0, most), key: ({ name, line }) => `${name} ${line}`, columns: [
        { label: t.name, header: true, cell: ({ name }) => html`<code>${name}</code>` },
        { label: t.value, cell: (parameter) => value(parameter, acts) },
        { label: t.from, cell: origin },
        takes_overrides ? { label: t.actions, actions: true, cell: ({ name, value }) => rowButton(t.change, name, acts.change({ parameter: name, value })) } : null,
      ],
    }) : nothing}`;
}

/** @param {Parameter} parameter @param {Acts} acts */
const value = ({ value, override, beaten, replaced }, acts) => html`<div><code>${value}</code>
  ${override ? html`<ul class="stack-tight">
    <li>${one(override, acts)}</li>
    ${beaten.map((laid) => html`<li class="muted">${t.beaten} ${one(laid, acts)}</li>`)}
    <li class="muted">${replaced === null ? t.added : html`${t.replaced} <code>${replaced}</code>`}</li></ul>` : nothing}</div>`;

/** @param {Laid} laid @param {Acts} acts */
const one = (laid, { remove }) => html`${t.levels[laid.level]}: <code>${laid.value}</code>
  <button type="button" class="link" aria-label=${shell.named(t.remove, laid.parameter)} @click=${remove(laid)}>${t.remove}</button>`;

/** @param {Parameter} parameter */
const origin = ({ sources, template }) => html`<div>
  ${sources.map(({ kind, name }) => html`${t.sources[kind]} ${kind === "setting" ? [named(settings, name)].flat()[0] : name}<br>`)}
  ${template ? html`<a class="muted" href=${placeOf(template.path)}>${template.path}, ${t.line(template.line)}</a>` : nothing}</div>`;

/** A phone; or what an override is for, which may be no phone. @typedef {Pick<Device, "brand" | "family" | "model"> & {id: number | null}} Target */

/** Whom a level means for this phone. @param {Target} device @param {Level} level */
function scopeAt({ id, brand, family, model }, level) {
  if (level === "device") return { level, device: id };
  const depth = ["site", "brand", "family", "model"].indexOf(level);
  return { level, ...Object.fromEntries(Object.entries({ brand, family, model }).slice(0, depth)) };
}

/** @param {() => Target} device @param {(act: () => Promise<unknown>) => () => Promise<void>} trying @param {AbortSignal} signal @returns {Acts} */
export const overrideActs = (device, trying, signal) => ({
  change: (laid) => trying(() => ask(device(), laid, signal)),
  remove: ({ level, parameter }) => trying(async () => {
    const { version } = await get("/overrides");
    await del(withParameters("/overrides", { ...scopeAt(device(), /** @type {Level} */ (level)), parameter }), { ifMatch: version });
    announce(t.removed);
  }),
});

/** What is changed where all are listed stays at its level. @param {Target} device @param {Partial<Laid>} laid @param {AbortSignal} signal */
function ask(device, { level, ...laid }, signal) {
  const choices = /** @type {Level[]} */ (Object.keys(t.levels)).map((value) => ({ value, label: t.levels[value] }));
  return askOverride({ ...laid, level: level ?? "device" }, signal, ({ level }) => scopeAt(device, level),
    (form) => (level ? nothing : field(form, "/level", { label: t.level, type: "select", choices, hint: t.levelHint })));
}

/**
 * @param {{parameter?: string, value?: string} & Record<string, any>} laid with what says which phones it is for
 * @param {AbortSignal} signal @param {(values: any) => object} scope as the API takes it @param {(form: import("../../parts/form.js").Form) => import("../../types.js").Content} where
 */
export async function askOverride({ parameter = "", value = "", ...phones }, signal, scope, where) {
  const { version } = await get("/overrides", { signal });
  // A secret is dots here, and must not be written so.
  const values = { parameter, value: value.includes("•") ? "" : value, ...phones };
  await formDialog(t.title, {
    signal, version, values, read: () => values, button: t.set, said: ({ notes }) => [t.isSet, ...notes].join(" "),
    submit: ({ parameter, value, ...phones }, form) => put("/overrides", { body: { ...scope(phones), parameter, value }, ifMatch: form.version }),
    content: (form) => html`
      ${field(form, "/parameter", { label: t.name, hint: t.nameHint })}
      ${field(form, "/value", { label: t.value })}
      ${where(form)}`,
  });
}
