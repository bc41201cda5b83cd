// A box of its own for each test: the built program on a fresh data folder and free loopback ports.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import axe from "axe-core";
import { test as base, expect } from "@playwright/test";

const root = fileURLToPath(new URL("../..", import.meta.url));
const program = process.env.LINEKEY ?? join(root, "target/debug/linekey");

/** The owner's password in tests. */
export const password = "correct horse battery";

/** A file of the sample office. */
export const example = (name) => join(root, "examples", name);

/** A running box. */
export class Box {
  constructor() {
    if (!existsSync(program)) throw new Error(`${program} is not built: run cargo build`);
    this.dir = mkdtempSync(join(tmpdir(), "linekey-"));
    this.data = join(this.dir, "data");
  }

  /** Starts it, on the admin port that it had before. */
  async start() {
    const admin = this.url ? new URL(this.url).host : "127.0.0.1:0";
    const listeners = ["--http", "127.0.0.1:0", "--https", "127.0.0.1:0", "--tftp", "127.0.0.1:0", "--admin", admin];
    this.process = spawn(program, ["--data-dir", this.data, "serve", "--dev", ...listeners]);
    this.log = "";
    this.process.stderr.on("data", (text) => (this.log += text));
    const line = await firstLine(this.process.stdout);
    this.ready = JSON.parse(line.replace("linekey ready ", ""));
    this.url = this.ready.admin_url;
  }

  /** Kills it as a power cut does. */
  async kill() {
    const ended = new Promise((resolve) => this.process.once("exit", resolve));
    this.process.kill("SIGKILL");
    await ended;
  }

  /** The link that it printed for its owner. */
  async claimLink() {
    await expect.poll(() => this.log).toContain("/claim#");
    return this.log.match(/http\S+\/claim#\S+/)[0];
  }

  /** Runs a command on its data. */
  run(...args) {
    return execFileSync(program, ["--data-dir", this.data, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  }

  async end() {
    if (this.process.exitCode === null) await this.kill();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

function firstLine(stream) {
  return new Promise((resolve, reject) => {
    let text = "";
    stream.on("data", (part) => {
      text += part;
      if (text.includes("\n")) resolve(text.split("\n")[0]);
    });
    stream.on("end", () => reject(new Error(`the box did not start: ${text}`)));
  });
}

/**
 * `box` is a running box without an owner; `owned` the same with an owner who is logged in to `page`. Whatever a page
 * logs as an error, or asks of another host, fails the test.
 */
export const test = base.extend({
  box: async ({}, use) => {
    const box = new Box();
    await box.start();
    await use(box);
    await box.end();
  },
  page: async ({ page }, use, info) => {
    const faults = watch(page);
    await use(page);
    if (!info.tags.includes("@faulty")) expect(faults).toEqual([]);
  },
  owned: async ({ box, page }, use) => {
    await claim(box, page);
    await use(box);
  },
});

function watch(page) {
  const faults = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => {
    // What the API refuses shows on the page; the browser logs it besides.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) faults.push(message.text());
  });
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith("http") && url.hostname !== "127.0.0.1") faults.push(`asked ${url.host}`);
  });
  return faults;
}

/** Makes the owner through the pages' own API, and goes to the start page. */
export async function claim(box, page) {
  const token = (await box.claimLink()).split("#")[1];
  const answer = await page.request.post(`${box.url}api/v1/claim`, { data: { token, password } });
  expect(answer.ok()).toBe(true);
  await page.goto(box.url);
}

/** No finding of axe-core on the page as it is now; `options` may say which rules. */
export async function expectAccessible(page, options = {}) {
  await page.evaluate(axe.source);
  const found = await page.evaluate((options) => window.axe.run(options), options);
  const findings = found.violations.map((rule) => `${rule.id}: ${rule.nodes.map((node) => node.target).join(", ")}`);
  expect(findings).toEqual([]);
}

/** Sums up how much the page moved by itself; call before the page is opened. */
export async function measureShift(page) {
  await page.addInitScript(() => {
    window.shifted = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  return () => page.evaluate(() => window.shifted);
}

export { expect };
