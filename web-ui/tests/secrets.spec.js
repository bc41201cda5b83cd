// What is put right by hand a year later: a SIP password, a PIN, a place on a shared base; and what tells the box.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { drop } from "./office.js";
import { expect, expectAccessible, test } from "./box.js";

const rows = `first_name,last_name,email,extension,mac_address,brand,model,include_voicemail
Ada,Byron,ada@office.example,2001,80:5e:c0:00:00:07,Yealink,W70B,yes
Bob,Crane,bob@office.example,2002,80:5e:c0:00:00:07,Yealink,W70B,yes`;

test("a SIP password and a PIN are changed beside what is shown now", async ({ owned, page }, info) => {
  const path = join(owned.dir, "base.csv");
  writeFileSync(path, rows);
  owned.run("import", path);
  await page.goto(`${owned.url}people/1`);
  await page.getByRole("button", { name: /^Change: (?!Voicemail)/ }).click();
  const dialog = page.getByRole("dialog");
  await expectAccessible(page);
  await page.screenshot({ path: info.outputPath("dialog.png") });
  await dialog.getByLabel("SIP password").fill("F00bar-F00bar-F00bar");
  await dialog.getByRole("button", { name: "Change" }).click();
  await expect(dialog).toBeHidden();
  const card = page.locator("#accounts");
  await expect(card.getByText("F00bar-F00bar-F00bar")).toBeVisible();
  await page.getByRole("button", { name: "Change: Voicemail PIN" }).click();
  await dialog.getByLabel("Voicemail PIN").fill("2001");
  await dialog.getByRole("button", { name: "Change" }).click();
  await expect(dialog.getByText("The voicemail PIN is the extension").first()).toBeVisible();
  await dialog.getByLabel("Voicemail PIN").fill("918273");
  await dialog.getByRole("button", { name: "Change" }).click();
  await expect(card.getByText("918273")).toBeVisible();
  await expectAccessible(page);
  await page.screenshot({ path: info.outputPath("person.png"), fullPage: true });
});

test("somebody is taken off a shared base", async ({ owned, page }, info) => {
  const path = join(owned.dir, "base.csv");
  writeFileSync(path, rows);
  owned.run("import", path);
  await page.goto(`${owned.url}phones/1`);
  await page.screenshot({ path: info.outputPath("phone.png"), fullPage: true });
  await page.getByRole("button", { name: "Remove Ada Byron" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await expect(page.getByRole("button", { name: "Remove Ada Byron" })).toBeHidden();
  await expect(page.getByRole("button", { name: "Remove Bob Crane" })).toBeVisible();
});

test("of two files that are dropped at once none is taken, and that is said", async ({ owned, page }) => {
  await page.goto(`${owned.url}imports/new`);
  const transfer = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    for (const name of ["a.csv", "b.csv"]) transfer.items.add(new File(["email"], name));
    return transfer;
  });
  await page.locator(".drop").dispatchEvent("drop", { dataTransfer: transfer });
  await expect(page.getByText("Drop one file at a time")).toBeVisible();
  await drop(page, page.locator(".drop"), "one.csv", rows);
  await expect(page.getByRole("heading", { level: 1, name: /one\.csv/ })).toBeVisible();
});
