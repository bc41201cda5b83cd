// All words, one file after the other: text beside text makes a smaller app.js.
import "./access.js";
import "./help.js";
import "./import-review.js";
import "./import.js";
import "./imports.js";
import "./inbox.js";
import "./keys.js";
import "./lists.js";
import "./people.js";
import "./person.js";
import "./phone.js";
import "./phones.js";
import "./settings.js";
import "./start.js";
