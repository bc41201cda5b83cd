// What phones and people get besides lines and keys: softphones, files, parameters of one's own, models of one's own.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32, deflateSync } from "node:zlib";
import { expect, expectAccessible, test } from "./box.js";
import { harbour } from "./office.js";

/** A picture of one colour. */
function png(width, height) {
  const chunk = (name, data) => {
    const body = Buffer.concat([Buffer.from(name), data]);
    const ends = [data.length, crc32(body)].map((number) => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(number);
      return bytes;
    });
    return Buffer.concat([ends[0], body, ends[1]]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2], 8);
  const lines = deflateSync(Buffer.alloc((width * 3 + 1) * height));
  return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk("IHDR", head), chunk("IDAT", lines), chunk("IEND", Buffer.alloc(0))]);
}

test("a softphone's link is shown once, counted, ended, and its password made anew", async ({ owned: box, page }) => {
  box.run("import", harbour);
  await page.goto(`${box.url}people/1`);
  const card = page.locator("#softphones");
  await card.getByRole("button", { name: "Make a link" }).click();
  await expect(card.getByRole("alert")).toContainText("pbx.host");

  box.run("settings", "set", "pbx.host=pbx.example.com");
  await card.getByRole("button", { name: "Make a link" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("img", { name: "QR code of the link" })).toBeVisible();
  const url = await dialog.locator("code").textContent();
  expect(await page.evaluate(() => document.querySelector(".qr").naturalWidth)).toBeGreaterThan(0);
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(card).toContainText("3 fetches left");
  expect(await page.content()).not.toContain(url);

  await card.getByRole("button", { name: "Show set-up" }).click();
  const before = await dialog.getByText("SIP password").locator("xpath=following-sibling::dd[1]//code").textContent();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Done" }).click();
  await card.getByRole("button", { name: "Make a new softphone password" }).click();
  await dialog.getByRole("button", { name: "Make a new softphone password" }).click();
  await expect(dialog.getByText("SIP password")).toBeVisible();
  expect(await dialog.getByText("SIP password").locator("xpath=following-sibling::dd[1]//code").textContent()).not.toBe(before);
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(card).not.toContainText("good until");

  await card.getByRole("button", { name: "Make a link" }).click();
  await dialog.getByRole("button", { name: "Done" }).click();
  await card.getByRole("button", { name: "End the link" }).click();
  await expect(card).not.toContainText("good until");
});

test("a picture goes to one department first, and is taken back and removed", async ({ owned: box, page }) => {
  box.run("import", harbour);
  await page.goto(`${box.url}files`);
  await expect(page).toHaveTitle("Firmware and media – Linekey");
  const form = page.locator("#form-upload");
  await form.getByLabel("For", { exact: true }).selectOption("wallpaper");
  await form.getByLabel("Brand").selectOption("yealink");
  await form.getByLabel("Family").selectOption("t5x");
  await form.getByLabel("Model").selectOption("t57w");
  await expect(form).toContainText("800x480");
  await form.getByRole("button", { name: "Upload the file" }).click();
  await expect(form.getByRole("link", { name: "Choose the file" })).toBeVisible();

  await form.getByLabel("File", { exact: true }).setInputFiles({ name: "two words.png", mimeType: "image/png", buffer: png(800, 480) });
  await form.getByRole("button", { name: "Upload the file" }).click();
  await expect(form.locator("#form-upload-name-message")).toContainText("two words.png");
  await form.getByLabel("Name").fill("harbour.png");
  await form.getByRole("button", { name: "Upload the file" }).click();
  const row = page.getByRole("row", { name: /harbour\.png/ });
  await expect(row).toContainText("no phone yet");
  await expectAccessible(page);

  await row.getByRole("button", { name: "Give to phones: harbour.png" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Department").fill("Nowhere");
  await dialog.getByRole("button", { name: "Give to phones" }).click();
  await expect(dialog.getByRole("link", { name: /Nowhere/ })).toBeVisible();
  await dialog.getByLabel("Department").fill("Management");
  await dialog.getByRole("button", { name: "Give to phones" }).click();
  await expect(row).toContainText("Management");
  await row.getByRole("button", { name: /^Take back/ }).click();
  await expect(row).toContainText("no phone yet");
  await row.getByRole("button", { name: "Remove: harbour.png" }).click();
  await dialog.getByRole("button", { name: "Remove" }).click();
  await expect(page.getByText("No files yet")).toBeVisible();
});

test("what is not known to fit is uploaded only once that is confirmed", async ({ owned: box, page }) => {
  box.run("import", harbour);
  await page.goto(`${box.url}files`);
  const form = page.locator("#form-upload");
  await form.getByLabel("Brand").selectOption("yealink");
  await form.getByLabel("File", { exact: true }).setInputFiles({ name: "odd.rom", mimeType: "application/octet-stream", buffer: Buffer.alloc(2000, 7) });
  await form.getByRole("button", { name: "Upload the file" }).click();
  await expect(form.getByLabel("I have read this and mean it")).toBeVisible();
  await expect(page.getByText("No files yet")).toBeVisible();
  await form.getByLabel("I have read this and mean it").check();
  await form.getByRole("button", { name: "Upload the file" }).click();
  await expect(page.getByRole("row", { name: /odd\.rom/ })).toContainText("Firmware");
});

test("a parameter says where it comes from, and one's own is laid over it and taken away", async ({ owned: box, page }) => {
  box.run("import", harbour);
  await page.goto(`${box.url}phones/1`);
  await page.locator("#filter-file-0").click();
  const files = page.locator("#files");
  await files.getByLabel("Search parameter or value").fill("lang.gui");
  const row = files.getByRole("row", { name: /lang\.gui/ });
  await expect(row).toContainText("Language on the phones");
  await expect(row).toContainText("yealink/");
  await expectAccessible(page);

  await row.getByRole("button", { name: "Change: lang.gui" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Value").fill("Deutsch");
  await dialog.getByLabel("For").selectOption("brand");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Set it" }).click();
  await expect(row).toContainText("All of this brand: Deutsch");
  await expect(row).toContainText("In place of English");
  expect(box.run("overrides", "list")).toContain("lang.gui");
  await row.getByRole("button", { name: "Remove: lang.gui" }).click();
  await expect(row).not.toContainText("Deutsch");
});

test("models are found, cloned, and faulty files of the box are named with their line", async ({ owned: box, page }) => {
  await page.goto(`${box.url}catalogue?q=cyberdata`);
  await expect(page.getByText("Recognised only").first()).toBeVisible();
  await page.goto(`${box.url}catalogue?q=yealink+t46u`);
  await page.getByRole("button", { name: "Clone: Yealink SIP-T46U" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name of the new model").fill("T46U Lobby");
  await dialog.getByLabel("Its id").fill("t46u-lobby");
  await dialog.getByRole("button", { name: "Clone" }).click();
  await expect(page.getByRole("row", { name: /T46U Lobby/ })).toBeVisible();

  const folder = join(box.data, "templates", "yealink");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "t3x.toml"), "\nid = [");
  await expect(async () => {
    await page.goto(`${box.url}catalogue?show=own`);
    await expect(page.getByRole("row", { name: /t3x\.toml/ })).toContainText("Line 2", { timeout: 2000 });
  }).toPass();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Look at it: yealink/t4x.toml" }).click();
  await expect(dialog).toContainText('+name = "T46U Lobby"');
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Put the shipped one back" }).click();
  await dialog.getByRole("button", { name: "Put the shipped one back" }).click();
  await expect(page.getByRole("row", { name: /t4x\.toml/ })).toHaveCount(0);
  await page.goto(`${box.url}catalogue?q=lobby`);
  await expect(page.getByText("Nothing fits")).toBeVisible();
});
