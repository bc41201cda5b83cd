//! A file of every family, and every other file that a brand's phones ask for, as they are: `tests/golden/<brand>/`.
//! `UPDATE_EXPECT=1` writes them anew; read what changed.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use expect_test::expect_file;

use super::fixture::{CATALOGUE, common_file, full_phone, full_site, models, own_file, render};
use crate::catalogue::{FileKind, FilePattern, ModelRef};

fn check(brand: &str, name: &str, text: &str) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(brand);
    fs::create_dir_all(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    expect_file![folder.join(name)].assert_eq(text);
}

/// `sNAME.htm` of the pattern `s{model}.htm`.
fn file_name(pattern: &str) -> String {
    pattern.replace(['{', '}'], "").replace(['/', ':', ' '], "-")
}

fn ending(pattern: &str) -> &str {
    Path::new(pattern).extension().and_then(|ending| ending.to_str()).unwrap_or("txt")
}

#[test]
fn a_phone_of_every_family_and_template_gets_its_file() {
    let mut seen = BTreeSet::new();
    for found in models() {
        let main = found.brand.main_file(found.family).unwrap_or_else(|| panic!("no main file"));
        let template = main.template.as_ref().unwrap_or(&found.model.template);
        if !seen.insert((&found.brand.id, &found.family.id, template)) {
            continue;
        }
        let rendered = render(found, &full_phone(found), &full_site());
        let name = format!("{}-{}.{}", found.family.id, found.model.id, ending(&main.pattern));
        check(&found.brand.id, &name, &rendered.text);
    }
}

#[test]
fn every_other_file_of_a_brand_is_as_it_is_meant() {
    for brand in CATALOGUE.brands() {
        for pattern in brand.files.iter().filter(|file| !file.main && file.template.is_some()) {
            let asks =
                |found: &ModelRef<'_>| found.brand.id == brand.id && pattern.is_asked_by(&found.family.id);
            let Some(found) = models().find(asks) else { continue };
            let Some(text) = text(found, pattern) else { continue };
            let name = match pattern.families.first() {
                Some(family) => format!("{family}--{}", file_name(&pattern.pattern)),
                None => file_name(&pattern.pattern),
            };
            check(&brand.id, &name, &text);
        }
    }
}

fn text(found: ModelRef<'_>, pattern: &FilePattern) -> Option<String> {
    match pattern.kind {
        FileKind::Device => Some(own_file(found, &full_phone(found), &full_site(), pattern).text),
        FileKind::Boot | FileKind::Common => Some(common_file(found, &full_site(), pattern, true).text),
        FileKind::Absent | FileKind::Checksum | FileKind::Hosted | FileKind::Phonebook => None,
    }
}
