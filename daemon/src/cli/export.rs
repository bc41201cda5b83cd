//! `linekey export`.

use clap::ValueEnum;

use super::{Failure, Place, print};
use crate::office::exporting::{self, ExportError, Exported};

/// Print what is stored. Never a secret unless asked for.
#[derive(clap::Args)]
pub struct Export {
    /// What to print
    #[arg(value_enum)]
    what: What,
    /// How to print it [default: csv; json for sightings and events]
    #[arg(long, value_enum)]
    format: Option<ExportFormat>,
    /// With `accounts`: the SIP passwords too, for the PBX
    #[arg(long)]
    with_secrets: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// SIP accounts as the PBX must know them
    Accounts,
    /// Phones
    Devices,
    /// What the box noticed
    Events,
    /// Feature keys
    Keys,
    /// What phones were seen doing
    Sightings,
    /// Users with their extensions and numbers
    Users,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ExportFormat {
    /// A spreadsheet, comma-separated
    Csv,
    /// For programs
    Json,
}

impl Export {
    /// Runs the command.
    pub fn run(&self, place: &Place) -> Result<(), Failure> {
        let what = self.exported();
        let format = match self.format {
            Some(ExportFormat::Csv) if what.only_json() => {
                return Err(Failure::Usage(ExportError::OnlyJson.to_string()));
            }
            None if what.only_json() => exporting::ExportFormat::Json,
            Some(ExportFormat::Json) => exporting::ExportFormat::Json,
            Some(ExportFormat::Csv) | None => exporting::ExportFormat::Csv,
        };
        if self.with_secrets && self.what != What::Accounts {
            return Err(Failure::Usage(
                "--with-secrets goes with accounts; nothing else holds a secret".into(),
            ));
        }
        print(&what.text(&mut place.store()?, format)?)
    }

    fn exported(&self) -> Exported {
        match self.what {
            What::Accounts => Exported::Accounts { with_secrets: self.with_secrets },
            What::Devices => Exported::Devices,
            What::Events => Exported::Events,
            What::Keys => Exported::Keys,
            What::Sightings => Exported::Sightings,
            What::Users => Exported::Users,
        }
    }
}

impl From<ExportError> for Failure {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::Store(error) => error.into(),
            error => Self::System(error.to_string()),
        }
    }
}
