//! Writing a plan, user by user with all that is theirs.

use std::collections::{HashMap, HashSet};

use rusqlite::{Transaction, params};

use super::{
    StoreError,
    change::{self, Changing},
    logins::Login,
    remove,
};
use crate::{
    catalogue::Catalogue,
    directory::Secret,
    import::{Plan, PlannedDevice, PlannedExtension, PlannedJoin, PlannedUser},
    pbx::Dialect,
    store::{
        Credential, accounts,
        devices::{self, NewDevice},
        handovers::{self, Follow},
        lines::{LineSource, Lines},
        users::parts,
        vault::Vault,
    },
};

/// Writes users inside one transaction.
pub struct Writer<'a> {
    tx: &'a Transaction<'a>,
    vault: &'a Vault,
    catalogue: &'a Catalogue,
    lines: Lines<'a>,
    joins: Vec<Join>,
    /// The main lines of users who get one.
    softphones: Vec<(i64, LineSource)>,
    /// Users who are to have a softphone or none, whatever they have now.
    settled_softphones: Vec<(i64, bool)>,
}

/// A user's place on a shared device, which may be made after the user.
struct Join {
    planned: PlannedJoin,
    user: i64,
    lines: Vec<LineSource>,
}

/// What of a user who is written leaves the box once.
struct Written {
    password: Option<Secret>,
    hash: Option<String>,
    pin: Option<Secret>,
}

impl<'a> Writer<'a> {
    pub fn new(
        tx: &'a Transaction<'a>,
        vault: &'a Vault,
        catalogue: &'a Catalogue,
        dialect: &'a Dialect,
    ) -> Self {
        let lines = Lines { tx, vault, dialect };
        let (joins, softphones, settled_softphones) = (Vec::new(), Vec::new(), Vec::new());
        Self { tx, vault, catalogue, lines, joins, softphones, settled_softphones }
    }

    /// Writes a whole plan; returns the logins and PINs that are to be handed over. `done` hears of each user. What
    /// goes makes room first, then what moves is set aside: no value is there twice in between.
    pub fn plan(
        mut self,
        plan: &Plan,
        logins: Vec<Option<Login>>,
        done: impl Fn(usize),
    ) -> Result<Vec<Credential>, StoreError> {
        let gone = remove::remove(self.lines, self.catalogue, &plan.removals)?;
        let mut changing = change::set_aside(self.tx, self.lines.dialect, plan)?;
        change::write_users(self.lines, self.catalogue, &mut changing)?;
        let follow = gone.into_iter().map(|email| (email, Follow::Gone));
        let follow = follow.chain(changing.iter().map(Changing::follow)).collect();
        handovers::follow(self.tx, self.vault, &follow)?;
        let mut pins: HashMap<i64, Secret> =
            changing.into_iter().filter_map(|user| Some((user.id, user.pin?))).collect();
        // Numbers that go from one to another keep their place in the store.
        let numbers: HashSet<&str> = plan.users.iter().flat_map(PlannedUser::numbers).collect();
        let mut credentials = Vec::new();
        for (count, (user, login)) in plan.users.iter().zip(logins).enumerate() {
            credentials.extend(match user.existing.filter(|_| user.is_changed) {
                Some(id) => self.changed(id.0, user, &numbers, Written::of(login, pins.remove(&id.0)))?,
                None => self.user(user, login)?,
            });
            done(count + 1);
        }
        for device in &plan.devices {
            let new = NewDevice {
                planned: device,
                user: None,
                user_name: None,
                expansion: device.expansion.clone(),
            };
            devices::insert(self.tx, self.vault, self.catalogue, &new)?;
        }
        for change in &plan.device_changes {
            change::device(self.lines, self.catalogue, change)?;
        }
        self.finish()?;
        Ok(credentials)
    }

    /// Writes a user who is new or gets more; returns what is to be handed over. [`finish`](Self::finish) must follow
    /// the last one.
    pub fn user(
        &mut self,
        user: &PlannedUser,
        login: Option<Login>,
    ) -> Result<Option<Credential>, StoreError> {
        let pin = user.existing.map_or_else(|| parts::new_pin(user, false), |_| None);
        let id = match user.existing {
            Some(existing) => self.touched(existing.0, user)?,
            None => self.insert_user(user, login.as_ref(), pin.as_ref())?,
        };
        for extension in &user.extensions {
            self.extension(id, extension)?;
        }
        user.numbers().try_for_each(|number| parts::add_phone_number(self.tx, id, number))?;
        let lines = self.lines.of_user(id)?;
        if !user.extensions.is_empty() {
            self.lines.extend_phones(id, &lines)?;
        }
        self.phones(id, user, &lines)?;
        if user.softphone {
            self.softphones.extend(lines.into_iter().next().map(|main| (id, main)));
        }
        Ok(Written::of(login, pin).credential(user))
    }

