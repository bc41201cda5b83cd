// What differs between two files, line by line. Lines that begin alike (`linekey.2.type = …`) stand together.

/** @typedef {{sign: " " | "+" | "−" | "…", text: string}} Line */

const context = 2;

/** The lines that differ, with two around them; "…" stands for what is left out. @param {string} before @param {string} after @returns {Line[]} */
export function difference(before, after) {
  const all = align(before.trimEnd().split("\n"), after.trimEnd().split("\n"));
  const isShown = all.map((_, place) => all.slice(Math.max(0, place - context), place + context + 1).some(({ sign }) => sign !== " "));
  return all.flatMap((line, place) => {
    if (isShown[place]) return [line];
    return isShown[place + 1] ? [{ sign: "…", text: "" }] : [];
  });
}

/** The name in a line, up to its value. @param {string} line */
const head = (line) => line.split(/[=:>]/)[0];

/** The alignment with the most equal lines and names. @param {string[]} a @param {string[]} b @returns {Line[]} */
function align(a, b) {
  const [left, right] = [a.map(head), b.map(head)];
  /** @param {number} i @param {number} j */
  const likeness = (i, j) => (left[i] !== right[j] ? 0 : a[i] === b[j] ? 2 : 1);
  /** The best that is possible from these places on. */
  const best = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const like = likeness(i, j);
      best[i][j] = Math.max(best[i + 1][j], best[i][j + 1], like && best[i + 1][j + 1] + like);
    }
  }
  /** @type {Line[]} */
  const lines = [];
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    const like = i < a.length && j < b.length && likeness(i, j);
    const isPair = like && best[i][j] === best[i + 1][j + 1] + like;
    const isTaken = isPair || j === b.length || (i < a.length && best[i][j] === best[i + 1][j]);
    if (like === 2 && isPair) lines.push({ sign: " ", text: a[i] });
    else {
      if (isTaken) lines.push({ sign: "−", text: a[i] });
      if (isPair || !isTaken) lines.push({ sign: "+", text: b[j] });
    }
    [i, j] = [i + Number(isTaken), j + Number(isPair || !isTaken)];
  }
  return lines;
}
