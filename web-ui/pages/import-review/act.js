// What a person does to many cells or rows. The box does one thing after the other.
import { announce } from "../../announce.js";
import { post, Problem, put } from "../../api.js";
import { navigate } from "../../router.js";
import { shell as parts } from "../../words.js";
import { issueCounts } from "../import-parts/counts.js";
import { renew } from "./load.js";
import { openIssues } from "./sums.js";

/** @typedef {import("../import-review.js").Ui} Ui */
/** @typedef {import("./load.js").Box} Box */

/** @param {Ui} ui @param {Box} box */
export function acting(ui, box) {
  const { state } = ui;
  let last = Promise.resolve();
  const fail = (/** @type {Error} */ { message }) => void (box.signal.aborted || ui.update({ problem: message }));

  /** Begins when what was asked for before is done. @param {() => unknown} job @returns {Promise<void>} */
  const inTurn = (job) => (last = last.then(job).then(() => {}, fail));

  /** A change that the box answers with the import. @param {Call} call */
  const act = (call) => inTurn(() => change(ui, box, call));

  /** @param {() => number[] | "with_errors" | Promise<number[]>} rows @param {boolean} left_out */
  const leaveOut = (rows, left_out = true) => act(async (ifMatch) => put(`${box.path}/left-out`, { ifMatch, body: { rows: await rows(), left_out } }));

  /** On to the last look, when what is on its way has arrived. */
  async function check() {
    await last;
    if (state.detail.issues?.error) ui.update({ blocked: true });
    else if (!state.problem) navigate(`${box.path}/check`);
  }

  return {
    inTurn, act, check,
    undo: () => act((ifMatch) => post(`${box.path}/repairs/undo`, { ifMatch })),
    /** Leaves a row out, or puts it back. @param {import("./rows.js").Row} row */
    turn({ number, left_out }) {
      state.kept.add(number);
      leaveOut(() => [number], !left_out);
    },
    /** All rows of a group, of which it lists a hundred. @param {import("./problems.js").IssueGroup} group */
    leaveGroup: ({ id, rows }) => leaveOut(() => (rows.length < 100 ? rows : box.numbers(id))),
    /** On without the rows that have errors. */
    async goWithout() {
      await leaveOut(() => "with_errors");
      check();
    },
  };
}

/** @typedef {(version: string) => Promise<import("../../types.js").ImportDetail>} Call */

/** @param {Ui} ui @param {Box} box @param {Call} call */
async function change(ui, box, call) {
  ui.update({ problem: "" });
  try {
    await renew(ui, box, call(ui.state.detail.version));
    announce(issueCounts(openIssues(ui.state.detail)));
  } catch (error) {
    await renew(ui, box);
    throw error instanceof Problem && error.status === 412 ? new Error(parts.conflict.title) : error;
  } finally {
    // What had the focus is gone.
    if (document.activeElement === document.body) document.getElementById("problems")?.focus({ preventScroll: true });
  }
}
