//! Files are judged for phones of a made-up brand, so that no change of the shipped ones changes what is tested.

use std::fs;

use tempfile::TempDir;

use super::*;
use crate::{
    catalogue::HostedKind,
    directory::{MacAddr, UserId},
    office::{
        Office, firmware,
        media::samples,
        people,
        phones::{self, DeviceForm},
        testing::{extension, user},
    },
    store::{HostedFile, Store},
};

const BRAND: &str = r#"
id = "acme"
name = "Acme"
[[file]]
pattern = "{mac}.acme"
kind = "device"
main = true
[[file]]
pattern = "acme-{any}.rom"
kind = "hosted"
[[file]]
pattern = "acme-{any}.png"
kind = "hosted"
[[file]]
pattern = "acme-{any}.wav"
kind = "hosted"
[defaults]
format = "key_value"
template = "acme/phone.j2"
lines = 1
keys = { physical = 0, total = 0 }
[defaults.media.wallpaper]
formats = ["png"]
width = 480
height = 272
"#;

const FAMILY: &str = r#"
name = "A series"
[[model]]
id = "a1"
name = "A-1"
firmware = { name = '^acme-A1-(?<version>[0-9.]+)\.rom$', extensions = ["rom"] }
[[model]]
id = "a2"
name = "A-2"
firmware = { name = '^acme-A2-(?<version>[0-9.]+)\.rom$', extensions = ["rom"] }
media.wallpaper = { formats = ["png"], width = 800, height = 480 }
[[model]]
id = "a3"
name = "A-3"
firmware = { extensions = ["rom"] }
media.wallpaper = { formats = ["png"], width = 320, height = 240 }
media.ringtone = { formats = ["wav"], rate = 8000, bits = 16, channels = 1 }
unconfirmed = ["media.wallpaper"]
[[model]]
id = "b41s"
name = "B-41S"
firmware = { name = '(?<version>[0-9.]+)\.rom$' }
unconfirmed = ["firmware"]
[[model]]
id = "b42s"
name = "B-42S"
firmware = { name = '(?<version>[0-9.]+)\.rom$' }
unconfirmed = ["firmware"]
"#;

const TEMPLATE: &str = "wallpaper = {{ phone.wallpaper.url if phone.wallpaper is not none else \"\" }}\n\
                        firmware = {{ phone.firmware.version if phone.firmware is not none else \"\" }}\n";

struct Place {
    office: Office,
    store: Store,
    dir: TempDir,
}

fn place() -> Place {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("templates/acme");
    fs::create_dir_all(&folder).unwrap();
    for (name, text) in [("brand.toml", BRAND), ("a.toml", FAMILY), ("phone.j2", TEMPLATE)] {
        fs::write(folder.join(name), text).unwrap();
    }
    let store = Store::create(dir.path()).unwrap();
    let office = Office::open(dir.path()).unwrap();
    assert!(office.faults().is_empty(), "{:?}", office.faults());
    Place { office, store, dir }
}

fn form(kind: HostedKind, model: Option<&str>, name: &str) -> UploadForm {
    UploadForm {
        kind,
        brand: "ACME".into(),
        family: None,
        model: model.map(str::to_owned),
        name: name.into(),
        version: None,
        sha256: None,
        confirm: false,
    }
}

impl Place {
    fn add(&mut self, form: UploadForm, bytes: &[u8]) -> Result<HostedFile, HostingError> {
        let expected = expect(&self.office, &self.store, form)?;
        let mut incoming = Incoming::create(self.dir.path(), expected.most())?;
        incoming.write(bytes)?;
        keep(&self.office, &mut self.store, &expected, &incoming.finish()?, "owner")
    }

    fn firmware(&mut self, model: Option<&str>, name: &str) -> Result<HostedFile, HostingError> {
        self.add(form(HostedKind::Firmware, model, name), b"rom")
    }

    fn wallpaper(&mut self, model: Option<&str>, size: (u32, u32)) -> Result<HostedFile, HostingError> {
        let picture = samples::png(size.0, size.1, 8, 2);
        self.add(form(HostedKind::Wallpaper, model, &format!("acme-{}.png", size.0)), &picture)
    }

    fn user(&mut self, first: &str, number: &str, department: &str) -> UserId {
        let form = people::UserForm {
            department: Some(department.into()).filter(|text: &String| !text.is_empty()),
            extensions: vec![extension(number)],
            ..user(first, "Park", &[])
        };
        people::add(&self.office, &mut self.store, &form, None, "owner").unwrap().user
    }

