//! `linekey overrides`.

use super::{Failure, Format, Place, actor, print, print_json};
use crate::{
    directory::{Level, MacAddr},
    office::overrides::{OverrideError, ScopeForm},
    store::{Scope, Store, StoredOverride},
};

/// List, set or remove parameters in the makers' words.
#[derive(clap::Subcommand)]
pub enum Overrides {
    /// List all
    List {
        /// How to print them
        #[arg(long, value_enum, default_value = "text")]
        format: Format,
    },
    /// Set a parameter: it is laid over what the template writes
    Set {
        #[command(flatten)]
        target: Target,
        /// Name, as the phone's file tells it, and value
        #[arg(value_name = "NAME=VALUE")]
        parameter: String,
    },
    /// Remove an override
    Remove {
        #[command(flatten)]
        target: Target,
        /// The parameter's name
        #[arg(value_name = "NAME")]
        parameter: String,
    },
}

/// For which phones.
#[derive(clap::Args)]
pub struct Target {
    /// How many phones it is for; of several overrides the nearest to the phone counts
    #[arg(long, value_enum)]
    level: LevelWord,
    /// The brand
    #[arg(long)]
    brand: Option<String>,
    /// The family
    #[arg(long)]
    family: Option<String>,
    /// The model
    #[arg(long)]
    model: Option<String>,
    /// The phone's MAC address
    #[arg(long, value_name = "MAC")]
    device: Option<MacAddr>,
}

/// A level.
#[derive(Clone, Copy, clap::ValueEnum)]
enum LevelWord {
    /// All phones
    Site,
    /// All phones of a brand
    Brand,
    /// All phones of a family
    Family,
    /// All phones of a model
    Model,
    /// One phone
    Device,
}

impl Overrides {
    /// Runs the command.
    pub fn run(&self, place: &Place) -> Result<(), Failure> {
        match self {
            Self::List { format } => list(place, *format),
            Self::Set { target, parameter } => set(place, target, parameter),
            Self::Remove { target, parameter } => remove(place, target, parameter),
        }
    }
}

fn list(place: &Place, format: Format) -> Result<(), Failure> {
    let overrides = place.store()?.overrides()?;
    match format {
        Format::Json => print_json(&overrides.iter().map(json).collect::<Vec<_>>()),
        Format::Text if overrides.is_empty() => print("No parameter is overridden.\n"),
        Format::Text => print(&overrides.iter().map(line).collect::<String>()),
    }
}

fn json(stored: &StoredOverride) -> serde_json::Value {
    let (brand, family, model, _) = stored.scope.parts();
    serde_json::json!({
        "level": stored.scope.level(), "brand": brand, "family": family, "model": model, "device": stored.device,
        "parameter": stored.parameter, "value": stored.value,
    })
}

fn line(stored: &StoredOverride) -> String {
    let scope = match &stored.scope {
        Scope::Site => "site".to_owned(),
        Scope::Brand { brand } => format!("brand {brand}"),
        Scope::Family { brand, family } => format!("family {brand}/{family}"),
        Scope::Model { brand, family, model } => format!("model {brand}/{family}/{model}"),
        Scope::Device(_) => format!("device {}", stored.device.as_deref().unwrap_or_default()),
    };
    format!("{scope:<40}  {} = {}\n", stored.parameter, stored.value)
}

fn set(place: &Place, target: &Target, parameter: &str) -> Result<(), Failure> {
    let (name, value) = parameter
        .split_once('=')
        .ok_or_else(|| Failure::Usage(format!("{parameter:?} is not of the form NAME=VALUE")))?;
    let mut store = place.store()?;
    let office = place.office()?;
    let form = target.form(&mut store)?;
    let notes = office.set_override(&mut store, &form, (name, value), None, &actor()).map_err(failure)?;
    for note in notes {
        eprintln!("{note}");
    }
    Ok(())
}

fn remove(place: &Place, target: &Target, parameter: &str) -> Result<(), Failure> {
    let mut store = place.store()?;
    let office = place.office()?;
    let form = target.form(&mut store)?;
    let removed = office.remove_override(&mut store, &form, parameter, None, &actor()).map_err(failure)?;
    let nothing = || Failure::Input(Some(format!("{parameter} is not overridden there")));
    if removed { Ok(()) } else { Err(nothing()) }
}

fn failure(error: OverrideError) -> Failure {
    match error {
        OverrideError::Refused(_) => Failure::Input(Some(error.to_string())),
        OverrideError::Store(error) => error.into(),
    }
}

impl Target {
    fn form(&self, store: &mut Store) -> Result<ScopeForm, Failure> {
        let level = match self.level {
            LevelWord::Site => Level::Site,
            LevelWord::Brand => Level::Brand,
            LevelWord::Family => Level::Family,
            LevelWord::Model => Level::Model,
            LevelWord::Device => Level::Device,
        };
        let device = self.device.map(|mac| {
            let shown = mac.to_string();
            let devices = store.devices()?;
            let found = devices.iter().find(|device| device.mac_address.as_ref() == Some(&shown));
            let unknown =
                || Failure::Input(Some(format!("nobody has imported a phone with the MAC address {mac}")));
            found.map(|device| device.id.0).ok_or_else(unknown)
        });
        Ok(ScopeForm {
            level,
            brand: self.brand.clone(),
            family: self.family.clone(),
            model: self.model.clone(),
            device: device.transpose()?,
        })
    }
}
