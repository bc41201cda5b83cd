//! Users made, changed and removed.

use rusqlite::{OptionalExtension, Transaction, params};

use crate::{
    catalogue::Catalogue,
    directory::{Secret, UserId},
    import::{PlannedDevice, PlannedExtension, PlannedUser},
    store::{
        Account, Store, StoreError, accounts, devices, events,
        hand::{Hand, Versioned, is_there},
        handovers,
        imports::{apply::Writer, logins},
        lines::Lines,
        raise_revision,
    },
};

/// Above every position that there is, so that positions can be given anew.
const ASIDE: i64 = 1_000_000;

impl Store {
    /// Makes a planned user by hand. The password is theirs from the plan, or made here; it is kept as its hash only.
    pub fn add_user(
        &mut self,
        planned: &PlannedUser,
        hand: &Hand<'_>,
    ) -> Result<(UserId, Secret), StoreError> {
        // Slow where a person chose the password, so before the lock.
        let login = logins::login(planned)?;
        let password = login.as_ref().map_or_else(|| Secret::new(""), |login| login.password.clone());
        self.change(|tx, vault| {
            hand.is_fresh(tx)?;
            let mut writer = Writer::new(tx, vault, hand.catalogue, hand.dialect);
            writer.user(planned, login)?;
            writer.finish()?;
            let id =
                tx.query_row("SELECT id FROM users WHERE email = ?1", [&planned.email], |row| row.get(0))?;
            hand.note(tx, "user_added", &format!("{} was added", who(planned)))?;
            raise_revision(tx)?;
            Ok((UserId(id), password))
        })
    }

    /// Makes a user what is planned for them: fields, extensions, numbers, softphone. Their devices stay and follow.
    /// An extension that stays, by its number or else by its place, keeps its accounts. Whether they are there.
    pub fn change_user(
        &mut self,
        user: UserId,
        version: i64,
        planned: &PlannedUser,
        hand: &Hand<'_>,
    ) -> Result<bool, StoreError> {
        self.change(|tx, vault| {
            if !is_there(tx, Versioned::User, user.0, version)? {
                return Ok(false);
            }
            hand.is_fresh(tx)?;
            let name = format!("{} {}", planned.first_name, planned.last_name);
            rename_devices(tx, hand.catalogue, user.0, Some(&name))?;
            set_fields(tx, user.0, planned)?;
            set_extensions(tx, user.0, &planned.extensions)?;
            accounts::rename(tx, hand.dialect)?;
            set_phone_numbers(tx, user.0, planned)?;
            let lines = Lines { tx, vault, dialect: hand.dialect };
            lines.settle_phones(user.0)?;
            set_softphone(lines, user.0, planned.softphone)?;
            hand.note(tx, "user_changed", &format!("{} was changed", who(planned)))?;
            raise_revision(tx)?;
            Ok(true)
        })
    }

    /// Removes a user with extensions, numbers, accounts, softphone and the keys that point to them. Their devices stay
    /// without a user, without these lines and without the name that we made from theirs. Whether they were there.
    pub fn remove_user(
        &mut self,
        user: UserId,
        version: i64,
        catalogue: &Catalogue,
        actor: &str,
        now: i64,
    ) -> Result<bool, StoreError> {
        self.change(|tx, vault| {
            if !is_there(tx, Versioned::User, user.0, version)? {
                return Ok(false);
            }
            rename_devices(tx, catalogue, user.0, None)?;
            tx.execute(
                "UPDATE devices SET user_id = NULL, version = version + 1 WHERE user_id = ?1",
                [user.0],
            )?;
            let (name, email): (String, String) = tx.query_row(
                "DELETE FROM users WHERE id = ?1 RETURNING first_name || ' ' || last_name, email",
                [user.0],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )?;
            handovers::forget_person(tx, vault, &email)?;
            let message = format!("{name} ({email}) was removed");
            events::insert(tx, now, "user_removed", events::EventSeverity::Note, &message, actor)?;
            raise_revision(tx)?;
            Ok(true)
        })
    }

