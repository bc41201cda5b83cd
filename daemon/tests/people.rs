//! People and phones by hand, through the API of the built program, with phones that really ask.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail loudly")]

mod support;

use serde_json::{Value, json};
use support::{
    Daemon, Place,
    browser::{Answer, Browser},
    curl, example, has, soon,
};

const AGENT: &str = "Yealink SIP-T46S 66.86.0.15 80:5e:c0:00:00:01";
const DOTS: &str = "••••••••";

fn user(first: &str, extensions: &[&str]) -> Value {
    let extensions: Vec<Value> = extensions
        .iter()
        .map(|number| json!({ "number": number, "display_name": null, "own_line": false }))
        .collect();
    json!({
        "first_name": first, "last_name": "Beesly", "email": format!("{first}@example.com"),
        "notification_email": null, "include_voicemail": true, "in_directory": false, "softphone": false,
        "user_notes": null, "location": null, "department": "Sales", "extensions": extensions,
        "phone_numbers": [], "custom": { "Cost centre": "77" }
    })
}

fn phone(mac: Option<&str>, user: &Value) -> Value {
    json!({
        "mac_address": mac, "brand": null, "family": null, "model": "t46s", "name": null, "user": user,
        "expansion": null
    })
}

fn version(document: &Value) -> &str {
    document["version"].as_str().unwrap()
}

/// What a page sends back of a document that it shows.
fn input(document: &Value, fields: &Value) -> Value {
    let names = fields.as_object().unwrap().keys();
    names.map(|name| (name.clone(), document[name].clone())).collect::<serde_json::Map<_, _>>().into()
}

/// A phone asks for a file over HTTP.
fn ask(server: &Daemon, name: &str, agent: &str) -> Answer {
    let url = format!("http://{}/{name}", server.ready["http"].as_str().unwrap());
    Answer::of(&curl(&["-i", "-A", agent, &url]))
}

/// A claimed box with a PBX, a user with two extensions, and their phone.
fn office(browser: &mut Browser) -> (Value, Value) {
    let settings = browser.get("/settings").json();
    // The box's own URL would change with its port.
    let values = json!({
        "pbx.host": "pbx.example.com", "pbx.kind": "asterisk", "site.provisioning_url": "http://10.0.0.5/"
    });
    browser.patch("/settings", Some(version(&settings)), &json!({ "values": values })).status(200);
    let added = browser.post("/users", &user("pam", &["2001", "2002"]));
    assert_eq!(added.status, 201, "{added:?}");
    let added = added.json();
    assert!(added["password"].as_str().unwrap().len() >= 10);
    let device = browser.post("/devices", &phone(Some("80:5E:C0:00:00:01"), &added["user"]["id"]));
    assert_eq!(device.status, 201, "{device:?}");
    (added["user"].clone(), device.json())
}

fn state(browser: &mut Browser, device: &Value) -> Value {
    browser.get(&format!("/devices/{}", device["id"])).json()["state"].clone()
}

#[test]
fn a_phone_has_old_settings_from_a_change_until_it_asks_again() {
    if !has("curl") {
        return;
    }
    let place = Place::new();
    let server = place.serve();
    let mut browser = Browser::claim(&place, &server);
    let (pam, device) = office(&mut browser);
    assert_eq!(
        (&device["state"], &device["name"]),
        (&json!("never_seen"), &json!("pam Beesly - Yealink SIP-T46S"))
    );
    let path = format!("/devices/{}", device["id"]);
    let file = ask(&server, "805ec0000001.cfg", AGENT);
    file.status(200);
    soon("the sighting", || state(&mut browser, &device) == "up_to_date");
    let seen = browser.get(&path).json();
    assert_eq!(
        (&seen["last"]["firmware"], &seen["timeline"][0]["outcome"]),
        (&json!("66.86.0.15"), &json!("served"))
    );
    let shown = browser.get(&format!("{path}/file")).json();
    assert_eq!((&shown["name"], &shown["bytes"]), (&json!("805ec0000001.cfg"), &json!(file.text().len())));
    let accounts = browser.post(&format!("/users/{}/accounts", pam["id"]), &json!({})).json();
    let secret = accounts["accounts"][0]["sip_password"].as_str().unwrap().to_owned();
    assert!(file.text().contains(&secret) && !shown["text"].as_str().unwrap().contains(&secret));
    assert!(shown["text"].as_str().unwrap().contains(DOTS));
    let passwords = browser.post(&format!("{path}/passwords"), &json!({})).json();
    assert!(file.text().contains(passwords["admin_password"].as_str().unwrap()));

    let mut change = input(&pam, &user("x", &[]));
    change["extensions"][0]["display_name"] = json!("Front desk");
    browser.put(&format!("/users/{}", pam["id"]), Some(version(&pam)), &change).status(200);
    assert_eq!(state(&mut browser, &device), "old_settings");
    soon("the new file", || ask(&server, "805ec0000001.cfg", AGENT).text().contains("Front desk"));
    soon("the sighting", || state(&mut browser, &device) == "up_to_date");

    // What a phone got is known after a restart too.
    assert_eq!(server.stop(), 0);
    let server = place.serve();
    browser.turn_to(&server);
    let list = browser.get("/devices?state=up_to_date&q=front%20desk").json();
    assert_eq!((&list["total"], &list["states"]["up_to_date"]), (&json!(1), &json!(1)), "{list}");
    assert_eq!(browser.get("/devices?state=old_settings").json()["total"], 0);
}

