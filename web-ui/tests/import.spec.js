// Around a review: how a file is taken and read, what an import changes and deletes, and how it is taken back.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, expectAccessible, measureShift, test } from "./box.js";
import { expectImported } from "./office.js";
import { fillWorkbook, writeWorkbook } from "./workbook.js";

const main = (page) => page.getByRole("main");
const title = (page, name) => expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
const mac = (end) => `80:5e:c0:40:00:0${end}`;

/** Writes a file of these rows into the box's folder. */
function sheet(box, name, ...rows) {
  const path = join(box.dir, name);
  writeFileSync(path, rows.map((row) => row.join(",")).join("\n"));
  return path;
}

const header = ["email", "first_name", "last_name", "extension", "location", "mac_address", "brand", "model"];
const three = (box) => sheet(box, "three.csv", header,
  ["ada@office.example", "Ada", "Byron", "2001", "Attic", mac(1), "Yealink", "T46U"],
  ["grace@office.example", "Grace", "Hopper", "2002", "", mac(2), "Yealink", "T46U"],
  ["alan@office.example", "Alan", "Turing", "2003", "", "", "", ""]);

/** Uploads a file and goes on to its check page. */
async function toCheck(box, page, path, { update = false } = {}) {
  await page.goto(`${box.url}imports/new`);
  if (update) await page.getByLabel("Also update people").check();
  await page.locator("input[type=file]").setInputFiles(path);
  await title(page, /^(Review|Columns of)/);
  if (page.url().endsWith("columns")) await page.getByRole("button", { name: "Use these columns" }).click();
  await title(page, /^Review/);
  await page.goto(page.url().replace(/review.*/, "check"));
  await title(page, /^Check/);
}

async function importFile(box, page, path, options) {
  await toCheck(box, page, path, options);
  await main(page).getByRole("button", { name: /^(Import|Change)/ }).click();
  await expectImported(page);
}

const users = (box) => JSON.parse(box.run("export", "users", "--format", "json"));

/** Without a finding at a desk and on a phone. */
async function expectGood(page) {
  await expectAccessible(page);
  await page.setViewportSize({ width: 375, height: 800 });
  await expectAccessible(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375);
  await page.setViewportSize({ width: 1280, height: 720 });
}

test("a workbook: its sheet is chosen, and what was said of its columns is known the next time", async ({ owned, page }) => {
  const shifted = await measureShift(page);
  const path = join(owned.dir, "office.xlsx");
  writeWorkbook(path, {
    Notes: [["What this is"], ["The people of the office"], ["As of May"]],
    People: [["Mail", "First", "Last", "Ext", "Floor of desk"], ["ada@office.example", "Ada", "Byron", "0201", "3"], ["grace@office.example", "Grace", "Hopper", "0202", "4"]],
    Gone: [["Mail", "First", "Last"], ["bo@office.example", "Bo", "Lind"]],
  });
  await page.goto(`${owned.url}imports/new`);
  await expectGood(page);
  await page.locator("input[type=file]").setInputFiles(path);
  await title(page, "Columns of office.xlsx");
  await page.getByLabel("Sheet").selectOption("Notes");
  await expect(main(page).getByRole("row", { name: /The people of the office/ })).toBeVisible();
  await page.getByLabel("Sheet").focus();
  await page.getByLabel("Sheet").selectOption("People");
  await expect(main(page).getByRole("row", { name: /Floor of desk/ })).toContainText("Unknown name");
  await expect(page.getByLabel("Sheet")).toBeFocused();
  await expect(main(page).getByText("2 rows, ")).toBeVisible();
  await expectGood(page);
  await page.getByLabel("Column E, Floor of desk").selectOption({ label: "Location" });
  await page.getByRole("button", { name: "Use these columns" }).click();
  await title(page, "Review office.xlsx");
  expect(await shifted()).toBeLessThan(0.1);

  await page.goto(`${owned.url}imports/new`);
  await page.locator("input[type=file]").setInputFiles(path);
  await title(page, "Columns of office.xlsx");
  await expect(page.getByLabel("Sheet")).toHaveValue("People");
  await expect(main(page).getByText("Remembered from the last file with these headers")).toBeVisible();
  await expect(main(page).getByRole("row", { name: /Floor of desk/ })).toContainText("As last time");
});

