//! Every model with no key, one and all; hostile names and secrets; well-formed files; nothing secret for all to see.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::fixture::{
    CATALOGUE, bare_site, common_file, full_phone, full_site, key, kinds, models, own_file, phone, place,
    render, six_keys,
};
use crate::{
    catalogue::{Escape, FileKind, Format, ModelRef},
    directory::{Phone, Secret, Site},
    keys::KeyType,
    render::{Rendered, parameters},
};

/// What a file of this format must never be.
fn lint(format: &Format, text: &str) -> Result<(), String> {
    if format.escape == Escape::Xml {
        well_formed(text)?;
    }
    if let Some(name) = parameters::repeated(format, text).first() {
        return Err(format!("{name} stands twice"));
    }
    if let Some(line) =
        text.lines().find(|line| line.contains(|sign: char| sign.is_control() && sign != '\t'))
    {
        return Err(format!("control sign in {line:?}"));
    }
    if !format.parameters.is_empty() && parameters::read(format, text).is_empty() {
        return Err("no line has the shape of a parameter".to_owned());
    }
    Ok(())
}

fn well_formed(text: &str) -> Result<(), String> {
    let mut reader = quick_xml::Reader::from_str(text);
    let mut depth = 0_i32;
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            quick_xml::events::Event::Start(start) => {
                depth += 1;
                attributes(&start)?;
            }
            quick_xml::events::Event::Empty(start) => attributes(&start)?,
            quick_xml::events::Event::End(_) => depth -= 1,
            quick_xml::events::Event::Eof if depth == 0 => return Ok(()),
            quick_xml::events::Event::Eof => return Err("an element is open at the end".to_owned()),
            _ => {}
        }
    }
}

/// Attributes parse, and none stands twice in one element.
fn attributes(start: &quick_xml::events::BytesStart<'_>) -> Result<(), String> {
    start.attributes().try_for_each(|attribute| attribute.map(|_| ()).map_err(|error| error.to_string()))
}

fn assert_sound(found: ModelRef<'_>, rendered: &Rendered) {
    if let Err(why) = lint(&rendered.format, &rendered.text) {
        panic!("{}: {why}\n{}", place(found), rendered.text);
    }
}

/// All keys of the phone and its modules, of every kind in turn, and some beyond.
fn all_keys(found: ModelRef<'_>) -> Phone {
    let mut phone = full_phone(found);
    phone.expansion = found
        .model
        .expansion
        .iter()
        .max_by_key(|module| module.keys)
        .map(|module| (module.id.clone(), module.max));
    let modules = phone.expansion.as_ref().and_then(|(id, count)| {
        let module = found.model.expansion.iter().find(|module| module.id == *id)?;
        Some(module.keys * u16::from(*count))
    });
    let others: usize = found.model.other_keys.iter().map(|keys| keys.numbers.len()).sum();
    let others = u16::try_from(others).unwrap_or(u16::MAX);
    let total = found.model.keys.total + others + modules.unwrap_or_default() + 3;
    let kinds = six_keys();
    phone.keys = (1..=total)
        .zip(kinds.iter().cycle())
        .map(|(number, like)| key(number, like.kind, &like.value, &format!("Key {number}")))
        .collect();
    phone
}

#[test]
fn every_model_renders_with_no_key_one_and_all() {
    for found in models() {
        for site in [bare_site(), full_site()] {
            let mut none = phone(found);
            none.keys.clear();
            none.lines.clear();
            none.expansion = None;
            let mut one = phone(found);
            one.keys = vec![key(1, KeyType::Presence, "2002", "Pam")];
            for phone in [none, one, full_phone(found), all_keys(found)] {
                assert_sound(found, &render(found, &phone, &site));
            }
        }
    }
}

/// All of a phone's own files: some makers keep the keys in a second one.
fn all_files(found: ModelRef<'_>, phone: &Phone) -> String {
    let own = found.brand.files.iter().filter(|file| file.kind == FileKind::Device);
    let asked = own.filter(|file| file.is_asked_by(&found.family.id));
    asked.map(|pattern| own_file(found, phone, &full_site(), pattern).text).collect()
}

#[test]
fn a_model_with_keys_tells_each_of_them() {
    for found in models().filter(|found| found.model.keys.total > 1) {
        let text = all_files(found, &all_keys(found));
        let told =
            (1..=found.model.keys.total).filter(|number| text.contains(&format!("Key {number}"))).count();
        // A sixth of the keys is cleared, and lines and park keys are not labelled everywhere.
        assert!(told > 0, "{}: no key is told", place(found));
        let last = found.model.keys.total;
        let emptied = {
            let mut phone = all_keys(found);
            phone.keys.truncate(1);
            all_files(found, &phone)
        };
        assert_ne!(text, emptied, "{}: keys up to {last} change nothing", place(found));
    }
}

/// Texts that try to break out of their place.
const HOSTILE: &[&str] = &[
    "a\naccount.9.enable = 1",
    "a\r\n[evil]\r\nx: 1",
    "\"/><evil x=\"1\"/>",
    "</evil><evil>1</evil>",
    "]]><!-- -->&evil;",
    "# comment; nme=evil;fnc=sd",
    "a\";Key=1;Type=evil;\"",
    "{{ 7*7 }}{% evil %}",
    "'; | , + ~ $MAC$ {mac} %NULL%",
    "\u{0}\u{7f}\u{85}\u{2028}é李\u{1f600}",
    "",
];

