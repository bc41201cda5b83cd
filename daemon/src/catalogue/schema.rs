//! What the TOML files may say, word for word. `device-templates/README.md` explains it to people.
//!
//! Every table refuses words that it does not know, so that a slip of the pen never passes for silence.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::{
    Encoding, Escape, FileKind, LineEnd, MediaRules, NotifyEvent, Repeat, TlsVersion, Transport,
    handling::HandlingTable,
};

/// `<brand>/brand.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BrandFile {
    pub id: Spanned<String>,
    pub name: Spanned<String>,
    #[serde(default)]
    pub aliases: Vec<Spanned<String>>,
    #[serde(default)]
    pub oui: Vec<Spanned<String>>,
    #[serde(default)]
    pub user_agent: Vec<UserAgentTable>,
    #[serde(default)]
    pub format: Vec<FormatTable>,
    #[serde(default)]
    pub file: Vec<FileTable>,
    #[serde(default)]
    pub expansion: Vec<ExpansionTable>,
    #[serde(default)]
    pub defaults: Settings,
}

/// `[[user_agent]]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UserAgentTable {
    pub regex: Spanned<String>,
}

/// `[[file]]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileTable {
    pub pattern: Spanned<String>,
    pub kind: FileKind,
    pub template: Option<Spanned<String>>,
    pub format: Option<Spanned<String>>,
    #[serde(default)]
    pub families: Vec<Spanned<String>>,
    #[serde(default)]
    pub main: bool,
    pub of: Option<Spanned<String>>,
    pub search_word: Option<String>,
    pub page_size: Option<u16>,
}

/// `[[format]]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FormatTable {
    pub id: Spanned<String>,
    pub escape: Escape,
    pub parameter: Vec<Spanned<String>>,
    pub before: Option<String>,
    #[serde(default)]
    pub section: Vec<Spanned<String>>,
    #[serde(default)]
    pub section_end: Vec<Spanned<String>>,
    #[serde(default)]
    pub repeat: Repeat,
    #[serde(default)]
    pub comment: Vec<String>,
    #[serde(default)]
    pub line_end: LineEnd,
    #[serde(default)]
    pub encoding: Encoding,
}

/// `[defaults.firmware]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FirmwareTable {
    pub name: Option<Spanned<String>>,
    #[serde(default)]
    pub extensions: Vec<String>,
    pub needs: Option<String>,
}

/// `[[expansion]]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExpansionTable {
    pub id: Spanned<String>,
    pub keys: u16,
    #[serde(default)]
    pub page_keys: Vec<u16>,
}

/// `<brand>/<family>.toml`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FamilyFile {
    pub name: String,
    #[serde(default)]
    pub defaults: Settings,
    #[serde(default)]
    pub model: Vec<ModelTable>,
}

/// `[defaults]`: what a brand or a family gives to each of its models.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Settings {
    pub lines: Option<u8>,
    pub keys: Option<Spanned<KeysTable>>,
    pub other_keys: Option<BTreeMap<String, Vec<u16>>>,
    pub keys_run_on: Option<Vec<String>>,
    pub expansion: Option<BTreeMap<Spanned<String>, u8>>,
    pub notify: Option<Vec<NotifyEvent>>,
    pub template: Option<Spanned<String>>,
    pub format: Option<Spanned<String>>,
    pub max_tls: Option<TlsVersion>,
    pub password_digits: Option<Spanned<u8>>,
    pub shared: Option<bool>,
    pub provisioned: Option<bool>,
    pub transports: Option<Vec<Transport>>,
    #[serde(default)]
    pub media: BTreeMap<Spanned<String>, MediaRules>,
    pub firmware: Option<FirmwareTable>,
    pub handling: Option<HandlingTable>,
    #[serde(default)]
    pub vars: BTreeMap<String, toml::Value>,
    #[serde(default)]
    pub unconfirmed: Vec<Spanned<String>>,
}

/// `[[model]]`: its names, and the same settings as in [`Settings`]. (Serde cannot both flatten and refuse
/// unknown words, so the fields stand here once more.)
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ModelTable {
    pub id: Spanned<String>,
    pub name: Spanned<String>,
    #[serde(default)]
    pub aliases: Vec<Spanned<String>>,
    #[serde(default)]
    pub user_agent: Vec<String>,
    #[serde(default)]
    pub file_words: Vec<String>,
    lines: Option<u8>,
    keys: Option<Spanned<KeysTable>>,
    other_keys: Option<BTreeMap<String, Vec<u16>>>,
    keys_run_on: Option<Vec<String>>,
    expansion: Option<BTreeMap<Spanned<String>, u8>>,
    notify: Option<Vec<NotifyEvent>>,
    template: Option<Spanned<String>>,
    format: Option<Spanned<String>>,
    max_tls: Option<TlsVersion>,
    password_digits: Option<Spanned<u8>>,
    shared: Option<bool>,
    provisioned: Option<bool>,
    transports: Option<Vec<Transport>>,
    #[serde(default)]
    media: BTreeMap<Spanned<String>, MediaRules>,
    firmware: Option<FirmwareTable>,
    handling: Option<HandlingTable>,
    #[serde(default)]
    vars: BTreeMap<String, toml::Value>,
    #[serde(default)]
    unconfirmed: Vec<Spanned<String>>,
}

/// `keys = { physical = 6, total = 15, pages = 3 }`
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KeysTable {
    pub physical: u16,
    pub total: u16,
    pub pages: Option<u16>,
}

impl ModelTable {
    /// Takes the settings out of the table; the names stay.
    pub(super) fn take_settings(&mut self) -> Settings {
        Settings {
            lines: self.lines.take(),
            keys: self.keys.take(),
            other_keys: self.other_keys.take(),
            keys_run_on: self.keys_run_on.take(),
            expansion: self.expansion.take(),
            notify: self.notify.take(),
            template: self.template.take(),
            format: self.format.take(),
            max_tls: self.max_tls.take(),
            password_digits: self.password_digits.take(),
            shared: self.shared.take(),
            provisioned: self.provisioned.take(),
            transports: self.transports.take(),
            media: std::mem::take(&mut self.media),
            firmware: self.firmware.take(),
            handling: self.handling.take(),
            vars: std::mem::take(&mut self.vars),
            unconfirmed: std::mem::take(&mut self.unconfirmed),
        }
    }
}
