//! Text in, issues and plan out.

mod accounts;
mod again;
mod any;
mod applied;
mod delete;
mod devices;
mod exact;
mod expansion;
mod files;
mod key;
mod left_out;
mod listed;
mod people;
mod sharing;
mod unused;
mod update;
mod voicemail;

use std::{collections::BTreeMap, fmt::Write, sync::LazyLock};

use expect_test::Expect;

use super::*;
use crate::{
    catalogue::SourceFile,
    directory::{DeviceId, UserId},
    import::{Override, Plan, Recipes, RowOutcome, report, sheet},
    pbx::Dialects,
};

/// A second brand, one of whose models is called like another brand's.
const ACME: [(&str, &str); 2] = [
    (
        "acme/brand.toml",
        "id = 'acme'\nname = 'Acme'\noui = ['00aa10']\n[[file]]\npattern = '{mac}.acme'\nkind = 'device'\nmain = true\n\
         [defaults]\nformat = 'xml'\ntemplate = 'acme/phone.j2'\n",
    ),
    (
        "acme/a.toml",
        "name = 'A series'\n[defaults]\nkeys = { physical = 4, total = 4 }\n\
         [[model]]\nid = 'a1'\nname = 'A1'\nlines = 1\n\
         [[model]]\nid = 'a9'\nname = 'A9'\nlines = 1\nprovisioned = false\n\
         [[model]]\nid = 't42g'\nname = 'T42G'\nlines = 2\n",
    ),
];

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(catalogue);
static DIALECTS: LazyLock<Dialects> = LazyLock::new(|| Dialects::load(&[]).unwrap().0);

fn catalogue() -> Catalogue {
    let mut files = Catalogue::shipped_files();
    files.extend(ACME.map(|(path, text)| SourceFile { path: path.to_owned(), text: text.to_owned() }));
    files.push(SourceFile { path: "acme/phone.j2".to_owned(), text: String::new() });
    Catalogue::load(&files, &[]).unwrap()
}

fn line(number: &str) -> ExistingLine {
    ExistingLine {
        number: number.to_owned(),
        display_name: None,
        own_line: true,
        sip_username: None,
        sip_password: None,
    }
}

/// An office with Pam (2001, a T42G, a number), Jim (2002) and a phone of nobody.
fn office() -> Existing {
    let user = |id, first: &str, last: &str| ExistingUser {
        id: UserId(id),
        first_name: first.to_owned(),
        last_name: last.to_owned(),
        notification_email: None,
        include_voicemail: false,
        in_directory: false,
        notes: None,
        location: None,
        department: None,
        custom: BTreeMap::new(),
        extensions: vec![line(&format!("200{id}"))],
        phone_numbers: Vec::new(),
        has_extension: true,
        has_softphone: false,
        lines: 1,
        pending: Vec::new(),
        voicemail_pin: None,
    };
    let device = |id, email: Option<&str>| ExistingDevice {
        id: DeviceId(id),
        name: format!("Phone {id}"),
        expansion: None,
        email: email.map(str::to_owned),
        sharers: Vec::new(),
        brand: "yealink".to_owned(),
        family: "t4x".to_owned(),
        model: "t42g".to_owned(),
    };
    let extension = |email: &str| ExistingExtension { email: email.to_owned() };
    let (pam, jim) = ("pam@example.com", "jim@example.com");
    let numbers = vec!["+18005551001".to_owned()];
    let with_number = ExistingUser { phone_numbers: numbers, ..user(1, "Pam", "Beesly") };
    Existing {
        users: [(pam.to_owned(), with_number), (jim.to_owned(), user(2, "Jim", "Halpert"))].into(),
        extensions: [("2001".to_owned(), extension(pam)), ("2002".to_owned(), extension(jim))].into(),
        phone_numbers: [("+18005551001".to_owned(), pam.to_owned())].into(),
        devices: [
            ("805ec0000001".parse().unwrap(), device(1, Some(pam))),
            ("805ec0000099".parse().unwrap(), device(2, None)),
        ]
        .into(),
        sip_usernames: [("pam-desk".to_owned(), "2001".to_owned())].into(),
    }
}

struct Case<'a> {
    existing: Existing,
    pbx: &'a str,
    line_per_extension: bool,
    repairs: Repairs,
    mode: Mode,
    by_extension: bool,
}

