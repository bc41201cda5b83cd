// What others do to the same file. Nothing moves while somebody types: what came meanwhile is shown when the field is left.
import { stream } from "../../stream.js";
import { isField } from "../../announce.js";
import { renew } from "./load.js";

/** @param {import("../import-review.js").Ui} ui @param {import("./load.js").Box} box @param {(job: () => unknown) => unknown} inTurn */
export function follow(ui, box, inTurn) {
  const { state } = ui;
  let heard = "";
  let isStale = false;
  // While the box is away the banner says so, and there is another tick.
  const look = () => renew(ui, box).catch(() => {});
  function hear() {
    // Our own changes come by here as well: by then they are on the page.
    if (heard && heard === state.rows.version && heard === state.detail.version) return;
    isStale = isField(document.activeElement);
    if (!isStale) return look();
  }
  stream(({ type, data }) => {
    if (type !== "tick" && (type !== "import" || data.id !== state.detail.id)) return;
    heard = data?.version ?? "";
    inTurn(hear);
  }, box.signal);
  addEventListener("focusout", () => {
    if (isStale) inTurn(look);
    isStale = false;
  }, { signal: box.signal });
}
