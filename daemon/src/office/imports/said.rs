//! What a person said about the columns of a file, as it is stored.

use serde::{Deserialize, Serialize};

use crate::{
    import::{self, ColumnName, Key, Override, Wanted, sheet::Sheet},
    office::importing,
};

/// What was said about the columns of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Stored")]
pub struct Said {
    choices: Vec<Choice>,
    /// What the file's users are known by; `None` where the file tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<Key>,
    /// Whether it was said of an earlier file with the same headers.
    pub remembered: bool,
}

/// What becomes of one column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Choice {
    index: usize,
    field: String,
}

/// As it may stand in the store: a version before 0.3 wrote the choices alone.
#[derive(Deserialize)]
#[serde(untagged)]
enum Stored {
    Choices(Vec<Choice>),
    Said {
        #[serde(default)]
        choices: Vec<Choice>,
        #[serde(default)]
        key: Option<Key>,
        #[serde(default)]
        remembered: bool,
    },
}

impl From<Stored> for Said {
    fn from(stored: Stored) -> Self {
        match stored {
            Stored::Choices(choices) => Self { choices, ..Self::default() },
            Stored::Said { choices, key, remembered } => Self { choices, key, remembered },
        }
    }
}

impl Said {
    /// Said just now: place in the file and what becomes of it.
    pub fn now(columns: &[(usize, Wanted)], key: Option<Key>) -> Self {
        let choice =
            |(index, wanted): &(usize, Wanted)| Choice { index: *index, field: wanted.word().to_owned() };
        Self { choices: columns.iter().map(choice).collect(), key, remembered: false }
    }

    /// As it is stored. What cannot be read is left to the guess.
    pub fn stored(json: &str) -> Self {
        serde_json::from_str(json).unwrap_or_default()
    }

    /// Said of an earlier file with the same headers.
    pub fn remembered(json: &str) -> Self {
        Self { remembered: true, ..Self::stored(json) }
    }

    /// To be stored.
    pub fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|_| "[]".into())
    }

    /// For the guess. What a newer or older program wrote and this one does not know is left to it.
    pub fn overrides(&self) -> Vec<Override> {
        let known = self.choices.iter().filter_map(|choice| {
            let wanted = Wanted::named(&choice.field)?;
            Some(Override { column: ColumnName::Place(choice.index), wanted, remembered: self.remembered })
        });
        known.collect()
    }
}

/// Whether a later file can be told to be of the same kind. Without a header every file of as many columns is alike.
pub fn can_be_remembered(sheet: &Sheet) -> bool {
    sheet.header_row > 0
}

/// What tells files with the same headers.
pub fn headers(sheet: &Sheet) -> String {
    importing::sha256(import::fingerprint(sheet).as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_older_version_stored_is_still_heeded() {
        let said = Said::stored(r#"[{"index":4,"field":"location"},{"index":5,"field":"shoe_size"}]"#);
        assert_eq!(said.overrides().len(), 1);
        assert_eq!(Said::stored(&said.json()), said);
        assert_eq!(Said::stored("{}"), Said::default());
    }
}
