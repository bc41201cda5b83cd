//! Whether the files of the phones that an override is for can say it.

use std::collections::HashSet;

use super::OverrideError;
use crate::{
    catalogue::{Catalogue, ModelRef},
    directory::{Level, Override, Phone, Site},
    office::{Office, stand_in::stand_in},
    render::{
        FileAsked, Rendered,
        parameters::{self, Outcome},
    },
    store::{Scope, Store},
};

/// Models that a sentence names at most.
const NAMED: usize = 4;

/// How an override falls on a kind of phone.
struct Trial {
    model: String,
    outcome: Outcome,
    rendered: Rendered,
}

impl Office {
    /// Refuses what no phone of the scope can be told; says what a person should know otherwise.
    pub(super) fn fits(
        &self,
        store: &mut Store,
        scope: &Scope,
        parameter: &str,
        value: &str,
    ) -> Result<Vec<String>, OverrideError> {
        let site = store.site()?.masked();
        let phones = self.phones_of(store, scope)?;
        let trials: Vec<Trial> =
            phones.into_iter().filter_map(|phone| self.trial(phone, &site, parameter, value)).collect();
        let (cannot, can): (Vec<&Trial>, Vec<&Trial>) =
            trials.iter().partition(|trial| trial.outcome == Outcome::Impossible);
        if let (Some(first), []) = (cannot.first(), can.as_slice()) {
            return Err(OverrideError::Refused(vec![("parameter", no_place(first, parameter))]));
        }
        let mut notes = Vec::new();
        if !cannot.is_empty() {
            notes.push(format!(
                "{} have no place for {parameter}; their files stay as they are",
                names(&cannot)
            ));
        }
        if let Some(first) = can.first().filter(|_| can.iter().all(|trial| trial.outcome == Outcome::Added)) {
            notes.push(unwritten(first, parameter));
        }
        Ok(notes)
    }

    /// One phone of each kind that the scope holds.
    fn phones_of(&self, store: &mut Store, scope: &Scope) -> Result<Vec<Phone>, OverrideError> {
        if let Scope::Device(device) = scope {
            let Some(device) = store.device(*device)? else { return Ok(Vec::new()) };
            let listed = device.listed;
            let known = listed.mac.map(|mac| store.phone(mac)).transpose()?.flatten().map(Phone::masked);
            let model = self.catalogue.model(&listed.brand, &listed.family, &listed.model);
            return Ok(known.or_else(|| stand_in(model?)).into_iter().collect());
        }
        let brands = store.brands_in_use()?;
        let models = in_scope(&self.catalogue, scope, &brands);
        let mut seen = HashSet::new();
        let is_new = |found: &ModelRef<'_>| {
            let (model, family) = (found.model, &found.family.id);
            seen.insert(format!("{} {family} {} {}", found.brand.id, model.template, model.format.id))
        };
        Ok(models.into_iter().filter(is_new).filter_map(stand_in).collect())
    }

    /// `None` where the file cannot be made: that is told where phones ask for it.
    fn trial(&self, mut phone: Phone, site: &Site, parameter: &str, value: &str) -> Option<Trial> {
        let found = self.catalogue.model(&phone.brand, &phone.family, &phone.model)?;
        let what =
            Override { level: Level::Device, parameter: parameter.to_owned(), value: value.to_owned() };
        phone.overrides = vec![what];
        let main = found.brand.main_file(found.family);
        let name = self.catalogue.main_file(&phone.brand, &phone.family, phone.mac).unwrap_or_default();
        let asked = FileAsked { name, ..FileAsked::default() };
        let rendered = self.engine.own_file(&phone, site, self.dialect(site), main, &asked).ok()?;
        let outcome = rendered.laid.first()?.outcome;
        Some(Trial { model: found.model.name.clone(), outcome, rendered })
    }
}

fn in_scope<'a>(catalogue: &'a Catalogue, scope: &Scope, in_use: &[String]) -> Vec<ModelRef<'a>> {
    let all = || catalogue.models().filter(|found| found.model.provisioned);
    let is_in = |found: &ModelRef<'_>| match scope {
        Scope::Site => in_use.is_empty() || in_use.contains(&found.brand.id),
        Scope::Brand { brand } => found.brand.id == *brand,
        Scope::Family { brand, family } => found.brand.id == *brand && found.family.id == *family,
        Scope::Model { brand, family, model } => {
            found.brand.id == *brand && found.family.id == *family && found.model.id == *model
        }
        Scope::Device(_) => false,
    };
    all().filter(is_in).collect()
}

fn no_place(trial: &Trial, parameter: &str) -> String {
    let model = &trial.model;
    match nearest(trial, parameter) {
        Some(name) => {
            format!("files of the {model} have no place for {parameter}; their names look like {name}")
        }
        None => format!("files of the {model} are not made of parameters; change its template instead"),
    }
}

/// What the template does not write may be right, or misspelled.
fn unwritten(trial: &Trial, parameter: &str) -> String {
    let like = nearest(trial, parameter).filter(|name| strsim::osa_distance(name, parameter) <= 3);
    let hint = like.map(|name| format!(" It does write {name}.")).unwrap_or_default();
    format!("The template does not write {parameter}, so the line is added.{hint}")
}

/// The name in the file that is most like this one.
fn nearest(trial: &Trial, parameter: &str) -> Option<String> {
    let all = parameters::read(&trial.rendered.format, &trial.rendered.text);
    let others = all.into_iter().map(|one| one.name).filter(|name| name != parameter);
    others.min_by_key(|name| strsim::osa_distance(name, parameter))
}

fn names(trials: &[&Trial]) -> String {
    let all: Vec<&str> = trials.iter().take(NAMED).map(|trial| trial.model.as_str()).collect();
    let more = if trials.len() > NAMED { " and others" } else { "" };
    format!("Phones like {}{more}", all.join(", "))
}
