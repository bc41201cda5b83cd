// Icons, drawn here so that nothing is fetched. Always beside words: they are hidden from screen readers.
import { html, svg } from "../node_modules/lit-html/lit-html.js";

/** Paths on a 16 by 16 grid, drawn as lines in the colour of the text. */
const paths = {
  start: svg`<path d="M2.5 7.5 8 3l5.5 4.5M4 6.5V13h8V6.5"/>`,
  import: svg`<path d="M8 2.5v7M5 6.5l3 3 3-3M2.5 10.5v3h11v-3"/>`,
  people: svg`<circle cx="6" cy="5.5" r="2.5"/><path d="M1.5 13.5c0-2.5 2-4 4.5-4s4.5 1.5 4.5 4M10.5 3.2a2.5 2.5 0 0 1 0 4.6M12 9.8c1.5.6 2.5 1.9 2.5 3.7"/>`,
  phones: svg`<path d="M2.5 4.5c0-1 1.5-2 5.5-2s5.5 1 5.5 2v1.5h-3V5h-5v1h-3zM4 8h8l1.5 5.5h-11z"/><path d="M6.5 10.8h3"/>`,
  keys: svg`<rect x="2.5" y="2.5" width="4" height="4" rx=".8"/><rect x="9.5" y="2.5" width="4" height="4" rx=".8"/><rect x="2.5" y="9.5" width="4" height="4" rx=".8"/><rect x="9.5" y="9.5" width="4" height="4" rx=".8"/>`,
  inbox: svg`<path d="M2.5 9h3l1 2h3l1-2h3M2.5 9v4.5h11V9l-2-6h-7z"/>`,
  settings: svg`<path d="M2 4.5h7M13 4.5h1M2 11.5h1M7 11.5h7"/><circle cx="11" cy="4.5" r="1.8"/><circle cx="5" cy="11.5" r="1.8"/>`,
  help: svg`<circle cx="8" cy="8" r="6"/><path d="M6.2 6.3c0-1.1.8-1.8 1.8-1.8s1.8.7 1.8 1.7c0 1.4-1.8 1.4-1.8 2.8M8 11.2v.3"/>`,
  menu: svg`<path d="M2.5 4h11M2.5 8h11M2.5 12h11"/>`,
  logout: svg`<path d="M6.5 2.5h-4v11h4M10 5l3 3-3 3M13 8H6"/>`,
  theme: svg`<circle cx="8" cy="8" r="5.5"/><path d="M8 2.5v11a5.5 5.5 0 0 0 0-11z" fill="currentColor"/>`,
  done: svg`<circle cx="8" cy="8" r="6"/><path d="m5.2 8.2 2 2 3.6-4.2"/>`,
  progress: svg`<circle cx="8" cy="8" r="6"/><path d="M8 4.5V8l2.5 1.5"/>`,
  todo: svg`<circle cx="8" cy="8" r="6" stroke-dasharray="2.2 2"/>`,
  attention: svg`<path d="M8 2.2 14.3 13.5H1.7zM8 6.5v3.2M8 11.3v.4"/>`,
  error: svg`<path d="M5.5 2h5L14 5.5v5L10.5 14h-5L2 10.5v-5zM8 4.8v3.7M8 10.8v.4"/>`,
  warning: svg`<path d="M8 2.2 14.3 13.5H1.7zM8 6.5v3.2M8 11.3v.4"/>`,
  note: svg`<circle cx="8" cy="8" r="6"/><path d="M8 7.3v4M8 4.8v.4"/>`,
  off: svg`<circle cx="8" cy="8" r="6"/><path d="M5 8h6"/>`,
  copy: svg`<rect x="5.5" y="5.5" width="8" height="8" rx="1.5"/><path d="M3.5 10.5h-1v-8h8v1"/>`,
  eye: svg`<path d="M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8z"/><circle cx="8" cy="8" r="2"/>`,
  file: svg`<path d="M4 1.8h5l3.5 3.4v9H4zM9 1.8v3.6h3.5"/>`,
  add: svg`<path d="M8 3v10M3 8h10"/>`,
  remove: svg`<path d="M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.5 9h6l.5-9"/>`,
  up: svg`<path d="M8 13V3.5M4 7.5l4-4 4 4"/>`,
  down: svg`<path d="M8 3v9.5M4 8.5l4 4 4-4"/>`,
  edit: svg`<path d="m3 10.5 7-7 2.5 2.5-7 7H3z"/>`,
  undo: svg`<path d="M5.5 3 2.5 6l3 3M2.5 6H10a3.5 3.5 0 0 1 0 7H6"/>`,
  print: svg`<path d="M4.5 6V2.5h7V6M4.5 11.5h-2V6h11v5.5h-2M4.5 9.5h7v4h-7z"/>`,
  download: svg`<path d="M8 2.5v7M5 6.5l3 3 3-3M2.5 13.5h11"/>`,
  search: svg`<circle cx="7" cy="7" r="4.5"/><path d="m10.3 10.3 3.7 3.7"/>`,
  next: svg`<path d="m6 3.5 4.5 4.5L6 12.5"/>`,
  back: svg`<path d="M10 3.5 5.5 8l4.5 4.5"/>`,
};

/** @typedef {keyof typeof paths} IconName */

/** @param {IconName} name */
export const icon = (name) => html`<svg class="icon" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true"
  focusable="false">${paths[name]}</svg>`;
