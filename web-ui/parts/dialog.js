// Native dialogs: focus is kept inside and goes back by itself, Escape closes.
import { html, nothing, render } from "../node_modules/lit-html/lit-html.js";
import { shell as t } from "../words.js";

/** @typedef {import("../types.js").Content} Content */
/** @typedef {{close: (answer?: string) => void, redraw: () => void}} DialogHandle */

let opened = 0;

/**
 * Opens a dialog over the page; resolves with what it was closed with, "" for Escape.
 * `view` is drawn again at each `redraw()`.
 * @param {string} title
 * @param {(dialog: DialogHandle) => Content} view
 * @returns {Promise<string>}
 */
export function openDialog(title, view) {
  const dialog = document.createElement("dialog");
  const id = `dialog-title-${(opened += 1)}`;
  dialog.setAttribute("aria-labelledby", id);
  const close = (answer = "") => dialog.close(answer);
  const redraw = () => {
    render(html`<h2 id=${id}>${title}</h2>${view({ close, redraw })}`, dialog);
  };
  document.body.append(dialog);
  redraw();
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue);
    });
  });
}

/**
 * Asks for one line; says whether `check` took it, which resolves with what is wrong.
 * @param {{title: string, text: Content, label: string, action: string, danger?: boolean, cancel?: string,
 *   type?: string, autocomplete?: string, check: (typed: string) => string | Promise<string>}} question
 * @returns {Promise<boolean>}
 */
export async function textDialog({ title, text, label, action, danger, cancel = t.dialog.cancel, type = "text", autocomplete = "off", check }) {
  let wrong = "";
  const answer = await openDialog(title, ({ close, redraw }) => html`
    <form novalidate @submit=${async (/** @type {any} */ event) => {
      event.preventDefault();
      const { answer } = event.target.elements;
      wrong = await check(answer.value);
      if (!wrong) return close("yes");
      redraw();
      answer.select();
    }}>
      <p>${text}</p>
      <div class="field">
        <label for="answer">${label}</label>
        <input id="answer" type=${type} autocomplete=${autocomplete} autofocus aria-describedby="answer-message" aria-invalid=${wrong !== ""}>
        <p class="field-message is-error" id="answer-message" role="alert">${wrong}</p>
      </div>
      <div class="buttons">
        <button class=${danger ? "danger" : "primary"}>${action}</button>
        <button type="button" @click=${() => close()}>${cancel}</button>
      </div>
    </form>`);
  return answer === "yes";
}

/** Tells password managers whose the password is. */
export const owner = html`<input class="visually-hidden" type="text" name="username" autocomplete="username" value="owner" tabindex="-1" aria-hidden="true">`;

/**
 * Asks before something that cannot be taken back. The button is named after its effect ("Remove Pam Beesly").
 * @param {{title: string, text?: Content, action: string, danger?: boolean, cancel?: string}} question
 * @returns {Promise<boolean>}
 */
export async function confirmDialog({ title, text, action, danger = true, cancel = t.dialog.cancel }) {
  const answer = await openDialog(title, ({ close }) => html`
    ${text ? html`<div class="dialog-text">${text}</div>` : nothing}
    <div class="buttons">
      <button type="button" class=${danger ? "danger" : "primary"} @click=${() => close("yes")}>${action}</button>
      <button type="button" autofocus @click=${() => close()}>${cancel}</button>
    </div>`);
  return answer === "yes";
}