    /// Gives a user a new login password. Whether they are there.
    pub fn set_user_password(
        &mut self,
        user: UserId,
        hash: &str,
        actor: &str,
        now: i64,
    ) -> Result<bool, StoreError> {
        self.change(|tx, vault| {
            let mut update = tx.prepare_cached(
                "UPDATE users SET password_hash = ?2 WHERE id = ?1 RETURNING first_name || ' ' || last_name, email",
            )?;
            let found: Option<(String, String)> =
                update.query_row(params![user.0, hash], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
            let Some((name, email)) = found else { return Ok(false) };
            handovers::forget_person(tx, vault, &email)?;
            let message = format!("{name} got a new login password");
            events::insert(tx, now, "user_password_set", events::EventSeverity::Note, &message, actor)?;
            Ok(true)
        })
    }

    /// The hash of a user's login password.
    pub fn user_password_hash(&self, user: UserId) -> Result<Option<String>, StoreError> {
        let mut statement = self.db.prepare_cached("SELECT password_hash FROM users WHERE id = ?1")?;
        Ok(statement.query_row([user.0], |row| row.get(0)).optional()?.flatten())
    }

    /// The SIP accounts of a user; that they were shown is noted. `None` where there is no such user.
    pub fn show_accounts(
        &mut self,
        user: UserId,
        actor: &str,
        now: i64,
    ) -> Result<Option<Vec<Account>>, StoreError> {
        self.change(|tx, vault| {
            let mut statement =
                tx.prepare_cached("SELECT first_name || ' ' || last_name FROM users WHERE id = ?1")?;
            let name: Option<String> = statement.query_row([user.0], |row| row.get(0)).optional()?;
            let Some(name) = name else { return Ok(None) };
            let shown = accounts::list(tx, vault, Some(user.0))?;
            let message = format!("the SIP accounts of {name} were shown");
            events::insert(tx, now, "accounts_shown", events::EventSeverity::Note, &message, actor)?;
            Ok(Some(shown))
        })
    }
}

fn who(planned: &PlannedUser) -> String {
    format!("{} {} ({})", planned.first_name, planned.last_name, planned.email)
}

fn set_fields(tx: &Transaction<'_>, user: i64, planned: &PlannedUser) -> Result<(), StoreError> {
    let custom = serde_json::to_string(&planned.custom).unwrap_or_else(|_| "{}".into());
    tx.execute(
        "UPDATE users SET version = version + 1, email = ?2, first_name = ?3, last_name = ?4, notification_email = ?5,
                include_voicemail = ?6, in_directory = ?7, notes = ?8, location = ?9, department = ?10, custom = ?11
         WHERE id = ?1",
        params![
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
            custom
        ],
    )?;
    Ok(())
}

/// Names that we made for the user's devices follow their name, or do without one where the user goes. To be called
/// before the user is changed.
fn rename_devices(
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
        let made = devices::default_name(catalogue, &device, Some(&name));
        let next = devices::default_name(catalogue, &device, after);
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

fn set_extensions(tx: &Transaction<'_>, user: i64, wanted: &[PlannedExtension]) -> Result<(), StoreError> {
    let mut statement =
        tx.prepare_cached("SELECT id, number FROM extensions WHERE user_id = ?1 ORDER BY position")?;
    let old = statement.query_map([user], |row| Ok(Old { id: row.get(0)?, number: row.get(1)? }))?;
    let old: Vec<Old> = old.collect::<Result<_, _>>()?;
    let kept = kept(&old, wanted);
    for gone in old.iter().filter(|old| !kept.contains(&Some(old.id))) {
        tx.execute("DELETE FROM extensions WHERE id = ?1", [gone.id])?;
    }
    tx.execute("UPDATE extensions SET position = position + ?2 WHERE user_id = ?1", [user, ASIDE])?;
    for ((position, extension), kept) in (1_i64..).zip(wanted).zip(kept) {
        tx.execute(
            "INSERT INTO extensions (id, user_id, position, number, display_name, own_line) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (id) DO UPDATE SET position = excluded.position, number = excluded.number,
                display_name = excluded.display_name, own_line = excluded.own_line",
            params![kept, user, position, extension.number, extension.display_name, extension.own_line],
        )?;
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
fn set_phone_numbers(tx: &Transaction<'_>, user: i64, planned: &PlannedUser) -> Result<(), StoreError> {
    tx.execute("DELETE FROM phone_numbers WHERE user_id = ?1", [user])?;
    for number in &planned.phone_numbers {
        tx.execute(
            "INSERT INTO phone_numbers (user_id, number) VALUES (?1, ?2)",
            params![user, number.number],
        )?;
    }
    Ok(())
}

/// A softphone uses the main extension, whichever that is now.
fn set_softphone(lines: Lines<'_>, user: i64, wanted: bool) -> Result<(), StoreError> {
    lines.tx.execute(
        "DELETE FROM softphones WHERE user_id = ?1 AND (NOT ?2 OR account_id NOT IN
            (SELECT a.id FROM accounts a JOIN extensions e ON e.id = a.extension_id
             WHERE e.user_id = ?1 AND e.position = 1))",
        params![user, wanted],
    )?;
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
