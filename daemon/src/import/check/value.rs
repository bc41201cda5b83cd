//! What single values may be.

use std::collections::HashSet;

use super::Finding;

/// Longest email address (RFC 5321, 4.5.3.1.3: a path has 256 octets with its brackets).
const MAX_EMAIL: usize = 254;
/// Longest part before the `@` (RFC 5321, 4.5.3.1.1).
const MAX_LOCAL: usize = 64;
/// Longest value that is repeated in a sentence, in characters.
const MAX_SHOWN: usize = 60;

/// A value as it may stand in a sentence: short, and without signs that would disturb it.
pub(super) fn shown(text: &str) -> String {
    let hidden = |sign: char| crate::directory::text::forbidden_sign(sign.encode_utf8(&mut [0; 4])).is_some();
    let visible = text.chars().map(|sign| if hidden(sign) { '\u{fffd}' } else { sign });
    let mut short: String = visible.take(MAX_SHOWN).collect();
    if short.len() < text.len() && text.chars().nth(MAX_SHOWN).is_some() {
        short.push('…');
    }
    short
}

/// What a yes/no cell says; `None` for other words.
pub(super) fn yes_no(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "y" | "yes" | "true" | "t" | "1" | "1.0" | "x" | "on" | "✓" | "✔" | "ja" | "j" | "oui" | "o"
        | "si" | "sí" | "sì" => Some(true),
        "n" | "no" | "false" | "f" | "0" | "0.0" | "off" | "nee" | "nein" | "non" => Some(false),
        _ => None,
    }
}

/// What a word that is neither most likely means.
pub(super) fn meant_yes_no(text: &str) -> Option<String> {
    let word = text.trim_end_matches(['.', '!']).to_lowercase();
    let near = |known: &str| strsim::osa_distance(&word, known) <= 1 && word.chars().count() > 1;
    let means = match yes_no(&word) {
        Some(flag) => Some(flag),
        None if ["yes", "true"].into_iter().any(near) => Some(true),
        None => ["no", "false"].into_iter().any(near).then_some(false),
    };
    means.map(super::said::yes_no)
}

/// What keeps a text from being an email address.
pub(super) fn email_fault(text: &str) -> Option<Finding> {
    let malformed = |what: &str| {
        let finding = Finding::error("email_malformed", format!("Email {} {what}", shown(text)));
        Some(finding.suggest(email_inside(text)))
    };
    if text.len() > MAX_EMAIL {
        return malformed("is longer than 254 characters. Shorten it");
    }
    if holds_several(text) {
        return malformed("holds two addresses. Keep one");
    }
    if text.contains(char::is_whitespace) && email_fault(&packed(text)).is_none() {
        return malformed("has a blank in it. Remove it");
    }
    let Some((local, host)) = text.split_once('@') else {
        return malformed("has no @. Write it like pam@example.com");
    };
    if !is_local(local) {
        return malformed("is not right before the @. Write it like pam@example.com");
    }
    if !is_host(host) {
        return malformed("is not right after the @. Write it like pam@example.com");
    }
    None
}

fn holds_several(text: &str) -> bool {
    let is_address = |part: &&str| part.matches('@').count() == 1 && email_fault(part).is_none();
    text.matches('@').count() > 1 && text.split([';', ',', '/', '|', ' ']).filter(is_address).count() > 1
}

fn packed(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_whitespace()).collect()
}

/// RFC 5322 `dot-atom` with the letters of all languages (RFC 6531); quoted local parts are not for people.
fn is_local(text: &str) -> bool {
    let is_atom = |sign: char| sign.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(sign);
    text.len() <= MAX_LOCAL && text.split('.').all(|atom| !atom.is_empty() && atom.chars().all(is_atom))
}

fn is_host(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|sign| sign.is_alphanumeric() || sign == '-')
    };
    text.contains('.') && text.split('.').all(is_label)
}

/// The address in `Pam <pam@example.com>`, `mailto:…`, with blanks or with a stray sign at its end.
fn email_inside(text: &str) -> Option<String> {
    let inner =
        text.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map_or(text, |(inner, _)| inner);
    let packed = packed(inner);
    let bare = packed.strip_prefix("mailto:").unwrap_or(&packed).trim_matches(['.', ',', ';', '<', '>']);
    let mended = || {
        let at = AT_WORDS.iter().find(|word| text.contains(*word))?;
        Some(text.replacen(at, "@", 1).split_whitespace().collect::<String>())
    };
    let is_right = |email: &String| email_fault(email).is_none();
    if bare != text && bare.len() < text.len() && email_fault(bare).is_none() {
        return Some(bare.to_owned());
    }
    let commas = text.contains(',').then(|| bare.replace(',', "."));
    let dots = text.contains("..").then(|| bare.replace("..", "."));
    mended().or(commas).or(dots).filter(is_right)
}

