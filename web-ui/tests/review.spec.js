// The review: a file is mended where its problems are shown, by one person or by two, and nothing that was typed is lost.
import { readFileSync } from "node:fs";
import { claim, example, expect, expectAccessible, measureShift, test } from "./box.js";
import { expectImported } from "./office.js";

const main = (page) => page.getByRole("main");
const field = (page, column, row) => page.getByLabel(`${column}, row ${row}`, { exact: true });
const filter = (page, name) => page.getByRole("navigation", { name: "Show rows" }).getByRole("link", { name });
const button = (page, name) => main(page).getByRole("button", { name, exact: true });
const focused = (page) => page.evaluate(() => document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent);

const office = [
  "first_name,last_name,email,extension,mac_address,brand,model,softphone,sip_password,display_name",
  "Ada,Byron,ada@example.com,2001,80:5e:c0:00:00:01,Yelink,T46U,,,",
  "Bea,Cole,bea@example.com,2001,80:5e:c0:00:00:02,Yelink,T46U,,,",
  "Cy,Dunn,cy@example.com,2003,,,,maybe,short,",
  "Dot,Eames,dot@example.com,2004,80:5e:c0:00:00:04,Yealink,T42Z,,,",
  "Eve,Frost,eve@example.com,2005,80:5e:c0:00:00:05,Yealink,T46U,,,",
].join("\n");

/** Uploads a file through the pages' own API and goes to its review; the cells of the file are in its place afterwards. */
async function review(box, page, text = office, name = "office.csv") {
  const id = await uploaded(box, page, text, name);
  await page.goto(`${box.url}imports/${id}/review`);
  await expect(page.getByRole("heading", { level: 1, name: `Review ${name}` })).toBeVisible();
  return `${box.url}api/v1/imports/${id}`;
}

async function uploaded(box, page, data, name) {
  const session = await (await page.request.get(`${box.url}api/v1/session`)).json();
  const headers = { "content-type": "application/octet-stream", "x-file-name": name, "x-csrf-token": session.csrf };
  return (await (await page.request.post(`${box.url}api/v1/imports`, { data, headers })).json()).id;
}

const json = async (page, url) => (await page.request.get(url)).json();
const cellsOf = async (page, api, row) => (await json(page, `${api}/rows`)).rows.find(({ number }) => number === row).cells;

test("a file is mended by the keyboard alone", async ({ owned, page }) => {
  const api = await review(owned, page);
  await expect(filter(page, /^Errors/)).toContainText("5");
  await page.keyboard.press("n");
  await expect(field(page, "brand", 2)).toBeFocused();

  await test.step("Enter saves and goes on", async () => {
    await page.keyboard.type("Yealink");
    await page.keyboard.press("Enter");
    await expect(field(page, "extension", 3)).toBeFocused();
    await expect(filter(page, /^Errors/)).toContainText("4");
    expect((await cellsOf(page, api, 2))[5]).toBe("Yealink");
    await expect(field(page, "brand", 2)).toHaveValue("Yealink");
    await expect(page.getByText("changed by hand")).toHaveCount(1);
  });

  await test.step("Escape puts back what stood there", async () => {
    await page.keyboard.type("20020");
    await page.keyboard.press("Escape");
    await expect(field(page, "extension", 3)).toHaveValue("2001");
    await page.keyboard.press("Tab");
    expect((await json(page, api)).edited).toBe(1);
  });

  await test.step("what is still wrong keeps the focus", async () => {
    await field(page, "extension", 3).focus();
    await page.keyboard.press("Control+a");
    await page.keyboard.type("20x");
    await page.keyboard.press("Enter");
    await expect(main(page)).toContainText("Extension 20x");
    await expect(field(page, "extension", 3)).toBeFocused();
    await page.keyboard.press("Control+a");
    await page.keyboard.type("2002");
    await page.keyboard.press("Enter");
    await expect(field(page, "brand", 3)).toBeFocused();
  });

  await test.step("a suggestion by its button, a cell that is left is saved", async () => {
    await page.keyboard.press("Tab");
    expect(await focused(page)).toBe("Use Yealink: Row 3");
    await page.keyboard.press("Enter");
    await expect(field(page, "brand", 3)).toHaveValue("Yealink");
    await field(page, "softphone", 4).focus();
    await page.keyboard.press("Control+a");
    await page.keyboard.type("yes");
    await page.keyboard.press("Tab");
    await expect(filter(page, /^Errors/)).toContainText("1");
  });

  await test.step("the way on is open when nothing is wrong any more", async () => {
    await button(page, "Check and import").focus();
    await page.keyboard.press("Enter");
    await expect(main(page)).toContainText("1 error blocks the import");
    await field(page, "model", 5).focus();
    await page.keyboard.press("Control+a");
    await page.keyboard.type("T46U");
    await page.keyboard.press("Enter");
    await expect(main(page)).toContainText("Nothing stands in the way");
    await button(page, "Check and import").focus();
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\/check$/);
  });
});

