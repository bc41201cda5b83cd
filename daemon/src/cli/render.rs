//! `linekey render`.

use super::{Failure, Place, print, print_bytes};
use crate::{
    directory::{Level, MacAddr, Override},
    office::{FileError, FileOrigins, Office},
    render::origins::{Origin, Source, SourceKind},
    store::Store,
};

/// Print exactly the bytes that a phone is served. They hold its passwords.
#[derive(clap::Args)]
pub struct Render {
    /// The phone's MAC address
    mac: MacAddr,
    /// The file it asks for [default: its main file]
    #[arg(long, value_name = "NAME")]
    file: Option<String>,
    /// Print each parameter with where it came from instead; passwords as dots
    #[arg(long)]
    origins: bool,
}

impl Render {
    /// Runs the command.
    pub fn run(&self, place: &Place) -> Result<(), Failure> {
        let mut store = place.store()?;
        let office = place.office()?;
        if self.origins {
            return self.print_origins(&office, &mut store);
        }
        let bytes = office.render(&mut store, self.mac, self.file.as_deref()).map_err(failure)?;
        print_bytes(&bytes)
    }

    fn print_origins(&self, office: &Office, store: &mut Store) -> Result<(), Failure> {
        let found = office.origins(store, self.mac, self.file.as_deref()).map_err(failure)?;
        let none = || Failure::Input(Some("the box makes no such file for this phone alone".to_owned()));
        let FileOrigins { parameters, impossible, .. } = found.ok_or_else(none)?;
        let impossible = impossible.iter().map(|laid| {
            format!("{}: the file has no place for it ({})\n", laid.what.parameter, override_text(&laid.what))
        });
        print(&parameters.iter().map(text).chain(impossible).collect::<String>())
    }
}

fn failure(error: FileError) -> Failure {
    match error {
        FileError::NoSuchFile { .. } | FileError::RecognisedOnly { .. } | FileError::UnknownPhone(_) => {
            Failure::Input(Some(error.to_string()))
        }
        FileError::Render(error) => Failure::System(error.to_string()),
        FileError::Store(error) => error.into(),
    }
}

/// The parameter, and what it came from on a line of its own.
fn text(origin: &Origin) -> String {
    let mut from: Vec<String> = Vec::new();
    if let Some((last, beaten)) = origin.overrides.split_last() {
        from.push(override_text(last));
        from.extend(beaten.iter().rev().map(|one| format!("beaten: {} {:?}", override_text(one), one.value)));
        from.extend(origin.replaced.as_ref().map(|value| format!("instead of {value:?}")));
    }
    from.extend(origin.template.as_ref().map(|at| format!("{} line {}", at.path, at.line)));
    from.extend(origin.sources.iter().map(source));
    format!("{} = {}\n    {}\n", origin.parameter.name, origin.parameter.value, from.join("; "))
}

fn override_text(one: &Override) -> String {
    let level = match one.level {
        Level::Site => "site",
        Level::Brand => "brand",
        Level::Family => "family",
        Level::Model => "model",
        Level::Device => "device",
    };
    format!("override at {level} level")
}

fn source(source: &Source) -> String {
    let name = &source.name;
    match source.kind {
        SourceKind::Catalogue => "catalogue: this model".to_owned(),
        SourceKind::Generated => format!("made by the box: {name}"),
        SourceKind::Hosted => format!("uploaded {name}"),
        SourceKind::Key if name.is_empty() => "feature keys".to_owned(),
        SourceKind::Key => format!("feature key {name}"),
        SourceKind::Phone => format!("phone: {name}"),
        SourceKind::Setting => format!("setting {name}"),
        SourceKind::User if name.is_empty() => "user on this line".to_owned(),
        SourceKind::User => format!("user {name}"),
    }
}
