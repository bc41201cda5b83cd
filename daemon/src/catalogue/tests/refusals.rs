//! Every slip in a file is named with its file and line.

use super::{Fault, SourceFile, acme, file, loaded};

/// The sample with one text replaced in one file.
fn with(path: &str, old: &str, new: &str) -> Vec<SourceFile> {
    let mut files = acme();
    let changed = files.iter_mut().find(|file| file.path == path).unwrap();
    assert!(changed.text.contains(old), "{path} has no {old}");
    changed.text = changed.text.replacen(old, new, 1);
    files
}

fn check(path: &str, cases: &[(&str, &str, usize, &str)]) {
    for (old, new, line, words) in cases {
        let fault = loaded(&with(path, old, new)).expect_err(new);
        assert_eq!((fault.file.as_str(), fault.line), (path, *line), "{new}: {fault}");
        assert!(fault.message.contains(words), "{new}: {fault}");
    }
}

#[test]
fn a_slip_in_brand_toml_is_refused() {
    check(
        "acme/brand.toml",
        &[
            ("id = \"acme\"", "id = \"Acme\"", 2, "lower-case"),
            ("id = \"acme\"", "id = \"other\"", 2, "must be the folder's name"),
            ("name = \"ACME Phones\"", "nam = \"ACME\"", 3, "unknown field \"nam\""),
            ("name = \"ACME Phones\"", "name = 3", 3, "invalid type"),
            ("name = \"ACME Phones\"", "name = \"---\"", 3, "no letter and no digit"),
            ("\"00aa11\"", "\"00AA11\"", 5, "six digits"),
            ("\"00aa11\"", "\"00aa1\"", 5, "six digits"),
            ("\"00aa11\"", "\"00aa11\", \"00aa11\"", 5, "twice"),
            ("(?<model>", "(?<model>(", 8, "unclosed group"),
            ("(?<model>", "(?<modell>", 8, "modell is not one of"),
            ("(?<model>", "(", 8, "no group (?<model>"),
            ("all{digit:4}.xml", "all*.xml", 11, "may not stand"),
            ("all{digit:4}.xml", "{mac}.xml", 16, "twice"),
            ("kind = \"common\"", "kind = \"shared\"", 12, "unknown variant"),
            ("template = \"acme/common.j2\"", "", 11, "needs a template"),
            ("template = \"acme/common.j2\"", "template = \"acme/gone.j2\"", 13, "no template acme/gone.j2"),
            ("kind = \"common\"", "kind = \"absent\"", 11, "not made by a template"),
            ("kind = \"device\"", "kind = \"hosted\"", 16, "the main file must be"),
            ("main = true", "of = \"x\"", 16, "a checksum, and nothing else"),
            ("main = true", "families = [\"b\"]\nmain = true", 1, "names a family b"),
            ("main = true", "format = \"ini\"\nmain = true", 18, "there is no format \"ini\""),
            ("{mac}.xml", "{mac}{any}.xml", 16, "the main file must be"),
            ("main = true", "", 1, "main = true"),
            ("page_keys = [20]", "page_keys = [21]", 21, "no key 21"),
            ("[defaults]", "[defaults]\npassword_digits = 19", 26, "19 is not 1 to 18"),
            ("[defaults]", "[[expansion]]\nid = \"side20\"\nkeys = 2\n[defaults]", 26, "twice"),
            (
                "format = \"xml\"",
                "format = \"yaml\"",
                26,
                "there is no format \"yaml\"; there are key_value, xml",
            ),
            ("format = \"xml\"", "media = { light = { formats = [] } }", 26, "media.light is not one of"),
            ("format = \"xml\"", "firmware = { name = \"(\" }", 26, "the expression is wrong"),
            ("template = \"acme/phone.j2\"", "template = \"acme/gone.j2\"", 27, "no template"),
            ("format = \"xml\"", "handling = { transfer = \"Press {key}\" }", 26, "may stand in braces"),
            ("format = \"xml\"", "handling = { transfer = \"Press {\" }", 26, "may stand in braces"),
            ("format = \"xml\"", "handling = { transfer = \" \" }", 26, "1 to 200"),
            ("format = \"xml\"", "handling = { hold = \"Press\" }", 26, "unknown field"),
            ("[defaults]", "[defaults", 25, ""),
        ],
    );
}

