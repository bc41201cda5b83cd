//! How many of a device's keys its model has.

use crate::catalogue::Model;

/// What of a list of keys a model can show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fit {
    /// Keys that will be rendered.
    pub fitting: Vec<u16>,
    /// Keys that are kept but not rendered.
    pub beyond: Vec<u16>,
}

/// Sorts key numbers into those that the model (with its attached expansion modules) has and those that it has not.
/// Numbers after the model's own keys run on over the modules.
#[must_use]
pub fn fit(keys: impl IntoIterator<Item = u16>, model: &Model, expansion: Option<(&str, u8)>) -> Fit {
    let capacity = model.keys.total + expansion_keys(model, expansion);
    let (fitting, beyond) = keys.into_iter().partition(|key| *key <= capacity);
    Fit { fitting, beyond }
}

fn expansion_keys(model: &Model, expansion: Option<(&str, u8)>) -> u16 {
    let Some((id, modules)) = expansion else { return 0 };
    let module = model.expansion.iter().find(|module| module.id == id);
    module.map_or(0, |module| module.keys * u16::from(modules.min(module.max)))
}
