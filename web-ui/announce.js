// Where attention goes: what a screen reader says by itself, and where the keyboard is.

const pause = 5000;
let last = 0;
let timer = 0;

/**
 * Says `text` politely. Counts that move fast come out at most every five seconds, the latest wins.
 * @param {string} text
 */
export function announce(text) {
  clearTimeout(timer);
  timer = window.setTimeout(() => {
    last = Date.now();
    const region = document.getElementById("status");
    if (!region) return;
    // The same words twice are only said again when the region was empty in between.
    region.textContent = "";
    requestAnimationFrame(() => (region.textContent = text));
  }, Math.max(0, last + pause - Date.now()));
}

/** Whether keys and pasting belong to what has the focus. @param {EventTarget | null} target */
export const isField = (target) => target instanceof Element && target.closest("input, select, textarea, dialog") !== null;

/** Focuses an element that need not be focusable by itself. @param {Element | null} element */
export function focusOn(element) {
  if (!(element instanceof HTMLElement)) return;
  if (element.tabIndex < 0 && !element.hasAttribute("tabindex")) element.tabIndex = -1;
  element.focus({ preventScroll: element.tagName === "H1" });
}

/** Goes to the place on the page that the address names after #. */
export function toAnchor() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  target.scrollIntoView();
  focusOn(target);
}