/// The text in every field that a spreadsheet or a form fills.
fn poisoned(found: ModelRef<'_>, text: &str) -> (Phone, Site) {
    let (mut phone, mut site) = (full_phone(found), full_site());
    phone.name = format!("N{text}");
    (phone.admin_password, phone.user_password) =
        (Secret::new(format!("p{text}")), Secret::new(format!("p{text}")));
    for line in &mut phone.lines {
        line.display_name = format!("n{text}");
        (line.first_name, line.last_name) = (format!("f{text}"), format!("l{text}"));
        line.sip_username = format!("u{text}");
        line.sip_password = Secret::new(format!("p{text}"));
    }
    for key in &mut phone.keys {
        key.label = format!("l{text}");
        if key.kind == KeyType::SpeedDial {
            key.value = format!("1{text}");
        }
    }
    site.name = format!("S{text}");
    site.wishes.syslog = Some((format!("h{text}"), 514));
    site.ntp_servers = vec![format!("h{text}")];
    (phone, site)
}

fn names(rendered: &Rendered) -> BTreeMap<String, usize> {
    let mut names = BTreeMap::new();
    for parameter in parameters::read(&rendered.format, &rendered.text) {
        *names.entry(parameter.name).or_default() += 1;
    }
    names
}

/// The file says the same parameters as a harmless one, on as many lines.
fn assert_nothing_broke_out(found: ModelRef<'_>, harmless: &Rendered, rendered: &Rendered, text: &str) {
    assert_sound(found, rendered);
    let (told, expected) = (names(rendered), names(harmless));
    let strangers: Vec<_> = told.iter().filter(|(name, count)| expected.get(*name) != Some(count)).collect();
    assert!(strangers.is_empty() && told.len() == expected.len(), "{} {text:?}: {strangers:?}", place(found));
    assert_eq!(rendered.text.lines().count(), harmless.text.lines().count(), "{} {text:?}", place(found));
}

#[test]
fn no_name_and_no_secret_breaks_out() {
    let kinds: Vec<String> = kinds().into_iter().map(place).collect();
    for found in models() {
        let (phone, site) = poisoned(found, "x");
        let harmless = render(found, &phone, &site);
        // All at once for every model, one by one for one of each kind.
        let at_once = HOSTILE.concat();
        let texts = HOSTILE.iter().copied().filter(|_| kinds.contains(&place(found)));
        for text in texts.chain([at_once.as_str()]) {
            let (phone, site) = poisoned(found, text);
            assert_nothing_broke_out(found, &harmless, &render(found, &phone, &site), text);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn whatever_the_text_and_the_model(text in any::<String>(), at in any::<prop::sample::Index>()) {
        let all: Vec<ModelRef<'_>> = models().collect();
        let found = *at.get(&all);
        let (phone, site) = poisoned(found, "x");
        let harmless = render(found, &phone, &site);
        let (phone, site) = poisoned(found, &text);
        assert_nothing_broke_out(found, &harmless, &render(found, &phone, &site), &text);
    }
}

#[test]
fn the_account_and_its_password_are_read_back_as_they_were_meant() {
    for found in models() {
        let mut phone = phone(found);
        for line in &mut phone.lines {
            line.sip_password = Secret::new("Pa5-wo.rd_9x");
        }
        let rendered = render(found, &phone, &full_site());
        if rendered.format.parameters.is_empty() {
            continue;
        }
        let read = parameters::read(&rendered.format, &rendered.text);
        for wanted in ["u2001", "Pa5-wo.rd_9x"] {
            assert!(
                read.iter().any(|parameter| parameter.value.contains(wanted)),
                "{}: no {wanted}",
                place(found)
            );
        }
    }
}

#[test]
fn what_anybody_may_fetch_holds_no_secret_and_is_sound() {
    let mut site = full_site();
    site.phone_admin_password = Some(Secret::new("one-for-all-9"));
    for brand in CATALOGUE.brands() {
        for pattern in
            brand.files.iter().filter(|file| matches!(file.kind, FileKind::Boot | FileKind::Common))
        {
            let asks =
                |found: &ModelRef<'_>| found.brand.id == brand.id && pattern.is_asked_by(&found.family.id);
            for found in models().filter(asks) {
                for (site, knows) in
                    [(&site, true), (&site, false), (&bare_site(), true), (&bare_site(), false)]
                {
                    let file = common_file(found, site, pattern, knows);
                    assert!(!file.text.contains("one-for-all"), "{}", place(found));
                    if file.format.escape == Escape::Xml {
                        let said = well_formed(&file.text);
                        assert!(said.is_ok(), "{} {}: {said:?}", place(found), pattern.pattern);
                    }
                }
            }
        }
    }
}

#[test]
fn every_other_own_file_is_sound() {
    for found in models() {
        let others = found.brand.files.iter().filter(|file| file.kind == FileKind::Device && !file.main);
        for pattern in others.filter(|file| file.is_asked_by(&found.family.id)) {
            let hostile = poisoned(found, &HOSTILE.concat());
            for (phone, site) in [(full_phone(found), bare_site()), (full_phone(found), full_site()), hostile]
            {
                let file = own_file(found, &phone, &site, pattern);
                if file.format.escape == Escape::Xml {
                    let said = well_formed(&file.text);
                    assert!(said.is_ok(), "{} {}: {said:?}", place(found), pattern.pattern);
                }
            }
        }
    }
}
