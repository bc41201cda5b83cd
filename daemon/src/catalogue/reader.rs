//! One TOML file while it is being read: faults know where they are.

use std::collections::{BTreeMap, HashMap};

use serde::de::DeserializeOwned;
use toml::Spanned;

use super::{Expression, Fault, SourceFile, lookup::folded};

/// What things are called so far: folded word → id of what it means.
pub(super) type Words = HashMap<String, String>;

/// A file, and what it may refer to.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    pub file: &'a SourceFile,
    pub templates: &'a BTreeMap<String, String>,
}

impl Reader<'_> {
    /// The file as a value.
    pub(super) fn parse<T: DeserializeOwned>(&self) -> Result<T, Fault> {
        toml::from_str(&self.file.text).map_err(|error| {
            let offset = error.span().map_or(0, |span| span.start);
            self.fault_at(offset, error.message().replace('`', "\"").replace('\n', ": "))
        })
    }

    /// A fault in the line where this value begins.
    pub(super) fn fault<T>(&self, place: &Spanned<T>, message: impl Into<String>) -> Fault {
        self.fault_at(place.span().start, message)
    }

    /// A fault of the file as a whole.
    pub(super) fn fault_of_file(&self, message: impl Into<String>) -> Fault {
        self.fault_at(0, message)
    }

    fn fault_at(&self, offset: usize, message: impl Into<String>) -> Fault {
        let before = self.file.text.as_bytes().iter().take(offset);
        let line = 1 + before.filter(|byte| **byte == b'\n').count();
        Fault { file: self.file.path.clone(), line, message: message.into() }
    }

    /// The path of a template that exists. Without any template among the sources (tests of the data alone) every
    /// path is taken.
    pub(super) fn template(&self, path: Spanned<String>) -> Result<String, Fault> {
        if self.templates.is_empty() || self.templates.contains_key(path.get_ref()) {
            return Ok(path.into_inner());
        }
        Err(self.fault(&path, format!("there is no template {}", path.get_ref())))
    }

    /// An expression, and the names of its groups.
    pub(super) fn expression(&self, source: &Spanned<String>) -> Result<(Expression, Vec<String>), Fault> {
        Expression::read(source.get_ref()).map_err(|why| self.fault(source, why))
    }

    /// A lower-case id of letters, digits, `-` and `_`.
    pub(super) fn id(&self, id: &Spanned<String>) -> Result<String, Fault> {
        let text = id.get_ref();
        let fits =
            |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || matches!(sign, '-' | '_');
        if text.chars().any(char::is_alphanumeric) && text.chars().all(fits) {
            return Ok(text.clone());
        }
        Err(self.fault(id, format!("the id {text:?} must be of lower-case letters, digits, - and _")))
    }

    /// Claims the words that something is called: one word may mean one thing only. A name may be the id in other
    /// letters (`CP860`, `cp860`).
    pub(super) fn claim(
        &self,
        id: &Spanned<String>,
        name: &Spanned<String>,
        aliases: &[Spanned<String>],
        words: &mut Words,
    ) -> Result<(), Fault> {
        self.claim_word(id, id.get_ref(), words)?;
        if folded(name.get_ref()) != folded(id.get_ref()) {
            self.claim_word(name, id.get_ref(), words)?;
        }
        aliases.iter().try_for_each(|alias| self.claim_word(alias, id.get_ref(), words))
    }

    fn claim_word(&self, word: &Spanned<String>, id: &str, words: &mut Words) -> Result<(), Fault> {
        let key = folded(word.get_ref());
        if key.is_empty() {
            return Err(self.fault(word, format!("{:?} has no letter and no digit", word.get_ref())));
        }
        match words.insert(key, id.to_owned()) {
            None => Ok(()),
            Some(other) => Err(self.fault(word, format!("{:?} already means {other}", word.get_ref()))),
        }
    }
}
