//! A PBX's codes: what each key dials, watches and transfers to.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::pattern::{Filling, Pattern};
use crate::keys::KeyType;

/// Every dialect we know.
#[derive(Debug, Clone)]
pub struct Dialects(pub(super) Vec<Dialect>);

/// One PBX's codes. A pattern holds `{n}` (extension), `{s}` (park slot; `{s:02}` two digits, `{s+70}` a sum),
/// `{u}` (extension of a personal park's owner) and `{p}` (the site's `pbx.park_prefix`).
#[derive(Debug, Clone)]
pub struct Dialect {
    /// Lower-case id, the value of `pbx.kind`.
    pub id: String,
    /// For people.
    pub name: String,
    /// Who has an account of their own.
    pub accounts: AccountsPer,
    /// How a generated SIP username is made.
    pub username: Username,
    /// How the account of a softphone is called; `None` = as those of phones are.
    pub softphone_username: Option<Pattern>,
    /// What a presence key subscribes to.
    pub presence_watch: Pattern,
    /// What a presence key dials when idle.
    pub presence_dial: Pattern,
    /// Picks up a ringing extension; `None` where the PBX has no such code.
    pub pickup: Option<Pattern>,
    /// What a park key subscribes to; `None` where slots have no lamp.
    pub park_watch: Option<Pattern>,
    /// What a park key dials when idle; `None` where the PBX cannot park in a slot.
    pub park_dial: Option<Pattern>,
    /// What a park key transfers a call to; `None` = the same as `park_dial`.
    pub park_transfer: Option<Pattern>,
    /// Whether the PBX takes the watched string of a slot when it is dialled, too.
    pub park_watch_dials: bool,
    /// First and last park slot; `None` takes any digits as typed.
    pub slots: Option<(u32, u32)>,
    /// What a personal park key subscribes to; `None` where the PBX has no personal park.
    pub personal_watch: Option<Pattern>,
    /// What a personal park key dials or transfers to.
    pub personal_dial: Option<Pattern>,
    /// Dials the own mailbox.
    pub voicemail: Option<String>,
    /// Codes that an extension must not collide with: exact numbers, or a prefix followed by `…`.
    pub reserved: Vec<String>,
}

/// Who has an account (a SIP username and password) of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum AccountsPer {
    /// Each phone of a user registers by itself.
    Device,
    /// All phones of a user share the extension's account.
    #[default]
    Extension,
}

/// How a generated SIP username is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Username {
    /// The extension itself, where the PBX knows no other.
    Extension,
    /// `[a-z][a-z0-9]{7,30}`, at random.
    #[default]
    Random,
}

/// What one key needs on the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyStrings {
    /// The user part that is subscribed to (`Event: dialog`); `None` where there is no lamp.
    pub watch: Option<String>,
    /// What is dialled when the phone is idle.
    pub dial: String,
    /// Where a call that is up is sent.
    pub transfer: String,
    /// Dialled to take a call that rings there.
    pub pickup: Option<String>,
    /// The part of `pickup` before the extension, for phones that put it there themselves.
    pub pickup_code: Option<String>,
    /// One string that can be watched and dialled, for phones whose lamp keys have a single field.
    pub lamp: Option<String>,
}

impl Dialects {
    /// The dialect with this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Dialect> {
        self.0.iter().find(|dialect| dialect.id == id)
    }

    /// All of them, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Dialect> {
        self.0.iter()
    }
}

impl Dialect {
    /// The SIP username that is made for the softphone of an extension; `None` = one at random.
    #[must_use]
    pub fn softphone_username(&self, extension: &str) -> Option<String> {
        let filling = Filling { extension, ..Filling::default() };
        self.softphone_username.as_ref().map(|pattern| pattern.fill(filling))
    }

    /// What a presence key for this extension watches and dials.
    #[must_use]
    pub fn presence(&self, extension: &str) -> KeyStrings {
        let filling = Filling { extension, ..Filling::default() };
        let mut strings = strings(Some(&self.presence_watch), &self.presence_dial, None, filling);
        strings.pickup = self.pickup.as_ref().map(|pickup| pickup.fill(filling));
        strings.pickup_code = self.pickup.as_ref().and_then(Pattern::code).map(str::to_owned);
        strings
    }

