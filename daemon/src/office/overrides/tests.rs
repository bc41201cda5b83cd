use super::*;
use crate::{
    directory::DeviceId,
    office::testing::{ACTOR, Desk, phone, user},
};

const MAC: &str = "805ec0000001";

fn form(level: Level) -> ScopeForm {
    ScopeForm { level, brand: None, family: None, model: None, device: None }
}

fn of_model(model: &str) -> ScopeForm {
    ScopeForm { model: Some(model.into()), ..form(Level::Model) }
}

fn set(desk: &mut Desk, form: &ScopeForm, name: &str, value: &str) -> Result<Vec<String>, String> {
    let set = desk.office.set_override(&mut desk.store, form, (name, value), None, ACTOR);
    set.map_err(|error| error.to_string())
}

fn desk() -> (Desk, DeviceId) {
    let mut desk = Desk::new("asterisk");
    let pam = desk.add(&user("Pam", "Beesly", &["2001"]));
    let device = desk.add_phone(&phone(MAC, "t46s", pam));
    (desk, device)
}

#[test]
fn the_nearest_level_counts_and_reaches_the_phones_file() {
    let (mut desk, device) = desk();
    let line = |desk: &mut Desk| {
        let file = desk.file(MAC);
        file.lines().find(|line| line.starts_with("account.1.label")).unwrap().to_owned()
    };
    set(&mut desk, &form(Level::Site), "account.1.label", "Everybody").unwrap();
    assert_eq!(line(&mut desk), "account.1.label = Everybody");
    let device = ScopeForm { device: Some(device.0), ..form(Level::Device) };
    set(&mut desk, &device, "account.1.label", "Desk").unwrap();
    set(&mut desk, &of_model("SIP-T46S"), "account.1.label", "Model").unwrap();
    assert_eq!(line(&mut desk), "account.1.label = Desk");
    let gone = desk.office.remove_override(&mut desk.store, &device, "account.1.label", None, ACTOR);
    assert!(gone.unwrap());
    assert_eq!(line(&mut desk), "account.1.label = Model");
}

#[test]
fn what_a_person_should_know_is_said() {
    let (mut desk, _) = desk();
    let notes = set(&mut desk, &of_model("t46s"), "acount.1.label", "x").unwrap();
    let expected =
        "The template does not write acount.1.label, so the line is added. It does write account.1.label.";
    assert_eq!(notes, [expected]);
    let notes = set(&mut desk, &of_model("t46s"), "account.1.password", "x").unwrap();
    let expected = "The value of account.1.password is shown in clear to everybody who administers this box";
    assert_eq!(notes, [expected]);
    assert_eq!(set(&mut desk, &of_model("t46s"), "account.1.label", "x").unwrap(), [""; 0]);
}

#[test]
fn what_cannot_be_taken_is_refused_with_a_sentence() {
    let (mut desk, _) = desk();
    for (form, name, value, expected) in [
        (of_model("t46s"), "", "x", "the name of the parameter is missing"),
        (
            of_model("t46s"),
            &*"n".repeat(201),
            "x",
            "the name of the parameter has 201 characters; 200 are the most",
        ),
        (
            of_model("t46s"),
            "a\nb",
            "x",
            "the name of the parameter must stand on one line, without control signs",
        ),
        (of_model("t46s"), "a", "x\ny", "the value must stand on one line, without control signs"),
        (of_model("t46s"), "a", &*"v".repeat(2001), "the value has 2001 characters; 2000 are the most"),
        (of_model("t46z"), "a", "x", "no brand has a model \"t46z\". Did you mean Yealink"),
        (form(Level::Model), "a", "x", "say which model it is for"),
        (form(Level::Device), "a", "x", "say which device it is for"),
        (ScopeForm { device: Some(99), ..form(Level::Device) }, "a", "x", "there is no such phone here"),
        (of_model("t46s"), "# a", "x", "files of the SIP-T46S have no place for # a; their names look like "),
    ] {
        let why = set(&mut desk, &form, name, value).unwrap_err();
        assert!(why.starts_with(expected), "{why}");
    }
    assert_eq!(desk.store.overrides().unwrap(), []);
}

#[test]
fn the_page_of_origins_names_templates_settings_users_and_overrides() {
    let (mut desk, device) = desk();
    let of_device = ScopeForm { device: Some(device.0), ..form(Level::Device) };
    set(&mut desk, &form(Level::Site), "account.1.label", "Everybody").unwrap();
    set(&mut desk, &of_device, "account.1.label", "Desk").unwrap();
    let found = desk.office.origins(&mut desk.store, MAC.parse().unwrap(), None).unwrap().unwrap();
    assert!(found.takes_overrides && found.impossible.is_empty());
    let one = |name: &str| found.parameters.iter().find(|one| one.parameter.name == name).unwrap();
    let label = one("account.1.label");
    assert_eq!((label.parameter.value.as_str(), label.replaced.as_deref()), ("Desk", Some("2001")));
    assert_eq!(label.overrides.len(), 2);
    let password = one("account.1.password");
    assert!(!password.parameter.value.contains(|sign: char| sign.is_ascii_alphanumeric()), "it is masked");
    assert_eq!(password.sources[0].name, "Pam Beesly (2001)");
    let host = one("account.1.sip_server.1.address");
    assert!(host.sources.iter().any(|source| source.name == "pbx.host"));
    assert!(host.template.as_ref().unwrap().path.contains("/parts/"));
}
