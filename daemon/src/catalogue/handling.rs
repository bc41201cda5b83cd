//! How people do things on a phone: its maker's words for keys and menus, in short sentences.

use serde::Deserialize;
use toml::Spanned;

use super::{Fault, reader::Reader};

/// A sentence of more signs does not fit a slip of paper.
const MAX_SENTENCE: usize = 200;

/// What may stand in braces: what to dial for a park slot, the labels of the phone's park keys, what to dial for the own
/// mailbox.
const PLACES: [&str; 3] = ["keys", "park", "voicemail"];

/// Sentences for the slip that a user gets; `None` where nobody has said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Handling {
    /// Sends a call on at once.
    pub transfer: Option<String>,
    /// Sends a call on after asking the other.
    pub transfer_after_asking: Option<String>,
    /// Parks a call with one of the phone's park keys: `{keys}`.
    pub park_with_key: Option<String>,
    /// Parks a call without such a key: `{park}`.
    pub park: Option<String>,
    /// Takes a parked call with one of the phone's park keys: `{keys}`.
    pub pick_up_with_key: Option<String>,
    /// Takes a parked call without such a key: `{park}`.
    pub pick_up: Option<String>,
    /// Listens to the own mailbox: `{voicemail}`.
    pub voicemail: Option<String>,
}

/// `[defaults.handling]`, `[model.handling]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HandlingTable {
    transfer: Option<Spanned<String>>,
    transfer_after_asking: Option<Spanned<String>>,
    park_with_key: Option<Spanned<String>>,
    park: Option<Spanned<String>>,
    pick_up_with_key: Option<Spanned<String>>,
    pick_up: Option<Spanned<String>>,
    voicemail: Option<Spanned<String>>,
}

/// Names of the sentences, as `unconfirmed` may name them behind `handling.`.
pub(super) const SENTENCES: [&str; 7] = [
    "park",
    "park_with_key",
    "pick_up",
    "pick_up_with_key",
    "transfer",
    "transfer_after_asking",
    "voicemail",
];

impl Handling {
    /// These sentences with nearer ones in their place.
    pub(super) fn refine(&self, reader: Reader<'_>, nearer: HandlingTable) -> Result<Self, Fault> {
        let over = |nearer: Option<Spanned<String>>, before: &Option<String>| match nearer {
            Some(sentence) => checked(reader, sentence).map(Some),
            None => Ok(before.clone()),
        };
        Ok(Self {
            transfer: over(nearer.transfer, &self.transfer)?,
            transfer_after_asking: over(nearer.transfer_after_asking, &self.transfer_after_asking)?,
            park_with_key: over(nearer.park_with_key, &self.park_with_key)?,
            park: over(nearer.park, &self.park)?,
            pick_up_with_key: over(nearer.pick_up_with_key, &self.pick_up_with_key)?,
            pick_up: over(nearer.pick_up, &self.pick_up)?,
            voicemail: over(nearer.voicemail, &self.voicemail)?,
        })
    }
}

fn checked(reader: Reader<'_>, sentence: Spanned<String>) -> Result<String, Fault> {
    let text = sentence.get_ref();
    if text.trim().is_empty() || text.chars().count() > MAX_SENTENCE {
        return Err(
            reader.fault(&sentence, format!("handling: a sentence has 1 to {MAX_SENTENCE} characters"))
        );
    }
    for part in text.split('{').skip(1) {
        let name = part.split_once('}').map(|(name, _)| name);
        if !name.is_some_and(|name| PLACES.contains(&name)) {
            return Err(
                reader.fault(&sentence, "handling: only {keys}, {park} and {voicemail} may stand in braces")
            );
        }
    }
    Ok(sentence.into_inner())
}
