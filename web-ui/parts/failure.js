// What is shown instead of a page that is not there or could not be loaded.
import { html, render } from "../node_modules/lit-html/lit-html.js";
import { Problem, Unreachable } from "../api.js";
import { t } from "../strings/en.js";
import { pageHeader } from "./page-header.js";

/** The page for an address we do not have; loaded only when needed. */
export const notFound = () => import("../pages/not-found.js");

/**
 * Draws what is shown instead of the page, and gives its title.
 * @param {HTMLElement} root @param {unknown} error @param {import("../types.js").PageContext} context
 * @returns {Promise<string>}
 */
export async function failure(root, error, context) {
  if (error instanceof Problem && error.status === 404) {
    const page = await notFound();
    page.default(root, context);
    return page.title;
  }
  if (!(error instanceof Problem || error instanceof Unreachable)) console.error(error);
  render(html`
    ${pageHeader({ title: t.failure.title, lead: explanation(error) })}
    <p><button type="button" class="primary" @click=${() => location.reload()}>${t.failure.retry}</button></p>`, root);
  return t.failure.title;
}

/** @param {unknown} error */
function explanation(error) {
  if (error instanceof Problem) return error.detail;
  return error instanceof Unreachable ? t.failure.unreachable : t.failure.unknown;
}
