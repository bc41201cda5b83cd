// Two people changed the same thing. What only one of them changed is merged; for the rest the person chooses.
import { html, nothing } from "../node_modules/lit-html/lit-html.js";
import { list, shell as t } from "../words.js";
import { leaves, read, same, steps, write } from "./pointer.js";

/** @typedef {import("./form-state.js").Form} Form */
/**
 * @typedef {object} Conflict
 * @property {{pointer: string, mine: any, theirs: any}[]} choices what both changed
 * @property {string[]} taken what only the others changed
 */

/**
 * @param {Form} form @param {{version: string}} current the document as the box has it now
 * @param {((document: any) => any) | undefined} readValues
 */
export function mergeConflict(form, current, readValues) {
  const theirs = (readValues ?? ((document) => pick(document, form.values)))(current);
  /** @type {Conflict} */
  const conflict = { choices: [], taken: [] };
  for (const pointer of new Set([...leaves(form.values), ...leaves(theirs)])) {
    const [mine, now, before] = [form.values, theirs, form.saved].map((values) => read(values, pointer));
    if (same(mine, now) || same(now, before)) continue;
    if (same(mine, before)) {
      write(form.values, pointer, now);
      conflict.taken.push(pointer);
    } else conflict.choices.push({ pointer, mine, theirs: now });
  }
  Object.assign(form, { saved: structuredClone(theirs), version: current.version, conflict });
}

/** @param {any} document @param {object} like */
const pick = (document, like) => structuredClone(Object.fromEntries(Object.keys(like).map((key) => [key, document[key]])));

/** @param {Form} form @param {Conflict} conflict */
export function conflictPanel(form, { choices, taken }) {
  return html`
    <section class="summary" id="${form.id}-summary" tabindex="-1" aria-labelledby="${form.id}-conflict">
      <h2 id="${form.id}-conflict">${t.conflict.title}</h2>
      ${choices.length ? html`<p>${t.conflict.about}</p>` : nothing}
      ${choices.map((choice) => choiceOf(form, choice))}
      ${taken.length ? html`<p>${t.conflict.taken} (${list(taken.map((pointer) => labelOf(form, pointer)))})</p>` : nothing}
    </section>`;
}

/** @param {Form} form @param {Conflict["choices"][0]} choice */
function choiceOf(form, { pointer, mine, theirs }) {
  const takes = same(form.get(pointer), theirs);
  const label = labelOf(form, pointer);
  /** @param {any} value @param {string} words @param {boolean} chosen */
  const button = (value, words, chosen) => html`
    <button type="button" aria-pressed=${chosen} aria-label="${words}: ${label}"
      @click=${() => form.set(pointer, structuredClone(value))}>${words}</button>`;
  return html`
    <div class="conflict">
      <h3>${label}</h3>
      <dl class="facts">
        <dt>${t.conflict.mine}</dt><dd>${inWords(form, pointer, mine)}</dd>
        <dt>${t.conflict.theirs}</dt><dd>${inWords(form, pointer, theirs)}</dd>
      </dl>
      <div class="buttons">${button(mine, t.conflict.keepMine, !takes)}${button(theirs, t.conflict.takeTheirs, takes)}
        <span>${takes ? t.conflict.takenTheirs : t.conflict.kept}</span></div>
    </div>`;
}

/** @param {Form} form @param {string} pointer */
const labelOf = (form, pointer) => form.labels.get(pointer) ?? steps(pointer).at(-1) ?? pointer;

/** @param {Form} form @param {string} pointer @param {any} value @returns {string} */
function inWords(form, pointer, value) {
  const shown = form.show?.(pointer, value);
  if (shown !== undefined) return shown;
  if (value === null || value === undefined || value === "" || value?.length === 0) return t.conflict.empty;
  if (typeof value === "boolean") return value ? t.conflict.yes : t.conflict.no;
  if (Array.isArray(value)) return list(value.map((item) => inWords(form, pointer, item)));
  return typeof value === "object" ? Object.values(value).filter((part) => part !== null).join(" ") : String(value);
}
