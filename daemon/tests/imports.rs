//! What a person does with an uploaded file before and after it is applied, by the built program and a real client.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail loudly")]

mod support;

use std::{fmt::Write, path::Path};

use serde_json::{Value, json};
use support::{
    Daemon, Place,
    browser::{Answer, Browser},
    has, soon,
};

const HEAD: &str = "first,last,email,ext,mac,model\n";

/// Two people; what is wrong stands in row 3.
const WRONG: &str =
    "first,last,email,ext,mac,model\nAda,Byron,ada@example.com,2001,,\nBob,Crane,bob@example.com,20x2,,\n";

fn upload(browser: &mut Browser, path: &str, file: &Path) -> Answer {
    send_file(browser, "POST", path, None, file)
}

fn send_file(browser: &mut Browser, method: &str, path: &str, version: Option<&str>, file: &Path) -> Answer {
    let data = format!("@{}", file.display());
    let version =
        version.map_or_else(|| "If-Match:".to_owned(), |version| format!("If-Match: \"{version}\""));
    let kind = "Content-Type: application/octet-stream";
    browser.send(method, path, &["-H", &version, "-H", kind, "--data-binary", &data])
}

/// An upload and what one does with it.
struct Draft<'a> {
    browser: &'a mut Browser,
    path: String,
    detail: Value,
}

impl<'a> Draft<'a> {
    fn new(place: &Place, browser: &'a mut Browser, text: &str) -> Self {
        Self::with_mode(place, browser, text, "add")
    }

    fn with_mode(place: &Place, browser: &'a mut Browser, text: &str, mode: &str) -> Self {
        let file = place.write("upload.csv", text);
        let detail = upload(browser, &format!("/imports?mode={mode}"), &file).json();
        let path = format!("/imports/{}", detail["id"]);
        Self { browser, path, detail }
    }

    fn version(&self) -> String {
        self.detail["version"].as_str().unwrap().to_owned()
    }

    /// A change on the present version.
    fn change(&mut self, method: &str, what: &str, body: &Value) -> &Value {
        let version = self.version();
        let path = format!("{}{what}", self.path);
        let answer = match method {
            "PUT" => self.browser.put(&path, Some(&version), body),
            "PATCH" => self.browser.patch(&path, Some(&version), body),
            _ => self.browser.post_if(&path, &version, body),
        };
        self.detail = answer.json();
        &self.detail
    }

    fn rows(&mut self, query: &str) -> Vec<Value> {
        let rows = self.browser.get(&format!("{}/rows?{query}", self.path)).json();
        rows["rows"].as_array().unwrap().clone()
    }

    fn apply(&mut self, deletes: usize) -> Value {
        let version = self.version();
        let path = format!("{}/apply", self.path);
        self.browser.post_if(&path, &version, &json!({ "confirm_deletes": deletes })).status(202);
        soon("the import", || self.browser.get(&self.path).json()["state"] == "applied");
        self.browser.get(&self.path).json()
    }

    fn download(&mut self, what: &str) -> String {
        let wish = json!({ "what": what, "import": self.detail["id"] });
        let ticket = self.browser.post("/downloads", &wish).json()["ticket"].as_str().unwrap().to_owned();
        let file = self.browser.post(&format!("/downloads/{ticket}"), &json!({}));
        file.status(200);
        file.text().to_owned()
    }
}

fn box_with_owner(place: &Place) -> (Daemon, Browser) {
    let server = place.serve();
    let browser = Browser::claim(place, &server);
    (server, browser)
}

#[test]
fn a_cell_is_edited_checked_again_and_taken_back() {
    if !has("curl") {
        return;
    }
    let place = Place::new();
    let (_server, mut browser) = box_with_owner(&place);
    let mut draft = Draft::new(&place, &mut browser, WRONG);
    assert_eq!((&draft.detail["issues"]["error"], &draft.detail["clean"]), (&json!(1), &json!(1)));
    let cells = json!({ "cells": [{ "row": 3, "index": 3, "was": "20x2", "text": "2001" }] });
    let path = format!("{}/cells", draft.path);
    let done = draft.browser.put(&path, Some("1"), &cells).json();
    assert_eq!(done["detail"]["edited"], 1);
    assert_eq!(done["rows"][0]["number"], 3);
    assert_eq!(done["rows"][0]["cells"][3], "2001");
    assert_eq!(done["rows"][0]["edited"], json!([3]));
    let findings = done["rows"][0]["issues"].to_string();
    assert!(findings.contains("2001"), "it collides with what stands in row 2: {findings}");
    draft.detail = done["detail"].clone();
    draft.change("POST", "/repairs/undo", &json!({}));
    assert_eq!(draft.rows("show=errors")[0]["cells"][3], "20x2");
    let nothing =
        draft.browser.post_if(&format!("{}/repairs/undo", draft.path), &draft.version(), &json!({}));
    nothing.problem(409, "nothing_to_take_back");
}

