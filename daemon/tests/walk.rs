//! The way through the house, on the built program with real clients: a spreadsheet in, phones up.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail loudly")]

mod support;

use std::{fs, process::Command};

use support::{Daemon, Place, example, has, root, soon};

/// Imports a file on a running box and gives back its credentials file.
fn import(place: &Place, file: &str, credentials: &str) -> String {
    let out = place.file(credentials);
    let said = place.ok(&["import", file, "--credentials", out.to_str().unwrap()]);
    assert!(said.contains("created"), "{said}");
    fs::read_to_string(out).unwrap()
}

/// The same file over all three ways, the same as `linekey render` prints.
fn served(place: &Place, server: &Daemon, mac: &str) -> String {
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
    assert!(credentials.starts_with("first_name,last_name,email,extension,password,voicemail_pin\n"));
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
                sighting["model"] == "t46u"
                    && sighting["mac"] == mac
                    && sighting["transport"] == *transport
                    && sighting["outcome"] == "served"
            })
        })
    });
    assert_eq!(server.stop(), 0);
    let log = fs::read_to_string(place.file("log")).unwrap();
    let admin =
        file.lines().find_map(|line| line.strip_prefix("static.security.user_password = admin:")).unwrap();
    let login = credentials.lines().nth(1).unwrap().rsplit(',').next().unwrap();
    for secret in [password, admin, login] {
        assert!(!log.contains(secret), "a secret stands in the log");
    }
}

#[test]
fn another_pbx_gets_the_accounts_it_wants_and_its_phones_follow() {
    let place = Place::new();
    let people = place.write(
        "people.csv",
        "first,last,email,ext,mac,model,softphone,sip_username\nAda,Byron,ada@example.com,2001,805ec0010203,t46u,yes,\n\
         ,,ada@example.com,,805ec0010204,t46u,,\nBo,Lind,bo@example.com,2002,805ec0010205,t46u,,bolind77\n",
    );
    place.ok(&["import", people.to_str().unwrap()]);
    let usernames = |place: &Place| {
        let accounts = place.json(&["export", "accounts", "--format", "json"]);
        let of = |account: &serde_json::Value| {
            [&account["extension"], &account["sip_username"]].map(|value| value.as_str().unwrap().to_owned())
        };
        accounts.as_array().unwrap().iter().map(of).collect::<Vec<_>>()
    };
    let registered = |mac: &str| {
        let file = place.ok(&["render", mac]);
        file.lines().find_map(|line| line.strip_prefix("account.1.user_name = ")).unwrap().to_owned()
    };
    assert_eq!(usernames(&place).len(), 3, "the extension's and the softphone's, and Bo's");

    // Each phone and softphone registers by itself.
    place.ok(&["settings", "set", "pbx.kind=kazoo"]);
    let accounts = usernames(&place);
    assert_eq!(accounts.len(), 4, "{accounts:?}");
    assert_ne!(registered("805ec0010203"), registered("805ec0010204"));
    assert_eq!(registered("805ec0010205"), "bolind77");

    // Extensions register, under their own number; what the spreadsheet said stays.
    place.ok(&["settings", "set", "pbx.kind=freepbx"]);
    assert_eq!(usernames(&place), [["2001", "2001"], ["2001", "2001-app"], ["2002", "bolind77"]]);
    assert_eq!([registered("805ec0010203"), registered("805ec0010204")], ["2001", "2001"]);

    place.ok(&["settings", "set", "pbx.kind=generic"]);
    assert_ne!(registered("805ec0010203"), "2001");
}

