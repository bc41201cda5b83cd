//! File-name patterns of the catalogue: `{mac}.cfg`, `y{digit:12}.cfg`, `{any}.rom`.

use regex::{Regex, RegexBuilder};

use super::Expression;

/// Longest pattern. What is shorter always compiles.
const MAX_PATTERN: usize = 128;

/// Longest run of digits that a pattern may ask for.
const MAX_DIGITS: usize = 32;

/// Reads a pattern: an anchored expression that takes either case. A placeholder never takes a slash, and no pattern a
/// backslash or a control character. `Err` is a sentence for the person.
pub(super) fn compile(pattern: &str) -> Result<Expression, String> {
    if pattern.len() > MAX_PATTERN {
        return Err(format!("the pattern has {} characters; {MAX_PATTERN} are the most", pattern.len()));
    }
    Ok(Expression::sound(format!("^{}$", translate(pattern)?), case_insensitive))
}

/// What stands for the placeholders in a name of one phone.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Told<'a> {
    /// Twelve lower-case digits.
    pub mac: &'a str,
    /// The model's word in file names.
    pub model: Option<&'a str>,
    /// SIP username of the first line.
    pub username: Option<&'a str>,
}

/// A name that the pattern takes: that of this phone, zeros for digits. `None` for a pattern that takes any word, or
/// a word that nobody told.
pub(super) fn example(pattern: &str, told: Told<'_>) -> Option<String> {
    let mut name = String::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        let (placeholder, after) = after.split_once('}')?;
        name.push_str(before);
        match placeholder {
            "mac" => name.push_str(told.mac),
            "MAC" => name.push_str(&told.mac.to_uppercase()),
            "mac-" => name.push_str(&in_pairs(told.mac)),
            "model" => name.push_str(told.model?),
            "username" => name.push_str(told.username?),
            _ => {
                let count = placeholder.strip_prefix("digit:")?.parse().ok()?;
                name.push_str(&"0".repeat(Some(count).filter(|count| *count <= MAX_DIGITS)?));
            }
        }
        rest = after;
    }
    Some(name + rest)
}

/// `805ec0010203` as `80-5e-c0-01-02-03`.
fn in_pairs(mac: &str) -> String {
    let pairs: Vec<_> = mac.as_bytes().chunks(2).map(String::from_utf8_lossy).collect();
    pairs.join("-")
}

fn case_insensitive(source: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(source).case_insensitive(true).unicode(false).build()
}

fn translate(pattern: &str) -> Result<String, String> {
    let mut source = String::new();
    let mut rest = pattern;
    while let Some(sign) = rest.chars().next() {
        if sign == '{' {
            let (name, after) = rest[1..].split_once('}').ok_or("a { has no }")?;
            source.push_str(&placeholder(name)?);
            rest = after;
        } else {
            source.push_str(&literal(sign)?);
            rest = &rest[sign.len_utf8()..];
        }
    }
    let twice = |group: &str| source.matches(&format!("(?<{group}>")).count() > 1;
    match ["mac", "model", "username"].into_iter().find(|group| twice(group)) {
        _ if source.is_empty() => Err("the pattern is empty".to_owned()),
        None => Ok(source),
        Some(group) => Err(format!("{{{group}}} may stand in a pattern once")),
    }
}

fn placeholder(name: &str) -> Result<String, String> {
    match name.split_once(':') {
        None if name == "mac" || name == "MAC" => Ok("(?<mac>[0-9a-f]{12})".to_owned()),
        None if name == "mac-" => Ok("(?<mac>[0-9a-f]{2}(?:-[0-9a-f]{2}){5})".to_owned()),
        None if name == "model" => Ok("(?<model>[a-z0-9][a-z0-9 ._+-]*)".to_owned()),
        None if name == "username" => Ok("(?<username>[a-z0-9][a-z0-9._+-]*)".to_owned()),
        None if name == "any" => Ok("[a-z0-9._-]+".to_owned()),
        Some(("digit", count)) => match count.parse() {
            Ok(count @ 1..=MAX_DIGITS) => Ok(format!("[0-9]{{{count}}}")),
            _ => Err(format!("{{digit:{count}}} must name a number from 1 to {MAX_DIGITS}")),
        },
        _ => Err(format!(
            "{{{name}}} is not one of {{mac}}, {{MAC}}, {{mac-}}, {{model}}, {{username}}, {{any}} and {{digit:12}}"
        )),
    }
}