#[test]
fn the_password_that_is_shown_is_what_the_phone_takes_digits_alone_too() {
    if !has("curl") {
        return;
    }
    let place = Place::new();
    let server = place.serve();
    let mut browser = Browser::claim(&place, &server);
    let (pam, _) = office(&mut browser);
    let mut mitel = phone(Some("14:00:e9:00:00:01"), &pam["id"]);
    mitel["model"] = json!("6930");
    let added = browser.post("/devices", &mitel).json();
    let file = ask(&server, "1400E9000001.cfg", "Mitel6930 MAC:14-00-E9-00-00-01 V:6.4.0.140-SIP");
    let shown = browser.post(&format!("/devices/{}/passwords", added["id"]), &json!({})).json();
    for (parameter, password) in
        [("admin password", &shown["admin_password"]), ("user password", &shown["user_password"])]
    {
        let password = password.as_str().unwrap();
        assert!(password.parse::<u32>().is_ok(), "{password}");
        assert!(file.text().contains(&format!("{parameter}: \"{password}\"")), "{parameter}");
    }
}

#[test]
fn what_cannot_be_saved_says_where_and_an_old_version_overwrites_nothing() {
    if !has("curl") {
        return;
    }
    let place = Place::new();
    let server = place.serve();
    let mut browser = Browser::claim(&place, &server);
    let (pam, device) = office(&mut browser);
    let path = format!("/users/{}", pam["id"]);
    assert_eq!(browser.get(&path).json()["custom"], json!({ "Cost centre": "77" }));
    let refused = browser.post("/users", &user("PAM", &["20 02", "x"])).problem(422, "user_refused");
    let fields = refused["fields"].as_array().unwrap();
    for pointer in ["/email", "/extensions/0/number", "/extensions/1/number"] {
        assert!(fields.iter().any(|field| field["pointer"] == pointer), "{pointer} is not in {refused}");
    }
    browser.post("/users", &json!({ "first_name": "x" })).problem(400, "request_malformed");
    browser.post(&format!("{path}/password"), &json!([])).problem(400, "request_malformed");
    let weak = browser.post(&format!("{path}/password"), &json!({ "password": "short" }));
    assert_eq!(weak.problem(422, "password_weak")["fields"][0]["pointer"], "/password");

    let mut change = input(&pam, &user("x", &[]));
    change["extensions"] = json!([{ "number": "2055", "display_name": null, "own_line": false }]);
    browser.put(&path, None, &change).problem(428, "version_missing");
    let saved = browser.put(&path, Some(version(&pam)), &change).json();
    assert_eq!(saved["extensions"][0]["number"], "2055");
    let late = browser.put(&path, Some(version(&pam)), &change).problem(412, "changed_meanwhile");
    assert_eq!(late["current"]["version"], saved["version"]);

    let removal = browser.get(&format!("{path}/removal")).json();
    assert_eq!(removal["devices"], json!(["pam Beesly - Yealink SIP-T46S"]));
    browser.delete(&path, Some("1")).problem(412, "changed_meanwhile");
    browser.delete(&path, Some(version(&saved))).status(204);
    browser.get(&path).problem(404, "not_found");
    let device_path = format!("/devices/{}", device["id"]);
    let left = browser.get(&device_path).json();
    assert_eq!((&left["user"], &left["line_list"]), (&Value::Null, &json!([])));
    browser.delete(&device_path, Some(version(&left))).status(204);
    let events = place.json(&["export", "events"]);
    let kinds: Vec<&str> =
        events.as_array().unwrap().iter().map(|event| event["kind"].as_str().unwrap()).collect();
    for kind in ["user_added", "device_added", "user_changed", "user_removed", "device_removed"] {
        assert!(kinds.contains(&kind), "{kind} is not among {kinds:?}");
    }
}

