//! The administrator's side of the built program: settings, the PBX, keys, exports, backup and restore.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail loudly")]

mod support;

use std::{fs, net::UdpSocket, path::Path, thread};

use serde_json::{Value, json};
use support::{
    Daemon, Place,
    browser::{Answer, Browser, PASSWORD},
    curl, has,
};

const PEOPLE: &str = "first,last,email,ext,mac,model\nAda,Byron,ada@example.com,2001,805ec0010203,t46u\n\
    Bo,Lind,bo@example.com,2002,805ec0010204,t42g\n";

/// A claimed box with two people and their phones.
fn small_office() -> (Place, Daemon, Browser) {
    let place = Place::new();
    let server = place.serve();
    let browser = Browser::claim(&place, &server);
    let people = place.write("people.csv", PEOPLE);
    place.ok(&["import", people.to_str().unwrap()]);
    (place, server, browser)
}

fn task(browser: &mut Browser, id: &str) -> Value {
    let overview = browser.get("/overview").json();
    overview["tasks"].as_array().unwrap().iter().find(|task| task["id"] == id).unwrap()["state"].clone()
}

fn version(browser: &mut Browser) -> String {
    browser.get("/settings").json()["version"].as_str().unwrap().to_owned()
}

#[test]
fn settings_are_saved_all_or_none_and_never_over_somebody_else_s() {
    if !has("curl") {
        return;
    }
    let (place, _server, mut browser) = small_office();
    assert_eq!(task(&mut browser, "pbx"), "needs_attention", "phones have no PBX");
    let seen = version(&mut browser);
    let bad = json!({ "values": { "pbx.host": "pbx.example.com", "pbx.port": "x", "site.language": "?" } });
    browser.patch("/settings", None, &bad).problem(428, "version_missing");
    let refused = browser.patch("/settings", Some(&seen), &bad).problem(422, "setting_refused");
    let pointers: Vec<_> =
        refused["fields"].as_array().unwrap().iter().map(|field| &field["pointer"]).collect();
    assert_eq!(pointers, ["/values/pbx.port", "/values/site.language"]);
    assert_eq!(version(&mut browser), seen);

    let good = json!({ "values": { "pbx.host": "pbx.example.com", "pbx.kind": "freepbx",
                                   "phone.admin_password": "hunter42" } });
    let saved = browser.patch("/settings", Some(&seen), &good).json();
    assert_eq!(saved["notes"].as_array().unwrap().len(), 2, "{saved}");
    assert!(!browser.get("/settings").text().contains("hunter42"));
    assert_eq!(task(&mut browser, "pbx"), "done");
    let late = browser.patch("/settings", Some(&seen), &good).problem(412, "changed_meanwhile");
    assert_eq!(late["current"]["version"], saved["version"]);
    assert_eq!(place.ok(&["settings", "get", "pbx.kind"]), "freepbx\n");
}

#[test]
fn the_pbx_is_asked_whether_it_is_there() {
    if !has("curl") {
        return;
    }
    let place = Place::new();
    let server = place.serve();
    let mut browser = Browser::claim(&place, &server);
    browser.post("/pbx/test", &json!({})).problem(409, "pbx_not_set");
    let pbx = UdpSocket::bind("127.0.0.1:0").unwrap();
    let port = pbx.local_addr().unwrap().port();
    place.ok(&["settings", "set", "pbx.host=127.0.0.1", &format!("pbx.port={port}")]);
    thread::spawn(move || {
        let (_, from) = pbx.recv_from(&mut [0; 2048]).unwrap();
        pbx.send_to(b"SIP/2.0 200 OK\r\n\r\n", from).unwrap();
    });
    let answer = browser.post("/pbx/test", &json!({})).json();
    let expected = json!({ "answered": true, "message": format!("127.0.0.1:{port} answered: 200 OK") });
    assert_eq!(answer, expected);
    let preview = browser.get("/pbx/preview?kind=freepbx").json();
    assert_eq!((&preview["keys"][1]["dial"], &preview["keys"][2]["dial"]), (&json!("71"), &Value::Null));
    browser.get("/pbx/preview?kind=nobody").problem(404, "not_found");
}

