//! Files that phones fetch as they are, and which phones are to have which of them.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::{Store, StoreError, events, raise_revision};
use crate::{
    catalogue::{HostedKind, MediaFacts, Scope},
    directory::WantedFirmware,
};

/// A file that somebody uploaded. Its bytes lie in the folder `hosted`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostedFile {
    /// Unique whatever its case.
    pub name: String,
    /// What it is for.
    pub kind: HostedKind,
    /// Which phones it was uploaded for.
    pub scope: Scope,
    /// Version of firmware, where its name tells it or a person did.
    pub version: Option<String>,
    /// Its length.
    pub bytes: u64,
    /// Lower-case hexadecimal digits.
    pub sha256: String,
    /// What a picture or tone is.
    pub about: MediaFacts,
    /// Seconds since 1970 UTC.
    pub uploaded_at: i64,
    /// Who did it.
    pub uploaded_by: String,
}

/// That some phones are to have a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// Its number.
    pub id: i64,
    /// What the file is for.
    pub kind: HostedKind,
    /// Which phones.
    pub scope: Scope,
    /// Only those of users of this department; `None`: all.
    pub department: Option<String>,
    /// The file's name.
    pub file: String,
}

/// Phones that are alike in what they are and have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike {
    /// Brand id.
    pub brand: String,
    /// Family id.
    pub family: String,
    /// Model id.
    pub model: String,
    /// Of their users.
    pub department: Option<String>,
    /// The version that they last told.
    pub firmware: Option<String>,
    /// How many.
    pub phones: usize,
}

impl Wish {
    /// How near it is to a phone that it is for; the highest counts. A department goes before all, so that a group can
    /// have something first.
    #[must_use]
    pub fn nearness(&self) -> (bool, bool, bool) {
        (self.department.is_some(), self.scope.model.is_some(), self.scope.family.is_some())
    }

    /// Whether it is for these phones.
    #[must_use]
    pub fn is_for(&self, phones: &Alike) -> bool {
        self.scope.has(&phones.brand, &phones.family, &phones.model)
            && (self.department.is_none() || self.department == phones.department)
    }
}

const FILES: &str =
    "SELECT name, kind, brand, family, model, version, bytes, sha256, about, uploaded_at, uploaded_by
     FROM hosted_files";
const WISHES: &str = "SELECT id, kind, brand, family, model, department, file FROM hosted_wishes";

