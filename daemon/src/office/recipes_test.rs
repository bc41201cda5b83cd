//! Exports of other systems go in unchanged.

use std::{fs, path::Path};

use super::{
    importing::{Examined, Source, Wishes, apply, examine},
    testing::Desk,
};
use crate::import::Severity;

fn export(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/exports").join(name)).unwrap()
}

/// Imports an export; what was wrong with it, if anything.
fn import(desk: &mut Desk, name: &str) -> Vec<String> {
    let Desk { office, store, .. } = desk;
    let mut examined = examine(office, store, &export(name), Wishes::default()).unwrap();
    let faults = errors(&examined);
    if faults.is_empty() {
        let source = Source { file_name: name, sha256: "x", actor: "owner", checked: None };
        assert!(apply(office, store, &mut examined, &source, 0, &|_| ()).unwrap().is_some());
    }
    faults
}

fn errors(examined: &Examined) -> Vec<String> {
    let errors = examined.checked.issues.iter().filter(|issue| issue.severity == Severity::Error);
    errors.map(|issue| format!("{:?} {}: {}", issue.row, issue.code, issue.message)).collect()
}

#[test]
fn exports_of_other_systems_go_in_unchanged() {
    for (kind, files) in [
        ("kazoo", &["csv-onboarding-app.csv"] as &[&str]),
        ("kazoo", &["csv-portal-importer.csv"]),
        ("freepbx", &["freepbx-extensions.csv"]),
        ("fusionpbx", &["fusionpbx-extensions.csv", "fusionpbx-devices.csv"]),
        ("generic", &["3cx-extensions.csv", "3cx-users-v20.csv"]),
        ("generic", &["yeastar-p-extensions.csv", "yeastar-p-phones.csv"]),
        ("generic", &["yeastar-s-extensions.csv", "yeastar-s-phones.csv"]),
        ("asterisk", &["wazo-users.csv"]),
    ] {
        let mut desk = Desk::new(kind);
        for file in files {
            assert_eq!(import(&mut desk, file), [] as [String; 0], "{file}");
        }
    }
}
