//! Changing the site's settings: the way that the command and the pages share.

use std::collections::HashSet;

use super::Office;
use crate::{
    directory::{
        Resync,
        settings::{self, Group, Setting, SettingError},
    },
    keys::KeyType,
    pbx::Dialect,
    store::{Store, StoreError},
};

/// Why settings were not changed. Nothing was.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// These cannot be taken: each setting's key with the reason.
    #[error("{}", .0.iter().map(|(_, why)| why.to_string()).collect::<Vec<_>>().join("\n"))]
    Refused(Vec<(String, SettingError)>),
    /// The store failed; [`StoreError::Changed`] where somebody else changed the settings.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a person should know once settings are changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// The dialect has no function for keys that are set; a sentence.
    KeysStayEmpty(String),
    /// The PBX must be given its accounts anew.
    NewAccounts {
        /// How many were made or renamed.
        accounts: usize,
        /// The dialect's name.
        dialect: String,
    },
    /// Phones share a password.
    OnePasswordForAll,
    /// Only imports to come heed it.
    FromNowOn,
    /// Phones that have their settings get others.
    Phones {
        /// How many.
        count: usize,
        /// When they look by themselves.
        resync: Option<Resync>,
    },
    /// TLS has a port of its own.
    TlsPort,
    /// The box's certificate is not on the phones.
    UntrustedUrl,
}

impl Note {
    /// The sentence for whoever works at the command line.
    #[must_use]
    pub fn for_the_command(&self) -> String {
        match self {
            Self::NewAccounts { .. } => {
                format!(
                    "{} Give the PBX the accounts anew: linekey export accounts --with-secrets",
                    self.fact()
                )
            }
            Self::TlsPort => format!("{}: linekey settings set pbx.port=5061", self.fact()),
            _ => self.fact(),
        }
    }

    /// The sentence for the pages.
    #[must_use]
    pub fn for_the_pages(&self) -> String {
        match self {
            Self::NewAccounts { .. } => {
                format!("{} Download the accounts and give them to the PBX anew.", self.fact())
            }
            Self::TlsPort => format!("{}, 5061.", self.fact()),
            Self::KeysStayEmpty(sentence) => format!("{sentence}."),
            _ => self.fact(),
        }
    }

    fn fact(&self) -> String {
        match self {
            Self::KeysStayEmpty(sentence) => sentence.clone(),
            Self::NewAccounts { accounts, dialect } => {
                format!("{accounts} SIP accounts were made or renamed, as {dialect} wants.")
            }
            Self::OnePasswordForAll => {
                "All phones now share one administrator password: whoever learns it can \
                                        read every phone's secrets."
                    .into()
            }
            Self::FromNowOn => {
                "This counts for imports from now on; extensions that are there stay as they are.".into()
            }
            Self::Phones { count, resync } => phones_get_it(*count, *resync),
            Self::TlsPort => "TLS mostly has a port of its own".into(),
            Self::UntrustedUrl => {
                "Phones get this URL, but not yet the certificate of the box: they can only \
                                   use it if they trust the server already."
                    .into()
            }
        }
    }
}

/// Changes settings, all of them or none; an empty value puts the default back. `version` is the one that the person
/// saw, where they saw one.
pub fn save(
    office: &Office,
    store: &mut Store,
    typed: &[(String, String)],
    version: Option<&str>,
) -> Result<Vec<Note>, SaveError> {
    let accepted = accept(office, typed)?;
    let dialect = dialect_named(office, &accepted);
    let accounts = store.change_settings(&accepted, dialect, version)?;
    let mut notes = Vec::new();
    if let Some(dialect) = dialect {
        notes.extend(without_function(store, dialect)?.into_iter().map(Note::KeysStayEmpty));
        let dialect = dialect.name.clone();
        notes.extend((accounts > 0).then_some(Note::NewAccounts { accounts, dialect }));
    }
    notes.extend(accepted.iter().filter_map(|(setting, value)| caution(setting, value)));
    notes.extend(effect(store, &accepted)?);
    Ok(notes)
}

/// How many phones get other settings by these, and when.
fn effect(store: &mut Store, accepted: &[(&Setting, String)]) -> Result<Option<Note>, StoreError> {
    if accepted.iter().all(|(setting, _)| setting.group() == Group::Lines) {
        return Ok(None);
    }
    let count = store.counts()?.devices_fetched;
    let resync = store.site()?.wishes.resync;
    Ok((count > 0).then_some(Note::Phones { count, resync }))
}

fn phones_get_it(count: usize, resync: Option<Resync>) -> String {
    let (phones, look) = match count {
        1 => ("1 phone gets".to_owned(), "it looks"),
        _ => (format!("{count} phones get"), "they look"),
    };
    match resync {
        Some(Resync::Nightly { to, .. }) => {
            format!("{phones} this when {look} next: by {:02}:{:02} at the latest.", to / 60, to % 60)
        }
        Some(Resync::Off) => format!("{phones} this after a restart."),
        None => format!("{phones} this when {look} next."),
    }
}

