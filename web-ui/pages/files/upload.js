// A file for phones: what they take is told before one is chosen.
import { html, nothing } from "../../node_modules/lit-html/lit-html.js";
import { announce } from "../../announce.js";
import { complaint, get, refusal, withParameters } from "../../api.js";
import { upload } from "../../files.js";
import { fileInput, select } from "../../parts/controls.js";
import { fieldId } from "../../parts/form-state.js";
import { createForm, field, formView } from "../../parts/form.js";
import { finding, good } from "../../parts/notice.js";
import { scopeFields, scopeOf } from "../../parts/scope.js";
import { card } from "../../parts/section.js";
import { howFar } from "../../parts/upload.js";
import { redraw } from "../../state.js";
import { files as t, list } from "../../words.js";
import { confirmation } from "./wish.js";

/** @typedef {import("../../types.js").Wants} Wants */

const empty = { name: "", version: "", sha256: "", confirm: false, file: /** @type {File | null} */ (null) };

/** @param {HTMLElement} root @param {AbortSignal} signal @param {import("../../parts/scope.js").Brands} brands @param {() => Promise<unknown>} refresh */
export function uploadPart(root, signal, brands, refresh) {
  const state = { wants: /** @type {Wants | null} */ (null), sent: -1, total: 0, said: "" };
  /** @param {{kind: string, brand: string, family: string, model: string}} values @param {string} [name] @returns {Promise<Wants>} */
  const ask = ({ kind, ...scope }, name) => get(withParameters("/files/wants", { kind, ...scopeOf(scope), name }), { signal });
  const chosen = async () => {
    Object.assign(state, { wants: null, said: "" });
    const wants = form.values.brand ? await ask(form.values).catch(() => null) : null;
    state.wants = wants;
    await redraw(root);
  };
  /** @type {import("../../parts/form.js").Form} */
  const form = createForm({
    id: "form-upload", root, signal, values: { kind: "firmware", brand: "", family: "", model: "", ...empty },
    async submit({ kind, brand, family, model, name, version, sha256, confirm, file }) {
      if (!brand) throw refusal(complaint("/brand", t.noBrand));
      if (!file) throw refusal(complaint("/file", t.noFile));
      // Asked first: 192 MB need not travel to be refused.
      const { refusal: why } = await ask({ kind, brand, family, model }, name);
      if (why) throw refusal(complaint("/name", why));
      const path = withParameters("/files", { kind, ...scopeOf({ brand, family, model }), name, version, sha256, confirm: confirm || null });
      const onProgress = (/** @type {number} */ sent, /** @type {number} */ total) => {
        Object.assign(state, { sent, total });
        form.redraw();
      };
      return upload(path, file, { onProgress, signal }).finally(() => (state.sent = -1));
    },
    async done({ name }) {
      form.load({ ...form.values, ...empty });
      /** @type {HTMLInputElement} */ (document.getElementById(fieldId(form, "/file"))).value = "";
      state.said = t.uploaded(name);
      announce(state.said);
      await refresh();
    },
  });
  /** @param {File | null} file */
  const take = (file) => {
    Object.assign(form.values, { name: file?.name ?? "", confirm: false });
    form.issues = [];
    form.set("/file", file);
  };
  const isFirmware = () => form.values.kind === "firmware";
  return () => card("add", t.add, html`
    ${formView(form, html`
      <div class="fields">
        ${field(form, "/kind", { label: t.kind, control: ({ set, ...control }) => select({ ...control, set: (kind) => {
          set(kind);
          chosen();
        } }, Object.entries(t.kinds).map(([value, label]) => ({ value, label }))) })}
        ${scopeFields(form, brands, chosen)}
      </div>
      ${state.wants ? wanted(state.wants, isFirmware()) : html`<p class="muted">${t.chooseFirst}</p>`}
      <div class="fields">
        ${field(form, "/file", { label: t.file, control: (control) => fileInput({ ...control, set: take }) })}
        ${field(form, "/name", { label: t.name, hint: t.nameHint })}
        ${isFirmware() ? html`${field(form, "/version", { label: t.version, hint: t.versionHint, optional: true })}
          ${field(form, "/sha256", { label: "SHA-256", hint: t.digestHint, optional: true })}` : nothing}
      </div>
      ${confirmation(form)}
      ${state.sent < 0 ? nothing : howFar({ name: form.values.name, ...state })}`, { button: t.upload })}
    ${good(state.said)}`);
}

/** Models that want the same stand together. @param {Wants} wants @param {boolean} isFirmware */
function wanted({ models, names, max_bytes }, isFirmware) {
  /** @type {Map<string, string[]>} */
  const alike = new Map();
  for (const { name, takes, wants, unconfirmed, firmware } of models) {
    const text = [takes ? wants ?? t.takes : isFirmware ? t.unknown : t.takesNone, unconfirmed && t.unconfirmed, firmware?.needs].filter(Boolean).join(". ");
    alike.set(text, [...alike.get(text) ?? [], name]);
  }
  return html`<div class="notice is-note">${finding("note", html`
    ${names.length ? t.names(list(names)) : nothing} ${t.most(Math.floor(max_bytes / 1_048_576))}
    <dl class="facts">${[...alike].map(([text, names]) => html`<dt>${text}</dt><dd>${names.length > 12 ? t.models(names.length) : names.join(", ")}</dd>`)}</dl>`)}</div>`;
}
