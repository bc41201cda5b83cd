// Every visible word comes out of strings/<language>.json, which index.html asks for together with app.js.
// The rules for texts are in README.md, "Words".

/** Of these pages: a file in strings/ and one in help/. */
export const language = document.documentElement.lang;

const plural = new Intl.PluralRules(language);
const categories = ["zero", "one", "two", "few", "many", "other"].filter((name) => plural.resolvedOptions().pluralCategories.includes(/** @type {any} */ (name)));

/** A text with places becomes a function of what stands in them. @param {string} _name @param {unknown} value */
const revive = (_name, value) => (typeof value === "string" && value.includes("{") ? (/** @type {unknown[]} */ ...given) => fill(value, given) : value);

const answer = await fetch(new URL(`strings/${language}.json`, import.meta.url));
const texts = JSON.parse(await answer.text(), revive);

/** How numbers and dates are written. @type {string} */
export const formats = texts.formats;
const number = new Intl.NumberFormat(formats);
const listing = new Intl.ListFormat(formats);

/** "1,204" @param {number} value */
export const n = (value) => number.format(value);

/** "Pam, Jim and Dwight" @param {readonly string[]} items */
export const list = (items) => listing.format(items);

/** The texts by page. @type {import("./types/words.js").Words} */
export const {
  access, catalogue, files, help, import: importing, "import-review": importReview, imports, inbox, keys,
  lists, people, person, phone, phones, settings, shell, start,
} = texts;

/** The text for a name that the box sends; the name itself where no text is known for it. @param {object} group of texts @param {string} name @returns {string} */
export const named = (group, name) => /** @type {Record<string, string>} */ (group)[name] ?? name;

/** @param {unknown} value */
const write = (value) => (typeof value === "number" ? n(value) : Array.isArray(value) ? list(value) : String(value));

/** @param {string} text @param {unknown[]} given */
const fill = (text, given) => text.replace(/\{(\d)(?:\|([^}]+))?\}/g, (_, place, forms) => (forms ? inflect(forms.split("|"), given[place]) : write(given[place])));

/** A language file that lacks a form gets its last one. @param {string[]} forms @param {any} count */
const inflect = (forms, count) => (forms[categories.indexOf(plural.select(count))] ?? forms[forms.length - 1]).replaceAll("#", n(count));
