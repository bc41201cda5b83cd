// What the import will do, in numbers, and what is left to look at.
import { importing, importReview as t, list } from "../../words.js";
import { planLine } from "../import-parts/counts.js";

const { units } = importing;

/** @typedef {import("../../types.js").ImportDetail} ImportDetail */

/** "58 users: 55 new, 3 changed · 61 phones · deletes 2 phones · 3 rows left out". @param {ImportDetail} detail */
export function sums({ counts, deletes, left_out }) {
  const kinds = /** @type {(keyof ImportDetail["deletes"])[]} */ (Object.keys(deletes)).filter((kind) => deletes[kind]);
  const goes = kinds.map((kind) => units[kind](deletes[kind]));
  return [planLine(counts), goes.length && t.deletes(list(goes)), left_out && t.leftOut(left_out)].filter(Boolean).join(" · ") || t.nothing;
}

/** The findings that nobody ticked off. @param {ImportDetail} detail */
export function openIssues({ issues, groups }) {
  const { error = 0, warning = 0, note = 0 } = issues ?? {};
  return { error, note, warning: groups.reduce((left, { seen, severity, count }) => left - (seen && severity === "warning" ? count : 0), warning) };
}
