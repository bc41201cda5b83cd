// Icons, drawn here so that nothing is fetched. Always beside words: they are hidden from screen readers.
import { html } from "../node_modules/lit-html/lit-html.js";

const circle = "M2 8a6 6 0 1 0 12 0 6 6 0 1 0-12 0";
const triangle = "M8 2.2 14.3 13.5H1.7zM8 6.5v3.2M8 11.3v.4";

/** Paths on a 16 by 16 grid, drawn as lines in the colour of the text. */
const paths = {
  start: "M2.5 7.5 8 3l5.5 4.5M4 6.5V13h8V6.5",
  import: "M8 2.5v7M5 6.5l3 3 3-3M2.5 10.5v3h11v-3",
  people: "M3.5 5.5a2.5 2.5 0 1 0 5 0 2.5 2.5 0 1 0-5 0M1.5 13.5c0-2.5 2-4 4.5-4s4.5 1.5 4.5 4M10.5 3.2a2.5 2.5 0 0 1 0 4.6M12 9.8c1.5.6 2.5 1.9 2.5 3.7",
  phones: "M2.5 4.5c0-1 1.5-2 5.5-2s5.5 1 5.5 2V6h-3V5h-5v1h-3zM4 8h8l1.5 5.5h-11zM6.5 10.8h3",
  keys: "M2.5 2.5h4v4h-4zM9.5 2.5h4v4h-4zM2.5 9.5h4v4h-4zM9.5 9.5h4v4h-4z",
  inbox: "M2.5 9h3l1 2h3l1-2h3M2.5 9v4.5h11V9l-2-6h-7z",
  file: "M3.5 2.5h6l3 3v8h-9zM9.5 2.5v3h3",
  book: "M8 4Q5.5 2.5 2.5 3v9.5Q5.5 12 8 13.5q2.5-1.5 5.5-1V3Q10.5 2.5 8 4v9.5",
  settings: "M2 4.5h7M13 4.5h1M2 11.5h1M7 11.5h7M9 4.5a2 2 0 1 0 4 0 2 2 0 1 0-4 0M3 11.5a2 2 0 1 0 4 0 2 2 0 1 0-4 0",
  help: `${circle}M6.2 6.3c0-1.1.8-1.8 1.8-1.8s1.8.7 1.8 1.7C9.8 7.6 8 7.6 8 9M8 11.2v.3`,
  menu: "M2.5 4h11M2.5 8h11M2.5 12h11",
  logout: "M6.5 2.5h-4v11h4M10 5l3 3-3 3M13 8H6",
  done: `${circle}M5.2 8.2l2 2 3.6-4.2`,
  progress: `${circle}M8 4.5V8l2.5 1.5`,
  todo: circle,
  attention: triangle,
  error: "M5.5 2h5L14 5.5v5L10.5 14h-5L2 10.5v-5zM8 4.8v3.7M8 10.8v.4",
  warning: triangle,
  note: `${circle}M8 7.3v4M8 4.8v.4`,
  off: `${circle}M5 8h6`,
  copy: "M5.5 5.5h8v8h-8zM3.5 10.5h-1v-8h8v1",
  eye: "M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8zM6 8a2 2 0 1 0 4 0 2 2 0 1 0-4 0",
  edit: "M3 13l.7-3 7-7 2.3 2.3-7 7z",
  add: "M8 3v10M3 8h10",
  remove: "M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.5 9h6l.5-9",
  up: "M8 13V3.5M4 7.5l4-4 4 4",
  down: "M8 3v9.5M4 8.5l4 4 4-4",
  print: "M4.5 6V2.5h7V6M4.5 11.5h-2V6h11v5.5h-2M4.5 9.5h7v4h-7z",
  download: "M8 2.5v7M5 6.5l3 3 3-3M2.5 13.5h11",
  next: "M6 3.5 10.5 8 6 12.5",
  back: "M10 3.5 5.5 8l4.5 4.5",
};

/** @typedef {keyof typeof paths} IconName */

/** @param {IconName} name */
export const icon = (name) => html`<svg class="icon" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true"><path d=${paths[name]}></path></svg>`;
