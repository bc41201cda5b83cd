// Browser tests on the built program, in the system's own Chromium.
import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";

const places = [
  process.env.CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];
const browser = places.find((path) => path && existsSync(path));
if (!browser) {
  console.log("skipped: no Chromium is installed (CHROMIUM=PATH names one), so the pages are not tried in a browser");
}

export default defineConfig({
  testDir: "tests",
  testMatch: browser ? "**/*.spec.js" : "none",
  // Two boxes with a browser each are what two cores carry.
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  // A machine with other work may stop a browser for seconds. What needed its second try is named as flaky.
  retries: 1,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  outputDir: "../target/browser-tests",
  use: {
    actionTimeout: 15_000,
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    launchOptions: {
      executablePath: browser,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
  },
});
