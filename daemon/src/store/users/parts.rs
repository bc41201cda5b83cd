//! The parts of a user that is there, written by hand and by imports alike.

use std::collections::HashSet;

use rusqlite::{Transaction, params};

use crate::{
    catalogue::Catalogue,
    directory::{Secret, credentials},
    import::{PlannedDevice, PlannedExtension, PlannedPhoneNumber, PlannedUser},
    pbx::{Dialect, Username},
    store::{StoreError, lines::Lines, softphone_accounts, vault::Vault},
};

/// What the PIN of a mailbox is sealed for.
pub(in crate::store) const PIN: &str = "voicemail pin";

/// Above every position that there is, so that positions can be given anew.
const ASIDE: i64 = 1_000_000;

/// Writes a user's fields; the PIN of a mailbox that is new or gets another.
pub(in crate::store) fn set_fields(
    tx: &Transaction<'_>,
    vault: &Vault,
    user: i64,
    planned: &PlannedUser,
) -> Result<Option<Secret>, StoreError> {
    let custom = serde_json::to_string(&planned.custom).unwrap_or_else(|_| "{}".into());
    let had_mailbox: bool = tx
        .prepare_cached("SELECT include_voicemail FROM users WHERE id = ?1")?
        .query_row([user], |row| row.get(0))?;
    let pin = new_pin(planned, had_mailbox);
    let mut update = tx.prepare_cached(
        "UPDATE users SET version = version + 1, email = ?2, first_name = ?3, last_name = ?4, notification_email = ?5,
                include_voicemail = ?6, in_directory = ?7, notes = ?8, location = ?9, department = ?10, custom = ?11,
                voicemail_pin = CASE WHEN ?6 THEN coalesce(?12, voicemail_pin) END
         WHERE id = ?1",
    )?;
    update.execute(params![
        user,
        planned.email,
        planned.first_name,
        planned.last_name,
        planned.notification_email,
        planned.include_voicemail,
        planned.in_directory,
        planned.notes,
        planned.location,
        planned.department,
        custom,
        seal_pin(vault, pin.as_ref())?,
    ])?;
    Ok(pin)
}

/// The PIN that a mailbox gets: the one that is given, or one that is made where the mailbox is new. One from before
/// PINs were kept here has its PIN on the PBX, so none is made for it.
pub(in crate::store) fn new_pin(planned: &PlannedUser, had_mailbox: bool) -> Option<Secret> {
    if !planned.include_voicemail {
        return None;
    }
    let make = || {
        let main = planned.extensions.first().map_or("", |extension| extension.number.as_str());
        credentials::voicemail_pin(&mut rand::rng(), main)
    };
    planned.voicemail_pin.clone().or_else(|| (!had_mailbox).then(make))
}

/// The sealed form of a PIN.
pub(in crate::store) fn seal_pin(vault: &Vault, pin: Option<&Secret>) -> Result<Option<Vec<u8>>, StoreError> {
    pin.map(|pin| vault.seal(PIN, pin.expose())).transpose()
}

/// The PIN in its sealed form.
pub(in crate::store) fn unseal_pin(
    vault: &Vault,
    sealed: Option<Vec<u8>>,
) -> Result<Option<Secret>, StoreError> {
    sealed.map(|sealed| vault.unseal(PIN, &sealed)).transpose()
}

/// Names that we made for the user's devices follow their name, or do without one where the user goes. To be called
/// before the user is changed.
pub(in crate::store) fn rename_devices(
    tx: &Transaction<'_>,
    catalogue: &Catalogue,
    user: i64,
    after: Option<&str>,
) -> Result<(), StoreError> {
    let mut statement = tx.prepare_cached(
        "SELECT d.id, d.name, d.mac, d.brand, d.family, d.model, u.first_name || ' ' || u.last_name
         FROM devices d JOIN users u ON u.id = d.user_id WHERE u.id = ?1",
    )?;
    let rows = statement.query_map([user], |row| {
        let mac: Option<String> = row.get(2)?;
        let device = PlannedDevice {
            row: 0,
            mac: mac.and_then(|mac| mac.parse().ok()),
            brand: row.get(3)?,
            family: row.get(4)?,
            model: row.get(5)?,
            name: Some(row.get(1)?),
            expansion: None,
        };
        Ok((row.get::<_, i64>(0)?, device, row.get::<_, String>(6)?))
    })?;
    for row in rows {
        let (id, device, name) = row?;
        let made = device.made_name(catalogue, Some(&name));
        let next = device.made_name(catalogue, after);
        if device.name.as_ref() == Some(&made) && next != made {
            tx.execute(
                "UPDATE devices SET name = ?2, version = version + 1 WHERE id = ?1",
                params![id, next],
            )?;
        }
    }
    Ok(())
}

