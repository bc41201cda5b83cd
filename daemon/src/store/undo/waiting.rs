//! Passwords that wait from other imports, and whose people an undo sets back.

use std::collections::HashMap;

use rusqlite::{OptionalExtension, Transaction};

use crate::store::{
    StoreError,
    handovers::{self, Follow},
    vault::Vault,
};

/// The people whom an import changed, by id, with the email that they have before it is undone.
pub fn people(tx: &Transaction<'_>, import: i64) -> Result<Vec<(i64, String)>, StoreError> {
    let mut statement = tx.prepare_cached(
        "SELECT id, email FROM users
         WHERE id IN (SELECT key FROM import_undo WHERE import_id = ?1 AND name = 'users' AND before IS NOT NULL)
            OR id IN (SELECT user_id FROM extensions WHERE id IN
                        (SELECT key FROM import_undo WHERE import_id = ?1 AND name = 'extensions'))",
    )?;
    let rows = statement.query_map([import], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Makes what waits follow them once they are set back.
pub fn follow(tx: &Transaction<'_>, vault: &Vault, people: Vec<(i64, String)>) -> Result<(), StoreError> {
    let mut follow = HashMap::new();
    for (id, email) in people {
        follow.extend(now(tx, id)?.map(|now| (email, now)));
    }
    handovers::follow(tx, vault, &follow)
}

fn now(tx: &Transaction<'_>, user: i64) -> Result<Option<Follow>, StoreError> {
    let mut extensions =
        tx.prepare_cached("SELECT number FROM extensions WHERE user_id = ?1 ORDER BY position")?;
    let extensions = extensions.query_map([user], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
    let mut statement = tx.prepare_cached("SELECT first_name, last_name, email FROM users WHERE id = ?1")?;
    let found = statement.query_row([user], |row| {
        Ok(Follow::Changed {
            first_name: row.get(0)?,
            last_name: row.get(1)?,
            email: row.get(2)?,
            extensions,
            has_new_password: false,
            has_new_pin: false,
        })
    });
    Ok(found.optional()?)
}
