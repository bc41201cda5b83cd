//! Log-ins of the admin side.

use rusqlite::{OptionalExtension, params};

use super::{Store, StoreError, events};

/// How long a session lives that nobody uses, in seconds: a working day.
const IDLE: i64 = 12 * 60 * 60;

/// How long a session lives at most, in seconds.
const LONGEST: i64 = 7 * 24 * 60 * 60;

/// How much of [`IDLE`] may be used up before a use is written down, so that not every request waits for the disk.
const TOUCH_AFTER: i64 = 10 * 60;

/// Sessions that are kept; the oldest go.
const KEPT: i64 = 200;

/// A session that is good now.
#[derive(Debug, Clone)]
pub struct AdminSession {
    /// The admin user's id.
    pub admin: i64,
    /// The admin user's name.
    pub name: String,
}

impl Store {
    /// Whose session this is, by the SHA-256 of its token, and that it is in use. Times are seconds since 1970 UTC.
    pub fn admin_session(
        &mut self,
        token_sha256: &[u8],
        now: i64,
    ) -> Result<Option<AdminSession>, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT u.id, u.name, s.created_at, s.expires_at FROM admin_sessions s
             JOIN admin_users u ON u.id = s.admin_user_id WHERE s.token_sha256 = ?1 AND s.expires_at > ?2",
        )?;
        let found = statement
            .query_row(params![token_sha256, now], |row| {
                let session = AdminSession { admin: row.get(0)?, name: row.get(1)? };
                Ok((session, row.get::<_, i64>(2)?, row.get::<_, i64>(3)?))
            })
            .optional()?;
        let Some((session, created, expires)) = found else { return Ok(None) };
        let until = (now + IDLE).min(created + LONGEST);
        if until - expires > TOUCH_AFTER {
            let mut touch = self
                .db
                .prepare_cached("UPDATE admin_sessions SET expires_at = ?2 WHERE token_sha256 = ?1")?;
            // A use that cannot be written down now, on a full disk or beside a long change, is written down next time:
            // who only looks must not be refused for it.
            touch.execute(params![token_sha256, until]).map(|_| ()).unwrap_or_default();
        }
        Ok(Some(session))
    }

    /// Whether a session is good. Does not count as a use of it.
    pub fn is_admin_session(&self, token_sha256: &[u8], now: i64) -> Result<bool, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM admin_sessions WHERE token_sha256 = ?1 AND expires_at > ?2)",
        )?;
        Ok(statement.query_row(params![token_sha256, now], |row| row.get(0))?)
    }

    /// Begins a session of this admin user, whose password was checked against `hash`. False when they have another
    /// password by now.
    pub fn begin_admin_session(
        &mut self,
        admin: i64,
        hash: &str,
        token_sha256: &[u8],
        now: i64,
    ) -> Result<bool, StoreError> {
        self.change(|tx, _| {
            tx.execute("DELETE FROM admin_sessions WHERE expires_at <= ?1", [now])?;
            tx.execute(
                "DELETE FROM admin_sessions WHERE token_sha256 IN
                 (SELECT token_sha256 FROM admin_sessions ORDER BY created_at DESC LIMIT -1 OFFSET ?1)",
                [KEPT],
            )?;
            let begun = tx.execute(
                "INSERT INTO admin_sessions (token_sha256, admin_user_id, created_at, expires_at)
                 SELECT ?1, id, ?4, ?5 FROM admin_users WHERE id = ?2 AND password_hash = ?3",
                params![token_sha256, admin, hash, now, now + IDLE],
            )?;
            Ok(begun == 1)
        })
    }

    /// Ends a session. One that is gone already is as good.
    pub fn end_admin_session(&mut self, token_sha256: &[u8]) -> Result<(), StoreError> {
        self.db.execute("DELETE FROM admin_sessions WHERE token_sha256 = ?1", [token_sha256])?;
        Ok(())
    }

    /// The admin user of this name: id and password hash.
    pub fn admin_user(&self, name: &str) -> Result<Option<(i64, String)>, StoreError> {
        let mut statement =
            self.db.prepare_cached("SELECT id, password_hash FROM admin_users WHERE name = ?1")?;
        Ok(statement.query_row([name], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
    }

    /// Makes the first admin user, the owner. `None` where there is one already.
    pub fn claim_box(&mut self, name: &str, hash: &str, now: i64) -> Result<Option<i64>, StoreError> {
        self.change(|tx, _| {
            let id = tx
                .query_row(
                    "INSERT INTO admin_users (name, role, password_hash)
                     SELECT ?1, 'owner', ?2 WHERE NOT EXISTS (SELECT 1 FROM admin_users) RETURNING id",
                    params![name, hash],
                    |row| row.get(0),
                )
                .optional()?;
            if id.is_some() {
                let message = "the box was claimed: it has an owner now";
                events::insert(tx, now, "box_claimed", events::EventSeverity::Note, message, name)?;
            }
            Ok(id)
        })
    }

    /// Gives an admin user another password and ends all their sessions.
    pub fn change_admin_password(&mut self, admin: i64, hash: &str, now: i64) -> Result<(), StoreError> {
        self.change(|tx, _| {
            tx.execute("UPDATE admin_users SET password_hash = ?2 WHERE id = ?1", params![admin, hash])?;
            tx.execute("DELETE FROM admin_sessions WHERE admin_user_id = ?1", [admin])?;
            let name: String =
                tx.query_row("SELECT name FROM admin_users WHERE id = ?1", [admin], |row| row.get(0))?;
            let message = format!("{name} chose a new password");
            events::insert(tx, now, "admin_password_changed", events::EventSeverity::Note, &message, &name)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store() -> Store {
        Store::in_memory().unwrap()
    }

    #[test]
    fn a_box_is_claimed_once() {
        let mut store = store();
        let owner = store.claim_box("owner", "hash", 100).unwrap().unwrap();
        assert_eq!(store.claim_box("owner", "other", 100).unwrap(), None);
        assert_eq!(store.admin_user("owner").unwrap(), Some((owner, "hash".to_owned())));
        assert!(store.has_admin().unwrap());
    }

    #[test]
    fn a_session_lives_while_it_is_used_and_a_week_at_most() {
        let mut store = store();
        let owner = store.claim_box("owner", "hash", 0).unwrap().unwrap();
        store.begin_admin_session(owner, "hash", b"token", 0).unwrap();
        assert!(store.admin_session(b"other", 1).unwrap().is_none());
        assert_eq!(store.admin_session(b"token", IDLE - 1).unwrap().unwrap().name, "owner");
        assert!(store.admin_session(b"token", 2 * IDLE - 2).unwrap().is_some(), "it was used in between");
        let mut now = 0;
        while store.admin_session(b"token", now).unwrap().is_some() {
            now += IDLE / 2;
        }
        assert!((LONGEST..LONGEST + IDLE).contains(&now), "{now}");
    }

    #[test]
    fn a_session_is_good_although_its_use_cannot_be_written_down() {
        let dir = tempfile::tempdir().unwrap();
        let mut store = Store::create(dir.path()).unwrap();
        let owner = store.claim_box("owner", "hash", 0).unwrap().unwrap();
        store.begin_admin_session(owner, "hash", b"token", 0).unwrap();
        store.set_patience(std::time::Duration::ZERO).unwrap();
        let other = store.another().unwrap();
        other.db.execute_batch("BEGIN IMMEDIATE").unwrap();
        assert!(store.admin_session(b"token", IDLE / 2).unwrap().is_some());
        other.db.execute_batch("ROLLBACK").unwrap();
        assert!(store.admin_session(b"token", IDLE / 2).unwrap().is_some());
        assert!(store.admin_session(b"token", IDLE + 1).unwrap().is_some(), "it was written down then");
    }

    #[test]
    fn a_new_password_ends_all_sessions() {
        let mut store = store();
        let owner = store.claim_box("owner", "hash", 0).unwrap().unwrap();
        store.begin_admin_session(owner, "hash", b"one", 0).unwrap();
        store.begin_admin_session(owner, "hash", b"two", 0).unwrap();
        store.end_admin_session(b"one").unwrap();
        assert!(store.admin_session(b"one", 1).unwrap().is_none());
        store.change_admin_password(owner, "new", 1).unwrap();
        assert!(store.admin_session(b"two", 2).unwrap().is_none());
        assert!(
            !store.begin_admin_session(owner, "hash", b"late", 2).unwrap(),
            "checked against the old one"
        );
        assert!(store.begin_admin_session(owner, "new", b"three", 2).unwrap());
    }
}