#[test]
fn a_phone_that_nobody_imported_waits_until_it_is_somebodys() {
    if !has("curl") {
        return;
    }
    let place = Place::new();
    let server = place.serve();
    let mut browser = Browser::claim(&place, &server);
    ask(&server, "805ec0000001.cfg", AGENT).status(404);
    ask(&server, "805ec0000002.cfg", "curl").status(404);
    soon("both phones", || browser.get("/inbox").json()["phones"].as_array().unwrap().len() == 2);
    let inbox = browser.get("/inbox").json();
    let waiting = inbox["phones"].as_array().unwrap().iter().find(|phone| phone["model"] == "t46s").unwrap();
    assert_eq!(
        (&waiting["mac_address"], &waiting["family"], &waiting["firmware"], &waiting["count"]),
        (&json!("80:5e:c0:00:00:01"), &json!("t4x"), &json!("66.86.0.15"), &json!(1))
    );
    assert_eq!(waiting["provisioned"], true);
    browser.put("/inbox/805ec0000002/ignored", None, &json!({})).status(204);
    browser.put("/inbox/80:5e:c0:00:00:99/ignored", None, &json!({})).problem(404, "not_found");
    browser.put("/inbox/nonsense/ignored", None, &json!({})).problem(404, "not_found");
    assert_eq!(browser.get("/inbox").json()["phones"].as_array().unwrap().len(), 1);
    assert_eq!(browser.get("/inbox?ignored=true").json()["phones"].as_array().unwrap().len(), 2);
    browser.delete("/inbox/80:5e:c0:00:00:02/ignored", None).status(204);

    let pam = browser.post("/users", &user("pam", &["2001"])).json()["user"]["id"].clone();
    let assigned = browser.post("/devices", &phone(Some("80:5e:c0:00:00:01"), &pam)).json();
    assert_eq!(assigned["timeline"][0]["outcome"], "unknown_phone");
    soon("its file", || ask(&server, "805ec0000001.cfg", AGENT).status == 200);
    assert_eq!(browser.get("/inbox").json()["phones"].as_array().unwrap().len(), 1);
    let twice = browser.post("/devices", &phone(Some("805ec0000001"), &pam)).problem(422, "device_refused");
    assert_eq!(twice["fields"][0]["pointer"], "/mac_address");
}

#[test]
fn every_user_and_phone_of_a_spreadsheet_can_be_saved_as_it_is_shown() {
    if !has("curl") {
        return;
    }
    let place = Place::new();
    let office = example("harbour-office.csv");
    let passwords = place.file("passwords.csv");
    place.ok(&["import", office.to_str().unwrap(), "--credentials", passwords.to_str().unwrap()]);
    let before =
        [place.ok(&["export", "users"]), place.ok(&["export", "devices"]), place.ok(&["export", "accounts"])];
    let server = place.serve();
    let mut browser = Browser::claim(&place, &server);
    let users = browser.get("/users?limit=200").json();
    assert!(users["total"].as_u64().unwrap() > 50);
    for listed in users["users"].as_array().unwrap() {
        let path = format!("/users/{}", listed["id"]);
        let document = browser.get(&path).json();
        let saved = browser.put(&path, Some(version(&document)), &input(&document, &user("x", &[]))).json();
        assert_eq!(input(&saved, &user("x", &[])), input(&document, &user("x", &[])));
    }
    for listed in browser.get("/devices?limit=200").json()["devices"].as_array().unwrap() {
        let path = format!("/devices/{}", listed["id"]);
        let document = browser.get(&path).json();
        let mut form = input(&document, &phone(None, &Value::Null));
        form["user"] = document["user"]["id"].clone();
        let saved = browser.put(&path, Some(version(&document)), &form).json();
        assert_eq!(saved["line_list"], document["line_list"]);
    }
    let after =
        [place.ok(&["export", "users"]), place.ok(&["export", "devices"]), place.ok(&["export", "accounts"])];
    assert_eq!(before, after);
}

