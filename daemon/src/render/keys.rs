//! How a phone's feature keys fall on the keys it has.

use super::config::Account;
use crate::{
    catalogue::Model,
    directory::{Phone, Site},
    keys::{KeyType, Place, ResolvedKey, places},
    pbx::{Dialect, KeyStrings},
};

/// One key of the phone, with or without a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Expansion module, from 1; 0 is the phone itself.
    pub module: u8,
    /// The phone's other keys by their name; `None` is its line keys, or a module's keys.
    pub bank: Option<String>,
    /// Number on the phone or its module, from 1.
    pub number: u16,
    /// `None` clears the key.
    pub function: Option<Function>,
}

/// What a key does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Function {
    /// Its type; never [`KeyType::None`].
    pub kind: KeyType,
    /// The phone's account that it uses, from 1.
    pub line: u8,
    /// What stands beside it.
    pub label: String,
    /// What is watched and dialled; empty for a line.
    pub strings: KeyStrings,
}

/// The label of a key that was given none: `name` is the user's, else the slot or number.
#[must_use]
fn default_label(kind: KeyType, name: &str) -> String {
    match kind {
        KeyType::Parking | KeyType::PersonalParking => format!("Park {name}"),
        KeyType::Line | KeyType::None | KeyType::Presence | KeyType::SpeedDial => name.to_owned(),
    }
}

/// Every key of the phone and its expansion modules. A phone that nobody gave a key shows its lines on its first
/// keys; one with keys shows these and nothing else. A key that cannot work here (an account that the phone does not
/// have, something that the PBX has not) is cleared.
pub(super) fn assign(
    phone: &Phone,
    site: &Site,
    dialect: &Dialect,
    model: &Model,
    accounts: &[Account],
) -> Vec<Key> {
    let desk = Desk { site, dialect, accounts };
    let expansion = phone.expansion.as_ref().map(|(id, modules)| (id.as_str(), *modules));
    places(model, expansion)
        .map(|place| {
            let function = if phone.keys.is_empty() {
                desk.own_line(place)
            } else {
                let key = phone.keys.iter().find(|key| key.key == place.number);
                key.and_then(|key| desk.function(key))
            };
            Key { module: place.module, bank: place.bank.map(str::to_owned), number: place.key, function }
        })
        .collect()
}

/// What a key's function depends on.
struct Desk<'a> {
    site: &'a Site,
    dialect: &'a Dialect,
    accounts: &'a [Account],
}

impl Desk<'_> {
    /// Key N shows account N, on the phone itself.
    fn own_line(&self, place: Place<'_>) -> Option<Function> {
        let line = u8::try_from(place.key).ok().filter(|_| place.module == 0 && place.bank.is_none())?;
        let label = self.account_label(line)?;
        Some(Function { kind: KeyType::Line, line, label, strings: nothing() })
    }

    fn function(&self, key: &ResolvedKey) -> Option<Function> {
        let account_label = self.account_label(key.line)?;
        let strings = self.strings(key)?;
        let label = match key.kind {
            _ if !key.label.is_empty() => key.label.clone(),
            KeyType::Line => account_label,
            kind => default_label(kind, if key.name.is_empty() { &key.value } else { &key.name }),
        };
        Some(Function { kind: key.kind, line: key.line, label, strings })
    }

    /// What the account's line key shows; `None` for an account that nobody uses.
    fn account_label(&self, line: u8) -> Option<String> {
        let account = self.accounts.iter().find(|account| account.number == line)?;
        Some(account.user.as_ref()?.label.clone())
    }

    fn strings(&self, key: &ResolvedKey) -> Option<KeyStrings> {
        let prefix = &self.site.pbx.park_prefix;
        let value = Some(key.value.trim()).filter(|value| !value.is_empty());
        match key.kind {
            KeyType::None => None,
            KeyType::Line => Some(nothing()),
            KeyType::SpeedDial => Some(dialled(value?)),
            KeyType::Presence => Some(self.dialect.presence(value?)),
            KeyType::Parking => self.dialect.park(&self.dialect.slot(value?, prefix).ok()?, prefix),
            KeyType::PersonalParking => self.dialect.personal(value?, prefix),
        }
    }
}

