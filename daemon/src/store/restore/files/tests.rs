use super::*;
use std::os::unix::fs::{MetadataExt, PermissionsExt};

use crate::store::{
    BackupFile, HostedFile, HostedFiles, Store,
    testing::{hosted_file, without_root},
};

struct Box {
    dir: tempfile::TempDir,
}

impl Box {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        drop(Store::create(&dir.path().join("data")).unwrap());
        Self { dir }
    }

    fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.data().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn text(&self, path: &str) -> Option<String> {
        fs::read_to_string(self.data().join(path)).ok()
    }

    fn record(&self, name: &str, text: &str) -> HostedFile {
        self.write(&format!("hosted/{name}"), text);
        let (_, sha256) = beside::digest_of(&self.data().join("hosted").join(name)).unwrap();
        let file = HostedFile { sha256, bytes: text.len() as u64, ..hosted_file(name) };
        Store::open(&self.data()).unwrap().add_hosted_file(&file, || Ok(())).unwrap();
        file
    }

    fn backup(&self, hosted: HostedFiles) -> PathBuf {
        let file = self.dir.path().join("a.backup");
        Store::open(&self.data()).unwrap().backup(&file, None, hosted).unwrap();
        file
    }

    fn restore(&self, file: &Path) -> Result<crate::store::Restored, RestoreError> {
        BackupFile::open(file)?.restore(&self.data(), None)
    }
}

#[test]
fn templates_and_hosted_files_come_back_as_they_were() {
    let it = Box::new();
    it.write("templates/acme/brand.toml", "one");
    it.write("recipes/x.toml", "x");
    it.record("a.rom", "firmware");
    let file = it.backup(HostedFiles::Whole);
    it.write("templates/acme/brand.toml", "two");
    it.write("templates/acme/later.toml", "later");
    fs::remove_file(it.data().join("hosted/a.rom")).unwrap();
    it.write("hosted/A.ROM", "another spelling");
    it.write("hosted/by-hand.rom", "stays");
    let restored = it.restore(&file).unwrap();
    assert_eq!(it.text("templates/acme/brand.toml").as_deref(), Some("one"));
    assert_eq!(it.text("templates/acme/later.toml"), None);
    assert_eq!(it.text("recipes/x.toml").as_deref(), Some("x"));
    assert_eq!(it.text("hosted/a.rom").as_deref(), Some("firmware"));
    assert_eq!(it.text("hosted/A.ROM"), None);
    assert_eq!(it.text("hosted/by-hand.rom").as_deref(), Some("stays"));
    assert!(restored.missing.is_empty());
    assert_eq!(it.text("templates.before-restore-1/acme/later.toml").as_deref(), Some("later"));
    assert_eq!(restored.set_aside, [it.data().join("templates.before-restore-1")]);
    assert!(!it.data().join(RESTORE_STAGED).exists());
    // Once more: what is there already is what the backup says.
    assert!(it.restore(&file).unwrap().set_aside.is_empty());
    assert!(Store::open(&it.data()).unwrap().is_sound().unwrap());
}

#[test]
fn a_backup_without_hosted_files_tells_which_to_upload_again() {
    let it = Box::new();
    it.record("same.rom", "same");
    let gone = it.record("gone.rom", "gone");
    let other = it.record("other.rom", "other");
    let file = it.dir.path().join("a.backup");
    let made = Store::open(&it.data()).unwrap().backup(&file, None, HostedFiles::Named).unwrap();
    assert_eq!(made.left_out.len(), 3);
    assert_eq!((made.hosted_files, made.left_out[0].path.as_str()), (0, "hosted/gone.rom"));
    fs::remove_file(it.data().join("hosted/gone.rom")).unwrap();
    it.write("hosted/other.rom", "changed");
    let missing = it.restore(&file).unwrap().missing;
    let told: Vec<_> = missing.iter().map(|file| (&file.path, &file.sha256)).collect();
    assert_eq!(told, [(&gone.name, &gone.sha256), (&other.name, &other.sha256)]);
    assert_eq!(it.text("hosted/same.rom").as_deref(), Some("same"));
}