test("rows are edited, left out, put back, and each step is taken back", async ({ owned, page }) => {
  const api = await review(owned, page);
  await test.step("a cell without a problem", async () => {
    await button(page, "Edit: Row 6").click();
    await expect(field(page, "first_name", 6)).toBeFocused();
    await field(page, "first_name", 6).fill("Evelyn");
    await button(page, "Done: Row 6").click();
    await expect(main(page).getByRole("row", { name: /^6/ })).toContainText("Evelyn");
    expect((await cellsOf(page, api, 6))[0]).toBe("Evelyn");
    await button(page, "Edit: Row 6").click();
    await button(page, "As in the file: first_name, Row 6").click();
    await expect(field(page, "first_name", 6)).toHaveValue("Eve");
  });

  await test.step("a row that is left out stays in a filtered list", async () => {
    await filter(page, /^Errors/).click();
    await expect(main(page).getByRole("rowheader")).toHaveCount(4);
    await button(page, "Leave out: Row 4").click();
    await expect(button(page, "Put back: Row 4")).toBeFocused();
    await expect(field(page, "softphone", 4)).toHaveCount(0);
    await expect(filter(page, /^Left out/)).toContainText("1");
    await button(page, "Put back: Row 4").click();
    await expect(field(page, "softphone", 4)).toBeVisible();
    await button(page, "Undo last change").click();
    await expect(button(page, "Put back: Row 4")).toBeVisible();
    await filter(page, /^Errors/).click();
    await expect(main(page).getByRole("rowheader")).toHaveCount(3);
  });

  await test.step("the rows with errors are left out and the others imported", async () => {
    await button(page, "Leave out the 3 rows with errors and import the other 1").click();
    await expect(page).toHaveURL(/\/check$/);
    expect((await json(page, api)).left_out).toBeGreaterThanOrEqual(4);
    await page.goBack();
    await filter(page, /^Left out/).click();
    await expect(main(page).getByRole("rowheader")).toHaveCount(4);
    for (let steps = 4; steps > 0; steps -= 1) await button(page, "Undo last change").click();
    await expect(filter(page, /^Errors/)).toContainText("5");
  });
});

test("problems are mended and ticked off by groups", async ({ owned, page }) => {
  const text = office + "\nFay,Gill,ada@example.com,2006,,,,,,\nGus,Holt,bea@example.com,2007,,,,,,";
  const api = await review(owned, page, text);
  const problems = page.locator("#problems");
  await problems.getByText("2 times: There is no brand Yelink").click();
  await problems.getByRole("link", { name: "Show only these rows" }).first().click();
  await expect(main(page).getByRole("rowheader")).toHaveCount(2);
  await button(page, "Use Yealink for all 2: There is no brand Yelink. Nearest: Yealink").click();
  await expect(problems).not.toContainText("Yelink");
  await expect(main(page)).toContainText("No row has this problem any more.");
  await filter(page, /^All rows/).click();
  await expect(filter(page, /^Errors/)).toContainText("3");
  expect((await cellsOf(page, api, 3))[5]).toBe("Yealink");

  const warnings = Number(await filter(page, /^Warnings/).locator(".count").textContent());
  const seen = problems.getByRole("checkbox").first();
  const name = await seen.getAttribute("aria-label");
  await seen.check();
  await expect.poll(async () => Number(await filter(page, /^Warnings/).locator(".count").textContent())).toBeLessThan(warnings);
  await expect(problems).toBeFocused();
  await problems.getByText(/more kinds?$/).click();
  await expect(problems.getByRole("checkbox", { name, exact: true })).toBeChecked();
  await page.reload();
  await problems.getByText(/kinds?$/).click();
  await expect(problems.getByRole("checkbox", { name, exact: true })).toBeChecked();

  await problems.getByRole("button", { name: /^Leave out this row: Extension 2001/ }).click();
  await expect(button(page, "Put back: Row 3")).toBeVisible();
  await expect(filter(page, /^Left out/)).toContainText("1");
});

test("a secret is replaced and never shown", async ({ owned, page }) => {
  const api = await review(owned, page, office.replace("maybe,short", "yes,Xy7long-enough-1"));
  await button(page, "Edit: Row 4").click();
  const secret = field(page, "sip_password", 4);
  await expect(secret).toHaveValue("");
  await expect(secret).toHaveAttribute("placeholder", "••••");
  await secret.fill("Another-9-secret");
  await secret.press("Tab");
  await expect(secret).toHaveValue("");
  await expect.poll(async () => (await json(page, api)).edited).toBe(1);
  expect(await page.content()).not.toMatch(/Xy7long|Another-9/);
});

