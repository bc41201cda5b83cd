//! Writing one planned user with all that is theirs.

use rusqlite::{Transaction, params};

use super::{ApplyContext, StoreError, logins::Login};
use crate::{
    directory::{Secret, credentials},
    import::{PlannedDevice, PlannedExtension, PlannedJoin, PlannedUser},
    store::{Credential, accounts, devices, vault::Vault},
};

/// Writes users inside one transaction.
pub struct Writer<'a> {
    tx: &'a Transaction<'a>,
    vault: &'a Vault,
    context: &'a ApplyContext<'a>,
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

/// An extension that phones register for.
#[derive(Clone)]
struct LineSource {
    extension_id: i64,
    number: String,
}

impl<'a> Writer<'a> {
    pub fn new(tx: &'a Transaction<'a>, vault: &'a Vault, context: &'a ApplyContext<'a>) -> Self {
        Self { tx, vault, context, joins: Vec::new(), softphones: Vec::new() }
    }

    /// Writes a user; returns the login that is to be handed over. [`finish`](Self::finish) must follow the last one.
    pub fn user(
        &mut self,
        user: &PlannedUser,
        login: Option<Login>,
    ) -> Result<Option<Credential>, StoreError> {
        let id = match user.existing {
            Some(existing) => existing.0,
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
        let lines = self.line_sources(id)?;
        if !user.extensions.is_empty() {
            self.extend_phones(id, &lines)?;
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
            self.softphone(*user, main)?;
        }
        Ok(())
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
            accounts::create(self.tx, self.vault, self.context.dialect, id, &extension.number, &given)?;
        }
        Ok(())
    }

    /// The main extension and those with a line of their own. Makes the accounts that a PBX keeps for each
    /// extension even where no phone uses them yet.
    fn line_sources(&self, user: i64) -> Result<Vec<LineSource>, StoreError> {
        let mut statement = self.tx.prepare_cached(
            "SELECT id, number FROM extensions WHERE user_id = ?1 AND (own_line OR position = 1) ORDER BY position",
        )?;
        let rows = statement
            .query_map([user], |row| Ok(LineSource { extension_id: row.get(0)?, number: row.get(1)? }))?;
        let lines: Vec<LineSource> = rows.collect::<Result<_, _>>()?;
        if self.context.dialect.accounts == crate::pbx::AccountsPer::Extension {
            for line in &lines {
                self.account(line)?;
            }
        }
        Ok(lines)
    }

    fn account(&self, line: &LineSource) -> Result<i64, StoreError> {
        accounts::for_use(self.tx, self.vault, self.context.dialect, line.extension_id, &line.number)
    }

    fn device(
        &self,
        user_id: i64,
        user: &PlannedUser,
        device: &PlannedDevice,
        lines: &[LineSource],
    ) -> Result<(), StoreError> {
        let mut random = rand::rng();
        let mut seal = || self.vault.seal(devices::SECRET, credentials::phone_password(&mut random).expose());
        let (admin, own) = (seal()?, seal()?);
        let name = device.name.clone().unwrap_or_else(|| self.default_name(user, device));
        let mut insert = self.tx.prepare_cached(
            "INSERT INTO devices (mac, pending, user_id, brand, family, model, name, admin_password, user_password)
             VALUES (?1, ?1 IS NULL, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?;
        let mac = device.mac.map(crate::directory::MacAddr::bare);
        let id = insert.insert(params![
            mac,
            user_id,
            device.brand,
            device.family,
            device.model,
            name,
            admin,
            own
        ])?;
        self.add_lines(id, lines)
    }

    /// A device that lost its user belongs to the first who joins it.
    fn join(&self, join: &Join) -> Result<(), StoreError> {
        let mut update = self.tx.prepare_cached(
            "UPDATE devices SET user_id = coalesce(user_id, ?2) WHERE mac = ?1 RETURNING id",
        )?;
        let device = update.query_row(params![join.planned.mac.bare(), join.user], |row| row.get(0))?;
        self.add_lines(device, &join.lines)
    }

    /// Gives phones that have lines of the user already, shared ones too, the lines of new extensions.
    fn extend_phones(&self, user: i64, lines: &[LineSource]) -> Result<(), StoreError> {
        let mut statement = self.tx.prepare_cached(
            "SELECT id FROM devices WHERE user_id = ?1
             UNION SELECT l.device_id FROM lines l JOIN accounts a ON a.id = l.account_id
                   JOIN extensions e ON e.id = a.extension_id WHERE e.user_id = ?1",
        )?;
        let phones: Vec<i64> = statement.query_map([user], |row| row.get(0))?.collect::<Result<_, _>>()?;
        for device in phones {
            self.add_lines(device, lines)?;
        }
        Ok(())
    }

    /// Each line that the device does not have yet comes to the lowest number that is free.
    fn add_lines(&self, device: i64, lines: &[LineSource]) -> Result<(), StoreError> {
        for line in lines {
            if self.has_line(device, line)? {
                continue;
            }
            // As many as a device can have are there.
            let Some(number) = self.free_number(device)? else { break };
            let account = self.account(line)?;
            self.tx
                .prepare_cached("INSERT INTO lines (device_id, number, account_id) VALUES (?1, ?2, ?3)")?
                .execute(params![device, number, account])?;
        }
        Ok(())
    }

    fn has_line(&self, device: i64, line: &LineSource) -> Result<bool, StoreError> {
        let mut statement = self.tx.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM lines l JOIN accounts a ON a.id = l.account_id
                            WHERE l.device_id = ?1 AND a.extension_id = ?2)",
        )?;
        Ok(statement.query_row([device, line.extension_id], |row| row.get(0))?)
    }

    fn free_number(&self, device: i64) -> Result<Option<u8>, StoreError> {
        let mut statement = self.tx.prepare_cached(
            "SELECT min(number) FROM (SELECT 1 AS number UNION ALL SELECT number + 1 FROM lines WHERE device_id = ?1)
             WHERE number <= 255 AND number NOT IN (SELECT number FROM lines WHERE device_id = ?1)",
        )?;
        Ok(statement.query_row([device], |row| row.get(0))?)
    }

    fn softphone(&self, user: i64, main: &LineSource) -> Result<(), StoreError> {
        let account = self.account(main)?;
        self.tx
            .prepare_cached("INSERT INTO softphones (user_id, account_id) VALUES (?1, ?2)")?
            .execute(params![user, account])?;
        Ok(())
    }

    /// "First Last - Brand Model", in the maker's own spelling. What several people share has the end of its MAC
    /// address instead of a person's name, as it stands on its label.
    fn default_name(&self, user: &PlannedUser, device: &PlannedDevice) -> String {
        let found = self.context.catalogue.model(&device.brand, &device.family, &device.model);
        let (brand, model) = found.map_or((device.brand.as_str(), device.model.as_str()), |found| {
            (found.brand.name.as_str(), found.model.name.as_str())
        });
        match device.mac.filter(|_| found.is_some_and(|found| found.model.shared)) {
            Some(mac) => format!("{brand} {model} {}", &mac.to_string()[9..]),
            None => format!("{} {} - {brand} {model}", user.first_name, user.last_name),
        }
    }
}

fn credential(user: &PlannedUser, password: Secret) -> Credential {
    Credential {
        first_name: user.first_name.clone(),
        last_name: user.last_name.clone(),
        email: user.email.clone(),
        extensions: user.extensions.iter().map(|extension| extension.number.clone()).collect(),
        password,
    }
}
