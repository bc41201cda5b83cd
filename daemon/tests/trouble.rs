//! What goes wrong around the box, on the built program: each a sentence, and nothing half-done.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail loudly")]

mod support;

use std::{fs, net::TcpListener, os::unix::fs::PermissionsExt, process::Command};

use support::{Place, curl, example, has, soon};

#[test]
fn what_is_no_spreadsheet_is_told_in_a_sentence() {
    let place = Place::new();
    for (name, bytes) in [
        ("picture.csv", &b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..]),
        ("empty.csv", b""),
        ("blank.csv", b"\n\n ,,\n"),
        ("archive.xlsx", b"PK\x03\x04\x14\0\x06\0"),
        ("zeros.csv", &[0; 4096]),
        ("header.csv", b"first_name,last_name,email,extension\n"),
    ] {
        let file = place.write(name, bytes);
        let ran = place.run(&["import", file.to_str().unwrap()]);
        assert_eq!(ran.status(), 1, "{name}: {}{}", ran.output(), ran.errors());
        let said = ran.output() + &ran.errors();
        assert!(said.len() > 20 && !said.contains("panicked"), "{name}: {said}");
    }
    assert!(!place.run(&["import", "/nowhere.csv"]).errors().is_empty());
    assert_eq!(place.run(&["import", "/nowhere.csv"]).status(), 2);
}

#[test]
fn passwords_go_where_the_person_says_and_nobody_else_reads_them() {
    let people = "first,last,email,ext\nAda,Byron,ada@example.com,2001\n";
    let place = Place::new();
    let file = place.write("people.csv", people);
    let file = file.to_str().unwrap();

    let out = place.write("open.csv", "");
    fs::set_permissions(&out, fs::Permissions::from_mode(0o644)).unwrap();
    let said = place.ok(&["import", file, "--credentials", out.to_str().unwrap()]);
    assert!(said.contains("The login password is in "), "{said}");
    assert_eq!(fs::metadata(&out).unwrap().permissions().mode() & 0o777, 0o600);
    // A second time nothing is made, so no file is left that seems to hold something.
    let again = place.file("again.csv");
    place.ok(&["import", file, "--credentials", again.to_str().unwrap()]);
    assert!(!again.exists());

    let place = Place::new();
    let file = place.write("people.csv", people);
    let ran = place.run(&["import", file.to_str().unwrap(), "--credentials", "/dev/full"]);
    assert_eq!(ran.status(), 3, "{}", ran.errors());
    assert!(ran.errors().contains("import 1 is done, but"), "{}", ran.errors());
    let said = place.ok(&["imports", "credentials", "1", "/dev/stdout"]);
    assert!(said.contains("Ada,Byron,ada@example.com,2001,"), "{said}");
}

#[test]
fn a_user_may_have_more_lines_than_any_phone() {
    let place = Place::new();
    let extensions: Vec<String> =
        (3000..3300).map(|extension| format!(",,ada@example.com,{extension}")).collect();
    let people = format!(
        "first,last,email,ext,mac,brand,model\nAda,Byron,ada@example.com,2001,805ec0000001,yealink,t46s\n{}\n",
        extensions.join("\n")
    );
    place.ok(&["settings", "set", "lines.per_extension=on"]);
    let file = place.write("people.csv", &people);
    place.ok(&["import", file.to_str().unwrap()]);
    assert!(place.ok(&["render", "805ec0000001"]).contains("account.16.label = 3014\n"));
}

#[test]
fn usage_errors_and_what_is_not_built_yet_exit_with_2() {
    let place = Place::new();
    for arguments in [
        &["import"][..],
        &["nonsense"],
        &["import", "x.csv", "--mode", "replace"],
        &["import", "x.csv", "--rest", "rest.csv"],
        &["imports", "undo", "one"],
        &["simulate", "--phones", "5"],
        &["devices", "arm", "--all"],
        &["token", "create", "--scope", "read"],
        &["settings", "set", "security.arm_window=24h"],
        &["settings", "get", "trust.routed"],
        &["settings", "set", "pbx.hots=x"],
        &["serve", "--http", "nonsense"],
        &["render", "zz"],
    ] {
        let ran = place.run(arguments);
        assert_eq!(ran.status(), 2, "{arguments:?}: {}", ran.errors());
        assert!(!ran.errors().is_empty());
    }
    assert!(!place.data().exists(), "a refused command makes no data folder");
}

#[test]
fn reading_commands_never_make_the_data_folder() {
    let place = Place::new();
    let people = place.write("people.csv", "first,last,email,ext\nAda,Byron,ada@example.com,2001\n");
    for arguments in [
        &["export", "users"][..],
        &["settings", "get"],
        &["keys", "show", "805ec0010203"],
        &["render", "805ec0010203"],
        &["imports", "list"],
    ] {
        assert_eq!(place.run(arguments).status(), 3, "{arguments:?}");
    }
    place.ok(&["import", people.to_str().unwrap(), "--dry-run"]);
    place.ok(&["catalogue"]);
    assert!(!place.data().exists());
}