#[test]
fn keys_are_shown_before_they_are_set_and_set_as_they_were_shown() {
    if !has("curl") {
        return;
    }
    let (place, _server, mut browser) = small_office();
    let request = json!({ "devices": "all", "keys": [
        { "key": 1, "type": "line" }, { "key": 2, "type": "presence", "value": 2002 } ] });
    let plan = browser.post("/keys/preview", &request).json();
    assert_eq!((&plan["devices"], &plan["changed"]), (&json!(2), &json!(2)));
    let sample = &plan["sample"];
    assert!(sample["after"].as_str().unwrap().contains("linekey.2.value = 2002"), "{sample}");
    let accounts = place.json(&["export", "accounts", "--format", "json", "--with-secrets"]);
    for account in accounts.as_array().unwrap() {
        assert!(!sample.to_string().contains(account["sip_password"].as_str().unwrap()), "{sample}");
    }
    assert_eq!(place.json(&["export", "keys", "--format", "json"]), json!([]));

    place.ok(&["settings", "set", "pbx.host=pbx.example.com"]);
    let revision = plan["revision"].as_str().unwrap();
    let late = browser.post_if("/keys/apply", revision, &request).problem(412, "changed_meanwhile");
    let revision = late["current"]["revision"].as_str().unwrap();
    let done = browser.post_if("/keys/apply", revision, &request).json();
    assert_ne!(done["revision"], revision);
    assert_eq!(place.json(&["export", "keys", "--format", "json"]).as_array().unwrap().len(), 4);
    assert_eq!(task(&mut browser, "keys"), "done");

    let faulty = json!({ "devices": ["805ec0999999"], "keys": [{ "key": 1, "type": "line" }] });
    let refused = browser.post("/keys/preview", &faulty).problem(422, "keys_refused");
    assert_eq!(refused["fields"][0]["pointer"], "/devices/0");
}

#[test]
fn exports_hold_no_secret() {
    if !has("curl") {
        return;
    }
    let (place, _server, mut browser) = small_office();
    let accounts = place.json(&["export", "accounts", "--format", "json", "--with-secrets"]);
    for what in ["users", "devices", "keys", "accounts", "sightings", "events"] {
        let file = browser.get(&format!("/exports/{what}?format=json"));
        assert!(file.header("content-disposition").unwrap().contains(&format!("{what}.json")));
        for account in accounts.as_array().unwrap() {
            assert!(!file.text().contains(account["sip_password"].as_str().unwrap()), "{what}");
        }
    }
    assert_eq!(browser.get("/exports/users").text(), place.ok(&["export", "users"]));
    browser.get("/exports/events?format=csv").problem(400, "request_malformed");
    browser.get("/exports/credentials").problem(404, "not_found");
}

/// Fetches a backup into a file; its bytes are no text.
fn backup(browser: &Browser, place: &Place, body: &Value) -> std::path::PathBuf {
    let file = place.file("box.backup");
    let mut arguments = browser.arguments("/backup");
    let body = body.to_string();
    arguments.extend(["-H", "Content-Type: application/json", "-d", &body, "-o"].map(str::to_owned));
    arguments.push(file.to_str().unwrap().to_owned());
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    assert!(curl(&arguments).status.success());
    file
}

fn restore(browser: &mut Browser, file: &Path, passphrase: &str) -> Answer {
    let (data, phrase) = (format!("@{}", file.display()), format!("X-Passphrase: {passphrase}"));
    let kind = "Content-Type: application/octet-stream";
    browser.send("POST", "/restore", &["-H", kind, "-H", &phrase, "--data-binary", &data])
}

#[test]
fn a_backup_brings_everything_back_and_leaves_no_copy_behind() {
    if !has("curl") {
        return;
    }
    let (place, _server, mut browser) = small_office();
    browser.post("/backup", &json!({ "passphrase": "short" })).problem(422, "passphrase_short");
    let file = backup(&browser, &place, &json!({ "passphrase": "a long one" }));
    assert!(fs::read(&file).unwrap().starts_with(b"SQLite format 3\0"));
    place.ok(&["settings", "set", "site.name=Later"]);

    let broken = place.write("broken.backup", &fs::read(&file).unwrap()[..20_000]);
    restore(&mut browser, &broken, "").problem(422, "backup_refused");
    assert_eq!(place.ok(&["settings", "get", "site.name"]), "Later\n");

    restore(&mut browser, &file, "").status(204);
    assert_eq!(place.ok(&["settings", "get", "site.name"]), "Linekey\n");
    assert_eq!(place.json(&["export", "users", "--format", "json"]).as_array().unwrap().len(), 2);
    browser.get("/overview").problem(401, "session_required");
    browser.post("/session", &json!({ "password": PASSWORD })).json();
    let left = fs::read_dir(place.data()).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(left.into_iter().all(|name| !name.to_string_lossy().contains("tmp")));
}
