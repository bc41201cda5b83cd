// N and Shift+N, while no field has the focus. Who speaks to the computer can switch them off.
const name = "review-keys";

export const areOn = () => {
  try {
    return localStorage.getItem(name) !== "off";
  } catch {
    return true;
  }
};

/** @param {boolean} on */
export function switchKeys(on) {
  try {
    localStorage.setItem(name, on ? "on" : "off");
  } catch {
    // Then they stay as they are.
  }
}

/** @param {(step: 1 | -1) => unknown} walk @param {AbortSignal} signal */
export function keys(walk, signal) {
  addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "n" || event.ctrlKey || event.metaKey || event.altKey || !areOn()) return;
    if (event.target instanceof Element && event.target.closest("input, select, textarea, dialog")) return;
    event.preventDefault();
    walk(event.shiftKey ? -1 : 1);
  }, { signal });
}