fn nothing() -> KeyStrings {
    dialled("")
}

/// A number that is dialled and nothing else.
fn dialled(number: &str) -> KeyStrings {
    KeyStrings {
        watch: None,
        dial: number.to_owned(),
        transfer: number.to_owned(),
        pickup: None,
        pickup_code: None,
        lamp: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::{
        PhoneConfig,
        tests::{dialect, key, phone, shipped, site},
    };

    /// `1 line 2001; 2 presence 2002 "Pam"` of the keys that have a function.
    fn told(phone: &Phone, pbx: &str) -> String {
        let catalogue = shipped();
        let model = catalogue.model("yealink", "t4x", "t46s").unwrap();
        let config = PhoneConfig::new(phone, &site(), &dialect(pbx), model).unwrap();
        let keys = config.keys.iter().filter_map(|key| {
            let function = key.function.as_ref()?;
            let (kind, dial) = (function.kind, &function.strings.dial);
            let place = if key.module == 0 {
                key.number.to_string()
            } else {
                format!("{}.{}", key.module, key.number)
            };
            Some(format!("{place} {kind:?}{} {dial}={}", function.line, function.label))
        });
        keys.collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn a_phone_without_keys_shows_its_lines_on_the_first() {
        let mut phone = phone();
        phone.keys.clear();
        assert_eq!(told(&phone, "asterisk"), "1 Line1 =2001; 2 Line2 =2009");
    }

    #[test]
    fn a_phone_with_a_key_shows_that_and_nothing_else() {
        let mut phone = phone();
        phone.keys = vec![key(3, KeyType::SpeedDial, "18005551212", "")];
        assert_eq!(told(&phone, "asterisk"), "3 SpeedDial1 18005551212=18005551212");
    }

    #[test]
    fn keys_without_a_label_are_called_after_what_they_do() {
        let mut phone = phone();
        phone.keys = vec![
            key(1, KeyType::Line, "", ""),
            key(2, KeyType::Presence, "2002", "Pam"),
            key(3, KeyType::Presence, "2003", ""),
            key(4, KeyType::Parking, "701", ""),
            key(5, KeyType::PersonalParking, "2002", ""),
            key(6, KeyType::Parking, "2", "Orbit"),
        ];
        assert_eq!(
            told(&phone, "asterisk"),
            "1 Line1 =2001; 2 Presence1 2002=Pam; 3 Presence1 2003=2003; 4 Parking1 701=Park 701; \
             5 PersonalParking1 *32002=Park 2002; 6 Parking1 702=Orbit"
        );
        assert_eq!(default_label(KeyType::PersonalParking, "Pam"), "Park Pam");
    }

    #[test]
    fn what_cannot_work_is_cleared_and_the_rest_stays() {
        let mut phone = phone();
        phone.keys = vec![
            key(1, KeyType::PersonalParking, "2002", "not on FreePBX"),
            key(2, KeyType::Parking, "99", "no such slot"),
            ResolvedKey { line: 3, ..key(3, KeyType::Presence, "2002", "nobody on line 3") },
            ResolvedKey { line: 0, ..key(4, KeyType::Presence, "2002", "no line 0") },
            key(5, KeyType::SpeedDial, " ", "no number"),
            key(6, KeyType::None, "", ""),
            key(7, KeyType::Presence, "2002", "Pam"),
        ];
        assert_eq!(told(&phone, "freepbx"), "7 Presence1 2002=Pam");
    }

    #[test]
    fn numbers_run_on_over_the_expansion_modules() {
        let mut phone = phone();
        phone.expansion = Some(("exp40".to_owned(), 2));
        phone.keys = vec![
            key(27, KeyType::SpeedDial, "1", ""),
            key(28, KeyType::SpeedDial, "2", ""),
            key(68, KeyType::SpeedDial, "3", ""),
            key(108, KeyType::SpeedDial, "4", "beyond"),
        ];
        assert_eq!(told(&phone, "asterisk"), "27 SpeedDial1 1=1; 1.1 SpeedDial1 2=2; 2.1 SpeedDial1 3=3");
    }
}
