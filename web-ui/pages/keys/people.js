// Who a key may be about: everybody with an extension, read once, as far as keys go (999 of them).
import { get, withParameters } from "../../api.js";
import { pageSize } from "../../parts/pager.js";

/** @typedef {import("../../types.js").UserSummary} UserSummary */
/** @typedef {Awaited<ReturnType<typeof readPeople>>} People */

const most = 1000;

/** @param {UserSummary} user */
const fullName = ({ first_name, last_name }) => `${first_name} ${last_name}`.trim();

/** @param {UserSummary[]} users */
const suggestions = (users) => users.flatMap((user) => user.extensions.map((value) => ({ value, label: fullName(user), detail: value })));

/** @param {AbortSignal} signal */
export async function readPeople(signal) {
  /** @type {UserSummary[]} */
  const users = [];
  let total = most;
  while (users.length < Math.min(total, most)) {
    const page = await get(withParameters("/users", { offset: users.length, limit: pageSize }), { signal });
    total = page.total;
    users.push(...page.users);
    if (page.users.length === 0) break;
  }
  const names = new Map(suggestions(users).map(({ value, label }) => [value, label]));
  const all = users.filter((user) => user.extensions.length > 0);
  return {
    users: all,
    departments: [...new Set(all.flatMap(({ department }) => department ?? []))].sort(),
    /** @param {string} extension */
    nameOf: (extension) => names.get(extension) ?? "",
    /** Suggestions for what was typed. @param {string} q @returns {Promise<import("../../parts/combobox.js").Suggestion[]>} */
    find: async (q) => suggestions((await get(withParameters("/users", { q, limit: 20 }), { signal })).users),
  };
}
