//! What keys would do on a PBX, before anybody sets one.

use super::{Dialect, KeyStrings};
use crate::keys::KeyType;

/// The extension that examples are about.
const EXTENSION: &str = "2001";

/// The park slot of the examples where a dialect does not say which there are: with a prefix before it, and alone.
const FREE_SLOTS: (&str, &str) = ("1", "701");

/// What one type of key does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyPreview {
    /// Its type.
    pub kind: KeyType,
    /// The extension or slot that the strings are for.
    pub example: String,
    /// What it dials and watches; `Err` is a sentence on why it cannot work here.
    pub strings: Result<KeyStrings, String>,
}

impl Dialect {
    /// What presence, park and personal park keys do here.
    #[must_use]
    pub fn preview(&self, park_prefix: &str) -> [KeyPreview; 3] {
        let slot = self.first_slot(park_prefix);
        let parked = self.park(&slot, park_prefix);
        let personal = self.personal(EXTENSION, park_prefix);
        [
            (KeyType::Presence, EXTENSION, Some(self.presence(EXTENSION))),
            (KeyType::Parking, slot.as_str(), parked),
            (KeyType::PersonalParking, EXTENSION, personal),
        ]
        .map(|(kind, example, strings)| KeyPreview {
            kind,
            example: example.to_owned(),
            strings: strings.ok_or_else(|| self.supports(kind).err().unwrap_or_default()),
        })
    }

    fn first_slot(&self, park_prefix: &str) -> String {
        let (behind_prefix, alone) = FREE_SLOTS;
        let free = if park_prefix.is_empty() { alone } else { behind_prefix };
        self.slots.map_or_else(|| free.to_owned(), |(first, _)| first.to_string())
    }
}

#[cfg(test)]
mod tests {
    use crate::pbx::Dialects;

    fn told(id: &str, prefix: &str) -> [String; 3] {
        let (dialects, _) = Dialects::load(&[]).unwrap();
        dialects.get(id).unwrap().preview(prefix).map(|key| match key.strings {
            Ok(strings) => {
                let watch = strings.watch.unwrap_or_default();
                format!("{}: {watch} {} {}", key.example, strings.dial, strings.pickup.unwrap_or_default())
            }
            Err(sentence) => sentence,
        })
    }

    #[test]
    fn each_dialect_shows_what_its_keys_do() {
        assert_eq!(
            told("freepbx", ""),
            [
                "2001: 2001 2001 **2001",
                "1: 71 71 ",
                "FreePBX has no personal parking, so this key stays empty on the phone"
            ]
        );
        assert_eq!(told("kazoo", ""), ["2001: 2001 2001 *872001", "1: *31 *31 ", "2001: *32001 *32001 "]);
    }

    #[test]
    fn where_slots_are_free_the_prefix_decides_the_example() {
        assert_eq!(told("generic", "")[1], "701: 701 701 ");
        assert_eq!(told("generic", "6")[1], "1: 61 61 ");
    }
}
