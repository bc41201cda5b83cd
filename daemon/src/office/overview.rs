//! How far the office is set up: what a newcomer does, in the order of doing it.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    directory::settings::Values,
    store::{Counts, ImportRow, Store, StoreError},
};

/// Something that is to be done once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = TaskId)]
pub enum Task {
    /// Give the box an owner.
    Secure,
    /// Say what the site is called and which clock it has.
    Site,
    /// Say where the PBX is and what it speaks.
    Pbx,
    /// Import the people.
    People,
    /// Give phones their feature keys.
    Keys,
    /// Have every phone fetch its file.
    Phones,
}

/// How far a task is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TaskState {
    /// Nothing of it.
    NotStarted,
    /// Some of it.
    InProgress,
    /// All of it.
    Done,
    /// Something is wrong without it, or waits for a person.
    NeedsAttention,
}

/// What the tasks are judged by.
pub struct Facts {
    /// Whether the box has an owner.
    pub has_owner: bool,
    /// What somebody has set.
    pub settings: Values,
    /// The office in numbers.
    pub counts: Counts,
    /// All imports, the newest first.
    pub imports: Vec<ImportRow>,
}

impl Facts {
    /// As they are now.
    pub fn read(store: &mut Store) -> Result<Self, StoreError> {
        Ok(Self {
            has_owner: store.has_admin()?,
            settings: store.settings()?,
            counts: store.counts()?,
            imports: store.imports()?,
        })
    }

    /// Every task with how far it is.
    #[must_use]
    pub fn tasks(&self) -> [(Task, TaskState); 6] {
        [
            (Task::Secure, done(self.has_owner)),
            (Task::Site, self.site()),
            (Task::Pbx, self.pbx()),
            (Task::People, self.people()),
            (Task::Keys, done(self.counts.with_keys > 0)),
            (Task::Phones, self.phones()),
        ]
    }

    fn site(&self) -> TaskState {
        match (self.has("site.name"), self.has("site.timezone")) {
            (true, true) => TaskState::Done,
            (false, false) => TaskState::NotStarted,
            _ => TaskState::InProgress,
        }
    }

    fn pbx(&self) -> TaskState {
        match (self.has("pbx.host"), self.has("pbx.kind")) {
            (true, true) => TaskState::Done,
            (false, _) if self.counts.devices > 0 => TaskState::NeedsAttention,
            (false, false) => TaskState::NotStarted,
            _ => TaskState::InProgress,
        }
    }

    fn people(&self) -> TaskState {
        match self.counts.users {
            0 if self.imports.iter().any(ImportRow::can_go_on) => TaskState::InProgress,
            users => done(users > 0),
        }
    }

    fn phones(&self) -> TaskState {
        let Counts { devices_with_mac, devices_fetched, waiting, .. } = self.counts;
        match devices_fetched {
            _ if waiting > 0 => TaskState::NeedsAttention,
            0 => TaskState::NotStarted,
            fetched if fetched >= devices_with_mac => TaskState::Done,
            _ => TaskState::InProgress,
        }
    }

    fn has(&self, key: &str) -> bool {
        self.settings.get(key).is_some_and(|value| !value.is_empty())
    }
}

fn done(is_done: bool) -> TaskState {
    if is_done { TaskState::Done } else { TaskState::NotStarted }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn states(set: &[(&str, &str)], counts: Counts) -> [TaskState; 6] {
        let settings = set.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        Facts { has_owner: true, settings, counts, imports: Vec::new() }.tasks().map(|(_, state)| state)
    }

    #[test]
    fn a_new_box_has_an_owner_and_nothing_else() {
        use TaskState::{Done, NotStarted};
        let expected = [Done, NotStarted, NotStarted, NotStarted, NotStarted, NotStarted];
        assert_eq!(states(&[], Counts::default()), expected);
    }

    #[test]
    fn phones_without_a_pbx_and_phones_that_wait_want_attention() {
        let counts = Counts { users: 1, devices: 2, devices_with_mac: 2, waiting: 1, ..Counts::default() };
        let [_, site, pbx, people, _, phones] = states(&[("site.name", "x"), ("pbx.kind", "kazoo")], counts);
        assert_eq!((site, people), (TaskState::InProgress, TaskState::Done));
        assert_eq!((pbx, phones), (TaskState::NeedsAttention, TaskState::NeedsAttention));
    }

    #[test]
    fn phones_are_done_once_all_that_have_an_address_have_their_file() {
        let counts = |fetched| Counts {
            devices: 3,
            devices_with_mac: 2,
            devices_fetched: fetched,
            ..Counts::default()
        };
        let phones = |fetched| states(&[], counts(fetched))[5];
        assert_eq!(
            [phones(0), phones(1), phones(2)],
            [TaskState::NotStarted, TaskState::InProgress, TaskState::Done]
        );
    }
}
