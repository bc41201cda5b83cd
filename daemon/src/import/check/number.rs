//! Numbers, and what spreadsheets make of them. Pure functions from a cell's text to a value or a finding.

use super::{Finding, value::shown};

/// Digits of an extension. One digit is a key of an auto attendant; 15 is what E.164 lets a number have.
const EXTENSION_DIGITS: std::ops::RangeInclusive<usize> = 2..=15;
/// Digits of an external number: the shortest in use, and E.164's longest.
const PHONE_NUMBER_DIGITS: std::ops::RangeInclusive<usize> = 5..=15;

/// Numbers for emergencies, with where they are dialled. As an extension one of these keeps a call for help inside.
const EMERGENCY: [(&str, &str); 14] = [
    ("000", "Australia"),
    ("100", "India and Israel"),
    ("110", "Germany, China and Japan"),
    ("111", "New Zealand"),
    ("112", "Europe and all mobile networks"),
    ("113", "Italy, Norway and Indonesia"),
    ("117", "Switzerland"),
    ("118", "Italy and Switzerland"),
    ("119", "Japan and Korea"),
    ("120", "China"),
    ("190", "Brazil"),
    ("911", "North America"),
    ("933", "North America, to test 911"),
    ("999", "Britain and Ireland"),
];

/// Where the number is one for emergencies.
pub(super) fn emergency(number: &str) -> Option<&'static str> {
    EMERGENCY.iter().find(|(known, _)| *known == number).map(|(_, place)| *place)
}

/// A number that was read, and what had to be mended in it.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) number: String,
    pub(super) mended: Option<Finding>,
}

/// Whether a spreadsheet has rounded a long number: `1.80056E+10`.
pub(super) fn is_rounded(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once("E+").or_else(|| text.split_once("e+")) else {
        return false;
    };
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, "0"));
    is_number(whole) && is_number(fraction) && is_number(exponent)
}

/// The sentence for [`is_rounded`].
pub(super) fn rounded(name: &str, text: &str) -> Finding {
    let message =
        format!("{name} {text} was rounded by the spreadsheet. Format the column as text and type it again");
    Finding::error("number_rounded", message)
}

/// `2001.0` is what some programs write for the number 2001.
pub(super) fn without_fraction(text: &str) -> Option<&str> {
    let (whole, fraction) = text.rsplit_once('.')?;
    let is_whole = !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit());
    (is_whole && !fraction.is_empty() && fraction.bytes().all(|byte| byte == b'0')).then_some(whole)
}

/// Reads an extension.
pub(super) fn extension(text: &str) -> Result<Read, Finding> {
    let malformed =
        |what: &str| Finding::error("extension_malformed", format!("Extension {} {what}", shown(text)));
    if is_rounded(text) {
        return Err(rounded("Extension", text));
    }
    let whole = without_fraction(text);
    let number = whole.unwrap_or(text);
    let digits: String = number.chars().filter(|sign| *sign != ' ').collect();
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        // Of two runs of digits, as in 2001/2002, together they are none of the two.
        let mut runs = digits.split(|sign: char| !sign.is_ascii_digit()).filter(|run| !run.is_empty());
        let only = runs.next().filter(|_| runs.next().is_none()).map(str::to_owned);
        let only = only.or_else(|| plain(&digits));
        let near = only.filter(|only| EXTENSION_DIGITS.contains(&only.len()));
        return Err(malformed("is not a number. Use digits only").suggest(near));
    }
    if digits.len() < *EXTENSION_DIGITS.start() {
        return Err(malformed("is too short. Use at least 2 digits"));
    }
    if digits.len() > *EXTENSION_DIGITS.end() {
        return Err(malformed("is too long. Use at most 15 digits"));
    }
    Ok(Read { mended: whole.map(|_| mended("Extension", text, &digits)), number: digits })
}

/// The number that was written with a comma and zeros, or in full-width digits.
fn plain(text: &str) -> Option<String> {
    let whole = text.split_once(',').filter(|(_, zeros)| zeros.bytes().all(|byte| byte == b'0'));
    let narrow = |sign: char| match sign {
        '０'..='９' => char::from_digit(u32::from(sign) - u32::from('０'), 10).unwrap_or(sign),
        other => other,
    };
    let number: String = whole.map_or(text, |(whole, _)| whole).chars().map(narrow).collect();
    number.bytes().all(|byte| byte.is_ascii_digit()).then_some(number)
}

