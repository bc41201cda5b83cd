//! Users as a page lists them.

use rusqlite::{Row, named_params};

use crate::{
    directory::UserId,
    store::{Store, StoreError, search::Search},
};

/// A user in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserListed {
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
    /// Extensions, the main one first.
    pub extensions: Vec<String>,
    /// Phone numbers (DIDs).
    pub phone_numbers: Vec<String>,
    /// How many devices are theirs or have a line of theirs.
    pub devices: usize,
    /// Has a softphone account.
    pub softphone: bool,
    /// Free label.
    pub department: Option<String>,
    /// Free label.
    pub location: Option<String>,
}

/// Which users, and which part of them.
#[derive(Debug, Clone, Copy)]
pub struct UsersWanted<'a> {
    /// What the person typed; empty for all.
    pub search: &'a str,
    /// Only those without a phone of their own or a line on a shared one.
    pub without_phone: bool,
    /// Left out at the beginning.
    pub offset: u32,
    /// At most this many.
    pub limit: u32,
}

/// Where `u` is a user. A device is found by its name and address too.
const FOUND: &str = r"
    (:all OR u.first_name || ' ' || u.last_name LIKE :text ESCAPE '\' OR u.last_name || ' ' || u.first_name LIKE :text ESCAPE '\'
     OR u.email LIKE :text ESCAPE '\'
     OR EXISTS (SELECT 1 FROM extensions e WHERE e.user_id = u.id
                AND (e.number LIKE :digits OR e.display_name LIKE :text ESCAPE '\'))
     OR EXISTS (SELECT 1 FROM phone_numbers p WHERE p.user_id = u.id AND p.number LIKE :digits)
     OR EXISTS (SELECT 1 FROM devices d WHERE d.user_id = u.id AND (d.mac LIKE :mac OR d.name LIKE :text ESCAPE '\')))
    AND (NOT :bare OR NOT EXISTS (SELECT 1 FROM user_devices o WHERE o.user_id = u.id))";

/// Who uses which device: its owner, and everybody with a line on it.
const USER_DEVICES: &str = "
    WITH user_devices AS (
        SELECT user_id, id AS device_id FROM devices WHERE user_id IS NOT NULL
        UNION SELECT e.user_id, l.device_id FROM extensions e JOIN accounts a ON a.extension_id = e.id
              JOIN lines l ON l.account_id = a.id)";

impl Store {
    /// Some users in the order they came, and how many there are of these.
    pub fn list_users(&mut self, wanted: UsersWanted<'_>) -> Result<(Vec<UserListed>, usize), StoreError> {
        let search = Search::new(wanted.search);
        self.look(|tx, _| {
            let total: i64 = tx
                .prepare_cached(&format!("{USER_DEVICES} SELECT count(*) FROM users u WHERE {FOUND}"))?
                .query_row(
                    named_params! {
                        ":all": search.is_open(), ":text": search.text, ":digits": search.digits, ":mac": search.mac,
                        ":bare": wanted.without_phone,
                    },
                    |row| row.get(0),
                )?;
            let mut statement = tx.prepare_cached(&format!(
                "{USER_DEVICES} SELECT u.id, u.version, u.first_name, u.last_name, u.email,
                    (SELECT json_group_array(number ORDER BY position) FROM extensions WHERE user_id = u.id),
                    (SELECT json_group_array(number ORDER BY id) FROM phone_numbers WHERE user_id = u.id),
                    (SELECT count(*) FROM user_devices o WHERE o.user_id = u.id),
                    EXISTS (SELECT 1 FROM softphones s WHERE s.user_id = u.id), u.department, u.location
                 FROM users u WHERE {FOUND} ORDER BY u.id LIMIT :limit OFFSET :offset"
            ))?;
            let rows = statement.query_map(
                named_params! {
                    ":all": search.is_open(), ":text": search.text, ":digits": search.digits, ":mac": search.mac,
                    ":bare": wanted.without_phone, ":limit": wanted.limit, ":offset": wanted.offset,
                },
                listed,
            )?;
            Ok((rows.collect::<Result<_, _>>()?, total.try_into().unwrap_or(0)))
        })
    }
}

fn listed(row: &Row<'_>) -> rusqlite::Result<UserListed> {
    Ok(UserListed {
        id: UserId(row.get(0)?),
        version: row.get(1)?,
        first_name: row.get(2)?,
        last_name: row.get(3)?,
        email: row.get(4)?,
        extensions: list(&row.get::<_, String>(5)?),
        phone_numbers: list(&row.get::<_, String>(6)?),
        devices: row.get::<_, i64>(7)?.try_into().unwrap_or(0),
        softphone: row.get(8)?,
        department: row.get(9)?,
        location: row.get(10)?,
    })
}

/// What `json_group_array` made.
pub(in crate::store) fn list(json: &str) -> Vec<String> {
    serde_json::from_str(json).unwrap_or_default()
}