#[test]
fn a_slip_in_a_family_is_refused() {
    check(
        "acme/a.toml",
        &[
            ("lines = 4", "linse = 4", 5, "unknown field \"linse\""),
            ("lines = 4", "lines = 400", 5, "400"),
            ("lines = 4", "", 10, "a1: lines is missing"),
            ("keys = { physical = 4, total = 12, pages = 3 }", "", 10, "a1: keys is missing"),
            ("physical = 4", "physical = 13", 6, "13 physical keys are more than 12"),
            (", pages = 3", "", 6, "over how many pages"),
            ("pages = 3", "pages = 0", 6, "cannot be on 0 pages"),
            ("pages = 3", "page = 3", 6, "unknown field \"page\""),
            ("id = \"a1\"", "id = \"a 1\"", 10, "lower-case"),
            ("id = \"a1\"", "", 9, "missing field"),
            ("id = \"a2\"", "id = \"a1\"", 16, "already means a1"),
            ("\"A2\"", "\"One\"", 17, "already means a1"),
            ("\"one\"", "\"A-1\"", 12, "already means a1"),
            ("\"one\"", "\"!\"", 12, "no letter and no digit"),
            ("side20 = 3", "side30 = 3", 20, "no [[expansion]] \"side30\""),
            ("side20 = 3", "side20 = 0", 20, "takes none"),
            ("\"1.2\"", "\"1.4\"", 21, "unknown variant"),
            ("\"lines\"", "\"parameters.colour\"", 22, "there is no fact"),
            ("\"lines\"", "\"line\"", 22, "there is no fact \"line\""),
            ("\"lines\"", "\"lines\", \"lines\"", 22, "twice"),
            ("expansion.side20\"", "expansion.side30\"", 22, "there is no fact"),
            ("vars.tone", "vars.light", 22, "there is no fact"),
        ],
    );
}

#[test]
fn a_family_without_models_is_refused() {
    let mut files = acme();
    files.push(file("acme/b.toml", "name = \"B\""));
    assert_eq!(loaded(&files).unwrap_err().to_string(), "acme/b.toml, line 1: the family has no [[model]]");
}

#[test]
fn what_is_missing_from_every_level_is_asked_of_the_model() {
    for fact in ["format", "template"] {
        let old = if fact == "format" { "format = \"xml\"" } else { "template = \"acme/phone.j2\"" };
        let Fault { file, line, message } = loaded(&with("acme/brand.toml", old, "")).unwrap_err();
        assert_eq!((file.as_str(), line, message), ("acme/a.toml", 10, format!("a1: {fact} is missing")));
    }
}

#[test]
fn a_file_in_the_wrong_folder_is_refused() {
    for (path, words) in [
        ("stray.toml", "belongs into the folder"),
        ("acme/old/a.toml", "belongs into the folder"),
        ("/a.toml", "belongs into the folder"),
        ("bell/a.toml", "no brand.toml"),
    ] {
        let mut files = acme();
        files.push(file(path, "name = \"x\""));
        let fault = loaded(&files).unwrap_err();
        assert!(fault.file == path && fault.message.contains(words), "{fault}");
    }
}

#[test]
fn a_brand_cannot_have_patterns_without_end() {
    let table = |number| format!("[[file]]\npattern = \"{number}.cfg\"\nkind = \"absent\"\n");
    let tables = (0..100).map(table).collect::<Vec<_>>().concat();
    let fault = loaded(&with("acme/brand.toml", "[defaults]", &format!("{tables}[defaults]"))).unwrap_err();
    assert_eq!(fault.message, "a brand may have 100 [[file]] tables at most");
}

#[test]
fn two_brands_cannot_share_a_name() {
    let mut files = acme();
    let text = super::BRAND.replace("id = \"acme\"", "id = \"bell\"");
    files.push(file("bell/brand.toml", &text));
    let fault = loaded(&files).unwrap_err();
    assert_eq!(fault.to_string(), "bell/brand.toml, line 3: \"ACME Phones\" already means acme");
}

#[test]
fn without_any_template_their_names_are_taken_on_trust() {
    let mut files = with("acme/brand.toml", "acme/phone.j2", "acme/gone.j2");
    assert!(loaded(&files).is_err());
    files.retain(|file| !file.path.contains(".j2"));
    assert!(loaded(&files).is_ok());
}