#[test]
fn two_people_edit_one_file_and_neither_loses_anything() {
    if !has("curl") {
        return;
    }
    let place = Place::new();
    let (_server, mut browser) = box_with_owner(&place);
    let draft = Draft::new(
        &place,
        &mut browser,
        "first,last,email,ext,Password\nAda,Byron,ada@example.com,2001,\nBob,Crane,bob@example.com,20x2,zebra crossing 9\n",
    );
    let path = format!("{}/cells", draft.path);
    let cell = |row: u32, index: u32, was: &str, text: &str| json!({ "cells": [{ "row": row, "index": index, "was": was, "text": text }] });
    let mut second = browser.copy();
    browser.put(&path, Some("1"), &cell(3, 3, "20x2", "2002")).json();
    // The other one saw version 1: another cell is merged, the same one is refused with what is there now.
    second.put(&path, Some("1"), &cell(2, 1, "Byron", "Lovelace")).json();
    let refused = second.put(&path, Some("1"), &cell(3, 3, "20x2", "2007")).problem(412, "cell_changed");
    assert_eq!(refused["current"]["cells"], json!([{ "row": 3, "index": 3, "text": "2002" }]));
    let secret =
        second.put(&path, None, &cell(3, 4, "••••", "another long one 7")).problem(412, "cell_changed");
    assert!(!secret.to_string().contains("zebra"), "{secret}");
    let detail = browser.get(path.trim_end_matches("/cells")).json();
    assert_eq!((&detail["edited"], &detail["version"]), (&json!(2), &json!("3")));
    let unknown = second.put(&path, Some("3"), &cell(9, 0, "", "x"));
    unknown.problem(422, "cell_unknown");
}

#[test]
fn one_click_mends_twelve_cells() {
    if !has("curl") {
        return;
    }
    let place = Place::new();
    let (_server, mut browser) = box_with_owner(&place);
    let mut text = HEAD.to_owned();
    for number in 0..12 {
        writeln!(text, "A{number},B,a{number}@example.com,20{number:02},805ec00102{number:02x},T46Q")
            .unwrap();
    }
    let mut draft = Draft::new(&place, &mut browser, &text);
    let group = draft.detail["groups"][0].clone();
    assert_eq!((&group["code"], &group["repair"]["count"]), (&json!("model_unknown"), &json!(12)), "{group}");
    let id = group["id"].as_str().unwrap().to_owned();
    assert_eq!(draft.rows(&format!("group={id}&limit=50")).len(), 12);
    let seen =
        draft.browser.put(&format!("{}/seen", draft.path), None, &json!({ "group": id, "seen": true }));
    assert_eq!(seen.json()["groups"][0]["seen"], true);
    draft.change("POST", "/repairs", &json!({ "group": id }));
    assert_eq!((&draft.detail["issues"]["error"], &draft.detail["edited"]), (&json!(0), &json!(12)));
    assert_eq!(draft.detail["steps"], 1, "it is one step");
    let gone =
        draft.browser.post_if(&format!("{}/repairs", draft.path), &draft.version(), &json!({ "group": id }));
    gone.problem(409, "group_gone");
}

#[test]
fn cells_that_each_want_another_text_are_mended_with_one_click_too() {
    if !has("curl") {
        return;
    }
    let place = Place::new();
    let (_server, mut browser) = box_with_owner(&place);
    let mut text = "first,last,email,ext\n".to_owned();
    for number in 0..12 {
        writeln!(text, "A{number},B,a{number}(at)example.com,20{number:02}").unwrap();
    }
    let mut draft = Draft::new(&place, &mut browser, &text);
    let group = draft.detail["groups"][0].clone();
    assert_eq!(group["repair"], json!({ "text": null, "count": 12 }), "{group}");
    draft.change("POST", "/repairs", &json!({ "group": group["id"] }));
    assert_eq!((&draft.detail["issues"]["error"], &draft.detail["edited"]), (&json!(0), &json!(12)));
    assert_eq!(draft.rows("limit=2")[1]["cells"][2], "a1@example.com");
}

