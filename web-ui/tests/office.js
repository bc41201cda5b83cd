// Spreadsheets for the tests, made as they are needed.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { example, expect } from "./box.js";

/** The sample office, without a problem. */
export const harbour = example("harbour-office.csv");

/** The same with most of what can be wrong. */
export const messy = example("messy-office.csv");

/** A file of so many people that importing it takes a while: each brings a password, which is hashed slowly. */
export function slowOffice(box, people) {
  const rows = Array.from({ length: people }, (_, index) => {
    const mac = `805ec03${index.toString(16).padStart(5, "0")}`;
    return `Ann${index},Bell,ann${index}@slow.example,${3000 + index},long-password-${index},${mac},Yealink,T46U`;
  });
  const path = join(box.dir, "slow-office.csv");
  const header = "first_name,last_name,Work Mail,extension,password,mac_address,brand,model";
  writeFileSync(path, [header, ...rows].join("\n"));
  return path;
}

/** Drops a file on an element, as a hand does. */
export async function drop(page, target, name, text) {
  const transfer = await page.evaluateHandle(
    ([name, text]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], name, { type: "text/csv" }));
      return transfer;
    },
    [name, text],
  );
  for (const type of ["dragenter", "dragover", "drop"]) await target.dispatchEvent(type, { dataTransfer: transfer });
}

/** Waits until the import is done, whichever page shows it. */
export const expectImported = (page) => expect(page.getByRole("heading", { level: 1, name: "Imported" })).toBeVisible({ timeout: 60_000 });
