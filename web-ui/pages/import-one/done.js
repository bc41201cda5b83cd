// An import that is done: what came of it, the passwords that are handed over once, and what is next.
import { html, nothing } from "../../node_modules/lit-html/lit-html.js";
import { pageHeader } from "../../parts/page-header.js";
import { exact } from "../../parts/time.js";
import { list, n } from "../../strings/en.js";
import { nouns, t as all } from "../../strings/en/import.js";
import { trouble } from "../import-parts/trouble.js";
import { accounts, passwords } from "./handover.js";

const t = all.done;

/** @param {import("../import.js").State} state @param {import("../import.js").Ui} ui @param {() => Promise<void>} refresh */
export function done({ detail, credentials, problem }, ui, refresh) {
  const { file_name, actor, applied_at, started_at, counts, outcomes } = detail;
  const made = Object.entries(counts).filter(([, { create }]) => create > 0);
  const rows = Object.entries(outcomes ?? {}).map(([outcome, number]) => t.rows(number, outcome));
  return html`
    ${pageHeader({ title: t.title, lead: t.lead(file_name, exact(applied_at ?? started_at), actor), back: { href: "/imports", text: all.back } })}
    ${problem ? trouble(problem) : nothing}
    ${credentials ? passwords(detail, credentials, ui, refresh) : nothing}
    <section class="section" aria-labelledby="made">
      <h2 id="made">${t.made}</h2>
      ${made.length ? html`<ul class="numbers">${made.map(([kind, { create }]) => html`
        <li><div><strong>${n(create)}</strong><span>${nouns(kind, create)}</span></div></li>`)}</ul>` : html`<p>${t.nothing}</p>`}
      ${rows.length ? html`<p class="muted">${list(rows)}</p>` : nothing}
    </section>
    <section class="section" aria-labelledby="next">
      <h2 id="next">${t.next}</h2>
      <ul class="tasks">
        <li><a href="/keys">${t.keys}</a><p>${t.keysAbout}</p></li>
        <li><a href="/phones">${t.phones}</a><p>${t.phonesAbout}</p></li>
      </ul>
    </section>
    ${accounts(ui)}`;
}
