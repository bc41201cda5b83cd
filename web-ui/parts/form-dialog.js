// A form in a dialog, which closes once the box has taken what was asked.
import { html } from "../node_modules/lit-html/lit-html.js";
import { announce } from "../announce.js";
import { shell as t } from "../words.js";
import { openDialog } from "./dialog.js";
import { createForm, formView } from "./form.js";

/** @typedef {import("../types.js").Content} Content */
/** @typedef {import("./form.js").Form} Form */

/**
 * @param {string} title
 * @param {Omit<import("../types.js").FormOptions<any, any>, "redraw" | "root" | "id" | "done">
 *   & {button: string, said: (result: any) => string, content: (form: Form) => Content}} options `said` is announced afterwards
 */
export async function formDialog(title, { button, said, content, ...options }) {
  /** @type {import("./dialog.js").DialogHandle} */
  let dialog;
  const form = createForm({
    ...options, id: "asked", redraw: () => dialog.redraw(),
    done(result) {
      dialog.close();
      announce(said(result));
    },
  });
  await openDialog(title, (handle) => {
    dialog = handle;
    return formView(form, content(form), { button, beside: html`<button type="button" @click=${() => handle.close()}>${t.dialog.cancel}</button>` });
  });
  // What was typed and left goes with the dialog.
  form.saved = form.values;
}
