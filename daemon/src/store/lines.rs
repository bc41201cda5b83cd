//! Which extensions ring on which phones.

use rusqlite::{Transaction, params};

use super::{StoreError, accounts, softphone_accounts, vault::Vault};
use crate::pbx::{AccountsPer, Dialect};

/// An extension that phones register for.
#[derive(Clone)]
pub(super) struct LineSource {
    pub(super) extension_id: i64,
    pub(super) number: String,
}

/// Puts lines onto phones, inside one change.
#[derive(Clone, Copy)]
pub(super) struct Lines<'a> {
    pub(super) tx: &'a Transaction<'a>,
    pub(super) vault: &'a Vault,
    pub(super) dialect: &'a Dialect,
}

impl Lines<'_> {
    /// The user's main extension and those with a line of their own. Makes the accounts that a PBX keeps for each
    /// extension even where no phone uses them yet.
    pub(super) fn of_user(self, user: i64) -> Result<Vec<LineSource>, StoreError> {
        let mut statement = self.tx.prepare_cached(
            "SELECT id, number FROM extensions WHERE user_id = ?1 AND (own_line OR position = 1) ORDER BY position",
        )?;
        let rows = statement
            .query_map([user], |row| Ok(LineSource { extension_id: row.get(0)?, number: row.get(1)? }))?;
        let lines: Vec<LineSource> = rows.collect::<Result<_, _>>()?;
        if self.dialect.accounts == AccountsPer::Extension {
            for line in &lines {
                self.account(line)?;
            }
        }
        Ok(lines)
    }

    /// The account that a new line is to use.
    pub(super) fn account(self, line: &LineSource) -> Result<i64, StoreError> {
        accounts::for_use(self.tx, self.vault, self.dialect, line.extension_id, &line.number)
    }

    /// Each line that the device does not have yet comes to the lowest number that is free.
    pub(super) fn add(self, device: i64, lines: &[LineSource]) -> Result<(), StoreError> {
        for line in lines {
            if self.has(device, line)? {
                continue;
            }
            // As many as a device can have are there.
            let Some(number) = self.free_number(device)? else { break };
            self.insert(device, number, self.account(line)?)?;
        }
        Ok(())
    }

    /// Gives phones that have lines of the user already, shared ones too, the lines of new extensions.
    pub(super) fn extend_phones(self, user: i64, lines: &[LineSource]) -> Result<(), StoreError> {
        for (device, _) in self.phones_of(user)? {
            self.add(device, lines)?;
        }
        Ok(())
    }

    /// Makes the phones of a user follow a change of their extensions. A phone of their own has their lines in their
    /// order; on a shared one every line that stays keeps its number, for a handset belongs to it.
    pub(super) fn settle_phones(self, user: i64) -> Result<(), StoreError> {
        self.tx.execute(
            "DELETE FROM lines WHERE account_id IN (SELECT a.id FROM accounts a JOIN extensions e ON e.id = a.extension_id
             WHERE e.user_id = ?1 AND NOT e.own_line AND e.position > 1)",
            [user],
        )?;
        let lines = self.of_user(user)?;
        for (device, is_own) in self.phones_of(user)? {
            if is_own {
                self.arrange(device, &lines)?;
            } else {
                self.add(device, &lines)?;
            }
        }
        Ok(())
    }

    /// Gives a user a softphone for their main extension, with an account of its own.
    pub(super) fn add_softphone(self, user: i64, main: &LineSource) -> Result<(), StoreError> {
        let Self { tx, vault, dialect } = self;
        let account = softphone_accounts::create(tx, vault, dialect, main.extension_id, &main.number)?;
        self.tx
            .prepare_cached("INSERT INTO softphones (user_id, account_id) VALUES (?1, ?2)")?
            .execute(params![user, account])?;
        Ok(())
    }

    /// Takes the lines of a user off a device.
    pub(super) fn clear(self, device: i64, user: i64) -> Result<(), StoreError> {
        self.tx.execute(
            "DELETE FROM lines WHERE device_id = ?1 AND account_id IN
                (SELECT a.id FROM accounts a JOIN extensions e ON e.id = a.extension_id WHERE e.user_id = ?2)",
            [device, user],
        )?;
        Ok(())
    }

    /// Takes off a device whatever is not this user's.
    pub(super) fn clear_others(self, device: i64, user: Option<i64>) -> Result<(), StoreError> {
        self.tx.execute(
            "DELETE FROM lines WHERE device_id = ?1 AND account_id NOT IN
                (SELECT a.id FROM accounts a JOIN extensions e ON e.id = a.extension_id WHERE e.user_id IS ?2)",
            params![device, user],
        )?;
        Ok(())
    }

    /// These lines and no others, from number 1. Lines that are there already keep their account.
    fn arrange(self, device: i64, lines: &[LineSource]) -> Result<(), StoreError> {
        let before = self.on_device(device)?;
        let mut wanted = Vec::new();
        for (number, line) in (1..=u8::MAX).zip(lines) {
            let kept = before.iter().find(|(_, _, extension)| *extension == line.extension_id);
            let account = kept.map_or_else(|| self.account(line), |(_, account, _)| Ok(*account))?;
            wanted.push((number, account, line.extension_id));
        }
        if wanted == before {
            return Ok(());
        }
        self.tx.execute("DELETE FROM lines WHERE device_id = ?1", [device])?;
        for (number, account, _) in wanted {
            self.insert(device, number, account)?;
        }
        Ok(())
    }

    /// Number, account and extension of each line.
    fn on_device(self, device: i64) -> Result<Vec<(u8, i64, i64)>, StoreError> {
        let mut statement = self.tx.prepare_cached(
            "SELECT l.number, l.account_id, a.extension_id FROM lines l JOIN accounts a ON a.id = l.account_id
             WHERE l.device_id = ?1 ORDER BY l.number",
        )?;
        let rows = statement.query_map([device], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The devices that are the user's or have a line of theirs, each with whether it is theirs alone.
    fn phones_of(self, user: i64) -> Result<Vec<(i64, bool)>, StoreError> {
        let mut statement = self.tx.prepare_cached(
            "SELECT d.id, d.user_id IS ?1 AND NOT EXISTS (
                 SELECT 1 FROM lines l JOIN accounts a ON a.id = l.account_id JOIN extensions e ON e.id = a.extension_id
                 WHERE l.device_id = d.id AND e.user_id <> ?1)
             FROM devices d WHERE d.id IN (
                 SELECT id FROM devices WHERE user_id = ?1
                 UNION SELECT l.device_id FROM lines l JOIN accounts a ON a.id = l.account_id
                       JOIN extensions e ON e.id = a.extension_id WHERE e.user_id = ?1) ORDER BY d.id",
        )?;
        let rows = statement.query_map([user], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn insert(self, device: i64, number: u8, account: i64) -> Result<(), StoreError> {
        self.tx
            .prepare_cached("INSERT INTO lines (device_id, number, account_id) VALUES (?1, ?2, ?3)")?
            .execute(params![device, number, account])?;
        Ok(())
    }

    fn has(self, device: i64, line: &LineSource) -> Result<bool, StoreError> {
        let mut statement = self.tx.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM lines l JOIN accounts a ON a.id = l.account_id
                            WHERE l.device_id = ?1 AND a.extension_id = ?2)",
        )?;
        Ok(statement.query_row([device, line.extension_id], |row| row.get(0))?)
    }

    fn free_number(self, device: i64) -> Result<Option<u8>, StoreError> {
        let mut statement = self.tx.prepare_cached(
            "SELECT min(number) FROM (SELECT 1 AS number UNION ALL SELECT number + 1 FROM lines WHERE device_id = ?1)
             WHERE number <= 255 AND number NOT IN (SELECT number FROM lines WHERE device_id = ?1)",
        )?;
        Ok(statement.query_row([device], |row| row.get(0))?)
    }
}
