// Writes types/icons.d.ts: the names of the drawings in icons.svg.
import { readFileSync, writeFileSync } from "node:fs";

const names = [...readFileSync("icons.svg", "utf8").matchAll(/<symbol id="(\w+)"/g)].map(([, name]) => JSON.stringify(name));
writeFileSync("types/icons.d.ts", `export type IconName = ${names.join(" | ")};\n`);
