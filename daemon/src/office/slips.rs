//! Slips: what each user of an import needs to know, their login and how their own phones are used.

use serde::Serialize;
use utoipa::ToSchema;

use super::{
    Office,
    softphones::{self, Link, LinkError},
};
use crate::{
    catalogue::{Handling, ModelRef},
    directory::{DeviceId, Phone, Site, UserId},
    keys::KeyType,
    pbx::Dialect,
    render::PhoneConfig,
    store::{Credential, Store, StoreError},
};

/// What one user is handed on paper.
pub struct Slip {
    /// Who they are and how they log in.
    pub credential: Credential,
    /// Their phones, those that they share too.
    pub phones: Vec<SlipPhone>,
    /// A link to their softphone's account, where one was made for the slip.
    pub softphone: Option<Link>,
}

/// How one phone is used: sentences, each left out where it does not apply.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct SlipPhone {
    /// Brand and model as the maker writes them.
    pub model: String,
    /// What people call it.
    pub name: String,
    /// Sends a call on at once.
    pub transfer: Option<String>,
    /// Sends a call on after asking.
    pub transfer_after_asking: Option<String>,
    /// Parks a call.
    pub park: Option<String>,
    /// Takes a parked call.
    pub pick_up: Option<String>,
    /// Listens to the own mailbox.
    pub voicemail: Option<String>,
}

/// A slip for each user whose login or PIN still waits from this import, in the order of the file. `None` once these
/// are gone.
pub fn slips(
    office: &Office,
    store: &mut Store,
    import: i64,
    now: i64,
) -> Result<Option<Vec<Slip>>, StoreError> {
    let Some(credentials) = store.handover(import, now)? else { return Ok(None) };
    let site = store.site()?;
    let desk = Desk { office, dialect: office.dialect(&site), site: &site };
    credentials.into_iter().map(|credential| desk.slip(store, credential)).collect::<Result<_, _>>().map(Some)
}

/// Makes a link to the softphone of each person who has one, for their slip. Links made earlier end.
pub fn add_softphones(store: &mut Store, slips: &mut [Slip], actor: &str, now: i64) -> Result<(), LinkError> {
    let emails: Vec<&str> = slips.iter().map(|slip| slip.credential.email.as_str()).collect();
    let links = softphones::make_links(store, &emails, actor, now)?;
    for (slip, link) in slips.iter_mut().zip(links) {
        slip.softphone = link;
    }
    Ok(())
}

/// What all slips depend on.
struct Desk<'a> {
    office: &'a Office,
    dialect: &'a Dialect,
    site: &'a Site,
}

impl Desk<'_> {
    fn slip(&self, store: &mut Store, credential: Credential) -> Result<Slip, StoreError> {
        let phones = match store.find_user(&credential.email)? {
            Some((user, _)) => self.phones(store, user)?,
            None => Vec::new(),
        };
        Ok(Slip { credential, phones, softphone: None })
    }

    fn phones(&self, store: &mut Store, user: UserId) -> Result<Vec<SlipPhone>, StoreError> {
        let Some(person) = store.person(user)? else { return Ok(Vec::new()) };
        let mut phones = Vec::new();
        for device in person.devices {
            phones.extend(self.phone(store, device, person.include_voicemail)?);
        }
        Ok(phones)
    }

    /// `None` for a model that the catalogue has no more.
    fn phone(
        &self,
        store: &mut Store,
        device: DeviceId,
        has_mailbox: bool,
    ) -> Result<Option<SlipPhone>, StoreError> {
        let Some(listed) = store.list_devices(&[device])?.pop() else { return Ok(None) };
        let found = self.office.catalogue.model(&listed.brand, &listed.family, &listed.model);
        let Some(model) = found else { return Ok(None) };
        let phone = listed.mac.map(|mac| store.phone(mac)).transpose()?.flatten();
        let keys = phone.map(|phone| self.park_keys(&phone, model)).unwrap_or_default();
        let codes = Codes {
            keys: either(&keys),
            park: self.slot(|strings| strings.transfer),
            parked: self.slot(|strings| strings.dial),
            voicemail: self.dialect.voicemail.clone().filter(|_| has_mailbox),
        };
        Ok(Some(SlipPhone {
            model: model.full_name(),
            name: listed.name,
            ..sentences(&model.model.handling, &codes)
        }))
    }

    /// Labels of the keys that park a call, as they stand on the phone.
    fn park_keys(&self, phone: &Phone, model: ModelRef<'_>) -> Vec<String> {
        // A phone whose file cannot be made shows no keys.
        let Ok(config) = PhoneConfig::new(phone, self.site, self.dialect, model) else { return Vec::new() };
        let functions = config.keys.into_iter().filter_map(|key| key.function);
        let parks = functions.filter(|key| matches!(key.kind, KeyType::Parking | KeyType::PersonalParking));
        parks.map(|key| key.label).collect()
    }

    /// What to dial for the first park slot; `None` where the PBX has none, or none that we can know.
    fn slot(&self, string: impl Fn(crate::pbx::KeyStrings) -> String) -> Option<String> {
        let prefix = &self.site.pbx.park_prefix;
        let first = match self.dialect.slots {
            Some((first, _)) => first.to_string(),
            None if prefix.is_empty() => return None,
            None => "1".into(),
        };
        self.dialect.park(&first, prefix).map(string)
    }
}

