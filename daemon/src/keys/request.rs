//! What `linekey keys apply` reads: which devices, which keys. Pure.

use std::{collections::HashSet, fmt};

use serde::Deserialize;
use utoipa::ToSchema;

use super::KeyType;
use crate::directory::{MacAddr, text};

/// The highest key number that is taken. The largest phone with all its expansion modules has fewer than 400.
pub const MAX_KEY: u16 = 999;

/// The longest label or value, in characters.
const MAX_TEXT: usize = 64;

/// The longest list of devices: each of ten thousand phones by itself.
const MAX_DEVICES: usize = 10_000;

/// A request as it was written.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KeysRequest {
    /// Which devices.
    pub devices: DevicesWanted,
    /// Which keys. Keys that are not named stay as they are.
    pub keys: Vec<KeyWanted>,
}

/// Which devices get the keys.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum DevicesWanted {
    /// The word `all`.
    Word(String),
    /// MAC addresses and kinds of phones.
    List(Vec<DeviceWanted>),
    /// All phones of one kind.
    Kind(KindWanted),
}

/// One entry of the list.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum DeviceWanted {
    /// A MAC address in any usual spelling.
    Mac(String),
    /// All phones of a kind.
    Kind(KindWanted),
}

/// A kind of phones; what is named must match.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KindWanted {
    /// One device, by its number on the box.
    pub id: Option<i64>,
    /// Brand id.
    pub brand: Option<String>,
    /// Family id.
    pub family: Option<String>,
    /// Model id.
    pub model: Option<String>,
}

/// One key.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KeyWanted {
    /// Number on the phone, from 1.
    pub key: u16,
    /// What it is to do.
    #[serde(rename = "type")]
    pub kind: KeyType,
    /// The phone's account that it uses.
    #[serde(default = "first_line")]
    pub line: u8,
    /// Extension or email, slot, or number; JSON text or a JSON number.
    #[serde(default)]
    pub value: Option<Value>,
    /// What stands beside it.
    #[serde(default)]
    pub label: Option<String>,
}

/// Why a request cannot be carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where in the request, as a JSON pointer (RFC 6901): `/keys/3/value`; empty for all of it.
    pub pointer: String,
    /// The number of the key that it is about.
    pub key: Option<u16>,
    /// What is wrong. Stands for itself where the key is shown beside it.
    pub why: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(key) = self.key {
            write!(f, "key {key}: ")?;
        }
        f.write_str(&self.why)
    }
}

/// Text, whether JSON calls it so or not.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(untagged)]
#[schema(as = KeyValue)]
pub enum Value {
    /// Digits without quotes.
    Number(u64),
    /// Text.
    Text(String),
}

fn first_line() -> u8 {
    1
}

impl KeysRequest {
    /// Reads and checks a request; every fault at once.
    pub fn parse(json: &str) -> Result<Self, Vec<Fault>> {
        let no_request = |error| vec![Fault { pointer: String::new(), key: None, why: explain(&error) }];
        let request: Self = serde_json::from_str(json).map_err(no_request)?;
        let faults = request.faults();
        if faults.is_empty() { Ok(request) } else { Err(faults) }
    }

    /// Every fault of a request that was read.
    #[must_use]
    pub fn faults(&self) -> Vec<Fault> {
        let at = |pointer: String, why: String| Fault { pointer, key: None, why };
        let mut faults: Vec<Fault> =
            self.devices.faults().into_iter().map(|(pointer, why)| at(pointer, why)).collect();
        let mut seen = HashSet::new();
        for (position, key) in self.keys.iter().enumerate() {
            faults.extend(key.faults().into_iter().map(|(field, why)| key.fault(position, field, why)));
            if !seen.insert(key.key) {
                faults.push(at(format!("/keys/{position}/key"), format!("key {} is listed twice", key.key)));
            }
        }
        if self.keys.is_empty() {
            faults.push(at("/keys".into(), "no key is listed".into()));
        }
        faults
    }
}

