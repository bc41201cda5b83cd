//! The borders that ARCHITECTURE.md draws.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::{
    fs,
    path::{Path, PathBuf},
};

const PURE: &[&str] = &["catalogue", "directory", "import", "keys", "pbx", "render"];
const OUTSIDE: &[&str] = &[
    "tokio::",
    "axum::",
    "hyper::",
    "rusqlite",
    "std::net::Udp",
    "SystemTime::now",
    "Instant::now",
    "rand::rng",
];

/// Rust files below a folder, with the part before their tests.
fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut found);
    assert!(!found.is_empty(), "{folder} is empty");
    found
}

fn collect(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != "tests") {
                collect(&path, found);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs")
            && path.file_stem().and_then(|name| name.to_str()).is_some_and(|name| !is_test(name))
        {
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default().to_owned();
            found.push((path, code));
        }
    }
}

fn is_test(name: &str) -> bool {
    name == "tests" || name.ends_with("_test")
}

#[test]
fn pure_modules_do_not_touch_the_outside() {
    for (path, text) in PURE.iter().flat_map(|module| sources(&format!("src/{module}"))) {
        for word in OUTSIDE {
            assert!(!text.contains(word), "{} uses {word}: pass it in instead", path.display());
        }
    }
}

#[test]
fn only_the_store_knows_sql() {
    for (path, text) in sources("src") {
        if !path.components().any(|part| part.as_os_str() == "store") {
            assert!(!text.contains("rusqlite"), "{} names rusqlite: ask the store instead", path.display());
        }
    }
}

#[test]
fn no_brand_stands_in_the_code() {
    let templates = Path::new(env!("CARGO_MANIFEST_DIR")).join("../device-templates");
    let folders = fs::read_dir(templates).unwrap().map(|entry| entry.unwrap());
    let brands: Vec<String> = folders
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    assert!(!brands.is_empty());
    for (path, text) in sources("src") {
        // Comments may name a phone whose way a line copes with.
        let code =
            text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
        for brand in &brands {
            let named = words(&code).any(|word| word.eq_ignore_ascii_case(brand));
            assert!(!named, "{} names {brand}: that belongs to device-templates/", path.display());
        }
    }
}

/// Brands are short: `POLY1305` names none.
fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|sign: char| !sign.is_ascii_alphanumeric() && sign != '-')
}

#[test]
fn lower_modules_do_not_name_higher_ones() {
    let above: [(&str, &[&str]); 4] = [
        ("directory", &["catalogue", "import", "render", "pbx", "store", "office", "serve", "admin", "cli"]),
        ("catalogue", &["import", "render", "pbx", "store", "office", "serve", "admin", "cli", "keys"]),
        ("store", &["office", "serve", "admin", "cli", "render"]),
        ("serve", &["store", "office", "admin", "cli"]),
    ];
    for (module, forbidden) in above {
        for (path, text) in sources(&format!("src/{module}")) {
            for higher in forbidden {
                let named =
                    text.contains(&format!("crate::{higher}")) || text.contains(&format!("    {higher}::"));
                assert!(!named, "{} reaches up to {higher}", path.display());
            }
        }
    }
}

/// Whoever meets a message of the import finds a paragraph about it on the box's own help page.
#[test]
fn every_finding_of_the_import_has_a_paragraph_of_help() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../web-ui/help/en.json");
    let help: serde_json::Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let finding = regex::Regex::new(r#"Finding::(?:error|warning|note)\(\s*"([a-z_]+)""#).unwrap();
    let mut count = 0;
    for (path, text) in sources("src/import") {
        for found in finding.captures_iter(&text) {
            let code = &found[1];
            let paragraph = help["codes"][code]["text"].as_str().unwrap_or_default();
            assert!(!paragraph.is_empty(), "help/en.json says nothing of {code} ({})", path.display());
            count += 1;
        }
    }
    assert!(count > 40, "only {count} findings were found");
}

/// A client that trusts the API's description must not be promised a property that an answer may leave out.
#[test]
fn no_property_that_may_be_left_out_is_described_as_always_there() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/openapi.json");
    let description: serde_json::Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let named = regex::Regex::new(r"^pub(?:\([a-z]+\))? struct (\w+)").unwrap();
    let skipped = regex::Regex::new(
        r#"skip_serializing_if[^\n]*\n(?:\s*(?:///|#)[^\n]*\n)*\s*(?:pub(?:\([a-z]+\))? )?(?:r#)?(\w+):"#,
    )
    .unwrap();
    let mut count = 0;
    for (path, text) in sources("src") {
        for item in text.split("\n\n") {
            let Some(name) = item.lines().find_map(|line| named.captures(line)) else { continue };
            let required = &description["components"]["schemas"][&name[1]]["required"];
            for field in skipped.captures_iter(item) {
                let always = required.as_array().is_some_and(|all| all.iter().any(|one| *one == field[1]));
                assert!(
                    !always,
                    "{}: {}.{} may be left out; add it to LEFT_OUT in admin/api/openapi.rs",
                    path.display(),
                    &name[1],
                    &field[1]
                );
                count += 1;
            }
        }
    }
    assert!(count > 15, "only {count} properties were found");
}
