// Logs in again over the page, so that what was typed there stays.
import { html } from "../node_modules/lit-html/lit-html.js";
import { Problem } from "../api.js";
import { t } from "../strings/en.js";
import { openDialog } from "./dialog.js";

/**
 * @param {(password: string) => Promise<unknown>} logIn
 * @returns {Promise<boolean>} whether the person is logged in now
 */
export async function passwordDialog(logIn) {
  let message = "";
  const words = t.session;
  const answer = await openDialog(words.title, ({ close, redraw }) => {
    /** @param {SubmitEvent} event */
    const onSubmit = async (event) => {
      event.preventDefault();
      const input = /** @type {HTMLInputElement} */ (document.getElementById("renew-password"));
      try {
        await logIn(input.value);
        close("yes");
      } catch (error) {
        message = error instanceof Problem ? error.detail : t.form.noAnswer;
        redraw();
        input.select();
      }
    };
    return html`
      <form novalidate @submit=${onSubmit}>
        <p>${words.about}</p>
        <input class="for-managers" type="text" name="username" autocomplete="username" value="owner" tabindex="-1" aria-hidden="true">
        <div class="field">
          <label for="renew-password">${words.password}</label>
          <input id="renew-password" type="password" name="password" autocomplete="current-password" autofocus
            aria-describedby="renew-message" aria-invalid=${message ? "true" : "false"}>
          <p class="field-message is-error" id="renew-message" role="alert">${message}</p>
        </div>
        <div class="buttons">
          <button class="primary">${words.logIn}</button>
          <button type="button" @click=${() => close()}>${words.later}</button>
        </div>
      </form>`;
  });
  return answer === "yes";
}
