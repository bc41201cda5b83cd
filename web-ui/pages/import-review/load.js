// What the review shows of the box, and how another file or another address changes it.
import { announce } from "../../announce.js";
import { get, Problem, withParameters } from "../../api.js";
import { offsetOf, pageSize } from "../../parts/pager.js";
import { navigate, setTitle, withQuery } from "../../router.js";
import { words } from "../../words.js";
import { issueCounts } from "../import-parts/counts.js";
import { waits } from "../import-parts/listed.js";
import { send } from "../import-parts/send.js";
import { pageWith } from "./seek.js";
import { arrive } from "./walk.js";

const parts = words("shell");
const t = words("import-review");

/** @typedef {import("../import-review.js").Show} Show */
/** @typedef {import("../import-review.js").Ui} Ui */
/** @typedef {ReturnType<typeof reader>} Box */

export const none = { error: 0, warning: 0, note: 0 };

/** @param {string} path @param {AbortSignal} signal */
export function reader(path, signal) {
  /** @returns {Promise<import("../../types.js").ImportDetail>} */
  const detail = () => get(path, { signal });
  /** @param {Show} show @param {number} offset @param {number} [limit] @returns {Promise<import("../../types.js").Rows>} */
  const rows = (show, offset, limit = pageSize) => get(withParameters(`${path}/rows`, { show, offset, limit }), { signal });
  /** The rows that an address asks for. @param {URLSearchParams} query */
  const load = async (query) => {
    const show = shownBy(query);
    const row = Number(query.get("row"));
    const offset = row ? await pageWith((offset, limit) => rows(show, offset, limit), row) : offsetOf(query);
    return { show, rows: await rows(show, offset) };
  };
  return { path, signal, detail, rows, load };
}

/** @param {URLSearchParams} query @returns {Show} */
function shownBy(query) {
  const show = query.get("show") ?? "";
  return show in t.show ? /** @type {Show} */ (show) : "all";
}

/** The address has changed. @param {Ui} ui @param {Box} box @param {URLSearchParams} query */
export async function show(ui, box, query) {
  try {
    const isHere = ui.state.rows.rows.some(({ number }) => number === Number(query.get("row")));
    if (!isHere || shownBy(query) !== ui.state.show) await ui.update({ ...(await box.load(query)), position: "", problem: "" });
    // Somebody else has changed columns or file since.
    if (ui.state.rows.version !== ui.state.detail.version) await ui.update({ detail: await box.detail(), problem: parts.conflict.title });
    arrive(ui, query);
  } catch (error) {
    // Applied or discarded meanwhile: its own page says which.
    if (error instanceof Problem && [404, 409].includes(error.status)) return navigate(box.path, { replace: true });
    ui.update({ problem: /** @type {Error} */ (error).message });
  }
}

/** A corrected file comes in. @param {Ui} ui @param {Box} box @param {File} file */
export async function replace(ui, box, file) {
  const sent = await send(ui, `${box.path}/file`, file, { method: "PUT", ifMatch: ui.state.detail.version, signal: box.signal });
  if (sent) announce(`${sent.file_name}: ${issueCounts(sent.issues ?? none)}`);
  try {
    const detail = sent ?? (await box.detail());
    if (!waits(detail)) return navigate(box.path, { replace: true });
    if (detail.version === ui.state.detail.version) return; // refused: what was there is still there
    const place = withQuery({ row: null, code: null });
    if (place !== location.pathname + location.search) await navigate(place, { replace: true });
    setTitle(t.title(detail.file_name));
    const rows = await box.load(new URLSearchParams(location.search));
    await ui.update({ detail, ...rows, blocked: false, at: "", position: "", problem: sent ? "" : parts.conflict.title });
  } catch (error) {
    ui.update({ problem: /** @type {Error} */ (error).message });
  }
}
