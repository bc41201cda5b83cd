//! The catalogue's types: what one TOML file may say.

use std::{collections::BTreeMap, sync::Arc};

use serde::{Deserialize, Serialize};

use super::{Expression, Firmware, Format, Handling, Media};

/// A maker of phones.
#[derive(Debug, Clone)]
pub struct Brand {
    /// Lower-case id, also the folder's name: `yealink`.
    pub id: String,
    /// As the maker writes it: `Yealink`.
    pub name: String,
    /// Other spellings people use.
    pub aliases: Vec<String>,
    /// IEEE prefixes of its MAC addresses, six lower-case hexadecimal digits each.
    pub oui: Vec<String>,
    /// How its HTTP `User-Agent` is recognised; the first match wins.
    pub user_agents: Vec<UserAgentPattern>,
    /// The file names its phones ask for; the first match wins.
    pub files: Vec<FilePattern>,
    /// How files are written that belong to no model.
    pub format: Arc<Format>,
    /// Its families.
    pub families: Vec<Family>,
}

/// Models that belong together: `t4x`.
#[derive(Debug, Clone)]
pub struct Family {
    /// Lower-case id.
    pub id: String,
    /// For people.
    pub name: String,
    /// Its models.
    pub models: Vec<Model>,
}

/// One model.
#[derive(Debug, Clone)]
pub struct Model {
    /// Lower-case id: `t42g`.
    pub id: String,
    /// As the maker writes it: `SIP-T42G`.
    pub name: String,
    /// Other spellings people use.
    pub aliases: Vec<String>,
    /// What the phone calls itself in its `User-Agent`, where that is not the id.
    pub user_agent_models: Vec<String>,
    /// What stands for it in file names, where that is not its id, name or an alias.
    pub file_words: Vec<String>,
    /// SIP accounts it can hold.
    pub lines: u8,
    /// Its line keys.
    pub keys: KeyLayout,
    /// Other keys that can be programmed.
    pub other_keys: Vec<OtherKeys>,
    /// Which of the other keys take feature keys too: these run on over them after the line keys.
    pub keys_run_on: Vec<String>,
    /// Expansion modules it takes.
    pub expansion: Vec<ExpansionModule>,
    /// Events in a SIP NOTIFY that make it fetch its files again.
    pub notify: Vec<NotifyEvent>,
    /// Path of its template below `device-templates/`: `yealink/v81.cfg.j2`. Empty where it is not provisioned.
    pub template: String,
    /// How its files are written.
    pub format: Arc<Format>,
    /// Whether files are made for it; if not, it is only recognised.
    pub provisioned: bool,
    /// What it can fetch over, best first.
    pub transports: Vec<Transport>,
    /// Pictures and tones that it takes.
    pub media: Media,
    /// Which files are its firmware; `None` where nobody knows.
    pub firmware: Option<Arc<Firmware>>,
    /// Newest TLS it can speak; `None` where it is not known.
    pub max_tls: Option<TlsVersion>,
    /// Digits that its own passwords have at most, where it takes nothing but digits.
    pub password_digits: Option<u8>,
    /// Whether several users may have their lines on one such device, as on a DECT base.
    pub shared: bool,
    /// Free values for the template (`vars.NAME`): brand's, family's and model's merged, the model's win. Some are long
    /// tables; the models of a family share them.
    pub variables: BTreeMap<String, Arc<toml::Value>>,
    /// How people do things on it, for their slips.
    pub handling: Arc<Handling>,
    /// Paths of the facts above that nobody has confirmed, for example `keys.total`.
    pub unconfirmed: Vec<String>,
}

/// Line keys of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct KeyLayout {
    /// Keys one can touch or press.
    pub physical: u16,
    /// Highest key number, over all pages.
    pub total: u16,
    /// Pages that the keys are spread over; 0 where there are no keys.
    pub pages: u16,
}

/// Programmable keys that are not line keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherKeys {
    /// The parameter's name in the phone's file: `programablekey`, `memorykey`.
    pub name: String,
    /// Their numbers.
    pub numbers: Vec<u16>,
}

/// An expansion module.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ExpansionModule {
    /// Lower-case id: `exp40`.
    pub id: String,
    /// Keys on one module, those that turn the page included.
    pub keys: u16,
    /// Modules on one phone at most.
    pub max: u8,
    /// Key numbers that turn the page and cannot be given a function.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub page_keys: Vec<u16>,
}

/// An event that makes the phone act.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotifyEvent {
    /// The `Event` header: `check-sync;reboot=false`.
    pub event: String,
    /// Whether the phone restarts.
    pub reboots: bool,
}

/// TLS versions, oldest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
pub enum TlsVersion {
    /// None that we speak.
    #[serde(rename = "none")]
    None,
    /// TLS 1.0.
    #[serde(rename = "1.0")]
    V1_0,
    /// TLS 1.1.
    #[serde(rename = "1.1")]
    V1_1,
    /// TLS 1.2.
    #[serde(rename = "1.2")]
    V1_2,
    /// TLS 1.3.
    #[serde(rename = "1.3")]
    V1_3,
}

/// Over which way a phone fetches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = PhoneTransport)]
pub enum Transport {
    /// Plain HTTP.
    Http,
    /// HTTP over TLS.
    Https,
    /// TFTP.
    Tftp,
}

/// What a file is to the phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FileKind {
    /// The phone can do without it, and 404 is the right answer.
    Absent,
    /// Names the other files to fetch.
    Boot,
    /// MD5 of another file, 32 hexadecimal digits.
    Checksum,
    /// The same for every phone of a kind; never holds a secret.
    Common,
    /// Belongs to one phone.
    Device,
    /// Firmware or media that the box hosts as it is.
    Hosted,
    /// The people of the office, as the phone's directory.
    Phonebook,
}

/// A file name that phones of a brand ask for.
#[derive(Debug, Clone)]
pub struct FilePattern {
    /// As written in the catalogue: `{mac}.cfg`, `y{digit:12}.cfg`, `{any}.rom`.
    pub pattern: String,
    /// What it is.
    pub kind: FileKind,
    /// Template below `device-templates/`. A device's file without one is made by its model's template.
    pub template: Option<String>,
    /// How it is written. A device's file without one is written as its model says.
    pub format: Option<Arc<Format>>,
    /// Ids of the families that ask for it; empty: all.
    pub families: Vec<String>,
    /// The pattern of the file that a checksum is of.
    pub of: Option<String>,
    /// What the phone calls the text it searches a phonebook for.
    pub search_word: Option<String>,
    /// Entries on one page of a phonebook; `None`: all.
    pub page_size: Option<u16>,
    /// Whether it is the main file of a phone, which `linekey render` prints.
    pub main: bool,
    /// Anchored; with the groups `mac`, `model` and `username` where the name holds them.
    pub(super) regex: Expression,
}

/// A way to recognise a brand's `User-Agent`.
#[derive(Debug, Clone)]
pub struct UserAgentPattern {
    /// With the groups `model`, `firmware` and `mac` where the phone tells them.
    pub(super) regex: Expression,
}
