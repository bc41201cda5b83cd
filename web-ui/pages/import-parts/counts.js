// What a file brings and what was found in it, counted in words.
import { importing as t, importReview as review, list } from "../../words.js";

/** @typedef {import("../../types.js").PlanCounts} PlanCounts */
/** @typedef {keyof import("../../types.js").Count} How */

const kinds = /** @type {(keyof PlanCounts)[]} */ (Object.keys(t.units));

/** "3 users and 2 phones", of what is counted so. @param {PlanCounts} counts @param {How} how @param {(keyof PlanCounts)[]} [of] */
export const counted = (counts, how, of = kinds) => inWords(Object.fromEntries(of.map((kind) => [kind, counts[kind][how]])));

/** The same of plain numbers. @param {{[kind in keyof PlanCounts]?: number}} numbers */
export const inWords = (numbers) => list(kinds.flatMap((kind) => (numbers[kind] ? t.units[kind](numbers[kind]) : [])));

/** How many things go. @param {import("../../types.js").ImportDetail} detail */
export const goingOf = ({ deletes }) => Object.values(deletes).reduce((sum, number) => sum + number, 0);

/** What the button does, each with its number: "Import 5 users, change 12 and delete 3". @param {import("../../types.js").ImportDetail} detail */
export function deeds(detail) {
  const { counts, changes, deletes } = detail;
  const { first, then, details, thisFile } = t.check;
  const changed = counts.users.update + counts.devices.update;
  /** @type {["create" | "update" | "delete", string, number][]} */
  const all = [
    ["create", counted(counts, "create", ["users", "devices"]) || counted(counts, "create"), 0],
    ["update", counted(counts, "update", ["users", "devices"]) || (changes ? details(changes) : ""), changed || changes],
    ["delete", inWords(deletes), goingOf(detail)],
  ];
  const said = all.filter(([, what]) => what);
  return list(said.map(([how, what, number], at) => (at && how !== "create" ? then[how](number) : first[how](what)))) || first.create(thisFile);
}

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