/// A backup of before has no table of files.
#[test]
fn a_backup_that_knows_of_no_files_leaves_them_as_they_are() {
    let it = Box::new();
    let file = it.backup(HostedFiles::Whole);
    let db = Connection::open(&file).unwrap();
    db.execute_batch("DROP TABLE backup_files").unwrap();
    drop(db);
    it.write("templates/acme/brand.toml", "mine");
    assert!(it.restore(&file).unwrap().set_aside.is_empty());
    assert_eq!(it.text("templates/acme/brand.toml").as_deref(), Some("mine"));
}

#[test]
fn what_is_damaged_or_leads_elsewhere_is_refused_and_changes_nothing() {
    let it = Box::new();
    it.write("templates/acme/brand.toml", "one");
    it.record("a.rom", "firmware");
    let file = it.backup(HostedFiles::Whole);
    let whole = fs::read(&file).unwrap();
    it.write("templates/acme/brand.toml", "two");
    let mut changed = whole.clone();
    *changed.last_mut().unwrap() ^= 1;
    let longer = [whole.as_slice(), b"x"].concat();
    for bytes in [&whole[..whole.len() - 1], &longer, &changed] {
        fs::write(&file, bytes).unwrap();
        assert!(matches!(it.restore(&file), Err(RestoreError::NotABackup(_))));
    }
    for sql in [
        "UPDATE backup_files SET path = '../../evil' WHERE folder = 'templates'",
        "UPDATE backup_files SET folder = '.' WHERE folder = 'templates'",
        "UPDATE backup_files SET path = '/tmp/evil' WHERE folder = 'hosted'",
        "UPDATE backup_files SET bytes = -1",
        "UPDATE backup_files SET bytes = 1000000000000",
        "UPDATE backup_files SET sha256 = ''",
        "UPDATE backup_files SET folder = 'hosted', path = 'A.rom'",
    ] {
        fs::write(&file, &whole).unwrap();
        let db = Connection::open(&file).unwrap();
        db.execute_batch(sql).unwrap();
        drop(db);
        // Writing to it, SQLite cuts off what it does not know.
        let pages = usize::try_from(fs::metadata(&file).unwrap().len()).unwrap();
        let to = fs::OpenOptions::new().append(true).open(&file).unwrap();
        if pages < whole.len() {
            std::io::Write::write_all(&mut &to, &whole[pages..]).unwrap();
        }
        assert!(matches!(it.restore(&file), Err(RestoreError::NotABackup(_))), "{sql}");
    }
    assert_eq!(it.text("templates/acme/brand.toml").as_deref(), Some("two"));
    assert!(!it.dir.path().join("evil").exists());
    assert!(!it.data().join(RESTORE_STAGED).exists());
}

/// Somebody puts a template there with `sudo install -m 600`.
#[test]
fn a_file_that_the_box_cannot_read_is_set_aside_with_its_folder() {
    without_root(|| {
        let it = Box::new();
        it.write("templates/acme/brand.toml", "one");
        it.record("a.rom", "firmware");
        let file = it.backup(HostedFiles::Whole);
        fs::remove_file(it.data().join("hosted/a.rom")).unwrap();
        let closed = it.data().join("templates/acme/brand.toml");
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o0)).unwrap();
        assert!(fs::read(&closed).is_err());
        let restored = it.restore(&file).unwrap();
        assert_eq!(restored.set_aside, [it.data().join("templates.before-restore-1")]);
        assert!(restored.failed.is_empty(), "{:?}", restored.failed);
        assert_eq!(it.text("templates/acme/brand.toml").as_deref(), Some("one"));
        assert_eq!(it.text("hosted/a.rom").as_deref(), Some("firmware"));
    });
}

