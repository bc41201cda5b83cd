// The same way with the keyboard alone: no pointer, and no address typed, from the claim to a phone's file.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, password, test } from "./box.js";
import { expectImported, messy, slowOffice } from "./office.js";

const title = (page, name) => expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
const focused = (page) => page.evaluate(() => {
  const element = document.activeElement;
  const label = element.labels?.[0]?.textContent ?? element.getAttribute("aria-label") ?? element.textContent ?? "";
  return `${element.localName} ${element.type ?? ""} ${label.trim().replace(/\s+/g, " ").slice(0, 80)}`;
});

/** Presses Tab until what has the focus is what one looks for; every stop on the way must be visible. */
async function tabTo(page, pattern, key = "Tab") {
  for (let step = 0; step < 200; step += 1) {
    await page.keyboard.press(key);
    const name = await focused(page);
    // After the last stop comes the browser's own bar. The control for a file is a pixel; its label shows the focus.
    if (name.startsWith("body") || name.startsWith("input file")) {
      if (pattern.test(name)) return;
      continue;
    }
    await expect(page.locator(":focus").first(), name).toBeInViewport();
    if (pattern.test(name)) return;
  }
  throw new Error(`no Tab leads to ${pattern}; the last stop was ${await focused(page)}`);
}

/** Presses Enter on it. */
async function enter(page, pattern, key) {
  await tabTo(page, pattern, key);
  await page.keyboard.press("Enter");
}

async function chooseFile(page, file) {
  await tabTo(page, /input file|Choose a file/);
  const chooser = page.waitForEvent("filechooser");
  await page.keyboard.press("Enter");
  await (await chooser).setFiles(file);
}

/** From wherever one is, by the navigation. */
async function startImport(page) {
  await enter(page, /^a {2}Import$/);
  await title(page, /^Import/);
  if (!page.url().endsWith("/imports/new")) await enter(page, /Import a spreadsheet/);
}

/** Sixty people of whom ten get passwords made, with a column that nobody knows and one that is guessed. */
function oddOffice(box) {
  const [header, ...rows] = readFileSync(slowOffice(box, 60), "utf8").split("\n");
  const path = join(box.dir, "odd-office.csv");
  const odd = rows.map((row, index) => `${index < 10 ? row.replace(/long-password-\d+/, "") : row},4711`);
  writeFileSync(path, [`${header},Shoe Cupboard`, ...odd].join("\n"));
  return path;
}

test("from the claim to keys on all phones and a phone's file without a pointer", async ({ box, page, context }) => {
  test.setTimeout(240_000);
  await page.goto(await box.claimLink());
  await tabTo(page, /^input password/);
  await page.keyboard.type(password);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(box.url);

  await test.step("site, past the navigation", async () => {
    await page.reload();
    await page.keyboard.press("Tab");
    expect(await focused(page)).toContain("Skip to content");
    await page.keyboard.press("Enter");
    await enter(page, /^a {2}Site$/);
    await title(page, "Settings");
    await tabTo(page, /^input text Name of this site/);
    await page.keyboard.type("Harbour office");
    await enter(page, /^button submit Save site/);
    await expect.poll(() => box.run("settings", "get", "site.name").trim()).toBe("Harbour office");
  });

  await test.step("phone system", async () => {
    await tabTo(page, /^select select-one Kind of phone system/);
    await page.keyboard.type("FreePBX");
    await tabTo(page, /^input text Host name or address/);
    await page.keyboard.type("pbx.example.com");
    await enter(page, /^button submit Save phone system/);
    await expect.poll(() => box.run("settings", "get", "pbx.host").trim()).toBe("pbx.example.com");
    expect(box.run("settings", "get", "pbx.kind").trim()).toBe("freepbx");
  });

  await test.step("from problem to problem", async () => {
    await startImport(page);
    await chooseFile(page, messy);
    await title(page, "Review messy-office.csv");
    const seen = new Set();
    await page.keyboard.press("n");
    for (let step = 0; step < 5; step += 1) {
      seen.add(await focused(page));
      await page.keyboard.press("Enter");
    }
    expect(seen.size).toBe(5);
    await page.keyboard.press("Shift+Enter");
    expect(seen).toContain(await focused(page));
  });

  await test.step("a file whose columns are chosen and confirmed", async () => {
    await startImport(page);
    await chooseFile(page, oddOffice(box));
    await title(page, "Columns of odd-office.csv");
    await tabTo(page, /Shoe Cupboard/);
    await tabTo(page, /^input checkbox .*Yes, this is right/, "Shift+Tab");
    await page.keyboard.press("Space");
    await enter(page, /Use these columns/);
    await title(page, "Review odd-office.csv");
  });

  await test.step("checked and applied, with the tab closed in the middle", async () => {
    await enter(page, /Check and import/);
    await title(page, "Check odd-office.csv");
    await enter(page, /Import 60 users and 60 phones/);
    await title(page, "Importing odd-office.csv");
    const address = page.url();
    await page.close();
    page = await context.newPage();
    await page.goto(address);
    await expectImported(page);
  });

  await test.step("passwords", async () => {
    const download = page.waitForEvent("download");
    await tabTo(page, /Download CSV/);
    await page.keyboard.press("Enter");
    await download;
    await tabTo(page, /I have them/);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("dialog")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    expect(await focused(page)).toContain("I have them");
    await page.keyboard.press("Enter");
    await tabTo(page, /^button button I have them/, "Shift+Tab");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("button", { name: "Download CSV" })).toHaveCount(0);
  });

  await test.step("keys", async () => {
    await tabTo(page, /^a .*Feature keys/i);
    await page.keyboard.press("Enter");
    await title(page, "Add device feature keys");
    await tabTo(page, /Add a key/);
    await page.keyboard.press("Enter");
    await tabTo(page, /Whose/, "Shift+Tab");
    await page.keyboard.type("3008");
    await expect(page.getByRole("option", { name: /3008/ }).first()).toBeVisible();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await tabTo(page, /Set 2 keys on 60 phones/);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("main")).toContainText("2 keys are set on 60 phones");
    const keys = JSON.parse(box.run("export", "keys", "--format", "json"));
    expect(keys.filter((key) => key.type === "presence" && key.extension === "3008")).toHaveLength(60);
  });

  await test.step("one phone's file", async () => {
    await enter(page, /^a {2}See .* and its file/);
    await title(page, /Ann\d+ Bell/);
    await tabTo(page, /^a {2}.*\.cfg/);
    const name = (await focused(page)).match(/\S+\.cfg/)[0];
    await page.keyboard.press("Enter");
    await enter(page, /^summary/);
    await expect(page.locator("pre")).toContainText("3008");
    expect(name).toMatch(/^805ec03/);
  });
});
