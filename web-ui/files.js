// Files to and from the box.
import { again, answer, headersOf, post, problemOf, unreachable } from "./api.js";

/**
 * Sends a file as it is. XMLHttpRequest, because fetch cannot tell how much has been sent.
 * @param {string} path
 * @param {File | Blob} file
 * @param {{method?: "POST" | "PUT", name?: string, ifMatch?: string, headers?: Record<string, string>,
 *   onProgress?: (sent: number, total: number) => void, signal?: AbortSignal}} [options]
 * @returns {Promise<any>}
 */
export function upload(path, file, options = {}) {
  return again(() => send(path, file, options), true);
}

/**
 * @param {string} path @param {File | Blob} file @param {NonNullable<Parameters<typeof upload>[2]>} options
 * @returns {Promise<any>}
 */
function send(path, file, { method = "POST", name, ifMatch, headers, onProgress, signal }) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, "/api/v1" + path);
    const fileName = name ?? (file instanceof File ? file.name : null);
    /** @type {Record<string, string>} */
    const named = fileName ? { "X-File-Name": encodeURIComponent(fileName) } : {};
    const all = headersOf(method, "application/octet-stream", ifMatch, { ...named, ...headers });
    for (const [header, value] of Object.entries(all)) request.setRequestHeader(header, value);
    request.upload.onprogress = (event) => onProgress?.(event.loaded, event.total);
    request.onerror = () => reject(unreachable());
    request.onabort = () => reject(new DOMException("Left the page", "AbortError"));
    request.onload = () => {
      if (request.status < 300) resolve(request.responseText ? JSON.parse(request.responseText) : null);
      else reject(problemOf(request.status, request.getResponseHeader("Retry-After"), request.responseText));
    };
    signal?.addEventListener("abort", () => request.abort(), { once: true });
    request.send(file);
  });
}

/**
 * Saves what the box answers under the box's file name. With a body it is a POST.
 * @param {string} path @param {unknown} [body]
 */
export async function download(path, body) {
  const response = await answer(body === undefined ? "GET" : "POST", path, { body });
  const name = /filename="?([^";]+)"?/.exec(response.headers.get("content-disposition") ?? "")?.[1];
  save(await response.blob(), name ?? "linekey");
}

/**
 * Secrets are fetched with a ticket that is good once, so that no address and no history can give them again.
 * @param {import("./types.js").DownloadRequest} what
 */
export async function downloadSecrets(what) {
  await download(`/downloads/${await ticket(what)}`, {});
}

/** The same as JSON, to be shown on the page. @param {Extract<import("./types.js").DownloadRequest, {format?: string}>} what */
export async function readSecrets(what) {
  return post(`/downloads/${await ticket({ ...what, format: "json" })}`);
}

/** @param {import("./types.js").DownloadRequest} what @returns {Promise<string>} */
async function ticket(what) {
  return (await post("/downloads", { body: what })).ticket;
}

/** @param {Blob} blob @param {string} name */
export function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
