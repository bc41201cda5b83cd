// What happens on the box, as it happens. One connection a tab, however many listen; it is closed while nobody looks.
// While it is down, listeners get a "tick" every two seconds and ask for themselves; also once when it is there (again),
// because something may have happened since they looked.

/** @typedef {{type: "change" | "sightings" | "import" | "tick", data: any}} BoxEvent */

/** @type {Set<(event: BoxEvent) => void>} */
const listeners = new Set();
/** @type {EventSource | null} */
let source = null;
let failures = 0;
let retry = 0;
let ticking = 0;

/**
 * Calls `onEvent` until `signal` is aborted.
 * @param {(event: BoxEvent) => void} onEvent @param {AbortSignal} signal
 */
export function stream(onEvent, signal) {
  if (signal.aborted) return;
  listeners.add(onEvent);
  signal.addEventListener("abort", () => {
    listeners.delete(onEvent);
    if (listeners.size === 0) close();
  });
  open();
}

/** @param {BoxEvent} event */
const tell = (event) => listeners.forEach((listener) => listener(event));
const tick = () => tell({ type: "tick", data: null });

function open() {
  if (source || document.hidden || listeners.size === 0) return;
  clearTimeout(retry);
  const opened = new EventSource("/api/v1/stream");
  source = opened;
  opened.onopen = () => {
    tick();
    failures = 0;
    clearInterval(ticking);
    ticking = 0;
  };
  opened.onerror = () => reopenLater();
  for (const type of /** @type {const} */ (["change", "sightings", "import"])) {
    opened.addEventListener(type, (event) => tell({ type, data: JSON.parse(event.data) }));
  }
}

function reopenLater() {
  drop();
  failures += 1;
  ticking ||= window.setInterval(tick, 2000);
  retry = window.setTimeout(open, Math.min(30_000, 1000 * 2 ** (failures - 1)));
}

function drop() {
  source?.close();
  source = null;
}

function close() {
  drop();
  clearTimeout(retry);
  clearInterval(ticking);
  ticking = 0;
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) close();
  else open();
});
addEventListener("pagehide", close);
