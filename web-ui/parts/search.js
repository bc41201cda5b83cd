// A search whose words are in the address.
import { html } from "../node_modules/lit-html/lit-html.js";
import { navigate, withQuery } from "../router.js";

/** @param {string} q of the address @param {string} label */
export function searchBox(q, label) {
  const input = /** @type {HTMLInputElement | null} */ (document.getElementById("search"));
  // While the person types, the address lags behind.
  const text = input && input === document.activeElement ? input.value : q;
  return html`
    <div class="field" role="search">
      <label for="search">${label}</label>
      <input id="search" type="search" autocomplete="off" spellcheck="false" .value=${text} @input=${onSearch}>
    </div>`;
}

let typing = 0;
/** What is typed goes into the address a moment later. @param {Event} event */
function onSearch(event) {
  const input = /** @type {HTMLInputElement} */ (event.target);
  clearTimeout(typing);
  typing = window.setTimeout(() => {
    if (input.isConnected) navigate(withQuery({ q: input.value.trim() }), { replace: true });
  }, 250);
}
