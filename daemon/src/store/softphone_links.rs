//! Links by which a softphone fetches its account. Of the secret part only a digest is kept.

use aws_lc_rs::digest::{SHA256, digest};
use rusqlite::{OptionalExtension, Transaction, params};

use super::{
    Store, StoreError, events,
    softphones::{LinkState, SoftphoneAccount, SoftphoneId, account, owner},
};
use crate::directory::{Secret, UserId, credentials, text::hex};

/// How long a link is good, in seconds: a day.
const GOOD_FOR: i64 = 24 * 60 * 60;

/// How often an account may be fetched by one link: the first try may fail, and a second app may want it.
const FETCHES: u32 = 3;

/// A link that was made: shown this once.
#[derive(Debug, Clone)]
pub struct NewLink {
    /// The secret part of its address.
    pub token: Secret,
    /// When it ends, in seconds since 1970 UTC.
    pub expires_at: i64,
}

impl Store {
    /// Makes a link for a softphone; an older one ends. `None` where the user has no such softphone.
    pub fn make_softphone_link(
        &mut self,
        user: UserId,
        softphone: SoftphoneId,
        actor: &str,
        now: i64,
    ) -> Result<Option<NewLink>, StoreError> {
        self.change(|tx, _| {
            let Some(name) = owner(tx, user, softphone)? else { return Ok(None) };
            let message = format!("a link to the softphone account of {name} was made");
            events::insert(tx, now, "softphone_link_made", events::EventSeverity::Note, &message, actor)?;
            insert(tx, softphone, now).map(Some)
        })
    }

    /// Makes a link for the softphone of each of these users, by email, in one step; `None` for those without one.
    pub fn make_softphone_links(
        &mut self,
        emails: &[&str],
        actor: &str,
        now: i64,
    ) -> Result<Vec<Option<NewLink>>, StoreError> {
        self.change(|tx, _| {
            let mut find = tx.prepare_cached(
                "SELECT min(s.id) FROM softphones s JOIN users u ON u.id = s.user_id WHERE u.email = ?1",
            )?;
            let links = emails.iter().map(|email| {
                let softphone: Option<i64> = find.query_row([email], |row| row.get(0))?;
                softphone.map(|id| insert(tx, SoftphoneId(id), now)).transpose()
            });
            let links = links.collect::<Result<Vec<_>, StoreError>>()?;
            let message =
                format!("links to softphone accounts were made: {}", links.iter().flatten().count());
            events::insert(tx, now, "softphone_link_made", events::EventSeverity::Note, &message, actor)?;
            Ok(links)
        })
    }

    /// Ends the link of a softphone; none is as good. False where the user has no such softphone.
    pub fn end_softphone_link(
        &mut self,
        user: UserId,
        softphone: SoftphoneId,
        actor: &str,
        now: i64,
    ) -> Result<bool, StoreError> {
        self.change(|tx, _| {
            let Some(name) = owner(tx, user, softphone)? else { return Ok(false) };
            if tx.execute("DELETE FROM softphone_links WHERE softphone_id = ?1", [softphone.0])? > 0 {
                let message = format!("the link to the softphone account of {name} was ended");
                events::insert(
                    tx,
                    now,
                    "softphone_link_ended",
                    events::EventSeverity::Note,
                    &message,
                    actor,
                )?;
            }
            Ok(true)
        })
    }

    /// How long a link is good; `None` when it is not. Looking does not use it up.
    pub fn softphone_link(&self, token: &str, now: i64) -> Result<Option<LinkState>, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT expires_at, fetches_left FROM softphone_links
             WHERE token_hash = ?1 AND expires_at > ?2 AND fetches_left > 0",
        )?;
        let found = statement.query_row(params![stored_form(token), now], |row| {
            Ok(LinkState { expires_at: row.get(0)?, fetches_left: row.get(1)? })
        });
        Ok(found.optional()?)
    }

    /// Fetches the account behind a link, which uses up one of its fetches. `None` where no such link is good.
    pub fn fetch_softphone(&mut self, token: &str, now: i64) -> Result<Option<SoftphoneAccount>, StoreError> {
        self.change(|tx, vault| {
            let mut take = tx.prepare_cached(
                "UPDATE softphone_links SET fetches_left = fetches_left - 1
                 WHERE token_hash = ?1 AND expires_at > ?2 AND fetches_left > 0 RETURNING softphone_id",
            )?;
            let found: Option<i64> =
                take.query_row(params![stored_form(token), now], |row| row.get(0)).optional()?;
            let Some(id) = found else { return Ok(None) };
            let account = account(tx, vault, SoftphoneId(id))?;
            if let Some(account) = &account {
                let message =
                    format!("the softphone account of {} was fetched with its link", account.display_name);
                events::insert(tx, now, "softphone_fetched", events::EventSeverity::Note, &message, "box")?;
            }
            Ok(account)
        })
    }

    /// Forgets links that are good no more.
    pub fn expire_softphone_links(&mut self, now: i64) -> Result<(), StoreError> {
        self.db.execute("DELETE FROM softphone_links WHERE expires_at <= ?1 OR fetches_left = 0", [now])?;
        Ok(())
    }
}

