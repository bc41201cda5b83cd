//! Firmware, pictures and tones: taken in over the API and by the command, wished for, and fetched by real clients from
//! the built program. The phones are of a made-up brand that lies in the box's own folder of templates.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail loudly")]

mod support;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use serde_json::{Value, json};
use support::{
    Daemon, Place,
    browser::{Answer, Browser},
    curl, has, soon,
};

const BRAND: &str = r#"
id = "acme"
name = "Acme"
[[user_agent]]
regex = '^Acme (?<model>\S+) (?<firmware>\S+)$'
[[file]]
pattern = "{mac}.acme"
kind = "device"
main = true
[[file]]
pattern = "acme-{any}.rom"
kind = "hosted"
[[file]]
pattern = "acme-{any}.png"
kind = "hosted"
"#;

const FAMILY: &str = r#"
name = "A series"
[defaults]
format = "key_value"
template = "acme/phone.j2"
lines = 1
keys = { physical = 0, total = 0 }
[[model]]
id = "a1"
name = "A-1"
firmware = { name = '^acme-A1-(?<version>[0-9.]+)\.rom$' }
media.wallpaper = { formats = ["png"], width = 480, height = 272 }
[[model]]
id = "a2"
name = "A-2"
firmware = { name = '^acme-A2-(?<version>[0-9.]+)\.rom$' }
"#;

const TEMPLATE: &str = "firmware = {{ phone.firmware.url if phone.firmware is not none else \"\" }}\n\
                        wallpaper = {{ phone.wallpaper.url if phone.wallpaper is not none else \"\" }}\n";

const MAC: &str = "805ec0000001";

/// More than 65,535 blocks of 512 bytes.
const LARGE: usize = 60 * 1024 * 1024;

/// A box that knows the made-up phones.
fn acme() -> Place {
    let place = Place::new();
    let folder = place.data().join("templates/acme");
    fs::create_dir_all(&folder).unwrap();
    for (name, text) in [("brand.toml", BRAND), ("a.toml", FAMILY), ("phone.j2", TEMPLATE)] {
        fs::write(folder.join(name), text).unwrap();
    }
    place.ok(&["settings", "set", "site.provisioning_url=http://10.0.0.5/", "pbx.host=pbx.example.com"]);
    let sheet = "first_name,last_name,email,extension,department,brand,model,mac_address\n\
        Ada,Park,ada@example.com,2001,Sales,Acme,A-1,805ec0000001\n\
        Bo,Lind,bo@example.com,2002,,Acme,A-1,805ec0000002\n";
    let sheet = place.write("people.csv", sheet);
    place.ok(&["import", sheet.to_str().unwrap()]);
    place
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend([8, 2, 0, 0, 0]);
    bytes
}

/// Bytes that are nowhere alike, so that a block in the wrong place shows.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut bytes = Vec::with_capacity(length + 8);
    while bytes.len() < length {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend(state.to_le_bytes());
    }
    bytes.truncate(length);
    bytes
}

fn upload(browser: &mut Browser, query: &str, file: &Path) -> Answer {
    let body = format!("@{}", file.display());
    let arguments = ["-H", "Content-Type: application/octet-stream", "--data-binary", &body];
    browser.send("POST", &format!("/files?brand=acme&{query}"), &arguments)
}

fn sha256(path: &Path) -> String {
    let output = Command::new("sha256sum").arg(path).output().unwrap();
    String::from_utf8_lossy(&output.stdout).split(' ').next().unwrap().to_owned()
}

fn file(server: &Daemon, mac: &str) -> String {
    String::from_utf8(server.curl("http", &format!("{mac}.acme")).unwrap_or_default()).unwrap()
}

