//! `linekey doctor`.

use super::{Failure, Format, Place, print, print_json};
use crate::office::phonebook::check::{self, PhonebookTest};

/// Check the box: its own templates, and the phonebook as phones fetch it from the running daemon.
#[derive(clap::Args)]
pub struct Doctor {
    /// How to print what was found
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// What was found.
#[derive(serde::Serialize)]
struct Findings {
    /// Faults of the box's own files, in whose place the shipped ones serve.
    faults: Vec<String>,
    phonebook: PhonebookTest,
}

impl Doctor {
    /// Runs the command. Something wrong is a failure of the input.
    pub fn run(&self, place: &Place) -> Result<(), Failure> {
        let mut store = place.store()?;
        let office = crate::office::Office::open(&place.dir)?;
        let faults = office.faults().iter().map(ToString::to_string).collect();
        let findings = Findings { faults, phonebook: check::run(&office, &mut store)? };
        if self.format == Format::Json {
            print_json(&findings)?;
        } else {
            print(&findings.text())?;
        }
        if findings.faults.is_empty() && !findings.phonebook.has_problem() {
            return Ok(());
        }
        Err(Failure::Input(None))
    }
}

impl Findings {
    fn text(&self) -> String {
        let mut lines: Vec<String> =
            self.faults.iter().map(|fault| format!("{fault}. The shipped file is used instead.")).collect();
        if lines.is_empty() {
            lines.push("Templates: no faults.".to_owned());
        }
        lines.extend(self.phonebook.lines());
        lines.join("\n") + "\n"
    }
}
