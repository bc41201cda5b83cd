//! What an import removes.

use std::collections::BTreeSet;

use rusqlite::{OptionalExtension, Transaction, params};

use crate::{
    catalogue::Catalogue,
    import::{Removal, Removed},
    store::{StoreError, devices, lines::Lines, users},
};

/// Removes what the plan says. Emails of the users who went.
pub fn remove(
    lines: Lines<'_>,
    catalogue: &Catalogue,
    removals: &[Removal],
) -> Result<Vec<String>, StoreError> {
    let tx = lines.tx;
    let (mut gone, mut left) = (Vec::new(), BTreeSet::new());
    for removal in removals {
        match &removal.what {
            Removed::Device(device) => devices::parts::remove(tx, device.0)?,
            Removed::Extension(number) => left.extend(extension(tx, number)?),
            Removed::PhoneNumber(number) => phone_number(tx, number)?,
            // Last, for what is theirs may be named by itself too.
            Removed::User(_) => {}
        }
    }
    for removal in removals {
        if let Removed::User(user) = removal.what {
            gone.push(users::parts::remove(tx, catalogue, user.0)?.1);
            left.remove(&user.0);
        }
    }
    // Their phones have a line less.
    left.into_iter().try_for_each(|user| lines.settle_phones(user))?;
    Ok(gone)
}

/// Removes a further extension; whose it was. Those after it move up.
fn extension(tx: &Transaction<'_>, number: &str) -> Result<Option<i64>, StoreError> {
    let mut delete =
        tx.prepare_cached("DELETE FROM extensions WHERE number = ?1 RETURNING user_id, position")?;
    let found: Option<(i64, i64)> =
        delete.query_row([number], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let Some((user, position)) = found else { return Ok(None) };
    let mut after = tx
        .prepare_cached("SELECT id FROM extensions WHERE user_id = ?1 AND position > ?2 ORDER BY position")?;
    let after =
        after.query_map([user, position], |row| row.get::<_, i64>(0))?.collect::<Result<Vec<_>, _>>()?;
    for (position, extension) in (position..).zip(after) {
        tx.execute("UPDATE extensions SET position = ?2 WHERE id = ?1", params![extension, position])?;
    }
    touch(tx, Some(user))?;
    Ok(Some(user))
}

fn phone_number(tx: &Transaction<'_>, number: &str) -> Result<(), StoreError> {
    let mut delete = tx.prepare_cached("DELETE FROM phone_numbers WHERE number = ?1 RETURNING user_id")?;
    touch(tx, delete.query_row([number], |row| row.get(0)).optional()?)
}

fn touch(tx: &Transaction<'_>, user: Option<i64>) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE users SET version = version + 1 WHERE id = ?1")?.execute([user])?;
    Ok(())
}
