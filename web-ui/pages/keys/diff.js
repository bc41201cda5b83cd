// What differs between two files of settings. A line has its name in front (`linekey.2.type = …`), so places tell nothing.

/** The lines that only one of them has, by name, the old one before the new. @param {string} before @param {string} after */
export function difference(before, after) {
  const [old, now] = [before, after].map((file) => new Set(file.trimEnd().split("\n")));
  const lines = [
    ...[...old].filter((text) => !now.has(text)).map((text) => ({ isNew: false, text })),
    ...[...now].filter((text) => !old.has(text)).map((text) => ({ isNew: true, text })),
  ];
  return lines.sort((a, b) => nameIn(a.text).localeCompare(nameIn(b.text), "en", { numeric: true }));
}

/** @param {string} line */
const nameIn = (line) => line.split("=")[0];
