//! File names and `User-Agent`s: which phone is this, which file is that.

use super::{Brand, Catalogue, FileKind, FilePattern, ModelRef, lookup::folded, pattern};
use crate::directory::MacAddr;

/// Longer names are nobody's: the longest that a phone asks for by itself has about 30 signs.
const MAX_NAME: usize = 64;

/// Longer `User-Agent`s are not a phone's; the longest known has about 60 signs.
const MAX_USER_AGENT: usize = 512;

/// A file name that some brand's phones ask for.
#[derive(Debug, Clone, Copy)]
pub struct RequestedFile<'a> {
    /// Whose file it is.
    pub brand: &'a Brand,
    /// Which of its files.
    pub pattern: &'a FilePattern,
    /// The phone that the name holds.
    pub mac: Option<MacAddr>,
}

/// What a `User-Agent` tells.
#[derive(Debug, Clone)]
pub struct Recognised<'a> {
    /// The brand.
    pub brand: &'a Brand,
    /// The model, where the phone's word for it is known and means one model only.
    pub model: Option<ModelRef<'a>>,
    /// The phone's own word for its model.
    pub model_word: Option<String>,
    /// Firmware version.
    pub firmware: Option<String>,
    /// Its hardware address.
    pub mac: Option<MacAddr>,
}

impl Catalogue {
    /// What this file name is; `None` for a name that no brand uses. Several brands may use `{mac}.cfg`: the first
    /// by id is returned, so look at the device's own brand with [`file_for`](Catalogue::file_for) once it is known.
    #[must_use]
    pub fn requested_file(&self, name: &str) -> Option<RequestedFile<'_>> {
        if !is_plausible(name) {
            return None;
        }
        self.index.names.matches(name).iter().find_map(|matched| {
            let (brand, pattern) = *self.index.name_owners.get(matched)?;
            let brand = self.brands.get(brand)?;
            read_name(brand, brand.files.get(pattern)?, name)
        })
    }

    /// What this file name is to a phone of this brand.
    #[must_use]
    pub fn file_for<'a>(&'a self, brand: &'a Brand, name: &str) -> Option<RequestedFile<'a>> {
        if !is_plausible(name) {
            return None;
        }
        brand.files.iter().find_map(|pattern| read_name(brand, pattern, name))
    }

    /// The name of the main file of a phone: `805ec0010203.cfg`.
    #[must_use]
    pub fn main_file(&self, brand: &Brand, mac: MacAddr) -> Option<String> {
        let main = brand.files.iter().find(|file| file.main)?;
        Some(main.pattern.replacen("{mac}", &mac.bare(), 1))
    }

    /// Names by which a phone of this brand may ask for what is made for it: its own files, the main one first, and
    /// those of all phones. Where a name has digits that nobody but the phone knows, zeros stand for them.
    #[must_use]
    pub fn made_names(&self, brand: &Brand, mac: MacAddr) -> Vec<String> {
        let is_made =
            |file: &&FilePattern| matches!(file.kind, FileKind::Boot | FileKind::Common | FileKind::Device);
        let mut files: Vec<&FilePattern> = brand.files.iter().filter(is_made).collect();
        files.sort_by_key(|file| !file.main);
        let names = files.into_iter().filter_map(|file| pattern::example(&file.pattern, &mac.bare()));
        // A name that an earlier pattern takes is another file.
        names.filter(|name| self.file_for(brand, name).is_some_and(|file| is_made(&file.pattern))).collect()
    }

    /// What an HTTP `User-Agent` tells. Where several models call themselves by one word, the brand is told and the
    /// model is left open; the device's own entry knows it.
    #[must_use]
    pub fn recognise(&self, user_agent: &str) -> Option<Recognised<'_>> {
        if user_agent.len() > MAX_USER_AGENT {
            return None;
        }
        self.brands.iter().find_map(|brand| self.recognise_as(brand, user_agent))
    }

    fn recognise_as<'a>(&'a self, brand: &'a Brand, user_agent: &str) -> Option<Recognised<'a>> {
        let groups = brand.user_agents.iter().find_map(|pattern| pattern.regex.captures(user_agent))?;
        let text = |group| groups.name(group).map(|found| found.as_str());
        Some(Recognised {
            brand,
            model: text("model").and_then(|word| self.model_by_own_word(brand, word)),
            model_word: text("model").map(str::to_owned),
            firmware: text("firmware").map(str::to_owned),
            mac: text("mac").and_then(|mac| mac.parse().ok()),
        })
    }

    /// The model that calls itself by this word in its `User-Agent` or its `PnP` event, if it is the only one.
    #[must_use]
    pub fn model_by_own_word(&self, brand: &Brand, word: &str) -> Option<ModelRef<'_>> {
        let position = *self.index.brand_words.get(&folded(&brand.id))?;
        if let Some(place) = self.index.agent_words.get(&(position, folded(word))) {
            return place.map(|place| self.at(place));
        }
        match self.find_models(Some(brand), word).as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }

    /// Text of a template, by its path below `device-templates/`.
    #[must_use]
    pub fn template(&self, path: &str) -> Option<&str> {
        self.templates.get(path).map(String::as_str)
    }

    /// All templates: path, text.
    pub fn templates(&self) -> impl Iterator<Item = (&str, &str)> {
        self.templates.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }
}

/// Patterns cannot match a slash or a control character; two dots in a row they could.
fn is_plausible(name: &str) -> bool {
    name.len() <= MAX_NAME && !name.contains("..")
}

/// A name whose twelve digits are no phone's address (all zeros, all ones) does not match.
fn read_name<'a>(brand: &'a Brand, pattern: &'a FilePattern, name: &str) -> Option<RequestedFile<'a>> {
    let groups = pattern.regex.captures(name)?;
    let mac = match groups.name("mac") {
        Some(digits) => Some(digits.as_str().parse().ok()?),
        None => None,
    };
    Some(RequestedFile { brand, pattern, mac })
}