    fn phone(&mut self, mac: &str, model: &str, user: UserId) {
        let form = DeviceForm {
            mac_address: Some(mac.into()),
            brand: Some("acme".into()),
            model: model.into(),
            user: Some(user),
            ..DeviceForm::default()
        };
        phones::add(&self.office, &mut self.store, &form, "owner").unwrap();
    }

    fn files_on_disk(&self) -> Vec<String> {
        folder::Folder::new(self.dir.path()).files().into_iter().map(|(name, _)| name).collect()
    }
}

/// Field and sentence of the only refusal.
fn refusal(result: Result<HostedFile, HostingError>) -> (&'static str, String) {
    match result {
        Err(HostingError::Refused(refusals)) if refusals.len() == 1 => {
            (refusals[0].field, refusals[0].message.clone())
        }
        other => panic!("not refused: {other:?}"),
    }
}

fn warnings<T: std::fmt::Debug>(result: Result<T, HostingError>) -> Vec<String> {
    match result {
        Err(HostingError::Unconfirmed(warnings)) => warnings,
        other => panic!("no warning: {other:?}"),
    }
}

#[test]
fn firmware_is_told_by_its_name_and_its_version_read_from_it() {
    let mut place = place();
    let file = place.firmware(Some("a-1"), "acme-A1-1.2.3.rom").unwrap();
    assert_eq!((file.version.as_deref(), file.scope.model.as_deref()), (Some("1.2.3"), Some("a1")));
    assert_eq!(place.files_on_disk(), ["acme-A1-1.2.3.rom"]);
    assert_eq!(fs::read(place.dir.path().join("hosted/acme-A1-1.2.3.rom")).unwrap(), b"rom");
}

#[test]
fn firmware_of_another_model_is_refused_and_what_nobody_knows_must_be_confirmed() {
    let mut place = place();
    for model in ["a2", "a3"] {
        let (field, sentence) = refusal(place.firmware(Some(model), "acme-A1-1.2.3.rom"));
        assert_eq!(field, "name");
        assert!(sentence.contains("is firmware of Acme A-1"), "{sentence}");
    }
    let odd = form(HostedKind::Firmware, Some("a1"), "acme-odd.rom");
    let said = warnings(place.add(odd.clone(), b"rom"));
    assert!(said[0].contains("nothing in the name"), "{said:?}");
    let kept = place.add(UploadForm { confirm: true, version: Some(" 9 ".into()), ..odd }, b"rom").unwrap();
    assert_eq!(kept.version.as_deref(), Some("9"));
    assert_eq!(place.firmware(Some("a3"), "acme-x.rom").unwrap().version, None, "its ending is all we know");
    let said = warnings(place.firmware(None, "acme-A1-2.rom"));
    assert!(said[0].ends_with("is for A-2, A-3, B-41S and 1 more too"), "{said:?}");
}

#[test]
fn where_nobody_has_confirmed_how_firmware_is_named_the_models_in_the_name_tell() {
    let mut place = place();
    let said = warnings(place.firmware(Some("b42s"), "acme-B41S-66.1.rom"));
    assert!(said[0].contains("that it is firmware for Acme B-42S"), "{said:?}");
    let odd = form(HostedKind::Firmware, Some("b42s"), "acme-B41S-66.0.rom");
    let file = place.add(UploadForm { confirm: true, ..odd }, b"rom").unwrap();
    assert_eq!(file.version.as_deref(), Some("66.0"));
    let file = place.firmware(Some("b41s"), "acme-B41S-66.1.rom").unwrap();
    assert_eq!(file.version.as_deref(), Some("66.1"));
    assert!(place.firmware(Some("b42s"), "acme-66.2.rom").is_ok(), "it speaks of no model");
    assert!(place.firmware(Some("a3"), "acme-66.3.rom").is_ok(), "an unsure rule owns no names");
}

#[test]
fn bytes_that_are_gone_can_be_brought_again_and_the_wishes_stay() {
    let mut place = place();
    place.firmware(Some("a1"), "acme-A1-1.rom").unwrap();
    wish(&place.office, &mut place.store, "acme-A1-1.rom", &WishForm::default(), "owner").unwrap();
    fs::remove_file(place.dir.path().join("hosted/acme-A1-1.rom")).unwrap();
    assert!(one(&place.office, &place.store, "acme-A1-1.rom").unwrap().missing);
    place.firmware(Some("a1"), "acme-A1-1.rom").unwrap();
    let shown = one(&place.office, &place.store, "acme-A1-1.rom").unwrap();
    assert_eq!((shown.missing, shown.wishes.len()), (false, 1));
}

