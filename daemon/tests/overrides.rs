//! Parameters in the makers' words and the box's own templates, by the built program and with phones that really ask.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail loudly")]

mod support;

use std::fs;

use serde_json::{Value, json};
use support::{Daemon, Place, browser::Browser, has, soon};

const FILE: &str = "805ec0000001.cfg";
const TEMPLATE: &str = "yealink/v81.cfg.j2";

/// A claimed box with one user and their phone.
fn office(place: &Place, server: &Daemon) -> (Browser, Value) {
    let mut browser = Browser::claim(place, server);
    let settings = browser.get("/settings").json();
    let values = json!({ "pbx.host": "pbx.example.com", "pbx.kind": "asterisk" });
    browser.patch("/settings", settings["version"].as_str(), &json!({ "values": values })).status(200);
    let user = json!({
        "first_name": "Pam", "last_name": "Beesly", "email": "pam@example.com", "notification_email": null,
        "include_voicemail": false, "in_directory": true, "softphone": false, "user_notes": null, "location": null,
        "department": null, "extensions": [{ "number": "2001", "display_name": null, "own_line": true }],
        "phone_numbers": [], "custom": {}
    });
    let user = browser.post("/users", &user).json()["user"]["id"].clone();
    let phone = json!({
        "mac_address": "80:5e:c0:00:00:01", "brand": null, "family": null, "model": "t46s", "name": null,
        "user": user, "expansion": null
    });
    let device = browser.post("/devices", &phone).json();
    (browser, device)
}

fn line(server: &Daemon, beginning: &str) -> String {
    let file = String::from_utf8(server.curl("http", FILE).unwrap_or_default()).unwrap();
    file.lines().find(|line| line.starts_with(beginning)).unwrap_or_default().to_owned()
}

fn encoded(path: &str) -> String {
    path.replace('/', "%2F")
}

#[test]
fn an_override_is_laid_over_and_every_value_says_where_it_came_from() {
    if !has("curl") {
        return;
    }
    let place = Place::new();
    let server = place.serve();
    let (mut browser, device) = office(&place, &server);
    let list = browser.get("/overrides").json();
    let version = list["version"].as_str().unwrap().to_owned();
    let at = |level: &str, value: &str| json!({ "level": level, "model": "t46s", "device": device["id"], "parameter": "account.1.label", "value": value });
    let saved = browser.put("/overrides", Some(&version), &at("model", "Sales"));
    let saved = saved.json();
    assert_eq!((&saved["overrides"][0]["family"], &saved["notes"]), (&json!("t4x"), &json!([])));
    soon("the model's override", || line(&server, "account.1.label") == "account.1.label = Sales");
    assert_eq!(browser.put("/overrides", Some(&version), &at("device", "x")).status, 412);
    browser.put("/overrides", saved["version"].as_str(), &at("device", "Desk")).status(200);
    soon("the phone's override", || line(&server, "account.1.label") == "account.1.label = Desk");

    let parameters = browser.get(&format!("/devices/{}/parameters", device["id"])).json();
    assert_eq!((&parameters["name"], &parameters["takes_overrides"]), (&json!(FILE), &json!(true)));
    let all = parameters["parameters"].as_array().unwrap();
    let one = |name: &str| all.iter().find(|one| one["name"] == name).unwrap();
    let label = one("account.1.label");
    assert_eq!((&label["value"], &label["replaced"]), (&json!("Desk"), &json!("2001")));
    assert_eq!(
        (&label["override"]["level"], &label["beaten"][0]["level"]),
        (&json!("device"), &json!("model"))
    );
    let password = one("account.1.password");
    assert!(password["value"].as_str().unwrap().starts_with('•'), "{password}");
    let host = one("account.1.sip_server.1.address");
    assert!(
        host["sources"].as_array().unwrap().contains(&json!({ "kind": "setting", "name": "pbx.host" })),
        "{host}"
    );
    assert!(host["template"]["path"].as_str().unwrap().ends_with("parts/accounts.cfg.j2"), "{host}");

    let present = browser_version(&mut browser);
    let refused = browser.put("/overrides", present.as_deref(), &at("model", "a\nb"));
    assert_eq!(refused.problem(422, "override_refused")["fields"][0]["pointer"], "/value");
    let query = format!("/overrides?level=device&device={}&parameter=account.1.label", device["id"]);
    browser.delete(&query, present.as_deref()).status(200);
    soon("the model's override again", || line(&server, "account.1.label") == "account.1.label = Sales");

    place.ok(&["overrides", "remove", "--level", "model", "--model", "t46s", "account.1.label"]);
    let noted = place.run(&["overrides", "set", "--level", "site", "account.1.password = secret"]);
    assert!(noted.status() == 0 && noted.errors().contains("is shown in clear"), "{}", noted.errors());
    assert!(place.ok(&["overrides", "list"]).contains("account.1.password = secret"));
    let origins = place.ok(&["render", "805ec0000001", "--origins"]);
    assert!(
        origins.contains("account.1.password = secret\n    override at site level; instead of \"•"),
        "{origins}"
    );
    assert!(origins.contains("user Pam Beesly (2001)"), "{origins}");
    let events = place.ok(&["export", "events", "--format", "json"]);
    assert!(events.contains("override_set") && !events.contains("secret"), "{events}");
}

