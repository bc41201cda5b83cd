//! `linekey admin`.

use super::{Failure, Place, print};
use crate::{
    directory::credentials,
    store::{Strength, hash_password},
};

/// The owner's name: there is one until roles are built.
const OWNER: &str = "owner";

/// Help whoever has the box and lost the password.
#[derive(clap::Subcommand)]
pub enum Admin {
    /// Make a new password for the owner, end all log-ins, and print the password once
    ResetPassword,
}

impl Admin {
    /// Runs the command.
    pub fn run(&self, place: &Place) -> Result<(), Failure> {
        let Self::ResetPassword = self;
        let mut store = place.store()?;
        let password = credentials::login_password(&mut rand::rng());
        store.set_admin_password(OWNER, &hash_password(&password, Strength::Generated)?, super::now())?;
        print(&format!("name: {OWNER}\npassword: {}\n", password.expose()))
    }
}
