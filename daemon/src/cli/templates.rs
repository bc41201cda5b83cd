//! `linekey templates`.

use super::{Failure, Format, Place, actor, print, print_json};
use crate::office::overlay::{CloneForm, Listed, OverlayError, State, diff};

/// Look at the templates, and lay your own over them.
#[derive(clap::Subcommand)]
pub enum Templates {
    /// List every file of the catalogue, and how the box's own ones stand to the shipped ones
    List {
        /// The box's own files alone
        #[arg(long)]
        own: bool,
        /// How to print them
        #[arg(long, value_enum, default_value = "text")]
        format: Format,
    },
    /// Print a file as it is in force
    Show {
        /// Its path, as the list names it
        path: String,
    },
    /// Lay a copy of a shipped file over it, to be edited
    Copy {
        /// Its path, as the list names it
        path: String,
    },
    /// Make a model of your own that is like another one
    CloneModel {
        /// The model that it is like, as people write it ("Yealink T46U") or as BRAND/FAMILY/MODEL
        model: String,
        /// Id of the new one: small letters, digits, - and _
        id: String,
        /// Its name for people
        #[arg(long)]
        name: String,
    },
    /// Say what is wrong with the box's own files
    Check,
    /// Print where the box's own file differs from the shipped one
    Diff {
        /// Its path, as the list names it
        path: String,
    },
    /// Say that you have looked at the newer shipped file under your own
    Accept {
        /// Its path, as the list names it
        path: String,
    },
    /// Remove the box's own file: the shipped one is in force again
    Remove {
        /// Its path, as the list names it
        path: String,
    },
}

impl Templates {
    /// Runs the command.
    pub fn run(&self, place: &Place) -> Result<(), Failure> {
        match self {
            Self::List { own, format } => list(place, *own, *format),
            Self::Show { path } => show(place, path),
            Self::Copy { path } => {
                let (mut store, office) = (place.store_or_new()?, place.office()?);
                let file = office.copy_template(&mut store, path, &actor()).map_err(failure)?;
                print(&format!("Edit {}; a running box reads it within two seconds.\n", file.display()))
            }
            Self::CloneModel { model, id, name } => clone_model(place, model, id, name),
            Self::Check => check(place),
            Self::Diff { path } => differences(place, path),
            Self::Accept { path } => {
                let (mut store, office) = (place.store()?, place.office()?);
                office.accept_template(&mut store, path).map_err(failure)
            }
            Self::Remove { path } => {
                let (mut store, office) = (place.store()?, place.office()?);
                office.remove_template(&mut store, path, None, &actor()).map_err(failure)
            }
        }
    }
}

fn failure(error: OverlayError) -> Failure {
    match error {
        OverlayError::Store(error) => error.into(),
        OverlayError::Io { .. } => Failure::System(error.to_string()),
        error => Failure::Input(Some(error.to_string())),
    }
}

fn word(state: State) -> &'static str {
    match state {
        State::Faulty => "faulty",
        State::Outdated => "overlaid, the shipped file has changed since",
        State::Overlaid => "overlaid",
        State::Own => "own",
        State::Shipped => "shipped",
    }
}

fn listed(place: &Place, own: bool) -> Result<Vec<Listed>, Failure> {
    let (store, office) = (place.store()?, place.office()?);
    let all = office.templates(&store)?;
    Ok(all.into_iter().filter(|listed| !own || listed.state != State::Shipped).collect())
}

fn list(place: &Place, own: bool, format: Format) -> Result<(), Failure> {
    let listed = listed(place, own)?;
    if format == Format::Json {
        let json = |one: &Listed| {
            let fault = one
                .fault
                .as_ref()
                .map(|fault| serde_json::json!({ "line": fault.line, "message": fault.message }));
            serde_json::json!({ "path": one.path, "state": one.state, "fault": fault })
        };
        return print_json(&listed.iter().map(json).collect::<Vec<_>>());
    }
    print(&listed.iter().map(line).collect::<String>())
}

fn line(listed: &Listed) -> String {
    let fault = listed.fault.as_ref().map(|fault| format!(" (line {}: {})", fault.line, fault.message));
    format!("{:<48}  {}{}\n", listed.path, word(listed.state), fault.unwrap_or_default())
}

fn show(place: &Place, path: &str) -> Result<(), Failure> {
    let (store, office) = (place.store()?, place.office()?);
    let shown = office.template(&store, path).map_err(failure)?;
    let is_own = shown.listed.state != State::Faulty;
    let in_force = shown.own.filter(|_| is_own).or(shown.shipped).unwrap_or_default();
    print(&in_force)
}

fn clone_model(place: &Place, model: &str, id: &str, name: &str) -> Result<(), Failure> {
    let (mut store, office) = (place.store_or_new()?, place.office()?);
    let meant = office.catalogue.model_meant(None, None, model);
    let meant = meant.map_err(|error| Failure::Input(Some(error.to_string())))?;
    let form = CloneForm {
        brand: meant.brand.id.clone(),
        family: meant.family.id.clone(),
        model: meant.model.id.clone(),
        id: id.to_owned(),
        name: name.to_owned(),
    };
    let (_, file) = office.clone_model(&mut store, &form, &actor()).map_err(failure)?;
    print(&format!("{id} is there now; what makes it differ is at the end of {}.\n", file.display()))
}

/// One line for each fault; 1 where there is any.
fn check(place: &Place) -> Result<(), Failure> {
    let own = listed(place, true)?;
    let outdated = own.iter().filter(|one| one.state == State::Outdated);
    for one in outdated {
        eprintln!(
            "{}: the shipped file has changed since yours was made; `linekey templates diff` shows how they differ",
            one.path
        );
    }
    let faulty: Vec<String> = own.iter().filter(|one| one.state == State::Faulty).map(line).collect();
    if faulty.is_empty() {
        return print("The box's own files are sound.\n");
    }
    Err(Failure::Input(Some(faulty.concat().trim_end().replace('\n', "\nlinekey: "))))
}

fn differences(place: &Place, path: &str) -> Result<(), Failure> {
    let (store, office) = (place.store()?, place.office()?);
    let shown = office.template(&store, path).map_err(failure)?;
    let (Some(own), Some(shipped)) = (&shown.own, &shown.shipped) else {
        return Err(Failure::Input(Some(format!("{path} is not laid over a shipped file"))));
    };
    print(&diff(shipped, own))
}
