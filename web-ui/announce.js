// What a screen reader says by itself: one polite region that is there from the start (index.html).

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
