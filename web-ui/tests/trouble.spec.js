// What goes wrong while somebody works: each is a sentence at the place and a way on.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { claim, example, expect, password, test } from "./box.js";

const main = (page) => page.getByRole("main");

for (const [name, bytes, words] of [
  ["photo.csv", Buffer.from("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "latin1"), "PNG"],
  ["empty.csv", Buffer.from(""), "empty"],
  ["one-cell.csv", Buffer.from(`email,notes\na@b.c,"${"x".repeat(10 * 1024 * 1024)}`), "quotation mark"],
]) {
  test(`${name} is refused with a sentence and the next file is taken`, async ({ owned, page }) => {
    const path = join(owned.dir, name);
    writeFileSync(path, bytes);
    await page.goto(`${owned.url}imports/new`);
    await page.locator("input[type=file]").setInputFiles(path);
    await expect(main(page)).toContainText(words);
    await page.locator("input[type=file]").setInputFiles(example("harbour-office.csv"));
    await expect(page.getByRole("heading", { level: 1, name: "Review harbour-office.csv" })).toBeVisible();
  });
}

test("a file whose columns fit nothing says which are missing", async ({ owned, page }) => {
  const path = join(owned.dir, "soup.csv");
  writeFileSync(path, "colour,taste\nred,sweet\n");
  await page.goto(`${owned.url}imports/new`);
  await page.locator("input[type=file]").setInputFiles(path);
  await expect(page).toHaveURL(/columns|review/);
  await expect(main(page)).toContainText("first_name, last_name, email, extension");
});

test("cells are pasted from a spreadsheet", async ({ owned, page }) => {
  await page.goto(`${owned.url}imports/new`);
  // The page listens once it stands, not when the document has loaded.
  await expect(page.locator("input[type=file]")).toBeAttached();
  await page.evaluate(() => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", "first\tlast\temail\text\nAda\tByron\tada@example.com\t2001\n");
    document.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  });
  await expect(page.getByRole("heading", { level: 1, name: /^Review/ })).toBeVisible();
  await expect(main(page)).toContainText("ada@example.com");
});

test("a session that ends in mid-edit loses nothing that was typed", async ({ owned, page, context }) => {
  await page.goto(`${owned.url}people/new`);
  await page.getByRole("textbox", { name: /^First name/ }).fill("Ada");
  await page.getByRole("textbox", { name: /^Last name/ }).fill("Byron");
  await page.getByRole("textbox", { name: /^Email/ }).first().fill("ada@example.com");
  await page.getByRole("textbox", { name: /number|extension/i }).first().fill("2001");
  await context.clearCookies();
  await page.getByRole("button", { name: /^Add/ }).last().click();
  const dialog = page.getByRole("dialog");
  await dialog.locator("input[type=password]").fill(password);
  await page.keyboard.press("Enter");
  await expect.poll(() => JSON.parse(owned.run("export", "users", "--format", "json"))[0]?.last_name).toBe("Byron");
});

test("a box that restarts under the page is said, and the page goes on", async ({ box, page }) => {
  await claim(box, page);
  box.run("import", example("harbour-office.csv"));
  await page.goto(`${box.url}people/1`);
  await page.getByRole("textbox", { name: /^Department/ }).fill("Bridge");
  await box.kill();
  await page.getByRole("button", { name: /^Save/ }).click();
  await expect(page.getByText(/cannot be reached|does not answer/).first()).toBeVisible();
  await expect(page.getByRole("textbox", { name: /^Department/ })).toHaveValue("Bridge");
  await box.start();
  await page.getByRole("button", { name: /^Save/ }).click();
  await expect.poll(() => JSON.parse(box.run("export", "users", "--format", "json"))[0].department).toBe("Bridge");
});

test("an import that is cut off by the power is whole or not there, and can be applied again", async ({ box, page }) => {
  const { slowOffice, expectImported } = await import("./office.js");
  await claim(box, page);
  await page.goto(`${box.url}imports/new`);
  await page.locator("input[type=file]").setInputFiles(slowOffice(box, 200));
  await page.getByLabel("Yes, this is right").check();
  await page.getByRole("button", { name: "Use these columns" }).click();
  await page.getByRole("button", { name: "Check and import" }).or(page.getByRole("link", { name: "Check and import" })).click();
  await page.getByRole("button", { name: "Import 200 users and 200 phones" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /^Importing/ })).toBeVisible();
  await box.kill();
  await box.start();
  await page.reload();
  expect(JSON.parse(box.run("export", "users", "--format", "json"))).toHaveLength(0);
  await page.getByRole("link", { name: "Continue with the review" }).or(page.getByRole("link", { name: "Back to the review" })).first().click();
  await page.getByRole("button", { name: "Check and import" }).or(page.getByRole("link", { name: "Check and import" })).click();
  await page.getByRole("button", { name: "Import 200 users and 200 phones" }).click();
  await expectImported(page);
});

test("two people who edit one person see both values", async ({ box, page, context }) => {
  await claim(box, page);
  box.run("import", example("harbour-office.csv"));
  await page.goto(`${box.url}people/1`);
  // Typed before the other saves: a page without changes follows the box by itself.
  await page.getByRole("textbox", { name: /^Department/ }).fill("Bridge");
  const other = await context.newPage();
  await other.goto(`${box.url}people/1`);
  await other.getByRole("textbox", { name: /^Department/ }).fill("Harbour");
  await other.getByRole("button", { name: /^Save/ }).click();
  await expect.poll(() => JSON.parse(box.run("export", "users", "--format", "json"))[0].department).toBe("Harbour");
  await page.getByRole("button", { name: /^Save/ }).click();
  await expect(main(page)).toContainText("Harbour");
  await expect(main(page)).not.toContainText("What only they changed");
  await expect(page.getByRole("textbox", { name: /^Department/ })).toHaveValue("Bridge");
});
