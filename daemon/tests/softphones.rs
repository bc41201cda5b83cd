//! Softphones of the built program: links, as apps, browsers and strangers use them.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail loudly")]

mod support;

use serde_json::{Value, json};
use support::{
    Daemon, Place,
    browser::{Answer, Browser},
    curl, has,
};

const PEOPLE: &str = "first,last,email,ext,softphone,include_voicemail\n\
    Ann,Lee & Sons,ann@example.com,2001,yes,yes\nBo,Lind,bo@example.com,2002,no,no\n";

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";

/// The header of an app that asks by itself.
const OWN: &str = "X-Linphone-Provisioning: 1";

struct Office {
    place: Place,
    server: Daemon,
    browser: Browser,
    /// Path of Ann's softphone in the API.
    softphone: String,
}

fn office() -> Office {
    let place = Place::new();
    let server = place.serve();
    let mut browser = Browser::claim(&place, &server);
    let people = place.write("people.csv", PEOPLE);
    place.ok(&["import", people.to_str().unwrap()]);
    place.ok(&["settings", "set", "pbx.kind=asterisk", "pbx.host=pbx.example.com", "pbx.transport=tcp"]);
    let users = browser.get("/users?q=ann").json();
    let user = users["users"][0]["id"].clone();
    let list = browser.get(&format!("/users/{user}/softphones")).json();
    assert_eq!(list["softphones"][0]["extension"], "2001", "{list}");
    let softphone = format!("/users/{user}/softphones/{}", list["softphones"][0]["id"]);
    Office { place, server, browser, softphone }
}

impl Office {
    fn link(&mut self) -> String {
        let path = format!("{}/link", self.softphone);
        let made = self.browser.post(&path, &json!({}));
        assert_eq!(made.status, 201, "{made:?}");
        let made = made.json();
        assert!(made["qr_svg"].as_str().unwrap().starts_with("<svg"));
        let url = made["url"].as_str().unwrap().to_owned();
        assert!(url.starts_with(&format!("http://{}/s/", self.server.at("http"))), "{url}");
        url
    }

    fn state(&mut self) -> Value {
        let list = self.softphone.rsplit_once('/').unwrap().0.to_owned();
        self.browser.get(&list).json()["softphones"][0]["link"].clone()
    }

    fn password(&mut self) -> String {
        let path = format!("{}/setup", self.softphone);
        self.browser.post(&path, &json!({})).json()["sip_password"].as_str().unwrap().to_owned()
    }
}

fn app(url: &str) -> Answer {
    Answer::of(&curl(&["-i", "-H", OWN, "-A", "Linphone-Desktop/5.2", url]))
}

fn open(url: &str) -> Answer {
    Answer::of(&curl(&["-i", "-A", FIREFOX, url]))
}

fn press(url: &str, button: &str) -> Answer {
    Answer::of(&curl(&[
        "-i",
        "-A",
        FIREFOX,
        "-X",
        "POST",
        "-H",
        "Content-Length: 0",
        &format!("{url}/{button}"),
    ]))
}

/// An entry of the app's XML, as it stands there.
fn entry(xml: &str, name: &str) -> Option<String> {
    let (_, rest) = xml.split_once(&format!("<entry name=\"{name}\" overwrite=\"true\">"))?;
    rest.split_once("</entry>").map(|(value, _)| value.to_owned())
}

#[test]
fn an_app_fetches_its_account_three_times_and_a_browser_sees_a_page_without_secrets() {
    if !has("curl") {
        return;
    }
    let mut office = office();
    let (url, password) = (office.link(), office.password());
    for _ in 0..4 {
        let page = open(&url);
        page.status(200);
        assert!(page.header("content-type").unwrap().starts_with("text/html"));
        for (name, value) in [("cache-control", "no-store"), ("referrer-policy", "no-referrer")] {
            assert_eq!(page.header(name).as_deref(), Some(value));
        }
        assert!(
            page.text().contains(&format!("href=\"linphone-config:{url}\"")) && page.text().contains("<svg")
        );
        assert!(!page.text().contains(&password) && !page.text().contains("<script"), "{page:?}");
    }
    assert_eq!(office.state()["fetches_left"], 3, "opening the page costs nothing");
    let xml = app(&url);
    xml.status(200);
    assert_eq!(xml.header("cache-control").as_deref(), Some("no-store"));
    assert!(xml.header("content-type").unwrap().starts_with("application/xml"));
    let xml = xml.text();
    assert_eq!(entry(xml, "transient_provisioning").as_deref(), Some("1"));
    assert_eq!(entry(xml, "reg_proxy").as_deref(), Some("sip:pbx.example.com:5060;transport=tcp"));
    let username = entry(xml, "username").unwrap();
    let identity = format!("&quot;Ann Lee &amp; Sons&quot; &lt;sip:{username}@pbx.example.com&gt;");
    assert_eq!(entry(xml, "reg_identity"), Some(identity));
    assert_eq!(entry(xml, "passwd").as_deref(), Some(password.as_str()));
    let ini = press(&url, "microsip");
    assert!(ini.header("content-disposition").unwrap().contains("MicroSIP.ini"), "{ini:?}");
    assert!(ini.text().contains(&format!("password={password}\r\n")));
    assert_eq!(office.state()["fetches_left"], 1);
    let sheet = press(&url, "sheet");
    assert!(sheet.text().contains(&password) && sheet.text().contains("*97"), "{sheet:?}");
    assert_eq!(office.state(), Value::Null);
    let log = std::fs::read_to_string(office.place.file("log")).unwrap();
    assert!(
        !log.contains(url.rsplit('/').next().unwrap()) && !log.contains(&password),
        "a secret in the log"
    );
}