#[test]
fn a_picture_of_the_wrong_size_is_answered_with_what_the_model_wants() {
    let mut place = place();
    let (field, sentence) = refusal(place.wallpaper(Some("a1"), (1024, 768)));
    assert_eq!(field, "file");
    assert_eq!(sentence, "this picture is 1024x768 PNG with 24 bits, 29 bytes; the A-1 wants 480x272 PNG");
    let said = warnings(place.wallpaper(Some("a3"), (1024, 768)));
    assert!(said[0].ends_with("the A-3 wants 320x240 PNG"), "nobody has confirmed it: {said:?}");
    let said = warnings(place.wallpaper(None, (480, 272)));
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said[0].contains("the A-3 wants 320x240"), "{said:?}");
    let file = place.wallpaper(Some("a1"), (480, 272)).unwrap();
    assert_eq!((file.about.width, file.about.format.as_deref()), (Some(480), Some("png")));
    assert_eq!(place.files_on_disk(), ["acme-480.png"]);
}

#[test]
fn a_format_is_told_by_content_not_by_name() {
    let mut place = place();
    let text = place.add(form(HostedKind::Wallpaper, Some("a1"), "acme-x.png"), b"no picture");
    assert_eq!(refusal(text), ("name", "this file is no PNG, though its name says so".into()));
    let tone = form(HostedKind::Ringtone, Some("a3"), "acme-x.wav");
    let (_, sentence) = refusal(place.add(tone.clone(), &samples::wav(44_100, 16, 2, 1)));
    assert!(sentence.ends_with("the A-3 wants WAV with 8000 Hz, 16 bits, mono"), "{sentence}");
    assert!(place.add(tone, &samples::wav(8000, 16, 1, 1)).is_ok());
    let (field, sentence) = refusal(place.add(form(HostedKind::Ringtone, Some("a1"), "acme-y.wav"), b"x"));
    assert_eq!((field, sentence.contains("takes no ringtone")), ("model", true), "{sentence}");
}

#[test]
fn names_that_are_unsafe_taken_or_asked_for_by_nobody_are_refused() {
    let mut place = place();
    place.firmware(Some("a1"), "acme-A1-1.rom").unwrap();
    for name in ["../acme-A1-1.rom", "acme-A1-1.ROM", "A1-1.rom", "805ec0000001.acme", ""] {
        assert_eq!(refusal(place.firmware(Some("a1"), name)).0, "name", "{name}");
    }
    let (_, sentence) = refusal(place.firmware(Some("a1"), "A1-1.rom"));
    assert!(sentence.ends_with("name it like acme-*.rom"), "{sentence}");
    fs::write(place.dir.path().join("hosted/acme-A1-2.ROM"), b"by hand").unwrap();
    assert!(refusal(place.firmware(Some("a1"), "acme-A1-2.rom")).1.contains("acme-A1-2.ROM"));
    let list = list(&place.office, &place.store).unwrap();
    assert_eq!((list.files.len(), list.by_hand[0].name.as_str()), (1, "acme-A1-2.ROM"));
    remove(&mut place.store, "acme-a1-2.rom", "owner").unwrap();
    remove(&mut place.store, "acme-a1-1.rom", "owner").unwrap();
    assert_eq!(place.files_on_disk(), [""; 0]);
    assert!(matches!(remove(&mut place.store, "x", "owner"), Err(HostingError::NoSuchFile(_))));
}

#[test]
fn another_digest_than_the_makers_is_refused_and_leaves_nothing() {
    let mut place = place();
    let wanted = |digest: &str| UploadForm {
        sha256: Some(digest.into()),
        ..form(HostedKind::Firmware, Some("a1"), "acme-A1-1.rom")
    };
    assert_eq!(refusal(place.add(wanted("abc"), b"rom")).0, "sha256");
    assert_eq!(refusal(place.add(wanted(&"0".repeat(64)), b"rom")).0, "sha256");
    assert_eq!(refusal(place.add(wanted(""), b"")).0, "file");
    assert_eq!(place.files_on_disk(), [""; 0]);
    let digest = "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD";
    assert!(place.add(wanted(digest), b"abc").is_ok());
}