#[test]
fn a_file_is_uploaded_wished_for_by_group_and_fetched() {
    if !has("curl") {
        return;
    }
    let place = acme();
    let server = place.serve();
    let mut browser = Browser::claim(&place, &server);
    let rom = place.write("x", "one");
    let query = "kind=firmware&model=A-1&name=acme-A1-1.5.rom";
    let wrong = "0".repeat(64);
    let refused = upload(&mut browser, &format!("{query}&sha256={wrong}"), &rom).problem(422, "file_refused");
    assert_eq!(refused["fields"][0]["pointer"], "/sha256");
    let digest = sha256(&rom);
    let added = upload(&mut browser, &format!("{query}&sha256={digest}"), &rom);
    assert_eq!(added.status, 201, "{added:?}");
    let added = added.json();
    assert_eq!((&added["version"], &added["sha256"]), (&json!("1.5"), &json!(digest)));
    assert_eq!(added["fits"][0]["model"], "a1");
    upload(&mut browser, query, &rom).problem(422, "file_refused");
    let other = upload(&mut browser, "kind=firmware&model=A-2&name=acme-A1-1.6.rom", &rom);
    assert!(other.problem(422, "file_refused")["detail"].as_str().unwrap().contains("firmware of Acme A-1"));

    let wished = json!({ "department": "Sales" });
    let wished = browser.put("/files/acme-A1-1.5.rom/wishes", None, &wished).json();
    assert_eq!(
        (&wished["wishes"][0]["department"], &wished["wishes"][0]["phones"]),
        (&json!("Sales"), &json!(1))
    );
    soon("the wish", || file(&server, MAC).contains("firmware = http://10.0.0.5/acme-A1-1.5.rom"));
    assert!(!file(&server, "805ec0000002").contains("rom"));
    assert_eq!(server.curl("http", "ACME-a1-1.5.ROM").unwrap(), b"one");

    // A phone tells what it has.
    let url = format!("http://{}/{MAC}.acme", server.at("http"));
    curl(&["-A", "Acme A-1 1.4", &url]);
    let listed = |browser: &mut Browser| browser.get("/firmware").json()["models"][0].clone();
    soon("the sighting", || listed(&mut browser)["behind"] == 1);
    let model = listed(&mut browser);
    assert_eq!(
        model["wanted"],
        json!([{ "department": "Sales", "version": "1.5", "file": "acme-A1-1.5.rom", "phones": 1 }])
    );
    assert_eq!(model["have"].as_array().unwrap().len(), 2, "{model}");

    let id = &wished["wishes"][0]["id"];
    browser.delete(&format!("/files/other.rom/wishes/{id}"), None).problem(404, "not_found");
    browser.delete(&format!("/files/acme-A1-1.5.rom/wishes/{id}"), None).status(204);
    soon("the end of the wish", || !file(&server, MAC).contains("rom"));
    browser.delete("/files/acme-A1-1.5.rom", None).status(204);
    browser.delete("/files/acme-A1-1.5.rom", None).problem(404, "not_found");
    soon("the end of the file", || server.curl("http", "acme-A1-1.5.rom").is_none());
}

#[test]
fn a_picture_that_does_not_fit_is_answered_with_what_does() {
    if !has("curl") {
        return;
    }
    let place = acme();
    let server = place.serve();
    let mut browser = Browser::claim(&place, &server);
    let wants = browser.get("/files/wants?kind=wallpaper&brand=acme&family=a&name=sky.jpg").json();
    assert_eq!(
        (&wants["models"][0]["wants"], &wants["models"][1]["takes"]),
        (&json!("480x272 PNG"), &json!(false))
    );
    assert!(wants["refusal"].as_str().unwrap().contains("name it like acme-*.png"), "{wants}");
    let (large, right) = (place.write("large", png(1024, 768)), place.write("right", png(480, 272)));
    let query = "kind=wallpaper&family=a&name=acme-sky.png";
    let refused = upload(&mut browser, query, &large).problem(422, "file_refused");
    let detail = refused["detail"].as_str().unwrap();
    assert!(detail.contains("is 1024x768 PNG") && detail.contains("the A-1 wants 480x272 PNG"), "{detail}");
    let huge = place.write("huge", vec![0; 6 * 1024 * 1024]);
    upload(&mut browser, query, &huge).problem(413, "too_large");
    assert_eq!(upload(&mut browser, query, &right).json()["about"]["width"], 480);
    browser.put("/files/acme-sky.png/wishes", None, &json!({})).status(200);
    soon("the wish", || file(&server, MAC).contains("wallpaper = http://10.0.0.5/acme-sky.png"));
    upload(&mut browser, "kind=wallpaper&name=acme-..png&nonsense=1", &right)
        .problem(400, "request_malformed");
    let left = place.data().join("hosted-upload.tmp");
    assert_eq!(fs::read_dir(left).unwrap().count(), 0);
}

