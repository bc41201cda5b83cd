// What is shown instead of a page that is not there or could not be loaded; each gives the title for the window.
import { html, render } from "../node_modules/lit-html/lit-html.js";
import { Problem, Unreachable } from "../api.js";
import { shell as t } from "../words.js";
import { pageHeader } from "./page-header.js";

/** An address that we do not have, or something that is gone. @param {HTMLElement} root */
export function notHere(root) {
  const { title, about, start } = t.notHere;
  render(html`${pageHeader({ title, lead: about })}<p><a href="/">${start}</a></p>`, root);
  return title;
}

/** @param {HTMLElement} root @param {unknown} error */
export function failure(root, error) {
  if (error instanceof Problem && error.status === 404) return notHere(root);
  const { title, unknown, retry } = t.failure;
  const isKnown = error instanceof Problem || error instanceof Unreachable;
  if (!isKnown) console.error(error);
  const lead = isKnown ? error.message : unknown;
  render(html`
    ${pageHeader({ title, lead })}
    <p><button type="button" class="primary" @click=${() => location.reload()}>${retry}</button></p>`, root);
  return title;
}
