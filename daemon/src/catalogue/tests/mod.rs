//! Tests of the catalogue as a whole: what it refuses, the overlay, the shipped data.

mod overlay;
mod refusals;
mod shipped;

use super::{Catalogue, Fault, ModelRef, SourceFile};

const BRAND: &str = r#"
id = "acme"
name = "ACME Phones"
aliases = ["Acme Corp."]
oui = ["00aa11"]

[[user_agent]]
regex = '^Acme (?<model>\w+) (?<firmware>[\d.]+)'

[[file]]
pattern = "all{digit:4}.xml"
kind = "common"
template = "acme/common.j2"

[[file]]
pattern = "{mac}.xml"
kind = "device"
main = true

[[expansion]]
id = "side20"
keys = 20
page_keys = [20]

[defaults]
format = "xml"
template = "acme/phone.j2"
vars = { ring = "brand", tone = "brand", lamp = "brand" }
"#;

const FAMILY: &str = r#"
name = "A series"

[defaults]
lines = 4
keys = { physical = 4, total = 12, pages = 3 }
vars = { ring = "family", tone = "family" }

[[model]]
id = "a1"
name = "Acme-A1"
aliases = ["one"]
vars = { ring = "model" }

[[model]]
id = "a2"
name = "A2"
lines = 2
keys = { physical = 0, total = 0 }
expansion = { side20 = 3 }
max_tls = "1.2"
unconfirmed = ["lines", "expansion.side20", "vars.tone"]
"#;

fn file(path: &str, text: &str) -> SourceFile {
    SourceFile { path: path.to_owned(), text: text.to_owned() }
}

fn acme() -> Vec<SourceFile> {
    vec![
        file("acme/brand.toml", BRAND),
        file("acme/a.toml", FAMILY),
        file("acme/common.j2", "common"),
        file("acme/phone.j2", "phone"),
        file("README.md", "Not a source."),
    ]
}

fn loaded(files: &[SourceFile]) -> Result<Catalogue, Fault> {
    Catalogue::load(files, &[])
}

fn ids(found: &[ModelRef<'_>]) -> Vec<String> {
    found.iter().map(|found| found.model.id.clone()).collect()
}

#[test]
fn settings_go_down_from_the_brand_to_the_model() {
    let catalogue = loaded(&acme()).unwrap();
    let a1 = catalogue.model("acme", "a", "a1").unwrap().model;
    assert_eq!((a1.lines, a1.keys.total, a1.keys.pages), (4, 12, 3));
    assert_eq!((a1.template.as_str(), a1.max_tls, a1.expansion.len()), ("acme/phone.j2", None, 0));
    let variables: Vec<_> =
        a1.variables.iter().map(|(name, value)| (name.as_str(), value.as_str().unwrap())).collect();
    assert_eq!(variables, [("lamp", "brand"), ("ring", "model"), ("tone", "family")]);

    let a2 = catalogue.model("acme", "a", "a2").unwrap().model;
    assert_eq!((a2.lines, a2.keys.total, a2.keys.pages), (2, 0, 0));
    assert_eq!(
        (a2.expansion[0].keys, a2.expansion[0].max, a2.expansion[0].page_keys.as_slice()),
        (20, 3, &[20][..])
    );
    assert_eq!(a2.unconfirmed, ["lines", "expansion.side20", "vars.tone"]);
}

#[test]
fn a_nearer_sentence_replaces_that_one_alone() {
    let mut files = acme();
    let brand = format!("{BRAND}\n[defaults.handling]\ntransfer = \"Press R\"\npark = \"Dial {{park}}\"\n");
    files[0] = file("acme/brand.toml", &brand);
    let family = FAMILY.replace(
        "unconfirmed = [\"lines\",",
        "handling = { transfer = \"Press T\" }\nunconfirmed = [\"handling.park\", \"lines\",",
    );
    files[1] = file("acme/a.toml", &family);
    let catalogue = loaded(&files).unwrap();
    let of = |id: &str| catalogue.model("acme", "a", id).unwrap().model.handling.clone();
    assert_eq!(
        (of("a1").transfer.as_deref(), of("a2").transfer.as_deref()),
        (Some("Press R"), Some("Press T"))
    );
    assert_eq!((of("a2").park.as_deref(), of("a2").pick_up.as_deref()), (Some("Dial {park}"), None));
}

#[test]
fn a_device_is_one_users_unless_its_model_or_family_says_shared() {
    let shared = |family: &str| {
        let mut files = acme();
        files[1] = file("acme/a.toml", family);
        let catalogue = loaded(&files).unwrap();
        ["a1", "a2"].map(|id| catalogue.model("acme", "a", id).unwrap().model.shared)
    };
    assert_eq!(shared(FAMILY), [false, false]);
    let family = FAMILY.replacen("[defaults]", "[defaults]\nshared = true", 1);
    assert_eq!(shared(&family), [true, true]);
    assert_eq!(shared(&family.replace("max_tls", "shared = false\nmax_tls")), [true, false]);
}

#[test]
fn a_brand_is_found_by_id_name_alias_and_prefix() {
    let catalogue = loaded(&acme()).unwrap();
    for text in ["acme", "ACME", "acme phones", "Acme-Corp"] {
        assert_eq!(catalogue.find_brand(text).map(|brand| brand.id.as_str()), Some("acme"), "{text}");
    }
    assert!(catalogue.find_brand("").is_none());
    assert!(catalogue.brand_of("00aa11000001".parse().unwrap()).is_some());
    assert!(catalogue.brand_of("00aa12000001".parse().unwrap()).is_none());
}

#[test]
fn a_model_that_two_brands_have_is_found_twice() {
    let mut files = acme();
    let other =
        BRAND.replace("acme\"", "bell\"").replace("ACME Phones", "Bell").replace("Acme Corp.", "Ring");
    files.push(file("bell/brand.toml", &other));
    files.push(file("bell/b.toml", FAMILY));
    let catalogue = loaded(&files).unwrap();
    assert_eq!(ids(&catalogue.find_models(None, "A1")), ["a1", "a1"]);
    let bell = catalogue.find_brand("bell").unwrap();
    let found = catalogue.find_models(Some(bell), "Bell A1");
    assert_eq!((found.len(), found[0].brand.id.as_str()), (1, "bell"));
    // Both brands claim the prefix, so it tells neither.
    assert!(catalogue.brand_of("00aa11000001".parse().unwrap()).is_none());
    assert_eq!(catalogue.requested_file("00aa11000001.xml").unwrap().brand.id, "acme");
    assert_eq!(catalogue.file_for(bell, "a", "00aa11000001.xml").unwrap().brand.id, "bell");
}

#[test]
fn a_misspelled_name_has_its_nearest_neighbour() {
    let catalogue = loaded(&acme()).unwrap();
    assert_eq!(catalogue.nearest_brand("acne").unwrap().id, "acme");
    assert_eq!(catalogue.nearest_model(None, "acme a1x").unwrap().model.id, "a1");
    for far in ["", "a", "grandstream"] {
        assert!(catalogue.nearest_brand(far).is_none(), "{far}");
        assert!(catalogue.nearest_model(None, far).is_none(), "{far}");
    }
}
