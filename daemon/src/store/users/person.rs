//! One user with all that is theirs.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, Transaction};

use crate::{
    directory::{DeviceId, UserId},
    store::{Store, StoreError},
};

/// A user as they are edited; no secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Number in the store.
    pub id: UserId,
    /// Counts changes.
    pub version: i64,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Identifies the user.
    pub email: String,
    /// Where mail goes when not to `email`.
    pub notification_email: Option<String>,
    /// Has a mailbox.
    pub include_voicemail: bool,
    /// Is listed in the company phonebook.
    pub in_directory: bool,
    /// Has a softphone account.
    pub softphone: bool,
    /// Free text.
    pub notes: Option<String>,
    /// Free label.
    pub location: Option<String>,
    /// Free label.
    pub department: Option<String>,
    /// Other fields.
    pub custom: BTreeMap<String, String>,
    /// Extensions, the main one first.
    pub extensions: Vec<PersonExtension>,
    /// Phone numbers (DIDs).
    pub phone_numbers: Vec<String>,
    /// Devices that are theirs or have a line of theirs.
    pub devices: Vec<DeviceId>,
    /// Extension and SIP username of each account.
    pub accounts: Vec<(String, String)>,
}

/// An extension of a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonExtension {
    /// Digits.
    pub number: String,
    /// What phones and caller id show; `None` = "First Last".
    pub display_name: Option<String>,
    /// Whether it registers by itself.
    pub own_line: bool,
}

/// What goes with a user who is removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removal {
    /// First and last name.
    pub name: String,
    /// Their extensions.
    pub extensions: Vec<String>,
    /// Their phone numbers.
    pub phone_numbers: Vec<String>,
    /// Whether a softphone account goes.
    pub softphone: bool,
    /// Names of devices that stay without a user.
    pub devices: Vec<String>,
    /// Keys on phones that point to the user.
    pub keys: usize,
}

impl Store {
    /// A user.
    pub fn person(&mut self, user: UserId) -> Result<Option<Person>, StoreError> {
        self.look(|tx, _| {
            let Some(person) = fields(tx, user.0)? else { return Ok(None) };
            Ok(Some(Person {
                extensions: extensions(tx, user.0)?,
                phone_numbers: strings(
                    tx,
                    "SELECT number FROM phone_numbers WHERE user_id = ?1 ORDER BY id",
                    user.0,
                )?,
                devices: devices(tx, user.0)?,
                accounts: accounts(tx, user.0)?,
                ..person
            }))
        })
    }

    /// What would go with a user.
    pub fn removal(&mut self, user: UserId) -> Result<Option<Removal>, StoreError> {
        let Some(person) = self.person(user)? else { return Ok(None) };
        let keys: i64 = self
            .db
            .prepare_cached("SELECT count(*) FROM feature_keys WHERE target_user_id = ?1")?
            .query_row([user.0], |row| row.get(0))?;
        let mut own = self.db.prepare_cached("SELECT name FROM devices WHERE user_id = ?1 ORDER BY id")?;
        let devices = own.query_map([user.0], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(Some(Removal {
            name: format!("{} {}", person.first_name, person.last_name),
            extensions: person.extensions.into_iter().map(|extension| extension.number).collect(),
            phone_numbers: person.phone_numbers,
            softphone: person.softphone,
            devices,
            keys: keys.try_into().unwrap_or(0),
        }))
    }
}

fn fields(tx: &Transaction<'_>, user: i64) -> Result<Option<Person>, StoreError> {
    let mut statement = tx.prepare_cached(
        "SELECT id, version, first_name, last_name, email, notification_email, include_voicemail, in_directory, notes,
                location, department, custom, EXISTS (SELECT 1 FROM softphones s WHERE s.user_id = users.id)
         FROM users WHERE id = ?1",
    )?;
    let found = statement.query_row([user], |row| {
        Ok(Person {
            id: UserId(row.get(0)?),
            version: row.get(1)?,
            first_name: row.get(2)?,
            last_name: row.get(3)?,
            email: row.get(4)?,
            notification_email: row.get(5)?,
            include_voicemail: row.get(6)?,
            in_directory: row.get(7)?,
            notes: row.get(8)?,
            location: row.get(9)?,
            department: row.get(10)?,
            custom: serde_json::from_str(&row.get::<_, String>(11)?).unwrap_or_default(),
            softphone: row.get(12)?,
            extensions: Vec::new(),
            phone_numbers: Vec::new(),
            devices: Vec::new(),
            accounts: Vec::new(),
        })
    });
    Ok(found.optional()?)
}

fn extensions(tx: &Transaction<'_>, user: i64) -> Result<Vec<PersonExtension>, StoreError> {
    let mut statement = tx.prepare_cached(
        "SELECT number, display_name, own_line FROM extensions WHERE user_id = ?1 ORDER BY position",
    )?;
    let rows = statement.query_map([user], |row| {
        Ok(PersonExtension { number: row.get(0)?, display_name: row.get(1)?, own_line: row.get(2)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn strings(tx: &Transaction<'_>, sql: &str, user: i64) -> Result<Vec<String>, StoreError> {
    let mut statement = tx.prepare_cached(sql)?;
    let rows = statement.query_map([user], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn devices(tx: &Transaction<'_>, user: i64) -> Result<Vec<DeviceId>, StoreError> {
    let mut statement = tx.prepare_cached(
        "SELECT id FROM devices WHERE user_id = ?1 OR id IN (
             SELECT l.device_id FROM lines l JOIN accounts a ON a.id = l.account_id
             JOIN extensions e ON e.id = a.extension_id WHERE e.user_id = ?1) ORDER BY mac IS NULL, mac, id",
    )?;
    let rows = statement.query_map([user], |row| row.get(0).map(DeviceId))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn accounts(tx: &Transaction<'_>, user: i64) -> Result<Vec<(String, String)>, StoreError> {
    let mut statement = tx.prepare_cached(
        "SELECT e.number, a.sip_username FROM accounts a JOIN extensions e ON e.id = a.extension_id
         WHERE e.user_id = ?1 ORDER BY e.position, a.softphone, a.id",
    )?;
    let rows = statement.query_map([user], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
