//! The catalogue's types: what one TOML file may say.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Handling;

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
    /// Path of its template below `device-templates/`: `yealink/v81.cfg.j2`.
    pub template: String,
    /// How its files are written.
    pub format: Format,
    /// Newest TLS it can speak; `None` where it is not known.
    pub max_tls: Option<TlsVersion>,
    /// Whether several users may have their lines on one such device, as on a DECT base.
    pub shared: bool,
    /// Free values for the template (`vars.NAME`): brand's, family's and model's merged, the model's win.
    pub variables: BTreeMap<String, toml::Value>,
    /// How people do things on it, for their slips.
    pub handling: Handling,
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

/// How a file is written, and so how a value is escaped in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// `parameter = value` lines without quoting.
    KeyValue,
    /// XML.
    Xml,
}

/// TLS versions, oldest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum TlsVersion {
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

/// What a file is to the phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FileKind {
    /// The phone can do without it, and 404 is the right answer.
    Absent,
    /// Names the other files to fetch.
    Boot,
    /// The same for every phone of a kind; never holds a secret.
    Common,
    /// Belongs to one phone.
    Device,
    /// Firmware or media that the box hosts as it is.
    Hosted,
}

/// A file name that phones of a brand ask for.
#[derive(Debug, Clone)]
pub struct FilePattern {
    /// As written in the catalogue: `{mac}.cfg`, `y{digit:12}.cfg`, `{any}.rom`.
    pub pattern: String,
    /// What it is.
    pub kind: FileKind,
    /// Template below `device-templates/`, for kinds other than `Device` that are rendered.
    pub template: Option<String>,
    /// Whether it is the main file of a phone, which `linekey render` prints.
    pub main: bool,
    /// Compiled, anchored; the group `mac` where the name holds one.
    pub(super) regex: regex::Regex,
}

/// A way to recognise a brand's `User-Agent`.
#[derive(Debug, Clone)]
pub struct UserAgentPattern {
    /// With the groups `model`, `firmware` and `mac` where the phone tells them.
    pub(super) regex: regex::Regex,
}