fn browser_version(browser: &mut Browser) -> Option<String> {
    browser.get("/overrides").json()["version"].as_str().map(str::to_owned)
}

#[test]
fn a_running_box_takes_templates_up_by_itself_and_names_the_faulty_ones() {
    if !has("curl") {
        return;
    }
    let place = Place::new();
    let server = place.serve();
    let (mut browser, _) = office(&place, &server);
    assert!(line(&server, "own.parameter").is_empty());

    // By hand, as a person with an editor does.
    place.ok(&["templates", "copy", TEMPLATE]);
    let own = place.data().join("templates").join(TEMPLATE);
    let shipped = fs::read_to_string(&own).unwrap();
    fs::write(&own, format!("{shipped}own.parameter = {{{{ phone.mac }}}}\n")).unwrap();
    soon("the edited template", || line(&server, "own.parameter") == "own.parameter = 805ec0000001");
    assert!(place.ok(&["templates", "diff", TEMPLATE]).contains("+own.parameter = {{ phone.mac }}\n"));

    // A faulty one is named, and the shipped one serves on.
    fs::write(&own, "own.parameter = 1\n{% if %}\n").unwrap();
    soon("the shipped template", || line(&server, "own.parameter").is_empty());
    assert!(!line(&server, "account.1.label").is_empty());
    let check = place.run(&["templates", "check"]);
    assert!(check.status() == 1 && check.errors().contains("faulty (line 2: "), "{}", check.errors());
    let shown = browser.get(&format!("/templates/{}", encoded(TEMPLATE))).json();
    assert_eq!((&shown["state"], &shown["fault"]["line"]), (&json!("faulty"), &json!(2)));
    assert!(place.ok(&["export", "events", "--format", "json"]).contains("template_fault"));

    // By the API: what would be faulty is refused, what is sound counts at once.
    let path = format!("/templates/{}", encoded(TEMPLATE));
    let version = shown["version"].as_str().unwrap();
    let refused = browser.put(&path, Some(version), &json!({ "text": "a = 1\nb = {{ nothing }}\n" }));
    let refused = refused.problem(422, "template_faulty");
    assert!(refused["detail"].as_str().unwrap().contains("v81.cfg.j2, line 2: undefined value"), "{refused}");
    let text = format!("{shipped}own.parameter = 2\n");
    let written = browser.put(&path, Some(version), &json!({ "text": text })).json();
    assert_eq!(written["state"], "overlaid");
    soon("the written template", || line(&server, "own.parameter") == "own.parameter = 2");
    assert_eq!(browser.put(&path, Some(version), &json!({ "text": text })).status, 412);
    browser.delete(&path, written["version"].as_str()).status(200);
    soon("the shipped template again", || line(&server, "own.parameter").is_empty());
    assert!(!own.exists());

    for outside in ["../linekey.db", "..%2Fsecret.key", "%2Fetc%2Fpasswd", "yealink%2F..%2F..%2Fx.toml"] {
        let answer = browser.put(&format!("/templates/{outside}"), Some("x"), &json!({ "text": "" }));
        assert!(matches!(answer.status, 404 | 405), "{outside}: {answer:?}");
    }
}

#[test]
fn a_cloned_model_can_be_given_to_a_phone_at_once() {
    if !has("curl") {
        return;
    }
    let place = Place::new();
    let server = place.serve();
    let (mut browser, device) = office(&place, &server);
    let clone =
        json!({ "brand": "yealink", "family": "t4x", "model": "t46s", "id": "t46x", "name": "Own T46X" });
    let made = browser.post("/templates", &clone);
    assert_eq!(made.status, 200, "{made:?}");
    assert_eq!(made.json()["path"], "yealink/t4x.toml");
    let path = format!("/devices/{}", device["id"]);
    let present = browser.get(&path).json();
    let mut form = json!({ "model": "t46x" });
    for field in ["mac_address", "name", "expansion"] {
        form[field] = present[field].clone();
    }
    form["user"] = present["user"]["id"].clone();
    for field in ["brand", "family"] {
        form[field] = Value::Null;
    }
    let changed = browser.put(&path, present["version"].as_str(), &form);
    assert_eq!(changed.status, 200, "{changed:?}");
    assert_eq!(line(&server, "account.1.label"), "account.1.label = 2001");
    assert!(place.ok(&["catalogue"]).contains("Own T46X"));
}
