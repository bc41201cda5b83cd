//! Site settings and what the daemon found out about its own box.

use aws_lc_rs::digest::{Context, SHA256};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::{Store, StoreError, accounts, raise_revision, vault::Vault};
use crate::{
    directory::{Site, settings, settings::Values, text::hex},
    pbx::Dialect,
};

const SECRET: &str = "setting";

impl Store {
    /// What somebody has set, secrets in clear.
    pub fn settings(&self) -> Result<Values, StoreError> {
        let mut statement = self.db.prepare_cached("SELECT key, value, secret FROM settings")?;
        let rows = statement.query_map([], |row| {
            Ok((
                row.get::<_, String>(0)?,
                row.get::<_, Option<String>>(1)?,
                row.get::<_, Option<Vec<u8>>>(2)?,
            ))
        })?;
        let mut values = Values::new();
        for row in rows {
            let (key, value, secret) = row?;
            let value = match (value, secret) {
                (Some(value), _) => value,
                (None, sealed) => self.vault.unseal(SECRET, &sealed.unwrap_or_default())?.expose().to_owned(),
            };
            values.insert(key, value);
        }
        Ok(values)
    }

    /// Changes whenever somebody sets a setting.
    pub fn settings_version(&self) -> Result<String, StoreError> {
        version(&self.db)
    }

    /// Stores accepted values, all or none.
    pub fn set_settings(&mut self, values: &[(&settings::Setting, String)]) -> Result<(), StoreError> {
        self.change_settings(values, None, None).map(|_| ())
    }

    /// Stores accepted values, all or none; an empty one puts the default back. Values that name another PBX come
    /// with its dialect: then every line and softphone gets the account that it wants, one for each extension or one
    /// for each phone. Says how many accounts were made or renamed. [`StoreError::Changed`] where the settings no
    /// longer have the version that is given.
    pub fn change_settings(
        &mut self,
        values: &[(&settings::Setting, String)],
        dialect: Option<&Dialect>,
        expected: Option<&str>,
    ) -> Result<usize, StoreError> {
        self.change(|tx, vault| {
            if let Some(expected) = expected
                && version(tx)? != expected
            {
                return Err(StoreError::Changed);
            }
            set(tx, vault, values)?;
            dialect.map_or(Ok(0), |dialect| accounts::regroup(tx, vault, dialect))
        })
    }

    /// The settings as phones need them.
    pub fn site(&self) -> Result<Site, StoreError> {
        let values = self.settings()?;
        let authority = if settings::trusts_box(&values) { self.box_state("authority")? } else { None };
        Ok(Site { authority, ..settings::site(&values, self.own_url()?.as_deref()) })
    }

    /// The URL by which phones reach this box, as the daemon found it at its last start.
    pub fn own_url(&self) -> Result<Option<String>, StoreError> {
        self.box_state("own_url")
    }

    /// The certificate of the box's own authority, as PEM; `None` before its first start.
    pub fn authority(&self) -> Result<Option<String>, StoreError> {
        self.box_state("authority")
    }

    fn box_state(&self, key: &str) -> Result<Option<String>, StoreError> {
        let mut statement = self.db.prepare_cached("SELECT value FROM box_state WHERE key = ?1")?;
        Ok(statement.query_row([key], |row| row.get(0)).optional()?)
    }

    /// Remembers the URL by which phones reach this box. The same one again changes nothing.
    pub fn set_own_url(&mut self, url: &str) -> Result<(), StoreError> {
        self.set_box_state("own_url", url)
    }

    /// Remembers the certificate of the box's own authority, as PEM. The same one again changes nothing.
    pub fn set_authority(&mut self, pem: &str) -> Result<(), StoreError> {
        self.set_box_state("authority", pem)
    }

    fn set_box_state(&mut self, key: &str, value: &str) -> Result<(), StoreError> {
        if self.box_state(key)?.as_deref() == Some(value) {
            return Ok(());
        }
        self.change(|tx, _| {
            tx.execute("INSERT OR REPLACE INTO box_state (key, value) VALUES (?1, ?2)", [key, value])?;
            raise_revision(tx).map(|_| ())
        })
    }
}

