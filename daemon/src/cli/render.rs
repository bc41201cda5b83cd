//! `linekey render`.

use super::{Failure, Place, print_bytes};
use crate::{directory::MacAddr, office::FileError};

/// Print exactly the bytes that a phone is served. They hold its passwords.
#[derive(clap::Args)]
pub struct Render {
    /// The phone's MAC address
    mac: MacAddr,
    /// The file it asks for [default: its main file]
    #[arg(long, value_name = "NAME")]
    file: Option<String>,
}

impl Render {
    /// Runs the command.
    pub fn run(&self, place: &Place) -> Result<(), Failure> {
        let mut store = place.store()?;
        let office = place.office()?;
        let bytes =
            office.render(&mut store, self.mac, self.file.as_deref()).map_err(|error| match error {
                FileError::NoSuchFile { .. } | FileError::UnknownPhone(_) => {
                    Failure::Input(Some(error.to_string()))
                }
                FileError::Render(error) => Failure::System(error.to_string()),
                FileError::Store(error) => error.into(),
            })?;
        print_bytes(&bytes)
    }
}
