// Where a row is in a list that is fetched page by page. The rows are in file order, so that halving finds it.
import { pageSize } from "../../parts/pager.js";

/** @typedef {(offset: number, limit?: number) => Promise<import("../../types.js").Rows>} Fetch */

/** Where the page begins on which this row is, or would be. @param {Fetch} fetch @param {number} row */
export async function pageWith(fetch, row) {
  let low = 0;
  let high = Math.max(0, Math.ceil((await fetch(0, 1)).total / pageSize) - 1);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((await fetch(middle * pageSize, 1)).rows[0]?.number <= row) low = middle;
    else high = middle - 1;
  }
  return low * pageSize;
}

/** The next row of the list after this one, or the one before it. @param {Fetch} fetch @param {number} from @param {1 | -1} step */
export async function rowBeyond(fetch, from, step) {
  const offset = await pageWith(fetch, step > 0 ? from : from - 1);
  const { rows } = await fetch(offset);
  if (step < 0) return rows.findLast(({ number }) => number < from)?.number;
  return (rows.find(({ number }) => number > from) ?? (await fetch(offset + pageSize, 1)).rows[0])?.number;
}
