//! `linekey settings`.

use std::io::Read;

use super::{Failure, Format, Place, print, print_json};
use crate::{
    directory::settings::{self, SETTINGS, Setting, Values},
    office::{Office, keying},
    store::Store,
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
    let dialects: Vec<&str> = office.dialects.iter().map(|dialect| dialect.id.as_str()).collect();
    let mut accepted = Vec::new();
    for (setting, value) in typed {
        let value =
            setting.accept(&value, &dialects).map_err(|error| Failure::Input(Some(error.to_string())))?;
        accepted.push((setting, value));
    }
    save(&office, &mut store, &accepted)?;
    for (setting, value) in &accepted {
        if let Some(word) = word_of_caution(setting, value) {
            eprintln!("{word}");
        }
    }
    Ok(())
}

fn save(office: &Office, store: &mut Store, accepted: &[(&'static Setting, String)]) -> Result<(), Failure> {
    let kind = accepted.iter().rev().find(|(setting, _)| setting.key == "pbx.kind");
    let Some(dialect) = kind.and_then(|(_, kind)| office.dialects.get(kind)) else {
        return Ok(store.set_settings(accepted)?);
    };
    let changed = store.set_pbx(accepted, dialect)?;
    for sentence in keying::without_function(store, dialect)? {
        eprintln!("{sentence}");
    }
    if changed > 0 {
        eprintln!(
            "{changed} SIP accounts were made or renamed, as {} wants. Give the PBX the accounts anew: linekey export \
             accounts --with-secrets",
            dialect.name
        );
    }
    Ok(())
}

fn split(argument: &str) -> Result<(&'static Setting, String), Failure> {
    let (key, value) = argument
        .split_once('=')
        .ok_or_else(|| Failure::Usage(format!("{argument:?} is not of the form KEY=VALUE")))?;
    let setting = find(key)?;
    if value != "-" {
        return Ok((setting, value.to_owned()));
    }
    let mut text = String::new();
    std::io::stdin()
        .take(MAX_VALUE)
        .read_to_string(&mut text)
        .map_err(|error| Failure::System(format!("cannot read {key} from the standard input: {error}")))?;
    Ok((setting, text.trim_end_matches(['\r', '\n']).to_owned()))
}

/// What a person should know once a setting is changed.
fn word_of_caution(setting: &Setting, value: &str) -> Option<&'static str> {
    match setting.key {
        "phone.admin_password" if !value.is_empty() => Some(
            "All phones now share one administrator password: whoever learns it can read every phone's secrets.",
        ),
        "site.provisioning_url" if value.starts_with("https://") => Some(
            "Phones get this URL, but not yet the certificate of the box: they can only use it if they trust the \
             server already.",
        ),
        "pbx.transport" if value == "tls" => {
            Some("TLS mostly has a port of its own: linekey settings set pbx.port=5061")
        }
        "lines.per_extension" => {
            Some("This counts for imports from now on; extensions that are there stay as they are.")
        }
        _ => None,
    }
}
