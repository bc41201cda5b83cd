// All imports: what was made, what waits, and where to go on.
import { html, nothing } from "../node_modules/lit-html/lit-html.js";
import { get } from "../api.js";
import { empty } from "../parts/empty.js";
import { pageHeader } from "../parts/page-header.js";
import { mount } from "../state.js";
import { stream } from "../stream.js";
import { imports as t } from "../words.js";
import { listOf } from "./import-parts/listed.js";
import { trouble } from "../parts/trouble.js";

export const title = t.title;

/** @param {HTMLElement} root @param {import("../types.js").PageContext} context */
export default async function page(root, { signal }) {
  /** @returns {Promise<{imports: import("../types.js").ImportSummary[]}>} */
  const load = () => get("/imports", { signal });
  /** @type {import("./import-parts/listed.js").Listing} */
  const listing = { update: (patch) => ui.update(patch), refresh: async () => ui.update(await load()) };
  const ui = mount(root, ({ imports, problem }) => imports.length ? html`
    ${pageHeader({ title, actions: start })}
    ${problem ? trouble(problem) : nothing}
    ${listOf(imports, title, listing)}` : html`
    ${pageHeader({ title })}
    ${empty({ icon: "import", title: t.empty, text: t.lead, action: start })}`, { ...(await load()), problem: "" }, signal);
  // Not at each step of a job: only when it begins and ends.
  stream(({ type, data }) => type !== "sightings" && !data?.progress && listing.refresh().catch(() => {}), signal);
}

const start = html`<a class="button primary" href="/imports/new">${t.start}</a>`;