#[test]
fn the_command_does_the_same_and_a_running_box_sees_it() {
    if !has("curl") {
        return;
    }
    let place = acme();
    let server = place.serve();
    let rom = place.write("acme-A1-2.0.rom", "two");
    let odd = place.write("acme-odd.rom", "odd");
    let add = |file: &PathBuf, more: &[&str]| {
        let mut arguments = vec![
            "files",
            "add",
            file.to_str().unwrap(),
            "--kind",
            "firmware",
            "--brand",
            "acme",
            "--model",
            "a1",
        ];
        arguments.extend(more);
        place.run(&arguments)
    };
    let unsure = add(&odd, &[]);
    assert_eq!(unsure.status(), 1);
    assert!(unsure.errors().contains("say --confirm if you mean it"), "{}", unsure.errors());
    assert_eq!(add(&odd, &["--confirm"]).status(), 0);
    let added: Value = serde_json::from_str(&add(&rom, &["--format", "json"]).output()).unwrap();
    assert_eq!(added["version"], "2.0");
    assert_eq!(add(&rom, &[]).status(), 1, "it is there");
    place.ok(&["files", "wish", "acme-A1-2.0.rom"]);
    soon("the wish", || file(&server, MAC).contains("acme-A1-2.0.rom"));
    assert_eq!(server.curl("http", "acme-A1-2.0.rom").unwrap(), b"two");
    let list = place.json(&["files", "list", "--format", "json"]);
    assert_eq!(
        (list["files"].as_array().unwrap().len(), &list["files"][0]["wishes"][0]["phones"]),
        (2, &json!(2))
    );
    let id = list["files"][0]["wishes"][0]["id"].to_string();
    place.ok(&["files", "unwish", &id]);
    assert_eq!(place.run(&["files", "unwish", &id]).status(), 1);
    place.ok(&["files", "remove", "acme-a1-2.0.rom"]);
    assert!(place.ok(&["files", "list"]).starts_with("acme-odd.rom  firmware for Acme A-1\n"));
    fs::write(place.data().join("hosted/acme-own.rom"), "own").unwrap();
    soon("a file put there by hand", || server.curl("http", "acme-own.rom").is_some());
    assert_eq!(place.json(&["files", "list", "--format", "json"])["by_hand"][0]["name"], "acme-own.rom");
}

