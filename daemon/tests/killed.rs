//! `kill -9` in the middle of an import, again and again: all of it landed, or none.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail loudly")]

mod support;

use std::{process::Stdio, time::Duration};

use support::Place;

const USERS: usize = 1_000;
const ROUNDS: u32 = 50;

#[test]
fn a_killed_import_lands_whole_or_not_at_all() {
    let rows: String = (0..USERS)
        .map(|n| {
            format!(
                "First{n},Last{n},user{n}@example.com,{},{:012x},t46u\n",
                20_000 + n,
                0x805e_c000_0000_u64 + n as u64
            )
        })
        .collect();
    let text = format!("first_name,last_name,email,extension,mac_address,model\n{rows}");

    // How long an undisturbed import takes here tells where to strike.
    let place = Place::new();
    let file = place.write("people.csv", &text);
    let file = file.to_str().unwrap();
    let begun = std::time::Instant::now();
    place.ok(&["import", file]);
    let whole = begun.elapsed();

    let mut outcomes = [0_u32; 2];
    let mut place = Place::new();
    let mut file = place.write("people.csv", &text);
    for round in 0..ROUNDS {
        let mut import = place
            .command(&["import", file.to_str().unwrap()])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(strike_after(whole, round));
        import.kill().unwrap_or_default();
        import.wait().unwrap();
        if !place.data().join("linekey.db").exists() {
            outcomes[0] += 1;
            continue;
        }
        let landed = landed(&place);
        assert!(landed == 0 || landed == USERS, "round {round}: {landed} of {USERS} users landed");
        let states = place.json(&["imports", "list", "--format", "json"]);
        for import in states.as_array().unwrap() {
            let expected = if landed == 0 { "checked" } else { import["state"].as_str().unwrap() };
            assert_eq!(import["state"], expected, "round {round}: {states}");
            assert_ne!(import["state"], "applying", "round {round}: {states}");
        }
        outcomes[usize::from(landed == USERS)] += 1;
        assert_eq!(place.serve().stop(), 0, "round {round}: the next start is clean");
        if landed == USERS {
            place = Place::new();
            file = place.write("people.csv", &text);
        }
    }
    println!("nothing landed: {}, all landed: {}", outcomes[0], outcomes[1]);
    place.ok(&["import", file.to_str().unwrap()]);
    assert_eq!(landed(&place), USERS);
}

/// One that changes and deletes: a row that is half of the file before and half of this one would show.
#[test]
fn a_killed_update_lands_whole_or_not_at_all() {
    let file = |place: &Place, name: &str, last_name: &str, offset: usize| {
        let rows: String = (0..USERS)
            .map(|n| {
                let number = 20_000 + (n + offset) % USERS;
                format!("First{n},{last_name},user{n}@example.com,{number}\n")
            })
            .collect();
        place.write(name, format!("first_name,last_name,email,extension\n{rows}"))
    };
    let place = Place::new();
    let (old, new) = (file(&place, "old.csv", "Old", 0), file(&place, "new.csv", "New", 1));
    place.ok(&["import", old.to_str().unwrap()]);
    let update = ["import", "--mode", "update", new.to_str().unwrap()];
    if place.run(&["import", "--mode", "update", "--dry-run", new.to_str().unwrap()]).status() != 0 {
        println!("skipped: this build has no update mode");
        return;
    }
    let begun = std::time::Instant::now();
    place.ok(&["import", "--mode", "update", old.to_str().unwrap()]);
    let whole = begun.elapsed();
    let before = place.ok(&["export", "users", "--format", "json"]);
    let mut killed = 0;
    for round in 0..20 {
        let mut import = place
            .command(&update)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(strike_after(whole.max(Duration::from_millis(200)), round));
        import.kill().unwrap_or_default();
        import.wait().unwrap();
        let now = place.ok(&["export", "users", "--format", "json"]);
        if now == before {
            killed += 1;
            continue;
        }
        assert!(!now.contains("\"Old\""), "round {round}: a half of it landed");
        place.ok(&["import", "--mode", "update", old.to_str().unwrap()]);
        assert_eq!(place.ok(&["export", "users", "--format", "json"]), before, "round {round}");
    }
    println!("killed in time: {killed} of 20");
    place.ok(&update);
    assert!(!place.ok(&["export", "users", "--format", "json"]).contains("\"Old\""));
}

/// Spread over the whole length and a little more, in an order that is not the order of time.
fn strike_after(whole: Duration, round: u32) -> Duration {
    whole * (round * 37 % ROUNDS) / ROUNDS * 11 / 10
}

fn landed(place: &Place) -> usize {
    let count = |what| place.json(&["export", what, "--format", "json"]).as_array().unwrap().len();
    let (users, devices, accounts) = (count("users"), count("devices"), count("accounts"));
    assert!(users == devices && users == accounts, "{users} users, {devices} devices, {accounts} accounts");
    users
}