/// What stands in the braces of sentences.
#[derive(Default)]
struct Codes {
    keys: Option<String>,
    park: Option<String>,
    parked: Option<String>,
    voicemail: Option<String>,
}

fn sentences(handling: &Handling, codes: &Codes) -> SlipPhone {
    let with = |sentence: &Option<String>, place: &str, code: &Option<String>| {
        Some(sentence.as_ref()?.replace(place, code.as_deref()?))
    };
    let keys = |sentence| with(sentence, "{keys}", &codes.keys);
    SlipPhone {
        transfer: handling.transfer.clone(),
        transfer_after_asking: handling.transfer_after_asking.clone(),
        park: keys(&handling.park_with_key).or_else(|| with(&handling.park, "{park}", &codes.park)),
        pick_up: keys(&handling.pick_up_with_key)
            .or_else(|| with(&handling.pick_up, "{park}", &codes.parked)),
        voicemail: with(&handling.voicemail, "{voicemail}", &codes.voicemail),
        ..SlipPhone::default()
    }
}

/// "Park 1, Park 2 or Park 3"; `None` of nothing.
fn either(labels: &[String]) -> Option<String> {
    match labels {
        [] => None,
        [one] => Some(one.clone()),
        [first @ .., last] => Some(format!("{} or {last}", first.join(", "))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        keys::{FeatureKey, KeyTarget},
        office::{
            importing::{self, Wishes},
            testing::{ACTOR, Desk as Bench},
        },
    };

    fn import(bench: &mut Bench, model: &str) -> i64 {
        let sheet = format!(
            "email,first_name,last_name,extension,include_voicemail,mac_address,model\n\
             pam@example.com,Pam,Beesly,2001,yes,805ec0000001,{model}\n"
        );
        let wishes = Wishes::default();
        let mut examined =
            importing::examine(&bench.office, &mut bench.store, sheet.as_bytes(), wishes).unwrap();
        let source = importing::Source { file_name: "x.csv", sha256: "", actor: ACTOR, checked: None };
        let applied = importing::apply(&bench.office, &mut bench.store, &mut examined, &source, 0, &|_| ());
        applied.unwrap().unwrap().import
    }

    fn slip(bench: &mut Bench, import: i64) -> Slip {
        slips(&bench.office, &mut bench.store, import, 1).unwrap().unwrap().remove(0)
    }

    #[test]
    fn a_slip_says_what_to_dial_on_this_pbx_and_what_to_press_on_this_phone() {
        let mut bench = Bench::new("asterisk");
        let import = import(&mut bench, "t46u");
        let before = slip(&mut bench, import);
        let credential = &before.credential;
        assert_eq!((credential.first_name.as_str(), credential.email.as_str()), ("Pam", "pam@example.com"));
        assert!(credential.password.is_some() && credential.voicemail_pin.is_some());
        let phone = &before.phones[0];
        assert!(phone.model.ends_with("T46U") && phone.transfer.is_some());
        assert!(phone.park.as_ref().unwrap().contains("701"), "{phone:?}");
        assert!(phone.voicemail.as_ref().unwrap().contains("*97"));
        let device = bench.store.devices().unwrap()[0].id;
        let key = |key, label: Option<&str>| FeatureKey {
            key,
            kind: KeyType::Parking,
            line: 1,
            target: KeyTarget::Text(key.to_string()),
            label: label.map(str::to_owned),
        };
        let revision = bench.store.revision().unwrap();
        bench.store.set_keys(&[device], &[key(2, None), key(3, Some("Hall"))], revision).unwrap();
        let phone = slip(&mut bench, import).phones.remove(0);
        assert!(phone.park.as_ref().unwrap().contains("Park 2 or Hall"), "{phone:?}");
        assert!(phone.pick_up.as_ref().unwrap().contains("Park 2 or Hall"));
        assert!(slips(&bench.office, &mut bench.store, import, 100_000).unwrap().is_none());
    }

    #[test]
    fn a_slip_carries_a_link_to_the_softphone_only_where_it_was_asked_for() {
        let mut bench = Bench::new("asterisk");
        bench.store.set_own_url("http://10.0.0.5/").unwrap();
        let import = import(&mut bench, "t46u");
        let mut without = vec![slip(&mut bench, import)];
        add_softphones(&mut bench.store, &mut without, ACTOR, 1).unwrap();
        assert!(without[0].softphone.is_none(), "Pam has no softphone");
        let (user, _) = bench.store.find_user("pam@example.com").unwrap().unwrap();
        let form = crate::office::testing::form_of(&bench.person(user));
        bench.change(user, &crate::office::people::UserForm { softphone: true, ..form }).unwrap();
        let mut slips = vec![slip(&mut bench, import)];
        assert!(slips[0].softphone.is_none());
        add_softphones(&mut bench.store, &mut slips, ACTOR, 1).unwrap();
        let link = slips[0].softphone.as_ref().unwrap();
        assert!(link.url.expose().starts_with("http://10.0.0.5/s/") && link.expires_at > 1);
    }

    #[test]
    fn what_the_pbx_does_not_have_is_not_said() {
        let mut bench = Bench::new("generic");
        let import = import(&mut bench, "w60b");
        let phone = slip(&mut bench, import).phones.remove(0);
        assert_eq!((phone.park, phone.pick_up), (None, None), "nobody knows its slots");
        assert!(phone.transfer.unwrap().contains("Options"));
    }

    #[test]
    fn every_shipped_model_says_how_to_transfer_and_fills_its_braces() {
        let catalogue = crate::catalogue::Catalogue::shipped().unwrap();
        let some = |text: &str| Some(text.to_owned());
        for keys in [None, some("Park 1")] {
            let codes = Codes { keys, park: some("701"), parked: some("701"), voicemail: some("*97") };
            // A speaker, an adapter or a door has a button at most, and no menu for it.
            let says = |found: &crate::catalogue::ModelRef<'_>| {
                found.model.keys.total > 1 || found.model.handling.transfer.is_some()
            };
            for found in catalogue.models().filter(says).filter(|found| found.model.provisioned) {
                let phone = sentences(&found.model.handling, &codes);
                let said = [phone.transfer, phone.transfer_after_asking, phone.park, phone.pick_up];
                for sentence in said.into_iter().chain([phone.voicemail]) {
                    let sentence = sentence.unwrap_or_else(|| panic!("{} lacks one", found.model.id));
                    assert!(!sentence.contains('{'), "{sentence}");
                }
            }
        }
    }

    #[test]
    fn labels_are_read_as_a_choice() {
        let of =
            |labels: &[&str]| either(&labels.iter().map(|label| (*label).to_owned()).collect::<Vec<_>>());
        assert_eq!(of(&[]), None);
        assert_eq!(of(&["A", "B", "C"]).as_deref(), Some("A, B or C"));
    }
}
