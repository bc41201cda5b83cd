// The rows of the key list as data. A place keeps its number; what stands in it moves.

/** @typedef {import("../../types.js").KeyType} KeyType */
/** @typedef {{id: number, key: number, type: KeyType, line: number, value: string, label: string}} Row */

/** In the order of the list to choose from. */
export const types = /** @type {KeyType[]} */ (["line", "presence", "parking", "personal_parking", "speed_dial", "none"]);

let made = 0;

/** @param {Partial<Row>} row @returns {Row} */
export const rowOf = (row) => ({ key: 1, type: "line", line: 1, value: "", label: "", ...row, id: (made += 1) });

/** @param {import("../../types.js").Device | undefined} device @returns {Row[]} */
export const rowsOf = (device) => (device?.key_list.length
  ? device.key_list.map(({ key, type, line, value, extension, label }) =>
    rowOf({ key, type, line, value: (takesUser(type) && extension) || value || "", label: label ?? "" }))
  : [rowOf({})]);

/** @param {KeyType} type */
export const takesUser = (type) => type === "presence" || type === "personal_parking";
/** @param {KeyType} type */
export const takesValue = (type) => type !== "line" && type !== "none";

/** @param {Row[]} rows @returns {import("../../types.js").Key[]} */
export const keysOf = (rows) => rows.map(({ key, type, line, value, label }) => ({
  key, type, line, value: (takesValue(type) && value) || null, label: label || null,
}));

/** The number of the next key. @param {Row[]} rows */
export const nextKey = (rows) => Math.max(0, ...rows.map(({ key }) => key)) + 1;

/** @param {Row[]} rows @param {number} index @param {number} by */
export function moved(rows, index, by) {
  const other = rows[index + by];
  return rows.map((row, place) => {
    if (place === index) return { ...other, key: row.key };
    return place === index + by ? { ...rows[index], key: other.key } : row;
  });
}

/** @param {Row[]} rows */
export const sorted = (rows) => rows.toSorted((a, b) => a.key - b.key);
