//! `linekey doctor`.

use super::{Failure, Format, Place, print, print_json};
use crate::{
    office::phonebook::check::{self, PhonebookTest},
    store::{Store, StoreError},
};

/// Check the box: its settings, its own templates, and the phonebook as phones fetch it from the running daemon.
#[derive(clap::Args)]
pub struct Doctor {
    /// How to print what was found
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// What was found.
#[derive(serde::Serialize)]
struct Findings {
    /// What keeps phones from registering.
    settings: Vec<String>,
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
        let findings =
            Findings { settings: missing(&store)?, faults, phonebook: check::run(&office, &mut store)? };
        if self.format == Format::Json {
            print_json(&findings)?;
        } else {
            print(&findings.text())?;
        }
        if findings.settings.is_empty() && findings.faults.is_empty() && !findings.phonebook.has_problem() {
            return Ok(());
        }
        Err(Failure::Input(None))
    }
}

/// Settings without which the phones on the box are of no use.
fn missing(store: &Store) -> Result<Vec<String>, StoreError> {
    let is_nowhere = store.site()?.pbx.host.is_empty() && store.counts()?.devices > 0;
    let text = "No phone can register: the box does not know where the phone system is. Say it with: linekey settings \
                set pbx.host=ADDRESS";
    Ok(is_nowhere.then(|| text.to_owned()).into_iter().collect())
}

impl Findings {
    fn text(&self) -> String {
        let mut lines = self.settings.clone();
        let faults: Vec<String> =
            self.faults.iter().map(|fault| format!("{fault}. The shipped file is used instead.")).collect();
        let sound = faults.is_empty().then(|| "Templates: no faults.".to_owned());
        lines.extend(faults.into_iter().chain(sound));
        lines.extend(self.phonebook.lines());
        lines.join("\n") + "\n"
    }
}
