// What differs between two texts, line by line.

/** @typedef {{sign: " " | "+" | "−" | "…", text: string}} Line */

const context = 2;

/** The lines that differ, with two around them; "…" stands for what is left out. @param {string} before @param {string} after @returns {Line[]} */
export function difference(before, after) {
  const all = align(before.trimEnd().split("\n"), after.trimEnd().split("\n"));
  const isNear = all.map((_, place) => all.slice(Math.max(0, place - context), place + context + 1).some(({ sign }) => sign !== " "));
  return all.flatMap((line, place) => {
    if (isNear[place]) return [line];
    return isNear[place + 1] || (place === all.length - 1 && isNear.includes(true)) ? [{ sign: "…", text: "" }] : [];
  });
}

/** By the longest common subsequence. @param {string[]} a @param {string[]} b @returns {Line[]} */
function align(a, b) {
  let start = 0;
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start += 1;
  const [left, right] = [a.slice(start), b.slice(start)];
  /** How many lines are common from these places on. */
  const common = Array.from({ length: left.length + 1 }, () => new Uint16Array(right.length + 1));
  for (let i = left.length - 1; i >= 0; i -= 1) {
    for (let j = right.length - 1; j >= 0; j -= 1) {
      common[i][j] = left[i] === right[j] ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
    }
  }
  /** @type {Line[]} */
  const lines = a.slice(0, start).map((text) => ({ sign: " ", text }));
  for (let i = 0, j = 0; i < left.length || j < right.length;) {
    if (left[i] === right[j] && i < left.length) lines.push({ sign: " ", text: left[i] }), i += 1, j += 1;
    else if (j >= right.length || (i < left.length && common[i + 1][j] >= common[i][j + 1])) lines.push({ sign: "−", text: left[i++] });
    else lines.push({ sign: "+", text: right[j++] });
  }
  return lines;
}
