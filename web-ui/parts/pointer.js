// JSON pointers (RFC 6901): the names of form fields are places in the document that is sent.

/** @param {string} pointer */
export const steps = (pointer) =>
  pointer.split("/").slice(1).map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));

/** "/values" and "a/b" make "/values/a~1b". @param {...(string | number)} parts */
export const pointerOf = (...parts) =>
  parts.map((part) => "/" + String(part).replaceAll("~", "~0").replaceAll("/", "~1")).join("");

/** @param {any} document @param {string} pointer @returns {any} */
export const read = (document, pointer) => steps(pointer).reduce((value, step) => value?.[step], document);

/** @param {any} document @param {string} pointer @param {unknown} value */
export function write(document, pointer, value) {
  const path = steps(pointer);
  const last = /** @type {string} */ (path.pop());
  const parent = path.reduce((at, step) => (at[step] ??= {}), document);
  parent[last] = value;
}

/**
 * Every place that has a value of its own; a list counts as one value.
 * @param {unknown} value @param {string} [at] @returns {string[]}
 */
export function leaves(value, at = "") {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return [at];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, at + pointerOf(key)));
}

/** The order of an object's keys says nothing. @param {unknown} value */
const text = (value) => JSON.stringify(value ?? null, (_, inner) =>
  (inner && typeof inner === "object" && !Array.isArray(inner) ? Object.fromEntries(Object.entries(inner).sort()) : inner));

/** @param {unknown} a @param {unknown} b */
export const same = (a, b) => text(a) === text(b);
