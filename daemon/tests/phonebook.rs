//! The phonebook of the built program, as phones fetch it.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail loudly")]

mod support;

use std::collections::BTreeMap;

use serde_json::Value;
use support::{
    Daemon, Place,
    browser::{Answer, Browser},
    curl, has, soon,
};

const PEOPLE: &str = "first,last,email,ext,mac,model,department,in_directory,phone_number\n\
    Zoë,<Park> & Co,zoe@example.com,2001,805ec0010203,t46u,Sales,yes,+18005551212\n\
    Ada,Byron,ada@example.com,2002,805ec0010204,t42g,Back Office,yes,\n\
    Bo,Hidden,bo@example.com,2003,,,Sales,no,\n";

const AGENT: &str = "Yealink SIP-T46U 108.86.0.20 80:5e:c0:01:02:03";

fn office() -> (Place, Daemon, Browser) {
    let place = Place::new();
    let server = place.serve();
    let browser = Browser::claim(&place, &server);
    let people = place.write("people.csv", PEOPLE);
    place.ok(&["import", people.to_str().unwrap()]);
    place.ok(&["settings", "set", "pbx.host=pbx.example.com"]);
    (place, server, browser)
}

fn ask(server: &Daemon, path: &str, agent: &str) -> Answer {
    Answer::of(&curl(&["-i", "-A", agent, &format!("http://{}/{path}", server.at("http"))]))
}

/// The phonebook's address in a phone's own file.
fn address(place: &Place, mac: &str) -> Option<String> {
    let file = place.ok(&["render", mac]);
    let line = file.lines().find(|line| line.starts_with("remote_phonebook.data.1.url"));
    line.map(|line| line.split(" = ").nth(1).unwrap().to_owned())
}

/// Number of each name, in the order of the file; fails where the XML is broken.
fn entries(xml: &str) -> Vec<(String, Vec<String>)> {
    let mut reader = quick_xml::Reader::from_str(xml);
    let (mut path, mut found): (Vec<String>, Vec<(String, Vec<String>)>) = (Vec::new(), Vec::new());
    let mut text = String::new();
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Start(tag) => {
                path.push(tag.name().as_ref().to_owned());
                text.clear();
            }
            quick_xml::events::Event::Text(part) => text.push_str(&part),
            quick_xml::events::Event::GeneralRef(name) => {
                let known: BTreeMap<&str, &str> =
                    [("lt", "<"), ("gt", ">"), ("amp", "&"), ("quot", "\""), ("#39", "'")].into();
                text.push_str(known[&*name]);
            }
            quick_xml::events::Event::End(_) => match path.pop().unwrap().as_str() {
                "Name" => found.push((text.trim().to_owned(), Vec::new())),
                "Telephone" => found.last_mut().unwrap().1.push(text.trim().to_owned()),
                _ => {}
            },
            quick_xml::events::Event::Eof => break,
            _ => {}
        }
    }
    assert!(path.is_empty(), "{xml}");
    found
}

fn names(server: &Daemon, path: &str) -> Vec<String> {
    let answer = ask(server, path, AGENT);
    answer.status(200);
    entries(answer.text()).into_iter().map(|(name, _)| name).collect()
}

#[test]
fn a_phone_finds_its_phonebook_by_the_address_in_its_file() {
    if !has("curl") {
        return;
    }
    let (place, server, _browser) = office();
    let url = address(&place, "805ec0010203").unwrap();
    let name = url.rsplit('/').next().unwrap().to_owned();
    assert_eq!(url, format!("http://{}/{name}", server.at("http")));
    let mut answer = ask(&server, &name, AGENT);
    soon("the import shows", || {
        answer = ask(&server, &name, AGENT);
        answer.text().contains("2001")
    });
    assert!(answer.header("content-type").unwrap().starts_with("text/xml"), "{answer:?}");
    assert!(answer.text().contains("<YealinkIPPhoneDirectory>"));
    let listed = entries(answer.text());
    let expected = [("Zoë <Park> & Co", vec!["2001", "+18005551212"]), ("Ada Byron", vec!["2002"])];
    let expected: Vec<(String, Vec<String>)> = expected
        .into_iter()
        .map(|(name, numbers)| (name.to_owned(), numbers.into_iter().map(str::to_owned).collect()))
        .collect();
    assert_eq!(listed, expected, "by last name: < stands before letters");
    assert_eq!(server.curl("tftp", &name).unwrap(), answer.text().as_bytes());
    ask(&server, &name, "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0").status(404);
}