test("what an encoding or separator does not fit is read anew at once, after a question where work would be lost", async ({ owned, page }) => {
  const path = join(owned.dir, "latin.csv");
  writeFileSync(path, Buffer.from("email;first_name;last_name;extension;Ort der Tätigkeit\nada@office.example;Ada;Björn;2001;Süd\n", "latin1"));
  await page.goto(`${owned.url}imports/new`);
  await page.locator("input[type=file]").setInputFiles(path);
  await title(page, /^(Review|Columns of)/);
  await page.goto(page.url().replace(/review.*/, "columns"));
  await title(page, "Columns of latin.csv");
  await expect(main(page).getByRole("row", { name: /Tätigkeit/ })).toContainText("Süd");
  await page.getByLabel("Encoding").selectOption("ibm866");
  await expect(main(page).getByText("Süd")).toHaveCount(0);
  await page.getByLabel("Encoding").selectOption("windows-1252");
  await expect(main(page).getByText("Süd")).toBeVisible();
  const change = await page.request.put(`${page.url().replace("/imports", "/api/v1/imports").replace("columns", "cells")}`, {
    data: { cells: [{ row: 2, index: 1, was: "Ada", text: "Adah" }] },
    headers: { "x-csrf-token": await csrf(page, owned) },
  });
  expect(change.ok()).toBe(true);
  await page.reload();
  await page.getByLabel("Between cells").selectOption("comma");
  await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByLabel("Between cells")).toHaveValue(";");
});

test("an export of another system is recognised, and its people are known by their extension", async ({ owned, page }) => {
  await page.goto(`${owned.url}imports/new`);
  await page.locator("input[type=file]").setInputFiles(sheet(owned, "export.csv", ["extension", "name", "tech", "secret"], ["2001", "Ada Byron", "pjsip", "0123456789abcdef"]));
  await title(page, "Review export.csv");
  await page.goto(page.url().replace(/review.*/, "columns"));
  await expect(main(page).getByText("Recognised: FreePBX extensions")).toBeVisible();
  await expect(page.getByLabel("People are known by their")).toHaveValue("extension");
  await expect(main(page).getByRole("row", { name: /^name/ })).toContainText("Known export");
  await expect(main(page)).not.toContainText("0123456789abcdef");
  await expectGood(page);
  await page.getByRole("button", { name: "Use these columns" }).click();
  await title(page, "Review export.csv");
  await page.goto(page.url().replace(/review.*/, "check"));
  await page.getByRole("button", { name: "Import 1 user" }).click();
  await expectImported(page);
  expect(users(owned)[0].email).toBe("2001");
});

const csrf = async (page, box) => (await (await page.request.get(`${box.url}api/v1/session`)).json()).csrf;

