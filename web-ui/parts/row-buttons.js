// What one can do with a row of a list in a form: Move up, Move down, Remove. The id of each is "<row's id>-up" and so on.
import { html } from "../node_modules/lit-html/lit-html.js";
import { shell } from "../words.js";
import { icon } from "./icon.js";

const { rows: t, named } = shell;

/** A button in a row of a list, whose name says of what. @param {string} text @param {string} of @param {() => unknown} act */
export const rowButton = (text, of, act, danger = false) => html`
  <button type="button" class=${danger ? "small danger" : "small"} aria-label=${named(text, of)} @click=${act}>${text}</button>`;

/**
 * @param {string} id of the row @param {string} name for screen readers @param {boolean} isFirst @param {boolean} isLast
 * @param {(by: -1 | 1, button: "up" | "down") => unknown} move @param {() => unknown} remove
 */
export function rowButtons(id, name, isFirst, isLast, move, remove) {
  /** @param {"up" | "down" | "remove"} what @param {() => unknown} act @param {boolean} [off] */
  const button = (what, act, off = false) => html`
    <button type="button" class="small icon-only" id="${id}-${what}" aria-label=${t[what](name)} aria-disabled=${off}
      @click=${() => off || act()}>${icon(what)}</button>`;
  return [
    button("up", () => move(-1, "up"), isFirst),
    button("down", () => move(1, "down"), isLast),
    button("remove", remove),
  ];
}
