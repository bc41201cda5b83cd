//! Finding a model by what people write.

use std::cmp::Reverse;

use super::{
    Brand, Catalogue, Family, Model,
    index::{Place, brand_words, model_words},
};
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
        self.brands.iter().find(|brand| brand.id == id)
    }

    /// The model with these ids, as they are stored with a device.
    #[must_use]
    pub fn model(&self, brand: &str, family: &str, model: &str) -> Option<ModelRef<'_>> {
        let brand = self.brand(brand)?;
        let family = brand.families.iter().find(|candidate| candidate.id == family)?;
        let model = family.models.iter().find(|candidate| candidate.id == model)?;
        Some(ModelRef { brand, family, model })
    }

    /// Every model of every brand, in the order of the catalogue.
    pub fn models(&self) -> impl Iterator<Item = ModelRef<'_>> {
        self.brands.iter().flat_map(|brand| {
            brand.families.iter().flat_map(move |family| {
                family.models.iter().map(move |model| ModelRef { brand, family, model })
            })
        })
    }

    /// The brand a person means: id, name or alias; case, blanks and punctuation do not count.
    #[must_use]
    pub fn find_brand(&self, text: &str) -> Option<&Brand> {
        self.index.brand_words.get(&folded(text)).map(|position| &self.brands[*position])
    }

    /// The models a person means (id, name or alias, folded like brands; the brand may stand before it), of one
    /// brand or of all. Several brands may have a model of one name.
    #[must_use]
    pub fn find_models(&self, brand: Option<&Brand>, text: &str) -> Vec<ModelRef<'_>> {
        let word = folded(text);
        let found = self.models_called(brand, &word);
        if !found.is_empty() {
            return found;
        }
        let after_brand = |(name, position): (&String, &usize)| {
            let named = &self.brands[*position];
            let wanted = brand.is_none_or(|brand| brand.id == named.id);
            word.strip_prefix(name.as_str())
                .filter(|_| wanted)
                .map(|rest| self.models_called(Some(named), rest))
        };
        self.index
            .brand_words
            .iter()
            .filter_map(after_brand)
            .find(|found| !found.is_empty())
            .unwrap_or_default()
    }

    fn models_called(&self, brand: Option<&Brand>, word: &str) -> Vec<ModelRef<'_>> {
        let places = self.index.model_words.get(word).map(Vec::as_slice).unwrap_or_default();
        let found = places.iter().map(|place| self.at(*place));
        found.filter(|found| brand.is_none_or(|brand| brand.id == found.brand.id)).collect()
    }

    /// The known brand most like a misspelled one, if any is near.
    #[must_use]
    pub fn nearest_brand(&self, text: &str) -> Option<&Brand> {
        nearest(&folded(text), self.brands.iter(), |brand| brand_words(brand))
    }

    /// The known model most like a misspelled one, if any is near.
    #[must_use]
    pub fn nearest_model(&self, brand: Option<&Brand>, text: &str) -> Option<ModelRef<'_>> {
        let candidates = self.models().filter(|found| brand.is_none_or(|brand| brand.id == found.brand.id));
        nearest(&folded(text), candidates, |found| model_words(found.model))
    }

    /// The brand that owns the address's prefix, if we know it and no other brand shares it.
    #[must_use]
    pub fn brand_of(&self, mac: MacAddr) -> Option<&Brand> {
        let owner = self.index.oui.get(&mac.oui()).copied().flatten()?;
        self.brands.get(owner)
    }

    pub(super) fn at(&self, place: Place) -> ModelRef<'_> {
        let brand = &self.brands[place.brand];
        let family = &brand.families[place.family];
        ModelRef { brand, family, model: &family.models[place.model] }
    }
}

/// Letters and digits in lower case, all else left out: `SIP-T42G` and `sip t42g` are one word.
pub(super) fn folded(text: &str) -> String {
    text.chars().filter(|sign| sign.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The candidate with a word closest to the given one; of several the one that begins most alike, and of these the last,
/// for the catalogue lists the latest last. At most a third of the letters may differ (one at least): further away, a
/// suggestion misleads more than it helps.
fn nearest<T>(
    word: &str,
    candidates: impl Iterator<Item = T>,
    words: impl Fn(&T) -> Vec<String>,
) -> Option<T> {
    let length = word.chars().count();
    if length < 2 {
        return None;
    }
    let limit = (length / 3).max(1);
    let beginning =
        |other: &str| word.chars().zip(other.chars()).take_while(|(one, other)| one == other).count();
    let nearness = |candidate: &T| {
        let words = words(candidate);
        words.iter().map(|other| (Reverse(strsim::osa_distance(word, other)), beginning(other))).max()
    };
    candidates
        .filter_map(|candidate| Some((nearness(&candidate)?, candidate)))
        .filter(|((Reverse(distance), _), _)| *distance <= limit)
        // `max_by_key` takes the last of equals.
        .max_by_key(|(nearness, _)| *nearness)
        .map(|(_, candidate)| candidate)
}
