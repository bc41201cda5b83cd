//! Who may use the admin side.

use rusqlite::params;

use super::{Store, StoreError, events};

impl Store {
    /// Gives an admin user a new password, making them where they are missing, and ends all their log-ins.
    pub fn set_admin_password(&mut self, name: &str, hash: &str, now: i64) -> Result<(), StoreError> {
        self.change(|tx, _| {
            let id: i64 = tx.query_row(
                "INSERT INTO admin_users (name, role, password_hash) VALUES (?1, 'owner', ?2)
                 ON CONFLICT (name) DO UPDATE SET password_hash = excluded.password_hash RETURNING id",
                params![name, hash],
                |row| row.get(0),
            )?;
            tx.execute("DELETE FROM admin_sessions WHERE admin_user_id = ?1", [id])?;
            let message = format!("the password of {name} was reset on the box");
            events::insert(
                tx,
                now,
                "admin_password_reset",
                events::EventSeverity::Warning,
                &message,
                "command line",
            )
        })
    }

    /// Whether anybody can log in yet.
    pub fn has_admin(&self) -> Result<bool, StoreError> {
        Ok(self.db.query_row("SELECT EXISTS (SELECT 1 FROM admin_users)", [], |row| row.get(0))?)
    }
}