impl Store {
    /// All uploaded files, by name.
    pub fn hosted_files(&self) -> Result<Vec<HostedFile>, StoreError> {
        let mut statement = self.db.prepare_cached(&format!("{FILES} ORDER BY name COLLATE NOCASE"))?;
        let rows = statement.query_map([], file)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The uploaded file of this name, whatever its case.
    pub fn hosted_file(&self, name: &str) -> Result<Option<HostedFile>, StoreError> {
        let mut statement = self.db.prepare_cached(&format!("{FILES} WHERE name = ?1 COLLATE NOCASE"))?;
        Ok(statement.query_row([name], file).optional()?)
    }

    /// All wishes, those for one file together.
    pub fn wishes(&self) -> Result<Vec<Wish>, StoreError> {
        let mut statement = self.db.prepare_cached(&format!("{WISHES} ORDER BY file, id"))?;
        let rows = statement.query_map([], wish)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Keeps the record of a file; `place` puts its bytes where they belong, and should that fail nothing is kept. A
    /// record of the same name is written over: its bytes have gone, for else the name would have been refused.
    pub fn add_hosted_file(
        &mut self,
        file: &HostedFile,
        place: impl FnOnce() -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let about = serde_json::to_string(&file.about).unwrap_or_else(|_| "{}".to_owned());
        self.change(|tx, _| {
            tx.execute(
                "INSERT INTO hosted_files
                    (name, kind, brand, family, model, version, bytes, sha256, about, uploaded_at, uploaded_by)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
                 ON CONFLICT (name) DO UPDATE SET kind = excluded.kind, brand = excluded.brand,
                    family = excluded.family, model = excluded.model, version = excluded.version,
                    bytes = excluded.bytes, sha256 = excluded.sha256, about = excluded.about,
                    uploaded_at = excluded.uploaded_at, uploaded_by = excluded.uploaded_by",
                params![
                    file.name,
                    file.kind.word(),
                    file.scope.brand,
                    file.scope.family,
                    file.scope.model,
                    file.version,
                    i64::try_from(file.bytes).unwrap_or(i64::MAX),
                    file.sha256,
                    about,
                    file.uploaded_at,
                    file.uploaded_by
                ],
            )?;
            // Wishes of another kind would say that a picture is firmware.
            tx.execute(
                "DELETE FROM hosted_wishes WHERE file = ?1 AND kind <> ?2",
                params![file.name, file.kind.word()],
            )?;
            let message = format!("{} was uploaded ({})", file.name, file.kind.word());
            note(tx, "file_added", &message, &file.uploaded_by, file.uploaded_at)?;
            place()
        })
    }

    /// Forgets a file and all wishes for it; whether it was there.
    pub fn remove_hosted_file(&mut self, name: &str, actor: &str, now: i64) -> Result<bool, StoreError> {
        self.change(|tx, _| {
            let gone = tx.execute("DELETE FROM hosted_files WHERE name = ?1 COLLATE NOCASE", [name])?;
            if gone > 0 {
                note(tx, "file_removed", &format!("{name} was removed"), actor, now)?;
            }
            Ok(gone > 0)
        })
    }

    /// Phones of a scope are to have this file, in the place of what was wished for the same ones; the wish's number.
    pub fn wish(
        &mut self,
        file: &HostedFile,
        scope: &Scope,
        department: Option<&str>,
        actor: &str,
        now: i64,
    ) -> Result<i64, StoreError> {
        self.change(|tx, _| {
            let id = tx.query_row(
                "INSERT INTO hosted_wishes (kind, brand, family, model, department, file)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT (kind, brand, family, model, department) DO UPDATE SET file = excluded.file
                 RETURNING id",
                params![
                    file.kind.word(),
                    scope.brand,
                    scope.family.as_deref().unwrap_or_default(),
                    scope.model.as_deref().unwrap_or_default(),
                    department.unwrap_or_default(),
                    file.name
                ],
                |row| row.get(0),
            )?;
            note(tx, "file_wished", &format!("phones are to have {}", file.name), actor, now)?;
            Ok(id)
        })
    }

    /// Takes a wish back; whether it was there. With a name, only one for that file.
    pub fn unwish(&mut self, id: i64, file: Option<&str>, actor: &str, now: i64) -> Result<bool, StoreError> {
        self.change(|tx, _| {
            let gone: Option<String> = tx
                .query_row(
                    "DELETE FROM hosted_wishes WHERE id = ?1 AND (?2 IS NULL OR file = ?2 COLLATE NOCASE)
                     RETURNING file",
                    params![id, file],
                    |row| row.get(0),
                )
                .optional()?;
            if let Some(file) = &gone {
                note(tx, "file_unwished", &format!("a wish for {file} was taken back"), actor, now)?;
            }
            Ok(gone.is_some())
        })
    }

    /// Whether some user is in this department.
    pub fn has_department(&self, department: &str) -> Result<bool, StoreError> {
        let mut statement =
            self.db.prepare_cached("SELECT EXISTS (SELECT 1 FROM users WHERE department = ?1)")?;
        Ok(statement.query_row([department], |row| row.get(0))?)
    }

    /// All phones, those together that are alike.
    pub fn phones_alike(&self) -> Result<Vec<Alike>, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT d.brand, d.family, d.model, u.department, f.firmware, count(*)
             FROM devices d LEFT JOIN users u ON u.id = d.user_id LEFT JOIN fetches f ON f.mac = d.mac
             GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5",
        )?;
        let rows = statement.query_map([], |row| {
            Ok(Alike {
                brand: row.get(0)?,
                family: row.get(1)?,
                model: row.get(2)?,
                department: row.get(3)?,
                firmware: row.get(4)?,
                phones: row.get::<_, i64>(5)?.try_into().unwrap_or(0),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// What a phone is to fetch: firmware, and name of the file by kind of media. One question, for a table that mostly is
/// empty.
pub(super) fn wished(
    tx: &Transaction<'_>,
    device: i64,
) -> Result<(Option<WantedFirmware>, BTreeMap<String, String>), StoreError> {
    let mut statement = tx.prepare_cached(
        "SELECT w.id, w.kind, w.brand, w.family, w.model, w.department, w.file, coalesce(f.version, '')
         FROM hosted_wishes w
         JOIN devices d ON d.id = ?1 AND d.brand = w.brand
         JOIN hosted_files f ON f.name = w.file
         LEFT JOIN users u ON u.id = d.user_id
         WHERE w.family IN ('', d.family) AND w.model IN ('', d.model)
           AND (w.department = '' OR w.department = u.department)",
    )?;
    let rows = statement.query_map([device], |row| Ok((wish(row)?, row.get::<_, String>(7)?)))?;
    let mut nearest: BTreeMap<HostedKind, (Wish, String)> = BTreeMap::new();
    for row in rows {
        let (wish, version) = row?;
        let is_nearer = nearest.get(&wish.kind).is_none_or(|(other, _)| wish.nearness() > other.nearness());
        if is_nearer {
            nearest.insert(wish.kind, (wish, version));
        }
    }
    let firmware = nearest.remove(&HostedKind::Firmware);
    let firmware = firmware.map(|(wish, version)| WantedFirmware { version, file: wish.file });
    let media = nearest.into_iter().map(|(kind, (wish, _))| (kind.word().to_owned(), wish.file));
    Ok((firmware, media.collect()))
}

fn note(tx: &Transaction<'_>, kind: &str, message: &str, actor: &str, now: i64) -> Result<(), StoreError> {
    events::insert(tx, now, kind, events::EventSeverity::Note, message, actor)?;
    raise_revision(tx)?;
    Ok(())
}

fn file(row: &Row<'_>) -> rusqlite::Result<HostedFile> {
    Ok(HostedFile {
        name: row.get(0)?,
        kind: kind(row, 1)?,
        scope: Scope { brand: row.get(2)?, family: row.get(3)?, model: row.get(4)? },
        version: row.get(5)?,
        bytes: row.get::<_, i64>(6)?.try_into().unwrap_or(0),
        sha256: row.get(7)?,
        about: serde_json::from_str(&row.get::<_, String>(8)?).unwrap_or_default(),
        uploaded_at: row.get(9)?,
        uploaded_by: row.get(10)?,
    })
}

fn wish(row: &Row<'_>) -> rusqlite::Result<Wish> {
    let told =
        |at: usize| Ok::<_, rusqlite::Error>(Some(row.get::<_, String>(at)?).filter(|text| !text.is_empty()));
    Ok(Wish {
        id: row.get(0)?,
        kind: kind(row, 1)?,
        scope: Scope { brand: row.get(2)?, family: told(3)?, model: told(4)? },
        department: told(5)?,
        file: row.get(6)?,
    })
}

/// The schema admits no other words.
fn kind(row: &Row<'_>, at: usize) -> rusqlite::Result<HostedKind> {
    Ok(HostedKind::from_word(&row.get::<_, String>(at)?).unwrap_or(HostedKind::Firmware))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        directory::MacAddr,
        import::{Plan, PlannedUser},
        store::testing::{Bench, user_named},
    };

    const MAC: &str = "805ec0000001";

    fn office() -> Bench {
        let mut bench = Bench::new("asterisk");
        let device = bench.device(MAC, "t46s");
        let user = PlannedUser {
            department: Some("Sales".into()),
            devices: vec![device],
            ..user_named("ada@example.com", "Ada", "Park")
        };
        bench.apply(&Plan { users: vec![user], ..Plan::default() });
        bench
    }

    fn upload(bench: &mut Bench, name: &str, kind: HostedKind) -> HostedFile {
        let file = HostedFile {
            name: name.into(),
            kind,
            scope: scope(None, None),
            version: Some(name.trim_end_matches(".rom").into()).filter(|_| kind == HostedKind::Firmware),
            bytes: 3,
            sha256: "00".into(),
            about: MediaFacts { width: Some(480), ..MediaFacts::default() },
            uploaded_at: 1,
            uploaded_by: "owner".into(),
        };
        bench.store.add_hosted_file(&file, || Ok(())).unwrap();
        file
    }

    fn scope(family: Option<&str>, model: Option<&str>) -> Scope {
        Scope { brand: "yealink".into(), family: family.map(str::to_owned), model: model.map(str::to_owned) }
    }

    fn firmware(bench: &mut Bench) -> Option<String> {
        let phone = bench.store.phone(MAC.parse::<MacAddr>().unwrap()).unwrap().unwrap();
        phone.firmware.map(|wanted| wanted.file)
    }

    #[test]
    fn a_file_is_kept_as_it_was_told_and_found_whatever_its_case() {
        let mut bench = office();
        let file = upload(&mut bench, "Sky.png", HostedKind::Wallpaper);
        assert_eq!(bench.store.hosted_file("sky.PNG").unwrap(), Some(file.clone()));
        assert_eq!(bench.store.hosted_files().unwrap(), [file]);
        assert!(bench.store.remove_hosted_file("SKY.png", "owner", 2).unwrap());
        assert!(!bench.store.remove_hosted_file("Sky.png", "owner", 2).unwrap());
    }

    #[test]
    fn no_record_is_kept_of_bytes_that_could_not_be_put_in_their_place() {
        let mut bench = office();
        let file = upload(&mut bench, "a.rom", HostedKind::Firmware);
        let other = HostedFile { name: "b.rom".into(), ..file };
        bench.store.add_hosted_file(&other, || Err(StoreError::DiskFull)).unwrap_err();
        assert_eq!(bench.store.hosted_files().unwrap().len(), 1);
    }

    #[test]
    fn the_nearest_wish_counts_and_a_department_goes_before_all() {
        let mut bench = office();
        let mut wish = |name: &str, scope: Scope, department: Option<&str>| {
            let file = upload(&mut bench, name, HostedKind::Firmware);
            bench.store.wish(&file, &scope, department, "owner", 3).unwrap();
            firmware(&mut bench)
        };
        let model = scope(Some("t4x"), Some("t46s"));
        assert_eq!(wish("brand.rom", scope(None, None), None).as_deref(), Some("brand.rom"));
        assert_eq!(wish("model.rom", model.clone(), None).as_deref(), Some("model.rom"));
        assert_eq!(wish("family.rom", scope(Some("t4x"), None), None).as_deref(), Some("model.rom"));
        assert_eq!(wish("other.rom", scope(Some("t4x"), Some("t48s")), None).as_deref(), Some("model.rom"));
        assert_eq!(wish("lab.rom", model.clone(), Some("Lab")).as_deref(), Some("model.rom"));
        assert_eq!(wish("sales.rom", scope(None, None), Some("Sales")).as_deref(), Some("sales.rom"));
        assert_eq!(wish("again.rom", model, None).as_deref(), Some("sales.rom"));
        bench.store.remove_hosted_file("sales.rom", "owner", 4).unwrap();
        assert_eq!(firmware(&mut bench).as_deref(), Some("again.rom"));
    }

    #[test]
    fn a_phone_is_told_version_and_media_and_every_change_raises_the_revision() {
        let mut bench = office();
        let mut last = bench.store.revision().unwrap();
        let mut raised = |bench: &Bench| {
            let now = bench.store.revision().unwrap();
            assert!(now > last);
            last = now;
        };
        let rom = upload(&mut bench, "1.2.rom", HostedKind::Firmware);
        raised(&bench);
        let sky = upload(&mut bench, "sky.png", HostedKind::Wallpaper);
        raised(&bench);
        bench.store.wish(&rom, &scope(None, None), None, "owner", 1).unwrap();
        let id = bench.store.wish(&sky, &scope(None, None), None, "owner", 1).unwrap();
        raised(&bench);
        let phone = bench.store.phone(MAC.parse().unwrap()).unwrap().unwrap();
        assert_eq!(phone.firmware, Some(WantedFirmware { version: "1.2".into(), file: "1.2.rom".into() }));
        assert_eq!(phone.media["wallpaper"], "sky.png");
        assert!(!bench.store.unwish(id, Some("1.2.rom"), "owner", 2).unwrap());
        assert!(bench.store.unwish(id, Some("SKY.png"), "owner", 2).unwrap());
        raised(&bench);
        assert!(bench.store.phone(MAC.parse().unwrap()).unwrap().unwrap().media.is_empty());
    }

    #[test]
    fn phones_that_are_alike_stand_together() {
        let bench = office();
        let alike = bench.store.phones_alike().unwrap();
        assert_eq!(alike.len(), 1);
        assert_eq!((alike[0].phones, alike[0].department.as_deref()), (1, Some("Sales")));
        assert!(bench.store.has_department("Sales").unwrap() && !bench.store.has_department("Lab").unwrap());
    }
}