/// A hash of what is stored. Secrets count as they are sealed, so none has to be opened.
fn version(db: &Connection) -> Result<String, StoreError> {
    let mut statement = db.prepare_cached("SELECT key, value, secret FROM settings ORDER BY key")?;
    let mut rows = statement.query([])?;
    let mut hash = Context::new(&SHA256);
    while let Some(row) = rows.next()? {
        for column in 0..3 {
            let bytes = row.get_ref(column)?.as_bytes_or_null().ok().flatten().unwrap_or_default();
            // With its length before it, no value can be taken for two.
            hash.update(&(bytes.len() as u64).to_be_bytes());
            hash.update(bytes);
        }
    }
    Ok(hex(&hash.finish().as_ref()[..8]))
}

fn set(
    tx: &Transaction<'_>,
    vault: &Vault,
    values: &[(&settings::Setting, String)],
) -> Result<(), StoreError> {
    for (setting, value) in values {
        if value.is_empty() {
            tx.execute("DELETE FROM settings WHERE key = ?1", [setting.key])?;
            continue;
        }
        let sealed = if setting.secret { Some(vault.seal(SECRET, value)?) } else { None };
        let plain = (!setting.secret).then_some(value);
        tx.execute(
            "INSERT INTO settings (key, value, secret) VALUES (?1, ?2, ?3)
             ON CONFLICT (key) DO UPDATE SET value = excluded.value, secret = excluded.secret",
            params![setting.key, plain, sealed],
        )?;
    }
    if values.iter().any(|(setting, _)| setting.rendered) {
        raise_revision(tx)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_setting_is_sealed_and_reads_back() {
        let dir = tempfile::tempdir().unwrap();
        let mut store = Store::create(dir.path()).unwrap();
        let password = settings::find("phone.admin_password").unwrap();
        let host = settings::find("pbx.host").unwrap();
        store.set_settings(&[(password, "hunter42".into()), (host, "pbx".into())]).unwrap();
        let plain: Option<String> = store
            .db
            .query_row("SELECT value FROM settings WHERE key = 'phone.admin_password'", [], |row| row.get(0))
            .unwrap();
        assert_eq!(plain, None);
        let site = store.site().unwrap();
        assert_eq!(site.phone_admin_password.unwrap().expose(), "hunter42");
        assert_eq!(site.pbx.host, "pbx");
        assert_eq!(store.revision().unwrap(), 2);
    }

    #[test]
    fn settings_are_changed_only_as_they_were_seen() {
        let mut store = Store::in_memory().unwrap();
        let host = settings::find("pbx.host").unwrap();
        let seen = store.settings_version().unwrap();
        store.change_settings(&[(host, "pbx".into())], None, Some(&seen)).unwrap();
        let again = store.change_settings(&[(host, "other".into())], None, Some(&seen));
        assert!(matches!(again, Err(StoreError::Changed)));
        assert_eq!(store.site().unwrap().pbx.host, "pbx");
        assert_ne!(store.settings_version().unwrap(), seen);
    }

    #[test]
    fn an_empty_value_puts_the_default_back_as_if_nobody_had_said() {
        let mut store = Store::in_memory().unwrap();
        let port = settings::find("pbx.port").unwrap();
        let fresh = store.settings_version().unwrap();
        store.set_settings(&[(port, "5070".into())]).unwrap();
        assert_eq!(store.site().unwrap().pbx.port, 5070);
        store.set_settings(&[(port, String::new())]).unwrap();
        assert_eq!(store.site().unwrap().pbx.port, 5060);
        assert_eq!((store.settings().unwrap().len(), store.settings_version().unwrap()), (0, fresh));
    }

    #[test]
    fn the_own_url_raises_the_revision_only_when_it_changes() {
        let dir = tempfile::tempdir().unwrap();
        let mut store = Store::create(dir.path()).unwrap();
        store.set_own_url("http://10.0.0.5/").unwrap();
        store.set_own_url("http://10.0.0.5/").unwrap();
        assert_eq!(store.revision().unwrap(), 2);
        assert_eq!(store.site().unwrap().provisioning_url.as_deref(), Some("http://10.0.0.5/"));
    }
}
