//! An administrator's client of the API: curl with a jar of cookies.

use std::path::PathBuf;

use serde_json::Value;

use super::{Daemon, Place, curl};

/// The owner's password in tests.
pub const PASSWORD: &str = "correct horse battery";

/// One person's browser.
pub struct Browser {
    base: String,
    jar: PathBuf,
    csrf: String,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    head: String,
    body: String,
}

impl Browser {
    /// A browser that nobody has logged in with.
    pub fn new(place: &Place, server: &Daemon) -> Self {
        let count = std::fs::read_dir(place.dir.path()).unwrap().count();
        let mut browser =
            Self { base: String::new(), jar: place.file(&format!("cookies-{count}")), csrf: String::new() };
        std::fs::write(&browser.jar, "").unwrap();
        browser.turn_to(server);
        browser
    }

    /// The owner's browser on a box that nobody has claimed yet.
    pub fn claim(place: &Place, server: &Daemon) -> Self {
        let mut browser = Self::new(place, server);
        let claim = serde_json::json!({ "token": place.claim_token(), "password": PASSWORD });
        browser.post("/claim", &claim).json();
        browser
    }

    /// The same browser, as another tab.
    pub fn copy(&self) -> Self {
        Self { base: self.base.clone(), jar: self.jar.clone(), csrf: self.csrf.clone() }
    }

    /// Goes on with a box that was started anew.
    pub fn turn_to(&mut self, server: &Daemon) {
        self.base = format!("{}api/v1", server.ready["admin_url"].as_str().unwrap());
    }

    pub fn forget_csrf(&mut self) {
        self.csrf.clear();
    }

    /// Takes the token from a session's document.
    pub fn adopt(&mut self, session: &Value) {
        if let Some(csrf) = session["csrf"].as_str() {
            csrf.clone_into(&mut self.csrf);
        }
    }

    /// curl's arguments for a POST whose answer is no text.
    pub fn arguments(&self, path: &str) -> Vec<String> {
        let csrf = format!("X-CSRF-Token: {}", self.csrf);
        ["-b", self.jar.to_str().unwrap(), "-H", &csrf, &format!("{}{path}", self.base)]
            .map(str::to_owned)
            .to_vec()
    }

    pub fn send(&mut self, method: &str, path: &str, more: &[&str]) -> Answer {
        let url = format!("{}{path}", self.base);
        let jar = self.jar.to_str().unwrap();
        let csrf = format!("X-CSRF-Token: {}", self.csrf);
        let mut arguments = vec!["-i", "-b", jar, "-c", jar, "-X", method, "-H", &csrf, "-H", "Expect:"];
        arguments.extend(more);
        arguments.push(&url);
        let answer = Answer::of(&curl(&arguments));
        if answer.status == 200 && (path == "/claim" || path.starts_with("/session")) {
            self.adopt(&serde_json::from_str(&answer.body).unwrap());
        }
        answer
    }

    /// Fetches what is not of the API.
    pub fn fetch(&self, path: &str) -> Answer {
        let url = format!("{}{path}", self.base.trim_end_matches("/api/v1"));
        Answer::of(&curl(&["-i", "-b", self.jar.to_str().unwrap(), &url]))
    }

    pub fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path, &[])
    }

    pub fn post(&mut self, path: &str, body: &Value) -> Answer {
        self.send("POST", path, &["-H", "Content-Type: application/json", "-d", &body.to_string()])
    }

    pub fn post_if(&mut self, path: &str, version: &str, body: &Value) -> Answer {
        self.with_body("POST", path, Some(version), body)
    }

    pub fn put(&mut self, path: &str, version: Option<&str>, body: &Value) -> Answer {
        self.with_body("PUT", path, version, body)
    }

    pub fn patch(&mut self, path: &str, version: Option<&str>, body: &Value) -> Answer {
        self.with_body("PATCH", path, version, body)
    }

    pub fn delete(&mut self, path: &str, version: Option<&str>) -> Answer {
        let header = if_match(version);
        self.send("DELETE", path, &["-H", &header])
    }

    fn with_body(&mut self, method: &str, path: &str, version: Option<&str>, body: &Value) -> Answer {
        let (header, body) = (if_match(version), body.to_string());
        self.send(method, path, &["-H", &header, "-H", "Content-Type: application/json", "-d", &body])
    }
}

/// The header; one without a value is not sent.
fn if_match(version: Option<&str>) -> String {
    version.map_or_else(|| "If-Match:".to_owned(), |version| format!("If-Match: \"{version}\""))
}

impl Answer {
    /// What `curl -i` printed.
    pub fn of(output: &std::process::Output) -> Self {
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| {
            panic!("no answer: {}", String::from_utf8_lossy(&output.stderr));
        });
        let status = head.split(' ').nth(1).and_then(|word| word.parse().ok()).unwrap_or(0);
        Self { status, head: head.to_owned(), body: body.to_owned() }
    }

    pub fn text(&self) -> &str {
        &self.body
    }

    pub fn header(&self, name: &str) -> Option<String> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.filter(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.to_owned()).next()
    }

    /// The document of a call that worked.
    pub fn json(&self) -> Value {
        assert!((200..300).contains(&self.status), "{self:?}");
        serde_json::from_str(&self.body).unwrap()
    }

    pub fn status(&self, expected: u16) {
        assert_eq!(self.status, expected, "{self:?}");
    }

    /// The problem document of a call that was refused.
    pub fn problem(&self, status: u16, code: &str) -> Value {
        assert_eq!(self.status, status, "{self:?}");
        assert_eq!(self.header("content-type").as_deref(), Some("application/problem+json"), "{self:?}");
        let problem: Value = serde_json::from_str(&self.body).unwrap();
        assert_eq!(problem["code"], code, "{problem}");
        assert!(problem["detail"].as_str().is_some_and(|detail| !detail.is_empty()), "{problem}");
        problem
    }
}
