//! SIP credentials and the PIN of a mailbox, given or made anew by hand.

use std::collections::HashMap;

use rusqlite::{OptionalExtension, Transaction, params};

use super::parts;
use crate::{
    directory::{Secret, UserId, credentials},
    store::{
        Store, StoreError, accounts,
        hand::{Hand, Versioned, is_there},
        handovers::{self, Follow},
        raise_revision,
    },
};

/// What a SIP account is to log in with; at the PBX it must be the same.
pub struct AccountWanted<'a> {
    /// Its username now.
    pub account: &'a str,
    /// Another username; `None` keeps it.
    pub username: Option<&'a str>,
    /// The password; `None` makes one.
    pub password: Option<&'a Secret>,
}

impl Store {
    /// Gives a SIP account of a user other credentials; links to an app's settings end. The password as it is then;
    /// `None` where the user has no such account.
    pub fn set_account(
        &mut self,
        user: UserId,
        version: i64,
        wanted: &AccountWanted<'_>,
        hand: &Hand<'_>,
    ) -> Result<Option<Secret>, StoreError> {
        self.change(|tx, vault| {
            if !is_there(tx, Versioned::User, user.0, version)? {
                return Ok(None);
            }
            hand.is_fresh(tx)?;
            let Some((account, extension)) = account_of(tx, user, wanted.account)? else { return Ok(None) };
            let made = || credentials::sip_password(&mut rand::rng(), &extension);
            let password = wanted.password.cloned().unwrap_or_else(made);
            if let Some(username) = wanted.username.filter(|username| *username != wanted.account) {
                accounts::take_username(tx, account, username)?;
            }
            accounts::set_password(tx, vault, account, &password)?;
            end_links(tx, account)?;
            let name = touch(tx, user)?;
            let message = format!("a SIP account of {name} (extension {extension}) got another password");
            hand.note(tx, "account_set", &message)?;
            raise_revision(tx)?;
            Ok(Some(password))
        })
    }

    /// Gives a user's mailbox another PIN: this one, or one that is made. The PIN; `None` where there is no such user.
    pub fn set_voicemail_pin(
        &mut self,
        user: UserId,
        version: i64,
        pin: Option<&Secret>,
        hand: &Hand<'_>,
    ) -> Result<Option<Secret>, StoreError> {
        self.change(|tx, vault| {
            if !is_there(tx, Versioned::User, user.0, version)? {
                return Ok(None);
            }
            hand.is_fresh(tx)?;
            let pin = pin.cloned().map_or_else(|| made_pin(tx, user), Ok)?;
            let sealed = parts::seal_pin(vault, Some(&pin))?;
            tx.execute("UPDATE users SET voicemail_pin = ?2 WHERE id = ?1", params![user.0, sealed])?;
            let email: String =
                tx.query_row("SELECT email FROM users WHERE id = ?1", [user.0], |row| row.get(0))?;
            handovers::follow(tx, vault, &HashMap::from([(email, Follow::HasNewPin)]))?;
            let name = touch(tx, user)?;
            hand.note(tx, "voicemail_pin_set", &format!("the mailbox of {name} got another PIN"))?;
            raise_revision(tx)?;
            Ok(Some(pin))
        })
    }
}

/// Number of the account in the store, and its extension.
fn account_of(
    tx: &Transaction<'_>,
    user: UserId,
    username: &str,
) -> Result<Option<(i64, String)>, StoreError> {
    let mut statement = tx.prepare_cached(
        "SELECT a.id, e.number FROM accounts a JOIN extensions e ON e.id = a.extension_id
         WHERE e.user_id = ?1 AND a.sip_username = ?2",
    )?;
    Ok(statement.query_row(params![user.0, username], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}

/// Ends the links to an app's settings: they would tell what the account was.
fn end_links(tx: &Transaction<'_>, account: i64) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM softphone_links WHERE softphone_id IN (SELECT id FROM softphones WHERE account_id = ?1)",
        [account],
    )?;
    Ok(())
}

fn made_pin(tx: &Transaction<'_>, user: UserId) -> Result<Secret, StoreError> {
    let mut statement =
        tx.prepare_cached("SELECT number FROM extensions WHERE user_id = ?1 ORDER BY position LIMIT 1")?;
    let main: Option<String> = statement.query_row([user.0], |row| row.get(0)).optional()?;
    Ok(credentials::voicemail_pin(&mut rand::rng(), main.as_deref().unwrap_or_default()))
}

/// Counts the change; first and last name.
fn touch(tx: &Transaction<'_>, user: UserId) -> Result<String, StoreError> {
    let mut update = tx.prepare_cached(
        "UPDATE users SET version = version + 1 WHERE id = ?1 RETURNING first_name || ' ' || last_name",
    )?;
    Ok(update.query_row([user.0], |row| row.get(0))?)
}
