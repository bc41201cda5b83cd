//! Users and devices on the box that an import makes what its file says.

use rusqlite::{OptionalExtension, Transaction, params};

use crate::{
    catalogue::Catalogue,
    directory::{MacAddr, Secret, UserId},
    import::{DeviceChange, Plan, PlannedExtension, PlannedUser},
    pbx::Dialect,
    store::{
        DeviceWanted, StoreError, accounts, devices::parts as device_parts, handovers::Follow, lines::Lines,
        users::parts as user_parts,
    },
};

/// A user who is on the box and changes.
pub struct Changing<'p> {
    pub id: i64,
    planned: &'p PlannedUser,
    kept: Vec<Option<i64>>,
    email: String,
    /// PIN of a mailbox that is new or gets another.
    pub pin: Option<Secret>,
}

/// Takes everything that is unique off what will have it no more, so that values can move in a ring.
pub fn set_aside<'p>(
    tx: &Transaction<'_>,
    dialect: &Dialect,
    plan: &'p Plan,
) -> Result<Vec<Changing<'p>>, StoreError> {
    for change in &plan.device_changes {
        tx.prepare_cached("UPDATE devices SET mac = NULL WHERE id = ?1 AND mac IS NOT ?2")?
            .execute(params![change.id.0, change.device.mac.map(MacAddr::bare)])?;
    }
    let changing = plan.users.iter().filter(|user| user.is_changed);
    changing.filter_map(|planned| planned.existing.map(|id| user_aside(tx, dialect, id, planned))).collect()
}

fn user_aside<'p>(
    tx: &Transaction<'_>,
    dialect: &Dialect,
    id: UserId,
    planned: &'p PlannedUser,
) -> Result<Changing<'p>, StoreError> {
    let id = id.0;
    let email: String =
        tx.prepare_cached("SELECT email FROM users WHERE id = ?1")?.query_row([id], |row| row.get(0))?;
    if email != planned.email {
        // No address has a blank.
        tx.execute("UPDATE users SET email = printf('aside %d', id) WHERE id = ?1", [id])?;
    }
    let kept = user_parts::release_extensions(tx, dialect, id, &planned.extensions)?;
    Ok(Changing { id, planned, kept, email, pin: None })
}

/// Writes fields and extensions, once all values are free. Phones follow later, when all accounts have their names.
pub fn write_users(
    lines: Lines<'_>,
    catalogue: &Catalogue,
    changing: &mut [Changing<'_>],
) -> Result<(), StoreError> {
    let tx = lines.tx;
    for user in &mut *changing {
        let name = format!("{} {}", user.planned.first_name, user.planned.last_name);
        user_parts::rename_devices(tx, catalogue, user.id, Some(&name))?;
        user.pin = user_parts::set_fields(tx, lines.vault, user.id, user.planned)?;
    }
    for user in &*changing {
        user_parts::write_extensions(tx, user.id, &user.planned.extensions, &user.kept)?;
    }
    for user in &*changing {
        user.planned.extensions.iter().try_for_each(|extension| set_account(lines, extension))?;
    }
    if !changing.is_empty() {
        accounts::rename(tx, lines.dialect)?;
    }
    Ok(())
}

/// Gives an extension's first account the credentials that the file names.
fn set_account(lines: Lines<'_>, extension: &PlannedExtension) -> Result<(), StoreError> {
    let (username, password) = (extension.sip_username.as_deref(), extension.sip_password.as_ref());
    if username.is_none() && password.is_none() {
        return Ok(());
    }
    let tx = lines.tx;
    let sql = format!("SELECT e.id, {} FROM extensions e WHERE e.number = ?1", accounts::FIRST);
    let mut find = tx.prepare_cached(&sql)?;
    let (owner, account): (i64, Option<i64>) =
        find.query_row([&extension.number], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let Some(account) = account else {
        let given = accounts::Given { username, password };
        return accounts::create(tx, lines.vault, lines.dialect, owner, &extension.number, &given)
            .map(|_| ());
    };
    if let Some(username) = username {
        accounts::take_username(tx, account, username)?;
    }
    if let Some(password) = password {
        accounts::set_password(tx, lines.vault, account, password)?;
    }
    Ok(())
}

/// Makes a device what the plan says; its user may have been made by the same plan.
pub fn device(lines: Lines<'_>, catalogue: &Catalogue, change: &DeviceChange) -> Result<(), StoreError> {
    let find = |email: &String| {
        let mut statement = lines.tx.prepare_cached("SELECT id FROM users WHERE email = ?1")?;
        statement.query_row([email], |row| row.get(0).map(UserId))
    };
    let user = change.user.as_ref().map(find).transpose().optional()?.flatten();
    let before = device_parts::before(lines.tx, change.id.0)?;
    let mut planned = change.device.clone();
    // As if a person had left it in its field: one that we made follows, theirs stays.
    planned.name = planned.name.or(Some(before.name).filter(|_| !change.is_unnamed));
    let wanted = DeviceWanted { expansion: planned.expansion.clone(), planned: &planned, user };
    device_parts::write(lines, catalogue, change.id.0, &wanted, change.keeps_others)
}

impl Changing<'_> {
    /// What becomes of passwords of theirs that still wait from another import: email before, and how it goes on.
    pub fn follow(&self) -> (String, Follow) {
        let planned = self.planned;
        let follow = Follow::Changed {
            first_name: planned.first_name.clone(),
            last_name: planned.last_name.clone(),
            email: planned.email.clone(),
            extensions: planned.extensions.iter().map(|extension| extension.number.clone()).collect(),
            has_new_password: planned.password.is_some(),
            has_new_pin: self.pin.is_some() || !planned.include_voicemail,
        };
        (self.email.clone(), follow)
    }
}