#[test]
fn what_lies_in_the_way_is_told_before_anything_is_replaced() {
    let it = Box::new();
    it.write("templates/acme/brand.toml", "one");
    it.record("a.rom", "firmware");
    let file = it.backup(HostedFiles::Whole);
    let revision = || Store::open(&it.data()).unwrap().revision().unwrap();
    let before = revision();
    it.write("templates/acme/brand.toml", "two");
    let refused = |why: &str| {
        let error = it.restore(&file).unwrap_err().to_string();
        assert!(error.contains(why), "{error}");
        assert_eq!((revision(), it.text("templates/acme/brand.toml").as_deref()), (before, Some("two")));
    };
    let hosted = it.data().join("hosted");
    fs::remove_dir_all(&hosted).unwrap();
    it.write("hosted", "a file");
    refused("is no folder");
    fs::remove_file(&hosted).unwrap();
    fs::create_dir_all(hosted.join("A.ROM")).unwrap();
    refused("A.ROM is a folder");
    fs::remove_dir_all(&hosted).unwrap();
    let (there, here) = (Path::new("/dev/shm"), fs::metadata(it.data()).unwrap().dev());
    if fs::metadata(there).is_ok_and(|there| there.dev() != here) {
        std::os::unix::fs::symlink(there, &hosted).unwrap();
        refused("is on another disk");
    } else {
        eprintln!("skipped: no other disk is at hand");
    }
}

#[test]
fn a_file_that_cannot_be_placed_is_told_and_keeps_no_other_away() {
    let it = Box::new();
    it.write("templates/acme/brand.toml", "one");
    it.record("a.rom", "first");
    it.record("b.rom", "second");
    let file = it.backup(HostedFiles::Whole);
    fs::remove_dir_all(it.data().join("hosted")).unwrap();
    it.write("templates/acme/brand.toml", "two");
    let database = Connection::open(&file).unwrap();
    let carried = Carried::open(&file, &database).unwrap().unwrap();
    let staged = carried.stage(&it.data()).unwrap();
    // Made between the two.
    it.write("hosted/a.rom/x", "in the way");
    let placed = staged.place(&it.data());
    assert_eq!(placed.set_aside, [it.data().join("templates.before-restore-1")]);
    let failed: Vec<_> = placed.failed.iter().map(|(path, _)| path.clone()).collect();
    assert_eq!(failed, [it.data().join("hosted/a.rom")]);
    assert_eq!(it.text("hosted/b.rom").as_deref(), Some("second"));
    assert_eq!(it.text("templates/acme/brand.toml").as_deref(), Some("one"));
}

/// None of these would ever end, or they lead out of the folder.
#[test]
fn a_backup_with_rows_or_views_that_none_of_ours_has_is_refused() {
    let it = Box::new();
    it.record("a.rom", "firmware");
    let file = it.backup(HostedFiles::Named);
    let whole = fs::read(&file).unwrap();
    let endless = "AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x FROM n WHERE x = 1)
                   SELECT x AS folder, x AS path, x AS bytes, x AS sha256, x AS key_check FROM n WHERE x = 2";
    for sql in [
        "UPDATE hosted_files SET name = '/dev/zero'",
        "UPDATE hosted_files SET name = '../secret.key'",
        "UPDATE hosted_files SET bytes = -1",
        &format!("DROP TABLE backup_files; CREATE VIEW backup_files {endless}"),
        &format!("ALTER TABLE site RENAME TO x; CREATE VIEW site {endless}"),
        "CREATE TRIGGER t AFTER UPDATE ON site BEGIN DELETE FROM users; END",
    ] {
        fs::write(&file, &whole).unwrap();
        Connection::open(&file).unwrap().execute_batch(sql).unwrap();
        assert!(matches!(it.restore(&file), Err(RestoreError::NotABackup(_))), "{sql}");
    }
}

#[test]
fn a_file_without_an_end_does_not_stand_in_for_a_hosted_one() {
    let it = Box::new();
    let wanted = it.record("a.rom", "firmware");
    let file = it.backup(HostedFiles::Named);
    let at = it.data().join("hosted/a.rom");
    fs::remove_file(&at).unwrap();
    std::os::unix::fs::symlink("/dev/zero", &at).unwrap();
    assert_eq!(it.restore(&file).unwrap().missing[0].path, wanted.name);
}
