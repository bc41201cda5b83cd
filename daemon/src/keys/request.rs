//! What `linekey keys apply` reads: which devices, which keys. Pure.

use serde::Deserialize;

use super::KeyType;
use crate::directory::{MacAddr, text};

/// The highest key number that is taken. The largest phone with all its expansion modules has fewer than 400.
pub const MAX_KEY: u16 = 999;

/// The longest label or value, in characters.
const MAX_TEXT: usize = 64;

/// A request as it was written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeysRequest {
    /// Which devices.
    pub devices: DevicesWanted,
    /// Which keys. Keys that are not named stay as they are.
    pub keys: Vec<KeyWanted>,
}

/// Which devices get the keys.
#[derive(Debug, Clone, Deserialize)]
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
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum DeviceWanted {
    /// A MAC address in any usual spelling.
    Mac(String),
    /// All phones of a kind.
    Kind(KindWanted),
}

/// A kind of phones; what is named must match.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindWanted {
    /// Brand id.
    pub brand: Option<String>,
    /// Family id.
    pub family: Option<String>,
    /// Model id.
    pub model: Option<String>,
}

/// One key.
#[derive(Debug, Clone, Deserialize)]
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

/// Text, whether JSON calls it so or not.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
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
    /// Reads and checks a request; every fault as a sentence.
    pub fn parse(json: &str) -> Result<Self, Vec<String>> {
        let request: Self = serde_json::from_str(json).map_err(|error| vec![explain(&error)])?;
        let mut faults = request.devices.faults();
        let mut seen = std::collections::HashSet::new();
        for key in &request.keys {
            faults.extend(key.faults());
            if !seen.insert(key.key) {
                faults.push(format!("key {} is listed twice", key.key));
            }
        }
        if request.keys.is_empty() {
            faults.push("no key is listed".into());
        }
        if faults.is_empty() { Ok(request) } else { Err(faults) }
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
    fn faults(&self) -> Vec<String> {
        match self {
            Self::Word(word) if word == "all" => Vec::new(),
            Self::Word(word) => vec![format!("devices is \"all\" or a list, not {word:?}")],
            Self::Kind(kind) => DeviceWanted::Kind(kind.clone()).fault().into_iter().collect(),
            Self::List(list) if list.is_empty() => vec!["no device is listed".into()],
            Self::List(list) => list.iter().filter_map(DeviceWanted::fault).collect(),
        }
    }
}

impl DeviceWanted {
    fn fault(&self) -> Option<String> {
        match self {
            Self::Mac(text) => {
                text.parse::<MacAddr>().err().map(|error| format!("MAC address {text} {error}"))
            }
            Self::Kind(KindWanted { brand: None, family: None, model: None }) => {
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

    fn faults(&self) -> Vec<String> {
        let key = self.key;
        let mut faults = Vec::new();
        if key == 0 || key > MAX_KEY {
            faults.push(format!("key {key}: keys are numbered from 1 to {MAX_KEY}"));
        }
        if self.line == 0 {
            faults.push(format!("key {key}: lines are numbered from 1"));
        }
        let needs_value = !matches!(self.kind, KeyType::Line | KeyType::None);
        if needs_value && self.value().is_none() {
            faults.push(format!("key {key}: {}", missing_value(self.kind)));
        }
        for (what, text) in [("value", self.value()), ("label", self.label().map(str::to_owned))] {
            faults.extend(
                text.as_deref().and_then(text_fault).map(|fault| format!("key {key}: its {what} {fault}")),
            );
        }
        if self.kind == KeyType::SpeedDial
            && self.value().is_some_and(|value| value.contains(char::is_whitespace))
        {
            faults.push(format!("key {key}: the number to dial contains a blank"));
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
        KeysRequest::parse(json).err().unwrap_or_default()
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