impl Default for Case<'_> {
    fn default() -> Self {
        Self {
            existing: Existing::default(),
            pbx: "kazoo",
            line_per_extension: false,
            repairs: Repairs::default(),
            mode: Mode::Add,
            by_extension: false,
        }
    }
}

impl Case<'_> {
    fn run_on(&self, bytes: &[u8]) -> Option<Checked> {
        let sheet = sheet::read(bytes).ok()?;
        let (mapping, issues) = Mapping::guess(&sheet, &[] as &[Override], &Recipes::default());
        let mapping = if self.by_extension { mapping.keyed_by_extension() } else { mapping };
        let rules = Rules {
            dialect: DIALECTS.get(self.pbx).unwrap(),
            park_prefix: "",
            line_per_extension: self.line_per_extension,
            by_hand: false,
        };
        let input = Input {
            sheet: &sheet,
            mapping: &mapping,
            mapping_issues: &issues,
            repairs: &self.repairs,
            mode: self.mode,
        };
        Some(super::check(input, &self.existing, &CATALOGUE, rules))
    }

    /// Without the note that nearly every file here would draw.
    fn run(&self, text: &str) -> Checked {
        let mut checked = self.run_on(text.as_bytes()).unwrap();
        checked.issues.retain(|issue| issue.code != "no_voicemail");
        checked
    }

    fn check(&self, text: &str, expected: &Expect) {
        expected.assert_eq(&shown(&self.run(text)));
    }

    /// Issues and plan.
    fn see(&self, text: &str, expected: &Expect) -> Checked {
        let checked = self.run(text);
        expected.assert_eq(&(shown(&checked) + &show(&checked.plan)));
        checked
    }
}

fn shown(checked: &Checked) -> String {
    let mut shown = String::new();
    for issue in &checked.issues {
        let row = issue.row.map_or("file".to_owned(), |row| row.to_string());
        let column = issue.column.as_deref().unwrap_or("-");
        write!(shown, "{row} {column} {:?} {}: {}", issue.severity, issue.code, issue.message).unwrap();
        if let Some(suggestion) = &issue.suggestion {
            write!(shown, " [{suggestion}]").unwrap();
        }
        shown.push('\n');
    }
    shown
}

/// The office in update mode.
fn updating() -> Case<'static> {
    Case { existing: office(), mode: Mode::Update, ..Case::default() }
}

/// Checks a text on an empty box.
fn check(text: &str, expected: &Expect) {
    Case::default().check(text, expected);
}

/// The plan as lines, to compare.
fn show(plan: &Plan) -> String {
    let mut text = String::new();
    for user in &plan.users {
        let becomes = if user.is_changed { "becomes " } else { "" };
        write!(text, "{becomes}{} {} <{}>", user.first_name, user.last_name, user.email).unwrap();
        for extension in &user.extensions {
            let own = if extension.own_line { " (line)" } else { "" };
            write!(text, ", {}{own}", extension.number).unwrap();
        }
        for number in &user.phone_numbers {
            write!(text, ", {}", number.number).unwrap();
        }
        for device in &user.devices {
            let mac = device.mac.map_or("later".to_owned(), |mac| mac.to_string());
            write!(text, ", {} {} {} {mac}", device.brand, device.family, device.model).unwrap();
        }
        for join in &user.joins {
            write!(text, ", joins {}", join.mac).unwrap();
        }
        if user.softphone {
            text.push_str(", softphone");
        }
        text.push('\n');
    }
    for device in &plan.devices {
        writeln!(text, "nobody, {} {} {:?}", device.brand, device.model, device.mac).unwrap();
    }
    for change in &plan.device_changes {
        let PlannedDevice { mac, model, name, expansion, .. } = &change.device;
        let user = change.user.as_deref().unwrap_or("nobody");
        writeln!(text, "device {} -> {user}, {model} {mac:?} {name:?} {expansion:?}", change.id.0).unwrap();
    }
    for Change { row, name, field, before, after, .. } in &plan.changes {
        writeln!(text, "{row}: {name}: {field}: {before:?} -> {after:?}").unwrap();
    }
    for removal in &plan.removals {
        writeln!(text, "{}: removes {}", removal.row, removal.name).unwrap();
    }
    for row in &plan.rows {
        let reason = row.reason.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default();
        writeln!(text, "row {}: {}{reason}", row.number, row.outcome.word()).unwrap();
    }
    text
}
