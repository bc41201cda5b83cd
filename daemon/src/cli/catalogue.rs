//! `linekey catalogue`: every phone we know.

use std::io::{Result, Write};

use crate::catalogue::{Brand, Catalogue, KeyLayout, Listing, Model};

/// Prints the catalogue: as one line of JSON for programs, or as a table for people.
pub fn print(catalogue: &Catalogue, json: bool, out: &mut impl Write) -> Result<()> {
    if json {
        serde_json::to_writer(&mut *out, &Listing::of(catalogue))?;
        return writeln!(out);
    }
    for (position, brand) in catalogue.brands().iter().enumerate() {
        if position > 0 {
            writeln!(out)?;
        }
        print_brand(brand, out)?;
    }
    let unsure = catalogue.models().any(|found| !found.model.unconfirmed.is_empty());
    if unsure { writeln!(out, "\n?  nobody has confirmed what stands after it") } else { Ok(()) }
}

fn print_brand(brand: &Brand, out: &mut impl Write) -> Result<()> {
    writeln!(out, "{} ({})", brand.name, brand.id)?;
    for family in &brand.families {
        writeln!(out, "\n  {}  {}", family.id, family.name)?;
        for model in &family.models {
            writeln!(out, "{}", row(model).trim_end())?;
        }
    }
    Ok(())
}

fn row(model: &Model) -> String {
    let Model { id, name, lines, .. } = model;
    let modules: Vec<String> =
        model.expansion.iter().map(|module| format!("{} x{}", module.id, module.max)).collect();
    let unsure = model.unconfirmed.join(", ");
    let unsure = if unsure.is_empty() { unsure } else { format!("? {unsure}") };
    let noun = if *lines == 1 { "line" } else { "lines" };
    let (keys, modules) = (keys(model.keys), modules.join(", "));
    format!("    {id:<9} {name:<13} {lines:>3} {noun:<5}  {keys:<20}  {modules:<18}  {unsure}")
}

fn keys(keys: KeyLayout) -> String {
    match (keys.physical, keys.total) {
        (_, 0) => "no keys".to_owned(),
        (physical, total) if physical == total => format!("{total} keys"),
        (physical, total) => format!("{physical} keys, {total} in all"),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::catalogue::SourceFile;

    const BRAND: &str = r#"
        id = "acme"
        name = "ACME Phones"
        aliases = ["Acme Corp."]
        [[file]]
        pattern = "{mac}.cfg"
        kind = "device"
        main = true
        [[expansion]]
        id = "side20"
        keys = 20
        page_keys = [20]
        [[expansion]]
        id = "side30"
        keys = 30
        [defaults]
        format = "key_value"
        template = "acme/phone.j2"
    "#;

    const FAMILY: &str = r#"
        name = "A series"
        [[model]]
        id = "a1"
        name = "Acme-A1"
        aliases = ["one"]
        lines = 12
        keys = { physical = 6, total = 15, pages = 3 }
        expansion = { side20 = 6, side30 = 2 }
        unconfirmed = ["keys.total"]
        [[model]]
        id = "a2"
        name = "A2"
        lines = 1
        keys = { physical = 0, total = 0 }
    "#;

    fn check(json: bool, expected: &Expect) {
        let files = [("acme/brand.toml", BRAND), ("acme/a.toml", FAMILY)]
            .map(|(path, text)| SourceFile { path: path.to_owned(), text: text.to_owned() });
        let mut out = Vec::new();
        print(&Catalogue::load(&files, &[]).unwrap(), json, &mut out).unwrap();
        expected.assert_eq(&String::from_utf8(out).unwrap());
    }

    #[test]
    fn programs_get_one_line_of_json() {
        check(
            true,
            &expect![[r#"
                {"brands":[{"id":"acme","name":"ACME Phones","families":[{"id":"a","name":"A series","models":[{"id":"a1","name":"Acme-A1","aliases":["one"],"lines":12,"keys":{"physical":6,"total":15,"pages":3},"expansion":[{"id":"side20","keys":20,"max":6,"page_keys":[20]},{"id":"side30","keys":30,"max":2}],"transports":["http","https","tftp"],"unconfirmed":["keys.total"]},{"id":"a2","name":"A2","aliases":[],"lines":1,"keys":{"physical":0,"total":0,"pages":0},"expansion":[],"transports":["http","https","tftp"],"unconfirmed":[]}]}]}]}
            "#]],
        );
    }

    #[test]
    fn people_get_a_table() {
        check(
            false,
            &expect![[r"
            ACME Phones (acme)

              a  A series
                a1        Acme-A1        12 lines  6 keys, 15 in all     side20 x6, side30 x2  ? keys.total
                a2        A2              1 line   no keys

            ?  nobody has confirmed what stands after it
        "]],
        );
    }

    #[test]
    fn the_json_of_a_shipped_model_is_what_other_programs_rely_on() {
        let mut out = Vec::new();
        print(&Catalogue::shipped().unwrap(), true, &mut out).unwrap();
        let json: serde_json::Value = serde_json::from_slice(&out).unwrap();
        let in_list = |list: &serde_json::Value, id: &str| {
            list.as_array().unwrap().iter().find(|entry| entry["id"] == id).unwrap().clone()
        };
        let family = in_list(&in_list(&json["brands"], "yealink")["families"], "t4x");
        let model = in_list(&family["models"], "t46s");
        expect![[r#"
            {
              "aliases": [],
              "expansion": [
                {
                  "id": "exp40",
                  "keys": 40,
                  "max": 6
                }
              ],
              "id": "t46s",
              "keys": {
                "pages": 3,
                "physical": 10,
                "total": 27
              },
              "lines": 16,
              "max_tls": "1.2",
              "media": {
                "ringtone": {
                  "formats": [
                    "wav"
                  ]
                },
                "wallpaper": {
                  "formats": [
                    "jpg",
                    "png",
                    "bmp"
                  ],
                  "height": 272,
                  "max_bytes": 5242880,
                  "width": 480
                }
              },
              "name": "SIP-T46S",
              "transports": [
                "http",
                "https",
                "tftp"
              ],
              "unconfirmed": [
                "parameters.ringtone",
                "firmware",
                "max_tls",
                "media.wallpaper"
              ]
            }"#]]
        .assert_eq(&serde_json::to_string_pretty(&model).unwrap());
    }
}