/// An extension before the change.
struct Old {
    id: i64,
    number: String,
}

/// Makes room: extensions that are wanted no more go, numbers that change are set aside, so that others may have them
/// meanwhile. To each wanted extension the one that it was before, for [`write_extensions`].
pub(in crate::store) fn release_extensions(
    tx: &Transaction<'_>,
    dialect: &Dialect,
    user: i64,
    wanted: &[PlannedExtension],
) -> Result<Vec<Option<i64>>, StoreError> {
    let mut statement =
        tx.prepare_cached("SELECT id, number FROM extensions WHERE user_id = ?1 ORDER BY position")?;
    let old = statement.query_map([user], |row| Ok(Old { id: row.get(0)?, number: row.get(1)? }))?;
    let old: Vec<Old> = old.collect::<Result<_, _>>()?;
    let kept = kept(&old, wanted);
    for old in &old {
        let place = kept.iter().position(|kept| *kept == Some(old.id));
        match place.map(|place| &wanted[place].number) {
            None => {
                tx.prepare_cached("DELETE FROM extensions WHERE id = ?1")?.execute([old.id])?;
            }
            Some(number) if *number != old.number => set_aside(tx, dialect, old)?,
            Some(_) => {}
        }
    }
    Ok(kept)
}

/// Takes a number off an extension that gets another one, and off the account whose username we made of it. Where
/// usernames are extensions it is ours wherever it came from.
fn set_aside(tx: &Transaction<'_>, dialect: &Dialect, old: &Old) -> Result<(), StoreError> {
    // Longer than any number is.
    tx.prepare_cached("UPDATE extensions SET number = printf('%030d', id) WHERE id = ?1")?
        .execute([old.id])?;
    tx.prepare_cached(
        "UPDATE accounts SET sip_username = ?3, generated = 1
         WHERE extension_id = ?1 AND sip_username = ?2 AND (generated OR ?4)",
    )?
    .execute(params![
        old.id,
        old.number,
        credentials::sip_username(&mut rand::rng()),
        dialect.username == Username::Extension
    ])?;
    softphone_accounts::set_aside(tx, dialect, old.id)
}

/// Writes extensions in their order; `kept` comes from [`release_extensions`].
pub(in crate::store) fn write_extensions(
    tx: &Transaction<'_>,
    user: i64,
    wanted: &[PlannedExtension],
    kept: &[Option<i64>],
) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE extensions SET position = position + ?2 WHERE user_id = ?1")?
        .execute([user, ASIDE])?;
    let mut write = tx.prepare_cached(
        "INSERT INTO extensions (id, user_id, position, number, display_name, own_line) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (id) DO UPDATE SET position = excluded.position, number = excluded.number,
            display_name = excluded.display_name, own_line = excluded.own_line",
    )?;
    for ((position, extension), kept) in (1_i64..).zip(wanted).zip(kept) {
        let (number, shown) = (&extension.number, &extension.display_name);
        write.execute(params![kept, user, position, number, shown, extension.own_line])?;
    }
    Ok(())
}

/// To each wanted extension the one that it was before: that of the same number, else that of the same place if its
/// number is wanted nowhere.
fn kept(old: &[Old], wanted: &[PlannedExtension]) -> Vec<Option<i64>> {
    let by_place = |place: usize| {
        old.get(place).filter(|old| wanted.iter().all(|extension| extension.number != old.number))
    };
    let find = |(place, extension): (usize, &PlannedExtension)| {
        let same = old.iter().find(|old| old.number == extension.number);
        same.or_else(|| by_place(place)).map(|old| old.id)
    };
    wanted.iter().enumerate().map(find).collect()
}

