//! `linekey settings`.

use std::io::Read;

use super::{Failure, Format, Place, print, print_json};
use crate::{
    directory::settings::{self, SETTINGS, Setting, Values},
    office::setting::{self, SaveError},
};

/// The longest value that is read from the standard input.
const MAX_VALUE: u64 = 64 * 1024;

/// Show or change the site's settings.
#[derive(clap::Subcommand)]
pub enum Settings {
    /// Show one setting, or all
    Get {
        /// Its name
        key: Option<String>,
        /// How to print it
        #[arg(long, value_enum, default_value = "text")]
        format: Format,
    },
    /// Change settings: all of them or none. `KEY=-` reads the value from the standard input
    Set {
        /// Names and values
        #[arg(required = true, value_name = "KEY=VALUE")]
        values: Vec<String>,
    },
}

impl Settings {
    /// Runs the command.
    pub fn run(&self, place: &Place) -> Result<(), Failure> {
        match self {
            Self::Get { key, format } => get(place, key.as_deref(), *format),
            Self::Set { values } => set(place, values),
        }
    }
}

fn get(place: &Place, key: Option<&str>, format: Format) -> Result<(), Failure> {
    let wanted = key.map(find).transpose()?;
    let values = place.store()?.settings()?;
    match (wanted, format) {
        (Some(setting), Format::Text) => print(&format!("{}\n", shown(setting, &values))),
        (Some(setting), Format::Json) => {
            print_json(&serde_json::json!({ setting.key: shown(setting, &values) }))
        }
        (None, Format::Text) => {
            let line = |setting: &Setting| {
                format!("{}={}\n    {}\n", setting.key, shown(setting, &values), setting.about)
            };
            print(&SETTINGS.iter().map(line).collect::<String>())
        }
        (None, Format::Json) => {
            let all: serde_json::Map<_, _> = SETTINGS
                .iter()
                .map(|setting| (setting.key.to_owned(), shown(setting, &values).into()))
                .collect();
            print_json(&all)
        }
    }
}

/// The value; of a secret only whether there is one.
fn shown(setting: &Setting, values: &Values) -> String {
    let value = settings::value(values, setting.key);
    if setting.secret && !value.is_empty() { "(set)".into() } else { value.to_owned() }
}

fn find(key: &str) -> Result<&'static Setting, Failure> {
    settings::find(key).map_err(|error| Failure::Usage(error.to_string()))
}

fn set(place: &Place, arguments: &[String]) -> Result<(), Failure> {
    if arguments.iter().filter(|argument| argument.ends_with("=-")).count() > 1 {
        return Err(Failure::Usage("only one value can be read from the standard input".into()));
    }
    let typed = arguments.iter().map(|argument| split(argument)).collect::<Result<Vec<_>, _>>()?;
    let mut store = place.store_or_new()?;
    let office = place.office()?;
    let notes = setting::save(&office, &mut store, &typed, None).map_err(explain)?;
    for note in notes {
        eprintln!("{}", note.for_the_command());
    }
    Ok(())
}

/// The first fault is enough for whoever typed it a moment ago.
fn explain(error: SaveError) -> Failure {
    match error {
        SaveError::Refused(faults) => {
            Failure::Input(faults.into_iter().next().map(|(_, why)| why.to_string()))
        }
        SaveError::Store(error) => error.into(),
    }
}

fn split(argument: &str) -> Result<(String, String), Failure> {
    let (key, value) = argument
        .split_once('=')
        .ok_or_else(|| Failure::Usage(format!("{argument:?} is not of the form KEY=VALUE")))?;
    find(key)?;
    if value != "-" {
        return Ok((key.to_owned(), value.to_owned()));
    }
    let mut text = String::new();
    std::io::stdin()
        .take(MAX_VALUE)
        .read_to_string(&mut text)
        .map_err(|error| Failure::System(format!("cannot read {key} from the standard input: {error}")))?;
    Ok((key.to_owned(), text.trim_end_matches(['\r', '\n']).to_owned()))
}