#[test]
fn a_wish_reaches_the_phones_file_and_a_department_has_its_own() {
    let mut place = place();
    let ada = place.user("Ada", "2001", "Sales");
    let bo = place.user("Bo", "2002", "");
    place.phone("805ec0000001", "a1", ada);
    place.phone("805ec0000002", "a1", bo);
    let settings = [("site.provisioning_url".to_owned(), "http://10.0.0.5/".to_owned())];
    crate::office::setting::save(&place.office, &mut place.store, &settings, None).unwrap();
    place.wallpaper(Some("a1"), (480, 272)).unwrap();
    for name in ["acme-A1-1.rom", "acme-A1-2.rom"] {
        place.firmware(Some("a1"), name).unwrap();
    }
    let mut wished = |name: &str, department: Option<&str>| {
        let form = WishForm { department: department.map(str::to_owned), ..WishForm::default() };
        wish(&place.office, &mut place.store, name, &form, "owner")
    };
    wished("acme-480.png", None).unwrap();
    wished("acme-A1-1.rom", None).unwrap();
    let staged = wished("ACME-a1-2.rom", Some("Sales")).unwrap();
    assert!(matches!(wished("acme-A1-2.rom", Some("Lab")), Err(HostingError::Refused(_))));
    let file = |place: &mut Place, mac: &str| {
        let mac = mac.parse::<MacAddr>().unwrap();
        String::from_utf8(place.office.render(&mut place.store, mac, None).unwrap()).unwrap()
    };
    let of_ada = file(&mut place, "805ec0000001");
    assert!(of_ada.contains("wallpaper = http://10.0.0.5/acme-480.png\nfirmware = 2\n"), "{of_ada}");
    assert!(file(&mut place, "805ec0000002").contains("firmware = 1\n"));

    let model = firmware::versions(&place.office, &place.store).unwrap().models.remove(0);
    let wanted: Vec<_> =
        model.wanted.iter().map(|wanted| (wanted.department.as_deref(), wanted.phones)).collect();
    assert_eq!((model.phones, model.behind, wanted), (2, 0, vec![(Some("Sales"), 1), (None, 1)]));
    assert_eq!((model.have.len(), model.have[0].version.as_deref()), (1, None));

    assert!(unwish(&mut place.store, staged, Some("acme-A1-2.rom"), "owner").unwrap());
    assert!(file(&mut place, "805ec0000001").contains("firmware = 1\n"));
    let shown = one(&place.office, &place.store, "acme-a1-1.rom").unwrap();
    assert_eq!((shown.wishes[0].phones, shown.fits[0].model.as_str(), shown.missing), (2, "a1", false));
}

#[test]
fn a_wish_for_phones_that_the_file_is_not_for_is_refused_or_confirmed() {
    let mut place = place();
    place.firmware(Some("a1"), "acme-A1-1.rom").unwrap();
    let mut wished = |model: Option<&str>, confirm| {
        let form = WishForm {
            brand: Some("acme".into()),
            model: model.map(str::to_owned),
            confirm,
            ..WishForm::default()
        };
        wish(&place.office, &mut place.store, "acme-A1-1.rom", &form, "owner")
    };
    assert!(matches!(wished(Some("a2"), true), Err(HostingError::Refused(_))));
    assert_eq!(warnings(wished(None, false)).len(), 1);
    wished(None, true).unwrap();
}

#[test]
fn what_a_model_wants_is_told_before() {
    let place = place();
    let ask =
        |kind, model, name| wants(&place.office, &place.store, kind, ("acme", None, model), name).unwrap();
    let told = ask(HostedKind::Wallpaper, Some("a2"), Some("acme-x.gif"));
    assert_eq!(
        (told.models[0].wants.as_deref(), told.names.as_slice()),
        (Some("800x480 PNG"), &["acme-*.png".to_owned()][..])
    );
    assert!(told.refusal.unwrap().contains("name it like acme-*.png"));
    let told = ask(HostedKind::Firmware, Some("a1"), Some("acme-A1-1.rom"));
    assert!(told.refusal.is_none() && told.warnings.is_empty() && told.models[0].takes);
    assert_eq!(ask(HostedKind::Ringtone, None, None).models.iter().filter(|model| model.takes).count(), 1);
}
