//! The SIP accounts of softphones: each has its own, which goes with it.

use rusqlite::{Transaction, params};

use super::{Store, StoreError, accounts::New, events, raise_revision, vault::Vault};
use crate::{
    directory::credentials,
    pbx::{AccountsPer, Dialect},
};

impl Store {
    /// Gives softphones that an earlier version let share a phone's account one of their own. Says how many.
    pub fn separate_softphones(&mut self, dialect: &Dialect, now: i64) -> Result<usize, StoreError> {
        self.change(|tx, vault| {
            let made = separate(tx, vault, dialect)?;
            if made > 0 {
                let message = format!(
                    "{made} softphones got SIP accounts of their own. Tell the phone system: linekey export accounts"
                );
                events::insert(
                    tx,
                    now,
                    "softphones_separated",
                    events::EventSeverity::Warning,
                    &message,
                    "box",
                )?;
            }
            Ok(made)
        })
    }
}

/// Makes the account of a softphone of this extension.
pub(super) fn create(
    tx: &Transaction<'_>,
    vault: &Vault,
    dialect: &Dialect,
    extension_id: i64,
    number: &str,
) -> Result<i64, StoreError> {
    let new = New { extension_id, number, password: None, generated: true, softphone: true };
    new.insert(tx, vault, dialect.softphone_username(number))
}

/// Gives each softphone that shares an account, or uses a phone's, its own. Says how many were made.
pub(super) fn separate(tx: &Transaction<'_>, vault: &Vault, dialect: &Dialect) -> Result<usize, StoreError> {
    if dialect.accounts == AccountsPer::Device {
        // Theirs already, only not called so. Credentials that came with a spreadsheet stay with their extension.
        tx.execute(
            "UPDATE accounts SET softphone = 1 WHERE generated AND NOT softphone
             AND (SELECT count(*) FROM softphones WHERE account_id = accounts.id) = 1
             AND NOT EXISTS (SELECT 1 FROM lines WHERE account_id = accounts.id)",
            [],
        )?;
    }
    let mut sharing = tx.prepare(
        "SELECT s.id, a.extension_id, e.number
         FROM softphones s JOIN accounts a ON a.id = s.account_id JOIN extensions e ON e.id = a.extension_id
         WHERE NOT a.softphone ORDER BY s.id",
    )?;
    let sharing: Vec<(i64, i64, String)> = sharing
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<Result<_, _>>()?;
    for (softphone, extension, number) in &sharing {
        let account = create(tx, vault, dialect, *extension, number)?;
        tx.execute("UPDATE softphones SET account_id = ?2 WHERE id = ?1", params![softphone, account])?;
    }
    if !sharing.is_empty() {
        raise_revision(tx)?;
    }
    Ok(sharing.len())
}

/// Gives generated usernames the form that the dialect wants. Says how many had another.
pub(super) fn rename(tx: &Transaction<'_>, dialect: &Dialect) -> Result<usize, StoreError> {
    let mut all = tx.prepare_cached(
        "SELECT a.id, e.number, a.sip_username FROM accounts a JOIN extensions e ON e.id = a.extension_id
         WHERE a.softphone AND a.generated ORDER BY a.id",
    )?;
    let all: Vec<(i64, String, String)> =
        all.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect::<Result<_, _>>()?;
    let mut renamed = 0;
    for (account, number, username) in all {
        let wanted = match dialect.softphone_username(&number) {
            Some(wanted) => wanted,
            None if is_random(&username) => continue,
            None => credentials::sip_username(&mut rand::rng()),
        };
        if wanted != username {
            renamed += tx
                .prepare_cached(
                    "UPDATE accounts SET sip_username = ?2
                     WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM accounts WHERE sip_username = ?2)",
                )?
                .execute(params![account, wanted])?;
        }
    }
    Ok(renamed)
}

/// Takes the usernames that we made of a number off the softphones of an extension that gets another number, so that
/// two extensions can swap theirs.
pub(super) fn set_aside(tx: &Transaction<'_>, dialect: &Dialect, extension: i64) -> Result<(), StoreError> {
    if dialect.softphone_username.is_none() {
        return Ok(());
    }
    let mut named = tx.prepare_cached(
        "SELECT sip_username FROM accounts WHERE extension_id = ?1 AND softphone AND generated",
    )?;
    let named: Vec<String> = named.query_map([extension], |row| row.get(0))?.collect::<Result<_, _>>()?;
    named.iter().try_for_each(|username| give_way(tx, username))
}

