// An import at work: the stages in words, each with its real count.
import { html } from "../../node_modules/lit-html/lit-html.js";
import { announce } from "../../announce.js";
import { pageHeader } from "../../parts/page-header.js";
import { progress } from "../../parts/progress.js";
import { statusBadge } from "../../parts/status-badge.js";
import { importing as t, shell as parts } from "../../words.js";
import { back } from "../import-parts/listed.js";

const stages = /** @type {(keyof typeof t.stages)[]} */ (Object.keys(t.stages));

/** @param {import("../import.js").State} state */
export function running({ detail }) {
  const step = detail.progress;
  const at = step ? stages.indexOf(step.stage) : -1;
  const label = step ? t.stages[step.stage] : t.starting;
  const [done, total] = step && step.stage !== "saving" ? [step.done, step.total] : [null, null];
  announce(done === null || total === null ? label : `${label} ${parts.progress.of(done, total)}`);
  return html`
    ${pageHeader({ title: t.running(detail.file_name), lead: t.runningLead, back })}
    <div class="card">
      ${progress({ id: "step", label, done, total })}
      <ol class="row stages">${stages.map((stage, index) => html`
        <li>${statusBadge(index < at ? "done" : index === at ? "progress" : "todo", t.stages[stage])}</li>`)}
      </ol>
    </div>`;
}
