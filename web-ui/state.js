// State, view, update: the whole of our "framework". A page keeps one plain object; what is seen follows from it.
import { render } from "./node_modules/lit-html/lit-html.js";

/** @typedef {import("./types.js").Content} Content */

/** @type {WeakMap<HTMLElement, () => Promise<void>>} */
const drawers = new WeakMap();

/** Draws what is mounted in `root` again; for parts that change a state of their own. @param {HTMLElement} root */
export const redraw = (root) => drawers.get(root)?.() ?? Promise.resolve();

/**
 * Draws `view(state)` into `root` and again after each update. Several updates in one go are drawn once.
 * @template {object} S
 * @param {HTMLElement} root
 * @param {(state: S) => Content} view
 * @param {S} state
 * @param {AbortSignal} [signal] after it is aborted nothing is drawn any more
 */
export function mount(root, view, state, signal) {
  /** @type {Promise<void> | null} */
  let drawing = null;
  const draw = () => {
    drawing = null;
    if (!signal?.aborted) render(view(state), root);
  };
  /**
   * Changes the state; resolves when the page shows it, so that focus can be moved.
   * @param {Partial<S>} [patch]
   */
  const update = (patch) => {
    Object.assign(state, patch);
    drawing ??= Promise.resolve().then(draw);
    return drawing;
  };
  drawers.set(root, () => update());
  draw();
  return { state, update };
}
