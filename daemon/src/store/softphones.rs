//! Softphones: accounts without a device.

use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::{Store, StoreError, accounts, events, raise_revision, vault::Vault};
use crate::directory::{Secret, UserId, credentials};

/// Identifies a softphone in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SoftphoneId(pub i64);

/// A softphone without its password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Softphone {
    /// Number in the store.
    pub id: SoftphoneId,
    /// The extension that it registers for.
    pub extension: String,
    /// What others see.
    pub display_name: String,
    /// SIP username.
    pub sip_username: String,
    /// Whether desk phones register with the same account.
    pub is_shared: bool,
    /// Its link, while it is good.
    pub link: Option<LinkState>,
}

/// How long a link is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkState {
    /// Seconds since 1970 UTC.
    pub expires_at: i64,
    /// How often the account may still be fetched.
    pub fetches_left: u32,
}

/// What an app registers with.
#[derive(Debug, Clone)]
pub struct SoftphoneAccount {
    /// Which softphone it is.
    pub id: SoftphoneId,
    /// The extension that it registers for.
    pub extension: String,
    /// What others see.
    pub display_name: String,
    /// SIP username.
    pub sip_username: String,
    /// SIP password.
    pub sip_password: Secret,
    /// Whether the user has a mailbox.
    pub has_mailbox: bool,
}

/// All of [`SoftphoneAccount`]; the sealed password last.
const ACCOUNT: &str = "
    SELECT s.id, e.number, coalesce(e.display_name, u.first_name || ' ' || u.last_name), a.sip_username,
           u.include_voicemail, a.sip_password
    FROM softphones s JOIN accounts a ON a.id = s.account_id JOIN extensions e ON e.id = a.extension_id
    JOIN users u ON u.id = s.user_id";

impl Store {
    /// The softphones of a user; `None` where there is no such user.
    pub fn softphones(&mut self, user: UserId, now: i64) -> Result<Option<Vec<Softphone>>, StoreError> {
        self.look(|tx, _| {
            let mut there = tx.prepare_cached("SELECT EXISTS (SELECT 1 FROM users WHERE id = ?1)")?;
            if !there.query_row([user.0], |row| row.get(0))? {
                return Ok(None);
            }
            let mut statement = tx.prepare_cached(
                "SELECT s.id, e.number, coalesce(e.display_name, u.first_name || ' ' || u.last_name), a.sip_username,
                        EXISTS (SELECT 1 FROM lines WHERE account_id = a.id), l.expires_at, l.fetches_left
                 FROM softphones s JOIN accounts a ON a.id = s.account_id JOIN extensions e ON e.id = a.extension_id
                 JOIN users u ON u.id = s.user_id
                 LEFT JOIN softphone_links l ON l.softphone_id = s.id AND l.expires_at > ?2 AND l.fetches_left > 0
                 WHERE s.user_id = ?1 ORDER BY s.id",
            )?;
            let rows = statement.query_map(params![user.0, now], softphone)?;
            Ok(Some(rows.collect::<Result<_, _>>()?))
        })
    }

    /// What an app registers with; that it was shown is noted. `None` where the user has no such softphone.
    pub fn show_softphone(
        &mut self,
        user: UserId,
        softphone: SoftphoneId,
        actor: &str,
        now: i64,
    ) -> Result<Option<SoftphoneAccount>, StoreError> {
        self.change(|tx, vault| {
            let Some(name) = owner(tx, user, softphone)? else { return Ok(None) };
            let message = format!("the softphone account of {name} was shown");
            events::insert(tx, now, "softphone_shown", events::EventSeverity::Note, &message, actor)?;
            account(tx, vault, softphone)
        })
    }

    /// Makes a new SIP password for a softphone's account. Its link goes: what it led to is not true any more. Phones
    /// with the same account follow. `None` where the user has no such softphone.
    pub fn renew_softphone(
        &mut self,
        user: UserId,
        softphone: SoftphoneId,
        actor: &str,
        now: i64,
    ) -> Result<Option<SoftphoneAccount>, StoreError> {
        self.change(|tx, vault| {
            let Some(name) = owner(tx, user, softphone)? else { return Ok(None) };
            let Some(before) = account(tx, vault, softphone)? else { return Ok(None) };
            let password = credentials::sip_password(&mut rand::rng(), &before.extension);
            tx.execute(
                "UPDATE accounts SET sip_password = ?2 WHERE id = (SELECT account_id FROM softphones WHERE id = ?1)",
                params![softphone.0, vault.seal(accounts::SECRET, password.expose())?],
            )?;
            tx.execute("DELETE FROM softphone_links WHERE softphone_id = ?1", [softphone.0])?;
            let message = format!("the softphone of {name} got a new SIP password");
            events::insert(tx, now, "softphone_password_set", events::EventSeverity::Note, &message, actor)?;
            raise_revision(tx)?;
            Ok(Some(SoftphoneAccount { sip_password: password, ..before }))
        })
    }
}

fn softphone(row: &Row<'_>) -> rusqlite::Result<Softphone> {
    let link: (Option<i64>, Option<u32>) = (row.get(5)?, row.get(6)?);
    Ok(Softphone {
        id: SoftphoneId(row.get(0)?),
        extension: row.get(1)?,
        display_name: row.get(2)?,
        sip_username: row.get(3)?,
        is_shared: row.get(4)?,
        link: link.0.zip(link.1).map(|(expires_at, fetches_left)| LinkState { expires_at, fetches_left }),
    })
}

/// First and last name of the user whose softphone this is.
pub(super) fn owner(
    tx: &Transaction<'_>,
    user: UserId,
    softphone: SoftphoneId,
) -> Result<Option<String>, StoreError> {
    let mut statement = tx.prepare_cached(
        "SELECT u.first_name || ' ' || u.last_name FROM softphones s JOIN users u ON u.id = s.user_id
         WHERE s.id = ?1 AND u.id = ?2",
    )?;
    Ok(statement.query_row([softphone.0, user.0], |row| row.get(0)).optional()?)
}

/// What a softphone registers with.
pub(super) fn account(
    tx: &Transaction<'_>,
    vault: &Vault,
    softphone: SoftphoneId,
) -> Result<Option<SoftphoneAccount>, StoreError> {
    let mut statement = tx.prepare_cached(&format!("{ACCOUNT} WHERE s.id = ?1"))?;
    let found = statement
        .query_row([softphone.0], |row| {
            let account = SoftphoneAccount {
                id: SoftphoneId(row.get(0)?),
                extension: row.get(1)?,
                display_name: row.get(2)?,
                sip_username: row.get(3)?,
                has_mailbox: row.get(4)?,
                sip_password: Secret::new(""),
            };
            Ok((account, row.get::<_, Vec<u8>>(5)?))
        })
        .optional()?;
    let Some((account, sealed)) = found else { return Ok(None) };
    Ok(Some(SoftphoneAccount { sip_password: vault.unseal(accounts::SECRET, &sealed)?, ..account }))
}
