//! What the shipped `device-templates/` must hold to.

use std::collections::BTreeSet;

use expect_test::expect;
use proptest::prelude::*;

use super::{super::FileKind, Catalogue, FAMILY, file, ids};

fn shipped() -> Catalogue {
    Catalogue::shipped().unwrap_or_else(|fault| panic!("{fault}"))
}

#[test]
fn the_shipped_catalogue_loads_without_a_fault() {
    let catalogue = shipped();
    assert!(catalogue.faults().is_empty());
    let families: Vec<_> =
        catalogue.brand("yealink").unwrap().families.iter().map(|family| family.id.as_str()).collect();
    assert_eq!(families, ["ax", "cp", "t1x", "t2x", "t3x", "t4x", "t5x", "t6x", "t7x", "t8x", "vp", "w"]);
}

#[test]
fn models_use_these_templates() {
    let catalogue = shipped();
    let yealink = catalogue.models().filter(|found| found.brand.id == "yealink");
    let used: BTreeSet<&str> = yealink.map(|found| found.model.template.as_str()).collect();
    let used: Vec<&str> = used.into_iter().collect();
    expect![[r"
        yealink/dect.cfg.j2
        yealink/dect_multicell.cfg.j2
        yealink/dect_v73.cfg.j2
        yealink/v70.cfg.j2
        yealink/v71_v87.cfg.j2
        yealink/v73.cfg.j2
        yealink/v81.cfg.j2"]]
    .assert_eq(&used.join("\n"));
}

#[test]
fn bases_are_shared_and_nothing_else_is() {
    for found in shipped().models().filter(|found| found.brand.id == "yealink") {
        assert_eq!(found.model.shared, found.family.id == "w", "{}", found.model.id);
    }
}

#[test]
fn every_model_is_found_by_its_id_and_its_name() {
    let catalogue = shipped();
    for found in catalogue.models() {
        for text in [&found.model.id, &found.model.name] {
            assert_eq!(
                ids(&catalogue.find_models(Some(found.brand), text)),
                [found.model.id.as_str()],
                "{text}"
            );
        }
    }
}

#[test]
fn every_expression_compiles() {
    let catalogue = shipped();
    let agents = catalogue.brands().iter().flat_map(|brand| &brand.user_agents).map(|pattern| &pattern.regex);
    let firmware = catalogue.models().filter_map(|found| found.model.firmware.as_ref()?.name.as_ref());
    let files = catalogue.brands().iter().flat_map(|brand| &brand.files).map(|file| &file.regex);
    for expression in agents.chain(firmware).chain(files) {
        assert!(expression.compiles(), "{}", expression.as_str());
    }
}

#[test]
fn every_model_can_do_something_and_says_how_it_is_resynced() {
    for found in shipped().models() {
        let model = found.model;
        assert!(model.lines > 0 || !model.provisioned, "{}", model.id);
        assert!(!model.notify.is_empty() || found.brand.id != "yealink", "{}", model.id);
        assert!(model.expansion.iter().all(|module| module.keys > 0), "{}", model.id);
    }
}

#[test]
fn lines_and_keys_are_those_of_the_makers_guides() {
    let catalogue = shipped();
    for (id, lines, physical, total, modules) in [
        ("t19p_e2", 1, 0, 0, ""),
        ("t21p_e2", 2, 2, 2, ""),
        ("t27g", 6, 8, 21, "exp20 40x6"),
        ("t28p", 6, 6, 6, "exp39 38x6"),
        ("t33g", 4, 4, 12, ""),
        ("t42g", 12, 6, 15, ""),
        ("t46s", 16, 10, 27, "exp40 40x6"),
        ("t46u", 16, 10, 27, "exp43 60x3"),
        ("t48s", 16, 29, 29, "exp40 40x6"),
        ("t54w", 16, 10, 27, "exp50 60x3"),
        ("t87w", 16, 84, 84, "exp55 78x3"),
        ("w60b", 8, 0, 0, ""),
        ("w90dm", 250, 0, 0, ""),
    ] {
        let model = catalogue.find_models(None, id)[0].model;
        let fitting: Vec<String> = model
            .expansion
            .iter()
            .map(|module| format!("{} {}x{}", module.id, module.keys, module.max))
            .collect();
        assert_eq!(
            (model.lines, model.keys.physical, model.keys.total, fitting.join(" ").as_str()),
            (lines, physical, total, modules),
            "{id}"
        );
    }
}

#[test]
fn a_model_is_found_however_it_is_written() {
    let catalogue = shipped();
    let yealink = catalogue.find_brand(" YEALINK ").unwrap();
    for text in ["t42g", "T42G", "t42 g", "SIP-T42G", "sip t42g", "t42", "Yealink T42G", "yealink SIP-T42G"] {
        assert_eq!(ids(&catalogue.find_models(Some(yealink), text)), ["t42g"], "{text}");
        assert_eq!(ids(&catalogue.find_models(None, text)), ["t42g"], "{text}");
    }
    for text in ["", "---", "t4", "t42x", "t21", "yealink"] {
        assert!(catalogue.find_models(None, text).is_empty(), "{text}");
    }
}

#[test]
fn a_misspelled_model_has_a_suggestion() {
    let catalogue = shipped();
    for (text, nearest) in
        [("t42q", "t42u"), ("sip-t46z", "t46u"), ("T54-WW", "t54w"), ("w60bb", "w60b"), ("t45w", "t44w")]
    {
        assert_eq!(catalogue.nearest_model(None, text).map(|found| found.model.id.as_str()), Some(nearest));
    }
    assert_eq!(catalogue.nearest_brand("yaelink").map(|brand| brand.id.as_str()), Some("yealink"));
    assert!(catalogue.nearest_model(None, "iphone").is_none());
}

#[test]
fn a_prefix_tells_the_brand() {
    let catalogue = shipped();
    for mac in ["805ec0010203", "805e0c010203", "00:15:65:00:00:01"] {
        assert_eq!(catalogue.brand_of(mac.parse().unwrap()).map(|brand| brand.id.as_str()), Some("yealink"));
    }
    assert!(catalogue.brand_of("731ea4334121".parse().unwrap()).is_none());
}

#[test]
fn user_agents_of_real_phones_are_recognised() {
    let catalogue = shipped();
    for (user_agent, model, word, firmware, mac) in [
        ("Yealink SIP-T46S 66.84.0.15 80:5e:c0:12:34:56", "t46s", "T46S", "66.84.0.15", "80:5e:c0:12:34:56"),
        ("Yealink SIP-T46S 66.84.0.15 805ec0123456", "t46s", "T46S", "66.84.0.15", "80:5e:c0:12:34:56"),
        ("yealink SIP-T28P 2.70.0.140 00:15:65:13:ae:0b", "t28p", "T28P", "2.70.0.140", "00:15:65:13:ae:0b"),
        (
            "Yealink SIP-T38G  38.70.0.125 00:15:65:2f:c3:5e",
            "t38g",
            "T38G",
            "38.70.0.125",
            "00:15:65:2f:c3:5e",
        ),
        (
            "Yealink SIP-T21P_E2 52.80.0.3 00:15:65:4c:4c:26",
            "t21p_e2",
            "T21P_E2",
            "52.80.0.3",
            "00:15:65:4c:4c:26",
        ),
        (
            "Yealink SIP VP-T49G 51.80.0.10 00:15:65:9b:5a:44",
            "t49g",
            "T49G",
            "51.80.0.10",
            "00:15:65:9b:5a:44",
        ),
        (
            "Yealink SIP-T77U 185.87.0.10 44:db:d2:bd:b5:69",
            "t77u",
            "T77U",
            "185.87.0.10",
            "44:db:d2:bd:b5:69",
        ),
        ("Yealink CP860 37.72.0.5 00:15:65:8a:37:86", "cp860", "CP860", "37.72.0.5", "00:15:65:8a:37:86"),
        ("Yealink W52P 25.80.0.15 00:15:65:b8:60:05", "w52p", "W52P", "25.80.0.15", "00:15:65:b8:60:05"),
        ("W52P 25.30.0.2 00:15:65:44:b3:7c", "w52p", "W52P", "25.30.0.2", "00:15:65:44:b3:7c"),
        ("VP530P 23.70.0.40 00:15:65:31:4b:c0", "vp530", "VP530P", "23.70.0.40", "00:15:65:31:4b:c0"),
        ("Yealink W70B 146.87.0.15 80:5e:0c:1d:65:4e", "w70b", "W70B", "146.87.0.15", "80:5e:0c:1d:65:4e"),
        ("Yealink W80DM 103.87.0.10 24:9a:d8:d1:a6:31", "w80dm", "W80DM", "103.87.0.10", "24:9a:d8:d1:a6:31"),
        ("Yealink W90DM 130.87.0.10 80:5e:c0:d9:c7:44", "w90dm", "W90DM", "130.87.0.10", "80:5e:c0:d9:c7:44"),
        ("Yealink-T46G 28.71.0.81 28.1.0.128.0.0.0", "t46g", "T46G", "28.71.0.81", ""),
        ("Yealink SIP-T54W 96.85.0.5", "t54w", "T54W", "96.85.0.5", ""),
        ("Yealink SIP-T58W 150.86.0.5", "t58w", "T58W", "150.86.0.5", ""),
        // Two models call themselves T58; one that nobody has entered yet is told by brand alone.
        ("Yealink SIP-T58 58.86.0.5 80:5e:c0:12:34:56", "", "T58", "58.86.0.5", "80:5e:c0:12:34:56"),
        ("Yealink SIP-T99Z 1.2.3.4", "", "T99Z", "1.2.3.4", ""),
    ] {
        let told = catalogue.recognise(user_agent).unwrap_or_else(|| panic!("{user_agent}"));
        assert_eq!(told.brand.id, "yealink");
        assert_eq!(told.model.map_or("", |found| found.model.id.as_str()), model, "{user_agent}");
        assert_eq!(told.model_word.as_deref(), Some(word), "{user_agent}");
        assert_eq!(told.firmware.as_deref(), Some(firmware), "{user_agent}");
        assert_eq!(told.mac.map(|mac| mac.to_string()).unwrap_or_default(), mac, "{user_agent}");
    }
}

#[test]
fn other_user_agents_are_nobodys() {
    let catalogue = shipped();
    let long = format!("Yealink SIP-T46S 66.84.0.15 {}", "x".repeat(600));
    for user_agent in ["", "curl/8.5.0", "Yealink", "Mozilla/5.0 Yealink SIP-T46S 66.84.0.15", long.as_str()]
    {
        assert!(catalogue.recognise(user_agent).is_none(), "{user_agent}");
    }
}

#[test]
fn a_file_name_tells_what_it_is() {
    let catalogue = shipped();
    let mac = Some("805ec0010203".parse().unwrap());
    for (name, kind, holds) in [
        ("805ec0010203.cfg", Some(FileKind::Device), mac),
        ("805EC0010203.CFG", Some(FileKind::Device), mac),
        ("805ec0010203.boot", Some(FileKind::Absent), mac),
        ("805ec0010203-local.cfg", Some(FileKind::Absent), mac),
        ("805ec0010203-all.cfg", Some(FileKind::Absent), mac),
        ("y000000000000.boot", Some(FileKind::Absent), None),
        ("y000000000000.cfg", Some(FileKind::Common), None),
        ("Y000000000096.cfg", Some(FileKind::Common), None),
        ("T46S-66.86.0.15.rom", Some(FileKind::Hosted), None),
        ("directory_setting.xml", Some(FileKind::Hosted), None),
        ("wallpaper.png", Some(FileKind::Hosted), None),
        ("000000000000.cfg", None, None),
        ("ffffffffffff.cfg", None, None),
        ("805ec001020.cfg", None, None),
        ("y00000000096.cfg", None, None),
        ("directory_setting.xml.bak", None, None),
        ("a..rom", None, None),
        ("passwd", None, None),
        ("", None, None),
    ] {
        let files = catalogue.requested_files(name);
        let file = files.into_iter().find(|file| file.brand.id == "yealink");
        assert_eq!(file.as_ref().map(|file| file.pattern.kind), kind, "{name}");
        assert_eq!(file.and_then(|file| file.mac), holds, "{name}");
        let of_brand = catalogue.file_for(catalogue.brand("yealink").unwrap(), "t4x", name);
        assert_eq!(of_brand.map(|file| file.pattern.kind), kind, "{name}");
    }
}

#[test]
fn the_main_file_of_a_phone_is_found_again_by_its_name() {
    let catalogue = shipped();
    let mac: crate::directory::MacAddr = "80:5E:C0:01:02:03".parse().unwrap();
    let name = catalogue.main_file("yealink", "t4x", mac).unwrap();
    assert_eq!(name, "805ec0010203.cfg");
    let files = catalogue.requested_files(&name);
    let file = files.iter().find(|file| file.brand.id == "yealink").unwrap();
    assert_eq!((file.pattern.main, file.mac), (true, Some(mac)));
}

#[test]
fn the_examples_of_the_readme_load() {
    let readme = include_str!("../../../../device-templates/README.md");
    let examples: Vec<&str> =
        readme.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    let [model, brand, format] = examples.as_slice() else { panic!("{} examples", examples.len()) };
    let brand =
        format!("{brand}\n{format}\n[defaults]\nformat = \"profile\"\ntemplate = \"yealink/v81.cfg.j2\"");
    let overlay = [
        file("yealink/t4y.toml", &format!("name = \"T4 series\"\n{model}")),
        file("acme/brand.toml", &brand),
        file("acme/a.toml", FAMILY),
    ];
    let catalogue = Catalogue::load(&Catalogue::shipped_files(), &overlay).unwrap();
    assert_eq!(catalogue.faults(), []);
    assert!(catalogue.model("yealink", "t4y", "t46x").is_some());
    assert_eq!(catalogue.find_models(None, "a2").len(), 1);
}

/// Names with something wrong in the midst of something right.
fn hostile_names() -> impl Strategy<Value = String> {
    let wrong = prop_oneof![Just("/"), Just("\\"), Just(".."), Just("\0"), Just("../"), Just("%2e/")];
    ("[a-z0-9._-]{0,14}", wrong, "[a-z0-9._-]{0,14}(\\.cfg|\\.rom|\\.boot)?")
        .prop_map(|(before, wrong, after)| format!("{before}{wrong}{after}"))
}

proptest! {
    #[test]
    fn a_name_that_leaves_the_folder_is_nobodys(name in hostile_names()) {
        let catalogue = shared();
        prop_assert!(catalogue.requested_file(&name).is_none());
        prop_assert!(catalogue.file_for(&catalogue.brands()[0], "t4x", &name).is_none());
    }

    #[test]
    fn a_name_that_is_too_long_is_nobodys(stem in "[a-z0-9]{125,200}") {
        let name = stem + ".rom";
        prop_assert!(shared().requested_file(&name).is_none());
    }

    #[test]
    fn any_name_and_any_user_agent_gets_an_answer(text in any::<String>()) {
        let file = shared().requested_file(&text);
        let harmless = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '.' | '_' | '-');
        prop_assert!(file.is_none() || text.chars().all(harmless));
        let _ = shared().recognise(&text);
        let _ = shared().find_models(None, &text);
        let _ = shared().nearest_model(None, &text);
    }

    #[test]
    fn every_phone_finds_its_file_in_either_case(octets in any::<[u8; 6]>(), upper: bool) {
        let Some(mac) = crate::directory::MacAddr::from_octets(octets) else { return Ok(()) };
        let bare = if upper { mac.bare().to_uppercase() } else { mac.bare() };
        let name = format!("{bare}.cfg");
        prop_assert_eq!(shared().requested_file(&name).and_then(|file| file.mac), Some(mac));
    }
}

fn shared() -> &'static Catalogue {
    static SHARED: std::sync::OnceLock<Catalogue> = std::sync::OnceLock::new();
    SHARED.get_or_init(shipped)
}