fn insert(tx: &Transaction<'_>, softphone: SoftphoneId, now: i64) -> Result<NewLink, StoreError> {
    let token = credentials::token(&mut rand::rng());
    let expires_at = now + GOOD_FOR;
    tx.prepare_cached("DELETE FROM softphone_links WHERE softphone_id = ?1")?.execute([softphone.0])?;
    tx.prepare_cached(
        "INSERT INTO softphone_links (softphone_id, token_hash, expires_at, fetches_left) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute(params![softphone.0, stored_form(token.expose()), expires_at, FETCHES])?;
    Ok(NewLink { token, expires_at })
}

/// Whoever reads the database cannot use the link.
fn stored_form(token: &str) -> String {
    hex(digest(&SHA256, token.as_bytes()).as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::{Bench, extension, user_named};

    /// A user with a softphone.
    fn bench() -> (Bench, UserId, SoftphoneId) {
        let mut bench = Bench::new("kazoo");
        let mut ada = user_named("ada@example.com", "Ada", "Park");
        ada.extensions = vec![extension("2001")];
        ada.softphone = true;
        bench.add(vec![ada]);
        let user = bench.id("ada@example.com");
        let softphone = bench.store.softphones(user, 0).unwrap().unwrap()[0].id;
        (bench, user, softphone)
    }

    fn make(bench: &mut Bench, user: UserId, softphone: SoftphoneId) -> String {
        let made = bench.store.make_softphone_link(user, softphone, "owner", 100).unwrap().unwrap();
        made.token.expose().to_owned()
    }

    #[test]
    fn a_link_is_good_for_three_fetches_and_looking_is_free() {
        let (mut bench, user, softphone) = bench();
        let token = make(&mut bench, user, softphone);
        assert!(!bench.text("SELECT token_hash FROM softphone_links").contains(&token));
        for left in [3, 2, 1] {
            assert!(bench.store.softphone_link(&token, 101).unwrap().is_some());
            let link = bench.store.softphones(user, 101).unwrap().unwrap()[0].link.unwrap();
            assert_eq!((link.fetches_left, link.expires_at), (left, 100 + GOOD_FOR));
            let account = bench.store.fetch_softphone(&token, 101).unwrap().unwrap();
            assert_eq!((account.extension.as_str(), account.display_name.as_str()), ("2001", "Ada Park"));
            assert!(account.sip_password.expose().len() >= 20);
        }
        assert!(bench.store.fetch_softphone(&token, 101).unwrap().is_none(), "used up");
        assert!(bench.store.softphone_link(&token, 101).unwrap().is_none());
        assert_eq!(bench.store.softphones(user, 101).unwrap().unwrap()[0].link, None);
    }

    #[test]
    fn a_link_ends_by_age_by_a_newer_one_by_hand_and_with_a_new_password() {
        let (mut bench, user, softphone) = bench();
        let old = make(&mut bench, user, softphone);
        let token = make(&mut bench, user, softphone);
        assert!(bench.store.fetch_softphone(&old, 101).unwrap().is_none(), "a newer one ends it");
        assert!(bench.store.fetch_softphone(&token, 100 + GOOD_FOR).unwrap().is_none(), "a day has passed");
        let before = bench.store.fetch_softphone(&token, 101).unwrap().unwrap();
        assert!(bench.store.end_softphone_link(user, softphone, "owner", 102).unwrap());
        assert!(bench.store.fetch_softphone(&token, 102).unwrap().is_none());
        let token = make(&mut bench, user, softphone);
        let revision = bench.store.revision().unwrap();
        let renewed = bench.store.renew_softphone(user, softphone, "owner", 103).unwrap().unwrap();
        assert_ne!(renewed.sip_password.expose(), before.sip_password.expose());
        assert_eq!(bench.store.revision().unwrap(), revision + 1, "a desk phone may share the account");
        assert!(bench.store.fetch_softphone(&token, 103).unwrap().is_none());
        let shown = bench.store.show_softphone(user, softphone, "owner", 104).unwrap().unwrap();
        assert_eq!(shown.sip_password.expose(), renewed.sip_password.expose());
    }

    #[test]
    fn nobody_elses_softphone_is_reached_and_old_links_are_forgotten() {
        let (mut bench, user, softphone) = bench();
        let stranger = UserId(user.0 + 1);
        assert!(bench.store.softphones(stranger, 0).unwrap().is_none());
        assert!(bench.store.make_softphone_link(stranger, softphone, "owner", 0).unwrap().is_none());
        assert!(!bench.store.end_softphone_link(stranger, softphone, "owner", 0).unwrap());
        assert!(bench.store.renew_softphone(stranger, softphone, "owner", 0).unwrap().is_none());
        assert!(bench.store.show_softphone(stranger, softphone, "owner", 0).unwrap().is_none());
        make(&mut bench, user, softphone);
        bench.store.expire_softphone_links(100 + GOOD_FOR).unwrap();
        assert_eq!(bench.text("SELECT count(*) || '' FROM softphone_links"), "0");
    }

    #[test]
    fn a_backup_brings_no_link_back() {
        let (mut bench, user, softphone) = bench();
        let token = make(&mut bench, user, softphone);
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.backup");
        bench.store.backup(&file, None, crate::store::HostedFiles::Whole).unwrap();
        let copy = rusqlite::Connection::open(&file).unwrap();
        let links: i64 =
            copy.query_row("SELECT count(*) FROM softphone_links", [], |row| row.get(0)).unwrap();
        assert_eq!(links, 0);
        assert!(bench.store.softphone_link(&token, 101).unwrap().is_some(), "the box itself keeps it");
    }

    #[test]
    fn links_for_slips_are_made_at_once() {
        let (mut bench, ..) = bench();
        bench.add(vec![user_named("bob@example.com", "Bob", "Moss")]);
        let emails = ["bob@example.com", "ada@example.com", "gone@example.com"];
        let links = bench.store.make_softphone_links(&emails, "owner", 100).unwrap();
        assert_eq!(links.iter().map(Option::is_some).collect::<Vec<_>>(), [false, true, false]);
        let token = links[1].as_ref().unwrap().token.expose();
        assert!(bench.store.fetch_softphone(token, 101).unwrap().is_some());
    }
}
