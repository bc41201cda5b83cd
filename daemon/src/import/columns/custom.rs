//! Headers that say themselves that a column is kept with the user: `custom:Room`. Our exports write them, so that a
//! custom field named “Phone” does not come back as a phone number.

use super::{is_known_header, secrets::names_a_secret};
use crate::directory::MacAddr;

const PREFIX: &str = "custom:";

/// The header under which a custom field with these values comes back as it is.
pub fn custom_header<'a>(name: &str, mut values: impl Iterator<Item = &'a str>) -> String {
    let is_other = is_known_header(name) || names_a_secret(name) || custom_name(name).is_some();
    // Headers that nobody knows are judged by what is below.
    if is_other || values.any(|value| value.parse::<MacAddr>().is_ok()) {
        format!("{PREFIX}{name}")
    } else {
        name.to_owned()
    }
}

/// The custom field that a header names.
pub(super) fn custom_name(header: &str) -> Option<&str> {
    let (prefix, name) = header.split_at_checked(PREFIX.len())?;
    let name = name.trim();
    (prefix.eq_ignore_ascii_case(PREFIX) && !name.is_empty()).then_some(name)
}