/// A client that takes its time.
fn slow_client(url: &str, target: &Path) -> Child {
    Command::new("curl")
        .args(["-sS", "--limit-rate", "20M", "-o", target.to_str().unwrap(), url])
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

/// The most memory that the box ever held, in bytes.
fn most_memory(server: &Daemon) -> usize {
    let status = fs::read_to_string(format!("/proc/{}/status", server.child.id())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() * 1024
}

#[test]
fn a_large_file_comes_whole_in_ranges_over_tftp_and_to_many_at_once() {
    if !has("curl") {
        return;
    }
    let place = acme();
    let bytes = noise(LARGE);
    let rom = place.write("acme-A1-3.rom", &bytes);
    let server = place.serve();
    place.ok(&[
        "files",
        "add",
        rom.to_str().unwrap(),
        "--kind",
        "firmware",
        "--brand",
        "acme",
        "--model",
        "a1",
    ]);
    let http = format!("http://{}/acme-A1-3.rom", server.at("http"));
    soon("the file", || curl(&["-fI", &http]).status.success());

    let before = most_memory(&server);
    let target = |number: usize| place.file(&format!("got-{number}"));
    let clients: Vec<Child> = (0..8).map(|number| slow_client(&http, &target(number))).collect();
    for (number, mut client) in clients.into_iter().enumerate() {
        assert!(client.wait().unwrap().success());
        assert!(fs::read(target(number)).unwrap() == bytes, "client {number}");
        fs::remove_file(target(number)).unwrap();
    }
    let more = most_memory(&server) - before;
    assert!(more < 2 * LARGE, "eight phones took {more} bytes");

    let part = curl(&["-r", "31457270-31457289", &http]).stdout;
    assert!(part == bytes[31_457_270..31_457_290]);

    let tftp = format!("tftp://{}/acme-A1-3.rom", server.at("tftp"));
    // 65,464 is the most that a block may have; of 512, the numbers begin anew after 65,535.
    for size in ["65464", "512"] {
        let ran = Command::new("curl").args(["-sS", "--tftp-blksize", size, &tftp]).output().unwrap();
        assert!(ran.stdout == bytes, "blocks of {size}: {}", String::from_utf8_lossy(&ran.stderr));
    }
    if has("atftp") {
        let (server_name, number) = server.at("tftp").rsplit_once(':').unwrap();
        for options in [["blksize 1428", "windowsize 16"], ["blksize 512", "windowsize 32"]] {
            let local = place.file("atftp");
            let arguments =
                ["--get", "-r", "acme-A1-3.rom", "-l", local.to_str().unwrap(), "--option", options[0]];
            let ran = Command::new("atftp")
                .args(arguments)
                .args(["--option", options[1], server_name, number])
                .output()
                .unwrap();
            assert!(
                fs::read(&local).unwrap() == bytes,
                "{options:?}: {}",
                String::from_utf8_lossy(&ran.stderr)
            );
            fs::remove_file(&local).unwrap();
        }
    }
}

#[test]
fn a_backup_brings_templates_and_files_to_an_empty_box() {
    if !has("curl") {
        return;
    }
    let place = acme();
    let rom = place.write("acme-A1-2.5.rom", noise(3_000_000));
    place.ok(&[
        "files",
        "add",
        rom.to_str().unwrap(),
        "--kind",
        "firmware",
        "--brand",
        "acme",
        "--model",
        "a1",
    ]);
    place.ok(&["files", "wish", "acme-A1-2.5.rom"]);
    let phrase = place.write("phrase", "a long passphrase\n");
    let (backup, phrase) = (place.file("a.backup"), phrase.to_str().unwrap());
    let backup = backup.to_str().unwrap();
    let before = place.ok(&["render", MAC]);
    let said = place.ok(&["backup", backup, "--passphrase-file", phrase]);
    assert!(said.contains("3 files of the box's own and 1 file that phones fetch"), "{said}");
    let other = Place::new();
    let said = other.ok(&["restore", backup, "--passphrase-file", phrase]);
    assert!(!said.contains("upload"), "{said}");
    let server = other.serve();
    assert_eq!(file(&server, MAC), before);
    assert!(before.contains("acme-A1-2.5.rom"), "{before}");
    assert_eq!(server.curl("http", "acme-A1-2.5.rom").unwrap(), fs::read(&rom).unwrap());
    assert_eq!(server.curl("tftp", "acme-A1-2.5.rom").unwrap(), fs::read(&rom).unwrap());
}

#[test]
fn files_that_a_backup_leaves_out_are_named_when_it_is_made_and_when_it_is_restored() {
    let place = acme();
    let rom = place.write("acme-A1-2.5.rom", noise(30_000));
    place.ok(&["files", "add", rom.to_str().unwrap(), "--kind", "firmware", "--model", "Acme A-1"]);
    let phrase = place.write("phrase", "a long passphrase\n");
    let (backup, phrase) = (place.file("a.backup"), phrase.to_str().unwrap());
    let backup = backup.to_str().unwrap();
    let said = place.ok(&["backup", backup, "--passphrase-file", phrase, "--without-hosted"]);
    let digest = sha256(&rom);
    assert!(said.contains("Not in it:") && said.contains("hosted/acme-A1-2.5.rom"), "{said}");
    assert!(said.contains(&digest), "{said}");
    let other = Place::new();
    let said = other.ok(&["restore", backup, "--passphrase-file", phrase]);
    assert!(said.contains("Upload acme-A1-2.5.rom again") && said.contains(&digest), "{said}");
    let events = other.json(&["export", "events", "--format", "json"]);
    assert!(events.to_string().contains("upload acme-A1-2.5.rom again"), "{events}");
    // Brought again, it is as before.
    other.ok(&["files", "add", rom.to_str().unwrap(), "--kind", "firmware", "--model", "Acme A-1"]);
}