#[test]
fn clean_rows_are_imported_and_the_others_come_back_as_a_file() {
    if !has("curl") {
        return;
    }
    let place = Place::new();
    let (_server, mut browser) = box_with_owner(&place);
    let mut draft = Draft::new(&place, &mut browser, WRONG);
    draft.change("PUT", "/left-out", &json!({ "rows": [2], "left_out": true }));
    assert_eq!(draft.rows("show=left_out")[0]["number"], 2);
    draft.change("PUT", "/left-out", &json!({ "rows": "all", "left_out": false }));
    assert_eq!(draft.detail["left_out"], 0);
    draft.change("PUT", "/left-out", &json!({ "rows": "with_errors", "left_out": true }));
    assert_eq!((&draft.detail["left_out"], &draft.detail["clean"]), (&json!(1), &json!(1)));
    let before = draft.download("rest");
    let done = draft.apply(0);
    assert_eq!(done["outcomes"], json!({ "created": 1, "left_out": 1 }));
    assert_eq!((&done["has_rest"], &done["rest"]), (&json!(true), &json!(1)));
    let outcomes = draft.browser.get(&format!("{}/outcomes?outcome=left_out", draft.path)).json();
    assert_eq!((&outcomes["total"], &outcomes["rows"][0]["row"]), (&json!(1), &json!(3)));
    assert!(outcomes["rows"][0]["reason"].is_string());
    let rest = draft.download("rest");
    assert_eq!(before, rest);
    assert!(
        rest.contains("bob@example.com") && rest.contains("what to fix") && !rest.contains("ada@"),
        "{rest}"
    );
    assert_eq!(place.json(&["export", "users", "--format", "json"]).as_array().unwrap().len(), 1);
}

#[test]
fn the_persons_own_file_says_what_to_fix_and_takes_the_old_ones_place() {
    if !has("curl") {
        return;
    }
    let place = Place::new();
    let (_server, mut browser) = box_with_owner(&place);
    let mut draft = Draft::new(&place, &mut browser, &WRONG.replace(',', ";"));
    let file = draft.download("problems");
    assert!(file.starts_with("\u{feff}first;last;email;ext;mac;model;what to fix\r\n"), "{file}");
    let mended = place.write("mended.csv", file.replace("20x2", "2002"));
    let path = format!("{}/file", draft.path);
    let version = draft.version();
    let replaced = send_file(draft.browser, "PUT", &path, Some(&version), &mended).json();
    assert_eq!(replaced["issues"]["error"], 0, "{replaced}");
    let columns = draft.browser.get(&format!("{}/columns", draft.path)).json();
    assert_eq!(columns["columns"][6]["field"], "left_out");
}

#[test]
fn what_was_said_of_columns_is_remembered_for_the_next_file() {
    if !has("curl") {
        return;
    }
    let place = Place::new();
    let (_server, mut browser) = box_with_owner(&place);
    let text = "first,last,email,ext,Floor\nAda,Byron,ada@example.com,2001,3\n";
    let draft = Draft::new(&place, &mut browser, text);
    let choice = json!({ "columns": [{ "index": 4, "field": "location" }] });
    let path = format!("{}/columns", draft.path);
    assert_eq!(browser.put(&path, Some("1"), &choice).json()["remembered"], false);
    let next = Draft::new(&place, &mut browser, &text.replace("Ada", "Eve"));
    let path = format!("{}/columns", next.path);
    let columns = browser.get(&path).json();
    assert_eq!((&columns["remembered"], &columns["columns"][4]["field"]), (&json!(true), &json!("location")));
    assert_eq!(columns["columns"][4]["reason"], "remembered");
}

#[test]
fn another_way_to_read_a_file_forgets_what_was_changed_of_it() {
    if !has("curl") {
        return;
    }
    let place = Place::new();
    let (_server, mut browser) = box_with_owner(&place);
    let mut draft = Draft::new(&place, &mut browser, WRONG);
    draft.change("PUT", "/left-out", &json!({ "rows": [2], "left_out": true }));
    draft.change("PATCH", "", &json!({ "delimiter": ";" }));
    assert_eq!((&draft.detail["left_out"], &draft.detail["sheet"]["delimiter"]), (&json!(0), &json!(";")));
    draft.change("PATCH", "", &json!({ "delimiter": null, "mode": "update" }));
    assert_eq!((&draft.detail["sheet"]["delimiter"], &draft.detail["mode"]), (&json!(","), &json!("update")));
    let unknown = draft.browser.patch(&draft.path, Some(&draft.version()), &json!({ "encoding": "klingon" }));
    unknown.problem(422, "sheet_unreadable");
}

