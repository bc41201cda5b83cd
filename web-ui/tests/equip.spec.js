// What phones and people get besides lines and keys: softphones, files, parameters of one's own, models of one's own.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32, deflateSync } from "node:zlib";
import { request } from "@playwright/test";
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

test("every parameter of one's own is listed with whom it is for, changed and taken away there", async ({ owned: box, page }) => {
  box.run("import", harbour);
  box.run("overrides", "set", "--level", "site", "lang.gui = English");
  box.run("overrides", "set", "--level", "model", "--model", "T57W", "lang.gui = Deutsch");
  box.run("overrides", "set", "--level", "device", "--device", "80:5e:c0:10:a0:7b", "lang.wui = Suomi");
  await page.goto(`${box.url}catalogue`);
  await page.getByRole("link", { name: "Parameters of your own" }).click();
  await expect(page.getByRole("row", { name: /All phones lang\.gui English/ })).toBeVisible();
  await expect(page.getByRole("row", { name: /lang\.wui Suomi/ }).getByRole("link")).toHaveAttribute("href", /^\/phones\/\d+#files$/);
  const row = page.getByRole("row", { name: /t57w/ });
  await expect(row.getByRole("link")).toHaveAttribute("href", "/phones?brand=yealink&family=t5x&model=t57w");
  await row.getByRole("button", { name: "Change: lang.gui" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Value").fill("Italiano");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Set it" }).click();
  await expect(row).toContainText("Italiano");
  await page.getByRole("button", { name: "Set a parameter" }).click();
  await dialog.getByLabel("Parameter").fill("lang.wui");
  await dialog.getByLabel("Value").fill("Polski");
  await dialog.getByLabel("Brand").selectOption("yealink");
  await dialog.getByLabel("Family").selectOption("t3x");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Set it" }).click();
  await expect(page.getByRole("row", { name: /yealink \/ t3x lang\.wui Polski/ })).toBeVisible();
  await page.getByRole("button", { name: "Set a parameter" }).click();
  await dialog.getByLabel("Parameter").fill("lang.site");
  await dialog.getByRole("button", { name: "Set it" }).click();
  await expect(page.getByRole("row", { name: /All phones lang\.site/ })).toBeVisible();
  await row.getByRole("button", { name: "Remove: lang.gui" }).click();
  await expect(row).toHaveCount(0);
  expect(box.run("overrides", "list")).not.toContain("Italiano");
  await page.getByLabel("Search", { exact: true }).fill("suomi");
  await expect(page.getByText("1 found")).toBeVisible();
});

test("a phone that no file is made for says so wherever it is met", async ({ owned: box, page }) => {
  box.run("import", harbour);
  const { csrf } = await (await page.request.get(`${box.url}api/v1/session`)).json();
  const made = await page.request.post(`${box.url}api/v1/devices`, {
    headers: { "x-csrf-token": csrf },
    data: { mac_address: "02:00:00:00:00:05", brand: "vtech", family: null, model: "et605", name: null, user: 1, expansion: null },
  });
  const { id } = await made.json();
  const said = "This box makes no file for this model";
  await page.goto(`${box.url}phones/${id}`);
  await expect(page.getByRole("region", { name: "State" })).toContainText(said);
  await expect(page.getByRole("region", { name: "State" })).toContainText("Set it up on the phone itself");
  await expect(page.getByText("option 66")).toHaveCount(0);
  await expect(page.locator("#files")).toContainText(said);
  await page.goto(`${box.url}people/1`);
  await expect(page.locator("#phones")).toContainText(said);
  await page.goto(`${box.url}phones?q=et605`);
  await expect(page.getByRole("row", { name: /ET605/ })).toContainText(said);
  await page.goto(`${box.url}keys?device=${id}`);
  await expect(page.locator("#fit")).toContainText("This box makes no file for VTech ET605");
  await page.goto(`${box.url}inbox`);
  await fetch(`http://${box.ready.http}/cfg000b82000001.xml`, { headers: { "user-agent": "Grandstream Model HW GXP2000 SW 1.2.5.3 DevId 000b82000001" } });
  await expect(page.getByRole("row", { name: /GXP2000/ })).toContainText(said);
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
  // It is changed where it was made.
  await expect(page.getByRole("heading", { level: 1, name: "yealink/t4x.toml" })).toBeVisible();
  await expect(page.getByLabel("Text", { exact: true })).toHaveValue(/name = "T46U Lobby"/);
  await page.goto(`${box.url}catalogue?q=lobby`);
  await expect(page.getByRole("row", { name: /T46U Lobby/ })).toBeVisible();

  const folder = join(box.data, "templates", "yealink");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "t3x.toml"), "\nid = [");
  await expect(async () => {
    await page.goto(`${box.url}catalogue?show=own`);
    await expect(page.getByRole("row", { name: /t3x\.toml/ })).toContainText("Line 2", { timeout: 2000 });
  }).toPass();
  await expectAccessible(page);
  await page.getByRole("link", { name: "yealink/t3x.toml" }).click();
  await page.getByRole("button", { name: "Go to the line" }).click();
  expect(await page.evaluate(() => document.getSelection().toString())).toBe("id = [");
  await expectAccessible(page);
});

