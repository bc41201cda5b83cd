// The help: one file of text, searched as one types.
import { html, nothing } from "../node_modules/lit-html/lit-html.js";
import { byKey } from "../parts/by-key.js";
import { announce } from "../announce.js";
import { pageHeader } from "../parts/page-header.js";
import { searchBox } from "../parts/search.js";
import { mount } from "../state.js";
import { help as t, language } from "../words.js";

/** @typedef {{id: string, title: string, paragraphs: string[], code?: boolean}} Entry */

export const title = t.title;

/** @param {HTMLElement} root @param {import("../types.js").PageContext} context */
export default async function page(root, { query, signal }) {
  const answer = await fetch(new URL(`help/${language}.json`, import.meta.url), { signal });
  /** @type {{sections: Entry[], codes: Record<string, {title: string, text: string}>}} */
  const { sections, codes } = await answer.json();
  const entries = [...sections, ...Object.entries(codes).map(([id, { title, text }]) => ({ id, title, paragraphs: [text], code: true }))];
  const ui = mount(root, (q) => view(entries, q.q), { q: query.get("q") ?? "" }, signal);
  return {
    onQuery: (/** @type {URLSearchParams} */ query) => {
      const q = query.get("q") ?? "";
      if (q) announce(foundText(matching(entries, q).length, q));
      return ui.update({ q });
    },
  };
}

/** Entries that have every word. @param {Entry[]} entries @param {string} q */
function matching(entries, q) {
  const words = q.toLowerCase().split(/\s+/);
  return entries.filter(({ id, title, paragraphs }) => {
    const text = [id, title, ...paragraphs].join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** @param {number} found @param {string} q */
const foundText = (found, q) => (found ? t.found(found, q) : t.notFound(q));

/** @param {Entry[]} entries @param {string} q */
function view(entries, q) {
  const found = matching(entries, q);
  const sections = found.filter(({ code }) => !code);
  const codes = found.filter(({ code }) => code);
  return html`
    ${pageHeader({ title: t.title, lead: t.lead })}
    <div class="stack-tight">${searchBox(q, t.search)}<p class="muted">${q ? foundText(found.length, q) : ""}&nbsp;</p></div>
    ${q ? nothing : html`<nav class="help-contents" aria-label=${t.contents}><ul>${[...sections, { id: "codes", title: t.codes }].map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>`}
    ${byKey(sections, ({ id }) => id, entry)}
    ${codes.length ? html`
      <section class="section" id="codes" aria-labelledby="codes-title"><h2 id="codes-title">${t.codes}</h2><p class="muted">${t.codesLead}</p>
        <div class="help-codes">${byKey(codes, ({ id }) => id, entry)}</div></section>` : nothing}`;
}

/** @param {Entry} entry */
const entry = ({ id, title, paragraphs, code }) => html`
  <section class="section measure" id=${id} aria-labelledby="${id}-title">
    ${code ? html`<h3 id="${id}-title">${title} <code class="muted">${id}</code></h3>` : html`<h2 id="${id}-title">${title}</h2>`}
    ${paragraphs.map((text) => html`<p>${inline(text)}</p>`)}
  </section>`;

/** \`code\` and [links](/phones). @param {string} text */
const inline = (text) => text.split(/(`[^`]+`|\[[^\]]+\]\([^)]+\))/).map((part) => {
  const link = /^\[(.+)\]\((.+)\)$/.exec(part);
  if (link) return html`<a href=${link[2]}>${link[1]}</a>`;
  return part.startsWith("`") ? html`<code>${part.slice(1, -1)}</code>` : part;
});
