// A text input with suggestions (ARIA 1.2 combobox with a list). It never forces a suggestion: the box judges what was
// typed. The list is drawn by itself, so a page need not keep any state for it.
import { html, nothing, render } from "../node_modules/lit-html/lit-html.js";
import { announce } from "../announce.js";
import { shell as t } from "../words.js";

/** @typedef {import("../types.js").Suggestion} Suggestion */
/** @typedef {import("../types.js").ComboboxOptions} ComboboxOptions */
/** @typedef {{items: Suggestion[], active: number, asked: number, timer: number, failed: boolean, options: ComboboxOptions}} State */

/** @type {WeakMap<HTMLInputElement, State>} */
const states = new WeakMap();

/** @param {ComboboxOptions} options */
export const combobox = (options) => html`
  <div class="combobox">
    <input id=${options.id} type="text" role="combobox" autocomplete="off" autocapitalize="off" spellcheck="false"
      aria-autocomplete="list" aria-expanded="false" aria-controls="${options.id}-list" aria-label=${options.label ?? nothing}
      aria-describedby=${options.describedBy ?? nothing} aria-invalid=${options.invalid ?? false}
      .value=${options.text}
      @input=${(/** @type {any} */ event) => onInput(event.target, options)}
      @click=${(/** @type {any} */ event) => ask(event.target, options, 0)}
      @keydown=${(/** @type {any} */ event) => onKey(event, options)}
      @blur=${(/** @type {any} */ event) => close(event.target)}>
    <ul id="${options.id}-list" role="listbox" aria-label=${options.label ?? t.combobox.label} hidden
      @mousedown=${(/** @type {Event} */ event) => event.preventDefault()}></ul>
  </div>`;

/** @param {HTMLInputElement} input @param {ComboboxOptions} options */
function stateOf(input, options) {
  const state = states.get(input) ?? { items: [], active: -1, asked: 0, timer: 0, failed: false, options };
  state.options = options;
  states.set(input, state);
  return state;
}

/** @param {HTMLInputElement} input @param {ComboboxOptions} options */
function onInput(input, options) {
  options.onInput(input.value);
  ask(input, options, 150);
}

/** @param {HTMLInputElement} input @param {ComboboxOptions} options @param {number} delay */
function ask(input, options, delay) {
  const state = stateOf(input, options);
  clearTimeout(state.timer);
  const asked = (state.asked += 1);
  state.timer = window.setTimeout(async () => {
    try {
      const items = await options.source(input.value);
      Object.assign(state, asked === state.asked ? { items, active: -1, failed: false } : {});
    } catch {
      Object.assign(state, { items: [], active: -1, failed: true });
    }
    // An answer that comes when the person has gone on is not shown.
    if (asked === state.asked && document.activeElement === input) open(input, state);
  }, delay);
}

/** @param {KeyboardEvent & {target: HTMLInputElement}} event @param {ComboboxOptions} options */
function onKey(event, options) {
  const input = event.target;
  const state = stateOf(input, options);
  const isOpen = input.getAttribute("aria-expanded") === "true";
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (isOpen) move(input, state, event.key === "ArrowDown" ? 1 : -1);
    else ask(input, options, 0);
  } else if (event.key === "Enter" && isOpen && state.items[state.active]) {
    event.preventDefault();
    pick(input, state, state.active);
  } else if (event.key === "Escape" && isOpen) {
    event.preventDefault();
    event.stopPropagation();
    close(input);
  }
}

/** @param {HTMLInputElement} input @param {State} state @param {number} by */
function move(input, state, by) {
  const { items } = state;
  if (items.length === 0) return;
  // One place more than there are items: the input itself, so that one can go back to what was typed.
  state.active = ((state.active + 1 + by + items.length + 1) % (items.length + 1)) - 1;
  open(input, state, false);
  document.getElementById(optionId(input, state.active))?.scrollIntoView({ block: "nearest" });
}

/** @param {HTMLInputElement} input @param {State} state @param {number} index */
function pick(input, state, index) {
  close(input);
  state.options.onPick(state.items[index]);
}

/** @param {HTMLInputElement} input @param {number} index */
const optionId = (input, index) => `${input.id}-option-${index}`;

/** @param {HTMLInputElement} input @param {State} state @param {boolean} [say] */
function open(input, state, say = true) {
  const { items, active, failed } = state;
  const list = /** @type {HTMLElement} */ (input.nextElementSibling);
  render(items.length === 0
    ? html`<li role="option" aria-disabled="true" aria-selected="false" class="is-none">${failed ? t.combobox.failed : t.combobox.none}</li>`
    : items.map((item, index) => html`
      <li role="option" id=${optionId(input, index)} aria-selected=${index === active} @click=${() => pick(input, state, index)}>
        <span>${item.label}</span>${item.detail ? html`<span class="detail">${item.detail}</span>` : nothing}</li>`), list);
  list.hidden = false;
  input.setAttribute("aria-expanded", "true");
  if (active >= 0) input.setAttribute("aria-activedescendant", optionId(input, active));
  else input.removeAttribute("aria-activedescendant");
  if (say) announce(failed ? t.combobox.failed : items.length ? t.combobox.found(items.length) : t.combobox.none);
}

/** @param {HTMLInputElement} input */
function close(input) {
  const state = states.get(input);
  if (state) {
    clearTimeout(state.timer);
    state.asked += 1;
  }
  /** @type {HTMLElement} */ (input.nextElementSibling).hidden = true;
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}