test("a file of the catalogue is edited: tried out first, marked where it is wrong, and taken back", async ({ owned: box, page }) => {
  await page.goto(`${box.url}catalogue?show=files&q=t4x.toml`);
  await page.getByRole("link", { name: "yealink/t4x.toml" }).click();
  const text = page.getByLabel("Text", { exact: true });
  const shipped = await text.inputValue();
  await text.fill(`# Ours\nname =\n${shipped}`);
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByRole("link", { name: /yealink\/t4x\.toml, line 2/ })).toBeVisible();
  expect(await text.evaluate((area) => area.value.slice(area.selectionStart, area.selectionEnd))).toBe("name =");
  await expect(page.getByText("Shipped", { exact: true })).toBeVisible();
  await expectAccessible(page);

  await text.fill(`# Ours\n${shipped}`);
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByText("In place of the shipped one")).toBeVisible();
  await page.getByText("What yours does otherwise").click();
  await expect(page.locator("pre").first()).toContainText("+# Ours");
  await expectAccessible(page);

  // Somebody else was faster.
  await text.fill(`# Mine\n${shipped}`);
  writeFileSync(join(box.data, "templates", "yealink", "t4x.toml"), `# Theirs\n${shipped}`);
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByRole("heading", { name: "Somebody else changed this" })).toBeVisible();
  await page.getByRole("button", { name: /^Take theirs/ }).click();
  await expect(text).toHaveValue(/^# Theirs/);
  await page.getByRole("button", { name: /^Keep mine/ }).click();
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.locator("form").getByText("Saved", { exact: true })).toBeVisible();
  await expect.poll(() => box.run("templates", "show", "yealink/t4x.toml")).toMatch(/^# Mine/);

  await page.getByRole("button", { name: "Delete yealink/t4x.toml" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete yealink/t4x.toml" }).click();
  await expect(page.getByText("Nothing fits")).toBeVisible();
  expect(box.run("templates", "list", "--own")).not.toContain("t4x");
});

test("the phone book is fetched as phones do", async ({ owned: box, page }) => {
  box.run("import", harbour);
  box.run("settings", "set", `site.provisioning_url=http://${box.ready.http}/`);
  await page.goto(`${box.url}settings`);
  await page.getByText("Fetch the phone book as phones do").click();
  await expect(page.locator("#phones").getByRole("row", { name: /Yealink.*(person|people)/ }).first()).toBeVisible();
  await expectAccessible(page);
});

test("what the box says of a phone, a model, an import and a link is on the pages", async ({ owned: box, page }) => {
  await test.step("a phone book with nobody in it", async () => {
    await page.goto(`${box.url}imports/new`);
    const file = "first_name,last_name,email,extension\nAda,Byron,ada@example.com,2900\n";
    await page.locator("input[type=file]").setInputFiles({ name: "one.csv", mimeType: "text/csv", buffer: Buffer.from(file) });
    await page.getByRole("link", { name: "Check and import" }).or(page.getByRole("button", { name: "Check and import" })).click();
    await expect(page.getByRole("heading", { level: 1, name: "Check one.csv" })).toBeVisible();
    await expect(page.getByRole("main")).toContainText("Nobody is in the phone book");
  });

  box.run("import", harbour);
  box.run("settings", "set", "pbx.host=pbx.example.com");
  await test.step("a link that no other device can open", async () => {
    await page.goto(`${box.url}people/1`);
    await page.locator("#softphones").getByRole("button", { name: "Make a link" }).click();
    await expect(page.getByRole("dialog")).toContainText("works on this computer only");
    await page.keyboard.press("Escape");
  });

  await test.step("a phone that asked for what all phones get", async () => {
    const phones = await request.newContext({ baseURL: `http://${box.ready.http}` });
    expect((await phones.get("/y000000000108.cfg", { headers: { "user-agent": "Yealink SIP-T57W 96.86.0.70 80:5e:c0:10:a0:7b" } })).status()).toBe(200);
    await phones.dispose();
    // What phones ask is stored a moment later.
    await expect(async () => {
      await page.goto(`${box.url}phones/1`);
      await expect(page.getByRole("main")).toContainText("It asked, but has not got its own settings yet.", { timeout: 1000 });
    }).toPass();
    await page.goto(`${box.url}phones?q=Ines`);
    await expect(page.getByRole("row", { name: /80:5E:C0:10:A0:7B/ })).toContainText("not its own file yet");
  });

  await test.step("a maker's name once", async () => {
    await page.goto(`${box.url}catalogue?q=D785`);
    await expect(page.getByRole("rowheader", { name: /^Snom D785/ })).toBeVisible();
  });

  await test.step("a backup without what phones fetch", async () => {
    await page.goto(`${box.url}settings`);
    const form = page.locator("#form-backup");
    await form.getByLabel(/With the files that phones fetch/).uncheck();
    const asked = page.waitForRequest((request) => request.url().endsWith("/api/v1/backup"));
    await form.getByRole("button", { name: "Download a backup" }).click();
    expect((await asked).postDataJSON()).toEqual({ passphrase: null, hosted_files: false });
    await expect(page.getByText("The backup is downloaded.", { exact: false })).toBeVisible();
  });
});
