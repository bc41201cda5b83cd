// What the pages weigh on the wire: the promise of docs/performance.md.
import { get } from "node:http";
import { expect, test } from "./box.js";

const most = 60 * 1024;
/** The words of one language are counted apart: they do not grow with what the pages can do, but with what they say. */
const mostWords = 24 * 1024;

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
  const names = [...index.matchAll(/"(\/assets\/[^"]+\.(?:js|css))"/g)].map(([, name]) => name);
  expect(names.length).toBe(3);
  const sizes = await Promise.all(names.map((name) => weigh(new URL(name, box.url).href)));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  console.log(`${total} bytes: ${names.map((name, index) => `${name.split("/").pop()} ${sizes[index]}`).join(", ")}`);
  expect(total).toBeLessThanOrEqual(most);
});

test("the words of a language weigh at most 24 KB", async ({ box }) => {
  const index = await (await fetch(box.url)).text();
  const [name] = index.match(/\/assets\/[^"]+\/strings\/en\.json/);
  const size = await weigh(new URL(name, box.url).href);
  console.log(`${size} bytes: strings/en.json`);
  expect(size).toBeLessThanOrEqual(mostWords);
});
