//! What the values of templates are called by people.

use serde::Serialize;
use utoipa::ToSchema;

/// What kind of thing a value was taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = OriginKind)]
pub enum SourceKind {
    /// What the catalogue says of the model.
    Catalogue,
    /// A feature key of this phone.
    Key,
    /// The phone itself: its name, model, address.
    Phone,
    /// A password that the box made for this phone.
    Generated,
    /// A file that somebody uploaded.
    Hosted,
    /// A setting of the site.
    Setting,
    /// The user on a line.
    User,
}

/// What a value was taken from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = OriginSource)]
pub struct Source {
    /// What kind of thing it is.
    pub kind: SourceKind,
    /// Its name: of a setting its key, of a user what phones show, of a key its number.
    pub name: String,
    /// The account or key that it is about, from 1, where that can be told.
    #[serde(skip)]
    pub number: Option<usize>,
}

/// Beginning of a path → what it is. Of several the longest counts.
const WORDS: &[(&str, SourceKind, &str)] = &[
    ("account", SourceKind::User, ""),
    ("accounts", SourceKind::User, ""),
    ("file", SourceKind::Phone, "the name it asked for"),
    ("key", SourceKind::Key, ""),
    ("keys", SourceKind::Key, ""),
    ("model", SourceKind::Catalogue, "model"),
    ("phone", SourceKind::Phone, "the phone itself"),
    ("phone.admin_password", SourceKind::Generated, "administrator's password of this phone"),
    ("phone.expansion", SourceKind::Phone, "expansion modules"),
    ("phone.firmware", SourceKind::Hosted, "firmware"),
    ("phone.logo", SourceKind::Hosted, "logo"),
    ("phone.mac", SourceKind::Phone, "MAC address"),
    ("phone.model", SourceKind::Phone, "model"),
    ("phone.name", SourceKind::Phone, "name"),
    ("phone.phonebook", SourceKind::Setting, "phone.phonebook"),
    ("phone.resync", SourceKind::Setting, "phone.resync"),
    ("phone.ringtone", SourceKind::Hosted, "ringtone"),
    ("phone.user_password", SourceKind::Generated, "user's password of this phone"),
    ("phone.wallpaper", SourceKind::Hosted, "wallpaper"),
    ("site.ca", SourceKind::Setting, "phone.trust_box"),
    ("site.codecs", SourceKind::Setting, "pbx.codecs"),
    ("site.country", SourceKind::Setting, "site.country"),
    ("site.date_format", SourceKind::Setting, "phone.date_format"),
    ("site.language", SourceKind::Setting, "site.language"),
    ("site.lldp", SourceKind::Setting, "phone.lldp"),
    ("site.locale", SourceKind::Setting, "site.language"),
    ("site.name", SourceKind::Setting, "site.name"),
    ("site.notify", SourceKind::Setting, "phone.notify"),
    ("site.ntp_servers", SourceKind::Setting, "site.ntp_servers"),
    ("site.pc_vlan", SourceKind::Setting, "phone.pc_vlan"),
    ("site.pnp", SourceKind::Setting, "phone.pnp"),
    ("site.provisioning", SourceKind::Setting, "site.provisioning_url"),
    ("site.provisioning_url", SourceKind::Setting, "site.provisioning_url"),
    ("site.redirection", SourceKind::Setting, "phone.redirection"),
    ("site.registrar", SourceKind::Setting, "pbx.host"),
    ("site.registrar.backup_host", SourceKind::Setting, "pbx.backup_host"),
    ("site.registrar.expires", SourceKind::Setting, "pbx.register_expires"),
    ("site.registrar.outbound_proxy", SourceKind::Setting, "pbx.outbound_proxy"),
    ("site.registrar.port", SourceKind::Setting, "pbx.port"),
    ("site.registrar.transport", SourceKind::Setting, "pbx.transport"),
    ("site.srtp", SourceKind::Setting, "pbx.srtp"),
    ("site.syslog", SourceKind::Setting, "phone.syslog"),
    ("site.time", SourceKind::Setting, "site.timezone"),
    ("site.time_format", SourceKind::Setting, "phone.time_format"),
    ("site.vlan", SourceKind::Setting, "phone.vlan"),
    ("site.web_ui", SourceKind::Setting, "phone.web_ui"),
    ("vars", SourceKind::Catalogue, "model"),
];

/// Whether templates are given a value of this name, so that no template sets it.
pub(super) fn is_given(root: &str) -> bool {
    let root = root.split('[').next().unwrap_or_default();
    matches!(root, "account" | "accounts" | "file" | "key" | "keys" | "model" | "phone" | "site" | "vars")
}

/// Where something stands on the phone, which is no value that somebody gave.
const PLACES: &[&str] =
    &["account.number", "accounts", "key.bank", "key.module", "key.number", "key.position", "keys"];

/// What a path is taken from; `None` for names that mean nothing outside the template.
pub(super) fn source(path: &str) -> Option<Source> {
    if PLACES.contains(&path) {
        return None;
    }
    let bare = path.split('[').next().unwrap_or_default();
    let indexed = bare.len() < path.len();
    let begins =
        |word: &str| bare.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    let (_, kind, name) =
        WORDS.iter().filter(|(word, ..)| begins(word)).max_by_key(|(word, ..)| word.len())?;
    let counted = matches!(kind, SourceKind::Key | SourceKind::User);
    // `accounts[0]` is the first.
    let index = || path.split_once('[')?.1.split(']').next()?.parse::<usize>().ok().map(|at| at + 1);
    let number = if indexed { index() } else { None };
    Some(Source { kind: *kind, name: (*name).to_owned(), number: number.filter(|_| counted) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::settings;

    #[test]
    fn every_setting_that_is_named_exists() {
        for (path, _, name) in WORDS.iter().filter(|(_, kind, _)| *kind == SourceKind::Setting) {
            assert!(settings::find(name).is_ok(), "{path} is said to be {name}");
        }
    }

    #[test]
    fn the_longest_beginning_counts_and_only_whole_words() {
        let name = |path: &str| source(path).map(|source| source.name);
        assert_eq!(name("site.registrar.port").as_deref(), Some("pbx.port"));
        assert_eq!(name("site.registrar").as_deref(), Some("pbx.host"));
        assert_eq!(name("site.time_format").as_deref(), Some("phone.time_format"));
        assert_eq!(name("site.time.dst.start").as_deref(), Some("site.timezone"));
        assert_eq!(name("loop.index"), None);
        assert_eq!(name("account.number"), None);
        assert_eq!(source("accounts[1].user").and_then(|source| source.number), Some(2));
    }
}
