//! Names of files: what may stand in one, and which ones phones ask for.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::{
    catalogue::{Catalogue, FileKind, ModelRef, Scope},
    render::AUTHORITY_FILE,
    store::{LONGEST_NAME, is_plain_name, may_be_in_name},
};

/// Names that are proposed at most.
const PROPOSED: usize = 6;

/// What speaks against a name, whoever asks for it; a sentence.
pub(super) fn unsafe_name(name: &str) -> Option<String> {
    if is_plain_name(name) {
        let is_ours = name.eq_ignore_ascii_case(AUTHORITY_FILE);
        return is_ours.then(|| format!("{name} is the box's own certificate"));
    }
    if name.is_empty() {
        return Some("the file needs a name".to_owned());
    }
    if name.len() > LONGEST_NAME {
        return Some(format!("a name has {LONGEST_NAME} characters at most"));
    }
    let hint = proposal(name).map(|plain| format!(". Name it {plain}")).unwrap_or_default();
    Some(match name.chars().find(|sign| !may_be_in_name(*sign)) {
        Some(sign) => {
            format!("{} may not stand in a file's name; letters A-Z, digits and . _ - may{hint}", shown(sign))
        }
        None => format!("{name:?} is no name for a file: begin and end it with a letter or digit{hint}"),
    })
}

/// Whether a sign may stand in the names that phones ask for.
fn is_usual(sign: char) -> bool {
    sign.is_ascii_alphanumeric() || "._-".contains(sign)
}

/// A name like this one that phones can ask for; `None` where this one is plain already, or nothing is left of it.
fn proposal(name: &str) -> Option<String> {
    let bare = name.nfkd().filter(|sign| !is_combining_mark(*sign));
    let mut plain = String::new();
    for sign in bare.map(|sign| if is_usual(sign) { sign } else { '-' }) {
        match sign {
            '-' if plain.ends_with(['-', '.']) => {}
            '.' => {
                plain.truncate(plain.trim_end_matches(['-', '.']).len());
                plain.push('.');
            }
            sign => plain.push(sign),
        }
    }
    let plain = plain.trim_matches(['-', '.', '_']).to_owned();
    (plain != name && plain.len() <= LONGEST_NAME && plain.contains('.')).then_some(plain)
}

/// A sign as people call it.
fn shown(sign: char) -> String {
    match sign {
        ' ' => "a blank".to_owned(),
        sign => sign.escape_debug().collect(),
    }
}

/// The models of a scope whose phones may ask for a hosted file of this name.
pub(super) fn askers<'a>(catalogue: &'a Catalogue, scope: &Scope, name: &str) -> Vec<ModelRef<'a>> {
    let models = catalogue.models_of(scope);
    let mut known: Vec<(&str, bool)> = Vec::new();
    let mut asks = |found: &ModelRef<'a>| {
        let family = found.family.id.as_str();
        if let Some((_, asks)) = known.iter().find(|(id, _)| *id == family) {
            return *asks;
        }
        let file = catalogue.file_for(found.brand, family, name);
        let asks = file.is_some_and(|file| file.pattern.kind == FileKind::Hosted);
        known.push((family, asks));
        asks
    };
    models.into_iter().filter(|found| asks(found)).collect()
}

/// How files are named that phones of a scope ask for: `*.rom`. Those that end as `ends` say come first.
pub(super) fn proposals(catalogue: &Catalogue, scope: &Scope, ends: &[String]) -> Vec<String> {
    let models = catalogue.models_of(scope);
    let Some(brand) = models.first().map(|found| found.brand) else { return Vec::new() };
    let is_asked = |family: &str| models.iter().any(|found| found.family.id == family);
    let hosted = brand.files.iter().filter(|file| file.kind == FileKind::Hosted);
    let asked =
        hosted.filter(|file| file.families.is_empty() || file.families.iter().any(|family| is_asked(family)));
    let mut names: Vec<String> = asked.map(|file| file.pattern.replace("{any}", "*")).collect();
    let ends_so =
        |name: &String| ends.iter().any(|end| name.to_ascii_lowercase().ends_with(&format!(".{end}")));
    if names.iter().any(ends_so) {
        names.retain(ends_so);
    }
    names.dedup();
    names.truncate(PROPOSED);
    names
}

/// That phones do not ask for a name, and for which they do; a sentence.
pub(super) fn not_asked(catalogue: &Catalogue, scope: &Scope, name: &str, ends: &[String]) -> String {
    let who = catalogue.scope_name(scope);
    let odd = name.chars().find(|sign| !is_usual(*sign));
    let plain = proposal(name).filter(|plain| !askers(catalogue, scope, plain).is_empty());
    if let Some((odd, plain)) = odd.zip(plain) {
        return format!(
            "no phone asks for a name with {} in it, as {name:?} has. Name it {plain}",
            shown(odd)
        );
    }
    match proposals(catalogue, scope, ends).as_slice() {
        [] => format!("no phone of {who} fetches such a file from the box"),
        names => format!("no phone of {who} asks for {name:?}; name it like {}", names.join(" or ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_plain_word() {
        for name in ["T46S-66.86.0.15.rom", "sky.png", "a_b+c=1~2 3.wav"] {
            assert_eq!(unsafe_name(name), None, "{name}");
        }
        let long = "a".repeat(101);
        for name in [
            "", "a/b.rom", "..", "../a", "a..b", ".hidden", "-x.rom", " a", "a.", "a\n", "ä.png", "a\\b",
            &long,
        ] {
            assert!(unsafe_name(name).is_some(), "{name:?}");
        }
        assert!(unsafe_name(AUTHORITY_FILE).is_some());
    }

    #[test]
    fn a_name_with_a_blank_or_an_odd_letter_is_answered_with_one_like_it() {
        let catalogue = Catalogue::shipped().unwrap();
        let scope = catalogue.scope("yealink", None, Some("t46s")).unwrap();
        let sentence = not_asked(&catalogue, &scope, "My sky (2).png", &["png".into()]);
        assert_eq!(
            sentence,
            "no phone asks for a name with a blank in it, as \"My sky (2).png\" has. Name it My-sky-2.png"
        );
        let sentence = unsafe_name("Grün.png").unwrap();
        assert!(sentence.starts_with("ü may not") && sentence.ends_with("Name it Grun.png"), "{sentence}");
        assert!(unsafe_name(" sky.png").unwrap().ends_with("Name it sky.png"));
        assert!(!unsafe_name("語").unwrap().contains("Name it"));
    }

    #[test]
    fn a_name_that_no_phone_asks_for_is_answered_with_those_that_they_do() {
        let catalogue = Catalogue::shipped().unwrap();
        let scope = catalogue.scope("yealink", None, Some("t46s")).unwrap();
        assert_eq!(askers(&catalogue, &scope, "T46S-66.86.0.15.rom").len(), 1);
        for name in ["x.gif", "805ec0000001.cfg", "805ec0000001.boot", "y000000000028.cfg"] {
            assert!(askers(&catalogue, &scope, name).is_empty(), "{name}");
        }
        let sentence = not_asked(&catalogue, &scope, "x.gif", &["png".into(), "jpg".into()]);
        assert!(sentence.ends_with("name it like *.jpg or *.png"), "{sentence}");
    }
}