fn explain(error: &serde_json::Error) -> String {
    if error.is_data() {
        format!(
            "{error}. A request looks like {{\"devices\":\"all\",\"keys\":[{{\"key\":1,\"type\":\"line\"}}]}}"
        )
    } else {
        format!("this is not JSON: {error}")
    }
}

impl DevicesWanted {
    /// Each with its place in the request.
    fn faults(&self) -> Vec<(String, String)> {
        let all = |why: String| vec![("/devices".to_owned(), why)];
        match self {
            Self::Word(word) if word == "all" => Vec::new(),
            Self::Word(word) => all(format!("devices is \"all\" or a list, not {word:?}")),
            Self::Kind(kind) => DeviceWanted::Kind(kind.clone()).fault().map(all).unwrap_or_default(),
            Self::List(list) if list.is_empty() => all("no device is listed".into()),
            Self::List(list) if list.len() > MAX_DEVICES => {
                all(format!("more than {MAX_DEVICES} devices are listed"))
            }
            Self::List(list) => {
                let faults = list.iter().enumerate();
                faults.filter_map(|(at, entry)| Some((format!("/devices/{at}"), entry.fault()?))).collect()
            }
        }
    }
}

impl DeviceWanted {
    fn fault(&self) -> Option<String> {
        match self {
            Self::Mac(text) => {
                text.parse::<MacAddr>().err().map(|error| format!("MAC address {text} {error}"))
            }
            Self::Kind(KindWanted { id: None, brand: None, family: None, model: None }) => {
                Some("a kind of device needs a brand, a family or a model".into())
            }
            Self::Kind(_) => None,
        }
    }
}

impl KeyWanted {
    /// The value without blanks around it; an empty one is none.
    #[must_use]
    pub fn value(&self) -> Option<String> {
        let text = match self.value.as_ref()? {
            Value::Number(number) => number.to_string(),
            Value::Text(text) if self.kind == KeyType::SpeedDial => dialled(text.trim()),
            Value::Text(text) => text.trim().to_owned(),
        };
        Some(text).filter(|value| !value.is_empty())
    }

    /// The label without blanks around it; an empty one is none.
    #[must_use]
    pub fn label(&self) -> Option<&str> {
        self.label.as_deref().map(str::trim).filter(|label| !label.is_empty())
    }

    /// A fault of this key; `field` is where in it.
    #[must_use]
    pub fn fault(&self, position: usize, field: &str, why: String) -> Fault {
        Fault { pointer: format!("/keys/{position}/{field}"), key: Some(self.key), why }
    }

    /// Each with the field that it is in.
    fn faults(&self) -> Vec<(&'static str, String)> {
        let mut faults = Vec::new();
        if self.key == 0 || self.key > MAX_KEY {
            faults.push(("key", format!("keys are numbered from 1 to {MAX_KEY}")));
        }
        if self.line == 0 {
            faults.push(("line", "lines are numbered from 1".into()));
        }
        let needs_value = !matches!(self.kind, KeyType::Line | KeyType::None);
        if needs_value && self.value().is_none() {
            faults.push(("value", missing_value(self.kind).into()));
        }
        for (field, text) in [("value", self.value()), ("label", self.label().map(str::to_owned))] {
            let fault = text.as_deref().and_then(text_fault);
            faults.extend(fault.map(|fault| (field, format!("its {field} {fault}"))));
        }
        if self.kind == KeyType::SpeedDial
            && self.value().is_some_and(|value| value.contains(char::is_whitespace))
        {
            faults.push(("value", "the number to dial contains a blank".into()));
        }
        faults
    }
}

/// A number as a phone dials it: what people write between the digits goes. Anything else stays as it is.
fn dialled(text: &str) -> String {
    let number = text.chars().all(|sign| sign.is_ascii_digit() || "+*# -.()".contains(sign));
    if number { text.chars().filter(|sign| !" -.()".contains(*sign)).collect() } else { text.to_owned() }
}

