//! What is exported and imported into an empty box is the same office.

use std::{path::Path, sync::LazyLock};

use proptest::{prelude::*, sample::select};

use super::{ExportFormat, Exported};
use crate::{
    catalogue::{Brand, Catalogue, Family, Model},
    import::Severity,
    office::{
        Office,
        importing::{Source, Wishes, apply, examine},
    },
    store::Store,
};

/// Names and labels that are awkward in one way or another, and some that are not.
fn label() -> impl Strategy<Value = String> {
    let awkward = vec![
        "Müller, Dr.",
        "O'Brien",
        "\"Bob\"",
        "'t Hart",
        "'2001",
        "“Q”",
        "-x",
        "+y",
        "@z",
        "a;b",
        "None",
        "ÅØ",
    ];
    // A blank at the edge, a tab or a formula is refused or mended on the first import; what stays must stay.
    prop_oneof![
        select(awkward).prop_map(str::to_owned),
        "[A-Za-zÄöüß ',\"|;-]{1,12}".prop_map(|text| format!("L{text}")),
    ]
}

fn custom() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        label(),
        "\\PC{1,12}",
        Just("=1+1".to_owned()),
        Just("-".to_owned()),
        Just("805ec0ffff01".to_owned())
    ]
}

#[derive(Debug, Clone)]
struct Person {
    names: [String; 2],
    labels: [String; 3],
    custom: [String; 4],
    flags: [bool; 3],
    extensions: usize,
    display_name: Option<String>,
    numbers: usize,
    phones: usize,
    pending: usize,
    shares: bool,
}

fn person() -> impl Strategy<Value = Person> {
    let texts = ([label(), label()], [label(), label(), label()], [custom(), custom(), custom(), custom()]);
    let counts = (1..4_usize, 0..3_usize, 0..3_usize, 0..2_usize);
    (texts, counts, any::<[bool; 3]>(), prop::option::of(label()), any::<bool>()).prop_map(
        |((names, labels, custom), (extensions, numbers, phones, pending), flags, display_name, shares)| {
            Person {
                names,
                labels,
                custom,
                flags,
                extensions,
                display_name,
                numbers,
                phones,
                pending,
                shares,
            }
        },
    )
}

/// Headers of custom columns: plain, like our own, like a secret, like a formula.
const CUSTOM: [&str; 4] = ["Cost centre", "custom:Phone", "=Sum", "custom:Room"];

fn header() -> Vec<String> {
    let ours = [
        "email",
        "first_name",
        "last_name",
        "extension",
        "display_name",
        "phone_number",
        "mac_address",
        "brand",
        "family",
        "model",
        "pending_mac",
        "device_name",
        "softphone",
        "include_voicemail",
        "in_directory",
        "user_notes",
        "location",
        "department",
    ];
    ours.into_iter().chain(CUSTOM).map(str::to_owned).collect()
}

/// A row with these cells, by name of the column.
fn row(header: &[String], cells: &[(&str, String)]) -> Vec<String> {
    let cell = |name: &String| {
        cells.iter().find(|(column, _)| column == name).map_or_else(String::new, |(_, text)| text.clone())
    };
    header.iter().map(cell).collect()
}

