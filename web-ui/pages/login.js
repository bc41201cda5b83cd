// The owner's password.
import { html } from "../node_modules/lit-html/lit-html.js";
import { announce } from "../announce.js";
import { complaint, Problem } from "../api.js";
import { owner } from "../parts/dialog.js";
import { createForm, field, formView } from "../parts/form.js";
import { gate } from "../parts/page-header.js";
import { afterLogin } from "../paths.js";
import { navigate } from "../router.js";
import { logIn } from "../session.js";
import { mount } from "../state.js";
import { access as all } from "../words.js";

const t = all.login;
export const title = t.title;

/** @typedef {import("../parts/form.js").Form} Form */

/** @param {HTMLElement} root @param {import("../types.js").PageContext} context */
export default function page(root, { signal }) {
  const form = createForm({
    values: { password: "" },
    signal,
    root,
    submit: ({ password }, form) => logIn(password).catch((error) => explain(form, error, signal)),
    done: () => navigate(afterLogin(), { replace: true, force: true }),
  });
  mount(root, () => view(form), {}, signal);
}

/** @param {Form} form */
const view = (form) => gate({ title: t.title, lead: location.search === "?restored" ? t.restored : undefined }, html`
  ${formView(form, html`
    ${owner}
    ${field(form, "/password", { label: t.password, type: "password", autocomplete: "current-password" })}`, { button: t.button })}
  <details>
    <summary>${t.forgot}</summary>
    <div class="stack-tight"><p>${t.reset}</p><pre tabindex="0"><code>linekey admin reset-password</code></pre></div>
  </details>`);

/**
 * Says it at the field; after too many tries it counts the time down.
 * @param {Form} form @param {unknown} error @param {AbortSignal} signal @returns {never}
 */
function explain(form, error, signal) {
  if (error instanceof Problem && error.code === "password_wrong") {
    error.fields = [complaint("/password", error.detail)];
  } else if (error instanceof Problem && error.status === 429 && error.retryAfter) {
    error.detail = waitFor(error.retryAfter);
    countDown(form, Date.now() + error.retryAfter * 1000, signal);
  }
  throw error;
}

/** @param {number} seconds */
const waitFor = (seconds) => t.wait(seconds < 90 ? t.seconds(seconds) : t.minutes(Math.ceil(seconds / 60)));

/** @param {Form} form @param {number} end @param {AbortSignal} signal */
function countDown(form, end, signal) {
  const timer = setInterval(() => {
    const left = Math.ceil((end - Date.now()) / 1000);
    if (left <= 0 || signal.aborted) clearInterval(timer);
    if (left <= 0) announce(t.again);
    form.message = left > 0 ? waitFor(left) : t.again;
    form.redraw();
  }, 1000);
}
