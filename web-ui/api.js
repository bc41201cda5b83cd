// The one way to the box: JSON over /api/v1. What went wrong arrives as a Problem (the box said no) or as Unreachable
// (no answer); when the session has ended the person is asked to log in over the page and the call is repeated.

import { shell } from "./words.js";

const base = "/api/v1";
const { failure: t } = shell;

/** @typedef {import("./types.js").ProblemDocument} ProblemDocument */
/** @typedef {import("./types.js").FieldProblem} FieldProblem */
/**
 * @typedef {object} CallOptions
 * @property {unknown} [body] sent as JSON
 * @property {string} [ifMatch] version of the document that is changed
 * @property {Record<string, string>} [headers]
 * @property {AbortSignal} [signal]
 */

/** The box answered that it will not do this, and why. */
export class Problem extends Error {
  /**
   * @param {ProblemDocument} document
   * @param {number} [retryAfter] seconds
   */
  constructor(document, retryAfter) {
    super(document.detail);
    this.code = document.code;
    this.detail = document.detail;
    this.status = document.status;
    /** @type {FieldProblem[]} */
    this.fields = document.fields ?? [];
    this.current = document.current;
    this.retryAfter = retryAfter ?? null;
  }
}

/** What the page itself has to say about a field. @param {string} pointer @param {string} message @returns {FieldProblem} */
export const complaint = (pointer, message) => ({ pointer, message, code: "", severity: "error", suggestion: null });

/** The page's own no, as if the box had said it. @param {FieldProblem[]} fields */
export const refusal = (...fields) => new Problem({ type: "", title: "", status: 422, code: "", detail: "", fields });

/** The box did not answer at all. */
export class Unreachable extends Error {}

/** Dispatches "reachable" and "unreachable". */
export const connection = new EventTarget();

/** What session.js puts in: the header's value, and what to do about a session that has ended. */
export const guard = {
  csrf: "",
  /** Resolves when the call may be repeated; rejects when the person does not want to log in. `acts`: it changes something. */
  renew: /** @type {(problem: Problem, acts: boolean) => Promise<void>} */ ((problem) => Promise.reject(problem)),
};

/** @param {string} path @param {CallOptions} [options] @returns {Promise<any>} */
export const get = (path, options) => call("GET", path, options);
/** @param {string} path @param {CallOptions} [options] @returns {Promise<any>} */
export const post = (path, options) => call("POST", path, { body: {}, ...options });
/** @param {string} path @param {CallOptions} [options] @returns {Promise<any>} */
export const put = (path, options) => call("PUT", path, { body: {}, ...options });
/** @param {string} path @param {CallOptions} [options] @returns {Promise<any>} */
export const patch = (path, options) => call("PATCH", path, { body: {}, ...options });
/** @param {string} path @param {CallOptions} [options] @returns {Promise<any>} */
export const del = (path, options) => call("DELETE", path, options);

/** @param {string} method @param {string} path @param {CallOptions} [options] */
async function call(method, path, options = {}) {
  const response = await answer(method, path, options);
  return response.status === 204 ? null : response.json();
}

/**
 * The answer to a call, once it is a good one.
 * @param {string} method @param {string} path @param {CallOptions} options
 * @returns {Promise<Response>}
 */
export function answer(method, path, options) {
  return again(async () => {
    const response = await reach(() => fetch(base + path, request(method, options)));
    if (!response.ok) throw problemOf(response.status, response.headers.get("retry-after"), await response.text());
    return response;
  }, method !== "GET");
}

/**
 * Makes a call, and once more when the session had ended and the person has logged in again.
 * @template T
 * @param {() => Promise<T>} attempt @param {boolean} acts
 * @returns {Promise<T>}
 */
export async function again(attempt, acts) {
  try {
    return await attempt();
  } catch (error) {
    if (!(error instanceof Problem) || !["session_required", "csrf_wrong"].includes(error.code)) throw error;
    await guard.renew(error, acts);
    return attempt();
  }
}

/** @param {string} method @param {CallOptions} options @returns {RequestInit} */
function request(method, { body, ifMatch, headers, signal }) {
  return {
    method,
    signal,
    body: body === undefined ? undefined : JSON.stringify(body),
    headers: headersOf(method, "application/json", ifMatch, headers),
  };
}

/**
 * @param {string} method @param {string} type @param {string} [ifMatch] @param {Record<string, string>} [more]
 * @returns {Record<string, string>}
 */
export function headersOf(method, type, ifMatch, more) {
  return {
    ...(method === "GET" ? {} : { "Content-Type": type, "X-CSRF-Token": guard.csrf }),
    ...(ifMatch === undefined ? {} : { "If-Match": `"${ifMatch}"` }),
    ...more,
  };
}

/** @param {() => Promise<Response>} send */
async function reach(send) {
  try {
    const response = await send();
    connection.dispatchEvent(new Event("reachable"));
    return response;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw unreachable();
  }
}

/** Tells the page that the box is away, and makes the error for the caller. */
export function unreachable() {
  connection.dispatchEvent(new Event("unreachable"));
  return new Unreachable(t.unreachable);
}

/** @param {number} status @param {string | null} retryAfter @param {string} text */
export function problemOf(status, retryAfter, text) {
  const wait = retryAfter ? Number(retryAfter) : undefined;
  try {
    return new Problem({ status, ...JSON.parse(text) }, wait);
  } catch {
    // Something between us and the box answered, or the box broke: there is no document to show.
    const detail = t.noReason(String(status));
    return new Problem({ type: "about:blank", title: detail, status, detail, code: "unknown" }, wait);
  }
}

/**
 * The address of a list: leaves out what is empty.
 * @param {string} path @param {Record<string, string | number | boolean | null | undefined>} values
 */
export function withParameters(path, values) {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== null && value !== undefined && value !== "") parameters.set(name, String(value));
  }
  return parameters.size ? `${path}?${parameters}` : path;
}
