// Rows that keep their elements, and so the focus and what was opened, when others come, go or move. What lit's own
// `repeat` does, without its shortcuts for lists of thousands.
import { noChange } from "../node_modules/lit-html/lit-html.js";
import { Directive, directive } from "../node_modules/lit-html/directive.js";
import { insertPart, removePart, setChildPartValue, setCommittedValue } from "../node_modules/lit-html/directive-helpers.js";

/** @typedef {import("../node_modules/lit-html/lit-html.js").ChildPart} ChildPart */

class ByKey extends Directive {
  /** @type {[unknown, ChildPart][]} */
  parts = [];

  /** @param {any[]} _rows @param {(row: any) => unknown} _key @param {(row: any, index: number) => unknown} _view @returns {unknown} */
  render(_rows, _key, _view) {
    return noChange;
  }

  /** @override @param {ChildPart} container @param {Parameters<ByKey["render"]>} list */
  update(container, [rows, key, view]) {
    const keys = rows.map(key);
    const left = this.parts.filter(([key, part]) => keys.includes(key) || removePart(part));
    this.parts = rows.map((row, index) => {
      const place = left.findIndex(([key]) => key === keys[index]);
      // The first of those that are left stands where this row has to be.
      const part = place === 0 ? left[0][1] : insertPart(container, left[0]?.[1], left[place]?.[1]);
      if (place >= 0) left.splice(place, 1);
      return [keys[index], setChildPartValue(part, view(row, index))];
    });
    for (const [, part] of left) removePart(part);
    setCommittedValue(container, this.parts.map(([, part]) => part));
    return noChange;
  }
}

/** @type {<R>(rows: R[], key: (row: R) => unknown, view: (row: R, index: number) => unknown) => import("../types.js").Content} */
export const byKey = /** @type {any} */ (directive(ByKey));
