//! The administrator's side of the built program: who may, what a spreadsheet goes through, and what is never given away.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail loudly")]

mod support;

use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
    thread,
    time::Duration,
};

use serde_json::{Value, json};
use support::{
    Daemon, Place,
    browser::{Answer, Browser, PASSWORD},
    example, has, soon,
};

#[test]
fn a_new_box_is_claimed_once_by_the_printed_link() {
    if !has("curl") {
        return;
    }
    let place = Place::new();
    let server = place.serve();
    let link = place.claim_link();
    assert!(link.starts_with(server.ready["admin_url"].as_str().unwrap()), "{link}");
    let mut browser = Browser::new(&place, &server);
    let session = browser.get("/session").json();
    assert_eq!((&session["claimed"], &session["logged_in"]), (&json!(false), &json!(false)));
    let claim = |browser: &mut Browser, token: &str, password: &str| {
        browser.post("/claim", &json!({ "token": token, "password": password }))
    };
    let token = place.claim_token();
    claim(&mut browser, "wrong", PASSWORD).problem(403, "claim_wrong");
    let weak = claim(&mut browser, &token, "short").problem(422, "password_weak");
    assert_eq!(weak["fields"][0]["pointer"], "/password");
    let claimed = claim(&mut browser, &token, PASSWORD).json();
    assert_eq!((&claimed["claimed"], &claimed["name"]), (&json!(true), &json!("owner")));
    claim(&mut browser, &token, PASSWORD).problem(409, "already_claimed");
    assert_eq!(server.stop(), 0);

    // The session outlives a restart, and a box with an owner prints no link.
    let server = place.serve();
    browser.turn_to(&server);
    assert_eq!(browser.get("/session").json()["logged_in"], true);
    assert!(!fs::read_to_string(place.file("log")).unwrap().contains("claim#"));
}

/// Every operation of the API's own description, with a number where its path has a name.
fn operations(document: &Value) -> Vec<(String, String)> {
    let paths = document["paths"].as_object().unwrap();
    let all = paths.iter().flat_map(|(path, item)| {
        let path = path.trim_start_matches("/api/v1").replace(['{', '}'], "").replace("/id", "/1");
        item.as_object().unwrap().keys().map(move |method| (method.to_uppercase(), path.clone()))
    });
    all.filter(|(_, path)| path != "/claim" && path != "/session").collect()
}

#[test]
fn nothing_is_told_or_changed_without_a_session_and_nothing_changed_without_its_token() {
    if !has("curl") {
        return;
    }
    let place = Place::new();
    let server = place.serve();
    let mut owner = Browser::claim(&place, &server);
    let operations = operations(&owner.get("/openapi.json").json());
    assert!(operations.len() > 10);
    let mut stranger = Browser::new(&place, &server);
    for (method, path) in &operations {
        let answer = stranger.send(method, path, &["-H", "Content-Type: application/json", "-d", "{}"]);
        answer.problem(401, "session_required");
    }
    owner.forget_csrf();
    for (method, path) in operations.iter().filter(|(method, _)| method != "GET") {
        owner
            .send(method, path, &["-H", "Content-Type: application/json", "-d", "{}"])
            .problem(403, "csrf_wrong");
    }
    assert_eq!(owner.get("/session").json()["logged_in"], true, "nobody was logged out");
}

