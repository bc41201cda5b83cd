// What a file looks like.
import { html } from "../../node_modules/lit-html/lit-html.js";
import { table } from "../../parts/table.js";
import { t } from "../../strings/en/imports.js";

const names = ["email", "first_name", "last_name", "extension", "phone_number", "mac_address", "brand", "model"];
const rows = [
  ["pam@office.example", "Pam", "Beesly", "2001", "+1 206 555 0100", "80:5e:c0:10:a0:7b", "Yealink", "T57W"],
  ["pam@office.example", "", "", "", "+1 206 555 0101", "24:9a:d8:10:a2:c4", "Yealink", "T46U"],
  ["jim@office.example", "Jim", "Halpert", "2002", "", "", "", ""],
];

export const example = () => html`
  <section class="section" aria-labelledby="needs">
    <h2 id="needs">${t.needs}</h2>
    <p class="measure">${t.needsColumns}<br>${t.needsRepeat}</p>
    <details>
      <summary>${t.example}</summary>
      <div class="stack">
        <p class="measure">${t.exampleAbout}</p>
        ${table({ id: "example", caption: t.exampleCaption, wide: true, rows, key: ([email, first]) => email + first,
          columns: names.map((name, index) => ({ label: name, header: index === 0, cell: (row) => row[index] })) })}
      </div>
    </details>
  </section>`;
