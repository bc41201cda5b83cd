// Writes types/words.d.ts: each text of strings/en.json as a string, or as a function of what stands in its places.
import { readFileSync, writeFileSync } from "node:fs";

const { formats, ...pages } = JSON.parse(readFileSync("strings/en.json", "utf8"));

/** A plural needs the number itself; elsewhere a number and a list are written as the language does. */
function typeOfText(text) {
  const places = [...text.matchAll(/\{(\d)(\|[^}]+)?\}/g)];
  const last = Math.max(-1, ...places.map(([, place]) => Number(place)));
  const types = Array.from({ length: last + 1 }, (_, at) => {
    const uses = places.filter(([, place]) => Number(place) === at);
    if (uses.length === 0) throw new Error(`"${text}" has no {${at}}`);
    for (const [, , forms] of uses) if (forms && forms.split("|").length !== 3) throw new Error(`"${text}" needs two forms: {0|# phone|# phones}`);
    return `_${at}: ${uses.some(([, , forms]) => forms) ? "number" : "string | number | readonly string[]"}`;
  });
  return types.length ? `(${types.join(", ")}) => string` : "string";
}

function typeOf(value) {
  if (typeof value === "string") return typeOfText(value);
  if (Array.isArray(value)) return `[${value.map(typeOf).join(", ")}]`;
  return `{\n${Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}: ${typeOf(member)};`).join("\n")}\n}`;
}

writeFileSync("types/words.d.ts", `export interface Words ${typeOf(pages)}\n`);