#[test]
fn a_taken_port_is_named() {
    let place = Place::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let (address, port) = (address.to_string(), address.port().to_string());
    for listener in ["http", "https", "admin"] {
        let flag = format!("--{listener}");
        let mut arguments = vec!["serve", "--dev"];
        for other in ["--http", "--https", "--tftp", "--admin"] {
            arguments.extend([other, if other == flag { address.as_str() } else { "127.0.0.1:0" }]);
        }
        let ran = place.run(&arguments);
        assert_eq!(ran.status(), 3);
        let said = ran.errors();
        assert!(said.contains(listener) && said.contains(&port), "{said}");
        assert!(!ran.output().contains("linekey ready"));
    }
}

#[test]
fn a_second_box_on_the_same_data_is_refused() {
    let place = Place::new();
    let first = place.serve();
    let ran = place.run(&[
        "serve",
        "--dev",
        "--http",
        "127.0.0.1:0",
        "--https",
        "off",
        "--tftp",
        "off",
        "--admin",
        "off",
    ]);
    assert_eq!(ran.status(), 3, "{}", ran.errors());
    assert!(ran.errors().contains("another linekey already serves"), "{}", ran.errors());
    assert_eq!(first.stop(), 0);
}

#[test]
fn a_damaged_database_is_kept_and_the_box_shows_a_page_until_it_is_restored() {
    if !has("curl") {
        return;
    }
    let place = Place::new();
    place.ok(&["settings", "set", "pbx.host=first.example.com"]);
    let backup = place.file("a.backup");
    place.ok(&["backup", backup.to_str().unwrap()]);
    let database = place.data().join("linekey.db");
    for suffix in ["-wal", "-shm"] {
        fs::remove_file(place.data().join(format!("linekey.db{suffix}"))).unwrap_or_default();
    }
    let garbage = "not a database ".repeat(500);
    fs::write(&database, &garbage).unwrap();

    let ran = place.run(&["export", "users"]);
    assert_eq!(ran.status(), 3);
    assert!(ran.errors().contains("linekey restore"), "{}", ran.errors());

    let server = place.serve();
    assert_eq!(server.ready["recovery"], true);
    let page = curl(&["-i", &format!("http://{}/anything", server.at("admin"))]);
    let page = String::from_utf8(page.stdout).unwrap();
    assert!(page.starts_with("HTTP/1.1 503") && page.contains("linekey restore"), "{page}");
    for scheme in ["http", "tftp"] {
        assert!(server.curl(scheme, "805ec0010203.cfg").is_none());
    }
    assert_eq!(fs::read_to_string(&database).unwrap(), garbage);

    place.ok(&["restore", backup.to_str().unwrap()]);
    soon("going on by itself", || {
        let health = curl(&[&format!("http://{}/healthz", server.at("admin"))]);
        health.stdout == b"ok\n"
    });
    assert_eq!(place.ok(&["settings", "get", "pbx.host"]), "first.example.com\n");
    assert_eq!(fs::read_to_string(place.data().join("linekey.db.before-restore-1")).unwrap(), garbage);
}

/// Mounts a small file system of its own; only root may.
#[test]
fn a_full_disk_is_told_and_leaves_nothing_half_written() {
    let place = Place::new();
    fs::create_dir(place.data()).unwrap();
    let can_mount =
        Command::new("unshare").args(["-m", "true"]).status().is_ok_and(|status| status.success());
    if !can_mount {
        println!("skipped: mounting a small disk needs root");
        return;
    }
    let linekey = env!("CARGO_BIN_EXE_linekey");
    let script = format!(
        "mount -t tmpfs -o size=400k tmpfs {data} && cd {data} || exit 99
         {linekey} --data-dir {data} settings set pbx.host=pbx.example.com || exit 98
         {linekey} --data-dir {data} import {people} ; status=$?
         rm -f filler ; mount -o remount,size=64m {data}
         {linekey} --data-dir {data} export users | wc -l
         {linekey} --data-dir {data} import {people} --format json >/dev/null || exit 97
         {linekey} --data-dir {data} export users | wc -l
         exit $status",
        data = place.data().display(),
        people = many_people(&place, 1500).display(),
    );
    let ran = Command::new("unshare").args(["-m", "sh", "-c", &script]).output().unwrap();
    let errors = String::from_utf8_lossy(&ran.stderr);
    if ran.status.code() == Some(99) {
        println!("skipped: cannot mount here: {errors}");
        return;
    }
    assert_eq!(ran.status.code(), Some(3), "{errors}");
    assert!(errors.contains("the disk is full"), "{errors}");
    let output = String::from_utf8_lossy(&ran.stdout);
    let counts: Vec<&str> =
        output.lines().filter(|line| line.trim().parse::<u32>().is_ok()).map(str::trim).collect();
    assert_eq!(counts, ["1", "1501"], "{output}");
}

