//! A small office for tests: a store in a folder of its own, and what people fill in.

use tempfile::TempDir;

use super::{
    Found, HandError, Office,
    people::{self, ExtensionForm, UserForm},
    phones::{self, DeviceForm},
    setting,
};
use crate::{
    directory::{DeviceId, MacAddr, UserId},
    import::Severity,
    keys::{FeatureKey, KeyTarget, KeyType},
    store::{Device, Person, Store, StoreError},
};

pub const ACTOR: &str = "owner";

pub struct Desk {
    pub office: Office,
    pub store: Store,
    _dir: TempDir,
}

impl Desk {
    pub fn new(kind: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut store = Store::create(dir.path()).unwrap();
        let office = Office::open(dir.path()).unwrap();
        let settings = [("pbx.kind", kind), ("pbx.host", "pbx.example.com")];
        let settings = settings.map(|(key, value)| (key.to_owned(), value.to_owned()));
        setting::save(&office, &mut store, &settings, None).unwrap();
        Self { office, store, _dir: dir }
    }

    pub fn add(&mut self, form: &UserForm) -> UserId {
        people::add(&self.office, &mut self.store, form, None, ACTOR).unwrap().user
    }

    pub fn refusals(&mut self, form: &UserForm) -> Vec<(String, &'static str)> {
        places(people::add(&self.office, &mut self.store, form, None, ACTOR).map(|_| ()))
    }

    pub fn change(&mut self, user: UserId, form: &UserForm) -> Result<Vec<Found>, HandError> {
        let version = self.person(user).version;
        let changed = people::change(&self.office, &mut self.store, user, version, form, ACTOR);
        changed.map(|changed| changed.notes)
    }

    pub fn remove(&mut self, user: UserId, version: i64) -> Result<bool, StoreError> {
        self.store.remove_user(user, version, &self.office.catalogue, ACTOR, 0)
    }

    pub fn person(&mut self, user: UserId) -> Person {
        self.store.person(user).unwrap().unwrap()
    }

    pub fn add_phone(&mut self, form: &DeviceForm) -> DeviceId {
        phones::add(&self.office, &mut self.store, form, ACTOR).unwrap().0
    }

    pub fn change_phone(&mut self, device: DeviceId, form: &DeviceForm) -> Result<Vec<Found>, HandError> {
        let version = self.phone(device).listed.version;
        phones::change(&self.office, &mut self.store, device, version, form, ACTOR)
    }

    pub fn phone(&mut self, device: DeviceId) -> Device {
        self.store.device(device).unwrap().unwrap()
    }

    /// Gives a phone a key that shows whether somebody is on a call.
    pub fn watch(&mut self, device: DeviceId, key: u16, user: UserId) {
        let target = KeyTarget::User(user);
        let key = FeatureKey { key, kind: KeyType::Presence, line: 1, target, label: None };
        let revision = self.store.revision().unwrap();
        self.store.set_keys(&[device], &[key], revision).unwrap();
    }

    /// The extensions on a phone's lines, by number.
    pub fn lines(&mut self, device: DeviceId) -> Vec<(u8, String)> {
        self.phone(device).lines.into_iter().map(|line| (line.number, line.extension)).collect()
    }

    pub fn file(&mut self, mac: &str) -> String {
        String::from_utf8(self.office.render(&mut self.store, mac.parse::<MacAddr>().unwrap(), None).unwrap())
            .unwrap()
    }
}

/// Pointer and code of each error.
pub fn places(result: Result<(), HandError>) -> Vec<(String, &'static str)> {
    match result {
        Err(HandError::Refused(found)) => found
            .into_iter()
            .filter(|found| found.severity == Severity::Error)
            .map(|found| (found.pointer, found.code))
            .collect(),
        other => panic!("not refused: {other:?}"),
    }
}

pub fn user(first: &str, last: &str, extensions: &[&str]) -> UserForm {
    UserForm {
        first_name: first.into(),
        last_name: last.into(),
        email: format!("{}@example.com", first.to_lowercase()),
        extensions: extensions.iter().map(|number| extension(number)).collect(),
        ..UserForm::default()
    }
}

pub fn extension(number: &str) -> ExtensionForm {
    ExtensionForm { number: number.into(), display_name: None, own_line: true }
}

pub fn phone(mac: &str, model: &str, user: UserId) -> DeviceForm {
    DeviceForm {
        mac_address: Some(mac.into()),
        model: model.into(),
        user: Some(user),
        ..DeviceForm::default()
    }
}

/// What the page of a user sends back when nothing was changed.
pub fn form_of(person: &Person) -> UserForm {
    UserForm {
        first_name: person.first_name.clone(),
        last_name: person.last_name.clone(),
        email: person.email.clone(),
        notification_email: person.notification_email.clone(),
        include_voicemail: person.include_voicemail,
        in_directory: person.in_directory,
        softphone: person.softphone,
        user_notes: person.notes.clone(),
        location: person.location.clone(),
        department: person.department.clone(),
        extensions: person
            .extensions
            .iter()
            .map(|extension| ExtensionForm {
                number: extension.number.clone(),
                display_name: extension.display_name.clone(),
                own_line: extension.own_line,
            })
            .collect(),
        phone_numbers: person.phone_numbers.clone(),
        custom: person.custom.clone(),
    }
}

/// What the page of a phone sends back when nothing was changed.
pub fn form_of_phone(device: &Device) -> DeviceForm {
    let listed = &device.listed;
    DeviceForm {
        mac_address: listed.mac.map(|mac| mac.to_string()),
        brand: Some(listed.brand.clone()),
        family: Some(listed.family.clone()),
        model: listed.model.clone(),
        name: Some(listed.name.clone()),
        user: listed.user.as_ref().map(|(user, _)| *user),
        expansion: listed.expansion.clone(),
    }
}