/// Reads a phone number: digits with an optional `+`; `-`, `.`, `/`, blanks and brackets between them do not count.
pub(super) fn phone_number(text: &str) -> Result<Read, Finding> {
    let malformed =
        |what: &str| Finding::error("phone_number_malformed", format!("Phone number {} {what}", shown(text)));
    if is_rounded(text) {
        return Err(rounded("Phone number", text));
    }
    let written = text.strip_prefix("tel:").unwrap_or(text);
    // In +44 (0)20 the zero is dialled inside the country only, so it is no part of the number with its +.
    let national = written.starts_with('+') && written.contains("(0)");
    let dialled = if national { written.replace("(0)", "") } else { written.to_owned() };
    let whole = without_fraction(&dialled).filter(|whole| whole.len() >= *PHONE_NUMBER_DIGITS.start());
    let (plus, rest) = match whole.unwrap_or(&dialled).strip_prefix('+') {
        Some(rest) => ("+", rest),
        None => ("", whole.unwrap_or(&dialled)),
    };
    let is_separator =
        |sign: char| matches!(sign, '-' | ' ' | '.' | '(' | ')' | '/' | '\u{2010}'..='\u{2013}');
    let digits: String = rest.chars().filter(|sign| !is_separator(*sign)).collect();
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(malformed("is not a number. Use digits, with + in front for the country"));
    }
    if !PHONE_NUMBER_DIGITS.contains(&digits.len()) {
        return Err(malformed(&format!("has {} digits; it needs 5 to 15", digits.len())));
    }
    if is_two(rest) {
        return Err(malformed("looks like two numbers. Write the second one in a row of its own"));
    }
    let number = format!("{plus}{digits}");
    let is_mended = whole.is_some() || national;
    Ok(Read { mended: is_mended.then(|| mended("Phone number", text, &number)), number })
}

/// `030/901820` has an area code before its slash, `2065550100/0101` a whole number.
fn is_two(text: &str) -> bool {
    const LONGEST_AREA_CODE: usize = 8;
    let digits = |part: &str| part.bytes().filter(u8::is_ascii_digit).count();
    text.split_once('/').is_some_and(|(before, _)| digits(before) > LONGEST_AREA_CODE)
}

/// The note on a value that was read although it was not quite right.
pub(super) fn mended(name: &str, text: &str, number: &str) -> Finding {
    Finding::note("number_mended", format!("{name} {} is read as {number}", shown(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(result: Result<Read, Finding>) -> String {
        match result {
            Ok(Read { number, mended: None }) => number,
            Ok(Read { mended: Some(note), .. }) => note.message,
            Err(Finding { message, suggestion: Some(suggestion), .. }) => format!("{message} [{suggestion}]"),
            Err(finding) => finding.message,
        }
    }

    #[test]
    fn extensions_are_digits() {
        for (text, expected) in [
            ("2001", "2001"),
            ("0042", "0042"),
            ("20 01", "2001"),
            ("2001.0", "Extension 2001.0 is read as 2001"),
            ("2001.5", "Extension 2001.5 is not a number. Use digits only"),
            ("x2001", "Extension x2001 is not a number. Use digits only [2001]"),
            ("2001/2002", "Extension 2001/2002 is not a number. Use digits only"),
            ("2001,0", "Extension 2001,0 is not a number. Use digits only [2001]"),
            ("2001,2002", "Extension 2001,2002 is not a number. Use digits only"),
            ("２００１", "Extension ２００１ is not a number. Use digits only [2001]"),
            ("7", "Extension 7 is too short. Use at least 2 digits"),
            ("1234567890123456", "Extension 1234567890123456 is too long. Use at most 15 digits"),
            (
                "2.0E+3",
                "Extension 2.0E+3 was rounded by the spreadsheet. Format the column as text and type it again",
            ),
        ] {
            assert_eq!(read(extension(text)), expected);
        }
    }

    #[test]
    fn phone_numbers_lose_their_separators() {
        for (text, expected) in [
            ("+1 (800) 555-1212", "+18005551212"),
            ("800.555.1212", "8005551212"),
            ("tel:+18005551212", "+18005551212"),
            ("18005551212.0", "Phone number 18005551212.0 is read as 18005551212"),
            ("+44 (0)20 7946 0000", "Phone number +44 (0)20 7946 0000 is read as +442079460000"),
            (
                "555-CALL",
                "Phone number 555-CALL is not a number. Use digits, with + in front for the country",
            ),
            (
                "1+8005551212",
                "Phone number 1+8005551212 is not a number. Use digits, with + in front for the country",
            ),
            ("+49 (36331) / 90182", "+493633190182"),
            (
                "+1 206 555 0100 / 0101",
                "Phone number +1 206 555 0100 / 0101 looks like two numbers. Write the second one in a row of its own",
            ),
            ("1212", "Phone number 1212 has 4 digits; it needs 5 to 15"),
            (
                "1.80056E+10",
                "Phone number 1.80056E+10 was rounded by the spreadsheet. Format the column as text and type it again",
            ),
        ] {
            assert_eq!(read(phone_number(text)), expected);
        }
    }

    #[test]
    fn a_dotted_mac_is_no_rounded_number() {
        assert!(is_rounded("8.05E+11") && is_rounded("1,80056e+10") && is_rounded("8E+11"));
        assert!(!is_rounded("805e.c001.0203") && !is_rounded("E+5") && !is_rounded("805ec0010203"));
    }
}
