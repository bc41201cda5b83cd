//! Users made, changed and removed.

use std::collections::HashMap;

use rusqlite::{OptionalExtension, params};

use super::parts;
use crate::{
    catalogue::Catalogue,
    directory::{Secret, UserId},
    import::PlannedUser,
    store::{
        Account, Credential, Store, StoreError, accounts, events,
        hand::{Hand, Versioned, is_there},
        handovers::{self, Follow},
        imports::{apply::Writer, logins},
        lines::Lines,
        raise_revision,
    },
};

/// The PIN of a mailbox that is new.
pub struct NewPin(pub Option<Secret>);

impl Store {
    /// Makes a planned user by hand. The password is theirs from the plan, or made here; it is kept as its hash only. So
    /// is the PIN of their mailbox, which is kept sealed.
    pub fn add_user(
        &mut self,
        planned: &PlannedUser,
        hand: &Hand<'_>,
    ) -> Result<(UserId, Option<Credential>), StoreError> {
        // Slow where a person chose the password, so before the lock.
        let login = logins::login(planned)?;
        self.change(|tx, vault| {
            hand.is_fresh(tx)?;
            let mut writer = Writer::new(tx, vault, hand.catalogue, hand.dialect);
            let credential = writer.user(planned, login)?;
            writer.finish()?;
            let id =
                tx.query_row("SELECT id FROM users WHERE email = ?1", [&planned.email], |row| row.get(0))?;
            hand.note(tx, "user_added", &format!("{} was added", who(planned)))?;
            raise_revision(tx)?;
            Ok((UserId(id), credential))
        })
    }

    /// Makes a user what is planned for them: fields, extensions, numbers, softphone. Their devices stay and follow.
    /// An extension that stays, by its number or else by its place, keeps its accounts. `None` where they are not there;
    /// else the PIN that was made, where their mailbox is new.
    pub fn change_user(
        &mut self,
        user: UserId,
        version: i64,
        planned: &PlannedUser,
        hand: &Hand<'_>,
    ) -> Result<Option<NewPin>, StoreError> {
        self.change(|tx, vault| {
            if !is_there(tx, Versioned::User, user.0, version)? {
                return Ok(None);
            }
            hand.is_fresh(tx)?;
            let name = format!("{} {}", planned.first_name, planned.last_name);
            parts::rename_devices(tx, hand.catalogue, user.0, Some(&name))?;
            let pin = parts::set_fields(tx, vault, user.0, planned)?;
            let kept = parts::release_extensions(tx, hand.dialect, user.0, &planned.extensions)?;
            parts::write_extensions(tx, user.0, &planned.extensions, &kept)?;
            accounts::rename(tx, hand.dialect)?;
            parts::set_phone_numbers(tx, user.0, &planned.phone_numbers)?;
            let lines = Lines { tx, vault, dialect: hand.dialect };
            lines.settle_phones(user.0)?;
            parts::set_softphone(lines, user.0, planned.softphone)?;
            hand.note(tx, "user_changed", &format!("{} was changed", who(planned)))?;
            raise_revision(tx)?;
            Ok(Some(NewPin(pin)))
        })
    }

    /// Removes a user with extensions, numbers, accounts, softphone and the keys that point to them. Their devices stay
    /// without a user, without these lines and without the name that we made from theirs. Whether they were there.
    pub fn remove_user(
        &mut self,
        user: UserId,
        version: i64,
        catalogue: &Catalogue,
        actor: &str,
        now: i64,
    ) -> Result<bool, StoreError> {
        self.change(|tx, vault| {
            if !is_there(tx, Versioned::User, user.0, version)? {
                return Ok(false);
            }
            let (name, email) = parts::remove(tx, catalogue, user.0)?;
            handovers::forget_person(tx, vault, &email)?;
            let message = format!("{name} ({email}) was removed");
            events::insert(tx, now, "user_removed", events::EventSeverity::Note, &message, actor)?;
            raise_revision(tx)?;
            Ok(true)
        })
    }

    /// Gives a user a new login password. Whether they are there.
    pub fn set_user_password(
        &mut self,
        user: UserId,
        hash: &str,
        actor: &str,
        now: i64,
    ) -> Result<bool, StoreError> {
        self.change(|tx, vault| {
            let mut update = tx.prepare_cached(
                "UPDATE users SET password_hash = ?2 WHERE id = ?1 RETURNING first_name || ' ' || last_name, email",
            )?;
            let found: Option<(String, String)> =
                update.query_row(params![user.0, hash], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
            let Some((name, email)) = found else { return Ok(false) };
            let follow = HashMap::from([(email, Follow::HasNewPassword)]);
            handovers::follow(tx, vault, &follow)?;
            let message = format!("{name} got a new login password");
            events::insert(tx, now, "user_password_set", events::EventSeverity::Note, &message, actor)?;
            Ok(true)
        })
    }

    /// The hash of a user's login password.
    pub fn user_password_hash(&self, user: UserId) -> Result<Option<String>, StoreError> {
        let mut statement = self.db.prepare_cached("SELECT password_hash FROM users WHERE id = ?1")?;
        Ok(statement.query_row([user.0], |row| row.get(0)).optional()?.flatten())
    }

    /// The SIP accounts of a user; that they were shown is noted. `None` where there is no such user.
    pub fn show_accounts(
        &mut self,
        user: UserId,
        actor: &str,
        now: i64,
    ) -> Result<Option<Vec<Account>>, StoreError> {
        self.change(|tx, vault| {
            let mut statement =
                tx.prepare_cached("SELECT first_name || ' ' || last_name FROM users WHERE id = ?1")?;
            let name: Option<String> = statement.query_row([user.0], |row| row.get(0)).optional()?;
            let Some(name) = name else { return Ok(None) };
            let shown = accounts::list(tx, vault, Some(user.0))?;
            let message = format!("the SIP accounts of {name} were shown");
            events::insert(tx, now, "accounts_shown", events::EventSeverity::Note, &message, actor)?;
            Ok(Some(shown))
        })
    }
}

fn who(planned: &PlannedUser) -> String {
    format!("{} {} ({})", planned.first_name, planned.last_name, planned.email)
}
