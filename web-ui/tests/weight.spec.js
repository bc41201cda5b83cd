// What the pages weigh on the wire: the promise of docs/performance.md.
import { get } from "node:http";
import { gunzipSync } from "node:zlib";
import { expect, test } from "./box.js";

const most = 60 * 1024;
/** The words of one language are counted apart: they do not grow with what the pages can do, but with what they say. */
const mostWords = 24 * 1024;

/** An answer's body as it travels. @returns {Promise<Buffer>} */
function travelling(url, encoding) {
  return new Promise((resolve, reject) => {
    get(url, { headers: { "accept-encoding": encoding } }, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("end", () => (answer.statusCode === 200 ? resolve(Buffer.concat(parts)) : reject(new Error(`${url}: ${answer.statusCode}`))));
    }).on("error", reject);
  });
}

const weigh = async (url) => (await travelling(url, "gzip")).length;

test("all scripts and styles weigh at most 60 KB", async ({ box }) => {
  const index = await (await fetch(box.url)).text();
  const names = [...index.matchAll(/"(\/assets\/[^"]+\.(?:js|css))"/g)].map(([, name]) => name);
  expect(names.length).toBe(3);
  const sizes = await Promise.all(names.map((name) => weigh(new URL(name, box.url).href)));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  console.log(`${total} bytes: ${names.map((name, index) => `${name.split("/").pop()} ${sizes[index]}`).join(", ")}`);
  expect(total).toBeLessThanOrEqual(most);
});

test("what comes packed is the same as what comes plain", async ({ box }) => {
  const url = new URL("/assets/debug/app.js", box.url).href;
  const [packed, plain] = [await travelling(url, "gzip"), await travelling(url, "identity")];
  expect(gunzipSync(packed).equals(plain)).toBe(true);
});

test("the words of a language weigh at most 24 KB", async ({ box }) => {
  const index = await (await fetch(box.url)).text();
  const [name] = index.match(/\/assets\/[^"]+\/strings\/en\.json/);
  const size = await weigh(new URL(name, box.url).href);
  console.log(`${size} bytes: strings/en.json`);
  expect(size).toBeLessThanOrEqual(mostWords);
});
