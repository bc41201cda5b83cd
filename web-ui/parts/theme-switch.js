// Light, dark, or as the device. The only thing the pages keep in the browser.
import { html } from "../node_modules/lit-html/lit-html.js";
import { t } from "../strings/en.js";

const themes = /** @type {const} */ (["system", "light", "dark"]);

export const themeSwitch = () => html`
  <label class="theme-switch"><span>${t.nav.theme}</span>
    <select @change=${onChange}>
      ${themes.map((theme) => html`<option value=${theme} ?selected=${theme === current()}>${t.nav.themes[theme]}</option>`)}
    </select>
  </label>`;

const current = () => document.documentElement.dataset.theme ?? "system";

/** @param {Event & {target: HTMLSelectElement}} event */
function onChange({ target }) {
  const theme = target.value;
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem("theme", theme);
  } catch {
    // It then holds until the page is loaded again.
  }
}
