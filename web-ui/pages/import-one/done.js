// An import that is done: the passwords that are handed over once, what came of it, and what is next.
import { html, nothing } from "../../node_modules/lit-html/lit-html.js";
import { pageHeader } from "../../parts/page-header.js";
import { section } from "../../parts/section.js";
import { exact } from "../../parts/time.js";
import { list, n, named, words } from "../../words.js";
import { back } from "../import-parts/listed.js";
import { trouble } from "../import-parts/trouble.js";
import { accounts, passwords } from "./handover.js";

const all = words("import");
const start = words("start");
const t = all.done;

/** @param {import("../import.js").State} state @param {import("../import.js").Actions} actions */
export function done({ detail, credentials, problem }, actions) {
  const { file_name, actor, applied_at, started_at, counts, outcomes } = detail;
  const kinds = /** @type {(keyof typeof counts)[]} */ (Object.keys(counts)).filter((kind) => counts[kind].create > 0);
  const rows = Object.entries(outcomes ?? {}).map(([outcome, number]) => t.rows(number, named(all.outcomes, outcome)));
  return html`
    ${pageHeader({ title: t.title, lead: t.lead(file_name, exact(applied_at ?? started_at), actor), back })}
    ${problem ? trouble(problem) : nothing}
    ${credentials && counts.users.create ? passwords(detail.id, credentials, actions) : nothing}
    ${section("made", t.made, html`
      <ul class="numbers">${kinds.map((kind) => html`
        <li><div><strong>${n(counts[kind].create)}</strong><span>${all.kinds[kind]}</span></div></li>`)}</ul>
      <p class="muted">${list(rows)}</p>`)}
    ${section("next", t.next, html`
      <ul class="tasks">${/** @type {const} */ (["keys", "phones"]).map((id) => html`
        <li><a href="/${id}">${start.task[id].title}</a><p>${start.task[id].about}</p></li>`)}
      </ul>`)}
    ${accounts(actions)}`;
}
