//! The way through the house, on the built program with real clients: a spreadsheet in, phones up.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail loudly")]

mod support;

use std::{fs, process::Command};

use support::{Box, Place, example, has, root, soon};

/// Imports a file on a running box and gives back its credentials file.
fn import(place: &Place, file: &str, credentials: &str) -> String {
    let out = place.file(credentials);
    let said = place.ok(&["import", file, "--credentials", out.to_str().unwrap()]);
    assert!(said.contains("created"), "{said}");
    fs::read_to_string(out).unwrap()
}

/// The same file over all three ways, the same as `linekey render` prints.
fn served(place: &Place, server: &Box, mac: &str) -> String {
    let rendered = place.ok(&["render", mac]);
    let name = format!("{}.cfg", mac.replace(':', ""));
    for scheme in ["http", "https", "tftp"] {
        let body = server.curl(scheme, &name).unwrap_or_else(|| panic!("{scheme} has no {name}"));
        assert_eq!(String::from_utf8(body).unwrap(), rendered, "{scheme}");
    }
    rendered
}

#[test]
fn a_spreadsheet_goes_in_and_phones_come_up() {
    if !has("curl") {
        return;
    }
    let place = Place::new();
    let server = place.serve();
    let office = example("harbour-office.csv");
    let office = office.to_str().unwrap();

    let check = place.json(&["import", office, "--dry-run", "--format", "json"]);
    let users = check["plan"]["users"]["create"].as_u64().unwrap();
    assert!(users >= 50, "{check}");
    assert_eq!(place.json(&["export", "users", "--format", "json"]).as_array().unwrap().len(), 0);

    place.ok(&["settings", "set", "pbx.host=pbx.example.com", "site.timezone=Europe/Berlin"]);
    let credentials = import(&place, office, "passwords.csv");
    assert!(credentials.starts_with("first_name,last_name,email,extension,password\n"), "{credentials}");
    let keys = example("keys.json");
    place.ok(&["keys", "apply", keys.to_str().unwrap()]);

    let devices = place.json(&["export", "devices", "--format", "json"]);
    let phone = devices.as_array().unwrap().iter().find(|device| device["model"] == "t46u").expect("a T46U");
    let mac = phone["mac_address"].as_str().unwrap();
    soon("the key's arrival", || {
        let name = format!("{}.cfg", mac.replace(':', ""));
        server
            .curl("http", &name)
            .is_some_and(|body| String::from_utf8_lossy(&body).contains("linekey.3.type = 16"))
    });
    let file = served(&place, &server, mac);
    assert!(file.starts_with("#!version:1.0.0.1\n"), "{file}");
    assert!(file.contains("account.1.sip_server.1.address = pbx.example.com\n"), "{file}");
    assert!(file.contains("linekey.1.type = 15\n"), "{file}");

    let accounts = place.json(&["export", "accounts", "--format", "json", "--with-secrets"]);
    let account = accounts
        .as_array()
        .unwrap()
        .iter()
        .find(|account| account["extension"] == phone["extension"])
        .unwrap();
    let password = account["sip_password"].as_str().unwrap();
    assert!(file.contains(&format!("account.1.password = {password}\n")), "the PBX gets what the phone gets");
    assert!(!place.ok(&["export", "accounts", "--format", "json"]).contains(password));

    soon("a sighting of each transport", || {
        let seen = place.json(&["export", "sightings", "--format", "json"]);
        ["http", "https", "tftp"].iter().all(|transport| {
            seen.as_array().unwrap().iter().any(|sighting| {
                sighting["mac"] == mac
                    && sighting["transport"] == *transport
                    && sighting["outcome"] == "served"
            })
        })
    });
    assert_eq!(server.stop(), 0);
}

#[test]
fn an_import_a_second_time_changes_nothing() {
    let place = Place::new();
    let office = example("harbour-office.csv");
    let office = office.to_str().unwrap();
    import(&place, office, "first.csv");
    let before = place.ok(&["export", "users"]) + &place.ok(&["export", "devices"]);
    let check = place.json(&["import", office, "--dry-run", "--format", "json"]);
    for what in ["users", "extensions", "phone_numbers", "devices", "softphones"] {
        assert_eq!(check["plan"][what]["create"], 0, "{what}: {check}");
    }
    place.ok(&["import", office]);
    assert_eq!(place.ok(&["export", "users"]) + &place.ok(&["export", "devices"]), before);
}

