// A new box gets its owner: whoever has the link that the box printed chooses the password.
import { html } from "../node_modules/lit-html/lit-html.js";
import { owner } from "../parts/dialog.js";
import { createForm, field, formView } from "../parts/form.js";
import { gate } from "../parts/page-header.js";
import { navigate, reload } from "../router.js";
import { claim } from "../session.js";
import { mount } from "../state.js";
import { access as all, shell } from "../words.js";

const { session: inSession } = shell;
const t = all.claim;
export const title = t.title;

/** @param {HTMLElement} root @param {import("../types.js").PageContext} context */
export default function page(root, { session, signal }) {
  // The link pasted into a tab that shows this page already only changes the fragment.
  addEventListener("hashchange", () => reload(), { signal });
  const token = takeToken();
  if (session.claimed) return void mount(root, alreadyClaimed, {});
  if (!token) return void mount(root, withoutToken, {});
  const form = createForm({
    values: { password: "" },
    signal,
    root,
    submit: ({ password }) => claim(token, password),
    done: () => navigate("/", { replace: true, force: true }),
  });
  mount(root, () => view(form), {}, signal);
}

/** Out of the address bar, where it would be seen and copied; kept for a reload of this tab. */
function takeToken() {
  const token = location.hash.slice(1) || history.state?.token || "";
  if (location.hash) history.replaceState({ ...history.state, token }, "", location.pathname);
  return token;
}

/** @param {import("../parts/form.js").Form} form */
const view = (form) => gate({ title: t.title, lead: t.lead }, html`
  ${formView(form, html`
    ${owner}
    ${field(form, "/password", { label: t.password, hint: inSession.hint, type: "password", autocomplete: "new-password" })}`, { button: t.button })}`);

const withoutToken = () => gate({ title: t.noToken.title, lead: t.noToken.lead }, html`
  <h2>${t.noToken.ways}</h2>
  ${[[t.noToken.started, "linekey serve"], [t.noToken.service, "journalctl -u linekey"], [t.noToken.reset, "linekey admin reset-password"]]
    .map(([text, command]) => html`<div class="stack-tight"><p>${text}</p><pre tabindex="0"><code>${command}</code></pre></div>`)}
  <p>${t.noToken.then}</p>`);

const alreadyClaimed = () => gate({ title: t.title, lead: t.already }, html`
  <p><a class="button primary" href="/login">${t.logIn}</a></p>`);