#[test]
fn wrong_used_up_ended_and_older_links_are_one_and_the_same_404() {
    if !has("curl") {
        return;
    }
    let mut office = office();
    let older = office.link();
    let used = office.link();
    for _ in 0..3 {
        app(&used).status(200);
    }
    let wrong = format!("{}{}", &used[..used.len() - 28], "a".repeat(28));
    let no_file = Answer::of(&curl(&["-i", &format!("http://{}/none.cfg", office.server.at("http"))]));
    for url in [&older, &used, &wrong] {
        for answer in [open(url), app(url), press(url, "sheet"), press(url, "linphone")] {
            assert_eq!((answer.status, answer.text()), (404, no_file.text()), "{url}");
        }
    }
    let ended = office.link();
    let path = format!("{}/link", office.softphone);
    office.browser.delete(&path, None).status(204);
    app(&ended).status(404);
    let ended = office.link();
    let path = format!("{}/password", office.softphone);
    let before = office.password();
    let renewed = office.browser.post(&path, &json!({})).json();
    assert_ne!(renewed["sip_password"], before.as_str());
    app(&ended).status(404);
    let fresh = office.link();
    assert_eq!(entry(app(&fresh).text(), "passwd").as_deref(), renewed["sip_password"].as_str());
}

#[test]
fn the_phones_listener_still_only_reads_and_shows_browsers_no_files() {
    if !has("curl") {
        return;
    }
    let mut office = office();
    let url = office.link();
    let method = |method: &str, url: &str| Answer::of(&curl(&["-i", "-X", method, "-d", "", url]));
    for path in ["none.cfg", "s/short", "s/", "x/sheet"] {
        method("POST", &format!("http://{}/{path}", office.server.at("http"))).status(405);
    }
    for other in ["PUT", "DELETE", "PATCH", "OPTIONS"] {
        method(other, &url).status(405);
    }
    method("POST", &url).status(405);
    press(&url, "other").status(404);
    let again = open(&format!("{url}/sheet"));
    assert_eq!(
        (again.status, again.header("location").unwrap()),
        (302, format!("../{}", &url[url.len() - 28..]))
    );
    let file = Answer::of(&curl(&["-i", "-A", FIREFOX, &format!("{url}/../../y000000000000.cfg")]));
    file.status(404);
    assert_eq!(office.state()["fetches_left"], 3);
    assert_eq!(Answer::of(&curl(&["-i", "-I", "-H", OWN, &url])).status, 200);
    assert_eq!(office.state()["fetches_left"], 3, "HEAD brings nothing and costs nothing");
}

#[test]
fn the_command_prints_a_link() {
    if !has("curl") {
        return;
    }
    let office = office();
    let printed = office.place.ok(&["softphone", "link", "2001", "--qr"]);
    let url = printed.lines().next().unwrap();
    app(url).status(200);
    assert!(printed.lines().count() > 10 && printed.contains('█'), "{printed}");
    let json = office.place.json(&["softphone", "link", "ANN@example.com", "--format", "json"]);
    app(url).status(404);
    app(json["url"].as_str().unwrap()).status(200);
    for (who, words) in [("2002", "no softphone"), ("nobody@example.com", "nobody has")] {
        let refused = office.place.run(&["softphone", "link", who]);
        assert_eq!(refused.status(), 1);
        assert!(refused.errors().contains(words), "{}", refused.errors());
    }
}

#[test]
fn slips_carry_a_link_on_request_only() {
    if !has("curl") {
        return;
    }
    let mut office = office();
    let import = office.browser.get("/imports").json()["imports"][0]["id"].clone();
    let slips = |office: &mut Office, more: Value| {
        let mut wish = json!({ "what": "credentials", "import": import, "format": "json" });
        wish.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let ticket = office.browser.post("/downloads", &wish).json()["ticket"].as_str().unwrap().to_owned();
        office.browser.post(&format!("/downloads/{ticket}"), &json!({})).json()["credentials"].clone()
    };
    let plain = slips(&mut office, json!({}));
    assert_eq!((&plain[0]["softphone"], office.state()), (&Value::Null, Value::Null), "{plain}");
    let with = slips(&mut office, json!({ "softphones": true }));
    assert_eq!(with[1]["softphone"], Value::Null, "Bo has none");
    assert!(with[0]["softphone"]["qr_svg"].as_str().unwrap().starts_with("<svg"));
    app(with[0]["softphone"]["url"].as_str().unwrap()).status(200);
}
