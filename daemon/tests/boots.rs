//! Phones of every brand boot: the requests that their makers' guides and captures tell, in their order, over HTTP and
//! TFTP, on the built program with a real client. What they ask is data in `tests/boots/<brand>.toml`.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail loudly")]

mod support;

use std::{fs, path::PathBuf};

use serde::Deserialize;
use support::{Daemon, Place, curl, has, root, soon};

/// `tests/boots/<brand>.toml`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Boots {
    phone: Vec<Phone>,
}

/// A phone and what it asks.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Phone {
    model: String,
    family: Option<String>,
    mac: String,
    #[serde(default)]
    user_agent: String,
    transports: Vec<String>,
    ask: Vec<Ask>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ask {
    file: String,
    found: bool,
    #[serde(default)]
    holds: Vec<String>,
}

/// What the words in braces stand for.
struct Words {
    mac: String,
    url: String,
    username: String,
    password: String,
}

impl Words {
    fn fill(&self, text: &str) -> String {
        text.replace("{mac}", &self.mac)
            .replace("{MAC}", &self.mac.to_uppercase())
            .replace("{url}", &self.url)
            .replace("{username}", &self.username)
            .replace("{password}", &self.password)
            .replace("{extension}", "2001")
    }
}

fn files() -> Vec<PathBuf> {
    let folder = root().join("daemon/tests/boots");
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn every_brand_of_the_catalogue_boots_here() {
    let place = Place::new();
    let catalogue = place.json(&["catalogue", "--format", "json"]);
    let made = |brand: &serde_json::Value| {
        let mut families = brand["families"].as_array().unwrap().iter();
        families.any(|family| {
            family["models"].as_array().unwrap().iter().any(|model| model["provisioned"] != false)
        })
    };
    let brands = catalogue["brands"].as_array().unwrap().iter().filter(|brand| made(brand));
    let booted: Vec<String> =
        files().iter().map(|file| file.file_stem().unwrap().to_string_lossy().into_owned()).collect();
    for brand in brands {
        let id = brand["id"].as_str().unwrap();
        assert!(booted.iter().any(|booted| booted == id), "no phone of {id} boots");
    }
}

#[test]
fn phones_boot_through_their_real_requests() {
    if !has("curl") {
        return;
    }
    for file in files() {
        let brand = file.file_stem().unwrap().to_string_lossy().into_owned();
        let boots: Boots = toml::from_str(&fs::read_to_string(&file).unwrap())
            .unwrap_or_else(|error| panic!("{brand}: {error}"));
        boot(&brand, &boots);
    }
}

fn boot(brand: &str, boots: &Boots) {
    let place = Place::new();
    import(&place, brand, boots);
    let server = place.serve();
    let accounts = place.json(&["export", "accounts", "--format", "json", "--with-secrets"]);
    let account = accounts.as_array().unwrap().iter().find(|account| account["extension"] == "2001").unwrap();
    let text = |key: &str| account[key].as_str().unwrap().to_owned();
    for phone in &boots.phone {
        let words = Words {
            mac: phone.mac.clone(),
            url: format!("http://{}/", server.at("http")),
            username: text("sip_username"),
            password: text("sip_password"),
        };
        for transport in &phone.transports {
            for ask in &phone.ask {
                check(brand, phone, transport, ask, &words, &server);
            }
        }
    }
    strangers_wait(&place, &server, brand, boots);
}

/// One user with every phone of the file; in this dialect they all share their extensions' accounts.
fn import(place: &Place, brand: &str, boots: &Boots) {
    place.ok(&["settings", "set", "pbx.kind=asterisk", "pbx.host=pbx.example.com", "lines.per_extension=on"]);
    place.ok(&["settings", "set", "site.timezone=Europe/Berlin", "site.language=en"]);
    let mut csv =
        "first_name,last_name,email,extension,mac_address,brand,family,model,in_directory\n".to_owned();
    csv.push_str("Ada,Park,ada@example.com,2001,,,,,yes\n,,ada@example.com,2002,,,,,\n");
    for phone in &boots.phone {
        let family = phone.family.as_deref().unwrap_or_default();
        csv.extend([format!(",,ada@example.com,,{},{brand},{family},{},\n", phone.mac, phone.model)]);
    }
    let file = place.write("boots.csv", csv);
    let passwords = place.file("passwords.csv");
    place.ok(&["import", file.to_str().unwrap(), "--credentials", passwords.to_str().unwrap()]);
    let keys = place.write(
        "keys.json",
        r#"{"devices":"all","keys":[{"key":1,"type":"line"},{"key":2,"type":"presence","value":"2002"},
            {"key":3,"type":"parking","value":"1"},{"key":4,"type":"personal_parking","value":"2002"},
            {"key":5,"type":"speed_dial","value":"18005551212","label":"Front desk"}]}"#,
    );
    place.ok(&["keys", "apply", keys.to_str().unwrap()]);
}