/// How people hide the @ from those who collect addresses.
const AT_WORDS: [&str; 4] = ["(at)", "[at]", "{at}", " at "];

/// The address with the host that it most likely means, among those of other addresses: without its dots it is the same.
pub(super) fn near_host(text: &str, hosts: &HashSet<String>) -> Option<String> {
    let bare = |host: &str| host.replace(['.', ',', ' '], "").to_lowercase();
    let (local, host) = text.split_once('@')?;
    let word = bare(host);
    let mut near = hosts.iter().filter(|known| !word.is_empty() && bare(known) == word);
    let email = format!("{local}@{}", near.next()?);
    (near.next().is_none() && email_fault(&email).is_none()).then_some(email)
}

/// Signs that are special in at least one phone's file or PBX's configuration.
const RISKY: &[char] = &['"', ';', '#', '&', '<', '>', '%', '$', ',', ' ', '\\'];

/// Whether it holds a sign that a phone or PBX may choke on.
pub(super) fn is_risky(text: &str) -> bool {
    text.contains(|sign: char| !sign.is_ascii() || RISKY.contains(&sign))
}

/// The finding for [`is_risky`]. It does not name the sign, which may be part of a password.
pub(super) fn risky(code: &'static str, name: &str) -> Finding {
    let message = format!(
        "The {name} has a blank or sign that some phones and phone systems cannot carry. Letters and digits are safe"
    );
    Finding::warning(code, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_addresses_pass() {
        for text in ["pam@example.com", "o'brien+x@mail.example.co.uk", "zoë@müller.example", "a@10.0.0.5"]
        {
            assert!(email_fault(text).is_none(), "{text}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused_and_mended_where_it_can_be() {
        let long = format!("a@{}b.c", "x.".repeat(130));
        for (text, suggestion) in [
            ("pam", None),
            ("@example.com", None),
            ("pam@", None),
            ("pam@example", None),
            ("pam@@example.com", None),
            ("pam@@example.com x@@y.zz", None),
            ("pam@-example.com", None),
            (".pam@example.com", Some("pam@example.com")),
            ("pam @example.com", Some("pam@example.com")),
            ("pam@example.com; jim@example.com", None),
            ("pam@example.com;", Some("pam@example.com")),
            ("pam@example,com", Some("pam@example.com")),
            ("pam@example..com", Some("pam@example.com")),
            ("pam(at)example.com", Some("pam@example.com")),
            ("pam at example.com", Some("pam@example.com")),
            ("mailto:pam@example.com", Some("pam@example.com")),
            ("Pam Beesly <pam@example.com>", Some("pam@example.com")),
            (long.as_str(), None),
        ] {
            let finding = email_fault(text).unwrap_or_else(|| panic!("{text} passes"));
            assert_eq!(finding.suggestion.as_deref(), suggestion, "{text}");
        }
    }

    #[test]
    fn a_missing_dot_is_found_by_the_other_addresses() {
        let hosts = ["harbour.example".to_owned(), "x.harbour.example".to_owned()].into();
        assert_eq!(near_host("a@harbourexample", &hosts).as_deref(), Some("a@harbour.example"));
        assert_eq!(near_host("a@harbour example", &hosts).as_deref(), Some("a@harbour.example"));
        assert_eq!(near_host("a@example", &hosts), None);
    }

    #[test]
    fn words_near_yes_and_no_are_proposed() {
        for (text, expected) in [
            ("yes.", Some("yes")),
            ("yess", Some("yes")),
            ("ture", Some("yes")),
            ("nO!", Some("no")),
            ("maybe", None),
            ("z", None),
        ] {
            assert_eq!(meant_yes_no(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn yes_and_no_have_many_words() {
        for text in ["y", "TRUE", "1", "x", "Yes", "on"] {
            assert_eq!(yes_no(text), Some(true), "{text}");
        }
        for text in ["n", "False", "0", "NO"] {
            assert_eq!(yes_no(text), Some(false), "{text}");
        }
        assert_eq!(yes_no("maybe"), None);
    }

    #[test]
    fn a_shown_value_is_short_and_on_one_line() {
        assert_eq!(shown("a\nb"), "a\u{fffd}b");
        assert_eq!(shown(&"x".repeat(100)).chars().count(), 61);
    }
}
