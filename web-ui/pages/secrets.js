// Secrets that stay on the box until somebody asks for them. One call brings them all.
import { html } from "../node_modules/lit-html/lit-html.js";
import { copyButton } from "../parts/copy.js";
import { icon } from "../parts/icon.js";
import { redraw } from "../state.js";
import { t } from "../strings/en/lists.js";

const dots = "••••••••";

/**
 * @param {HTMLElement} root where it is drawn
 * @param {() => Promise<Record<string, string>>} load the secrets by their names
 */
export function secrets(root, load) {
  /** @type {Record<string, string>} */
  let values = {};
  let shown = false;
  let problem = "";
  const toggle = async () => {
    try {
      if (Object.keys(values).length === 0) values = await load();
      shown = !shown;
      problem = "";
    } catch (error) {
      problem = /** @type {Error} */ (error).message;
    }
    redraw(root);
  };
  return {
    /** @param {string} name @param {string} copy */
    value: (name, copy) => (shown && name in values
      ? html`<div class="value"><code>${values[name]}</code>${copyButton(values[name], copy)}</div>`
      : html`<div class="value"><code>${dots}</code></div>`),
    button: () => html`
      <div class="row"><button type="button" class="small" @click=${toggle}>${icon("eye")}${shown ? t.hide : t.reveal}</button>${problem}</div>`,
    /** They may have changed. */
    forget() {
      values = {};
      shown = false;
    },
  };
}
