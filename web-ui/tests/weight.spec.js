// What the pages weigh on the wire, and how fast the first one is: the promises of docs/performance.md.
import { readdirSync } from "node:fs";
import { get } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "./box.js";

const folder = fileURLToPath(new URL("..", import.meta.url));
const most = 60 * 1024;
const library = ["lit-html.js", "directive.js", "directives/repeat.js", "directives/live.js", "directives/ref.js"];

function files(below = "") {
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const path = below ? `${below}/${entry.name}` : entry.name;
    if (entry.isDirectory()) return ["node_modules", "tests", "types"].includes(entry.name) ? [] : files(path);
    return /\.(js|css)$/.test(path) && !path.endsWith(".config.js") ? [path] : [];
  });
}

/** Bytes of an answer's body as they travel. */
function weigh(url) {
  return new Promise((resolve, reject) => {
    get(url, { headers: { "accept-encoding": "gzip" } }, (answer) => {
      let bytes = 0;
      answer.on("data", (part) => (bytes += part.length));
      answer.on("end", () => (answer.statusCode === 200 ? resolve(bytes) : reject(new Error(`${url}: ${answer.statusCode}`))));
    }).on("error", reject);
  });
}

test("all scripts and styles weigh at most 60 KB", async ({ box }) => {
  const index = await (await fetch(box.url)).text();
  const assets = new URL(index.match(/\/assets\/[^/"]+/)[0], box.url).href;
  const all = [...files(), ...library.map((name) => `node_modules/lit-html/${name}`)];
  const sizes = await Promise.all(all.map(async (path) => [path, await weigh(`${assets}/${path}`)]));
  const total = sizes.reduce((sum, [, size]) => sum + size, 0);
  const heaviest = sizes.sort((a, b) => b[1] - a[1]).slice(0, 12).map(([path, size]) => `${path} ${size}`);
  console.log(`${(total / 1024).toFixed(1)} KB in ${sizes.length} files; the heaviest: ${heaviest.join(", ")}`);
  expect(total).toBeLessThanOrEqual(most);
});
