// The phone system: what keys do with the kind that is chosen, saved or not, and whether it answers.
import { html, nothing } from "../../node_modules/lit-html/lit-html.js";
import { announce } from "../../announce.js";
import { get, post, withParameters } from "../../api.js";
import { icon } from "../../parts/icon.js";
import { table } from "../../parts/table.js";
import { t } from "../../strings/en/settings.js";

/** @typedef {import("../../types.js").PbxPreview} PbxPreview */

/** @param {import("../../parts/form.js").Form} form @param {import("../../types.js").Dialect[]} dialects @param {AbortSignal} signal */
export async function pbxPart(form, dialects, signal) {
  let answer = /** @type {import("../../types.js").PbxTest | null} */ (null);
  let asking = false;
  const chosen = () => ({ kind: form.values.values["pbx.kind"], park_prefix: form.values.values["pbx.park_prefix"] });
  /** @returns {Promise<PbxPreview>} */
  const look = () => get(withParameters("/pbx/preview", chosen()), { signal });
  let preview = await look();
  let shown = JSON.stringify(chosen());
  const { redraw } = form;
  form.redraw = async () => {
    await redraw();
    const now = JSON.stringify(chosen());
    if (now === shown) return;
    shown = now;
    const found = await look().catch(() => null);
    if (now !== shown || !found) return;
    preview = found;
    await redraw();
  };
  const test = async () => {
    if (asking) return;
    if (form.dirty) await form.submit();
    // What is asked is what is saved.
    if (form.dirty) return;
    asking = true;
    redraw();
    answer = await post("/pbx/test", { signal }).catch((error) => ({ answered: false, message: error.detail ?? error.message }));
    asking = false;
    announce(answer?.message ?? "");
    redraw();
  };
  return {
    button: () => html`<button type="button" aria-disabled=${asking ? "true" : "false"} @click=${test}>${form.dirty ? t.test.save : t.test.button}</button>`,
    view: () => html`
      ${facts(dialects.find(({ id }) => id === preview.kind))}${previewTable(preview)}
      <p class="test-answer ${answer?.answered ? "is-good" : ""}">${asking ? t.test.asking : answer ? html`${icon(answer.answered ? "done" : "attention")}${answer.message}` : nothing}</p>`,
  };
}

/** @param {import("../../types.js").Dialect | undefined} dialect */
const facts = (dialect) => (dialect ? html`<p class="muted">${[
  t.preview.accounts[dialect.accounts], t.preview.username[dialect.username],
  dialect.slots && t.preview.slots(dialect.slots), dialect.voicemail && t.preview.voicemail(dialect.voicemail),
].filter(Boolean).join(" ")}</p>` : nothing);

/** @param {PbxPreview} preview */
const previewTable = ({ name, keys }) => table({
  caption: `${t.preview.title}: ${name}`, id: "pbx-preview", rows: keys, key: (key) => key.type,
  columns: [
    { label: t.preview.key, header: true, cell: (key) => t.preview.types[key.type] },
    .../** @type {(keyof typeof t.preview.columns)[]} */ (Object.keys(t.preview.columns)).map((name) => ({
      label: t.preview.columns[name],
      cell: (/** @type {PbxPreview["keys"][0]} */ key) => (key.unsupported && name === "example" ? key.unsupported
        : key[name] ? html`<code>${key[name]}</code>` : t.preview.nothing),
    })),
  ],
});