test("a column that is blank in the whole file is not shown, until a row is edited", async ({ owned, page }) => {
  const blank = main(page).getByRole("columnheader", { name: /display_name/ });
  await review(owned, page);
  await expect(main(page).getByRole("columnheader", { name: /brand/ })).toBeVisible();
  await expect(blank).toHaveCount(0);
  await expect(main(page).getByRole("rowheader", { name: /^6 Eve Frost/ })).toBeVisible();
  await button(page, "Edit: Row 6").click();
  await expect(blank).toBeVisible();
  await field(page, "display_name", 6).fill("Evi");
  await button(page, "Done: Row 6").click();
  await expect(main(page).getByRole("row", { name: /^6/ })).toContainText("Evi");
  await expect(blank).toBeVisible();
});

test("an import that only adds says so, and where a row's action says otherwise", async ({ owned, page }) => {
  owned.run("import", example("harbour-office.csv"));
  const text = readFileSync(example("harbour-office.csv"), "utf8").trim().split(/\r?\n/);
  const [head, ...rows] = text;
  await review(owned, page, [head, ...rows].join("\n"));
  await expect(main(page)).toContainText("Adds only: what is on the box stays as it is.");
  await review(owned, page, [`action,${head}`, ...rows.map((row) => `${row.startsWith("Hana,") ? "update" : ""},${row.replace(/^Hana,/, "Hanako,")}`)].join("\n"));
  await expect(main(page)).toContainText("Adds only, except for rows whose action says otherwise.");
});

test("two people in one file see each other and both texts", async ({ owned, page, context }) => {
  await review(owned, page);
  const other = await context.newPage();
  await other.goto(page.url());
  await field(page, "extension", 3).fill("2010");
  await field(other, "extension", 3).fill("2011");
  await other.keyboard.press("Enter");
  await expect(filter(other, /^Errors/)).toContainText("4");

  await test.step("what comes meanwhile does not touch what is typed", async () => {
    await expect(field(page, "extension", 3)).toHaveValue("2010");
    await expect(field(page, "extension", 3)).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(main(page)).toContainText("Somebody else wrote “2011” here. You wrote “2010”.");
    await expect(field(page, "extension", 3)).toHaveValue("2010");
    await expectAccessible(page);
    await page.keyboard.press("Tab");
    await button(page, "Keep mine: Row 3").click();
    await expect(main(page)).not.toContainText("Somebody else");
    await other.keyboard.press("Tab");
    await expect(other.getByRole("row", { name: /^3/ }).getByText("2010").or(field(other, "extension", 3))).toBeVisible();
    await expect(field(other, "extension", 3)).toHaveValue("2010");
  });

  await test.step("theirs is taken", async () => {
    await field(page, "softphone", 4).fill("yes");
    await field(other, "softphone", 4).fill("no");
    await other.keyboard.press("Tab");
    await expect(filter(other, /^Errors/)).toContainText("3");
    await page.keyboard.press("Tab");
    await button(page, "Take theirs: Row 4").click();
    await expect(field(page, "softphone", 4).or(main(page).getByRole("cell", { name: /^no / }))).toBeVisible();
    await expect.poll(() => page.evaluate(() => [...document.querySelectorAll("#main input")].map(({ value }) => value))).not.toContain("yes");
  });

  await test.step("a row that they leave out is struck through here too", async () => {
    await page.getByRole("heading", { level: 1 }).click();
    await button(other, "Leave out: Row 5").click();
    await expect(button(page, "Put back: Row 5")).toBeVisible();
  });

  await test.step("what comes late does not replace the rows that one goes to", async () => {
    await field(page, "brand", 2).focus();
    await field(other, "brand", 3).fill("Yealink");
    await other.keyboard.press("Enter");
    await expect(filter(other, /^Errors/)).toContainText("1");
    await filter(page, /^Left out/).click();
    await expect(main(page).getByRole("rowheader")).toHaveCount(1);
    await expect(filter(page, /^Errors/)).toContainText("1");
    await expect(main(page).getByRole("rowheader")).toHaveCount(1);
  });
});

test("a box that is away loses nothing that was typed", async ({ box, page }) => {
  await claim(box, page);
  const api = await review(box, page);
  await box.kill();
  await field(page, "brand", 2).fill("Yealink");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("row", { name: /^2/ })).toContainText("does not answer");
  await expect(field(page, "brand", 2)).toHaveValue("Yealink");
  await box.start();
  await field(page, "brand", 2).press("Enter");
  await expect(page.getByRole("row", { name: /^2/ })).not.toContainText("does not answer");
  await expect.poll(async () => (await cellsOf(page, api, 2))[5]).toBe("Yealink");
});

