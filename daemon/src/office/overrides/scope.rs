//! Which phones a person means.

use super::{Fault, ScopeForm};
use crate::{
    catalogue::{Brand, ModelRef},
    directory::{DeviceId, Level},
    office::Office,
    store::{Scope, Store},
};

impl Office {
    /// The phones that are meant; `Err` says what is missing or unknown.
    pub(super) fn scope(&self, store: &mut Store, form: &ScopeForm) -> Result<Scope, Fault> {
        match form.level {
            Level::Site => Ok(Scope::Site),
            Level::Brand => Ok(Scope::Brand { brand: self.brand_called(form)?.id.clone() }),
            Level::Family => {
                let brand = self.brand_called(form)?;
                let family = named(form.family.as_deref(), "family")?;
                let is_it = |id: &str, name: &str| {
                    id.eq_ignore_ascii_case(family) || name.eq_ignore_ascii_case(family)
                };
                let found = brand.families.iter().find(|found| is_it(&found.id, &found.name));
                let unknown = || ("family", format!("{} has no family {family:?}", brand.name));
                let family = found.ok_or_else(unknown)?.id.clone();
                Ok(Scope::Family { brand: brand.id.clone(), family })
            }
            Level::Model => self.model_called(form).map(|found| Scope::Model {
                brand: found.brand.id.clone(),
                family: found.family.id.clone(),
                model: found.model.id.clone(),
            }),
            Level::Device => {
                let id = form.device.ok_or_else(|| missing("device"))?;
                let gone = || ("device", "there is no such phone here. It may have been deleted".to_owned());
                let found = store.device(DeviceId(id)).ok().flatten();
                found.map(|_| Scope::Device(DeviceId(id))).ok_or_else(gone)
            }
        }
    }

    fn brand_called(&self, form: &ScopeForm) -> Result<&Brand, Fault> {
        let text = named(form.brand.as_deref(), "brand")?;
        self.catalogue.find_brand(text).ok_or_else(|| {
            let nearest = self.catalogue.nearest_brand(text);
            let hint = nearest.map(|brand| format!(". Did you mean {}?", brand.name)).unwrap_or_default();
            ("brand", format!("the catalogue knows no brand {text:?}{hint}"))
        })
    }

    fn model_called(&self, form: &ScopeForm) -> Result<ModelRef<'_>, Fault> {
        let text = named(form.model.as_deref(), "model")?;
        let brand = if form.brand.is_some() { Some(self.brand_called(form)?) } else { None };
        let meant = self.catalogue.model_meant(brand, form.family.as_deref(), text);
        meant.map_err(|error| ("model", error.to_string()))
    }
}

fn named<'a>(text: Option<&'a str>, field: &'static str) -> Result<&'a str, Fault> {
    text.map(str::trim).filter(|text| !text.is_empty()).ok_or_else(|| missing(field))
}

fn missing(field: &'static str) -> Fault {
    (field, format!("say which {field} it is for"))
}
