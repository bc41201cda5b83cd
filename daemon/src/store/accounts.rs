//! SIP credentials: which account a line, a softphone or the PBX uses.

use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::{Store, StoreError, softphone_accounts, users::parts::unseal_pin, vault::Vault};
use crate::{
    directory::{Secret, credentials},
    pbx::{AccountsPer, Dialect, Username},
};

pub(super) const SECRET: &str = "sip password";

/// The account whose credentials a spreadsheet names with extension `e`: the first that is not a softphone's.
pub(super) const FIRST: &str = "(SELECT min(id) FROM accounts WHERE extension_id = e.id AND NOT softphone)";

/// An account as the PBX must know it.
#[derive(Debug, Clone)]
pub struct Account {
    /// The extension that it registers for.
    pub extension: String,
    /// What phones and caller id show.
    pub name: String,
    /// SIP username.
    pub sip_username: String,
    /// Whether an app registers with it, not a phone.
    pub is_softphone: bool,
    /// SIP password.
    pub sip_password: Secret,
    /// PIN of the mailbox of the extension's user, where this box made or was told it; a user has one mailbox, on their
    /// main extension.
    pub voicemail_pin: Option<Secret>,
}

impl Store {
    /// Every account, by extension.
    pub fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        list(&self.db, &self.vault, None)
    }
}

/// The accounts of a user, or all, by extension.
pub(super) fn list(db: &Connection, vault: &Vault, user: Option<i64>) -> Result<Vec<Account>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT e.number, coalesce(e.display_name, u.first_name || ' ' || u.last_name),
                a.sip_username, a.softphone, a.sip_password, CASE WHEN e.position = 1 THEN u.voicemail_pin END
         FROM accounts a JOIN extensions e ON e.id = a.extension_id JOIN users u ON u.id = e.user_id
         WHERE ?1 IS NULL OR u.id = ?1 ORDER BY length(e.number), e.number, a.softphone, a.id",
    )?;
    let rows = statement.query_map([user], |row| {
        let sealed: (Vec<u8>, Option<Vec<u8>>) = (row.get(4)?, row.get(5)?);
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, sealed))
    })?;
    rows.map(|row| {
        let (extension, name, sip_username, is_softphone, (password, pin)) = row?;
        Ok(Account {
            extension,
            name,
            sip_username,
            is_softphone,
            sip_password: vault.unseal(SECRET, &password)?,
            voicemail_pin: unseal_pin(vault, pin)?,
        })
    })
    .collect()
}

/// Gives every line and softphone the account that the dialect wants, under a username as it wants it. Says how many
/// accounts were made or renamed.
pub(super) fn regroup(tx: &Transaction<'_>, vault: &Vault, dialect: &Dialect) -> Result<usize, StoreError> {
    let separated = softphone_accounts::separate(tx, vault, dialect)?;
    let changed = match dialect.accounts {
        AccountsPer::Device => split(tx, vault, dialect)?,
        AccountsPer::Extension => join(tx, vault, dialect)?,
    };
    Ok(separated + changed + rename(tx, dialect)?)
}

/// Every line beyond the first of an account gets one of its own.
fn split(tx: &Transaction<'_>, vault: &Vault, dialect: &Dialect) -> Result<usize, StoreError> {
    let mut lines = tx.prepare(
        "SELECT l.device_id, l.number, a.extension_id, e.number
         FROM lines l JOIN accounts a ON a.id = l.account_id JOIN extensions e ON e.id = a.extension_id
         WHERE EXISTS (SELECT 1 FROM lines o WHERE o.account_id = l.account_id
                       AND (o.device_id, o.number) < (l.device_id, l.number))",
    )?;
    let lines: Vec<(i64, u8, i64, String)> = lines
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?
        .collect::<Result<_, _>>()?;
    for (device, line, extension, number) in &lines {
        let account = create(tx, vault, dialect, *extension, number, &Given::default())?;
        tx.execute(
            "UPDATE lines SET account_id = ?3 WHERE device_id = ?1 AND number = ?2",
            params![device, line, account],
        )?;
    }
    Ok(lines.len())
}

/// Every line of an extension uses its first account; the others go. An extension that phones register for has one even
/// where no phone uses it yet.
fn join(tx: &Transaction<'_>, vault: &Vault, dialect: &Dialect) -> Result<usize, StoreError> {
    tx.execute(
        "UPDATE lines SET account_id = (SELECT min(b.id) FROM accounts a JOIN accounts b
         ON b.extension_id = a.extension_id AND NOT b.softphone WHERE a.id = account_id)",
        [],
    )?;
    tx.execute(
        "DELETE FROM accounts WHERE NOT softphone
         AND id NOT IN (SELECT min(id) FROM accounts WHERE NOT softphone GROUP BY extension_id)",
        [],
    )?;
    let mut bare = tx.prepare(
        "SELECT id, number FROM extensions e WHERE (own_line OR position = 1)
         AND NOT EXISTS (SELECT 1 FROM accounts WHERE extension_id = e.id AND NOT softphone)",
    )?;
    let bare: Vec<(i64, String)> =
        bare.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    for (extension, number) in &bare {
        create(tx, vault, dialect, *extension, number, &Given::default())?;
    }
    Ok(bare.len())
}

