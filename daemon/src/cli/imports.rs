//! `linekey imports`.

mod show;
mod undo;

use std::path::PathBuf;

use jiff::Timestamp;

use super::{
    Failure, Format, Place, import::write_credentials, print, print_json, private_file::PrivateFile,
};
use crate::{
    office::exporting::credentials_csv,
    store::{ImportRow, ImportState},
};

/// List the imports, take one back, or hand its passwords over.
#[derive(clap::Subcommand)]
pub enum Imports {
    /// List all imports, the newest first
    List {
        /// How to print them
        #[arg(long, value_enum, default_value = "text")]
        format: Format,
    },
    /// Show what an import did, row by row where that is not plain
    Show {
        /// The import's number
        id: i64,
        /// How to print it
        #[arg(long, value_enum, default_value = "text")]
        format: Format,
    },
    /// Write the passwords that an import made to a new file; then the box forgets them
    Credentials {
        /// The import's number
        id: i64,
        /// The new file
        out: PathBuf,
    },
    /// Take an import back: everything is as it was before it, or nothing is changed
    Undo {
        /// The import's number
        id: i64,
        /// Let go what came since and hangs on it, too
        #[arg(long)]
        with_dependents: bool,
        /// Only say what would be done
        #[arg(long)]
        dry_run: bool,
        /// How to print the result
        #[arg(long, value_enum, default_value = "text")]
        format: Format,
    },
}

impl Imports {
    /// Runs the command.
    pub fn run(&self, place: &Place) -> Result<(), Failure> {
        match self {
            Self::List { format } => list(place, *format),
            Self::Show { id, format } => show::run(place, *id, *format),
            Self::Credentials { id, out } => credentials(place, *id, out),
            Self::Undo { id, with_dependents, dry_run, format } => undo::run(
                place,
                *id,
                undo::How { with_dependents: *with_dependents, dry_run: *dry_run },
                *format,
            ),
        }
    }
}

/// There is no import of this number.
fn no_import(id: i64) -> Failure {
    Failure::Input(Some(format!("there is no import {id}. See: linekey imports list")))
}

fn list(place: &Place, format: Format) -> Result<(), Failure> {
    let imports = place.store()?.imports()?;
    if format == Format::Json {
        return print_json(&imports);
    }
    if imports.is_empty() {
        return print("Nothing has been imported yet.\n");
    }
    let lines: String = imports.iter().map(line).collect();
    print(&lines)
}

fn line(import: &ImportRow) -> String {
    let state = match import.state {
        ImportState::Applied if import.undone_at.is_some() => "undone",
        ImportState::Applied => "applied",
        ImportState::Applying => "being applied",
        ImportState::Checked => "not applied",
    };
    let at = Timestamp::from_second(import.started_at).unwrap_or_default();
    let users = import.counts["users"]["create"].as_u64().unwrap_or(0);
    let devices = import.counts["devices"]["create"].as_u64().unwrap_or(0);
    let waiting = if import.passwords_wait { "; its passwords wait" } else { "" };
    format!(
        "{:>4}  {at}  {state}: {users} user{}, {devices} phone{} from {} by {}{waiting}\n",
        import.id,
        if users == 1 { "" } else { "s" },
        if devices == 1 { "" } else { "s" },
        import.file_name,
        import.actor
    )
}

fn credentials(place: &Place, id: i64, out: &std::path::Path) -> Result<(), Failure> {
    let file = PrivateFile::open(out, "the passwords")?;
    let handed_over = hand_over(place, id, &file);
    if handed_over.is_err() {
        file.discard();
    }
    handed_over
}

fn hand_over(place: &Place, id: i64, file: &PrivateFile) -> Result<(), Failure> {
    let mut store = place.store()?;
    store.expire_handovers(super::now())?;
    let Some(credentials) = store.handover(id, super::now())? else {
        let sentence =
            format!("no passwords of import {id} wait: they were handed over, or a day has passed");
        return Err(Failure::Input(Some(sentence)));
    };
    write_credentials(file, id, &credentials_csv(&credentials)?)?;
    store.end_handover(id)?;
    print(&match credentials.len() {
        1 => "The login password is written. The box has forgotten it.\n".to_owned(),
        number => format!("{number} login passwords are written. The box has forgotten them.\n"),
    })
}
