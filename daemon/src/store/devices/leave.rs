//! Taking a user off a phone.

use rusqlite::{OptionalExtension, Transaction, params};

use super::parts::{before, shown, user_name};
use crate::{
    directory::{DeviceId, UserId},
    store::{
        Store, StoreError,
        hand::{Hand, Versioned, is_there},
        lines::Lines,
        raise_revision,
    },
};

impl Store {
    /// Takes a user with their lines off a phone. Lines of others keep their numbers; whoever has the first one is its
    /// owner where this user was. Whether they were on it.
    pub fn leave_device(
        &mut self,
        device: DeviceId,
        version: i64,
        user: UserId,
        hand: &Hand<'_>,
    ) -> Result<bool, StoreError> {
        self.change(|tx, vault| {
            if !is_there(tx, Versioned::Device, device.0, version)? || !is_on(tx, device, user)? {
                return Ok(false);
            }
            let name = user_name(tx, Some(user.0))?.unwrap_or_default();
            Lines { tx, vault, dialect: hand.dialect }.clear(device.0, user.0)?;
            pass_on(tx, device, user, hand)?;
            tx.execute("UPDATE devices SET version = version + 1 WHERE id = ?1", [device.0])?;
            hand.note(tx, "device_changed", &format!("{name} left the phone {}", shown(tx, device.0)?))?;
            raise_revision(tx)?;
            Ok(true)
        })
    }
}

fn is_on(tx: &Transaction<'_>, device: DeviceId, user: UserId) -> Result<bool, StoreError> {
    let mut statement = tx.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM devices WHERE id = ?1 AND user_id = ?2) OR EXISTS (
             SELECT 1 FROM lines l JOIN accounts a ON a.id = l.account_id JOIN extensions e ON e.id = a.extension_id
             WHERE l.device_id = ?1 AND e.user_id = ?2)",
    )?;
    Ok(statement.query_row([device.0, user.0], |row| row.get(0))?)
}

/// Gives a phone of this user to whoever has its first line now. A name that we made follows.
fn pass_on(tx: &Transaction<'_>, device: DeviceId, user: UserId, hand: &Hand<'_>) -> Result<(), StoreError> {
    let before = before(tx, device.0)?;
    if before.user != Some(user.0) {
        return Ok(());
    }
    let mut first = tx.prepare_cached(
        "SELECT e.user_id FROM lines l JOIN accounts a ON a.id = l.account_id
         JOIN extensions e ON e.id = a.extension_id WHERE l.device_id = ?1 ORDER BY l.number LIMIT 1",
    )?;
    let next: Option<i64> = first.query_row([device.0], |row| row.get(0)).optional()?;
    let made = |user| -> Result<String, StoreError> {
        Ok(before.planned.made_name(hand.catalogue, user_name(tx, user)?.as_deref()))
    };
    let name = if before.name == made(before.user)? { made(next)? } else { before.name.clone() };
    tx.execute("UPDATE devices SET user_id = ?2, name = ?3 WHERE id = ?1", params![device.0, next, name])?;
    Ok(())
}
