// A secret is dots until somebody asks for it; until then it is not in the page at all.
import { html } from "../node_modules/lit-html/lit-html.js";
import { t } from "../strings/en.js";

const dots = "••••••••";

/** @param {string} value @param {string} what names it for screen readers: "password of Pam Beesly" */
export const secret = (value, what) => html`
  <span class="secret"><code .textContent=${dots}></code><button type="button" class="small" aria-pressed="false" .ariaLabel=${t.secret.button(t.secret.show, what)}
    @click=${(/** @type {any} */ event) => toggle(event.currentTarget, value, what)}>
    <span .textContent=${t.secret.show}></span></button></span>`;

/** @param {HTMLElement} button @param {string} value @param {string} what */
function toggle(button, value, what) {
  const shown = button.getAttribute("aria-pressed") === "true";
  const verb = shown ? t.secret.show : t.secret.hide;
  const code = /** @type {HTMLElement} */ (button.previousElementSibling);
  code.textContent = shown ? dots : value;
  button.setAttribute("aria-pressed", String(!shown));
  button.ariaLabel = t.secret.button(verb, what);
  /** @type {HTMLElement} */ (button.querySelector("span")).textContent = verb;
}
