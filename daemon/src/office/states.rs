//! Whether phones have the settings that they are to have.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{FileError, Office, serving::etag};
use crate::{
    directory::{MacAddr, Site},
    render::FileAsked,
    store::{Fetch, Store, StoreError},
};

/// Entity tags that are kept, about 2 MB. When it is full it is emptied: the next look makes them anew.
const KEPT: usize = 20_000;

/// How far a phone's settings are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeviceState {
    /// Its MAC address comes later, so it cannot ask yet.
    NoMac,
    /// It never got any file.
    NeverSeen,
    /// What it got is not what it would get now, or it got no more yet than what leads to its own file.
    OldSettings,
    /// It has what it would get now.
    UpToDate,
}

impl DeviceState {
    /// All of them, as a phone goes through them.
    pub const ALL: [Self; 4] = [Self::NoMac, Self::NeverSeen, Self::OldSettings, Self::UpToDate];
}

/// Entity tags of the files as they are now, by name, for one revision.
#[derive(Default)]
pub(super) struct Current(Mutex<Tags>);

#[derive(Default)]
struct Tags {
    revision: i64,
    tags: HashMap<String, Option<String>>,
}

impl Office {
    /// The state of each of these phones: its address and its last fetch.
    pub fn states<'a>(
        &self,
        store: &mut Store,
        phones: impl IntoIterator<Item = (Option<MacAddr>, Option<&'a Fetch>)>,
    ) -> Result<Vec<DeviceState>, StoreError> {
        // Read before the data: should a change come in between, a tag is newer than it says and goes with the next look.
        let revision = store.revision()?;
        let site = store.site()?;
        let mut states = Vec::new();
        for (mac, last) in phones {
            states.push(match (mac, last) {
                (None, _) => DeviceState::NoMac,
                (_, None) => DeviceState::NeverSeen,
                (Some(mac), Some(last)) if self.is_current(store, &site, revision, mac, last)? => {
                    DeviceState::UpToDate
                }
                _ => DeviceState::OldSettings,
            });
        }
        Ok(states)
    }

    fn is_current(
        &self,
        store: &mut Store,
        site: &Site,
        revision: i64,
        mac: MacAddr,
        last: &Fetch,
    ) -> Result<bool, StoreError> {
        let Some(got) = &last.etag else { return Ok(false) };
        let name = last.file.to_ascii_lowercase();
        if let Some(tag) = self.current.at(revision).tags.get(&name) {
            return Ok(tag.as_ref() == Some(got));
        }
        let tag = match self.tag(store, site, mac, &last.file) {
            Ok(tag) => tag,
            Err(FileError::Store(error)) => return Err(error),
            // A file that cannot be made is told where phones ask for it.
            Err(_) => None,
        };
        let is_current = tag.as_ref() == Some(got);
        let mut current = self.current.at(revision);
        if current.tags.len() >= KEPT {
            current.tags.clear();
        }
        current.tags.insert(name, tag);
        Ok(is_current)
    }

    fn tag(
        &self,
        store: &mut Store,
        site: &Site,
        mac: MacAddr,
        name: &str,
    ) -> Result<Option<String>, FileError> {
        let Some(phone) = store.phone(mac)? else { return Ok(None) };
        let brand = self.catalogue.brand(&phone.brand);
        let file = brand.and_then(|brand| self.catalogue.file_for(brand, &phone.family, name));
        let own = file.filter(|file| file.pattern.main && file.mac == Some(phone.mac));
        let Some(own) = own else { return Ok(None) };
        let asked = FileAsked { name: name.to_owned(), ..FileAsked::default() };
        Ok(Some(etag(&self.own_file(&phone, &own, site, &asked)?.bytes())))
    }
}

impl Current {
    /// The tags of this revision; those of another are forgotten.
    fn at(&self, revision: i64) -> MutexGuard<'_, Tags> {
        let mut tags = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if tags.revision != revision {
            *tags = Tags { revision, tags: HashMap::new() };
        }
        tags
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{
        directory::DeviceId,
        office::DeskOptions,
        office::testing::{Desk, form_of_phone, phone, user},
        serve::content::{Answer, Asked, Content, Outcome, Transport},
        store::{DevicesFilter, Seen, Sighting},
    };