#[test]
fn a_file_with_errors_is_told_row_by_row_and_changes_nothing() {
    let place = Place::new();
    place.ok(&["settings", "set", "pbx.host=pbx.example.com"]);
    let messy = example("messy-office.csv");
    let ran = place.run(&["import", messy.to_str().unwrap()]);
    assert_eq!(ran.status(), 1, "{}", ran.errors());
    assert!(ran.output().contains("row "), "{}", ran.output());
    let said = ran.output() + &ran.errors();
    assert_eq!(said.matches("nothing was imported").count(), 1, "{said}");
    assert!(!said.contains("Nothing can be imported"), "{said}");
    assert_eq!(place.json(&["export", "users", "--format", "json"]).as_array().unwrap().len(), 0);
    let ran = place.run(&["import", messy.to_str().unwrap(), "--dry-run", "--format", "json"]);
    assert_eq!(ran.status(), 1);
    let report: serde_json::Value = serde_json::from_str(&ran.output()).unwrap();
    let issue =
        &report["issues"].as_array().unwrap().iter().find(|issue| issue["severity"] == "error").unwrap();
    for field in ["row", "column", "source_column", "code", "value", "message", "suggestion"] {
        assert!(issue.get(field).is_some(), "{field} is missing in {issue}");
    }
}

/// The sample files of the system we must beat import unchanged. They lie beside the repository, where they lie.
#[test]
fn the_samples_of_the_system_to_beat_import_unchanged() {
    let samples = root().join("../shared/samples");
    for (name, mac, users) in
        [("dunder-mifflin.csv", "731ea4334121", 5), ("smartpbx-test.csv", "121213141560", 12)]
    {
        let file = samples.join(name);
        if !file.exists() {
            println!("skipped: {} is not here", file.display());
            continue;
        }
        let place = Place::new();
        let file = file.to_str().unwrap();
        let check = place.json(&["import", file, "--dry-run", "--format", "json"]);
        assert_eq!(check["plan"]["users"]["create"], users, "{check}");
        assert!(
            check["issues"].as_array().unwrap().iter().all(|issue| issue["severity"] != "error"),
            "{check}"
        );
        import(&place, file, "passwords.csv");
        let keys = place.write(
            "keys.json",
            r#"{"devices":"all","keys":[{"key":1,"type":"line"},{"key":2,"type":"parking","value":"701"},
                {"key":3,"type":"presence","value":"2602"},
                {"key":4,"type":"speed_dial","value":"18005551212","label":"Front desk"}]}"#,
        );
        place.ok(&["keys", "apply", keys.to_str().unwrap()]);
        let server = place.serve();
        if has("curl") {
            let file = served(&place, &server, mac);
            assert!(file.contains("linekey.4.value = 18005551212\n"), "{file}");
        }
    }
}

#[test]
fn the_passwords_are_handed_over_once() {
    let place = Place::new();
    let people = place.write("people.csv", "first,last,email,ext\nAda,Byron,ada@example.com,2001\n");
    place.ok(&["import", people.to_str().unwrap()]);
    let out = place.file("late.csv");
    place.ok(&["imports", "credentials", "1", out.to_str().unwrap()]);
    let text = fs::read_to_string(&out).unwrap();
    let password = text.trim_end().rsplit(',').next().unwrap();
    assert_eq!(password.len(), 16, "{text}");
    let again = place.file("again.csv");
    let ran = place.run(&["imports", "credentials", "1", again.to_str().unwrap()]);
    assert_eq!(ran.status(), 1);
    assert!(!again.exists());
    for entry in fs::read_dir(place.data()).unwrap() {
        let path = entry.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        let found = bytes.windows(password.len()).any(|window| window == password.as_bytes());
        assert!(!found, "the password stands in {}", path.display());
    }
}

#[test]
fn atftp_gets_the_same_bytes() {
    if !has("atftp") {
        return;
    }
    let place = Place::new();
    let people = place.write(
        "people.csv",
        "first,last,email,ext,mac,model\nAda,Byron,ada@example.com,2001,805ec0010203,t46u\n",
    );
    place.ok(&["import", people.to_str().unwrap()]);
    let server = place.serve();
    let (host, port) = server.at("tftp").split_once(':').unwrap();
    let to = place.file("fetched.cfg");
    let ran = Command::new("atftp")
        .args(["--option", "blksize 1468", "--get", "--remote-file", "805EC0010203.cfg", "--local-file"])
        .arg(&to)
        .args([host, port])
        .output()
        .unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    assert_eq!(fs::read_to_string(to).unwrap(), place.ok(&["render", "80:5e:c0:01:02:03"]));
}
