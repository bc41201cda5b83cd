// Step 3: what each phone gets, before and after it is done; and the phone drawn beside the list.
import { html, nothing } from "../../node_modules/lit-html/lit-html.js";
import { icon } from "../../parts/icon.js";
import { notice } from "../../parts/notice.js";
import { section } from "../../parts/section.js";
import { labelled, select } from "../../parts/controls.js";
import { table } from "../../parts/table.js";
import { keys as t, n } from "../../words.js";
import { difference } from "./diff.js";
import { takesUser } from "./rows.js";

/** @typedef {import("../../types.js").KeysPlan} KeysPlan */
/** @typedef {import("../../types.js").ModelFit} ModelFit */
/** @typedef {import("./rows.js").Row} Row */

/** @param {ModelFit} model */
export const modelName = ({ brand_name, model_name, expansion }) => [brand_name, model_name, expansion && `+ ${expansion}`].filter(Boolean).join(" ");

/** @param {KeysPlan | null} plan @param {string} state in words, where the plan is not of now */
export const whatEachGets = (plan, state) => section("fit", `3. ${t.fit.title}`, html`
  <p class="muted plan-state" aria-live="polite">${state
    || (plan ? changes(plan) : t.fit.nothing)}</p>
  ${plan ? [general(plan), fitTable(plan), plan.sample ? sampleFile(plan.sample) : nothing] : nothing}`);

/** @param {KeysPlan} plan */
const changes = ({ changed, devices, replaced }) => [
  changed === 0 ? t.fit.changedNone : changed === devices ? t.fit.changedAll(changed) : t.fit.changed(changed, devices),
  replaced && t.fit.replaced(replaced),
].filter(Boolean).join(" ");

/** @param {KeysPlan} plan */
function general({ warnings }) {
  const about = warnings.filter(({ key }) => key === null);
  return about.length === 0 ? nothing : html`
    <ul class="notices">${about.map(({ message }) => html`<li>${notice("warning", `${message}.`)}</li>`)}</ul>`;
}

/** @param {KeysPlan} plan */
const fitTable = ({ models }) => html`
  ${table({
    caption: t.fit.caption, rows: models, key: modelName, id: "fit-models",
    columns: [
      { label: t.fit.model, header: true, cell: modelName },
      { label: t.fit.phones, numeric: true, cell: (model) => n(model.devices) },
      { label: t.fit.has, numeric: true, cell: (model) => n(model.has) },
      { label: t.fit.result, cell: ({ fit, beyond }) => html`<span class="fit-result">${icon(beyond.length ? "attention" : "done")}${
        fits(fit.length, beyond)}</span>` },
    ],
  })}
  ${models.some(({ beyond }) => beyond.length) ? html`<p class="muted">${t.fit.kept}</p>` : nothing}`;

/** @param {number} fit @param {number[]} beyond */
function fits(fit, beyond) {
  if (beyond.length === 0) return t.fit.all(fit);
  return fit ? t.fit.some(fit, beyond.length, ranges(beyond)) : t.fit.noneFit(beyond.length, ranges(beyond));
}

/** "1 to 4 and 7". @param {number[]} numbers ascending */
function ranges(numbers) {
  /** @type {[number, number][]} */
  const runs = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    if (last && last[1] === number - 1) last[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([from, to]) => (from === to ? n(from) : t.fit.range(from, to)));
}

/** @param {NonNullable<KeysPlan["sample"]>} sample */
function sampleFile({ name, file, before, after }) {
  const lines = difference(before, after);
  return html`
    <details class="no-print"><summary>${t.fit.sample(name, file)}</summary>
      ${lines.length === 0 ? html`<p>${t.fit.same}</p>` : html`
        <pre class="diff" tabindex="0">${lines.map(({ isNew, text }) => html`<span class=${isNew ? "is-added" : "is-taken"}><span
          class="visually-hidden">${isNew ? t.fit.added : t.fit.taken} </span><span aria-hidden="true">${isNew ? "+" : "−"} </span>${text}\n</span>`)}</pre>`}
    </details>`;
}

/** @param {KeysPlan} plan */
export const doneNotice = ({ keys, devices, sample }) => html`
  <section class="summary is-good" aria-labelledby="done-title">
    <h2 id="done-title" tabindex="-1">${icon("done")}${t.done.title(keys, devices)}</h2>
    <p>${t.done.next}</p>
    <p class="row">${sample ? html`<a href="/phones/${sample.id}">${t.done.look(sample.name)}</a>` : nothing}<a href="/phones">${t.done.phones}</a></p>
  </section>`;

/**
 * A picture of the list for people who see; on paper it is the label strip.
 * @param {Row[]} rows @param {ModelFit[]} models @param {string} drawn @param {(name: string) => void} draw @param {(extension: string) => string} nameOf
 */
export function picture(rows, models, drawn, draw, nameOf) {
  const model = models.find((model) => modelName(model) === drawn) ?? models.toSorted((a, b) => b.devices - a.devices)[0];
  if (!model || model.has === 0) return nothing;
  const fitting = new Map(rows.filter(({ key, type }) => key <= model.has && type !== "none").map((row) => [row.key, row]));
  const onPage = Math.max(2, Math.min(model.physical || model.has, model.has));
  const pages = Math.ceil(Math.max(1, ...fitting.keys()) / onPage);
  return html`
    <aside class="phone" aria-label=${t.fit.picture}>
      <div class="no-print">${labelled("phone-model", t.fit.drawn, select({ id: "phone-model", value: modelName(model), set: draw },
        models.map((one) => ({ value: modelName(one), label: modelName(one) }))))}</div>
      <p class="print-only">${modelName(model)}</p>
      <div aria-hidden="true">
        ${Array.from({ length: pages }, (_, page) => html`<ol class="phone-page">${keysOn(page * onPage, Math.min(onPage, model.has - page * onPage), fitting, nameOf)}</ol>`)}
      </div>
      <button type="button" class="small" @click=${() => print()}>${icon("print")}${t.fit.print}</button>
    </aside>`;
}

/** Left column first, as on a phone. @param {number} before @param {number} count @param {Map<number, Row>} fitting @param {(extension: string) => string} nameOf */
function keysOn(before, count, fitting, nameOf) {
  const half = Math.ceil(count / 2);
  return Array.from({ length: count }, (_, place) => {
    const key = before + (place % 2 ? half : 0) + Math.floor(place / 2) + 1;
    const row = fitting.get(key);
    return html`<li class=${place % 2 ? "is-right" : ""}><b>${key}</b><span>${row ? labelOf(row, nameOf) : ""}</span></li>`;
  });
}

/** @param {Row} row @param {(extension: string) => string} nameOf */
const labelOf = ({ type, line, value, label }, nameOf) =>
  label || (takesUser(type) && nameOf(value)) || (type === "line" ? `${t.types.line[0]} ${line}` : value && type === "parking" ? t.park(value) : value) || t.types[type][0];
