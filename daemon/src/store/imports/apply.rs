//! Writing one planned user with all that is theirs.

use rusqlite::{Transaction, params};

use super::{StoreError, logins::Login};
use crate::{
    catalogue::Catalogue,
    directory::Secret,
    import::{PlannedDevice, PlannedExtension, PlannedJoin, PlannedUser},
    pbx::Dialect,
    store::{
        Credential, accounts,
        devices::{self, NewDevice},
        lines::{LineSource, Lines},
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
}

/// A user's place on a shared device, which may be made after the user.
struct Join {
    planned: PlannedJoin,
    user: i64,
    lines: Vec<LineSource>,
}

impl<'a> Writer<'a> {
    pub fn new(
        tx: &'a Transaction<'a>,
        vault: &'a Vault,
        catalogue: &'a Catalogue,
        dialect: &'a Dialect,
    ) -> Self {
        let lines = Lines { tx, vault, dialect };
        Self { tx, vault, catalogue, lines, joins: Vec::new(), softphones: Vec::new() }
    }

    /// Writes a user; returns the login that is to be handed over. [`finish`](Self::finish) must follow the last one.
    pub fn user(
        &mut self,
        user: &PlannedUser,
        login: Option<Login>,
    ) -> Result<Option<Credential>, StoreError> {
        let id = match user.existing {
            Some(existing) => self.touched(existing.0, user)?,
            None => self.insert_user(user, login.as_ref())?,
        };
        for extension in &user.extensions {
            self.extension(id, extension)?;
        }
        for number in &user.phone_numbers {
            self.tx
                .prepare_cached("INSERT INTO phone_numbers (user_id, number) VALUES (?1, ?2)")?
                .execute(params![id, number.number])?;
        }
        let lines = self.lines.of_user(id)?;
        if !user.extensions.is_empty() {
            self.lines.extend_phones(id, &lines)?;
        }
        for device in &user.devices {
            self.device(id, user, device, &lines)?;
        }
        let join = |planned: &PlannedJoin| Join { planned: *planned, user: id, lines: lines.clone() };
        self.joins.extend(user.joins.iter().map(join));
        if user.softphone {
            self.softphones.extend(lines.into_iter().next().map(|main| (id, main)));
        }
        Ok(login.map(|login| credential(user, login.password)))
    }

    /// Writes what needs all devices. Softphones come last, so that credentials from the file go to a phone.
    pub fn finish(mut self) -> Result<(), StoreError> {
        self.joins.sort_by_key(|join| join.planned.row);
        for join in &self.joins {
            self.join(join)?;
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

    fn insert_user(&self, user: &PlannedUser, login: Option<&Login>) -> Result<i64, StoreError> {
        let custom = serde_json::to_string(&user.custom).unwrap_or_else(|_| "{}".into());
        let mut insert = self.tx.prepare_cached(
            "INSERT INTO users (email, first_name, last_name, notification_email, password_hash, include_voicemail,
                                in_directory, notes, location, department, custom)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
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
            expansion: None,
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

fn credential(user: &PlannedUser, password: Secret) -> Credential {
    Credential {
        first_name: user.first_name.clone(),
        last_name: user.last_name.clone(),
        email: user.email.clone(),
        extensions: user.extensions.iter().map(|extension| extension.number.clone()).collect(),
        password: Some(password),
        voicemail_pin: None,
    }
}
