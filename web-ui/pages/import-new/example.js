// What a file looks like.
import { html } from "../../node_modules/lit-html/lit-html.js";
import { section } from "../../parts/section.js";
import { table } from "../../parts/table.js";
import { imports as t } from "../../words.js";

const [names, ...rows] = `email,first_name,last_name,extension,mac_address,brand,model
pam@office.example,Pam,Beesly,2001,80:5e:c0:10:a0:7b,Yealink,T57W
pam@office.example,,,,24:9a:d8:10:a2:c4,Yealink,T46U
jim@office.example,Jim,Halpert,2002,,,`.split("\n").map((line) => line.split(","));

export const example = section("needs", t.needs, html`
    <p class="measure">${t.needsColumns}<br>${t.needsRepeat}</p>
    <details>
      <summary>${t.example}</summary>
      <div class="stack-tight">
        <p class="measure">${t.exampleAbout}</p>
        ${table({ id: "example", caption: t.exampleCaption, captionShown: true, wide: true, rows, key: String,
          columns: names.map((label, at) => ({ label, header: at === 0, cell: (row) => row[at] })) })}
      </div>
    </details>`);