#[test]
fn a_file_without_column_names_keeps_its_first_person() {
    if !has("curl") {
        return;
    }
    let place = Place::new();
    let (_server, mut browser) = box_with_owner(&place);
    let people = "Ada,Byron,ada@example.com,2001\nBob,Low,bob@example.com,2002\n";
    let mut draft = Draft::new(&place, &mut browser, people);
    let sheet = &draft.detail["sheet"];
    assert_eq!((&sheet["header_row"], &sheet["header_rows"]), (&json!(0), &json!([1, 2])));
    let names = ["first_name", "last_name", "email", "extension"];
    let columns: Vec<Value> =
        names.iter().enumerate().map(|(index, field)| json!({ "index": index, "field": field })).collect();
    draft.change("PUT", "/columns", &json!({ "columns": columns }));
    let path = draft.path.clone();
    draft.detail = draft.browser.get(&path).json();
    assert_eq!(
        (&draft.detail["issues"]["error"], &draft.detail["counts"]["users"]["create"]),
        (&json!(0), &json!(2))
    );
    // What was chosen is about columns, wherever their names stand; none of it is about another such file.
    draft.change("PATCH", "", &json!({ "header_row": 1 }));
    assert_eq!(draft.detail["counts"]["users"]["create"], 1, "row 1 is now their names");
    draft.change("PATCH", "", &json!({ "header_row": 0 }));
    assert_eq!(draft.detail["counts"]["users"]["create"], 2);
    assert_eq!(draft.apply(0)["counts"]["users"]["create"], 2);
    let other = Draft::new(&place, &mut browser, "2003,Cem,Demir,cem@example.com\n");
    assert!(other.detail["issues"]["error"].as_i64() > Some(0), "{}", other.detail["issues"]);
    let file = place.write("more.csv", "Dora,Eis,dora@example.com,2004\n");
    let maps = ["Column A=first_name", "Column B=last_name", "Column C=email", "Column D=extension"];
    let mut words = vec!["import", file.to_str().unwrap(), "--header", "none"];
    words.extend(maps.iter().flat_map(|map| ["--map", *map]));
    assert_eq!(place.run(&words).status(), 0);
}

#[test]
fn an_import_is_taken_back_as_long_as_nothing_hangs_on_it() {
    if !has("curl") {
        return;
    }
    let place = Place::new();
    let (_server, mut browser) = box_with_owner(&place);
    let mut draft = Draft::new(&place, &mut browser, &WRONG.replace("20x2", "2002"));
    let done = draft.apply(0);
    assert_eq!(done["undo"], json!({ "possible": true, "reason": null }));
    let path = format!("{}/undo", draft.path);
    let report = browser.get(&path).json();
    assert_eq!((&report["possible"], &report["created"]["users"]), (&json!(true), &json!(2)), "{report}");
    let undone = browser.post(&path, &json!({ "with_dependents": false })).json();
    assert_eq!((&undone["undone_by"], &undone["undo"]["possible"]), (&json!("owner"), &json!(false)));
    assert_eq!(place.json(&["export", "users", "--format", "json"]), json!([]));
    browser.post(&path, &json!({})).problem(409, "undo_conflict");
}

#[test]
fn the_template_is_a_workbook_that_can_be_uploaded() {
    if !has("curl") {
        return;
    }
    let place = Place::new();
    let (_server, mut browser) = box_with_owner(&place);
    let file = place.file("template.xlsx");
    assert!(place.ok(&["template", file.to_str().unwrap()]).contains("linekey import"));
    assert_eq!(place.run(&["template", file.to_str().unwrap()]).status(), 2, "it is never written over");
    let import = upload(&mut browser, "/imports", &file).json();
    assert_eq!(import["sheet"]["format"], "xlsx", "{import}");
    assert!(import["sheet"]["name"].is_string() && import["sheet"]["delimiter"].is_null());
    assert!(browser.get("/template.xlsx").header("content-type").unwrap().contains("spreadsheetml"));
}

#[test]
fn the_command_imports_clean_rows_and_writes_the_others() {
    let place = Place::new();
    let file = place.write("people.csv", WRONG);
    let (file, rest, problems) = (file.to_str().unwrap(), place.file("rest.csv"), place.file("problems.csv"));
    let refused = place.run(&["import", file, "--problems", problems.to_str().unwrap()]);
    assert_eq!(refused.status(), 1, "{}", refused.errors());
    assert!(std::fs::read_to_string(&problems).unwrap().contains("what to fix"));
    let mode = std::os::unix::fs::PermissionsExt::mode(&problems.metadata().unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600, "it may hold passwords");
    let done = place.ok(&["import", file, "--leave-out-errors", "--rest", rest.to_str().unwrap()]);
    assert!(done.contains("1 row with an error was left out"), "{done}");
    assert!(std::fs::read_to_string(&rest).unwrap().contains("bob@example.com"));
    let shown = place.json(&["imports", "show", "1", "--format", "json"]);
    assert_eq!(shown["outcomes"], json!({ "created": 1, "left_out": 1 }));
    assert!(place.ok(&["imports", "show", "1"]).contains("row 3"));
}

