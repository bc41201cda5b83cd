//! File names and `User-Agent`s: which phone is this, which file is that.

use super::{
    Brand, Catalogue, Family, FileKind, FilePattern, Model, ModelRef,
    lookup::folded,
    pattern::{self, Told},
};
use crate::directory::MacAddr;

/// Longer names are nobody's: the longest that a phone asks for by itself has about 80 signs.
const MAX_NAME: usize = 128;

/// Longer `User-Agent`s are not a phone's; the longest known has about 110 signs.
const MAX_USER_AGENT: usize = 512;

/// A file name that some brand's phones ask for.
#[derive(Debug, Clone)]
pub struct RequestedFile<'a> {
    /// Whose file it is.
    pub brand: &'a Brand,
    /// Which of its files.
    pub pattern: &'a FilePattern,
    /// The phone that the name holds.
    pub mac: Option<MacAddr>,
    /// The model that the name holds.
    pub model: Option<ModelRef<'a>>,
    /// The SIP username that the name holds.
    pub username: Option<String>,
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

impl Brand {
    /// The file with the settings of this family's phones.
    #[must_use]
    pub fn main_file(&self, family: &Family) -> Option<&FilePattern> {
        self.files.iter().find(|file| file.main && file.is_asked_by(&family.id))
    }
}

impl FilePattern {
    /// Whether phones of this family ask for it.
    #[must_use]
    pub fn is_asked_by(&self, family: &str) -> bool {
        self.families.is_empty() || self.families.iter().any(|id| id == family)
    }
}

impl Catalogue {
    /// All that this file name is: for each brand that uses it, each of its patterns that takes it, in the order of
    /// the catalogue. Empty for a name that no brand uses.
    #[must_use]
    pub fn requested_files(&self, name: &str) -> Vec<RequestedFile<'_>> {
        if !is_plausible(name) {
            return Vec::new();
        }
        let owners = self.index.names.matches(name).into_iter().filter_map(|matched| {
            let (brand, pattern) = *self.index.name_owners.get(matched)?;
            let brand = self.brands.get(brand)?;
            self.read_name(brand, brand.files.get(pattern)?, name)
        });
        owners.collect()
    }

    /// The first of [`requested_files`](Self::requested_files).
    #[must_use]
    pub fn requested_file(&self, name: &str) -> Option<RequestedFile<'_>> {
        self.requested_files(name).into_iter().next()
    }

    /// What this file name is to a phone of this brand and family.
    #[must_use]
    pub fn file_for<'a>(&'a self, brand: &'a Brand, family: &str, name: &str) -> Option<RequestedFile<'a>> {
        if !is_plausible(name) {
            return None;
        }
        let asked = brand.files.iter().filter(|pattern| pattern.is_asked_by(family));
        asked.into_iter().find_map(|pattern| self.read_name(brand, pattern, name))
    }

    /// The name of the main file of a phone: `805ec0010203.cfg`.
    #[must_use]
    pub fn main_file(&self, brand: &str, family: &str, mac: MacAddr) -> Option<String> {
        let brand = self.brand(brand)?;
        let family = brand.families.iter().find(|candidate| candidate.id == family)?;
        main_name(brand, family, mac)
    }

    /// Names by which a phone of this model may ask for what is made for it: its own files, the main one first, and
    /// those of all phones. Where a name has digits that nobody but the phone knows, zeros stand for them.
    #[must_use]
    pub fn made_names(&self, phone: ModelRef<'_>, mac: MacAddr, username: Option<&str>) -> Vec<String> {
        let is_made = |file: &FilePattern| !matches!(file.kind, FileKind::Absent | FileKind::Hosted);
        let family = phone.family.id.as_str();
        let mut files: Vec<&FilePattern> =
            phone.brand.files.iter().filter(|file| is_made(file) && file.is_asked_by(family)).collect();
        files.sort_by_key(|file| !file.main);
        let mac = mac.bare();
        let told = Told { mac: &mac, model: Some(phone.model.file_word()), username };
        let names = files.into_iter().filter_map(|file| pattern::example(&file.pattern, told));
        // A name that an earlier pattern takes is another file.
        names
            .filter(|name| self.file_for(phone.brand, family, name).is_some_and(|file| is_made(file.pattern)))
            .collect()
    }

    /// What the name of another file is, by the same placeholders: of a checksum the file it is of.
    #[must_use]
    pub fn name_like(&self, asked: &RequestedFile<'_>, pattern: &str) -> Option<String> {
        let mac = asked.mac.map(MacAddr::bare).unwrap_or_default();
        let model = asked.model.map(|found| found.model.file_word());
        pattern::example(pattern, Told { mac: &mac, model, username: asked.username.as_deref() })
    }

    /// A name whose twelve digits are no phone's address (all zeros, all ones), or whose word is no model, does not
    /// match.
    fn read_name<'a>(
        &'a self,
        brand: &'a Brand,
        pattern: &'a FilePattern,
        name: &str,
    ) -> Option<RequestedFile<'a>> {
        let groups = pattern.regex.captures(name)?;
        let text = |group| groups.name(group).map(|found| found.as_str());
        let mac = text("mac").map(str::parse).transpose().ok()?;
        let model = match text("model") {
            Some(word) => Some(self.model_by_file_word(brand, word, pattern)?),
            None => None,
        };
        let username = text("username").map(str::to_owned);
        Some(RequestedFile { brand, pattern, mac, model, username })
    }

    fn model_by_file_word<'a>(
        &'a self,
        brand: &'a Brand,
        word: &str,
        file: &FilePattern,
    ) -> Option<ModelRef<'a>> {
        let position = *self.index.brand_words.get(&folded(&brand.id))?;
        let word = folded(word);
        let places = self.index.file_words.get(&(position, word))?;
        let found = places.iter().map(|place| self.at(*place));
        found.into_iter().find(|found| file.is_asked_by(&found.family.id))
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

