// An import at work: the stages in words, each with its real count.
import { html } from "../../node_modules/lit-html/lit-html.js";
import { announce } from "../../announce.js";
import { pageHeader } from "../../parts/page-header.js";
import { progress } from "../../parts/progress.js";
import { statusBadge } from "../../parts/status-badge.js";
import { t as parts } from "../../strings/en.js";
import { t as all } from "../../strings/en/import.js";
import { trouble } from "../import-parts/trouble.js";

const t = all.progress;
const stages = /** @type {const} */ (["passwords", "users", "saving"]);

/** @param {import("../import.js").State} state */
export function running({ detail, away }) {
  const step = detail.progress;
  const at = step ? stages.indexOf(step.stage) : -1;
  const label = step ? t.stages[step.stage] : t.starting;
  const isCounted = step !== null && step.stage !== "saving";
  announce(isCounted ? `${label} ${parts.progress.of(step.done, step.total)}` : label);
  return html`
    ${pageHeader({ title: t.title(detail.file_name), lead: t.lead, back: { href: "/imports", text: all.back } })}
    <section class="card" aria-label=${t.title(detail.file_name)}>
      ${progress({ id: "step", label, done: isCounted ? step.done : null, total: isCounted ? step.total : null })}
      <ol class="row stages">${stages.map((stage, index) => html`
        <li aria-current=${index === at ? "step" : "false"}>${statusBadge(index < at ? "done" : index === at ? "progress" : "todo", t.stages[stage])}</li>`)}
      </ol>
      ${trouble(away ? t.away : "")}
    </section>`;
}
