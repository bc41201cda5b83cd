// What a form knows: the values, what the box said about them, and whether leaving loses something. The values have the
// shape of the request's body, so that the pointers in a problem document are the names of our fields.
import { Problem, Unreachable } from "../api.js";
import { guardLeaving, setErrorTitle } from "../router.js";
import { redraw } from "../state.js";
import { shell as t } from "../words.js";
import { mergeConflict } from "./conflict.js";
import { read, same, write } from "./pointer.js";

/** @typedef {import("../types.js").FieldProblem} FieldProblem */
/** @typedef {ReturnType<typeof createForm>} Form */

/**
 * @template {object} V
 * @template R
 * @param {import("../types.js").FormOptions<V, R>} options
 */
export function createForm(options) {
  const form = {
    id: options.id ?? "form",
    /** @type {any} */
    values: structuredClone(options.values),
    /** As the box has them. @type {any} */
    saved: structuredClone(options.values),
    version: options.version,
    /** @type {FieldProblem[]} */
    issues: [],
    /** What is wrong with the whole. */
    message: "",
    /** @type {import("./conflict.js").Conflict | null} */
    conflict: null,
    busy: false,
    /** It takes long enough to say so. */
    slow: false,
    /** Label of each field that was drawn. @type {Map<string, string>} */
    labels: new Map(),
    /** @returns {Promise<void>} once it is drawn */
    redraw: async () => void (await (options.redraw ? options.redraw() : options.root && redraw(options.root))),
    show: options.show,
    get dirty() {
      return !same(form.values, form.saved);
    },
    /** @param {string} pointer @returns {any} */
    get: (pointer) => read(form.values, pointer),
    /** @param {string} pointer @param {unknown} value */
    set(pointer, value) {
      write(form.values, pointer, value);
      form.redraw();
    },
    /** The gravest problem of a field. @param {string} pointer */
    issue(pointer) {
      const own = form.issues.filter((issue) => issue.pointer === pointer);
      return own.find(({ severity }) => severity === "error") ?? own.find(({ severity }) => severity === "warning") ?? own[0] ?? null;
    },
    /** @param {string} pointer @param {unknown} value the box's suggestion */
    accept(pointer, value) {
      form.issues = form.issues.filter((issue) => issue.pointer !== pointer);
      form.set(pointer, value);
      document.getElementById(fieldId(form, pointer))?.focus();
    },
    /** Starts again from a document of the box. @param {V} values @param {string} [version] */
    load(values, version) {
      form.values = structuredClone(values);
      form.saved = structuredClone(values);
      Object.assign(form, { version, issues: [], message: "", conflict: null });
      form.redraw();
    },
    /** @param {Event} [event] */
    async submit(event) {
      event?.preventDefault();
      if (form.busy) return;
      await sending(form, async () => {
        const sent = structuredClone(form.values);
        const result = await options.submit(sent, form);
        form.saved = sent;
        return () => options.done?.(result);
      }, options.read);
    },
  };
  guardLeaving(() => form.dirty && !options.signal.aborted, options.signal);
  return form;
}

/** The id of a field's control. @param {{id: string}} form @param {string} pointer */
export const fieldId = (form, pointer) => form.id + pointer.replaceAll(/\W+/g, "-");

/**
 * @param {Form} form @param {() => Promise<() => unknown>} send @param {((document: any) => any) | undefined} readValues
 */
async function sending(form, send, readValues) {
  Object.assign(form, { busy: true, issues: [], message: "", conflict: null });
  const slow = setTimeout(() => {
    form.slow = true;
    form.redraw();
  }, 300);
  setErrorTitle(false);
  form.redraw();
  /** @type {(() => unknown) | null} */
  let done = null;
  try {
    done = await send();
  } catch (error) {
    fail(form, error, readValues);
  }
  clearTimeout(slow);
  Object.assign(form, { busy: false, slow: false });
  await form.redraw();
  if (done) return void (await done());
  setErrorTitle(true);
  document.getElementById(`${form.id}-summary`)?.focus();
}

/** @param {Form} form @param {unknown} error @param {((document: any) => any) | undefined} readValues */
function fail(form, error, readValues) {
  if (error instanceof Problem && error.status === 412 && error.current) {
    mergeConflict(form, /** @type {any} */ (error.current), readValues);
  } else if (error instanceof Problem) {
    form.issues = error.fields;
    if (!error.fields.some((issue) => issue.severity === "error")) form.message = error.detail;
  } else if (error instanceof Unreachable) {
    form.message = t.form.noAnswer;
  } else {
    form.message = t.form.unknown;
    console.error(error);
  }
}
