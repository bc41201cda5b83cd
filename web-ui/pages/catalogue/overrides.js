// All parameters that somebody laid over what templates write, for whichever phones.
import { html } from "../../node_modules/lit-html/lit-html.js";
import { get, withParameters } from "../../api.js";
import { rowButton } from "../../parts/row-buttons.js";
import { scopeFields, scopeOf } from "../../parts/scope.js";
import { table } from "../../parts/table.js";
import { catalogue, phone } from "../../words.js";
import { askOverride, overrideActs } from "../phone/parameters.js";

const { everyPhone } = catalogue;
const { parameters: t } = phone;

/** @typedef {import("../../types.js").Override} Override */

/** What it is for, and which parameter. @param {Override} row */
export const keyOf = (row) => JSON.stringify({ ...row, value: "" });

/** @param {Override[]} rows @param {(act: () => Promise<unknown>) => () => Promise<void>} trying @param {AbortSignal} signal */
export const overrideTable = (rows, trying, signal) => table({
  caption: t.title, rows, key: keyOf, columns: [
    { label: t.level, header: true, class: "nowrap", cell: phones },
    { label: t.name, cell: ({ parameter }) => html`<code>${parameter}</code>` },
    { label: t.value, cell: ({ value }) => html`<code>${value}</code>` },
    { label: t.actions, actions: true, cell: (row) => {
      const { change, remove } = overrideActs(() => ({ ...row, id: row.device }), trying, signal);
      return html`
        ${rowButton(t.change, row.parameter, change(row))}
        ${rowButton(t.remove, row.parameter, remove(row), true)}`;
    } },
  ],
});

/** For all phones of a kind, whether some are here already or not. @param {AbortSignal} signal */
export async function addOverride(signal) {
  const { brands } = await get("/catalogue", { signal });
  await askOverride({ brand: "", family: "", model: "" }, signal, (scope) => ({
    ...scopeOf(scope), level: ["model", "family", "brand"].find((level) => scope[level]) ?? "site",
  }), (form) => scopeFields(form, brands, undefined, everyPhone));
}

/** The phones that it is for. @param {Override} row */
const phones = ({ device, device_name, brand, family, model }) => (device === null
  ? html`<a href=${withParameters("/phones", { brand, family, model })}>${[brand, family, model].filter(Boolean).join(" / ") || everyPhone}</a>`
  : html`<a href="/phones/${device}#files">${device_name}</a>`);