#[test]
fn phones_search_and_a_change_shows_at_once() {
    if !has("curl") {
        return;
    }
    let (place, server, _browser) = office();
    let name = address(&place, "805ec0010203").unwrap().rsplit('/').next().unwrap().to_owned();
    soon("the import shows", || names(&server, &name).len() == 2);
    for (query, expected) in [
        ("search=zoe", &["Zoë <Park> & Co"][..]),
        ("q=ZO%C3%8B+park", &["Zoë <Park> & Co"]),
        ("search=2002", &["Ada Byron"]),
        ("search=office", &["Ada Byron"]),
        ("department=sales", &["Zoë <Park> & Co"]),
        ("department=back%20office&search=zoe", &[]),
        ("search=%", &[]),
        ("search=hidden", &[]),
        ("page=7", &[]),
        ("page=x", &["Zoë <Park> & Co", "Ada Byron"]),
    ] {
        assert_eq!(names(&server, &format!("{name}?{query}")), expected, "{query}");
    }
    let more =
        place.write("more.csv", "first,last,email,ext,in_directory\nCy,Aaron,cy@example.com,2004,yes\n");
    place.ok(&["import", more.to_str().unwrap()]);
    soon("the new user shows", || names(&server, &name).contains(&"Cy Aaron".to_owned()));
    place.ok(&["settings", "set", "phone.phonebook=off"]);
    soon("the phonebook is gone", || ask(&server, &name, AGENT).status == 404);
    assert_eq!(address(&place, "805ec0010203"), None);
}

#[test]
fn the_self_test_says_what_each_brand_gets() {
    if !has("curl") {
        return;
    }
    let (place, server, mut browser) = office();
    let report = browser.get("/phonebook/test").json();
    assert_eq!((&report["people"], &report["problem"]), (&2.into(), &Value::Null), "{report}");
    let brands = report["brands"].as_array().unwrap();
    assert_eq!(brands.len(), 1, "{report}");
    assert_eq!((&brands[0]["people"], &brands[0]["problem"]), (&2.into(), &Value::Null), "{report}");
    let doctor = place.ok(&["doctor"]);
    drop(server);
    assert_eq!(
        place.json(&["export", "sightings", "--format", "json"]),
        serde_json::json!([]),
        "no phone asked"
    );
    let server = place.serve();
    assert!(doctor.contains("Phonebook: 2 people in it.") && doctor.contains("gives 2 people"), "{doctor}");
    // A template of the box that forgets the numbers.
    let own = place.data().join("templates/yealink/phonebook");
    std::fs::create_dir_all(&own).unwrap();
    std::fs::write(own.join("directory.xml.j2"), "<YealinkIPPhoneDirectory></YealinkIPPhoneDirectory>\n")
        .unwrap();
    drop(server);
    let server = place.serve();
    let broken = place.run(&["doctor"]);
    assert_eq!(broken.status(), 1);
    assert!(broken.output().contains("only 0 of 2 people came"), "{}", broken.output());
    drop(server);
    place.ok(&["settings", "set", "pbx.host="]);
    let silent = place.run(&["doctor", "--format", "json"]);
    let silent: Value = serde_json::from_str(&silent.output()).unwrap();
    assert!(silent["settings"][0].as_str().unwrap().contains("pbx.host=ADDRESS"), "{silent}");
    let problem = silent["phonebook"]["brands"][0]["problem"].as_str().unwrap();
    assert!(problem.contains("nobody answers"), "{problem}");
}