/// What a maker calls a family or model, without the maker's own name before it: people say the brand first anyway.
#[must_use]
pub(super) fn after_brand<'a>(brand: &str, name: &'a str) -> &'a str {
    let rest = name
        .get(..brand.len())
        .filter(|first| first.eq_ignore_ascii_case(brand))
        .map(|_| &name[brand.len()..]);
    let rest =
        rest.filter(|rest| rest.starts_with([' ', '-'])).map(|rest| rest.trim_start_matches([' ', '-']));
    rest.filter(|rest| !rest.is_empty()).unwrap_or(name)
}

impl<'a> ModelRef<'a> {
    /// What people call it after its brand: `SIP-T46S`, `D785`.
    #[must_use]
    pub fn name_after_brand(&self) -> &'a str {
        after_brand(&self.brand.name, &self.model.name)
    }

    /// What people call it: `Yealink SIP-T46S`, `Snom D785`.
    #[must_use]
    pub fn full_name(&self) -> String {
        format!("{} {}", self.brand.name, self.name_after_brand())
    }
}

impl ModelRef<'_> {
    /// The name of the main file of a phone of this model; `None` where nothing is made for it.
    #[must_use]
    pub fn main_name(&self, mac: MacAddr) -> Option<String> {
        main_name(self.brand, self.family, mac)
    }

    /// The name of the first file of this kind that a phone of this model asks for: its phonebook, say.
    #[must_use]
    pub fn name_of(&self, kind: FileKind, mac: MacAddr) -> Option<String> {
        let fits = |file: &&FilePattern| file.kind == kind && file.is_asked_by(&self.family.id);
        let mac = mac.bare();
        let told = Told { mac: &mac, model: Some(self.model.file_word()), username: None };
        self.brand.files.iter().filter(fits).find_map(|file| pattern::example(&file.pattern, told))
    }
}

fn main_name(brand: &Brand, family: &Family, mac: MacAddr) -> Option<String> {
    pattern::example(&brand.main_file(family)?.pattern, Told { mac: &mac.bare(), ..Told::default() })
}

impl Model {
    /// What stands for it in file names.
    #[must_use]
    pub fn file_word(&self) -> &str {
        self.file_words.first().unwrap_or(&self.id)
    }
}
