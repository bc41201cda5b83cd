//! What makes lookups fast: made once, when the catalogue is loaded.

use std::collections::HashMap;

use regex::{RegexSet, RegexSetBuilder};

use super::{Brand, Model, lookup::folded};

/// Room for all file patterns together, compiled; those of 25 brands take about 3 MB.
const MAX_SET: usize = 32 * 1024 * 1024;

/// Where a model stands: brand, family, model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub brand: usize,
    pub family: usize,
    pub model: usize,
}

/// The catalogue's lookup tables. All numbers are positions in the catalogue's lists.
#[derive(Debug, Clone, Default)]
pub(super) struct Index {
    /// Folded id, name or alias → brand.
    pub brand_words: HashMap<String, usize>,
    /// Folded id, name or alias → models, in the order of the catalogue.
    pub model_words: HashMap<String, Vec<Place>>,
    /// Brand and folded word in a `User-Agent` → the model; `None` where several models say the same.
    pub agent_words: HashMap<(usize, String), Option<Place>>,
    /// Brand and folded word in a file name → models, in the order of the catalogue.
    pub file_words: HashMap<(usize, String), Vec<Place>>,
    /// Prefix of a MAC address → brand; `None` where several brands share it.
    pub oui: HashMap<String, Option<usize>>,
    /// All file patterns of all brands, in order.
    pub names: RegexSet,
    /// To each of [`names`](Self::names): brand and pattern.
    pub name_owners: Vec<(usize, usize)>,
}

impl Index {
    /// Indexes the brands. The set of patterns can only fail where a single pattern would have failed before, or by
    /// its sheer size.
    pub(super) fn new(brands: &[Brand]) -> Result<Self, regex::Error> {
        let mut index = Self::default();
        let mut sources = Vec::new();
        for (position, brand) in brands.iter().enumerate() {
            index.add_brand(position, brand);
            for (pattern, file) in brand.files.iter().enumerate() {
                index.name_owners.push((position, pattern));
                sources.push(file.regex.as_str());
            }
        }
        index.names = RegexSetBuilder::new(sources)
            .case_insensitive(true)
            .unicode(false)
            .size_limit(MAX_SET)
            .build()?;
        Ok(index)
    }

    fn add_brand(&mut self, position: usize, brand: &Brand) {
        for word in brand_words(brand) {
            self.brand_words.insert(word, position);
        }
        for prefix in &brand.oui {
            self.oui.entry(prefix.clone()).and_modify(|owner| *owner = None).or_insert(Some(position));
        }
        for (family_position, family) in brand.families.iter().enumerate() {
            for (model_position, model) in family.models.iter().enumerate() {
                let place = Place { brand: position, family: family_position, model: model_position };
                self.add_model(place, model);
            }
        }
    }

    fn add_model(&mut self, place: Place, model: &Model) {
        for word in model_words(model) {
            self.model_words.entry(word).or_default().push(place);
        }
        for word in file_words(model) {
            self.file_words.entry((place.brand, word)).or_default().push(place);
        }
        let own = std::slice::from_ref(&model.id);
        let said = if model.user_agent_models.is_empty() { own } else { &model.user_agent_models };
        for word in said {
            let key = (place.brand, folded(word));
            self.agent_words.entry(key).and_modify(|owner| *owner = None).or_insert(Some(place));
        }
    }
}

/// All that a brand is called, folded, each word once.
pub(super) fn brand_words(brand: &Brand) -> Vec<String> {
    distinct([&brand.id, &brand.name].into_iter().chain(&brand.aliases))
}

/// All that may stand for a model in a file name, folded, each word once.
fn file_words(model: &Model) -> Vec<String> {
    if model.file_words.is_empty() {
        let named = [&model.id, &model.name].into_iter();
        return distinct(named.chain(&model.aliases).chain(&model.user_agent_models));
    }
    distinct(model.file_words.iter())
}

/// All that a model is called, folded, each word once.
pub(super) fn model_words(model: &Model) -> Vec<String> {
    distinct([&model.id, &model.name].into_iter().chain(&model.aliases))
}

fn distinct<'a>(words: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut words: Vec<String> = words.map(|word| folded(word)).collect();
    words.sort_unstable();
    words.dedup();
    words
}
