//! What the shipped `device-templates/` must hold to.

use super::{Catalogue, FileKind};

fn shipped() -> Catalogue {
    Catalogue::shipped().unwrap_or_else(|fault| panic!("{fault}"))
}

fn ids(found: &[super::ModelRef<'_>]) -> Vec<String> {
    found.iter().map(|found| found.model.id.clone()).collect()
}

#[test]
fn the_shipped_catalogue_loads_without_a_fault() {
    let catalogue = shipped();
    assert!(catalogue.faults().is_empty());
    assert!(catalogue.models().count() > 10);
}

#[test]
fn a_model_is_found_however_it_is_written() {
    let catalogue = shipped();
    let yealink = catalogue.find_brand(" YEALINK ").unwrap();
    for text in ["t42g", "T42G", "t42 g", "SIP-T42G", "sip t42g", "t42", "Yealink T42G", "yealink SIP-T42G"] {
        assert_eq!(ids(&catalogue.find_models(Some(yealink), text)), ["t42g"], "{text}");
        assert_eq!(ids(&catalogue.find_models(None, text)), ["t42g"], "{text}");
    }
    for text in ["", "---", "t4", "t42x", "yealink"] {
        assert!(catalogue.find_models(None, text).is_empty(), "{text}");
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
        ("y000000000000.boot", Some(FileKind::Absent), None),
        ("y000000000000.cfg", Some(FileKind::Common), None),
        ("000000000000.cfg", None, None),
        ("passwd", None, None),
    ] {
        let file = catalogue.requested_file(name);
        assert_eq!(file.map(|file| file.pattern.kind), kind, "{name}");
        assert_eq!(file.and_then(|file| file.mac), holds, "{name}");
    }
}