fn check(brand: &str, phone: &Phone, transport: &str, ask: &Ask, words: &Words, server: &Daemon) {
    let name = words.fill(&ask.file);
    let name = if transport == "tftp" { name.split('?').next().unwrap_or_default() } else { &name };
    let what = format!("{brand} {} {transport} {name}", phone.model);
    let (found, body) = fetch(server, transport, name, &phone.user_agent, &what);
    assert_eq!(found, ask.found, "{what}");
    let body = String::from_utf8_lossy(&body);
    for text in ask.holds.iter().map(|text| words.fill(text)) {
        assert!(body.contains(&text), "{what} lacks {text:?}:\n{body}");
    }
}

/// Whether the file is there, and its bytes. Anything but the file and "no such file" is a fault.
fn fetch(server: &Daemon, transport: &str, name: &str, user_agent: &str, what: &str) -> (bool, Vec<u8>) {
    let url = format!("{transport}://{}/{}", server.at(transport), name.replace(' ', "%20"));
    if transport == "tftp" {
        let ran = curl(&["--tftp-blksize", "1428", &url]);
        // 68 is what curl makes of ERROR 1, "file not found".
        assert!(
            matches!(ran.status.code(), Some(0 | 68)),
            "{what}: {}",
            String::from_utf8_lossy(&ran.stderr)
        );
        return (ran.status.success(), ran.stdout);
    }
    let ran = curl(&["-A", user_agent, "-w", "\n%{http_code}", &url]);
    let end = ran.stdout.iter().rposition(|byte| *byte == b'\n').unwrap_or_default();
    let (body, status) = ran.stdout.split_at(end);
    match &status[1..] {
        b"200" => (true, body.to_vec()),
        b"404" => (false, Vec::new()),
        other => panic!("{what}: status {}", String::from_utf8_lossy(other)),
    }
}

/// A phone of the brand that nobody imported is told "no such file", and waits in the inbox as what it is.
fn strangers_wait(place: &Place, server: &Daemon, brand: &str, boots: &Boots) {
    let phone = &boots.phone[0];
    let stranger = format!("{}fffff1", &phone.mac[..6]);
    let asks = phone.ask.iter().filter(|ask| ask.found && ask.file.to_lowercase().contains("{mac}"));
    let Some(ask) = asks.into_iter().next() else { return };
    let name = ask.file.replace("{mac}", &stranger).replace("{MAC}", &stranger.to_uppercase());
    let agent = phone.user_agent.replace(&phone.mac, &stranger).replace(&phone.mac.to_uppercase(), &stranger);
    let transport = &phone.transports[0];
    let (found, _) = fetch(server, transport, &name, &agent, brand);
    // A boot file for everybody may be there all the same; what counts is that the phone was noticed.
    assert!(!found || !ask.holds.iter().any(|text| text.contains("{password}")), "{brand}: {name}");
    soon("the stranger's sighting", || {
        let seen = place.json(&["export", "sightings", "--format", "json"]);
        let mac = stranger.as_bytes().chunks(2).map(|pair| String::from_utf8_lossy(pair).into_owned());
        let mac = mac.collect::<Vec<_>>().join(":");
        seen.as_array().unwrap().iter().any(|sighting| sighting["mac"] == *mac)
    });
}
