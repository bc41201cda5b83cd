//! Finding a model by what people write.

use super::{Brand, Catalogue, Family, Model};
use crate::directory::MacAddr;

/// A model with the brand and family it belongs to.
#[derive(Debug, Clone, Copy)]
pub struct ModelRef<'a> {
    /// Its brand.
    pub brand: &'a Brand,
    /// Its family.
    pub family: &'a Family,
    /// The model.
    pub model: &'a Model,
}

impl Catalogue {
    /// All brands, by id.
    #[must_use]
    pub fn brands(&self) -> &[Brand] {
        &self.brands
    }

    /// The brand with this id.
    #[must_use]
    pub fn brand(&self, id: &str) -> Option<&Brand> {
        todo!("{id}")
    }

    /// The model with these ids, as they are stored with a device.
    #[must_use]
    pub fn model(&self, brand: &str, family: &str, model: &str) -> Option<ModelRef<'_>> {
        todo!("{brand}{family}{model}")
    }

    /// The brand a person means: id, name or alias; case, blanks and punctuation do not count.
    #[must_use]
    pub fn find_brand(&self, text: &str) -> Option<&Brand> {
        todo!("{text}")
    }

    /// The models a person means (id, name or alias, folded like brands), of one brand or of all. Several brands may
    /// have a model of one name.
    #[must_use]
    pub fn find_models(&self, brand: Option<&Brand>, text: &str) -> Vec<ModelRef<'_>> {
        todo!("{brand:?}{text}")
    }

    /// The known brand most like a misspelled one, if any is near.
    #[must_use]
    pub fn nearest_brand(&self, text: &str) -> Option<&Brand> {
        todo!("{text}")
    }

    /// The known model most like a misspelled one, if any is near.
    #[must_use]
    pub fn nearest_model(&self, brand: Option<&Brand>, text: &str) -> Option<ModelRef<'_>> {
        todo!("{brand:?}{text}")
    }

    /// The brand that owns the address's prefix, if we know it.
    #[must_use]
    pub fn brand_of(&self, mac: MacAddr) -> Option<&Brand> {
        todo!("{mac}")
    }
}
