// Which page shows which address. The server answers exactly these paths with index.html.
import * as catalogue from "./pages/catalogue.js";
import * as claim from "./pages/claim.js";
import * as files from "./pages/files.js";
import * as help from "./pages/help.js";
import * as importPage from "./pages/import.js";
import * as importCheck from "./pages/import-check.js";
import * as importColumns from "./pages/import-columns.js";
import * as importNew from "./pages/import-new.js";
import * as importReview from "./pages/import-review.js";
import * as importSlips from "./pages/import-slips.js";
import * as imports from "./pages/imports.js";
import * as inbox from "./pages/inbox.js";
import * as keys from "./pages/keys.js";
import * as login from "./pages/login.js";
import * as people from "./pages/people.js";
import * as person from "./pages/person.js";
import * as phone from "./pages/phone.js";
import * as phones from "./pages/phones.js";
import * as settings from "./pages/settings.js";
import * as start from "./pages/start.js";
import * as template from "./pages/template.js";

/** Path (`#` stands for a number) and page. @type {import("./paths.js").Routes} */
export const routes = [
  ["/", start],
  ["/claim", claim],
  ["/login", login],
  ["/imports", imports],
  ["/imports/new", importNew],
  ["/imports/#", importPage],
  ["/imports/#/columns", importColumns],
  ["/imports/#/review", importReview],
  ["/imports/#/check", importCheck],
  ["/imports/#/slips", importSlips],
  ["/keys", keys],
  ["/people", people],
  ["/people/new", person],
  ["/people/#", person],
  ["/phones", phones],
  ["/phones/new", phone],
  ["/phones/#", phone],
  ["/inbox", inbox],
  ["/files", files],
  ["/catalogue", catalogue],
  ["/catalogue/file", template],
  ["/settings", settings],
  ["/help", help],
];