/// Every value as it is stored, or every one that cannot be.
fn accept(office: &Office, typed: &[(String, String)]) -> Result<Vec<(&'static Setting, String)>, SaveError> {
    let dialects: Vec<&str> = office.dialects.iter().map(|dialect| dialect.id.as_str()).collect();
    let mut accepted = Vec::new();
    let mut refused = Vec::new();
    for (key, value) in typed {
        let found = settings::find(key);
        match found.and_then(|setting| Ok((setting, setting.accept(value, &dialects)?))) {
            Ok(pair) => accepted.push(pair),
            Err(error) => refused.push((key.clone(), error)),
        }
    }
    if refused.is_empty() { Ok(accepted) } else { Err(SaveError::Refused(refused)) }
}

/// The dialect that the site gets, where these values say one.
fn dialect_named<'a>(office: &'a Office, accepted: &[(&Setting, String)]) -> Option<&'a Dialect> {
    let (setting, kind) = accepted.iter().rev().find(|(setting, _)| setting.key == "pbx.kind")?;
    office.dialects.get(if kind.is_empty() { setting.default } else { kind })
}

/// What this dialect cannot do among the keys that are set: a sentence for each type. Such keys are empty on the phones.
fn without_function(store: &Store, dialect: &Dialect) -> Result<Vec<String>, StoreError> {
    let set: HashSet<KeyType> = store.key_types()?.into_iter().collect();
    let mut sentences: Vec<String> =
        set.into_iter().filter_map(|kind| dialect.supports(kind).err()).collect();
    sentences.sort();
    Ok(sentences)
}

fn caution(setting: &Setting, value: &str) -> Option<Note> {
    match setting.key {
        "phone.admin_password" if !value.is_empty() => Some(Note::OnePasswordForAll),
        "site.provisioning_url" if value.starts_with("https://") => Some(Note::UntrustedUrl),
        "pbx.transport" if value == "tls" => Some(Note::TlsPort),
        "lines.per_extension" => Some(Note::FromNowOn),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::settings::value;

    fn office() -> (tempfile::TempDir, Office, Store) {
        let dir = tempfile::tempdir().unwrap();
        let office = Office::open(dir.path()).unwrap();
        (dir, office, Store::in_memory().unwrap())
    }

    fn typed(values: &[(&str, &str)]) -> Vec<(String, String)> {
        values.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn every_fault_is_found_at_once_and_nothing_is_changed() {
        let (_dir, office, mut store) = office();
        let wanted = typed(&[("pbx.host", "pbx"), ("pbx.port", "x"), ("pbx.hots", "y")]);
        let Err(SaveError::Refused(faults)) = save(&office, &mut store, &wanted, None) else { panic!() };
        let keys: Vec<&str> = faults.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(keys, ["pbx.port", "pbx.hots"]);
        assert!(store.settings().unwrap().is_empty());
    }

    #[test]
    fn the_default_dialect_is_put_back_as_any_other_is_set() {
        let (_dir, office, mut store) = office();
        save(&office, &mut store, &typed(&[("pbx.kind", "Kazoo")]), None).unwrap();
        assert_eq!(value(&store.settings().unwrap(), "pbx.kind"), "kazoo");
        let accepted = accept(&office, &typed(&[("pbx.kind", "")])).unwrap();
        assert_eq!(dialect_named(&office, &accepted).unwrap().id, "generic");
    }

    #[test]
    fn a_word_of_caution_fits_where_it_is_said() {
        let (_dir, office, mut store) = office();
        let notes = save(&office, &mut store, &typed(&[("pbx.transport", "tls")]), None).unwrap();
        assert_eq!(notes, [Note::TlsPort]);
        assert_eq!(notes[0].for_the_pages(), "TLS mostly has a port of its own, 5061.");
        assert_eq!(
            notes[0].for_the_command(),
            "TLS mostly has a port of its own: linekey settings set pbx.port=5061"
        );
    }

    #[test]
    fn who_changes_settings_is_told_how_many_phones_get_them_and_by_when() {
        let night = Some(Resync::Nightly { from: 60, to: 305 });
        assert_eq!(
            phones_get_it(61, night),
            "61 phones get this when they look next: by 05:05 at the latest."
        );
        assert_eq!(phones_get_it(1, None), "1 phone gets this when it looks next.");
        assert_eq!(phones_get_it(2, Some(Resync::Off)), "2 phones get this after a restart.");
        let (_dir, office, mut store) = office();
        let notes = save(&office, &mut store, &typed(&[("pbx.port", "5061")]), None).unwrap();
        assert_eq!(notes, [], "no phone has settings yet");
    }
}