#[test]
fn guessing_the_password_gets_slower_and_a_new_password_ends_other_sessions() {
    if !has("curl") {
        return;
    }
    let place = Place::new();
    let server = place.serve();
    let mut first = Browser::claim(&place, &server);
    let mut second = Browser::new(&place, &server);
    second.post("/session", &json!({ "password": PASSWORD })).json();
    let change = |browser: &mut Browser, current: &str, password: &str| {
        browser.put("/session/password", None, &json!({ "current": current, "password": password }))
    };
    let refused = change(&mut first, "not it at all", "another long one").problem(422, "password_wrong");
    assert_eq!(refused["fields"][0]["pointer"], "/current");
    first.adopt(&change(&mut first.copy(), PASSWORD, "another long one").json());
    assert_eq!(first.get("/session").json()["logged_in"], true);
    second.get("/imports").problem(401, "session_required");

    // How many tries it takes depends on how fast this machine is: the first wait is a second.
    let wrong = json!({ "password": PASSWORD });
    let slowed = (0..30).any(|_| second.post("/session", &wrong).status == 429);
    assert!(slowed, "nothing slows a guesser down");
    let answer = second.post("/session", &json!({ "password": "another long one" }));
    if answer.status == 429 {
        assert!(answer.header("retry-after").is_some(), "{answer:?}");
        answer.problem(429, "too_many_tries");
    }

    first.delete("/session", None).status(204);
    first.get("/imports").problem(401, "session_required");
}

