// Which phones are to have a file: all that it fits, or some of them first.
import { html, nothing } from "../../node_modules/lit-html/lit-html.js";
import { announce } from "../../announce.js";
import { put } from "../../api.js";
import { openDialog } from "../../parts/dialog.js";
import { createForm, field, formView } from "../../parts/form.js";
import { scopeFields, scopeOf } from "../../parts/scope.js";
import { words } from "../../words.js";

const all = words("shell");
const t = words("files");

/** @typedef {import("../../parts/form.js").Form} Form */

/** What the box warns of has to be seen and ticked. @param {Form} form */
export function confirmation(form) {
  const warnings = form.issues.filter(({ pointer }) => pointer === "/confirm");
  return warnings.length ? html`<ul>${warnings.slice(1).map(({ message }) => html`<li>${message}</li>`)}</ul>
    ${field(form, "/confirm", { label: t.confirm, type: "checkbox" })}` : nothing;
}

/**
 * @param {import("../../types.js").HostedFile} file @param {import("../../parts/scope.js").Brands} brands @param {AbortSignal} signal
 */
export async function askWish(file, brands, signal) {
  const own = brands.filter(({ id }) => id === file.brand);
  /** @type {{close: (answer?: string) => void, redraw: () => void}} */
  let dialog;
  /** @type {Form} */
  const form = createForm({
    id: "wish", signal, redraw: () => dialog.redraw(),
    values: { brand: file.brand, family: file.family ?? "", model: file.model ?? "", department: /** @type {string | null} */ (null), confirm: false },
    submit: ({ department, confirm, ...scope }) =>
      put(`/files/${encodeURIComponent(file.name)}/wishes`, { body: { ...scopeOf(scope), department, confirm } }),
    done: () => {
      announce(t.given(file.name));
      dialog.close();
    },
  });
  await openDialog(t.named(t.give, file.name), (handle) => {
    dialog = handle;
    return html`<p>${t.giveAbout[file.kind === "firmware" ? "firmware" : "media"]}</p>
      ${formView(form, html`${scopeFields(form, own)}
        ${field(form, "/department", { label: t.department, hint: t.departmentHint, optional: true, nullable: true })}
        ${confirmation(form)}`, { button: t.give, beside: html`<button type="button" @click=${() => handle.close()}>${all.dialog.cancel}</button>` })}`;
  });
  form.saved = form.values;
}
