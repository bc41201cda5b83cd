//! A store in a folder of its own, and plans for it, for tests.

use std::collections::BTreeMap;

use tempfile::TempDir;

use super::{Applied, ApplyContext, Hand, Store, StoreError};
use crate::{
    catalogue::Catalogue,
    directory::{MacAddr, UserId},
    import::{
        Mode, Plan, PlanCounts, PlannedDevice, PlannedExtension, PlannedPhoneNumber, PlannedUser, RowOutcome,
    },
    pbx::{Dialect, Dialects},
};

/// Tables that an undo leaves as they are.
const APART: &[&str] =
    &["events", "fetches", "handovers", "import_rows", "import_undo", "imports", "site", "sqlite_sequence"];

pub struct Bench {
    pub store: Store,
    pub catalogue: Catalogue,
    pub dialect: Dialect,
    _dir: TempDir,
}

impl Bench {
    /// A box with a PBX of this kind.
    pub fn new(kind: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::create(dir.path()).unwrap();
        store.db.pragma_update(None, "synchronous", "off").unwrap();
        let dialect = Dialects::load(&[]).unwrap().0.get(kind).unwrap().clone();
        Self { store, catalogue: Catalogue::shipped().unwrap(), dialect, _dir: dir }
    }

    pub fn try_apply(&mut self, plan: &Plan) -> Result<Applied, StoreError> {
        let context = ApplyContext {
            checked: None,
            catalogue: &self.catalogue,
            dialect: &self.dialect,
            file_name: "people.csv",
            file_sha256: "00",
            actor: "owner",
            now: 100,
            revision: self.store.revision().unwrap(),
            counts: PlanCounts::default(),
            mode: Mode::Update,
            rest: None,
        };
        self.store.apply_import(plan, &context, &|_| {})
    }

    pub fn apply(&mut self, plan: &Plan) -> Applied {
        self.try_apply(plan).unwrap()
    }

    pub fn add(&mut self, users: Vec<PlannedUser>) -> Applied {
        self.apply(&Plan { users, ..Plan::default() })
    }

    /// A user by email.
    pub fn id(&self, email: &str) -> UserId {
        self.store.find_user(email).unwrap().unwrap().0
    }

    /// A user as a plan changes them: all that they have.
    pub fn present(&mut self, email: &str) -> PlannedUser {
        let (existing, _) = self.store.existing().unwrap();
        let user = &existing.users[email];
        let extension = |line: &crate::import::ExistingLine| PlannedExtension {
            own_line: line.own_line,
            display_name: line.display_name.clone(),
            ..extension(&line.number)
        };
        PlannedUser {
            existing: Some(user.id),
            is_changed: true,
            first_name: user.first_name.clone(),
            last_name: user.last_name.clone(),
            include_voicemail: user.include_voicemail,
            in_directory: user.in_directory,
            softphone: user.has_softphone,
            department: user.department.clone(),
            extensions: user.extensions.iter().map(extension).collect(),
            phone_numbers: user.phone_numbers.iter().map(|number| phone_number(number)).collect(),
            ..user_named(email, "", "")
        }
    }

    /// The whole state but for what counts changes and tells history.
    pub fn dump(&self) -> BTreeMap<String, Vec<String>> {
        let db = &self.store.db;
        let strings = |sql: &str| -> Vec<String> {
            let mut statement = db.prepare(sql).unwrap();
            statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
        };
        let tables = strings("SELECT name FROM sqlite_schema WHERE type = 'table'");
        let rows = |table: String| {
            let columns = strings(&format!(
                "SELECT 'quote(' || name || ')' FROM pragma_table_info('{table}') WHERE name <> 'version'"
            ));
            let rows =
                strings(&format!("SELECT concat_ws(' ', {}) FROM {table} ORDER BY 1", columns.join(", ")));
            (table, rows)
        };
        tables.into_iter().filter(|table| !APART.contains(&table.as_str())).map(rows).collect()
    }

    pub fn text(&self, sql: &str) -> String {
        self.store.db.query_row(sql, [], |row| row.get::<_, Option<String>>(0)).unwrap().unwrap_or_default()
    }

    /// A device to be made, of the model with this name.
    pub fn device(&self, mac: &str, model: &str) -> PlannedDevice {
        let found = self.catalogue.find_models(None, model)[0];
        PlannedDevice {
            row: 2,
            mac: Some(mac.parse::<MacAddr>().unwrap()),
            brand: found.brand.id.clone(),
            family: found.family.id.clone(),
            model: found.model.id.clone(),
            name: None,
            expansion: None,
        }
    }
}

pub fn user_named(email: &str, first_name: &str, last_name: &str) -> PlannedUser {
    PlannedUser {
        existing: None,
        is_changed: false,
        email: email.into(),
        first_name: first_name.into(),
        last_name: last_name.into(),
        password: None,
        notification_email: None,
        include_voicemail: false,
        voicemail_pin: None,
        in_directory: true,
        softphone: false,
        notes: None,
        location: None,
        department: None,
        custom: BTreeMap::new(),
        extensions: Vec::new(),
        phone_numbers: Vec::new(),
        devices: Vec::new(),
        joins: Vec::new(),
    }
}

/// Ada Byron with one extension.
pub fn ada() -> PlannedUser {
    PlannedUser { extensions: vec![extension("2001")], ..user_named("ada@example.com", "Ada", "Byron") }
}

/// Bo Lind with one extension.
pub fn bo() -> PlannedUser {
    PlannedUser { extensions: vec![extension("2002")], ..user_named("bo@example.com", "Bo", "Lind") }
}

pub fn extension(number: &str) -> PlannedExtension {
    PlannedExtension {
        row: 2,
        number: number.into(),
        display_name: None,
        sip_username: None,
        sip_password: None,
        own_line: true,
    }
}

pub fn phone_number(number: &str) -> PlannedPhoneNumber {
    PlannedPhoneNumber { row: 2, number: number.into() }
}

pub fn row(number: u32, outcome: RowOutcome, reason: Option<&str>) -> crate::import::PlannedRow {
    crate::import::PlannedRow { number, outcome, reason: reason.map(str::to_owned) }
}

pub fn hand<'a>(catalogue: &'a Catalogue, dialect: &'a Dialect, revision: i64) -> Hand<'a> {
    Hand { catalogue, dialect, actor: "owner", now: 200, revision }
}

/// Chance that can be repeated.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    pub fn one_in(&mut self, sides: u64) -> bool {
        self.roll(sides) == 0
    }
}

/// Firmware of this name, uploaded by nobody.
pub fn hosted_file(name: &str) -> super::HostedFile {
    super::HostedFile {
        name: name.to_owned(),
        kind: crate::catalogue::HostedKind::Firmware,
        scope: crate::catalogue::Scope { brand: "acme".to_owned(), family: None, model: None },
        version: None,
        bytes: 3,
        sha256: "00".to_owned(),
        about: crate::catalogue::MediaFacts::default(),
        uploaded_at: 1,
        uploaded_by: "owner".to_owned(),
    }
}

/// Runs a test as somebody whom a file's mode can keep out: root may read everything. Files that it makes are theirs.
pub fn without_root(test: impl FnOnce() + Send) {
    const NOBODY: u32 = 65534;
    std::thread::scope(|scope| {
        let run = scope.spawn(|| {
            if nix::unistd::geteuid().is_root() {
                nix::unistd::setfsuid(NOBODY.into());
            }
            test();
        });
        run.join().unwrap();
    });
}
