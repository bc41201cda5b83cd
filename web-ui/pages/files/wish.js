// Which phones are to have a file: all that it fits, or some of them first.
import { html, nothing } from "../../node_modules/lit-html/lit-html.js";
import { put } from "../../api.js";
import { field } from "../../parts/form.js";
import { formDialog } from "../../parts/form-dialog.js";
import { scopeFields, scopeOf } from "../../parts/scope.js";
import { files as t, shell } from "../../words.js";

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
export const askWish = ({ name, kind, brand, family, model }, brands, signal) => formDialog(shell.named(t.give, name), {
  signal, values: { brand, family: family ?? "", model: model ?? "", department: null, confirm: false },
  submit: ({ department, confirm, ...scope }) => put(`/files/${encodeURIComponent(name)}/wishes`, { body: { ...scopeOf(scope), department, confirm } }),
  button: t.give, said: () => t.given(name),
  content: (form) => html`<p>${t.giveAbout[kind === "firmware" ? "firmware" : "media"]}</p>
    ${scopeFields(form, brands.filter(({ id }) => id === brand))}
    ${field(form, "/department", { label: t.department, hint: t.departmentHint, optional: true, nullable: true })}
    ${confirmation(form)}`,
});