/// The index of the database's log needs a few kilobytes even for reading.
#[test]
fn phones_are_served_from_a_box_that_starts_on_a_full_disk() {
    let place = Place::new();
    fs::create_dir(place.data()).unwrap();
    let can_mount =
        Command::new("unshare").args(["-m", "true"]).status().is_ok_and(|status| status.success());
    if !can_mount || !has("curl") {
        println!("skipped: mounting a small disk needs root");
        return;
    }
    let people = place.write(
        "people.csv",
        "first,last,email,ext,mac,model\nAda,Byron,ada@example.com,2001,805ec0010203,t46u\n",
    );
    let script = format!(
        "mount -t tmpfs -o size=4m tmpfs {data} || exit 99
         trap 'kill $! 2>/dev/null' EXIT
         serve() {{
           {linekey} --data-dir {data} serve --dev --http 127.0.0.1:0 --https off --tftp off --admin off >{data}.ready 2>{data}.log &
           while ! grep -q 'linekey ready' {data}.ready && kill -0 $! ; do sleep 0.05 ; done
           at=$(sed 's/.*\"http\":\"\\([^\"]*\\)\".*/\\1/' {data}.ready)
         }}
         {linekey} --data-dir {data} import {people} >/dev/null || exit 98
         serve ; kill $! ; wait $!
         cat /dev/zero > {data}/filler 2>/dev/null
         serve ; curl -sf http://$at/805ec0010203.cfg ; status=$?
         kill $! ; wait $! ; cat {data}.log >&2 ; exit $status",
        linekey = env!("CARGO_BIN_EXE_linekey"),
        data = place.data().display(),
        people = people.display(),
    );
    let ran = Command::new("unshare").args(["-m", "bash", "-c", &script]).output().unwrap();
    let errors = String::from_utf8_lossy(&ran.stderr);
    if ran.status.code() == Some(99) {
        println!("skipped: cannot mount here: {errors}");
        return;
    }
    assert_eq!(ran.status.code(), Some(0), "{errors}");
    assert!(String::from_utf8_lossy(&ran.stdout).starts_with("#!version:1.0.0.1"), "{errors}");
    assert!(errors.contains("the disk is full"), "{errors}");
}

fn many_people(place: &Place, count: u32) -> std::path::PathBuf {
    let rows: String =
        (0..count).map(|n| format!("First{n},Last{n},user{n}@example.com,{}\n", 20_000 + n)).collect();
    place.write("many.csv", format!("first_name,last_name,email,extension\n{rows}"))
}

#[test]
fn a_faulty_overlay_is_named_and_the_shipped_file_serves_on() {
    let place = Place::new();
    let people = place.write(
        "people.csv",
        "first,last,email,ext,mac,model\nAda,Byron,ada@example.com,2001,805ec0010203,t46u\n",
    );
    place.ok(&["import", people.to_str().unwrap()]);
    let before = place.ok(&["render", "805ec0010203"]);
    let folder = place.data().join("templates/yealink");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("t4x.toml"), "name = \"mine\"\nnonsense = 1\n").unwrap();
    fs::write(folder.join("v81.cfg.j2"), "#!version:1.0.0.1\n{{ nothing.of.the.kind \n").unwrap();
    let ran = place.run(&["render", "805ec0010203"]);
    assert_eq!(ran.output(), before);
    let said = ran.errors();
    assert!(said.contains("yealink/t4x.toml, line 2") && said.contains("yealink/v81.cfg.j2"), "{said}");
}

#[test]
fn a_backup_comes_back_under_a_running_box() {
    if !has("curl") {
        return;
    }
    let place = Place::new();
    let office = example("harbour-office.csv");
    place.ok(&["import", office.to_str().unwrap()]);
    let server = place.serve();
    let mac = place.json(&["export", "devices", "--format", "json"])[0]["mac_address"]
        .as_str()
        .unwrap()
        .replace(':', "");
    let name = format!("{mac}.cfg");
    let before = server.curl("http", &name).unwrap();
    let backup = place.file("a.backup");
    place.ok(&["backup", backup.to_str().unwrap()]);
    place.ok(&["settings", "set", "pbx.host=other.example.com"]);
    soon("the change", || server.curl("http", &name).unwrap() != before);
    place.ok(&["restore", backup.to_str().unwrap()]);
    soon("the restored state", || server.curl("http", &name).unwrap() == before);
}

#[test]
fn a_backup_of_another_box_comes_up_under_a_running_box() {
    if !has("curl") {
        return;
    }
    let (one, other) = (Place::new(), Place::new());
    let phrase = one.write("phrase", "a long passphrase\n");
    let people = one.write(
        "people.csv",
        "first,last,email,ext,mac,model\nAda,Byron,ada@example.com,2001,805ec0010203,t46u\n",
    );
    one.ok(&["import", people.to_str().unwrap()]);
    let backup = one.file("a.backup");
    let (backup, phrase) = (backup.to_str().unwrap(), phrase.to_str().unwrap());
    one.ok(&["backup", backup, "--passphrase-file", phrase]);
    other.ok(&["settings", "set", "pbx.host=other.example.com"]);
    let server = other.serve();
    other.ok(&["restore", backup, "--passphrase-file", phrase]);
    soon("the other box's phone", || {
        server
            .curl("http", "805ec0010203.cfg")
            .is_some_and(|body| body == other.ok(&["render", "805ec0010203"]).into_bytes())
    });
    assert_eq!(server.stop(), 0);
}
