// The phone system: what keys do with the kind that is chosen, saved or not, and whether it answers.
import { html, nothing } from "../../node_modules/lit-html/lit-html.js";
import { announce } from "../../announce.js";
import { get, post, withParameters } from "../../api.js";
import { downloadSecrets } from "../../files.js";
import { icon } from "../../parts/icon.js";
import { notice } from "../../parts/notice.js";
import { table } from "../../parts/table.js";
import { keys, settings as t } from "../../words.js";

const { types: keyTypes } = keys;

/** @typedef {import("../../types.js").PbxPreview} PbxPreview */
/** @typedef {import("../../parts/form.js").Form} Form */

/** @param {Form} form @param {import("../../types.js").Dialect[]} dialects @param {AbortSignal} signal */
export async function pbxPart(form, dialects, signal) {
  const preview = await previewOf(form, signal);
  const test = testOf(form);
  return {
    buttons: () => html`<button type="button" @click=${() => downloadSecrets({ what: "accounts" })}>${t.accounts}</button>${test.button()}`,
    view: () => [facts(dialects.find(({ id }) => id === preview().kind)), previewTable(preview()), test.answer(), notice("warning", t.accountsDanger)],
  };
}

/** Follows what is chosen in the form. @param {Form} form @param {AbortSignal} signal */
async function previewOf(form, signal) {
  const chosen = () => {
    const { "pbx.kind": kind, "pbx.park_prefix": park_prefix } = form.values.values;
    return withParameters("/pbx/preview", { kind, park_prefix });
  };
  let asked = chosen();
  /** @type {PbxPreview} */
  let preview = await get(asked, { signal });
  const { redraw } = form;
  form.redraw = async () => {
    await redraw();
    if (chosen() === asked) return;
    const mine = (asked = chosen());
    // Where it cannot be had, what is shown names the kind that it is about.
    const found = await get(mine, { signal }).catch(() => preview);
    if (mine === asked) preview = found;
    await redraw();
  };
  return () => preview;
}

/** @param {Form} form */
function testOf(form) {
  let answer = /** @type {import("../../types.js").PbxTest | null} */ (null);
  let isAsking = false;
  const ask = async () => {
    if (isAsking) return;
    if (form.dirty) await form.submit();
    // What is asked is what is saved.
    if (form.dirty) return;
    isAsking = true;
    form.redraw();
    answer = await post("/pbx/test").catch((error) => ({ answered: false, message: error.detail ?? error.message }));
    isAsking = false;
    announce(answer?.message ?? "");
    form.redraw();
  };
  return {
    button: () => html`<button type="button" aria-disabled=${isAsking} @click=${ask}>${form.dirty ? t.test.save : t.test.button}</button>`,
    answer: () => html`<p class=${answer?.answered ? "test-answer is-good" : "test-answer"}>${isAsking ? t.test.asking
      : answer ? html`${icon(answer.answered ? "done" : "attention")}${answer.message}` : nothing}</p>`,
  };
}

/** @param {import("../../types.js").Dialect | undefined} dialect */
const facts = (dialect) => html`<p class="muted pbx-facts">${dialect ? [
  t.preview.accounts[dialect.accounts], t.preview.username[dialect.username],
  dialect.slots && t.preview.slots(String(dialect.slots[0]), String(dialect.slots[1])), dialect.voicemail && t.preview.voicemail(dialect.voicemail),
].filter(Boolean).join(" ") : nothing}</p>`;

/** @param {PbxPreview} preview */
const previewTable = (preview) => table({
  caption: t.preview.title(preview.name), captionShown: true, id: "pbx-preview", rows: preview.keys, key: (key) => key.type,
  columns: [
    { label: t.preview.key, header: true, cell: (key) => keyTypes[key.type][0] },
    .../** @type {(keyof typeof t.preview.columns)[]} */ (Object.keys(t.preview.columns)).map((column) => ({
      label: t.preview.columns[column],
      cell: (/** @type {PbxPreview["keys"][0]} */ key) => (key.unsupported && column === "example" ? key.unsupported
        : key[column] ? html`<code>${key[column]}</code>` : t.preview.nothing),
    })),
  ],
});
