//! Users with what belongs to them.

mod edit;
mod list;
pub(super) mod parts;
mod person;
mod secrets;

pub use edit::NewPin;
pub(super) use list::list;
pub use list::{UserListed, UsersWanted};
pub use person::{Person, PersonExtension, Removal};
pub use secrets::AccountWanted;

use std::{
    collections::{BTreeMap, HashMap},
    hash::Hash,
};

use rusqlite::{OptionalExtension, Transaction, types::FromSql};
use serde::Serialize;

use super::{Store, StoreError, accounts, vault::Vault};
use crate::{
    directory::{DeviceId, MacAddr, UserId},
    import::{Existing, ExistingDevice, ExistingExtension, ExistingLine, ExistingUser, PendingDevice},
};

/// A user as exported; no secrets. Field names are those of the import file.
#[derive(Debug, Clone, Serialize)]
pub struct UserRow {
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Identifies the user.
    pub email: String,
    /// Extensions, the main one first.
    pub extensions: Vec<String>,
    /// What else is known of the extensions, in their order.
    #[serde(skip)]
    pub lines: Vec<UserLine>,
    /// Phone numbers (DIDs).
    pub phone_numbers: Vec<String>,
    /// Has a softphone account.
    pub softphone: bool,
    /// Has a mailbox.
    pub include_voicemail: bool,
    /// Is listed in the company phonebook.
    pub in_directory: bool,
    /// Free text.
    pub user_notes: Option<String>,
    /// Where mail goes when not to `email`.
    pub notification_email: Option<String>,
    /// Free label.
    pub location: Option<String>,
    /// Free label.
    pub department: Option<String>,
    /// Other columns of their import file.
    pub custom: BTreeMap<String, String>,
}

/// What an extension has besides its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserLine {
    /// What phones and caller id show; `None` = "First Last".
    pub display_name: Option<String>,
    /// Whether it registers by itself on the user's phones.
    pub own_line: bool,
}

