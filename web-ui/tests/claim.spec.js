// A new box and its owner.
import { claim, expect, expectAccessible, password, test } from "./box.js";

test("the printed link makes an owner, once", async ({ box, page }) => {
  await page.goto(box.url);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expectAccessible(page);

  await page.goto(await box.claimLink());
  expect(page.url()).not.toContain("#");
  await page.getByLabel("Password", { exact: false }).first().fill("short");
  await page.keyboard.press("Enter");
  await expect(page).toHaveTitle(/^Error: /);
  await expect(page.getByRole("main")).toContainText("it needs 10 to 128");
  await expectAccessible(page);
});

test("a page asks for the log-in and then goes where one wanted to go", async ({ box, page, context }) => {
  await claim(box, page);
  await context.clearCookies();
  await page.goto(`${box.url}settings`);
  await expect(page).toHaveURL(/\/login/);
  await page.locator("input[type=password]").fill("wrong password");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toContainText("That is not the owner's password");
  await expectAccessible(page);
  await page.locator("input[type=password]").fill(password);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`${box.url}settings`);
});