    const MAC: &str = "805ec0000001";

    fn state(desk: &mut Desk, device: DeviceId) -> DeviceState {
        let traces = desk.store.trace_devices(DevicesFilter::default()).unwrap();
        let trace = traces.iter().find(|trace| trace.id == device).unwrap();
        desk.office.states(&mut desk.store, [(trace.mac, trace.last.as_ref())]).unwrap()[0]
    }

    fn fetch(desk: &mut Desk, etag: Option<String>) {
        let file = format!("{}.cfg", MAC.to_uppercase());
        let fetch = Fetch {
            at: 5,
            file: file.clone(),
            transport: "http".into(),
            address: "10.0.0.9".into(),
            firmware: None,
            etag,
        };
        let sighting = Sighting {
            at: 5,
            mac: Some("80:5e:c0:00:00:01".into()),
            brand: None,
            model: None,
            firmware: None,
            address: "10.0.0.9".into(),
            transport: "http".into(),
            file,
            outcome: "served".into(),
            stage: "fetched".into(),
        };
        let fetched = Some((MAC.parse().unwrap(), fetch));
        desk.store.add_sightings(&[Seen { sighting, fetched }]).unwrap();
    }

    #[test]
    fn a_phone_is_up_to_date_as_long_as_its_file_is_the_one_that_it_got() {
        let mut desk = Desk::new("asterisk");
        let pam = desk.add(&user("Pam", "Beesly", &["2001"]));
        let mut form = phone(MAC, "t46s", pam);
        form.mac_address = None;
        let device = desk.add_phone(&form);
        assert_eq!(state(&mut desk, device), DeviceState::NoMac);
        form.mac_address = Some(MAC.into());
        desk.change_phone(device, &form).unwrap();
        assert_eq!(state(&mut desk, device), DeviceState::NeverSeen);

        fetch(&mut desk, None);
        assert_eq!(state(&mut desk, device), DeviceState::OldSettings, "nobody knows what it got");
        let tag = etag(desk.file(MAC).as_bytes());
        fetch(&mut desk, Some(tag));
        assert_eq!(state(&mut desk, device), DeviceState::UpToDate);
        assert_eq!(state(&mut desk, device), DeviceState::UpToDate, "from the cache too");

        // A change that its file does not show leaves it up to date.
        let mut department = user("Pam", "Beesly", &["2001"]);
        department.department = Some("Sales".into());
        desk.change(pam, &department).unwrap();
        assert_eq!(state(&mut desk, device), DeviceState::UpToDate);
        desk.change(pam, &user("Pam", "Halpert", &["2001"])).unwrap();
        assert_eq!(state(&mut desk, device), DeviceState::OldSettings);
    }

    fn counter(desk: &Desk) -> Arc<super::super::Desk> {
        let options = DeskOptions { serves: Box::new(|_| true) };
        let office = crate::office::Live::open(desk.store.dir()).unwrap();
        super::super::Desk::new(Arc::new(office), desk.store.another().unwrap(), options).unwrap()
    }

    fn asked(name: &str) -> Asked {
        Asked {
            name: name.to_owned(),
            query: None,
            peer: "10.0.0.9:1".parse().unwrap(),
            local: "10.0.0.5".parse().unwrap(),
            transport: Transport::Tftp,
            user_agent: None,
            own_test: None,
        }
    }

    /// Gets a file, to its end.
    fn get(counter: &super::super::Desk, asked: &Asked) {
        assert!(matches!(counter.answer(asked), Answer::File(_)), "{asked:?}");
        counter.note(asked, Outcome::Served);
        counter.flush();
    }

    #[test]
    fn what_a_phone_gets_right_after_a_change_is_known() {
        let mut desk = Desk::new("asterisk");
        let pam = desk.add(&user("Pam", "Beesly", &["2001"]));
        let counter = counter(&desk);
        // Nobody has looked for changes since.
        let device = desk.add_phone(&phone(MAC, "t46s", pam));
        get(&counter, &asked(&format!("{MAC}.cfg")));
        assert_eq!(state(&mut desk, device), DeviceState::UpToDate);
        assert_eq!(desk.phone(device).listed.last.unwrap().transport, "tftp");
    }

