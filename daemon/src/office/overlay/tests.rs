use super::*;
use crate::office::testing::{ACTOR, Desk, phone, user};

const PATH: &str = "yealink/v81.cfg.j2";

fn state(desk: &Desk, path: &str) -> State {
    // As it is after the reading that a change brings about.
    let office = Office::open(desk.store.dir()).unwrap();
    office.template(&desk.store, path).unwrap().listed.state
}

fn write_own(desk: &mut Desk, path: &str, text: &str) -> Result<(), String> {
    let written = desk.office.write_template(&mut desk.store, path, text, None, ACTOR);
    written.map(drop).map_err(|error| error.to_string())
}

#[test]
fn a_copy_is_edited_and_the_shipped_file_comes_back() {
    let mut desk = Desk::new("asterisk");
    assert_eq!(state(&desk, PATH), State::Shipped);
    desk.office.copy_template(&mut desk.store, PATH, ACTOR).unwrap();
    assert_eq!(state(&desk, PATH), State::Overlaid);
    let again = desk.office.copy_template(&mut desk.store, PATH, ACTOR).unwrap_err().to_string();
    assert!(again.contains("is a file of this box already"), "{again}");
    write_own(&mut desk, PATH, "#!version:1.0.0.1\na = {{ phone.name }}\n").unwrap();
    let shown = desk.office.template(&desk.store, PATH).unwrap();
    assert!(shown.shipped.as_ref().is_some_and(|shipped| shipped != shown.text()));
    assert!(diff(shown.shipped.as_deref().unwrap(), shown.text()).contains("+a = {{ phone.name }}\n"));
    desk.office.remove_template(&mut desk.store, PATH, Some(&shown.version()), ACTOR).unwrap();
    assert_eq!(state(&desk, PATH), State::Shipped);
    let gone = desk.office.remove_template(&mut desk.store, PATH, None, ACTOR).unwrap_err().to_string();
    assert_eq!(gone, format!("{PATH} is shipped and cannot be removed"));
}

#[test]
fn a_shipped_file_that_changed_since_is_told_until_it_is_accepted() {
    let mut desk = Desk::new("asterisk");
    desk.office.copy_template(&mut desk.store, PATH, ACTOR).unwrap();
    desk.store.set_overlay_base(PATH, "of an older release").unwrap();
    assert_eq!(state(&desk, PATH), State::Outdated);
    // To edit it is not to have looked.
    write_own(&mut desk, PATH, "#!version:1.0.0.1\na = 1\n").unwrap();
    assert_eq!(state(&desk, PATH), State::Outdated);
    desk.office.accept_template(&mut desk.store, PATH).unwrap();
    assert_eq!(state(&desk, PATH), State::Overlaid);
}

#[test]
fn a_faulty_text_changes_nothing_and_is_named_with_its_line() {
    let mut desk = Desk::new("asterisk");
    for (path, text, expected) in [
        (PATH, "a = 1\n{% if %}\n", "nothing was changed: yealink/v81.cfg.j2, line 2: "),
        (
            PATH,
            "a = 1\nb = {{ phone.colour }}\n",
            "nothing was changed: yealink/v81.cfg.j2, line 2: undefined value",
        ),
        ("yealink/t4x.toml", "name = 1\n", "nothing was changed: yealink/t4x.toml, line 1: "),
        (
            "acme/a.toml",
            "name = \"A\"\n",
            "nothing was changed: acme/a.toml, line 1: its folder has no brand.toml",
        ),
    ] {
        let why = write_own(&mut desk, path, text).unwrap_err();
        assert!(why.starts_with(expected), "{why}");
    }
    assert!(!desk.store.dir().join(TEMPLATES_FOLDER).exists());
}

#[test]
fn a_faulty_file_that_somebody_put_there_is_named() {
    let desk = Desk::new("asterisk");
    let folder = desk.store.dir().join(TEMPLATES_FOLDER).join("yealink");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("v81.cfg.j2"), "a = 1\n{% if %}").unwrap();
    let office = Office::open(desk.store.dir()).unwrap();
    let listed = office.templates(&desk.store).unwrap();
    let faulty: Vec<_> = listed.iter().filter(|listed| listed.state == State::Faulty).collect();
    assert_eq!(faulty.len(), 1);
    assert_eq!(faulty[0].fault.as_ref().map(|fault| fault.line), Some(2));
}

#[test]
fn names_that_lead_elsewhere_are_no_names() {
    let mut desk = Desk::new("asterisk");
    for path in [
        "../x.toml",
        "yealink/../../x.toml",
        "/etc/x.toml",
        "yealink/.x.toml",
        "yealink//x.toml",
        "x.toml",
        "yealink/x",
        "yealink/x.sh",
        "yealink\\x.toml",
        "yealink/a/b/c/d/e.j2",
        "yealink/x.toml\0.j2",
        "",
    ] {
        let why = write_own(&mut desk, path, "").unwrap_err();
        assert!(why.starts_with("there is no template named"), "{path}: {why}");
        assert!(desk.office.template(&desk.store, path).is_err());
        assert!(desk.office.remove_template(&mut desk.store, path, None, ACTOR).is_err());
    }
}

#[test]
fn a_cloned_model_gets_the_files_of_the_old_one() {
    let mut desk = Desk::new("asterisk");
    let form = CloneForm {
        brand: "yealink".into(),
        family: "t4x".into(),
        model: "t46s".into(),
        id: "t46x".into(),
        name: "SIP-T46X (own)".into(),
    };
    let (path, _) = desk.office.clone_model(&mut desk.store, &form, ACTOR).unwrap();
    assert_eq!((path.as_str(), state(&desk, &path)), ("yealink/t4x.toml", State::Overlaid));
    desk.office = Office::open(desk.store.dir()).unwrap();
    assert!(desk.office.faults().is_empty(), "{:?}", desk.office.faults());
    let pam = desk.add(&user("Pam", "Beesly", &["2001"]));
    desk.add_phone(&phone("805ec0000001", "t46x", pam));
    assert!(desk.file("805ec0000001").contains("account.1.display_name = Pam Beesly\n"));
    let again = desk.office.clone_model(&mut desk.store, &form, ACTOR).unwrap_err().to_string();
    assert!(again.contains("already means"), "{again}");
}

#[test]
fn of_people_who_save_at_once_one_is_told() {
    let mut desk = Desk::new("asterisk");
    desk.office.copy_template(&mut desk.store, PATH, ACTOR).unwrap();
    let version = desk.office.template(&desk.store, PATH).unwrap().version();
    let office = &desk.office;
    let save = |(number, mut store): (usize, Store)| {
        let text = format!("#!version:1.0.0.1\na = {number}\n");
        office.write_template(&mut store, PATH, &text, Some(&version), ACTOR).is_ok()
    };
    let stores = [1, 2, 3].map(|number| (number, desk.store.another().unwrap()));
    let saved: Vec<bool> = std::thread::scope(|scope| {
        let threads = stores.map(|store| {
            let save = &save;
            scope.spawn(move || save(store))
        });
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(saved.iter().filter(|saved| **saved).count(), 1, "{saved:?}");
}