/// The phones that a generated office has: an ordinary one, and one that several users share.
struct Kinds {
    desk: [(&'static str, String); 3],
    shared: [(&'static str, String); 3],
    prefix: String,
}

fn kinds(catalogue: &Catalogue) -> Kinds {
    let has = |brand: &Brand, shared: bool| {
        brand.families.iter().flat_map(|family| &family.models).any(|model| model.shared == shared)
    };
    let brand = catalogue.brands().iter().find(|brand| has(brand, true) && has(brand, false)).unwrap();
    let all = |fits: fn(&Model) -> bool| {
        let models =
            brand.families.iter().flat_map(|family| family.models.iter().map(move |model| (family, model)));
        let (family, model) =
            models.filter(|(_, model)| fits(model)).max_by_key(|(_, model)| model.lines).unwrap();
        cells(brand, family, model)
    };
    Kinds {
        desk: all(|model| !model.shared),
        shared: all(|model| model.shared),
        prefix: brand.oui[0].clone(),
    }
}

fn cells(brand: &Brand, family: &Family, model: &Model) -> [(&'static str, String); 3] {
    [("brand", brand.id.clone()), ("family", family.id.clone()), ("model", model.id.clone())]
}

/// The office as a file: a row for each person and each further thing of theirs.
fn office(people: &[Person], kinds: &Kinds) -> String {
    let header = header();
    let mut rows = vec![header.clone()];
    let mut macs = 0;
    for (place, person) in people.iter().enumerate() {
        let email = ("email", format!("p{place}@example.com"));
        let mut first = vec![email.clone()];
        first.extend(["first_name", "last_name"].into_iter().zip(person.names.clone()));
        first.extend(["user_notes", "location", "department"].into_iter().zip(person.labels.clone()));
        first.extend(CUSTOM.into_iter().zip(person.custom.clone()));
        let yes = |flag: bool| if flag { "yes" } else { "" }.to_owned();
        first.extend(
            ["softphone", "include_voicemail", "in_directory"].into_iter().zip(person.flags.map(yes)),
        );
        first.push(("extension", format!("2{place}00")));
        rows.push(row(&header, &first));
        for at in 1..person.extensions {
            let name = ("display_name", person.display_name.clone().unwrap_or_default());
            rows.push(row(&header, &[email.clone(), ("extension", format!("2{place}{at:02}")), name]));
        }
        for at in 0..person.numbers {
            rows.push(row(&header, &[email.clone(), ("phone_number", format!("+1206555{place}{at:03}"))]));
        }
        let phone = |kind: &[(&'static str, String); 3], more: (&'static str, String)| {
            let mut cells = vec![email.clone(), more];
            cells.extend(kind.clone());
            row(&header, &cells)
        };
        for _ in 0..person.phones {
            macs += 1;
            rows.push(phone(&kinds.desk, ("mac_address", format!("{}{macs:06x}", kinds.prefix))));
        }
        for _ in 0..person.pending {
            rows.push(phone(&kinds.desk, ("pending_mac", "yes".to_owned())));
        }
        if person.shares {
            rows.push(phone(&kinds.shared, ("mac_address", format!("{}ffff00", kinds.prefix))));
        }
    }
    super::table::raw_csv_text(&rows).unwrap()
}

/// The catalogue takes longer to read than everything else here.
static OFFICE: LazyLock<Office> = LazyLock::new(|| Office::open(Path::new("nowhere")).unwrap());

/// On a disk of its own: importing takes a lock there.
fn store() -> (tempfile::TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::create(dir.path()).unwrap();
    (dir, store)
}

/// What is wrong with a file; it is imported where nothing is.
fn import(store: &mut Store, text: &str) -> Vec<String> {
    let mut examined = examine(&OFFICE, store, text.as_bytes(), Wishes::default()).unwrap();
    let errors = examined.checked.issues.iter().filter(|issue| issue.severity == Severity::Error);
    let errors: Vec<String> =
        errors.map(|issue| format!("{:?} {} {}", issue.row, issue.code, issue.message)).collect();
    if errors.is_empty() {
        let source = Source { file_name: "office.csv", sha256: "x", actor: "owner", checked: None };
        assert!(apply(&OFFICE, store, &mut examined, &source, 0, &|_| ()).unwrap().is_some());
    }
    errors
}

fn exports(store: &mut Store) -> [String; 2] {
    [Exported::Users, Exported::Devices].map(|what| what.text(store, ExportFormat::Csv).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn an_export_makes_the_same_office_again(people in prop::collection::vec(person(), 1..6)) {
        let (_dir, mut first) = store();
        let kinds = kinds(&OFFICE.catalogue);
        // What a person's file may not hold is not what this is about.
        prop_assume!(import(&mut first, &office(&people, &kinds)).is_empty());
        let before = exports(&mut first);
        let (_other_dir, mut again) = store();
        // An office without phones exports a header alone, which is no file to import.
        for text in before.iter().filter(|text| text.lines().count() > 1) {
            prop_assert_eq!(import(&mut again, text), [] as [String; 0], "{}", text);
        }
        prop_assert_eq!(&before, &exports(&mut again));
    }
}

#[test]
fn a_shared_base_has_a_row_for_each_user_and_a_phone_of_nobody_says_so() {
    let (_dir, mut store) = store();
    let kinds = kinds(&OFFICE.catalogue);
    let plain = Person {
        names: ["Ada".to_owned(), "Quill".to_owned()],
        labels: Default::default(),
        custom: Default::default(),
        flags: [false; 3],
        extensions: 1,
        display_name: None,
        numbers: 0,
        phones: 0,
        pending: 0,
        shares: true,
    };
    let people = [Person { phones: 1, ..plain.clone() }, plain];
    assert_eq!(import(&mut store, &office(&people, &kinds)), [] as [String; 0]);
    let user = store.find_user("p0@example.com").unwrap().unwrap().0;
    let [_, before] = exports(&mut store);
    assert_eq!(before.matches("p0@example.com").count(), 2, "{before}");
    assert_eq!(before.matches("p1@example.com").count(), 1, "{before}");
    let version = store.person(user).unwrap().unwrap().version;
    assert!(store.remove_user(user, version, &OFFICE.catalogue, "owner", 0).unwrap());
    let [_, after] = exports(&mut store);
    assert_eq!(after.matches(",nobody,").count(), 2, "{after}");
}