    /// Writes what is left of a user whose fields and extensions were changed.
    fn changed(
        &mut self,
        id: i64,
        user: &PlannedUser,
        numbers: &HashSet<&str>,
        written: Written,
    ) -> Result<Option<Credential>, StoreError> {
        if let Some(hash) = &written.hash {
            self.tx
                .prepare_cached("UPDATE users SET password_hash = ?2 WHERE id = ?1")?
                .execute(params![id, hash])?;
        }
        parts::drop_phone_numbers(self.tx, id, numbers)?;
        user.numbers().try_for_each(|number| parts::add_phone_number(self.tx, id, number))?;
        self.lines.settle_phones(id)?;
        let lines = self.lines.of_user(id)?;
        self.phones(id, user, &lines)?;
        self.settled_softphones.push((id, user.softphone));
        Ok(written.credential(user))
    }

    /// New devices, and places on shared ones.
    fn phones(&mut self, id: i64, user: &PlannedUser, lines: &[LineSource]) -> Result<(), StoreError> {
        for device in &user.devices {
            self.device(id, user, device, lines)?;
        }
        let join = |planned: &PlannedJoin| Join { planned: *planned, user: id, lines: lines.to_vec() };
        self.joins.extend(user.joins.iter().map(join));
        Ok(())
    }

    /// Writes what needs all devices.
    pub fn finish(mut self) -> Result<(), StoreError> {
        self.joins.sort_by_key(|join| join.planned.row);
        for join in &self.joins {
            self.join(join)?;
        }
        for (user, wanted) in &self.settled_softphones {
            parts::set_softphone(self.lines, *user, *wanted)?;
        }
        for (user, main) in &self.softphones {
            self.lines.add_softphone(*user, main)?;
        }
        Ok(())
    }

    /// A user who gets more is another than the one whom a person may be editing just now.
    fn touched(&self, id: i64, user: &PlannedUser) -> Result<i64, StoreError> {
        if user.softphone || !(user.extensions.is_empty() && user.phone_numbers.is_empty()) {
            self.tx.prepare_cached("UPDATE users SET version = version + 1 WHERE id = ?1")?.execute([id])?;
        }
        Ok(id)
    }

    fn insert_user(
        &self,
        user: &PlannedUser,
        login: Option<&Login>,
        pin: Option<&Secret>,
    ) -> Result<i64, StoreError> {
        let custom = serde_json::to_string(&user.custom).unwrap_or_else(|_| "{}".into());
        let mut insert = self.tx.prepare_cached(
            "INSERT INTO users (email, first_name, last_name, notification_email, password_hash, include_voicemail,
                                in_directory, notes, location, department, custom, voicemail_pin)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        )?;
        Ok(insert.insert(params![
            user.email,
            user.first_name,
            user.last_name,
            user.notification_email,
            login.map(|login| &login.hash),
            user.include_voicemail,
            user.in_directory,
            user.notes,
            user.location,
            user.department,
            custom,
            parts::seal_pin(self.vault, pin)?,
        ])?)
    }

    fn extension(&self, user: i64, extension: &PlannedExtension) -> Result<(), StoreError> {
        let mut insert = self.tx.prepare_cached(
            "INSERT INTO extensions (user_id, position, number, display_name, own_line)
             VALUES (?1, 1 + (SELECT coalesce(max(position), 0) FROM extensions WHERE user_id = ?1), ?2, ?3, ?4)",
        )?;
        let id =
            insert.insert(params![user, extension.number, extension.display_name, extension.own_line])?;
        let given = accounts::Given {
            username: extension.sip_username.as_deref(),
            password: extension.sip_password.as_ref(),
        };
        // Where the PBX wants an account for each phone, the phones make theirs; credentials from the file are kept
        // for the first of them.
        if given.username.is_some() || given.password.is_some() {
            accounts::create(self.tx, self.vault, self.lines.dialect, id, &extension.number, &given)?;
        }
        Ok(())
    }

    fn device(
        &self,
        user_id: i64,
        user: &PlannedUser,
        device: &PlannedDevice,
        lines: &[LineSource],
    ) -> Result<(), StoreError> {
        let new = NewDevice {
            planned: device,
            user: Some(user_id),
            user_name: Some(format!("{} {}", user.first_name, user.last_name)),
            expansion: device.expansion.clone(),
        };
        let id = devices::insert(self.tx, self.vault, self.catalogue, &new)?;
        self.lines.add(id, lines)
    }

    /// A device that lost its user belongs to the first who joins it.
    fn join(&self, join: &Join) -> Result<(), StoreError> {
        let mut update = self.tx.prepare_cached(
            "UPDATE devices SET version = version + (user_id IS NULL), user_id = coalesce(user_id, ?2)
             WHERE mac = ?1 RETURNING id",
        )?;
        let device = update.query_row(params![join.planned.mac.bare(), join.user], |row| row.get(0))?;
        self.lines.add(device, &join.lines)
    }
}

impl Written {
    fn of(login: Option<Login>, pin: Option<Secret>) -> Self {
        let (password, hash) = login.map(|login| (login.password, login.hash)).unzip();
        Self { password, hash, pin }
    }

    /// `None` where nothing was made or set.
    fn credential(self, user: &PlannedUser) -> Option<Credential> {
        if self.password.is_none() && self.pin.is_none() {
            return None;
        }
        Some(Credential {
            first_name: user.first_name.clone(),
            last_name: user.last_name.clone(),
            email: user.email.clone(),
            extensions: user.extensions.iter().map(|extension| extension.number.clone()).collect(),
            password: self.password,
            voicemail_pin: self.pin,
        })
    }
}
