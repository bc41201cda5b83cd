// An import that is done: the passwords that are handed over once, what came of it, and what is next.
import { html, nothing } from "../../node_modules/lit-html/lit-html.js";
import { good } from "../../parts/notice.js";
import { pageHeader } from "../../parts/page-header.js";
import { section } from "../../parts/section.js";
import { exact } from "../../parts/time.js";
import { importing as all, n, start } from "../../words.js";
import { counted, inWords } from "../import-parts/counts.js";
import { back } from "../import-parts/listed.js";
import { places } from "../start.js";
import { trouble } from "../../parts/trouble.js";
import { accounts, passwords } from "./handover.js";
import { rows } from "./rows.js";
import { undo } from "./undo.js";

const t = all.done;

/** @param {import("../import.js").State} state @param {import("../import.js").Actions} actions */
export function done(state, actions) {
  const { detail, credentials, tasks, problem } = state;
  const { file_name, actor, applied_at, started_at, counts, undone_at, undone_by } = detail;
  const isUndone = undone_at !== null;
  return html`
    ${pageHeader({ title: isUndone ? all.undo.done : t.title, lead: t.lead(file_name, exact(applied_at ?? started_at), actor), back })}
    ${problem ? trouble(problem) : nothing}
    ${isUndone ? good(all.undo.by(exact(undone_at), undone_by ?? "")) : nothing}
    ${!isUndone && credentials && (credentials.waiting || counts.users.create) ? passwords(detail.id, credentials, actions) : nothing}
    ${made(detail, isUndone)}
    ${rows(state, actions)}
    ${isUndone ? nothing : html`
      ${section("next", t.next, html`
        <ul class="tasks">${tasks.filter(({ id, state }) => id === "keys" || id === "phones" || (id === "pbx" && state !== "done")).map(({ id }) => html`
          <li><a href=${places[id]}>${start.task[id].title}</a><p>${start.task[id].about}</p></li>`)}
        </ul>`)}
      ${accounts(actions)}
      ${undo(state, actions)}`}
    ${about(detail)}`;
}

/** @param {import("../../types.js").ImportDetail} detail @param {boolean} isUndone */
function made({ counts, deletes }, isUndone) {
  const kinds = /** @type {(keyof typeof counts)[]} */ (Object.keys(counts)).filter((kind) => counts[kind].create > 0);
  const [changed, gone] = [counted(counts, "update"), inWords(deletes)];
  return section("made", isUndone ? all.undo.had : t.made, html`
    ${kinds.length ? html`<ul class="numbers">${kinds.map((kind) => html`
      <li><div><strong>${n(counts[kind].create)}</strong><span>${all.kinds[kind]}</span></div></li>`)}</ul>` : nothing}
    ${changed ? html`<p>${all.plan.update(changed)}</p>` : nothing}
    ${gone ? html`<p>${all.plan.delete(gone)}</p>` : nothing}`);
}

/** Which file it was, to the last bit. @param {import("../../types.js").ImportDetail} detail */
const about = ({ file_name, file_sha256, mode }) => html`
  <details><summary>${t.about}</summary>
    <dl class="facts"><dt>${start.lastImport.file}</dt><dd>${file_name}</dd><dt>${t.mode}</dt><dd>${all.modes[mode]}</dd><dt>${t.sha}</dt><dd><code>${file_sha256}</code></dd></dl>
  </details>`;
