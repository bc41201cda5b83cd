//! Which phones something is for: those of a brand, of a family, of a model.

use super::{Catalogue, ModelRef, meant::MeantError, names::after_brand};

/// Phones of a brand, or of one of its families, or of one model. Ids of the catalogue; a model comes with its family.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Scope {
    /// Brand id.
    pub brand: String,
    /// Family id; `None`: all of the brand.
    pub family: Option<String>,
    /// Model id; `None`: all of the family.
    pub model: Option<String>,
}

/// Why the words of a person name no scope. Each is a sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScopeError {
    /// Several families have such a model.
    #[error("{brand} has several models called {model}; name the family too: {families}")]
    Ambiguous {
        /// The brand's name.
        brand: String,
        /// What was said.
        model: String,
        /// Ids of the families that have one.
        families: String,
    },
    /// No such brand; a sentence.
    #[error("{0}")]
    Brand(String),
    /// No such family.
    #[error("{brand} has no family {family:?}; it has {known}")]
    Family {
        /// The brand's name.
        brand: String,
        /// What was said.
        family: String,
        /// Ids of its families.
        known: String,
    },
    /// No such model.
    #[error(transparent)]
    Model(MeantError),
}

impl ScopeError {
    /// Which of the three words is to blame.
    #[must_use]
    pub fn field(&self) -> &'static str {
        match self {
            Self::Ambiguous { .. } | Self::Family { .. } => "family",
            Self::Brand(_) => "brand",
            Self::Model(_) => "model",
        }
    }
}

impl Scope {
    /// Whether phones of this model belong to it.
    #[must_use]
    pub fn has(&self, brand: &str, family: &str, model: &str) -> bool {
        self.brand == brand
            && self.family.as_deref().is_none_or(|wanted| wanted == family)
            && self.model.as_deref().is_none_or(|wanted| wanted == model)
    }
}

impl Catalogue {
    /// The scope that a person means, in any usual spelling. Empty words are none.
    pub fn scope(&self, brand: &str, family: Option<&str>, model: Option<&str>) -> Result<Scope, ScopeError> {
        let found = self.find_brand(brand).ok_or_else(|| self.unknown_brand(brand))?;
        let family = family.filter(|family| !family.is_empty());
        let known = |id: &str| found.families.iter().find(|family| family.id.eq_ignore_ascii_case(id));
        let family = family.map(|id| {
            known(id).ok_or_else(|| ScopeError::Family {
                brand: found.name.clone(),
                family: id.to_owned(),
                known: listed(found.families.iter().map(|family| family.id.as_str())),
            })
        });
        let family = family.transpose()?;
        let scope =
            Scope { brand: found.id.clone(), family: family.map(|family| family.id.clone()), model: None };
        let Some(word) = model.filter(|model| !model.is_empty()) else { return Ok(scope) };
        let mut models = self.find_models(Some(found), word);
        models.retain(|model| family.is_none_or(|family| family.id == model.family.id));
        match models.as_slice() {
            [] => Err(ScopeError::Model(self.unknown_model(Some(found), word))),
            [only] => Ok(Scope {
                family: Some(only.family.id.clone()),
                model: Some(only.model.id.clone()),
                ..scope
            }),
            several => Err(ScopeError::Ambiguous {
                brand: found.name.clone(),
                model: word.to_owned(),
                families: listed(several.iter().map(|model| model.family.id.as_str())),
            }),
        }
    }

    fn unknown_brand(&self, text: &str) -> ScopeError {
        let nearest = self.nearest_brand(text);
        let hint = nearest.map(|brand| format!(". Did you mean {}?", brand.name)).unwrap_or_default();
        ScopeError::Brand(format!("there is no brand {text:?}{hint}"))
    }

    /// The models that a scope is of.
    #[must_use]
    pub fn models_of(&self, scope: &Scope) -> Vec<ModelRef<'_>> {
        let has = |found: &ModelRef<'_>| scope.has(&found.brand.id, &found.family.id, &found.model.id);
        self.models().filter(has).collect()
    }

    /// What people call the phones of a scope: `Yealink SIP-T46S`, `Yealink T4x`, `Yealink`.
    #[must_use]
    pub fn scope_name(&self, scope: &Scope) -> String {
        let brand = self.brand(&scope.brand);
        let name = brand.map_or(scope.brand.as_str(), |brand| &brand.name);
        let family = scope.family.as_deref();
        let model = scope.model.as_deref().zip(family);
        if let Some((model, family)) = model {
            let found = self.model(&scope.brand, family, model);
            return found.map_or_else(|| format!("{name} {model}"), |found| found.full_name());
        }
        let Some(id) = family else { return name.to_owned() };
        let found = brand.and_then(|brand| brand.families.iter().find(|family| family.id == id));
        format!("{name} {}", found.map_or(id, |family| after_brand(name, &family.name)))
    }
}

fn listed<'a>(ids: impl Iterator<Item = &'a str>) -> String {
    ids.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_is_found_in_any_spelling_and_a_model_brings_its_family() {
        let catalogue = Catalogue::shipped().unwrap();
        let scope = catalogue.scope("YEALINK", None, Some("sip t46s")).unwrap();
        assert_eq!((scope.family.as_deref(), scope.model.as_deref()), (Some("t4x"), Some("t46s")));
        assert_eq!(catalogue.scope_name(&scope), "Yealink SIP-T46S");
        // Some makers' names of models begin with their own.
        for (brand, family, model, name) in
            [("snom", None, Some("d785"), "Snom D785"), ("mitel", Some("mitel-68xx"), None, "Mitel 68xxi")]
        {
            let scope = catalogue.scope(brand, family, model).unwrap();
            assert_eq!(catalogue.scope_name(&scope), name);
        }
        assert_eq!(catalogue.models_of(&scope).len(), 1);
        let family = catalogue.scope("yealink", Some("T4X"), None).unwrap();
        assert!(family.has("yealink", "t4x", "t42g") && !family.has("yealink", "t2x", "t28p"));
        assert!(catalogue.models_of(&family).len() > 1);
    }

    #[test]
    fn what_is_not_there_is_named() {
        let catalogue = Catalogue::shipped().unwrap();
        for (brand, family, model, field) in [
            ("acme", None, None, "brand"),
            ("yealink", Some("t99"), None, "family"),
            ("yealink", None, Some("t99"), "model"),
            ("yealink", Some("t2x"), Some("t46s"), "model"),
        ] {
            let error = catalogue.scope(brand, family, model).unwrap_err();
            assert_eq!(error.field(), field, "{error}");
        }
    }
}