    #[test]
    fn a_question_mark_behind_the_name_is_no_other_phone() {
        let mut desk = Desk::new("asterisk");
        let pam = desk.add(&user("Pam", "Beesly", &["2001"]));
        let device = desk.add_phone(&phone(MAC, "t46s", pam));
        let counter = counter(&desk);
        let with_query = Asked { query: Some("x=1".into()), ..asked(&format!("{MAC}.cfg")) };
        get(&counter, &with_query);
        assert_eq!(state(&mut desk, device), DeviceState::UpToDate);
    }

    #[test]
    fn a_phone_that_got_only_what_leads_to_its_own_file_was_seen() {
        let mut desk = Desk::new("asterisk");
        let pam = desk.add(&user("Pam", "Beesly", &["2001"]));
        let mac = "0004f2000001";
        let device = desk.add_phone(&phone(mac, "vvx410", pam));
        let counter = counter(&desk);
        get(&counter, &asked(&format!("{mac}.cfg")));
        assert_eq!(state(&mut desk, device), DeviceState::OldSettings);
        let last = desk.phone(device).listed.last.unwrap();
        assert_eq!((last.file.as_str(), last.etag), ("0004f2000001.cfg", None));
        assert_eq!(desk.store.counts().unwrap().devices_fetched, 0, "it has no settings yet");
        get(&counter, &asked(&format!("{mac}-linekey.cfg")));
        get(&counter, &asked(&format!("{mac}.cfg")));
        assert_eq!(state(&mut desk, device), DeviceState::UpToDate);
        assert_eq!(desk.phone(device).listed.last.unwrap().file, "0004f2000001-linekey.cfg");
    }

    #[test]
    fn a_strangers_phone_leaves_no_fetch_behind() {
        let mut desk = Desk::new("asterisk");
        let counter = counter(&desk);
        let agent = Some("Yealink SIP-T46U 108.86.0.20 80:5e:c0:00:00:01".to_owned());
        get(&counter, &Asked { user_agent: agent, ..asked("y000000000108.cfg") });
        let pam = desk.add(&user("Pam", "Beesly", &["2001"]));
        let device = desk.add_phone(&phone(MAC, "t46s", pam));
        assert_eq!(state(&mut desk, device), DeviceState::NeverSeen);
    }

    #[test]
    fn the_boxs_own_test_is_no_phone_and_nobody_hides_behind_a_made_up_word() {
        let mut desk = Desk::new("asterisk");
        let pam = desk.add(&user("Pam", "Beesly", &["2001"]));
        let device = desk.add_phone(&phone(MAC, "t46s", pam));
        let counter = counter(&desk);
        let word = desk.store.own_test_word(crate::office::now()).unwrap();
        get(&counter, &Asked { own_test: Some(word.clone()), ..asked(&format!("{MAC}.cfg")) });
        assert_eq!(state(&mut desk, device), DeviceState::NeverSeen);
        assert!(desk.store.sightings().unwrap().is_empty());
        get(&counter, &Asked { own_test: Some(word.replace('0', "1")), ..asked(&format!("{MAC}.cfg")) });
        assert_eq!(state(&mut desk, device), DeviceState::UpToDate);
    }

    #[test]
    fn another_address_is_another_phone_that_never_asked() {
        let mut desk = Desk::new("asterisk");
        let pam = desk.add(&user("Pam", "Beesly", &["2001"]));
        let device = desk.add_phone(&phone(MAC, "t46s", pam));
        let tag = etag(desk.file(MAC).as_bytes());
        fetch(&mut desk, Some(tag));
        let timeline = desk.phone(device).timeline;
        assert_eq!((timeline.len(), timeline[0].outcome.as_str()), (1, "served"));
        let mut form = form_of_phone(&desk.phone(device));
        form.mac_address = Some("805ec0000002".into());
        desk.change_phone(device, &form).unwrap();
        assert_eq!(state(&mut desk, device), DeviceState::NeverSeen);
        form.mac_address = Some(MAC.into());
        desk.change_phone(device, &form).unwrap();
        assert_eq!(state(&mut desk, device), DeviceState::NeverSeen);
    }
}
