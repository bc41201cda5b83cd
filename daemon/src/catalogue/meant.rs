//! The one model that a person means.

use super::{Brand, Catalogue, ModelRef};

/// Why a person's word for a model means none. Each is a sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MeantError {
    /// It is of another family than the one that was said.
    #[error("the {name} is of the family {family}")]
    OtherFamily {
        /// Its name.
        name: String,
        /// The id of its family.
        family: String,
    },
    /// Several have such a model.
    #[error("{text:?} is a model of several ({models}); say which as BRAND/FAMILY/MODEL")]
    Several {
        /// What was said.
        text: String,
        /// All of them, as one may say them.
        models: String,
    },
    /// There is none.
    #[error("{}", unknown(text, brand.as_deref(), nearest.as_deref()))]
    Unknown {
        /// What was said.
        text: String,
        /// The brand that it was to be of.
        brand: Option<String>,
        /// The name of the model most like it.
        nearest: Option<String>,
    },
}

impl Catalogue {
    /// The model that a person means: id, name or alias, with its brand before it or not, or `BRAND/FAMILY/MODEL` by ids.
    pub fn model_meant(
        &self,
        brand: Option<&Brand>,
        family: Option<&str>,
        text: &str,
    ) -> Result<ModelRef<'_>, MeantError> {
        let said = |found: &ModelRef<'_>| {
            brand.is_none_or(|brand| brand.id == found.brand.id)
                && family.is_none_or(|family| found.family.id.eq_ignore_ascii_case(family))
        };
        if let Some(found) = self.model_by_ids(text).filter(said) {
            return Ok(found);
        }
        let mut found = self.find_models(brand, text);
        found.retain(said);
        match found.as_slice() {
            [one] => Ok(*one),
            [] => Err(self.unknown_model(brand, text)),
            several => {
                let path = |found: &ModelRef<'_>| {
                    format!("{}/{}/{}", found.brand.id, found.family.id, found.model.id)
                };
                let models = several.iter().map(path).collect::<Vec<_>>().join(", ");
                Err(MeantError::Several { text: text.to_owned(), models })
            }
        }
    }

    /// That there is no such model, with the one most like it; or none in the family that was said.
    #[must_use]
    pub fn unknown_model(&self, brand: Option<&Brand>, text: &str) -> MeantError {
        if let Some(found) = self.find_models(brand, text).first() {
            return MeantError::OtherFamily { name: found.full_name(), family: found.family.id.clone() };
        }
        // The brand before it makes every word unlike all models.
        let (named, rest) =
            self.brand_before(text).map_or((brand, text), |(named, rest)| (Some(named), rest));
        let nearest = self.nearest_model(brand.or(named), rest).or_else(|| self.nearest_model(brand, text));
        MeantError::Unknown {
            text: text.to_owned(),
            brand: brand.map(|brand| brand.name.clone()),
            nearest: nearest.map(|found| found.full_name()),
        }
    }

    /// `BRAND/FAMILY/MODEL`.
    fn model_by_ids(&self, text: &str) -> Option<ModelRef<'_>> {
        let ids = text.to_ascii_lowercase();
        match ids.split('/').map(str::trim).collect::<Vec<_>>().as_slice() {
            [brand, family, model] => self.model(brand, family, model),
            _ => None,
        }
    }

    fn brand_before<'t>(&self, text: &'t str) -> Option<(&Brand, &'t str)> {
        let (first, rest) = text.trim().split_once(' ')?;
        Some((self.find_brand(first).or_else(|| self.nearest_brand(first))?, rest))
    }
}

fn unknown(text: &str, brand: Option<&str>, nearest: Option<&str>) -> String {
    let whose = brand.map_or_else(|| "no brand has a".to_owned(), |brand| format!("{brand} has no"));
    let hint = nearest.map(|name| format!(". Did you mean {name}?")).unwrap_or_default();
    format!("{whose} model {text:?}{hint}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meant(brand: Option<&str>, text: &str) -> Result<String, String> {
        let catalogue = Catalogue::shipped().unwrap();
        let brand = brand.map(|brand| catalogue.find_brand(brand).unwrap());
        let found = catalogue.model_meant(brand, None, text).map(|found| found.full_name());
        found.map_err(|error| error.to_string())
    }

    #[test]
    fn a_model_is_what_people_write() {
        for text in ["t46u", "T46U", "SIP-T46U", "Yealink T46U", "yealink sip-t46u", "yealink/t4x/t46u"] {
            assert_eq!(meant(None, text).as_deref(), Ok("Yealink SIP-T46U"), "{text}");
        }
        assert_eq!(meant(None, "Yealink/T4X/T46U").as_deref(), Ok("Yealink SIP-T46U"));
        assert_eq!(meant(Some("snom"), "D785").as_deref(), Ok("Snom D785"));
        assert!(meant(Some("snom"), "yealink/t4x/t46u").is_err());
    }

    #[test]
    fn a_word_that_means_none_is_answered_with_the_nearest() {
        let hint = "Did you mean Yealink SIP-T46U?";
        assert_eq!(meant(None, "T46UU"), Err(format!("no brand has a model \"T46UU\". {hint}")));
        assert_eq!(
            meant(None, "Yealink T46UU"),
            Err(format!("no brand has a model \"Yealink T46UU\". {hint}"))
        );
        let misspelled = "Yealnk T46U";
        assert_eq!(meant(None, misspelled), Err(format!("no brand has a model {misspelled:?}. {hint}")));
        assert_eq!(meant(Some("yealink"), "T46UU"), Err(format!("Yealink has no model \"T46UU\". {hint}")));
        assert_eq!(
            meant(None, "nothing like it"),
            Err("no brand has a model \"nothing like it\"".to_owned())
        );
    }
}
