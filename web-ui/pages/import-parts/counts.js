// What a file brings and what was found in it, counted in words.
import { list, words } from "../../words.js";

const t = words("import");
const review = words("import-review");

/** @typedef {import("../../types.js").PlanCounts} PlanCounts */
/** @typedef {keyof import("../../types.js").Count} How */

const kinds = /** @type {(keyof PlanCounts)[]} */ (Object.keys(t.units));

/** "3 users and 2 phones", of what is counted so. @param {PlanCounts} counts @param {How} how @param {(keyof PlanCounts)[]} [of] */
export const counted = (counts, how, of = kinds) => list(of.filter((kind) => counts[kind][how] > 0).map((kind) => t.units[kind](counts[kind][how])));

/** "58 users: 55 new, 3 already here · 61 phones". @param {PlanCounts} counts */
export const planLine = (counts) => kinds.map((kind) => {
  const { create, update, unchanged } = counts[kind];
  const sum = t.units[kind](create + update + unchanged);
  const parts = /** @type {const} */ (["create", "update", "unchanged"]).filter((how) => counts[kind][how]);
  if (parts.length > 1) return `${sum}: ${parts.map((how) => t.plan[how](counts[kind][how])).join(", ")}`;
  return parts.length === 0 ? "" : create ? sum : t.plan[parts[0]](sum);
}).filter(Boolean).join(" · ");

/** "3 errors, 1 note". @param {{error: number, warning: number, note: number}} issues */
export const issueCounts = (issues) => /** @type {const} */ (["error", "warning", "note"])
  .filter((kind) => issues[kind]).map((kind) => review.counts[kind](issues[kind])).join(", ") || review.noProblems;