test("an update shows each change before it is written, and can be taken back", async ({ owned, page }) => {
  await importFile(owned, page, three(owned));
  const before = users(owned);
  await toCheck(owned, page, sheet(owned, "changes.csv", [...header, "password"],
    ["ada@office.example", "Ada", "Lovelace", "2051", "none", mac(1), "Yealink", "T57W", "a-new-password-4"],
    ["edsger@office.example", "Edsger", "Dijkstra", "2004", "", "", "", "", ""]), { update: true });
  const changes = main(page).getByRole("region", { name: "What changes" });
  await expect(changes.getByRole("row", { name: /Last name Byron Lovelace/ })).toBeVisible();
  await expect(changes.getByRole("row", { name: /Location Attic nothing/ })).toBeVisible();
  await expect(changes.getByRole("row", { name: /Login password a new password/ })).toBeVisible();
  await expect(main(page)).not.toContainText("a-new-password-4");
  await main(page).getByText(/not in this file, so left as they are: 2 users and 1 phone/).click();
  await expect(main(page).getByText("Grace Hopper").first()).toBeVisible();
  await expectGood(page);
  await page.getByRole("button", { name: "Import 1 user and change 2" }).click();
  await expectImported(page);
  expect(users(owned).find(({ email }) => email.startsWith("ada")).last_name).toBe("Lovelace");
  await page.getByRole("link", { name: "Updated 1" }).click();
  await expect(main(page).getByRole("table", { name: "Updated" }).getByRole("row")).toHaveCount(2);
  await expectGood(page);

  await page.getByRole("button", { name: "Undo this import" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("Removed: 1 user");
  await expect(dialog).toContainText("Changed back");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Undo this import" }).click();
  await title(page, "Import taken back");
  await expect(main(page).getByText(/^Taken back on .* by owner/)).toBeVisible();
  await expect(main(page).getByRole("button")).toHaveCount(0);
  expect(users(owned)).toEqual(before);
  await expectGood(page);
  await page.goto(`${owned.url}imports`);
  await expect(main(page).getByRole("row", { name: /changes\.csv/ })).toContainText("Taken back");
  await expectGood(page);
});

test("what goes is deleted only once its number is typed", async ({ owned, page }) => {
  await importFile(owned, page, three(owned));
  await toCheck(owned, page, sheet(owned, "goes.csv", ["action", ...header],
    ["delete", "ada@office.example", "Ada", "Byron", "2001", "", mac(1), "", ""],
    ["delete", "alan@office.example", "", "", "", "", "", "", ""]));
  const goes = main(page).getByRole("region", { name: "What goes" });
  await expect(goes.getByRole("row", { name: /Ada Byron/ }).first()).toBeVisible();
  await expect(goes).toContainText("2 users and 1 phone");
  const button = page.getByRole("button", { name: "Delete 2 users and 1 phone" });
  await button.click();
  await expect(page.getByLabel("How many things go?")).toBeFocused();
  await expect(page.getByRole("alert").filter({ hasText: "3" })).toBeVisible();
  await expectGood(page);
  await page.keyboard.type("2");
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("How many things go?")).toBeFocused();
  expect(users(owned)).toHaveLength(3);
  await page.getByLabel("How many things go?").fill("3");
  await page.keyboard.press("Enter");
  await expectImported(page);
  expect(users(owned).map(({ email }) => email)).toEqual(["grace@office.example"]);
  await expect(page.getByRole("link", { name: "Deleted 2" })).toBeVisible();
});

test("what came since and depends on an import goes only with a second yes", async ({ owned, page }) => {
  await importFile(owned, page, three(owned));
  const first = page.url();
  await importFile(owned, page, sheet(owned, "second.csv", ["email", "first_name", "last_name", "extension"], ["ada@office.example", "Ada", "Byron", "2010"]));
  await page.goto(first);
  await page.getByRole("button", { name: "Undo this import" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Undo this import" }).click();
  await expect(dialog).toContainText("2010");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Cancel" }).click();
  expect(users(owned)).toHaveLength(3);
  await page.getByRole("button", { name: "Undo this import" }).click();
  await dialog.getByRole("button", { name: "Undo this import" }).click();
  await dialog.getByRole("button", { name: "Undo, and remove these too" }).click();
  await title(page, "Import taken back");
  expect(users(owned)).toHaveLength(0);
});

test("an import is not taken back over what was changed since", async ({ owned, page }) => {
  await importFile(owned, page, three(owned));
  const first = page.url();
  await importFile(owned, page, sheet(owned, "second.csv", ["email", "location"], ["ada@office.example", "Cellar"]), { update: true });
  await page.goto(`${owned.url}imports`);
  await main(page).getByRole("link", { name: "Undo: three.csv" }).click();
  await expect(page).toHaveURL(`${first}#undo`);
  await page.getByRole("button", { name: "Undo this import" }).click();
  await expect(main(page).getByText("It cannot be taken back as things are")).toBeVisible();
  await expect(main(page).getByRole("listitem").filter({ hasText: "Ada Byron" })).toBeVisible();
  await expectGood(page);
  expect(users(owned)).toHaveLength(3);
});

test("rows that were left out can be had as a file, and imported when they are mended", async ({ owned, page }) => {
  const path = sheet(owned, "some.csv", header,
    ["ada@office.example", "Ada", "Byron", "2001", "", "", "", ""],
    ["grace@office.example", "Grace", "Hopper", "20x2", "", "", "", ""]);
  await page.goto(`${owned.url}imports/new`);
  await page.locator("input[type=file]").setInputFiles(path);
  await title(page, "Review some.csv");
  const api = page.url().replace("/imports", "/api/v1/imports").replace(/\/review.*/, "");
  const { version } = await (await page.request.get(api)).json();
  const left = await page.request.put(`${api}/left-out`, {
    data: { rows: "with_errors", left_out: true },
    headers: { "x-csrf-token": await csrf(page, owned), "if-match": `"${version}"` },
  });
  expect(left.ok()).toBe(true);
  await page.goto(page.url().replace(/review.*/, "check"));
  await expect(main(page).getByRole("link", { name: "1 row is left out" })).toBeVisible();
  await page.getByRole("button", { name: "Import 1 user" }).click();
  await expectImported(page);
  await page.getByRole("link", { name: "Left out 1" }).click();
  await expect(main(page).getByRole("row", { name: /^3/ })).toBeVisible();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download this row" }).click();
  const rest = readFileSync(await (await download).path(), "utf8");
  expect(rest).toContain("grace@office.example");
  expect(rest).not.toContain("ada@office.example");
});

test("the spreadsheet to fill in is imported without a finding", async ({ owned, page }) => {
  await page.goto(`${owned.url}imports/new`);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download a spreadsheet to fill in" }).click();
  const template = await download;
  expect(template.suggestedFilename()).toMatch(/\.xlsx$/);
  const person = {
    email: "ada@office.example", first_name: "Ada", last_name: "Byron", extension: "0201", phone_number: "+12065550100",
    mac_address: mac(1), brand: "Yealink", family: "t4x", model: "T46U", softphone: "yes", include_voicemail: "yes",
  };
  // Whatever the first file has, its columns have our names.
  await page.locator("input[type=file]").setInputFiles({ name: "linekey.xlsx", mimeType: "", buffer: readFileSync(await template.path()) });
  await title(page, "Review linekey.xlsx");
  const { columns } = await (await page.request.get(page.url().replace("/imports", "/api/v1/imports").replace("review", "columns"))).json();
  const filled = join(owned.dir, "filled.xlsx");
  fillWorkbook(await template.path(), filled, Object.fromEntries(columns.map(({ letter, source }) => [letter, person[source] ?? ""])));
  await page.goto(`${owned.url}imports/new`);
  await page.locator("input[type=file]").setInputFiles(filled);
  await title(page, "Review filled.xlsx");
  const { issues } = await (await page.request.get(page.url().replace("/imports", "/api/v1/imports").replace(/\/review.*/, ""))).json();
  expect(issues).toEqual({ error: 0, warning: 0, note: 0 });
  await page.goto(page.url().replace(/review.*/, "check"));
  await page.getByRole("button", { name: "Import 1 user and 1 phone" }).click();
  await expectImported(page);
  expect(JSON.stringify(users(owned))).toContain("\"0201\"");
});

test("slips carry what a person needs and do not break over pages", async ({ owned, page }) => {
  await importFile(owned, page, sheet(owned, "mailboxes.csv", [...header, "include_voicemail"],
    ...Array.from({ length: 30 }, (_, index) => [`user${index}@office.example`, "User", `Number${index}`, 2100 + index, "", mac(1).replace("01", String(10 + index)), "Yealink", "T46U", "yes"])));
  await page.getByRole("link", { name: "Print slips" }).click();
  await title(page, "Password slips");
  const slips = page.getByRole("listitem").filter({ hasText: "Voicemail PIN" });
  await expect(slips).toHaveCount(30);
  await expect(slips.first()).toContainText("user0@office.example");
  await expect(slips.first()).toContainText("2100");
  await expectGood(page);
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("button", { name: "Print" })).toBeHidden();
  expect(await slips.first().evaluate((slip) => getComputedStyle(slip).breakInside)).toBe("avoid");
});

test("an update and its undo with the keyboard alone", async ({ owned, page }) => {
  await importFile(owned, page, three(owned));
  await page.goto(`${owned.url}imports/new`);
  const press = async (...keys) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const tabTo = async (locator) => {
    for (let step = 0; step < 80; step += 1) {
      await press("Tab");
      if (await locator.evaluate((element) => element === document.activeElement)) return expect(locator).toBeInViewport();
    }
    throw new Error(`no Tab leads to ${locator}`);
  };
  await tabTo(page.getByLabel("Add new users and phones"));
  await press("ArrowDown");
  await expect(page.getByLabel("Also update people")).toBeChecked();
  const chooser = page.waitForEvent("filechooser");
  await press("Tab", "Enter");
  await (await chooser).setFiles(sheet(owned, "goes.csv", ["action", "email", "location"], ["", "ada@office.example", "Cellar"], ["delete", "alan@office.example", ""]));
  await title(page, "Review goes.csv");
  await page.goto(page.url().replace(/review.*/, "check"));
  await title(page, "Check goes.csv");
  await tabTo(page.getByLabel("How many things go?"));
  await page.keyboard.type("1");
  await tabTo(page.getByRole("button", { name: "Change 1 user and delete 1" }));
  await press("Enter");
  await expectImported(page);
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  await tabTo(page.getByRole("link", { name: "Deleted 1" }));
  await press("Enter");
  await expect(page.getByRole("link", { name: "Deleted 1" })).toBeFocused();
  await tabTo(page.getByRole("button", { name: "Undo this import" }));
  await press("Enter");
  await expect(page.getByRole("dialog")).toBeVisible();
  await press("Escape");
  await expect(page.getByRole("button", { name: "Undo this import" })).toBeFocused();
  await press("Enter");
  await expect(page.getByRole("dialog")).toBeVisible();
  await press("Shift+Tab", "Enter");
  await title(page, "Import taken back");
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  expect(users(owned)).toHaveLength(3);
});

test("a list that begins with a person, not with column names, loses nobody", async ({ owned, page }) => {
  const path = sheet(owned, "people.csv", ["Ada", "Byron", "ada@office.example", "2001"], ["Bob", "Low", "bob@office.example", "2002"]);
  await page.goto(`${owned.url}imports/new`);
  await page.locator("input[type=file]").setInputFiles(path);
  await title(page, /^Columns of/);
  const names = page.getByLabel("Column names");
  await expect(names).toHaveValue("0");
  await expect(main(page).getByText("Ada", { exact: true })).toBeVisible();
  await expectGood(page);
  await names.selectOption("in row 1");
  await expect(main(page).getByText("1 row, ")).toBeVisible();
  await names.selectOption("there are none");
  await expect(main(page).getByText("2 rows, ")).toBeVisible();
  for (const [column, field] of [["A", "First name"], ["B", "Last name"], ["C", "Email"], ["D", "Extension"]]) {
    await page.getByLabel(`Column ${column}, Column ${column}`).selectOption({ label: `${field} (needed)` });
  }
  await page.getByRole("button", { name: "Use these columns" }).click();
  await title(page, /^Review/);
  await page.goto(page.url().replace(/review.*/, "check"));
  await main(page).getByRole("button", { name: /^Import/ }).click();
  await expectImported(page);
  expect(users(owned).map(({ first_name }) => first_name).sort()).toEqual(["Ada", "Bob"]);
});