fn literal(sign: char) -> Result<String, String> {
    if sign.is_ascii_alphanumeric() || matches!(sign, '.' | '_' | '-' | '/' | '=' | '+' | '~' | ' ') {
        Ok(regex::escape(sign.encode_utf8(&mut [0; 4])))
    } else {
        Err(format!("{sign:?} may not stand in a file name; letters, digits, blanks and . _ - / = + ~ may"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn placeholders_stand_for_what_phones_write() {
        for (pattern, name, matches) in [
            ("{mac}.cfg", "805ec0010203.cfg", true),
            ("{mac}.cfg", "805EC0010203.CFG", true),
            ("{mac}.cfg", "805ec001020.cfg", false),
            ("{mac}.cfg", "x805ec0010203.cfg", false),
            ("{mac}.cfg", "805ec0010203.cfg.bak", false),
            ("{mac}.cfg", "805ec0010203.cfg\n", false),
            ("{mac}.cfg", "805ec0010203xcfg", false),
            ("{mac-}.xml", "7c-1e-b3-01-02-03.xml", true),
            ("{mac-}.xml", "7C-1E-B3-01-02-03.xml", true),
            ("{mac-}.xml", "7c1eb3010203.xml", false),
            ("{mac-}.xml", "7c-1e-b3-01-02-.xml", false),
            ("y{digit:12}.cfg", "y000000000096.cfg", true),
            ("y{digit:12}.cfg", "y00000000096.cfg", false),
            ("y{digit:12}.cfg", "y00000000009a.cfg", false),
            ("{any}.rom", "T46S-66.86.0.15.rom", true),
            ("{any}.rom", ".rom", false),
            ("{any}.rom", "a/b.rom", false),
            ("{any}.rom", "a b.rom", false),
        ] {
            assert_eq!(compile(pattern).unwrap().captures(name).is_some(), matches, "{pattern} {name:?}");
        }
    }

    #[test]
    fn an_example_is_a_name_that_the_pattern_takes() {
        for (pattern, name) in [
            ("{mac}.cfg", Some("805ec0010203.cfg")),
            ("y{digit:12}.cfg", Some("y000000000000.cfg")),
            ("a{digit:1}b{digit:2}.cfg", Some("a0b00.cfg")),
            ("{any}.rom", None),
            ("s{model}-{MAC}.htm", Some("sT4-805EC0010203.htm")),
            ("{mac-}.xml", Some("80-5e-c0-01-02-03.xml")),
            ("{username}_x.xml", None),
        ] {
            let told = Told { mac: "805ec0010203", model: Some("T4"), username: None };
            assert_eq!(example(pattern, told).as_deref(), name, "{pattern}");
            assert!(name.is_none_or(|name| compile(pattern).unwrap().captures(name).is_some()), "{pattern}");
        }
    }

    #[test]
    fn a_pattern_that_cannot_be_meant_is_refused() {
        for (pattern, words) in [
            ("", "is empty"),
            ("{mac", "has no }"),
            ("{mac}{mac}", "once"),
            ("{mac}{mac-}", "once"),
            ("{Mac}.cfg", "{Mac} is not one of"),
            ("{model}{model}", "once"),
            ("{digit}", "is not one of"),
            ("{digit:0}", "from 1 to 32"),
            ("{digit:x}", "from 1 to 32"),
            ("{digit:99}", "from 1 to 32"),
            ("a\\b.cfg", "may not stand"),
            ("*.rom", "may not stand"),
            ("}", "may not stand"),
            (&"{any}".repeat(26), "128 are the most"),
        ] {
            let message = compile(pattern).unwrap_err();
            assert!(message.contains(words), "{pattern}: {message}");
        }
    }

    #[test]
    fn the_largest_pattern_compiles() {
        let pattern = "{digit:32}".repeat(12);
        assert!(compile(&pattern).unwrap().captures(&"0".repeat(12 * 32)).is_some());
        assert!(compile(&"{any}".repeat(25)).unwrap().captures(&"a".repeat(25)).is_some());
    }

    proptest! {
        #[test]
        fn no_pattern_panics(pattern in "[{}a-z:0-9./é]{0,24}") {
            let _ = compile(&pattern);
        }
    }
}
