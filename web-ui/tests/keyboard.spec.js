// The same way with the keyboard alone: no pointer from upload to a phone's keys.
import { expect, password, test } from "./box.js";
import { expectImported, harbour, messy } from "./office.js";

const title = (page, name) => expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
const focused = (page) => page.evaluate(() => {
  const element = document.activeElement;
  const label = element.labels?.[0]?.textContent ?? element.getAttribute("aria-label") ?? element.textContent ?? "";
  return `${element.localName} ${element.type ?? ""} ${label.trim().replace(/\s+/g, " ").slice(0, 80)}`;
});

/** Presses Tab until what has the focus is what one looks for; every stop on the way must be visible. */
async function tabTo(page, pattern, key = "Tab") {
  for (let step = 0; step < 120; step += 1) {
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

test("from the claim to keys on all phones without a pointer", async ({ box, page }) => {
  test.setTimeout(240_000);
  await page.goto(await box.claimLink());
  await tabTo(page, /^input password/);
  await page.keyboard.type(password);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(box.url);

  await test.step("the way past the navigation is short", async () => {
    await page.reload();
    await page.keyboard.press("Tab");
    expect(await focused(page)).toContain("Skip to content");
    await page.keyboard.press("Enter");
    await tabTo(page, /^a .*Users and phones/);
    await page.keyboard.press("Enter");
    await title(page, /Import/);
  });

  await test.step("upload by the keyboard's way to choose a file", async () => {
    if (!page.url().endsWith("/imports/new")) {
      await tabTo(page, /Import a spreadsheet/);
      await page.keyboard.press("Enter");
    }
    await tabTo(page, /input file|Choose a file/);
    const chooser = page.waitForEvent("filechooser");
    await page.keyboard.press("Enter");
    await (await chooser).setFiles(messy);
    await title(page, "Review messy-office.csv");
  });

  await test.step("from problem to problem", async () => {
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

  await test.step("the good file, checked and applied", async () => {
    await page.goto(`${box.url}imports/new`);
    await tabTo(page, /input file|Choose a file/);
    const chooser = page.waitForEvent("filechooser");
    await page.keyboard.press("Enter");
    await (await chooser).setFiles(harbour);
    await title(page, "Review harbour-office.csv");
    await tabTo(page, /Skip the rows/);
    await page.keyboard.press("Enter");
    await tabTo(page, /Check and import/);
    await page.keyboard.press("Enter");
    await title(page, "Check harbour-office.csv");
    await tabTo(page, /Import 60 users and 61 phones/);
    await page.keyboard.press("Enter");
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
    await page.keyboard.type("2008");
    await expect(page.getByRole("option", { name: /2008/ }).first()).toBeVisible();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await tabTo(page, /Set 2 keys on 61 phones/);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("main")).toContainText("2 keys are set on 61 phones");
    const keys = JSON.parse(box.run("export", "keys", "--format", "json"));
    expect(keys.filter((key) => key.type === "presence" && key.extension === "2008")).toHaveLength(61);
  });
});