/// Gives generated usernames the form that the dialect wants. Those that came with a spreadsheet stay.
pub(super) fn rename(tx: &Transaction<'_>, dialect: &Dialect) -> Result<usize, StoreError> {
    let mut wrong = tx.prepare(
        "SELECT a.id, e.number FROM accounts a JOIN extensions e ON e.id = a.extension_id
         WHERE a.generated AND NOT a.softphone AND (a.sip_username = e.number) <> ?1
         AND (NOT ?1 OR NOT EXISTS (SELECT 1 FROM accounts o WHERE o.sip_username = e.number
                                    AND NOT (o.generated AND o.softphone)))
         GROUP BY CASE WHEN ?1 THEN e.id ELSE -a.id END",
    )?;
    let wants_extension = dialect.username == Username::Extension;
    let wrong: Vec<(i64, String)> = wrong
        .query_map([wants_extension], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    for (account, number) in &wrong {
        let name = if wants_extension { number.clone() } else { credentials::sip_username(&mut rand::rng()) };
        softphone_accounts::give_way(tx, &name)?;
        tx.execute("UPDATE accounts SET sip_username = ?2 WHERE id = ?1", params![account, name])?;
    }
    Ok(wrong.len() + softphone_accounts::rename(tx, dialect)?)
}

/// Credentials that exist on the PBX already.
#[derive(Default)]
pub(super) struct Given<'a> {
    pub(super) username: Option<&'a str>,
    pub(super) password: Option<&'a Secret>,
}

/// Makes an account. What is not given is generated as the dialect wants it.
pub(super) fn create(
    tx: &Transaction<'_>,
    vault: &Vault,
    dialect: &Dialect,
    extension_id: i64,
    number: &str,
    given: &Given<'_>,
) -> Result<i64, StoreError> {
    let wanted = given.username.map(str::to_owned).or_else(|| match dialect.username {
        Username::Extension => Some(number.to_owned()),
        Username::Random => None,
    });
    if let Some(username) = &wanted {
        softphone_accounts::give_way(tx, username)?;
    }
    let password = given.password.cloned();
    let new = New { extension_id, number, password, generated: given.username.is_none(), softphone: false };
    new.insert(tx, vault, wanted)
}

/// Gives an account a username that a person chose. Another account that has it only because we made it up gives way.
pub(super) fn take_username(tx: &Transaction<'_>, account: i64, username: &str) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE accounts SET sip_username = ?3 WHERE sip_username = ?2 AND generated AND id <> ?1",
        params![account, username, credentials::sip_username(&mut rand::rng())],
    )?;
    tx.execute(
        "UPDATE accounts SET sip_username = ?2, generated = 0 WHERE id = ?1",
        params![account, username],
    )?;
    Ok(())
}

/// Gives an account another password.
pub(super) fn set_password(
    tx: &Transaction<'_>,
    vault: &Vault,
    account: i64,
    password: &Secret,
) -> Result<(), StoreError> {
    let sealed = vault.seal(SECRET, password.expose())?;
    tx.execute("UPDATE accounts SET sip_password = ?2 WHERE id = ?1", params![account, sealed])?;
    Ok(())
}

/// An account that is to be made.
pub(super) struct New<'a> {
    pub(super) extension_id: i64,
    pub(super) number: &'a str,
    /// Made here where there is none.
    pub(super) password: Option<Secret>,
    pub(super) generated: bool,
    pub(super) softphone: bool,
}

impl New<'_> {
    /// Makes it under the wanted username, or a random one where that is taken. Ten random signs clash about never; a
    /// username that is the extension's clashes when another account of the same extension is made. Either way a
    /// random one is right.
    pub(super) fn insert(
        self,
        tx: &Transaction<'_>,
        vault: &Vault,
        wanted: Option<String>,
    ) -> Result<i64, StoreError> {
        let mut random = rand::rng();
        let password = self.password.unwrap_or_else(|| credentials::sip_password(&mut random, self.number));
        let sealed = vault.seal(SECRET, password.expose())?;
        let mut insert = tx.prepare_cached(
            "INSERT INTO accounts (extension_id, sip_username, sip_password, generated, softphone)
             VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (sip_username) DO NOTHING RETURNING id",
        )?;
        let mut username = wanted.unwrap_or_else(|| credentials::sip_username(&mut random));
        loop {
            let values = params![self.extension_id, username, sealed, self.generated, self.softphone];
            if let Some(id) = insert.query_row(values, |row| row.get(0)).optional()? {
                return Ok(id);
            }
            username = credentials::sip_username(&mut random);
        }
    }
}

/// The account that a new line of this extension is to use.
pub(super) fn for_use(
    tx: &Transaction<'_>,
    vault: &Vault,
    dialect: &Dialect,
    extension_id: i64,
    number: &str,
) -> Result<i64, StoreError> {
    let free = match dialect.accounts {
        AccountsPer::Extension => {
            "SELECT id FROM accounts WHERE extension_id = ?1 AND NOT softphone ORDER BY id LIMIT 1"
        }
        AccountsPer::Device => {
            "SELECT id FROM accounts a WHERE extension_id = ?1 AND NOT softphone
             AND NOT EXISTS (SELECT 1 FROM lines WHERE account_id = a.id) ORDER BY id LIMIT 1"
        }
    };
    let found = tx.prepare_cached(free)?.query_row([extension_id], |row| row.get(0)).optional()?;
    found.map_or_else(|| create(tx, vault, dialect, extension_id, number, &Given::default()), Ok)
}
