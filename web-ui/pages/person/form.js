// The form of a person. Its values have the shape of the API's UserInput.
import { html } from "../../node_modules/lit-html/lit-html.js";
import { icon } from "../../parts/icon.js";
import { field, message } from "../../parts/form.js";
import { fieldId } from "../../parts/form-state.js";
import { pointerOf } from "../../parts/pointer.js";
import { card } from "../../parts/section.js";
import { list, person as t, shell } from "../../words.js";
import { listField } from "./list-field.js";

const { rows } = shell;

/** @typedef {import("../../parts/form.js").Form} Form */
/** @typedef {import("../../types.js").UserInput} UserInput */

/** @type {UserInput} */
export const blank = {
  first_name: "", last_name: "", email: "", notification_email: null, include_voicemail: false, in_directory: false, softphone: false,
  user_notes: null, location: null, department: null, extensions: [{ number: "", display_name: null, own_line: true }],
  phone_numbers: [], custom: {},
};

/** @param {any} user @returns {UserInput} */
export const valuesOf = (user) => /** @type {any} */ (Object.fromEntries(Object.keys(blank).map((key) => [key, user[key]])));

/** @param {string} pointer @param {any} value */
export const inWords = (pointer, value) => (pointer === "/extensions" && value?.length
  ? list(value.map((/** @type {UserInput["extensions"][0]} */ { number, display_name }) => `${number} ${display_name ?? ""}`)) : undefined);

/** @param {Form} form */
export const fields = (form) => html`
  ${card("who", t.who, html`
    <div class="fields">
      ${field(form, "/first_name", { label: t.first })}
      ${field(form, "/last_name", { label: t.last })}
      ${field(form, "/email", { label: t.email, type: "email", hint: t.emailHint })}
      ${field(form, "/notification_email", {
        label: t.notification, type: "email", hint: t.notificationHint, optional: true, nullable: true,
      })}
      ${field(form, "/department", { label: t.department, optional: true, nullable: true })}
      ${field(form, "/location", { label: t.location, optional: true, nullable: true })}
      ${"password" in form.values ? field(form, "/password", {
        label: t.password, type: "password", hint: t.passwordHint, optional: true, nullable: true, autocomplete: "new-password",
      }) : ""}
    </div>`)}
  ${card("reach", t.reach, html`
    ${listField(form, "/extensions", {
      label: t.extensions, hint: t.extensionsHint, add: t.addExtension, made: { number: "", display_name: null, own_line: false },
      first: "/number", name: (item, place) => item.number || extensionName(place), row: extension, more: ownLine,
    })}
    ${listField(form, "/phone_numbers", {
      label: t.numbers, add: t.addNumber, made: "", first: "", name: (item, place) => item || t.number(place),
      row: (at, index) => field(form, at, { label: t.number(index + 1), type: "tel" }),
    })}`)}
  ${card("has", t.has, html`
    <div class="checks">
      ${field(form, "/softphone", { label: t.softphone, type: "checkbox" })}
      ${field(form, "/include_voicemail", { label: t.voicemail, type: "checkbox" })}
      ${field(form, "/in_directory", { label: t.directory, type: "checkbox" })}
    </div>`)}
  ${card("more", t.more, html`
    ${field(form, "/user_notes", { label: t.notes, type: "textarea", optional: true, nullable: true, width: "long" })}
    ${Object.keys(form.values.custom).map((name) => custom(form, name))}
    ${addCustom(form)}`)}`;

/** @param {number} place */
const extensionName = (place) => (place === 1 ? t.mainExtension : t.extension(place));

/** @param {string} at @param {number} index @param {Form} form */
const extension = (at, index, form) => html`
  ${field(form, `${at}/number`, { label: extensionName(index + 1), inputmode: "tel" })}
  ${field(form, `${at}/display_name`, { label: t.displayName, nullable: true })}`;

/** The main extension always has one. @param {string} at @param {number} index @param {Form} form */
const ownLine = (at, index, form) => (index ? field(form, `${at}/own_line`, { label: t.ownLine, type: "checkbox" }) : "");

/** A field of the customer's own: its name is its label. @param {Form} form @param {string} name */
function custom(form, name) {
  const remove = () => {
    const { [name]: _, ...rest } = form.values.custom;
    form.set("/custom", rest);
    document.getElementById("custom-name")?.focus();
  };
  return html`<div class="list-row">
    ${field(form, pointerOf("custom", name), { label: name })}
    <div class="row"><button type="button" class="icon-only" @click=${remove} aria-label=${rows.remove(name)}>${icon("remove")}</button></div>
  </div>`;
}

/** @param {Form} form */
function addCustom(form) {
  const add = () => {
    const input = /** @type {HTMLInputElement} */ (document.getElementById("custom-name"));
    const name = input.value.trim();
    if (!name) return input.focus();
    input.value = "";
    if (!(name in form.values.custom)) form.set(pointerOf("custom", name), "");
    form.redraw().then(() => document.getElementById(fieldId(form, pointerOf("custom", name)))?.focus());
  };
  /** @param {KeyboardEvent} event */
  const onKey = (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    add();
  };
  return html`
    <div class="list-row">
      <div class="field"><label for="custom-name">${t.customName}</label>
        <input id="custom-name" autocomplete="off" @keydown=${onKey}>${message(form, "/custom")}</div>
      <div class="row"><button type="button" @click=${add}>${t.addCustom}</button></div>
    </div>`;
}