test("the file comes back with what to fix, and may do more than add", async ({ owned, page }) => {
  owned.run("import", example("harbour-office.csv"));
  const text = readFileSync(example("harbour-office.csv"), "utf8");
  await review(owned, page, text.replace(/Hana,/, "Hanako,"));
  await expect(filter(page, /^Updates/)).toContainText("0");
  await button(page, "Also update people who are already here").click();
  await expect(button(page, "Only add")).toBeVisible();
  await expect(main(page)).toContainText("Adds, and changes what is already here");
  const download = page.waitForEvent("download");
  await button(page, "Download with what to fix").click();
  expect(readFileSync(await (await download).path(), "utf8")).toContain("Hanako");
});

for (const [name, viewport, colorScheme] of [
  ["on a laptop", { width: 1280, height: 800 }, "light"],
  ["on a phone, dark", { width: 375, height: 740 }, "dark"],
]) {
  test.describe(name, () => {
    test.use({ viewport, colorScheme });
    test(`each state is accessible and stands still, ${name}`, async ({ box, page }) => {
      const shift = await measureShift(page);
      await claim(box, page);
      await review(box, page);
      const look = async () => {
        await expectAccessible(page);
        expect(await shift(), "layout shift").toBeLessThan(0.001);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), "scrolls sideways").toBeLessThanOrEqual(0);
      };
      await look();
      await button(page, /^Next error/).click();
      await page.keyboard.type("Yealink");
      await page.keyboard.press("Enter");
      await expect(filter(page, /^Errors/)).toContainText("4");
      await look();
      await button(page, "Leave out: Row 5").click();
      await button(page, "Edit: Row 6").click();
      await button(page, "Check and import").click();
      await expect(main(page)).toContainText("block the import");
      await look();
      if (viewport.width > 400) return;
      await expect(page.locator("#problems").getByRole("button", { name: /^Leave out the . rows? with errors and import the other/ })).toBeVisible();
      await expect(main(page).getByRole("rowheader")).toHaveCount(5);
      await expect(page.getByText("2005")).toHaveCount(0);
      await button(page, "Show all cells: Row 4").click();
      await expect(page.getByRole("row", { name: /^(Row )?4/ })).toContainText("2003");
      await look();
    });
  });
}

/** Ten thousand phones of two hundred people, with a dozen kinds of mistakes, hundreds of times each. */
function longOffice() {
  const rows = Array.from({ length: 10_000 }, (_, at) => {
    const hex = at.toString(16).padStart(5, "0");
    const [user, kind] = [at % 200, Math.floor(at / 200)];
    return [
      kind === 1 ? "Anne" : `Ann${user}`, kind === 2 ? "Bel" : "Bell",
      kind === 3 ? `ann${user}(at)long.example` : kind === 4 ? "" : `ann${user}@long.example`,
      kind === 5 ? `${3000 + ((user + 1) % 200)}` : kind === 6 ? "desk" : `${3000 + user}`,
      kind === 7 ? `805ec0${hex}` : kind === 8 ? `805ec03${hex.slice(1)}g` : `805ec03${hex}`,
      kind === 9 ? "Yelink" : kind === 10 ? "Poli" : "Yealink",
      kind === 11 ? "T42Z" : kind === 12 ? "T46Ü" : kind === 13 ? "" : "T46U", kind === 14 ? "maybe" : "",
    ].join(",");
  });
  return ["first_name,last_name,email,extension,mac_address,brand,model,softphone", ...rows].join("\n");
}

test("a file of 10,000 rows is mended by groups and imported", async ({ owned, page }) => {
  test.setTimeout(600_000);
  const api = await review(owned, page, longOffice(), "long.csv");
  const problems = page.locator("#problems");
  const before = (await json(page, api)).issues.error;
  expect(before).toBeGreaterThan(2000);
  await problems.getByText(/more kinds$/).click();
  for (let left = before; left > 0;) {
    const use = problems.locator("li.is-error").getByRole("button", { name: /^Use / });
    await ((await use.count()) ? use : problems.getByRole("button", { name: /^Leave out / })).first().click();
    await expect.poll(async () => (await json(page, api)).issues.error, { timeout: 60_000 }).not.toBe(left);
    left = (await json(page, api)).issues.error;
    await expect(filter(page, /^Errors/)).toContainText(left.toLocaleString("en"));
  }
  await expect(problems).not.toContainText(/\berrors?\b/, { timeout: 30_000 });
  expect((await json(page, api)).issues.error).toBe(0);
  await button(page, "Check and import").click();
  await page.getByRole("button", { name: /^Import / }).click();
  await expectImported(page);
});
