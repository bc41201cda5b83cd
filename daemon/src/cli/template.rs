//! `linekey template`.

use std::{
    fs::File,
    io::{self, Write},
    path::{Path, PathBuf},
};

use super::{Failure, Place, print};
use crate::office::template::{self, TemplateError};

/// Write a spreadsheet to fill in, with drop-downs of the phones that this box knows.
#[derive(clap::Args)]
pub struct Template {
    /// The new file; `-` writes it to the standard output
    out: PathBuf,
}

impl Template {
    /// Runs the command.
    pub fn run(&self, place: &Place) -> Result<(), Failure> {
        let bytes = template::workbook(&place.office()?.catalogue)?;
        if self.out == Path::new("-") {
            return super::quiet_pipe(io::stdout().lock().write_all(&bytes));
        }
        let failed = |error| Failure::System(format!("cannot write {}: {error}", self.out.display()));
        match File::create_new(&self.out) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(Failure::Usage(format!(
                "{} is there already. Name a new file for the spreadsheet",
                self.out.display()
            ))),
            file => {
                file.and_then(|mut file| file.write_all(&bytes)).map_err(failed)?;
                print(&format!(
                    "{0} is written. Fill it in and import it with: linekey import {0}\n",
                    self.out.display()
                ))
            }
        }
    }
}

impl From<TemplateError> for Failure {
    fn from(error: TemplateError) -> Self {
        Self::System(error.to_string())
    }
}