/// Takes a username that a phone is to have off the softphone that got it only because we made it up.
pub(super) fn give_way(tx: &Transaction<'_>, username: &str) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE accounts SET sip_username = ?2 WHERE sip_username = ?1 AND generated AND softphone",
    )?
    .execute(params![username, credentials::sip_username(&mut rand::rng())])?;
    Ok(())
}

/// Removes the accounts of softphones that a user has no more.
pub(super) fn remove_unused(tx: &Transaction<'_>, user: i64) -> Result<(), StoreError> {
    tx.prepare_cached(
        "DELETE FROM accounts WHERE softphone AND extension_id IN (SELECT id FROM extensions WHERE user_id = ?1)
         AND NOT EXISTS (SELECT 1 FROM softphones WHERE account_id = accounts.id)",
    )?
    .execute([user])?;
    Ok(())
}

/// Whether a username looks as those do that are made by chance.
fn is_random(username: &str) -> bool {
    username.starts_with(|sign: char| sign.is_ascii_lowercase())
        && username.bytes().all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        import::PlannedUser,
        store::testing::{Bench, ada, bo, extension, hand},
    };

    const PHONE: &str = "80:5e:c0:00:00:01";

    /// Ada with a desk phone and a softphone.
    fn bench(kind: &str) -> Bench {
        let mut bench = Bench::new(kind);
        let devices = vec![bench.device(PHONE, "t46u")];
        bench.add(vec![PlannedUser { devices, softphone: true, ..ada() }]);
        bench
    }

    /// Extension and username of each softphone.
    fn apps(bench: &Bench) -> Vec<(String, String)> {
        let accounts = bench.store.accounts().unwrap().into_iter();
        accounts.filter(|account| account.is_softphone).map(|app| (app.extension, app.sip_username)).collect()
    }

    fn named(extension: &str, username: &str) -> (String, String) {
        (extension.to_owned(), username.to_owned())
    }

    fn change_by_hand(bench: &mut Bench, email: &str, change: impl FnOnce(&mut PlannedUser)) {
        let mut planned = bench.present(email);
        change(&mut planned);
        let id = bench.id(email);
        let version = bench.store.person(id).unwrap().unwrap().version;
        let hand = hand(&bench.catalogue, &bench.dialect, bench.store.revision().unwrap());
        assert!(bench.store.change_user(id, version, &planned, &hand).unwrap().is_some());
    }

    #[test]
    fn a_softphone_and_a_desk_phone_have_accounts_of_their_own_on_every_pbx() {
        for kind in ["asterisk", "freepbx", "freeswitch", "fusionpbx", "generic", "kazoo"] {
            let mut bench = bench(kind);
            let accounts = bench.store.accounts().unwrap();
            assert_eq!(accounts.len(), 2, "{kind}");
            let (phone, app) = (&accounts[0], &accounts[1]);
            assert!(!phone.is_softphone && app.is_softphone, "{kind}");
            assert_ne!(phone.sip_password.expose(), app.sip_password.expose(), "{kind}");
            let line = &bench.store.phone(PHONE.parse().unwrap()).unwrap().unwrap().lines[0];
            assert_eq!(line.sip_username, phone.sip_username, "{kind}");
            let ada = bench.id("ada@example.com");
            let softphone = bench.store.softphones(ada, 0).unwrap().unwrap().remove(0);
            assert_eq!(
                (softphone.is_shared, softphone.sip_username),
                (false, app.sip_username.clone()),
                "{kind}"
            );
            assert_eq!(kind == "kazoo", app.sip_username != "2001-app", "{kind}");
        }
    }

    #[test]
    fn a_generated_username_follows_the_extension_and_goes_with_the_softphone() {
        let mut bench = bench("generic");
        change_by_hand(&mut bench, "ada@example.com", |ada| ada.extensions = vec![extension("2055")]);
        assert_eq!(apps(&bench), [named("2055", "2055-app")]);
        change_by_hand(&mut bench, "ada@example.com", |ada| ada.softphone = false);
        assert_eq!(apps(&bench), []);
        assert_eq!(bench.store.accounts().unwrap().len(), 1);
        change_by_hand(&mut bench, "ada@example.com", |ada| ada.softphone = true);
        assert_eq!(apps(&bench), [named("2055", "2055-app")]);
    }

    #[test]
    fn two_people_swap_extensions_and_their_softphones_follow() {
        let mut bench = bench("generic");
        bench.add(vec![PlannedUser { softphone: true, ..bo() }]);
        let passwords = |bench: &Bench| {
            let ids = "SELECT group_concat(hex(sip_password)) FROM accounts WHERE softphone";
            bench.text(ids)
        };
        let before = passwords(&bench);
        let mut both = vec![bench.present("ada@example.com"), bench.present("bo@example.com")];
        both[0].extensions = vec![extension("2002")];
        both[1].extensions = vec![extension("2001")];
        bench.add(both);
        assert_eq!(apps(&bench), [named("2001", "2001-app"), named("2002", "2002-app")]);
        assert_eq!(passwords(&bench), before, "apps keep their passwords");
    }

    #[test]
    fn another_pbx_names_softphones_its_way_and_leaves_them_apart() {
        let mut bench = bench("kazoo");
        let kind = crate::directory::settings::find("pbx.kind").unwrap();
        for (other, is_named) in [("generic", true), ("kazoo", false), ("freepbx", true)] {
            let dialects = crate::pbx::Dialects::load(&[]).unwrap().0;
            let dialect = dialects.get(other).unwrap();
            bench.store.change_settings(&[(kind, other.into())], Some(dialect), None).unwrap();
            let apps = apps(&bench);
            assert_eq!((apps.len(), apps[0].1 == "2001-app"), (1, is_named), "{other}");
            assert_eq!(bench.store.accounts().unwrap().len(), 2, "{other}");
        }
    }

    #[test]
    fn a_phone_takes_its_username_from_a_softphone_that_got_it_by_chance() {
        let mut bench = bench("generic");
        let mut given = extension("2002");
        given.sip_username = Some("2001-app".into());
        bench.add(vec![PlannedUser { extensions: vec![given], ..bo() }]);
        let accounts = bench.store.accounts().unwrap();
        let phone = accounts.iter().find(|account| account.extension == "2002").unwrap();
        assert_eq!(phone.sip_username, "2001-app");
        let app = apps(&bench).remove(0);
        assert!(app.0 == "2001" && is_random(&app.1), "{app:?}");
    }

    #[test]
    fn credentials_of_a_file_are_for_phones() {
        for kind in ["generic", "kazoo"] {
            let mut bench = Bench::new(kind);
            let mut given = extension("2001");
            given.sip_username = Some("device_7".into());
            bench.add(vec![PlannedUser { extensions: vec![given], softphone: true, ..ada() }]);
            let app = apps(&bench).remove(0).1;
            let accounts = bench.store.accounts().unwrap();
            assert_eq!((accounts.len(), accounts[0].sip_username.as_str()), (2, "device_7"), "{kind}");
            change_by_hand(&mut bench, "ada@example.com", |ada| ada.department = Some("Sales".into()));
            assert_eq!(apps(&bench).remove(0).1, app, "{kind}: a change of something else leaves it");
        }
    }

    #[test]
    fn softphones_of_before_get_accounts_of_their_own_once() {
        for kind in ["generic", "kazoo"] {
            let mut bench = bench(kind);
            let share = "UPDATE softphones SET account_id = (SELECT min(id) FROM accounts);
                         DELETE FROM accounts WHERE softphone;";
            bench.store.db.execute_batch(share).unwrap();
            let ada = bench.id("ada@example.com");
            assert!(bench.store.softphones(ada, 0).unwrap().unwrap()[0].is_shared);
            assert_eq!(bench.store.separate_softphones(&bench.dialect, 100).unwrap(), 1, "{kind}");
            assert!(!bench.store.softphones(ada, 0).unwrap().unwrap()[0].is_shared, "{kind}");
            assert_eq!(apps(&bench).len(), 1, "{kind}");
            assert_eq!(bench.store.events().unwrap().pop().unwrap().kind, "softphones_separated");
            assert_eq!(bench.store.separate_softphones(&bench.dialect, 100).unwrap(), 0, "{kind}");
        }
    }

    #[test]
    fn a_softphone_of_before_that_had_its_own_keeps_it_where_devices_register() {
        let mut bench = bench("kazoo");
        let before = apps(&bench);
        bench.store.db.execute("UPDATE accounts SET softphone = 0", []).unwrap();
        assert_eq!(bench.store.separate_softphones(&bench.dialect, 100).unwrap(), 0);
        assert_eq!(apps(&bench), before);
    }
}
