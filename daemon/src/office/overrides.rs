//! Parameters in the makers' words: checked, set, removed.

mod fits;
mod scope;

use serde::Deserialize;
use utoipa::ToSchema;

use super::{Office, now};
use crate::{
    directory::Level,
    store::{Hand, Scope, Store, StoreError},
};

/// The longest name of a parameter, in characters. The longest that we know has about 120.
const MAX_NAME: usize = 200;

/// The longest value, in characters.
const MAX_VALUE: usize = 2_000;

/// How often a change is tried when others come in between.
const ATTEMPTS: usize = 5;

/// Parts of names that hold passwords.
const SECRETS: &[&str] = &["passw", "passcode", "psk", "pwd", "secret", "_pin", ".pin", "pincode"];

/// For which phones, as a person says it.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[schema(as = OverrideScope)]
pub struct ScopeForm {
    /// How many phones it is for.
    pub level: Level,
    /// Brand: id, name or alias.
    #[serde(default)]
    pub brand: Option<String>,
    /// Family: id or name.
    #[serde(default)]
    pub family: Option<String>,
    /// Model: id, name or alias; its family may be left out where no other model is called so.
    #[serde(default)]
    pub model: Option<String>,
    /// The phone's id.
    #[serde(default)]
    pub device: Option<i64>,
}

/// What cannot be taken: the field's name, a sentence.
pub type Fault = (&'static str, String);

/// Why an override was not set or removed.
#[derive(Debug, thiserror::Error)]
pub enum OverrideError {
    /// Nothing was changed: these values cannot be taken.
    #[error("{}", .0.iter().map(|(_, why)| why.as_str()).collect::<Vec<_>>().join("; "))]
    Refused(Vec<Fault>),
    /// The store failed; [`StoreError::Changed`] where the list has another version.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Office {
    /// Sets an override. Says what a person should know of it.
    pub fn set_override(
        &self,
        store: &mut Store,
        form: &ScopeForm,
        (parameter, value): (&str, &str),
        version: Option<&str>,
        actor: &str,
    ) -> Result<Vec<String>, OverrideError> {
        let (parameter, value) = (parameter.trim(), value.trim());
        let faults: Vec<Fault> = [name_fault(parameter), value_fault(value)].into_iter().flatten().collect();
        if !faults.is_empty() {
            return Err(OverrideError::Refused(faults));
        }
        for _ in 0..ATTEMPTS {
            // Read first: should the data change meanwhile, all is checked once more.
            let revision = store.revision()?;
            let scope = self.scope(store, form).map_err(|fault| OverrideError::Refused(vec![fault]))?;
            let mut notes = self.fits(store, &scope, parameter, value)?;
            notes.extend(is_secret(parameter).then(|| {
                format!("The value of {parameter} is shown in clear to everybody who administers this box")
            }));
            let site = store.site()?;
            let dialect = self.dialect(&site);
            let hand = Hand { catalogue: &self.catalogue, dialect, actor, now: now(), revision };
            match store.set_override(&scope, parameter, value, version, &hand) {
                Err(StoreError::Stale) => {}
                done => return Ok(done.map(|()| notes)?),
            }
        }
        Err(StoreError::Busy.into())
    }

    /// Removes an override; whether it was there.
    pub fn remove_override(
        &self,
        store: &mut Store,
        form: &ScopeForm,
        parameter: &str,
        version: Option<&str>,
        actor: &str,
    ) -> Result<bool, OverrideError> {
        let scope = self.scope_as_stored(store, form).map_err(|fault| OverrideError::Refused(vec![fault]))?;
        let site = store.site()?;
        let dialect = self.dialect(&site);
        let revision = store.revision()?;
        let hand = Hand { catalogue: &self.catalogue, dialect, actor, now: now(), revision };
        Ok(store.remove_override(&scope, parameter.trim(), version, &hand)?)
    }

    /// Like [`scope`](Self::scope), but a model that the catalogue does not know any more is taken by its ids, so that
    /// what was set for it can be removed.
    fn scope_as_stored(&self, store: &mut Store, form: &ScopeForm) -> Result<Scope, Fault> {
        self.scope(store, form).or_else(|fault| {
            let text = |text: &Option<String>| text.clone().ok_or_else(|| fault.clone());
            match form.level {
                Level::Brand => Ok(Scope::Brand { brand: text(&form.brand)? }),
                Level::Family => Ok(Scope::Family { brand: text(&form.brand)?, family: text(&form.family)? }),
                Level::Model => {
                    let (brand, family) = (text(&form.brand)?, text(&form.family)?);
                    Ok(Scope::Model { brand, family, model: text(&form.model)? })
                }
                Level::Device | Level::Site => Err(fault),
            }
        })
    }
}

fn name_fault(name: &str) -> Option<Fault> {
    let why = match name.chars().count() {
        0 => "the name of the parameter is missing".to_owned(),
        length if length > MAX_NAME => {
            format!("the name of the parameter has {length} characters; {MAX_NAME} are the most")
        }
        _ if name.chars().any(char::is_control) => {
            "the name of the parameter must stand on one line, without control signs".to_owned()
        }
        _ => return None,
    };
    Some(("parameter", why))
}

fn value_fault(value: &str) -> Option<Fault> {
    let length = value.chars().count();
    let why = if length > MAX_VALUE {
        format!("the value has {length} characters; {MAX_VALUE} are the most")
    } else if value.chars().any(char::is_control) {
        "the value must stand on one line, without control signs".to_owned()
    } else {
        return None;
    };
    Some(("value", why))
}

fn is_secret(parameter: &str) -> bool {
    let name = parameter.to_ascii_lowercase();
    SECRETS.iter().any(|part| name.contains(part))
}

#[cfg(test)]
mod tests;
