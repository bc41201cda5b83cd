// How pages stand: words whole in their cells, nothing that moves while the page is used.
import { request } from "@playwright/test";
import { claim, example, expect, measureShift, test } from "./box.js";
import { expectImported, harbour, messy, slowOffice } from "./office.js";

/** The sample office in which each phone has fetched its own file. */
async function busyOffice(box, page) {
  await claim(box, page);
  box.run("import", harbour);
  const { devices } = await (await page.request.get(`${box.url}api/v1/devices?limit=200`)).json();
  const phones = await request.newContext({ baseURL: `http://${box.ready.http}` });
  for (const { mac_address, model_name } of devices) {
    const mac = mac_address.replaceAll(/[^0-9a-f]/gi, "").toLowerCase();
    const answer = await phones.get(`/${mac}.cfg`, { headers: { "user-agent": `Yealink ${model_name} 108.86.0.20 ${mac.match(/../g).join(":")}` } });
    expect(answer.status(), mac).toBe(200);
  }
  await phones.dispose();
  await expect.poll(async () => {
    const { devices } = await (await page.request.get(`${box.url}api/v1/devices?limit=200`)).json();
    return devices.filter(({ last }) => last).length;
  }).toBe(devices.length);
}

/** Words that stand on two lines: a letter is lower than the one before it. */
const brokenWords = (page) => page.evaluate(() => {
  const broken = [];
  for (const cell of document.querySelectorAll(".table :is(td, th)")) {
    const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const node = texts.currentNode;
      for (const { 0: word, index } of node.data.matchAll(/[\p{L}\p{N}:.]+/gu)) {
        const range = document.createRange();
        range.setStart(node, index);
        range.setEnd(node, index + word.length);
        const tops = [...range.getClientRects()].filter(({ width }) => width > 1).map(({ top }) => Math.round(top));
        if (new Set(tops).size > 1) broken.push(word);
      }
    }
  }
  return broken;
});

test("no word of a list is wider than its cell", async ({ box, page }, info) => {
  test.setTimeout(240_000);
  await busyOffice(box, page);
  for (const width of [1440, 1280, 1024, 768, 375]) {
    await page.setViewportSize({ width, height: 800 });
    for (const path of ["phones", "people"]) {
      await page.goto(`${box.url}${path}`);
      await expect(page.getByRole("row").nth(5)).toBeVisible();
      await page.screenshot({ path: info.outputPath(`${path}-${width}.png`) });
      expect.soft(await brokenWords(page), `${path} at ${width} px`).toEqual([]);
      expect.soft(await page.evaluate(() => document.documentElement.scrollWidth - document.body.offsetWidth), `${path} at ${width} px scrolls sideways`).toBeLessThanOrEqual(0);
    }
  }
});

test("what the box says late of a list of keys moves nothing", async ({ box, page }) => {
  const shift = await measureShift(page);
  await claim(box, page);
  box.run("import", harbour);
  // Long after the last key was pressed, so that the browser counts what moves.
  await page.route("**/keys/preview", async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 700));
    await route.continue();
  });
  await page.goto(`${box.url}keys`);
  const list = page.locator(".key-list");
  const add = page.getByRole("button", { name: "Add a key" });
  for (let key = 2; key <= 4; key += 1) await add.click();
  for (const key of [2, 3, 4]) {
    await list.getByLabel(`Type of key ${key}`).selectOption("parking");
    await list.getByLabel(`Slot of key ${key}`).fill("1");
  }
  await expect(list.getByText(/No more keys on/)).toBeVisible();
  await expect(page.locator(".plan-state")).toContainText(/change/);
  await page.waitForTimeout(300);
  expect(await shift()).toBeLessThan(0.0005);
});

test("an import at work counts without moving its words", async ({ box, page }) => {
  const shift = await measureShift(page);
  await claim(box, page);
  await page.goto(`${box.url}imports/new`);
  await page.locator("input[type=file]").setInputFiles(slowOffice(box, 60));
  await page.getByLabel("Yes, this is right").check();
  await page.getByRole("button", { name: "Use these columns" }).click();
  await page.getByRole("button", { name: "Check and import" }).or(page.getByRole("link", { name: "Check and import" })).click();
  await page.getByRole("button", { name: /^Import 60 users/ }).click();
  await expect(page.locator(".progress-count")).toHaveText(/^[1-9]/);
  const before = await shift();
  await expectImported(page);
  expect(await shift() - before).toBeLessThan(0.00001);
});

test("paper has the whole list of findings, and labels for all keys of a phone", async ({ owned: box, page }) => {
  await page.goto(`${box.url}imports/new`);
  await page.locator("input[type=file]").setInputFiles(messy);
  const groups = page.locator("#problems .groups > li");
  await expect(groups.last()).toBeHidden();
  await page.emulateMedia({ media: "print" });
  for (const group of await groups.all()) await expect(group).toBeVisible();
  expect(await groups.count()).toBeGreaterThan(20);
  await expect(page.getByRole("table")).toBeHidden();

  box.run("import", harbour);
  box.run("keys", "apply", example("keys.json"));
  await page.goto(`${box.url}phones/1`);
  const labels = page.locator(".key-strip li");
  await expect(labels.filter({ hasText: "Park 1" })).toBeVisible();
  expect(await labels.evaluateAll((all) => all.filter((label) => label.scrollWidth > label.clientWidth))).toEqual([]);
});