#[test]
fn the_command_takes_an_import_back() {
    let place = Place::new();
    let file = place.write("people.csv", WRONG.replace("20x2", "2002"));
    place.ok(&["import", file.to_str().unwrap()]);
    let look = place.json(&["imports", "undo", "1", "--dry-run", "--format", "json"]);
    assert_eq!((&look["possible"], &look["done"]), (&json!(true), &json!(false)));
    assert!(place.ok(&["imports", "undo", "1"]).contains("was taken back"));
    assert_eq!(place.json(&["export", "users", "--format", "json"]), json!([]));
    let again = place.run(&["imports", "undo", "1"]);
    assert_eq!(again.status(), 1, "{}", again.errors());
    assert!(place.ok(&["imports", "list"]).contains("undone"));
    assert_eq!(place.run(&["imports", "undo", "9"]).status(), 1);
}
#[test]
fn an_update_shows_before_and_after_and_changes_what_is_there() {
    if !has("curl") {
        return;
    }
    let place = Place::new();
    let (_server, mut browser) = box_with_owner(&place);
    let text = WRONG.replace("20x2", "2002");
    Draft::new(&place, &mut browser, &text).apply(0);
    let corrected = text.replace("Byron", "Lovelace");
    let mut draft = Draft::with_mode(&place, &mut browser, &corrected, "update");
    assert_eq!(
        (&draft.detail["mode"], &draft.detail["counts"]["users"]["update"]),
        (&json!("update"), &json!(1))
    );
    let changes = draft.browser.get(&format!("{}/changes", draft.path)).json();
    let change = &changes["changes"][0];
    assert_eq!((&change["before"], &change["after"]), (&json!("Byron"), &json!("Lovelace")), "{changes}");
    assert_eq!(draft.rows("show=changes").len(), 1);
    assert_eq!(draft.apply(0)["outcomes"], json!({ "unchanged": 1, "updated": 1 }));
    let users = place.json(&["export", "users", "--format", "json"]).to_string();
    assert!(users.contains("Lovelace") && !users.contains("Byron"), "{users}");
}

#[test]
fn what_goes_must_be_confirmed_by_number() {
    if !has("curl") {
        return;
    }
    let place = Place::new();
    let (_server, mut browser) = box_with_owner(&place);
    Draft::new(&place, &mut browser, &WRONG.replace("20x2", "2002")).apply(0);
    let delete = "first,last,email,ext,action\nBob,Crane,bob@example.com,2002,delete\n";
    let mut draft = Draft::new(&place, &mut browser, delete);
    assert_eq!(draft.detail["deletes"]["users"], 1, "{}", draft.detail);
    let path = format!("{}/apply", draft.path);
    let refused = draft.browser.post_if(&path, &draft.version(), &json!({}));
    assert!(refused.problem(409, "deletes_unconfirmed")["detail"].as_str().unwrap().contains('1'));
    assert_eq!(draft.apply(1)["outcomes"], json!({ "deleted": 1 }));
    assert_eq!(place.json(&["export", "users", "--format", "json"]).as_array().unwrap().len(), 1);
}

#[test]
fn the_command_deletes_only_with_leave() {
    let place = Place::new();
    let people = place.write("people.csv", WRONG.replace("20x2", "2002"));
    place.ok(&["import", people.to_str().unwrap()]);
    let file =
        place.write("delete.csv", "first,last,email,ext,action\nBob,Crane,bob@example.com,2002,delete\n");
    let refused = place.run(&["import", file.to_str().unwrap()]);
    assert_eq!(refused.status(), 1);
    assert!(refused.errors().contains("Bob Crane") && refused.errors().contains("--allow-delete"));
    assert_eq!(place.json(&["export", "users", "--format", "json"]).as_array().unwrap().len(), 2);
    assert!(place.ok(&["import", file.to_str().unwrap(), "--allow-delete"]).contains("deleted"));
    assert_eq!(place.json(&["export", "users", "--format", "json"]).as_array().unwrap().len(), 1);
    place.ok(&["imports", "undo", "2"]);
    assert_eq!(place.json(&["export", "users", "--format", "json"]).as_array().unwrap().len(), 2);
}