fn missing_value(kind: KeyType) -> &'static str {
    match kind {
        KeyType::Parking => "a parking key needs the slot as its value",
        KeyType::SpeedDial => "a speed_dial key needs the number to dial as its value",
        _ => "this type needs an extension or a user's email as its value",
    }
}

fn text_fault(text: &str) -> Option<String> {
    if text.chars().count() > MAX_TEXT {
        return Some(format!("is longer than {MAX_TEXT} characters"));
    }
    text::forbidden_sign(text).map(|sign| format!("contains {}, which is not allowed", text::sign_name(sign)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(json: &str) -> Vec<String> {
        KeysRequest::parse(json).err().unwrap_or_default().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn every_type_and_every_way_to_name_devices_is_read() {
        let request = KeysRequest::parse(
            r#"{"devices":["80:5e:c0:01:02:03",{"family":"t4x"}],"keys":[
                {"key":1,"type":"line"},{"key":2,"type":"presence","value":" 2002 ","label":"Pam"},
                {"key":3,"type":"parking","value":"701"},{"key":4,"type":"personal_parking","value":"2003"},
                {"key":5,"type":"speed_dial","value":"18005551212","line":2},{"key":6,"type":"none"}]}"#,
        )
        .unwrap();
        assert_eq!(request.keys.len(), 6);
        assert_eq!(request.keys[1].value().as_deref(), Some("2002"));
        assert_eq!((request.keys[0].line, request.keys[4].line), (1, 2));
    }

    #[test]
    fn numbers_without_quotes_written_numbers_and_one_kind_are_understood() {
        let request = KeysRequest::parse(
            r#"{"devices":{"model":"T46U"},"keys":[{"key":2,"type":"presence","value":202},
                {"key":3,"type":"speed_dial","value":"+1 (800) 555-1212"}]}"#,
        )
        .unwrap();
        assert_eq!(request.keys[0].value().as_deref(), Some("202"));
        assert_eq!(request.keys[1].value().as_deref(), Some("+18005551212"));
    }

    #[test]
    fn every_fault_is_named_at_once() {
        assert_eq!(
            faults(
                r#"{"devices":["zz"],"keys":[{"key":0,"type":"line"},{"key":2,"type":"parking"},
                {"key":2,"type":"presence","value":"a\nb"},{"key":3,"type":"speed_dial","value":"a b","line":0}]}"#
            ),
            [
                "MAC address zz contains 'z'; only the digits 0-9 and letters A-F belong there",
                "key 0: keys are numbered from 1 to 999",
                "key 2: a parking key needs the slot as its value",
                "key 2: its value contains a line break, which is not allowed",
                "key 2 is listed twice",
                "key 3: lines are numbered from 1",
                "key 3: the number to dial contains a blank",
            ]
        );
    }

    #[test]
    fn every_fault_says_where_in_the_request_it_is() {
        let faults = KeysRequest::parse(
            r#"{"devices":["80:5e:c0:01:02:03",{}],"keys":[{"key":1,"type":"line"},{"key":1,"type":"parking"}]}"#,
        )
        .unwrap_err();
        let pointers: Vec<&str> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
        assert_eq!(pointers, ["/devices/1", "/keys/1/value", "/keys/1/key"]);
        assert_eq!(faults[1].why, "a parking key needs the slot as its value");
    }

    #[test]
    fn what_is_no_request_says_what_one_looks_like() {
        assert!(faults("hello")[0].starts_with("this is not JSON"));
        assert!(
            faults(r#"{"devices":"all","keys":[{"key":1,"type":"blf"}]}"#)[0]
                .contains("A request looks like")
        );
        assert_eq!(faults(r#"{"devices":"some","keys":[{"key":1,"type":"line"}]}"#).len(), 1);
        assert_eq!(faults(r#"{"devices":"all","keys":[]}"#), ["no key is listed"]);
        assert_eq!(faults(r#"{"devices":[{}],"keys":[{"key":1,"type":"none"}]}"#).len(), 1);
    }
}
