//! What text from outside may contain.

/// The first sign that no stored value may hold: controls, line and paragraph separators and the bidirectional
/// overrides. One of these in a name could start a new line in a phone's file or hide what a cell really says.
///
/// A tab is a control character too.
#[must_use]
pub fn forbidden_sign(text: &str) -> Option<char> {
    text.chars().find(|sign| {
        sign.is_control()
            || matches!(sign, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    })
}

/// Bytes as lower-case hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, octet| {
        // Writing to a string cannot fail.
        write!(text, "{octet:02x}").unwrap_or_default();
        text
    })
}

/// Bytes of their hexadecimal digits; `None` for anything else, or for more digits than `longest`.
#[must_use]
pub fn unhex(text: &str, longest: usize) -> Option<Vec<u8>> {
    if text.len() > longest
        || !text.len().is_multiple_of(2)
        || !text.bytes().all(|sign| sign.is_ascii_hexdigit())
    {
        return None;
    }
    text.as_bytes()
        .chunks(2)
        .map(|digits| u8::from_str_radix(str::from_utf8(digits).ok()?, 16).ok())
        .collect()
}

/// How a forbidden sign is named to a person.
#[must_use]
pub fn sign_name(sign: char) -> String {
    match sign {
        '\n' | '\r' | '\u{2028}' | '\u{2029}' => "a line break".to_owned(),
        '\t' => "a tab".to_owned(),
        other => format!("the invisible character U+{:04X}", u32::from(other)),
    }
}

/// One clear sentence: the error and what caused it. Causes that a message already holds are not said twice.
#[must_use]
pub fn sentence(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    for cause in std::iter::successors(error.source(), |error| (*error).source()) {
        let cause = cause.to_string();
        if !text.contains(&cause) {
            text = format!("{text}: {cause}");
        }
    }
    text
}

/// A sentence that begins like one: with a capital letter.
#[must_use]
pub fn capital(text: &str) -> String {
    let mut signs = text.chars();
    let first = signs.next().map(|sign| sign.to_uppercase().to_string()).unwrap_or_default();
    first + signs.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_names_pass_and_breaks_do_not() {
        assert_eq!(forbidden_sign("Zoë \"Z\" & <Co> #1; 李"), None);
        assert_eq!(forbidden_sign("Ada\naccount.1.x = evil"), Some('\n'));
        assert_eq!(forbidden_sign("a\u{202e}b"), Some('\u{202e}'));
        assert_eq!(sign_name('\r'), "a line break");
    }
}
