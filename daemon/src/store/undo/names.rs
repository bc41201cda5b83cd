//! What the rows of an undo are about, in the words that people know them by.

use rusqlite::{OptionalExtension, Transaction};

use super::tables::{Table, all};
use crate::{directory::MacAddr, store::StoreError};

/// As many sentences stand in a list.
const MOST: usize = 20;

/// Whose row it is. People come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    Person(i64),
    Phone(i64),
}

/// Finds names, of what is gone too.
pub struct Names<'a> {
    tx: &'a Transaction<'a>,
    users: Table,
    devices: Table,
}

impl<'a> Names<'a> {
    pub fn new(tx: &'a Transaction<'a>) -> Result<Self, StoreError> {
        let mut tables = all(tx)?;
        let mut take = |name: &str| {
            let place = tables.iter().position(|table| table.name == name);
            place.map(|place| tables.swap_remove(place)).ok_or(rusqlite::Error::QueryReturnedNoRows)
        };
        Ok(Self { tx, users: take("users")?, devices: take("devices")? })
    }

    /// "Ada Byron", or "the phone Ada Byron - Yealink T46U (80:5e:…)".
    pub fn of(&self, subject: Subject) -> Result<String, StoreError> {
        match subject {
            Subject::Person(user) => self.person(user),
            Subject::Phone(device) => Ok(format!("the phone {}", self.phone(device)?)),
        }
    }

    /// Whether it is on the box now.
    pub fn is_there(&self, subject: Subject) -> Result<bool, StoreError> {
        let (sql, id) = match subject {
            Subject::Person(id) => ("SELECT EXISTS (SELECT 1 FROM users WHERE id = ?1)", id),
            Subject::Phone(id) => ("SELECT EXISTS (SELECT 1 FROM devices WHERE id = ?1)", id),
        };
        Ok(self.tx.prepare_cached(sql)?.query_row([id], |row| row.get(0))?)
    }

    pub fn person(&self, user: i64) -> Result<String, StoreError> {
        let sql = find("users", "first_name || ' ' || last_name", |content| {
            format!(
                "{} || ' ' || {}",
                self.users.kept("first_name", content),
                self.users.kept("last_name", content)
            )
        });
        let found: Option<String> =
            self.tx.prepare_cached(&sql)?.query_row([user], |row| row.get(0)).optional()?;
        Ok(found.unwrap_or_else(|| "somebody who is gone".into()))
    }

    fn phone(&self, device: i64) -> Result<String, StoreError> {
        let sql = find("devices", "json_array(name, mac)", |content| {
            format!(
                "json_array({}, {})",
                self.devices.kept("name", content),
                self.devices.kept("mac", content)
            )
        });
        let found: Option<String> =
            self.tx.prepare_cached(&sql)?.query_row([device], |row| row.get(0)).optional()?;
        let found = found.and_then(|text| serde_json::from_str::<(String, Option<String>)>(&text).ok());
        let Some((name, mac)) = found else { return Ok("that is gone".into()) };
        let mac = mac.and_then(|mac| mac.parse::<MacAddr>().ok());
        Ok(mac.map_or_else(|| name.clone(), |mac| format!("{name} ({mac})")))
    }

    /// Numbers with a text each.
    pub fn texts(&self, sql: &str) -> Result<Vec<(i64, String)>, StoreError> {
        let mut statement = self.tx.prepare(sql)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// As it is, else as the undo found it, else as an import found it.
fn find(table: &str, now: &str, kept: impl Fn(&str) -> String) -> String {
    let before = kept("before");
    format!(
        "SELECT {now} FROM {table} WHERE id = ?1
         UNION ALL SELECT * FROM (SELECT {before} FROM touched_{table} WHERE key = ?1 AND before IS NOT NULL)
         UNION ALL SELECT * FROM (SELECT {before} FROM import_undo
             WHERE name = '{table}' AND key = ?1 AND before IS NOT NULL ORDER BY import_id DESC) LIMIT 1"
    )
}

/// SQL of the person or phone that a row belongs to; `alias` is the row as it is, `content` what was kept of it.
pub fn owner(table: &Table, alias: &str, content: &str) -> String {
    let now_or_kept = |column: &str| format!("coalesce({alias}.{column}, {})", table.kept(column, content));
    if table.has("user_id") && table.name != "devices" {
        return now_or_kept("user_id");
    }
    if table.name != "accounts" {
        return format!("coalesce({alias}.{0}, {1})", table.keys[0], table.kept(&table.keys[0], content));
    }
    let extension = now_or_kept("extension_id");
    format!("(SELECT user_id FROM extensions WHERE id = {extension})")
}

/// Whether the owner of a table's rows is a person.
pub fn belongs_to_people(table: &Table) -> bool {
    !matches!(table.name, "devices" | "feature_keys" | "lines")
}

/// A sentence begins with a capital, where it does not begin with a name.
pub fn sentence(text: &str) -> String {
    match text.strip_prefix("the phone ") {
        Some(rest) => format!("The phone {rest}"),
        None => text.to_owned(),
    }
}

/// Not more than a person reads.
pub fn shortened(mut sentences: Vec<String>) -> Vec<String> {
    let more = sentences.len().saturating_sub(MOST);
    if more > 0 {
        sentences.truncate(MOST);
        sentences.push(format!("and {more} more"));
    }
    sentences
}