#[test]
fn keys_go_to_the_phones_that_are_named_or_to_none() {
    let place = Place::new();
    let people = place.write(
        "people.csv",
        "first,last,email,ext,mac,model\nAda,Byron,ada@example.com,2001,805ec0010203,t46u\n\
         Bo,Lind,bo@example.com,2002,805ec0010204,t42g\n",
    );
    place.ok(&["import", people.to_str().unwrap()]);
    let request = |devices: &str| {
        place.write(
            "keys.json",
            format!(r#"{{"devices":{devices},"keys":[{{"key":2,"type":"presence","value":2002}}]}}"#),
        )
    };
    let phones_with_keys = || {
        let keys = place.json(&["export", "keys", "--format", "json"]);
        keys.as_array()
            .unwrap()
            .iter()
            .map(|key| key["mac_address"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    for devices in [r#"["805ec0010203","805ec0010299"]"#, r#"[{"family":"t5x"}]"#, r#"{"model":"T99"}"#] {
        let ran = place.run(&["keys", "apply", request(devices).to_str().unwrap()]);
        assert_eq!(ran.status(), 1, "{devices}");
        assert!(ran.errors().contains("no device is"), "{}", ran.errors());
        assert!(phones_with_keys().is_empty(), "{devices}");
    }
    place.ok(&["keys", "apply", request(r#"{"model":"SIP-T46U"}"#).to_str().unwrap()]);
    assert_eq!(phones_with_keys(), ["80:5e:c0:01:02:03"]);
    place.ok(&["keys", "apply", request(r#"["805ec0010203",{"family":"t4x"}]"#).to_str().unwrap()]);
    assert_eq!(phones_with_keys().len(), 2);
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

/// The users of a base as its rendered file has them: SIP username, name and handset of each account that is on.
fn on_base(place: &Place, mac: &str) -> Vec<[String; 3]> {
    let file = place.ok(&["render", mac]);
    let value = |key: String| {
        let found = file.lines().find_map(|line| line.strip_prefix(&format!("{key} = ")));
        found.unwrap_or_else(|| panic!("no {key} in {file}")).to_owned()
    };
    (1..=8)
        .filter(|number| value(format!("account.{number}.enable")) == "1")
        .map(|number| {
            let account = |name| value(format!("account.{number}.{name}"));
            [account("user_name"), account("display_name"), value(format!("handset.{number}.name"))]
        })
        .collect()
}

#[test]
fn people_join_a_base_over_two_imports() {
    const BASE: &str = "80:5e:c0:01:0b:60";
    let place = Place::new();
    place.ok(&["settings", "set", "pbx.host=pbx.example.com", "pbx.kind=freepbx", "lines.per_extension=on"]);
    let header = "first,last,email,ext,mac,model\n";
    // Bo stands before the row that makes the base.
    let first = format!(
        "{header}Bo,Lind,bo@example.com,2002,,\nAda,Byron,ada@example.com,2001,{BASE},w60b\n,,bo@example.com,,{BASE},w60b\n"
    );
    let first = place.write("first.csv", first);
    let said = place.ok(&["import", first.to_str().unwrap()]);
    assert!(said.contains("1 phone, 1 place on a shared phone created"), "{said}");
    let second = place.write(
        "second.csv",
        format!("{header}Cy,Marsh,cy@example.com,2003,{BASE},w60b\n,,ada@example.com,2011,,\n"),
    );
    place.ok(&["import", second.to_str().unwrap()]);
    let user = |extension: &str, name: &str| [extension, name, name].map(str::to_owned);
    assert_eq!(
        on_base(&place, BASE),
        [
            user("2001", "Ada Byron"),
            user("2002", "Bo Lind"),
            user("2011", "Ada Byron"),
            user("2003", "Cy Marsh")
        ]
    );

    let everything = |place: &Place| {
        ["users", "devices", "accounts"].map(|what| place.ok(&["export", what])).concat()
            + &place.ok(&["render", BASE])
    };
    let before = everything(&place);
    for file in [&first, &second] {
        let said = place.ok(&["import", file.to_str().unwrap()]);
        assert!(said.contains("all of it was there already"), "{said}");
    }
    assert_eq!(everything(&place), before);
    let devices = place.json(&["export", "devices", "--format", "json"]);
    let devices = devices.as_array().unwrap();
    assert_eq!(devices.len(), 1);
    assert_eq!(devices[0]["email"], "ada@example.com");
    assert_eq!(devices[0]["device_name"], "Yealink W60B 01:0b:60");
}

#[test]
fn where_each_phone_registers_a_base_has_accounts_of_its_own() {
    const BASE: &str = "80:5e:c0:01:0b:60";
    let place = Place::new();
    place.ok(&["settings", "set", "pbx.kind=kazoo"]);
    let people = format!(
        "first,last,email,ext,mac,model,softphone,sip_username\nAda,Byron,ada@example.com,2001,{BASE},w60b,,\n\
         Bo,Lind,bo@example.com,2002,{BASE},w60b,yes,bo-base\n,,bo@example.com,,805ec0010204,t46u,,\n\
         Cy,Marsh,cy@example.com,2003,{BASE},w60b,yes,cy-base\n"
    );
    place.ok(&["import", place.write("people.csv", people).to_str().unwrap()]);
    let accounts = place.json(&["export", "accounts", "--format", "json"]);
    assert_eq!(accounts.as_array().unwrap().len(), 6, "{accounts}");
    let base = on_base(&place, BASE);
    let handsets: Vec<&str> = base.iter().map(|[_, _, handset]| handset.as_str()).collect();
    assert_eq!(handsets, ["Ada Byron", "Bo Lind", "Cy Marsh"]);
    // What the file says goes to a phone, not to the softphone.
    assert_eq!(base[2][0], "cy-base");
    assert!(place.ok(&["render", "805ec0010204"]).contains("account.1.user_name = bo-base\n"));
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
