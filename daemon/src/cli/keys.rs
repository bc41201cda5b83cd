//! `linekey keys`.

use std::{collections::BTreeMap, path::PathBuf};

use super::{Failure, Format, Place, input, print, print_json};
use crate::{
    directory::MacAddr,
    keys::request::{Fault, KeysRequest},
    office::keying::{self, KeysApplied, KeysError, Overflow},
};

/// The largest request that is read: every key of every type with a label is a tenth of this.
const MAX_BYTES: u64 = 1024 * 1024;

/// Set or show feature keys.
#[derive(clap::Subcommand)]
pub enum Keys {
    /// Set the keys that a file names; others stay as they are
    Apply {
        /// The request, in JSON; `-` reads it from the standard input
        file: PathBuf,
        /// How to print the result
        #[arg(long, value_enum, default_value = "text")]
        format: Format,
    },
    /// Show the keys of one phone
    Show {
        /// Its MAC address
        mac: MacAddr,
        /// How to print them
        #[arg(long, value_enum, default_value = "text")]
        format: Format,
    },
}

impl Keys {
    /// Runs the command.
    pub fn run(&self, place: &Place) -> Result<(), Failure> {
        match self {
            Self::Apply { file, format } => apply(place, file, *format),
            Self::Show { mac, format } => show(place, *mac, *format),
        }
    }
}

fn apply(place: &Place, file: &std::path::Path, format: Format) -> Result<(), Failure> {
    let text = input::read_text(file, MAX_BYTES)?;
    let request = KeysRequest::parse(&text).map_err(|faults| refused(&faults))?;
    let mut store = place.store()?;
    let office = place.office()?;
    let applied = keying::apply(&office, &mut store, &request).map_err(|error| match error {
        KeysError::Request(faults) => refused(&faults),
        KeysError::Store(error) => error.into(),
    })?;
    if format == Format::Json { print_json(&applied) } else { print(&applied_text(&applied)) }
}

/// Every fault on a line of its own.
fn refused(faults: &[Fault]) -> Failure {
    let sentences: Vec<String> = faults.iter().map(ToString::to_string).collect();
    Failure::Input(Some(sentences.join("\nlinekey: ")))
}

fn applied_text(applied: &KeysApplied) -> String {
    let count = |count: usize, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
    let mut lines =
        vec![format!("{} set on {}.", count(applied.keys, "key"), count(applied.devices, "phone"))];
    lines.extend(applied.warnings.iter().map(|warning| format!("Warning: {warning}.")));
    lines.extend(overflow_lines(&applied.overflow));
    lines.join("\n") + "\n"
}

/// One line for all phones that miss the same keys.
fn overflow_lines(overflow: &[Overflow]) -> Vec<String> {
    let mut alike: BTreeMap<(&str, u16, usize, &[u16]), Vec<&str>> = BTreeMap::new();
    for phone in overflow {
        let kind = (phone.model.as_str(), phone.has, phone.fit, phone.beyond.as_slice());
        alike.entry(kind).or_default().push(&phone.device);
    }
    let line = |((model, has, fit, beyond), devices): (_, Vec<&str>)| {
        let beyond: &[u16] = beyond;
        let numbers = beyond.iter().map(u16::to_string).collect::<Vec<_>>().join(", ");
        format!(
            "A {model} has {has} keys: {fit} of these fit, {numbers} not (kept on the box, not on the phone): {}.",
            devices.join(", ")
        )
    };
    alike.into_iter().map(line).collect()
}

fn show(place: &Place, mac: MacAddr, format: Format) -> Result<(), Failure> {
    let store = place.store()?;
    if store.device_kind(mac)?.is_none() {
        return Err(Failure::Input(Some(format!("nobody has imported a phone with the MAC address {mac}"))));
    }
    let keys = store.keys(Some(mac))?;
    if format == Format::Json {
        return print_json(&keys);
    }
    if keys.is_empty() {
        return print("No key is set; the phone shows its lines.\n");
    }
    let line = |key: &crate::store::StoredKey| {
        let value = key.value.as_deref().unwrap_or_default();
        let extension = key.extension.as_ref().map(|number| format!(" ({number})")).unwrap_or_default();
        let label = key.label.as_ref().map(|label| format!(" \"{label}\"")).unwrap_or_default();
        format!("{:>3}  {:<16} line {}  {value}{extension}{label}\n", key.key, key.kind, key.line)
    };
    print(&keys.iter().map(line).collect::<String>())
}
