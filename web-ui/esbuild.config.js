// What the browser gets: one script, one style sheet, and theme.js. `--watch` builds again with each change.
import { mkdirSync, writeFileSync } from "node:fs";
import { gzipAsync } from "@gfx/zopfli";
import { build, context } from "esbuild";
import { minify } from "terser";

/** What esbuild has put together, once more: it packs 3 % smaller. @param {string} code */
const shorten = async (code) => (await minify(code, { module: true, ecma: 2020, compress: { passes: 3 }, format: { comments: /^!/ } })).code;

/** Custom properties have short names, too: nothing but the style sheet knows them. @param {string} css */
function shortenNames(css) {
  const names = [...new Set(css.match(/--[a-z][\w-]*/g))];
  return css.replaceAll(/--[a-z][\w-]*/g, (name) => `--${names.indexOf(name).toString(36)}`);
}

/** A line break that no browser shows: before an element that begins a line anyway, or before its end. */
const beforeBlock = /\n +(?=<\/?(?:div|p|h[1-3]|section|header|ul|ol|li|dl|dt|dd|table|thead|tbody|tr|th|td|form|fieldset|details|summary)\b)/g;

/** Indentation in templates is for people: here it goes. Each file is packed as well as gzip can, which nobody waits for. */
const write = {
  name: "write",
  setup: (build) => build.onEnd(async ({ outputFiles = [] }) => {
    mkdirSync("dist", { recursive: true });
    for (const { path, text } of outputFiles) {
      const flat = text.replaceAll(beforeBlock, "").replaceAll(/\n +/g, "\n");
      const served = path.endsWith("app.js") ? await shorten(flat) : path.endsWith(".css") ? shortenNames(flat) : flat;
      writeFileSync(path, served);
      writeFileSync(`${path}.gz`, await gzipAsync(Buffer.from(served), { numiterations: 15 }));
    }
  }),
};

const options = {
  entryPoints: ["app.js", "theme.js", "style.css"],
  outdir: "dist",
  bundle: true,
  minify: true,
  format: "esm",
  charset: "utf8",
  target: "es2022",
  legalComments: "linked",
  external: ["icon.svg"],
  logLevel: "warning",
  write: false,
  plugins: [write],
};

if (process.argv.includes("--watch")) await (await context(options)).watch();
else await build(options);