    /// What a park key watches and dials; `slot` is what [`slot`](Dialect::slot) gave. `None` where the PBX cannot
    /// park in a slot.
    #[must_use]
    pub fn park(&self, slot: &str, prefix: &str) -> Option<KeyStrings> {
        let filling = Filling { slot, prefix, ..Filling::default() };
        let dial = self.park_dial.as_ref()?;
        let mut strings = strings(self.park_watch.as_ref(), dial, self.park_transfer.as_ref(), filling);
        if self.park_watch_dials {
            strings.lamp.clone_from(&strings.watch);
        }
        Some(strings)
    }

    /// What a personal park key of this extension's user watches and dials; `None` where the PBX has no personal park.
    #[must_use]
    pub fn personal(&self, extension: &str, prefix: &str) -> Option<KeyStrings> {
        let filling = Filling { owner: extension, prefix, ..Filling::default() };
        Some(strings(self.personal_watch.as_ref(), self.personal_dial.as_ref()?, None, filling))
    }

    /// Whether a key of this type can work here; if not, a sentence for the person. Such a key is rendered as
    /// cleared.
    pub fn supports(&self, kind: KeyType) -> Result<(), String> {
        let missing = match kind {
            KeyType::Parking if self.park_dial.is_none() => "park slots",
            KeyType::PersonalParking if self.personal_dial.is_none() => "personal parking",
            _ => return Ok(()),
        };
        Err(format!("{} has no {missing}, so this key stays empty on the phone", self.name))
    }

    /// The park slot a person means: a number within [`slots`](Dialect::slots), or the number that the PBX dials for
    /// one (`701` is slot 1 where slot 1 dials 701). `Err` is a sentence for the person.
    pub fn slot(&self, typed: &str, park_prefix: &str) -> Result<String, String> {
        self.supports(KeyType::Parking)?;
        let typed = typed.trim();
        let Some((first, last)) = self.slots else { return free_slot(typed, park_prefix) };
        if let Ok(number) = typed.parse::<u32>()
            && (first..=last).contains(&number)
        {
            return Ok(number.to_string());
        }
        let slots = (first..=last).map(|slot| slot.to_string());
        slots.into_iter().find(|slot| self.means_slot(typed, slot, park_prefix)).ok_or_else(|| {
            format!("{typed} is not a park slot of {}; they are numbered {first} to {last}", self.name)
        })
    }

    /// Whether dialling, watching or transferring to this number means the slot.
    fn means_slot(&self, number: &str, slot: &str, prefix: &str) -> bool {
        let filling = Filling { slot, prefix, ..Filling::default() };
        let patterns = [&self.park_dial, &self.park_transfer, &self.park_watch];
        patterns.into_iter().flatten().any(|pattern| pattern.fill(filling) == number)
    }

    /// Whether an extension collides with a code or park slot of the PBX; the collision as words.
    #[must_use]
    pub fn collision(&self, extension: &str, park_prefix: &str) -> Option<String> {
        if let Some(code) = self.reserved.iter().find(|code| reserves(code, extension)) {
            return Some(format!("{} uses {code} for itself", self.name));
        }
        let slot = match self.slots {
            Some((first, last)) => (first..=last)
                .map(|slot| slot.to_string())
                .find(|slot| self.means_slot(extension, slot, park_prefix)),
            None => prefixed_slot(extension, park_prefix),
        };
        slot.map(|slot| format!("{extension} is the number of park slot {slot}"))
    }
}

/// The strings of a key, without pickup.
fn strings(
    watch: Option<&Pattern>,
    dial: &Pattern,
    transfer: Option<&Pattern>,
    filling: Filling<'_>,
) -> KeyStrings {
    let dial = dial.fill(filling);
    let watch = watch.map(|watch| watch.fill(filling));
    let transfer = transfer.map_or_else(|| dial.clone(), |transfer| transfer.fill(filling));
    let lamp = watch.clone().filter(|watch| *watch == dial);
    KeyStrings { watch, dial, transfer, pickup: None, pickup_code: None, lamp }
}