#[test]
fn a_sip_password_and_a_pin_are_given_or_made_anew_and_phones_follow() {
    if !has("curl") {
        return;
    }
    let place = Place::new();
    let server = place.serve();
    let mut browser = Browser::claim(&place, &server);
    let (pam, device) = office(&mut browser);
    let path = format!("/users/{}", pam["id"]);
    let pam = browser.get(&path).json();
    let file = |server: &Daemon| ask(server, "805ec0000001.cfg", AGENT).text().to_owned();
    let body = json!({ "account": pam["accounts"][0]["sip_username"], "sip_username": "pam-desk", "sip_password": "F00bar-F00bar-F00bar" });
    let account = format!("{path}/account");
    browser.post_if(&account, "99", &body).problem(412, "changed_meanwhile");
    let set = browser.post_if(&account, version(&pam), &body).json();
    assert_eq!(set["secret"], "F00bar-F00bar-F00bar");
    let written = file(&server);
    assert!(written.contains("F00bar-F00bar-F00bar") && written.contains("pam-desk"), "{written}");
    soon("the phone is up to date", || state(&mut browser, &device) == "up_to_date");
    let made = browser.post_if(&account, version(&set["user"]), &json!({ "account": "pam-desk" })).json();
    let password = made["secret"].as_str().unwrap().to_owned();
    assert!(password.len() >= 20);
    soon("the phone gets the new password", || file(&server).contains(&password));
    let long = "x".repeat(5000);
    let refused = json!({ "account": "pam-desk", "sip_password": long });
    let refused = browser.post_if(&account, version(&made["user"]), &refused);
    assert!(refused.problem(422, "secret_refused")["fields"][0]["pointer"] == "/sip_password");
    browser
        .post_if(&account, version(&made["user"]), &json!({ "account": "nobody" }))
        .problem(404, "not_found");

    let pin = format!("{path}/voicemail-pin");
    for wrong in ["2001", "2002", "12", "77777", "12x4"] {
        let answer = browser.post_if(&pin, version(&made["user"]), &json!({ "voicemail_pin": wrong }));
        assert_eq!(answer.problem(422, "secret_refused")["fields"][0]["pointer"], "/voicemail_pin");
    }
    let given = browser.post_if(&pin, version(&made["user"]), &json!({ "voicemail_pin": "918273" })).json();
    let shown = |browser: &mut Browser| browser.post(&format!("{path}/accounts"), &json!({})).json();
    assert_eq!(shown(&mut browser)["accounts"][0]["voicemail_pin"], "918273");
    let made = browser.post_if(&pin, version(&given["user"]), &json!({})).json();
    assert_eq!(shown(&mut browser)["accounts"][0]["voicemail_pin"], made["secret"]);

    let settings = browser.get("/settings").json();
    let change = json!({ "values": { "pbx.port": "5070" } });
    let saved = browser.patch("/settings", Some(version(&settings)), &change).json();
    assert_eq!(saved["notes"][0], "1 phone gets this when it looks next: by 05:00 at the latest.");

    let events = browser.get("/exports/events?format=json").text().to_owned();
    assert!(events.contains("account_set") && events.contains("voicemail_pin_set"), "{events}");
    for secret in [password.as_str(), "F00bar", "918273", made["secret"].as_str().unwrap()] {
        assert!(!events.contains(secret), "no event repeats a secret");
    }
}

#[test]
fn somebody_leaves_a_shared_phone_and_the_others_keep_their_places() {
    if !has("curl") {
        return;
    }
    let place = Place::new();
    let server = place.serve();
    let mut browser = Browser::claim(&place, &server);
    let people = place.write(
        "dect.csv",
        "first_name,last_name,email,extension,mac_address,brand,model\n\
         Ada,Byron,ada@example.com,2001,80:5e:c0:00:00:07,Yealink,W70B\n\
         Bob,Crane,bob@example.com,2002,80:5e:c0:00:00:07,Yealink,W70B\n",
    );
    place.ok(&["import", people.to_str().unwrap()]);
    let id = browser.get("/devices").json()["devices"][0]["id"].clone();
    let path = format!("/devices/{id}");
    let base = browser.get(&path).json();
    let (ada, bob) = (&base["line_list"][0]["user"]["id"], &base["line_list"][1]["user"]["id"]);
    let gone = browser.delete(&format!("{path}/users/{ada}"), Some(version(&base))).json();
    let lines = gone["line_list"].as_array().unwrap();
    assert_eq!((lines.len(), &lines[0]["number"], &lines[0]["extension"]), (1, &json!(2), &json!("2002")));
    assert_eq!(&gone["user"]["id"], bob, "the phone is now of whoever is left");
    browser.delete(&format!("{path}/users/{bob}"), Some(version(&base))).problem(412, "changed_meanwhile");
    let again = format!("{path}/users/{ada}");
    browser.delete(&again, Some(version(&gone))).problem(404, "not_found");
    let last = browser.delete(&format!("{path}/users/{bob}"), Some(version(&gone))).json();
    assert_eq!((&last["line_list"], &last["user"]), (&json!([]), &Value::Null));
}