/// Given anew, for they have no other order than that in which they came.
pub(in crate::store) fn set_phone_numbers(
    tx: &Transaction<'_>,
    user: i64,
    wanted: &[PlannedPhoneNumber],
) -> Result<(), StoreError> {
    tx.execute("DELETE FROM phone_numbers WHERE user_id = ?1", [user])?;
    wanted.iter().try_for_each(|number| add_phone_number(tx, user, &number.number))
}

/// Takes the numbers off a user that they are to have no more, but for those that go to somebody else.
pub(in crate::store) fn drop_phone_numbers(
    tx: &Transaction<'_>,
    user: i64,
    wanted: &HashSet<&str>,
) -> Result<(), StoreError> {
    let mut statement = tx.prepare_cached("SELECT id, number FROM phone_numbers WHERE user_id = ?1")?;
    let numbers = statement.query_map([user], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))?;
    for (id, number) in numbers.collect::<Result<Vec<_>, _>>()? {
        if !wanted.contains(number.as_str()) {
            tx.prepare_cached("DELETE FROM phone_numbers WHERE id = ?1")?.execute([id])?;
        }
    }
    Ok(())
}

/// Gives a user a number; one of somebody else moves to them.
pub(in crate::store) fn add_phone_number(
    tx: &Transaction<'_>,
    user: i64,
    number: &str,
) -> Result<(), StoreError> {
    let added = tx
        .prepare_cached(
            "INSERT INTO phone_numbers (user_id, number) VALUES (?1, ?2) ON CONFLICT (number) DO NOTHING",
        )?
        .execute(params![user, number])?;
    if added == 1 {
        return Ok(());
    }
    tx.prepare_cached(
        "UPDATE users SET version = version + 1
         WHERE id = (SELECT user_id FROM phone_numbers WHERE number = ?2 AND user_id <> ?1)",
    )?
    .execute(params![user, number])?;
    tx.prepare_cached("UPDATE phone_numbers SET user_id = ?1 WHERE number = ?2 AND user_id <> ?1")?
        .execute(params![user, number])?;
    Ok(())
}

/// A softphone rings for the main extension, whichever that is now.
pub(in crate::store) fn set_softphone(lines: Lines<'_>, user: i64, wanted: bool) -> Result<(), StoreError> {
    lines.tx.execute(
        "DELETE FROM softphones WHERE user_id = ?1 AND (NOT ?2 OR account_id NOT IN
            (SELECT a.id FROM accounts a JOIN extensions e ON e.id = a.extension_id
             WHERE e.user_id = ?1 AND e.position = 1 AND a.softphone))",
        params![user, wanted],
    )?;
    softphone_accounts::remove_unused(lines.tx, user)?;
    let has_one: bool =
        lines.tx.query_row("SELECT EXISTS (SELECT 1 FROM softphones WHERE user_id = ?1)", [user], |row| {
            row.get(0)
        })?;
    let main = lines.of_user(user)?.into_iter().next().filter(|_| wanted && !has_one);
    if let Some(main) = main {
        lines.add_softphone(user, &main)?;
    }
    Ok(())
}

/// Removes a user with all that is theirs. Their devices stay without them, and without the name that we made from
/// theirs. What they were called: name and email.
pub(in crate::store) fn remove(
    tx: &Transaction<'_>,
    catalogue: &Catalogue,
    user: i64,
) -> Result<(String, String), StoreError> {
    rename_devices(tx, catalogue, user, None)?;
    tx.prepare_cached("UPDATE devices SET user_id = NULL, version = version + 1 WHERE user_id = ?1")?
        .execute([user])?;
    let mut delete =
        tx.prepare_cached("DELETE FROM users WHERE id = ?1 RETURNING first_name || ' ' || last_name, email")?;
    Ok(delete.query_row([user], |row| Ok((row.get(0)?, row.get(1)?)))?)
}
