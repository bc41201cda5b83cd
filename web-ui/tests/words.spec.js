// What words.js makes of a language file, with a language that has more plurals than English.
import { expect, test } from "@playwright/test";

const polish = {
  formats: "pl-PL",
  phones: {
    title: "Telefony",
    total: "{0|# telefon|# telefony|# telefonów|# telefonu}",
    waiting: "{0|czeka|czekają|czeka}",
    of: "{1} z {0}",
    edge: "Brak klawiszy: {0}.",
    states: { done: ["Gotowe", "{0} gotowe"] },
  },
};

test("texts become strings and functions, with the plurals of their language", async () => {
  globalThis.document = { documentElement: { lang: "pl" } };
  globalThis.fetch = async (url) => {
    expect(String(url)).toMatch(/\/strings\/pl\.json$/);
    return new Response(JSON.stringify(polish));
  };
  const { named, phones: t } = await import("../words.js");
  expect(t.title).toBe("Telefony");
  expect([1, 2, 5, 21, 22, 12345].map(t.total)).toEqual(
    ["1 telefon", "2 telefony", "5 telefonów", "21 telefonów", "22 telefony", "12\u00a0345 telefonów"]);
  expect(t.waiting(1.5), "a form that is missing").toBe("czeka");
  expect(t.of(12345, "{0}"), "what is put in is not read again").toBe("{0} z 12\u00a0345");
  expect(t.edge(["T31P", "T46U"])).toBe("Brak klawiszy: T31P i T46U.");
  expect(t.states.done[1](3)).toBe("3 gotowe");
  expect(named(t.states, "new")).toBe("new");
});