/// Sends a wrong log-in; what comes back is read by whoever keeps the stream.
fn guess(server: &Daemon) -> TcpStream {
    let mut stream = TcpStream::connect(server.at("admin")).unwrap();
    let body = r#"{"password":"not the password"}"#;
    let head = format!(
        "POST /api/v1/session HTTP/1.1\r\nHost: box\r\nConnection: close\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
    stream
}

#[test]
fn guessing_is_slowed_down_when_all_guesses_come_at_once_too() {
    if !has("curl") {
        return;
    }
    let place = Place::new();
    let server = place.serve();
    Browser::claim(&place, &server);
    let streams: Vec<TcpStream> = (0..40).map(|_| guess(&server)).collect();
    let answers = streams.into_iter().map(|mut stream| {
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    });
    let tried = answers.filter(|answer| answer.starts_with("HTTP/1.1 401 ")).count();
    assert!((1..20).contains(&tried), "{tried} of 40 passwords were tried");
}

#[test]
fn a_guess_counts_although_the_guesser_does_not_wait_for_the_answer() {
    if !has("curl") {
        return;
    }
    let place = Place::new();
    let server = place.serve();
    let mut browser = Browser::claim(&place, &server);
    for _ in 0..10 {
        let stream = guess(&server);
        thread::sleep(Duration::from_millis(15));
        drop(stream);
        thread::sleep(Duration::from_millis(500));
    }
    let wrong = json!({ "password": "not the password" });
    let slowed = (0..3).any(|_| browser.post("/session", &wrong).status == 429);
    assert!(slowed, "guesses without a listener cost nothing");
}

fn upload(browser: &mut Browser, file: &std::path::Path) -> Answer {
    let name = format!("X-File-Name: {}", file.file_name().unwrap().to_str().unwrap());
    let data = format!("@{}", file.display());
    let kind = "Content-Type: application/octet-stream";
    browser.send("POST", "/imports", &["-H", &name, "-H", kind, "--data-binary", &data])
}

fn apply(browser: &mut Browser, import: &Value) -> Answer {
    let path = format!("/imports/{}/apply", import["id"]);
    browser.post_if(&path, import["version"].as_str().unwrap(), &json!({}))
}

fn landed(browser: &mut Browser, id: &Value) -> Value {
    soon("the import", || browser.get(&format!("/imports/{id}")).json()["state"] == "applied");
    browser.get(&format!("/imports/{id}")).json()
}

#[test]
fn a_spreadsheet_is_uploaded_reviewed_applied_once_and_its_passwords_handed_over_once() {
    if !has("curl") {
        return;
    }
    let place = Place::new();
    let server = place.serve();
    let mut browser = Browser::claim(&place, &server);
    let import = upload(&mut browser, &example("harbour-office.csv")).json();
    assert_eq!((&import["state"], &import["issues"]["error"]), (&json!("checked"), &json!(0)), "{import}");
    assert_eq!(place.json(&["export", "users", "--format", "json"]), json!([]), "nothing is written yet");
    let id = import["id"].clone();
    let rows = browser.get(&format!("/imports/{id}/rows?limit=3")).json();
    assert_eq!(rows["rows"].as_array().unwrap().len(), 3);
    assert_eq!((&rows["rows"][0]["user"], &rows["rows"][1]["user"]), (&json!(0), &json!(0)), "one user");
    let columns = browser.get(&format!("/imports/{id}/columns")).json();
    assert!(columns["columns"].as_array().unwrap().iter().all(|column| column["reason"] == "same_name"));

    apply(&mut browser, &import).status(202);
    let done = landed(&mut browser, &id);
    let again = apply(&mut browser, &import);
    assert_eq!(again.status, 200, "{again:?}");
    let users = place.json(&["export", "users", "--format", "json"]);
    assert_eq!(json!(users.as_array().unwrap().len()), done["counts"]["users"]["create"]);
    let outcomes = done["outcomes"].as_object().unwrap();
    let rows: i64 = outcomes.values().map(|count| count.as_i64().unwrap()).sum();
    assert_eq!(json!(rows), import["sheet"]["rows"], "every row has an end");

    let wish = json!({ "what": "credentials", "import": id });
    let ticket = browser.post("/downloads", &wish).json()["ticket"].as_str().unwrap().to_owned();
    let file = browser.post(&format!("/downloads/{ticket}"), &json!({}));
    assert!(
        file.text().starts_with("\u{feff}first_name,last_name,email,extension,password,voicemail_pin\n"),
        "{file:?}"
    );
    assert!(file.header("content-disposition").unwrap().contains("passwords.csv"));
    browser.post(&format!("/downloads/{ticket}"), &json!({})).problem(410, "ticket_used");
    let again = browser.post("/downloads", &wish).json()["ticket"].as_str().unwrap().to_owned();
    assert_eq!(
        browser.post(&format!("/downloads/{again}"), &json!({})).text(),
        file.text(),
        "a broken download repeats"
    );
    let late = browser.post("/downloads", &wish).json()["ticket"].as_str().unwrap().to_owned();
    browser.post(&format!("/imports/{id}/credentials/close"), &json!({})).status(204);
    browser.post(&format!("/downloads/{late}"), &json!({})).problem(410, "passwords_gone");
    browser.post("/downloads", &wish).problem(410, "passwords_gone");

    let password = file.text().lines().nth(1).unwrap().rsplit(',').next().unwrap().to_owned();
    let token = place.claim_token();
    assert_eq!(server.stop(), 0);
    let log = fs::read_to_string(place.file("log")).unwrap();
    let log = log.lines().filter(|line| !line.contains("claim#")).collect::<String>();
    for secret in [PASSWORD, &password, &token, &ticket] {
        assert!(!log.contains(secret), "a secret stands in the log");
    }
}

#[test]
fn a_file_with_errors_is_refused_until_a_corrected_one_is_put_in_its_place() {
    if !has("curl") {
        return;
    }
    let place = Place::new();
    let server = place.serve();
    let mut browser = Browser::claim(&place, &server);
    let import = upload(&mut browser, &example("messy-office.csv")).json();
    let id = import["id"].clone();
    apply(&mut browser, &import).problem(409, "has_errors");
    let errors = browser.get(&format!("/imports/{id}/rows?show=errors")).json();
    let all = browser.get(&format!("/imports/{id}/rows")).json();
    assert!(errors["total"].as_u64() < all["total"].as_u64());
    let count = import["issues"]["error"].as_u64().unwrap();
    let listed = browser.get(&format!("/imports/{id}/issues?severity=error")).json();
    assert_eq!(listed["total"].as_u64(), Some(count));
    let grouped: u64 = import["groups"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|group| group["severity"] == "error")
        .map(|group| group["count"].as_u64().unwrap())
        .sum();
    assert_eq!(grouped, count, "no finding is left out of the groups");

    let columns = json!({ "columns": [{ "index": 11, "field": "left_out" }] });
    let path = format!("/imports/{id}/columns");
    browser.put(&path, None, &columns).problem(428, "version_missing");
    let chosen = browser.put(&path, Some("1"), &columns).json();
    assert_eq!(chosen["columns"][11]["field"], "left_out");
    let late = browser.put(&path, Some("1"), &columns).problem(412, "changed_meanwhile");
    assert_eq!(late["current"]["version"], "2");
    let unknown = json!({ "columns": [{ "index": 0, "field": "shoe_size" }] });
    let refused = browser.put(&path, Some("2"), &unknown).problem(422, "columns_refused");
    assert_eq!(refused["fields"][0]["pointer"], "/columns/0/field");

    let good = place.write("good.csv", "first,last,email,ext\nAda,Byron,ada@example.com,2001\n");
    let data = format!("@{}", good.display());
    let file = format!("/imports/{id}/file");
    let kind = "Content-Type: application/octet-stream";
    let replaced =
        browser.send("PUT", &file, &["-H", "If-Match: \"2\"", "-H", kind, "--data-binary", &data]).json();
    assert_eq!(replaced["issues"]["error"], 0, "{replaced}");
    apply(&mut browser, &replaced).status(202);
    landed(&mut browser, &id);
    let version = replaced["version"].as_str().unwrap();
    browser.delete(&format!("/imports/{id}"), Some(version)).problem(409, "import_applied");
}

#[test]
fn what_is_no_spreadsheet_gets_a_sentence_and_leaves_nothing_behind() {
    if !has("curl") {
        return;
    }
    let place = Place::new();
    let server = place.serve();
    let mut browser = Browser::claim(&place, &server);
    let long = format!("email,notes\na@b.c,\"{}\n", "x".repeat(10 * 1024 * 1024));
    for (name, bytes, words) in [
        ("photo.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), "PNG"),
        ("empty.csv", Vec::new(), "empty"),
        ("long.csv", long.into_bytes(), "row 2"),
    ] {
        let file = place.write(name, bytes);
        let problem = upload(&mut browser, &file).problem(422, "sheet_unreadable");
        assert!(problem["detail"].as_str().unwrap().contains(words), "{problem}");
    }
    let huge = place.write("huge.csv", vec![b'x'; 51 * 1024 * 1024]);
    upload(&mut browser, &huge).problem(413, "too_large");
    let wide = place.write("wide.json", format!("{{\"password\":\"{}\"}}", "x".repeat(2 * 1024 * 1024)));
    let data = format!("@{}", wide.display());
    browser
        .send("POST", "/session", &["-H", "Content-Type: application/json", "--data-binary", &data])
        .problem(413, "too_large");
    assert_eq!(browser.get("/imports").json()["imports"], json!([]));
}

#[test]
fn every_page_answers_and_nothing_else_does() {
    if !has("curl") {
        return;
    }
    let place = Place::new();
    let server = place.serve();
    let fetch = |path: &str| {
        Answer::of(&support::curl(&["-i", "--path-as-is", &format!("http://{}{path}", server.at("admin"))]))
    };
    for path in ["/", "/claim", "/imports/7/review", "/people/new", "/phones/3", "/settings", "/help"] {
        let page = fetch(path);
        assert_eq!(page.status, 200, "{path}");
        assert!(page.text().contains("/assets/"), "{path}");
        let policy = page.header("content-security-policy").unwrap();
        assert!(
            policy.contains("default-src 'none'") && policy.contains("require-trusted-types-for 'script'")
        );
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cache-control", "no-store"),
        ] {
            assert_eq!(page.header(name).as_deref(), Some(value), "{path}");
        }
    }
    let index = fetch("/").text().to_owned();
    let asset = index.split(['"']).find(|part| part.ends_with("/app.js")).expect("the page names its script");
    assert!(fetch(asset).header("content-type").unwrap().starts_with("text/javascript"));
    let assets = asset.trim_end_matches("/app.js");
    for path in ["/nothing", "/assets/x/app.js", "/imports/7/nothing", "/api/v1/nothing"] {
        assert_eq!(fetch(path).status, 404, "{path}");
    }
    for name in ["package.json", "../Cargo.toml", "%2e%2e/Cargo.toml", "node_modules/typescript/package.json"]
    {
        assert_eq!(fetch(&format!("{assets}/{name}")).status, 404, "{name}");
    }
    assert_eq!(fetch("/healthz").text(), "ok\n");
    fetch("/metrics").problem(401, "session_required");
    let metrics = Browser::claim(&place, &server).fetch("/metrics");
    assert!(metrics.text().contains("\nlinekey_users 0\n"), "{metrics:?}");
}

#[test]
fn over_https_the_session_stays_on_https() {
    if !has("curl") {
        return;
    }
    let place = Place::new();
    let mut command =
        place.command(&["serve", "--http", "127.0.0.1:0", "--https", "127.0.0.1:0", "--tftp", "off"]);
    command.args(["--admin", "127.0.0.1:0", "--mdns", "off"]);
    command.stderr(fs::File::create(place.file("log")).unwrap());
    let server = Daemon::start(command);
    assert!(place.claim_link().starts_with("https://"));
    let mut browser = Browser::new(&place, &server);
    let claim = json!({ "token": place.claim_token(), "password": PASSWORD });
    let answer = browser.post("/claim", &claim);
    assert!(answer.header("set-cookie").unwrap().contains("HttpOnly; SameSite=Strict; Secure"), "{answer:?}");
    let plain = server.ready["admin_url"].as_str().unwrap().replace("https:", "http:");
    let sent = Answer::of(&support::curl(&["-i", &format!("{plain}phones")]));
    let https = plain.replace("http:", "https:");
    assert_eq!((sent.status, sent.header("location")), (308, Some(format!("{https}phones"))));
    if !has("openssl") {
        return;
    }
    let certificate = browser.get("/overview").json()["certificate"].clone();
    let url = server.ready["admin_url"].as_str().unwrap();
    let at = url.trim_start_matches("https://").trim_end_matches('/');
    let shown =
        format!("openssl s_client -connect {at} </dev/null | openssl x509 -noout -fingerprint -sha256");
    let shown = std::process::Command::new("sh").args(["-c", &shown]).output().unwrap();
    let shown = String::from_utf8(shown.stdout).unwrap();
    assert_eq!(shown.trim().rsplit('=').next(), certificate["sha256"].as_str(), "what browsers show");
    assert!(certificate["not_after"].as_i64() > Some(1_800_000_000), "{certificate}");
}

#[test]
fn a_foreign_page_changes_nothing_and_wrong_passwords_are_noted() {
    if !has("curl") {
        return;
    }
    let place = Place::new();
    let server = place.serve();
    let mut browser = Browser::claim(&place, &server);
    let settings = browser.get("/settings").json();
    let version = format!("If-Match: {}", settings["version"]);
    let body = ["-H", &version, "-H", "Content-Type: application/json", "-d", r#"{"values":{}}"#];
    for foreign in ["Origin: http://evil.example", "Sec-Fetch-Site: cross-site"] {
        let more = [&["-H", foreign], &body[..]].concat();
        browser.send("PATCH", "/settings", &more).problem(403, "origin_foreign");
    }
    let own = format!("Origin: {}", server.ready["admin_url"].as_str().unwrap().trim_end_matches('/'));
    browser.send("PATCH", "/settings", &[&["-H", &*own], &body[..]].concat()).status(200);
    browser.post("/session", &json!({ "password": "wrong horse battery" })).problem(401, "password_wrong");
    let events = browser.get("/exports/events?format=json").text().to_owned();
    assert!(events.contains("log_in_wrong") && events.contains("127.0.0.1"), "{events}");
    assert!(!events.contains("wrong horse"), "nobody reads what was tried");
    let malformed =
        browser.post("/users", &json!({ "last_name": "Byron" })).problem(400, "request_malformed");
    assert_eq!(malformed["detail"], "The field first_name is missing. Add it");
    let slash = browser.fetch("/imports/6/");
    assert_eq!((slash.status, slash.header("location").as_deref()), (308, Some("/imports/6")));
    assert_eq!(browser.fetch("//evil.example/").status, 404);
}
