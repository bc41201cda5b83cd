//! What stands in the cell of a hardware address.

use super::{
    Finding,
    number::{is_rounded, mended, rounded, without_fraction},
    value::shown,
};
use crate::directory::{MacAddr, MacError};

/// Digits of an address.
const DIGITS: usize = 12;

/// The address, with a note where a spreadsheet had made a number with a fraction of it.
pub(super) fn read_mac(text: &str) -> Result<(MacAddr, Option<Finding>), Finding> {
    if is_rounded(text) {
        return Err(rounded("MAC address", text));
    }
    let whole = without_fraction(text).filter(|whole| whole.len() == DIGITS);
    match whole.unwrap_or(text).parse::<MacAddr>() {
        Ok(mac) => Ok((mac, whole.map(|_| mended("MAC address", text, &mac.to_string())))),
        Err(error) => Err(malformed(text, &error)),
    }
}

fn malformed(text: &str, error: &MacError) -> Finding {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    let padded = format!("{text:0>DIGITS$}");
    // A spreadsheet takes an address of digits alone for a number and drops the zeros before it.
    let lost_zeros =
        is_number && matches!(error, MacError::Length(9..=11)) && padded.parse::<MacAddr>().is_ok();
    let hint = if lost_zeros { ". Did the spreadsheet drop zeros in front?" } else { "" };
    let finding = Finding::error("mac_malformed", format!("MAC address {} {error}{hint}", shown(text)));
    let near = || mac_inside(text).or_else(|| without_letters(text)).map(|mac| mac.to_string());
    finding.suggest(if lost_zeros { Some(padded) } else { near() })
}

/// Letters that were read off a label for the digits that look like them.
fn without_letters(text: &str) -> Option<MacAddr> {
    let digit = |sign: char| match sign {
        'O' | 'o' => '0',
        'I' | 'i' | 'l' | 'L' | '|' => '1',
        other => other,
    };
    text.chars().map(digit).collect::<String>().parse().ok()
}

/// The only address among other words, as in `SN: 805ec0010203`.
fn mac_inside(text: &str) -> Option<MacAddr> {
    let mut found = None;
    let mut before = None;
    for (start, sign) in text.char_indices() {
        let is_start = sign.is_ascii_hexdigit() && !before.is_some_and(char::is_alphanumeric);
        before = Some(sign);
        if let Some(mac) = is_start.then(|| mac_at_start(&text[start..])).flatten() {
            if found.is_some_and(|other| other != mac) {
                return None;
            }
            found = Some(mac);
        }
    }
    found
}

/// An address that begins here and ends with its twelfth digit.
fn mac_at_start(text: &str) -> Option<MacAddr> {
    let is_part = |sign: &char| sign.is_ascii_hexdigit() || matches!(sign, ':' | '-' | '.');
    let signs = text.chars().take_while(is_part);
    let mut digits = String::new();
    let mut end = 0;
    for sign in signs {
        end += sign.len_utf8();
        if sign.is_ascii_hexdigit() {
            digits.push(sign);
        }
        if digits.len() == DIGITS {
            break;
        }
    }
    let goes_on = text[end..].starts_with(char::is_alphanumeric);
    if goes_on { None } else { digits.parse().ok() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_among_other_words_is_proposed() {
        for (text, expected) in [
            ("SN: 805ec0010203", Some("80:5e:c0:01:02:03")),
            ("MAC 80:5E:C0:01:02:03", Some("80:5e:c0:01:02:03")),
            ("mac=80-5e-c0-01-02-03;", Some("80:5e:c0:01:02:03")),
            ("805ec0010203 (805EC0010203)", Some("80:5e:c0:01:02:03")),
            ("805ec0010203 / 805ec0010204", None),
            ("SN: 805ec0010203f", None),
            ("SN: x805ec0010203", None),
            ("SN: 805ec00102", None),
            ("8O:5e:cO:01:02:03", Some("80:5e:c0:01:02:03")),
            ("805ecOOlO2O3", Some("80:5e:c0:01:02:03")),
            ("805ecOOlO2", None),
            ("SN: 000000000000", None),
        ] {
            let finding = read_mac(text).unwrap_err();
            assert_eq!(finding.suggestion.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn an_address_mended_from_a_fraction_is_noted() {
        let (mac, note) = read_mac("805000010203.0").unwrap();
        assert_eq!(mac.to_string(), "80:50:00:01:02:03");
        assert_eq!(note.unwrap().message, "MAC address 805000010203.0 is read as 80:50:00:01:02:03");
        assert!(read_mac("805e.c001.0203").unwrap().1.is_none());
    }
}