/// A slot of a PBX that we know nothing about: what was typed, without the prefix if it was typed too.
fn free_slot(typed: &str, prefix: &str) -> Result<String, String> {
    let dialable = |sign: char| sign.is_ascii_digit() || matches!(sign, '*' | '#' | '+');
    if typed.is_empty() || !typed.chars().all(dialable) {
        return Err(format!("{typed:?} is not a park slot: only digits, * and # can be dialled"));
    }
    let slot = typed.strip_prefix(prefix).filter(|slot| !prefix.is_empty() && !slot.is_empty());
    Ok(slot.unwrap_or(typed).to_owned())
}

/// The slot whose number this is where slots are any digits behind a prefix. Nobody has more than 99 of them.
fn prefixed_slot(extension: &str, prefix: &str) -> Option<String> {
    let slot = extension.strip_prefix(prefix).filter(|_| !prefix.is_empty())?;
    ((1..=2).contains(&slot.len()) && slot.bytes().all(|sign| sign.is_ascii_digit())).then(|| slot.to_owned())
}

fn reserves(code: &str, extension: &str) -> bool {
    code.strip_suffix('…').map_or(code == extension, |prefix| extension.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dialect(id: &str) -> Dialect {
        Dialects::load(&[]).unwrap().0.get(id).unwrap().clone()
    }

    #[test]
    fn presence_keys_speak_each_dialect() {
        for (id, pickup, code) in [
            ("generic", "**2001", "**"),
            ("asterisk", "**2001", "**"),
            ("freepbx", "**2001", "**"),
            ("freeswitch", "**2001", "**"),
            ("fusionpbx", "**2001", "**"),
            ("kazoo", "*872001", "*87"),
        ] {
            let expected = KeyStrings {
                watch: Some("2001".to_owned()),
                dial: "2001".to_owned(),
                transfer: "2001".to_owned(),
                pickup: Some(pickup.to_owned()),
                pickup_code: Some(code.to_owned()),
                lamp: Some("2001".to_owned()),
            };
            assert_eq!(dialect(id).presence("2001"), expected, "{id}");
        }
    }

    #[test]
    fn park_keys_speak_each_dialect() {
        for (id, prefix, slot, watch, dial, transfer, lamp) in [
            ("generic", "", "701", "701", "701", "701", Some("701")),
            ("generic", "70", "3", "703", "703", "703", Some("703")),
            ("asterisk", "", "3", "703", "703", "703", Some("703")),
            ("freepbx", "", "3", "73", "73", "73", Some("73")),
            ("freeswitch", "", "3", "park+6003", "6003", "6003", None),
            ("fusionpbx", "", "3", "park+*5903", "*5903", "*5903", Some("park+*5903")),
            ("kazoo", "", "3", "*33", "*33", "*33", Some("*33")),
        ] {
            let strings = dialect(id).park(slot, prefix).unwrap();
            assert_eq!(strings.watch.as_deref(), Some(watch), "{id}");
            assert_eq!((strings.dial.as_str(), strings.transfer.as_str()), (dial, transfer), "{id}");
            assert_eq!(strings.lamp.as_deref(), lamp, "{id}");
            assert_eq!((strings.pickup, strings.pickup_code), (None, None), "{id}");
        }
    }

    #[test]
    fn personal_park_is_the_same_where_it_exists_and_named_where_it_does_not() {
        for id in ["generic", "asterisk", "kazoo"] {
            let strings = dialect(id).personal("2002", "").unwrap();
            assert_eq!((strings.lamp.as_deref(), strings.dial.as_str()), (Some("*32002"), "*32002"), "{id}");
            assert_eq!(dialect(id).supports(KeyType::PersonalParking), Ok(()), "{id}");
        }
        for id in ["freepbx", "freeswitch", "fusionpbx"] {
            assert_eq!(dialect(id).personal("2002", ""), None, "{id}");
            let sentence = dialect(id).supports(KeyType::PersonalParking).unwrap_err();
            assert!(sentence.ends_with("has no personal parking, so this key stays empty on the phone"));
        }
    }

    #[test]
    fn accounts_usernames_and_mailboxes_are_as_the_pbx_has_them() {
        for (id, accounts, username, voicemail) in [
            ("generic", AccountsPer::Extension, Username::Random, "*97"),
            ("asterisk", AccountsPer::Extension, Username::Random, "*97"),
            ("freepbx", AccountsPer::Extension, Username::Extension, "*97"),
            ("freeswitch", AccountsPer::Extension, Username::Extension, "*98"),
            ("fusionpbx", AccountsPer::Extension, Username::Extension, "*97"),
            ("kazoo", AccountsPer::Device, Username::Random, "*97"),
        ] {
            let dialect = dialect(id);
            assert_eq!((dialect.accounts, dialect.username), (accounts, username), "{id}");
            assert_eq!(dialect.voicemail.as_deref(), Some(voicemail), "{id}");
        }
    }

    #[test]
    fn a_softphone_is_called_after_its_extension_or_as_devices_are() {
        for (id, username) in [("generic", Some("2001-app")), ("freepbx", Some("2001-app")), ("kazoo", None)]
        {
            assert_eq!(dialect(id).softphone_username("2001").as_deref(), username, "{id}");
        }
    }

    #[test]
    fn a_slot_is_its_number_or_what_the_pbx_dials_for_it() {
        for (id, prefix, typed, slot) in [
            ("asterisk", "", "701", "1"),
            ("asterisk", "", " 20 ", "20"),
            ("freepbx", "", "71", "1"),
            ("freeswitch", "", "6012", "12"),
            ("freeswitch", "", "park+6012", "12"),
            ("freeswitch", "", "07", "7"),
            ("fusionpbx", "", "*5912", "12"),
            ("kazoo", "", "*31", "1"),
            ("kazoo", "", "1", "1"),
            ("generic", "", "701", "701"),
            ("generic", "70", "1", "1"),
            ("generic", "70", "701", "1"),
            ("generic", "70", "70", "70"),
        ] {
            let once = dialect(id).slot(typed, prefix).unwrap();
            assert_eq!(once, slot, "{id} {typed}");
            assert_eq!(dialect(id).slot(&once, prefix).unwrap(), slot, "{id} {typed}, read again");
        }
    }

    #[test]
    fn what_is_no_slot_is_refused_with_the_numbers_there_are() {
        let sentence = |id, typed| dialect(id).slot(typed, "").unwrap_err();
        assert_eq!(sentence("freepbx", "9"), "9 is not a park slot of FreePBX; they are numbered 1 to 8");
        assert_eq!(
            sentence("asterisk", "700"),
            "700 is not a park slot of Asterisk; they are numbered 1 to 20"
        );
        assert_eq!(
            sentence("generic", "7 01"),
            "\"7 01\" is not a park slot: only digits, * and # can be dialled"
        );
        assert_eq!(sentence("generic", " "), "\"\" is not a park slot: only digits, * and # can be dialled");
    }

    #[test]
    fn extensions_that_the_pbx_needs_itself_are_told_in_words() {
        for (id, prefix, extension, words) in [
            ("asterisk", "", "700", Some("Asterisk uses 700 for itself")),
            ("asterisk", "", "705", Some("705 is the number of park slot 5")),
            ("asterisk", "", "721", None),
            ("freepbx", "", "70", Some("FreePBX uses 70 for itself")),
            ("freepbx", "", "78", Some("78 is the number of park slot 8")),
            ("freepbx", "", "2001", None),
            ("freeswitch", "", "6001", Some("6001 is the number of park slot 1")),
            ("freeswitch", "", "5900", Some("FreeSWITCH uses 5900 for itself")),
            ("kazoo", "", "*31", Some("*31 is the number of park slot 1")),
            ("generic", "70", "701", Some("701 is the number of park slot 1")),
            ("generic", "70", "7012", Some("7012 is the number of park slot 12")),
            ("generic", "70", "70123", None),
            ("generic", "", "701", None),
        ] {
            assert_eq!(dialect(id).collision(extension, prefix).as_deref(), words, "{id} {extension}");
        }
    }

    #[test]
    fn a_reserved_code_with_an_ellipsis_reserves_all_that_begin_with_it() {
        assert!(reserves("*…", "*97") && reserves("911", "911"));
        assert!(!reserves("911", "9110") && !reserves("*…", "97"));
    }
}