impl Store {
    /// All users in the order they came.
    pub fn users(&mut self) -> Result<Vec<UserRow>, StoreError> {
        self.look(|tx, _| {
            let mut extensions =
                grouped::<i64>(tx, "SELECT user_id, number FROM extensions ORDER BY user_id, position")?;
            let mut numbers =
                grouped::<i64>(tx, "SELECT user_id, number FROM phone_numbers ORDER BY user_id, id")?;
            let mut lines = user_lines(tx)?;
            let mut statement = tx.prepare_cached(
                "SELECT id, first_name, last_name, email, include_voicemail, in_directory, notes,
                        notification_email, location, department, custom,
                        EXISTS (SELECT 1 FROM softphones s WHERE s.user_id = users.id)
                 FROM users ORDER BY id",
            )?;
            let rows = statement.query_map([], |row| {
                let id: i64 = row.get(0)?;
                Ok(UserRow {
                    first_name: row.get(1)?,
                    last_name: row.get(2)?,
                    email: row.get(3)?,
                    extensions: extensions.remove(&id).unwrap_or_default(),
                    lines: lines.remove(&id).unwrap_or_default(),
                    phone_numbers: numbers.remove(&id).unwrap_or_default(),
                    include_voicemail: row.get(4)?,
                    in_directory: row.get(5)?,
                    user_notes: row.get(6)?,
                    notification_email: row.get(7)?,
                    location: row.get(8)?,
                    department: row.get(9)?,
                    custom: serde_json::from_str(&row.get::<_, String>(10)?).unwrap_or_default(),
                    softphone: row.get(11)?,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// The user with this email or this extension, and their main extension.
    pub fn find_user(
        &self,
        email_or_extension: &str,
    ) -> Result<Option<(UserId, Option<String>)>, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT u.id, (SELECT number FROM extensions WHERE user_id = u.id AND position = 1) FROM users u
             WHERE u.email = ?1 OR u.id = (SELECT user_id FROM extensions WHERE number = ?1)",
        )?;
        let found = statement
            .query_row([email_or_extension.to_lowercase()], |row| Ok((UserId(row.get(0)?), row.get(1)?)));
        Ok(found.optional()?)
    }

    /// What an import can meet, with the revision that it is the state of.
    pub fn existing(&mut self) -> Result<(Existing, i64), StoreError> {
        self.look(|tx, vault| {
            let existing = Existing {
                users: with_pending(tx, with_numbers(tx, vault, existing_users(tx, vault)?)?)?,
                extensions: existing_extensions(tx)?,
                phone_numbers: pairs(
                    tx,
                    "SELECT p.number, u.email FROM phone_numbers p JOIN users u ON u.id = p.user_id",
                )?,
                devices: existing_devices(tx)?,
                sip_usernames: pairs(
                    tx,
                    // A softphone's that was made here gives way.
                    "SELECT a.sip_username, e.number FROM accounts a JOIN extensions e ON e.id = a.extension_id
                     WHERE NOT (a.softphone AND a.generated)",
                )?,
            };
            let revision = tx.query_row("SELECT revision FROM site", [], |row| row.get(0))?;
            Ok((existing, revision))
        })
    }
}

fn user_lines(tx: &Transaction<'_>) -> Result<HashMap<i64, Vec<UserLine>>, StoreError> {
    let mut lines: HashMap<i64, Vec<UserLine>> = HashMap::new();
    let mut statement = tx.prepare_cached(
        "SELECT user_id, display_name, own_line FROM extensions ORDER BY user_id, position",
    )?;
    let rows = statement.query_map([], |row| {
        Ok((row.get::<_, i64>(0)?, UserLine { display_name: row.get(1)?, own_line: row.get(2)? }))
    })?;
    for row in rows {
        let (user, line) = row?;
        lines.entry(user).or_default().push(line);
    }
    Ok(lines)
}

fn grouped<K: Eq + Hash + FromSql>(
    tx: &Transaction<'_>,
    sql: &str,
) -> Result<HashMap<K, Vec<String>>, StoreError> {
    let mut groups: HashMap<K, Vec<String>> = HashMap::new();
    let mut statement = tx.prepare_cached(sql)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    for row in rows {
        let (owner, value) = row?;
        groups.entry(owner).or_default().push(value);
    }
    Ok(groups)
}

fn pairs(tx: &Transaction<'_>, sql: &str) -> Result<HashMap<String, String>, StoreError> {
    let mut statement = tx.prepare_cached(sql)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn existing_users(tx: &Transaction<'_>, vault: &Vault) -> Result<HashMap<String, ExistingUser>, StoreError> {
    let mut statement = tx.prepare_cached(
        "SELECT id, email, first_name, last_name,
                EXISTS (SELECT 1 FROM extensions e WHERE e.user_id = users.id),
                EXISTS (SELECT 1 FROM softphones s WHERE s.user_id = users.id),
                (SELECT count(*) FROM extensions e WHERE e.user_id = users.id AND (e.own_line OR e.position = 1)),
                notification_email, include_voicemail, in_directory, notes, location, department, custom, voicemail_pin
         FROM users",
    )?;
    let rows = statement.query_map([], |row| {
        let user = ExistingUser {
            id: UserId(row.get(0)?),
            first_name: row.get(2)?,
            last_name: row.get(3)?,
            notification_email: row.get(7)?,
            include_voicemail: row.get(8)?,
            in_directory: row.get(9)?,
            notes: row.get(10)?,
            location: row.get(11)?,
            department: row.get(12)?,
            custom: serde_json::from_str(&row.get::<_, String>(13)?).unwrap_or_default(),
            extensions: Vec::new(),
            phone_numbers: Vec::new(),
            has_extension: row.get(4)?,
            has_softphone: row.get(5)?,
            lines: row.get::<_, i64>(6)?.try_into().unwrap_or(usize::MAX),
            pending: Vec::new(),
            voicemail_pin: None,
        };
        Ok((row.get::<_, String>(1)?, user, row.get::<_, Option<Vec<u8>>>(14)?))
    })?;
    rows.map(|row| {
        let (email, user, sealed) = row?;
        Ok((email, ExistingUser { voicemail_pin: parts::unseal_pin(vault, sealed)?, ..user }))
    })
    .collect()
}

/// Adds extensions and phone numbers, in their order.
fn with_numbers(
    tx: &Transaction<'_>,
    vault: &Vault,
    mut users: HashMap<String, ExistingUser>,
) -> Result<HashMap<String, ExistingUser>, StoreError> {
    let mut statement = tx.prepare_cached(&format!(
        "SELECT u.email, e.number, e.display_name, e.own_line, a.sip_username, a.sip_password
         FROM extensions e JOIN users u ON u.id = e.user_id
         LEFT JOIN accounts a ON a.id = {} ORDER BY e.user_id, e.position",
        accounts::FIRST
    ))?;
    let rows = statement.query_map([], |row| {
        let line = ExistingLine {
            number: row.get(1)?,
            display_name: row.get(2)?,
            own_line: row.get(3)?,
            sip_username: row.get(4)?,
            sip_password: None,
        };
        Ok((row.get::<_, String>(0)?, line, row.get::<_, Option<Vec<u8>>>(5)?))
    })?;
    for row in rows {
        let (email, mut line, sealed) = row?;
        line.sip_password = sealed.map(|sealed| vault.unseal(accounts::SECRET, &sealed)).transpose()?;
        if let Some(user) = users.get_mut(&email) {
            user.extensions.push(line);
        }
    }
    let numbers =
        "SELECT u.email, p.number FROM phone_numbers p JOIN users u ON u.id = p.user_id ORDER BY p.id";
    for (email, numbers) in grouped::<String>(tx, numbers)? {
        if let Some(user) = users.get_mut(&email) {
            user.phone_numbers = numbers;
        }
    }
    Ok(users)
}

/// Adds the phones that were imported without a MAC address.
fn with_pending(
    tx: &Transaction<'_>,
    mut users: HashMap<String, ExistingUser>,
) -> Result<HashMap<String, ExistingUser>, StoreError> {
    let mut statement = tx.prepare_cached(
        "SELECT d.mac, u.email, d.brand, d.family, d.model, d.id, d.name, d.expansion, d.expansion_count
         FROM devices d JOIN users u ON u.id = d.user_id WHERE d.pending",
    )?;
    let rows =
        statement.query_map([], |row| Ok((row.get::<_, Option<String>>(0)?, existing_device(row)?)))?;
    for row in rows {
        let (mac, device) = row?;
        let Some(user) = device.email.as_ref().and_then(|email| users.get_mut(email)) else { continue };
        user.pending.push(PendingDevice { mac: mac.and_then(|mac| mac.parse().ok()), device });
    }
    Ok(users)
}

/// From a row of MAC address, email of the user, brand, family, model, id, name, expansion and their number.
fn existing_device(row: &rusqlite::Row<'_>) -> rusqlite::Result<ExistingDevice> {
    let expansion: Option<String> = row.get(7)?;
    Ok(ExistingDevice {
        id: DeviceId(row.get(5)?),
        name: row.get(6)?,
        expansion: expansion.map(|id| Ok::<_, rusqlite::Error>((id, row.get(8)?))).transpose()?,
        email: row.get(1)?,
        sharers: Vec::new(),
        brand: row.get(2)?,
        family: row.get(3)?,
        model: row.get(4)?,
    })
}

fn existing_extensions(tx: &Transaction<'_>) -> Result<HashMap<String, ExistingExtension>, StoreError> {
    let owners = pairs(tx, "SELECT e.number, u.email FROM extensions e JOIN users u ON u.id = e.user_id")?;
    Ok(owners.into_iter().map(|(number, email)| (number, ExistingExtension { email })).collect())
}

fn existing_devices(tx: &Transaction<'_>) -> Result<HashMap<MacAddr, ExistingDevice>, StoreError> {
    let mut statement = tx.prepare_cached(
        "SELECT d.mac, u.email, d.brand, d.family, d.model, d.id, d.name, d.expansion, d.expansion_count
         FROM devices d LEFT JOIN users u ON u.id = d.user_id WHERE d.mac IS NOT NULL",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, existing_device(row)?)))?;
    let mut sharers = sharers(tx)?;
    let mut devices = HashMap::new();
    for row in rows {
        let (mac, mut device) = row?;
        device.sharers = sharers.remove(&mac).unwrap_or_default();
        // The schema admits nothing but twelve digits; all zeros or ones were refused at import.
        if let Ok(mac) = mac.parse() {
            devices.insert(mac, device);
        }
    }
    Ok(devices)
}

/// Who has lines on a device of somebody else: MAC address → emails.
fn sharers(tx: &Transaction<'_>) -> Result<HashMap<String, Vec<String>>, StoreError> {
    grouped(
        tx,
        "SELECT DISTINCT d.mac, u.email
         FROM devices d JOIN lines l ON l.device_id = d.id JOIN accounts a ON a.id = l.account_id
         JOIN extensions e ON e.id = a.extension_id JOIN users u ON u.id = e.user_id
         WHERE d.mac IS NOT NULL AND e.user_id IS NOT d.user_id",
    )
}
