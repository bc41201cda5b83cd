//! The box's own files: they replace shipped ones, and a faulty one stops nothing.

use super::{BRAND, Catalogue, FAMILY, Fault, SourceFile, acme, file};

fn overlaid(overlay: &[SourceFile]) -> Catalogue {
    Catalogue::load(&acme(), overlay).unwrap()
}

fn faults(catalogue: &Catalogue) -> Vec<String> {
    catalogue.faults().iter().map(ToString::to_string).collect()
}

#[test]
fn a_file_of_the_box_replaces_the_shipped_one() {
    let catalogue = overlaid(&[
        file("acme/a.toml", &FAMILY.replace("lines = 4", "lines = 7")),
        file("acme/phone.j2", "mine"),
        file("acme/notes.txt", "Not a source."),
    ]);
    assert_eq!(catalogue.model("acme", "a", "a1").unwrap().model.lines, 7);
    assert_eq!(catalogue.template("acme/phone.j2"), Some("mine"));
    assert_eq!(catalogue.template("acme/common.j2"), Some("common"));
    assert_eq!(catalogue.templates().count(), 2);
    assert!(catalogue.faults().is_empty());
}

#[test]
fn new_files_add_a_family_and_a_brand() {
    let brand =
        BRAND.replace("\"acme\"", "\"bell\"").replace("ACME Phones", "Bell").replace("Acme Corp.", "Ring");
    let catalogue = overlaid(&[
        file(
            "acme/b.toml",
            "name = \"B\"\n[[model]]\nid = \"b1\"\nname = \"B1\"\nlines = 1\nkeys = { physical = 0, total = 0 }",
        ),
        file("bell/brand.toml", &brand),
        file("bell/a.toml", FAMILY),
    ]);
    assert!(catalogue.model("acme", "b", "b1").is_some());
    assert!(catalogue.model("bell", "a", "a1").is_some());
    assert!(catalogue.faults().is_empty());
}

#[test]
fn the_shipped_file_stands_in_for_a_faulty_one() {
    let catalogue = overlaid(&[file("acme/a.toml", "name = \"A\"\nmodels = 3")]);
    assert_eq!(catalogue.model("acme", "a", "a1").unwrap().model.lines, 4);
    assert_eq!(
        faults(&catalogue),
        ["acme/a.toml, line 2: unknown field \"models\", expected one of \"name\", \"defaults\", \"model\""]
    );
}

#[test]
fn a_faulty_new_file_is_left_out_and_takes_nothing_with_it() {
    let good =
        "name = \"C\"\n[[model]]\nid = \"c1\"\nname = \"C1\"\nlines = 1\nkeys = { physical = 1, total = 1 }";
    let catalogue = overlaid(&[
        file("acme/b.toml", &good.replace("c1", "a1")),
        file("acme/c.toml", good),
        file("bell/brand.toml", "id = \"bell\""),
        file("bell/a.toml", FAMILY),
        file("stray.toml", ""),
    ]);
    assert!(catalogue.model("acme", "c", "c1").is_some());
    assert!(catalogue.brand("bell").is_none());
    let faults = faults(&catalogue);
    assert_eq!(faults.len(), 4, "{faults:?}");
    assert!(faults.contains(&"acme/b.toml, line 3: \"a1\" already means a1".to_owned()), "{faults:?}");
}

#[test]
fn a_replacement_that_breaks_a_shipped_file_is_the_one_at_fault() {
    let without_module = BRAND.replace("id = \"side20\"", "id = \"side30\"");
    let catalogue = overlaid(&[file("acme/brand.toml", &without_module)]);
    assert_eq!(
        faults(&catalogue),
        [
            "acme/brand.toml, line 1: with this file, acme/a.toml, line 20: brand.toml has no [[expansion]] \"side20\""
        ]
    );
}

#[test]
fn a_further_check_drops_the_boxs_own_template_only() {
    let check = |catalogue: &Catalogue| match catalogue.template("acme/phone.j2") {
        Some("broken") => Err(Fault { file: "acme/phone.j2".to_owned(), line: 7, message: "no".to_owned() }),
        _ => Ok(()),
    };
    let own = [file("acme/phone.j2", "broken")];
    let catalogue = Catalogue::load_checked(&acme(), &own, check).unwrap();
    assert_eq!(catalogue.template("acme/phone.j2"), Some("phone"));
    assert_eq!(faults(&catalogue), ["acme/phone.j2, line 7: no"]);

    let mut shipped = acme();
    shipped.retain(|file| file.path != "acme/phone.j2");
    shipped.push(file("acme/phone.j2", "broken"));
    assert_eq!(Catalogue::load_checked(&shipped, &[], check).unwrap_err().line, 7);
}

#[test]
fn a_fault_in_a_shipped_file_is_an_error() {
    let mut shipped = acme();
    shipped.push(file("acme/b.toml", "nothing"));
    assert_eq!(Catalogue::load(&shipped, &[]).unwrap_err().file, "acme/b.toml");
    let repaired =
        [file("acme/b.toml", &FAMILY.replace("\"a", "\"b").replace("\"A", "\"B").replace("one", "two"))];
    assert!(Catalogue::load(&shipped, &repaired).unwrap().faults().is_empty());
}
