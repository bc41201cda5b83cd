//! File names and `User-Agent`s: which phone is this, which file is that.

use super::{Brand, Catalogue, FilePattern, ModelRef};
use crate::directory::MacAddr;

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
    /// The model, where the phone's word for it is known.
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
        todo!("{name}")
    }

    /// What this file name is to a phone of this brand.
    #[must_use]
    pub fn file_for<'a>(&'a self, brand: &'a Brand, name: &str) -> Option<RequestedFile<'a>> {
        todo!("{brand:?}{name}")
    }

    /// The name of the main file of a phone: `805ec0010203.cfg`.
    #[must_use]
    pub fn main_file(&self, brand: &Brand, mac: MacAddr) -> Option<String> {
        todo!("{brand:?}{mac}")
    }

    /// What an HTTP `User-Agent` tells.
    #[must_use]
    pub fn recognise(&self, user_agent: &str) -> Option<Recognised<'_>> {
        todo!("{user_agent}")
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
