// What the browser gets: one script, one style sheet, and theme.js. `--watch` builds again with each change.
import { writeFileSync, mkdirSync } from "node:fs";
import { build, context } from "esbuild";

/** Indentation in templates is for people: here it goes. */
const write = {
  name: "write",
  setup: (build) => build.onEnd(({ outputFiles }) => {
    mkdirSync("dist", { recursive: true });
    for (const { path, text } of outputFiles ?? []) writeFileSync(path, text.replaceAll(/\n +/g, "\n"));
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
