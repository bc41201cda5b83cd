// The way through the house on the built program: a new box, a spreadsheet, keys, a phone's file.
import { readFileSync } from "node:fs";
import { expect, expectAccessible, password, test } from "./box.js";
import { drop, expectImported, harbour, messy, slowOffice } from "./office.js";

const main = (page) => page.getByRole("main");
const title = (page, name) => expect(page.getByRole("heading", { level: 1, name })).toBeVisible();

test("a new box becomes an office", async ({ box, page, context }) => {
  test.setTimeout(240_000);
  await test.step("claim", async () => {
    await page.goto(await box.claimLink());
    await page.getByLabel("Password").first().fill(password);
    await page.getByRole("button", { name: "Set password and go on" }).click();
    await title(page, "Set up this box");
  });

  await test.step("site", async () => {
    await main(page).getByRole("link", { name: "Site" }).click();
    await title(page, "Settings");
    await page.getByLabel("Name of this site").fill("Harbour office");
    await page.getByLabel("Time zone").fill("Berlin");
    await page.getByRole("option", { name: "Europe/Berlin" }).click();
    await page.getByRole("button", { name: "Save site" }).click();
    await expect(main(page).getByText("Saved.").first()).toBeVisible();
  });

  await test.step("phone system, with a preview of what keys dial", async () => {
    await page.getByLabel("Kind of phone system").selectOption({ label: "FreePBX" });
    await expect(main(page).getByRole("row", { name: /Parking.*71/ })).toBeVisible();
    await page.getByLabel("Host name or address").fill("pbx.example.com");
    await page.getByRole("button", { name: "Save phone system" }).click();
    await expect.poll(() => box.run("settings", "get", "pbx.kind").trim()).toBe("freepbx");
  });

  await test.step("a file with problems, by the button", async () => {
    await page.goto(`${box.url}imports/new`);
    await page.locator("input[type=file]").setInputFiles(messy);
    await title(page, "Review messy-office.csv");
    await page.getByRole("link", { name: "Change", exact: true }).click();
    await title(page, "Columns of messy-office.csv");
    await expect(page.getByRole("row", { name: /Cost centre/ })).toContainText("Unknown name");
    await page.getByRole("button", { name: "Use these columns" }).click();
    await title(page, "Review messy-office.csv");
    await expect(main(page).getByText("19 errors")).toBeVisible();
    await page.getByRole("link", { name: /^Errors/ }).click();
    await expect(page).toHaveURL(/show=errors/);
    await page.getByRole("button", { name: /Next error/ }).click();
    await expect(page.locator(":focus")).toHaveValue("maybe");
    await page.reload();
    await expect(page.getByRole("link", { name: /^Errors/ })).toHaveAttribute("aria-current", /.+/);
  });

  await test.step("the office's file, by dropping it", async () => {
    await page.goto(`${box.url}imports/new`);
    await drop(page, page.getByText("Drop a spreadsheet here"), "harbour-office.csv", readFileSync(harbour, "utf8"));
    await title(page, "Review harbour-office.csv");
    await page.getByRole("link", { name: "Check and import" }).or(page.getByRole("button", { name: "Check and import" })).click();
    await title(page, "Check harbour-office.csv");
    await page.getByRole("button", { name: "Import 60 users and 61 phones" }).click();
    await expectImported(page);
    expect(JSON.parse(box.run("export", "users", "--format", "json"))).toHaveLength(60);
  });

  await test.step("a column that must be confirmed, and a tab closed in mid-import", async () => {
    await page.goto(`${box.url}imports/new`);
    await page.locator("input[type=file]").setInputFiles(slowOffice(box, 300));
    await title(page, "Columns of slow-office.csv");
    await page.getByLabel("Yes, this is right").check();
    await page.getByRole("button", { name: "Use these columns" }).click();
    await title(page, "Review slow-office.csv");
    await page.getByRole("button", { name: "Check and import" }).or(page.getByRole("link", { name: "Check and import" })).click();
    await page.getByRole("button", { name: "Import 300 users and 300 phones" }).click();
    await title(page, "Importing slow-office.csv");
    const address = page.url();
    await page.close();
    page = await context.newPage();
    await page.goto(address);
    await expectImported(page);
    expect(JSON.parse(box.run("export", "users", "--format", "json"))).toHaveLength(360);
  });

  await test.step("the passwords, once", async () => {
    const import_ = page.url().match(/imports\/(\d+)/)[1];
    const answer = page.waitForRequest((request) => /\/downloads\/\w+/.test(request.url()));
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download CSV" }).click();
    const file = readFileSync(await (await download).path(), "utf8");
    expect(file.trim().split("\n")).toHaveLength(301);
    const used = await answer;
    const again = await page.request.post(used.url(), { data: {}, headers: used.headers() });
    expect(again.status()).toBe(410);
    await expect(main(page).getByText("They were downloaded.", { exact: false })).toBeVisible();

    await page.getByRole("button", { name: "I have them: close" }).click();
    await page.getByRole("dialog").getByRole("button").first().click();
    await expect(page.getByRole("button", { name: "Download CSV" })).toHaveCount(0);
    await expect(main(page).getByText("only hashes", { exact: false })).toBeVisible();
    const late = await page.request.post(`${box.url}api/v1/downloads`, {
      data: { what: "credentials", import: Number(import_) },
      headers: { "x-csrf-token": used.headers()["x-csrf-token"] },
    });
    expect(late.status()).toBe(410);
    await expectAccessible(page);
  });

  await test.step("keys on all phones", async () => {
    await main(page).getByRole("link", { name: /feature keys/i }).click();
    await title(page, "Add device feature keys");
    await page.getByRole("button", { name: "Add a key" }).click();
    await page.getByLabel("Whose of key 2").fill("2008");
    await page.getByRole("option", { name: "Hana Kobayashi 2008" }).click();
    await page.getByRole("button", { name: "Add a key" }).click();
    await page.getByLabel("Type of key 3").selectOption({ label: "Parking" });
    await page.getByLabel("Slot of key 3").fill("71");
    await expect(page.getByRole("row", { name: /SIP-T46U/ })).toContainText("fit");
    await page.getByRole("button", { name: /^Set 3 keys on 361 phones/ }).click();
    await expect(main(page).getByText("3 keys are set on 361 phones")).toBeVisible();
    await expectAccessible(page);
  });

  await test.step("one phone and its file", async () => {
    await page.goto(`${box.url}phones?q=${encodeURIComponent("80:5e:c0:30:00:07")}`);
    await main(page).getByRole("row", { name: /80:5e:c0:30:00:07/i }).locator("a[href^='/phones/']").first().click();
    await main(page).getByRole("link", { name: "805ec0300007.cfg" }).click();
    const file = main(page).locator("pre");
    await expect(file).toContainText("account.1.sip_server.1.address = pbx.example.com");
    await expect(file).toContainText("account.1.password = ••••••••");
    await expect(file).toContainText(/linekey\.3\.(value|extension) = .*71/);
    const rendered = box.run("render", "80:5e:c0:30:00:07");
    const secret = rendered.match(/account\.1\.password = (\S+)/)[1];
    await expect(main(page)).not.toContainText(secret);
    await expectAccessible(page);
  });
});
