//! Settings that go down from the brand over the family to the model; the nearer wins.

use std::{collections::BTreeMap, sync::Arc};

use toml::Spanned;

use super::{
    ExpansionModule, Fault, Firmware, Format, Handling, KeyLayout, Media, NotifyEvent, OtherKeys, TlsVersion,
    Transport,
    brand::Parts,
    handling::SENTENCES,
    media,
    reader::Reader,
    schema::{KeysTable, Settings},
};

/// What is settled so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Inherited {
    pub lines: Option<u8>,
    pub keys: Option<KeyLayout>,
    pub other_keys: Vec<OtherKeys>,
    pub keys_run_on: Vec<String>,
    pub expansion: Vec<ExpansionModule>,
    pub notify: Vec<NotifyEvent>,
    pub template: Option<String>,
    pub format: Option<Arc<Format>>,
    pub max_tls: Option<TlsVersion>,
    pub password_digits: Option<u8>,
    pub shared: bool,
    pub recognised_only: bool,
    pub transports: Vec<Transport>,
    pub media: Media,
    pub firmware: Option<Arc<Firmware>>,
    pub variables: BTreeMap<String, Arc<toml::Value>>,
    pub handling: Arc<Handling>,
    pub unconfirmed: Vec<String>,
}

/// Facts that may be named in `unconfirmed` for every model; variables and modules come on top.
const FACTS: &[&str] = &[
    "expansion",
    "file_words",
    "firmware",
    "format",
    "handling",
    "keys",
    "keys.pages",
    "keys.physical",
    "keys.total",
    "lines",
    "max_tls",
    "media.logo",
    "media.ringtone",
    "media.wallpaper",
    "notify",
    "other_keys",
    "password_digits",
    "shared",
    "template",
    "transports",
    "user_agent",
];

/// What a phone's file may say, one word each: `unconfirmed` names them as `parameters.WORD`, and whether a model's
/// file says it is measured by the table of phones.
pub const CONCEPTS: &[&str] = &[
    "accounts",
    "admin_password",
    "backup",
    "ca",
    "codecs",
    "country",
    "date_format",
    "display_name",
    "expires",
    "firmware",
    "label",
    "language",
    "line",
    "lldp",
    "logo",
    "mwi",
    "notify",
    "ntp",
    "outbound_proxy",
    "parking",
    "pc_vlan",
    "personal_parking",
    "phonebook",
    "pnp",
    "presence",
    "provisioning_url",
    "redirection",
    "resync",
    "ringtone",
    "second_line",
    "speed_dial",
    "srtp",
    "syslog",
    "time_format",
    "time_zone",
    "transport",
    "user_password",
    "vlan",
    "voicemail",
    "wallpaper",
    "web_ui",
];

impl Inherited {
    /// These settings with nearer ones laid over them. Lists are replaced as a whole; variables and unconfirmed
    /// facts are added.
    pub(super) fn refine(&self, reader: Reader<'_>, nearer: Settings, parts: &Parts) -> Result<Self, Fault> {
        let mut settled = self.clone();
        settled.lines = nearer.lines.or(settled.lines);
        settled.recognised_only = nearer.provisioned.map_or(settled.recognised_only, |made| !made);
        settled.transports = nearer.transports.unwrap_or(settled.transports);
        settled.media.extend(media::read_media(reader, nearer.media)?);
        if let Some(table) = nearer.firmware {
            settled.firmware = Some(Arc::new(media::read_firmware(reader, table)?));
        }
        if let Some(id) = nearer.format {
            settled.format = Some(parts.format(reader, &id)?);
        }
        settled.max_tls = nearer.max_tls.or(settled.max_tls);
        if let Some(digits) = nearer.password_digits {
            settled.password_digits = Some(password_digits(reader, &digits)?);
        }
        settled.shared = nearer.shared.unwrap_or(settled.shared);
        settled.notify = nearer.notify.unwrap_or(settled.notify);
        settled.other_keys = nearer.other_keys.map_or(settled.other_keys, other_keys);
        settled.keys_run_on = nearer.keys_run_on.unwrap_or(settled.keys_run_on);
        settled.variables.extend(nearer.vars.into_iter().map(|(name, value)| (name, Arc::new(value))));
        if let Some(table) = nearer.handling {
            settled.handling = Arc::new(settled.handling.refine(reader, table)?);
        }
        if let Some(keys) = nearer.keys {
            settled.keys = Some(key_layout(reader, &keys)?);
        }
        if let Some(path) = nearer.template {
            settled.template = Some(reader.template(path)?);
        }
        if let Some(taken) = nearer.expansion {
            settled.expansion = taken
                .into_iter()
                .map(|(id, max)| expansion_module(reader, &id, max, &parts.modules))
                .collect::<Result<_, _>>()?;
        }
        for path in nearer.unconfirmed {
            settled.add_unconfirmed(reader, path)?;
        }
        Ok(settled)
    }

    fn add_unconfirmed(&mut self, reader: Reader<'_>, path: Spanned<String>) -> Result<(), Fault> {
        if !self.has_fact(path.get_ref()) {
            return Err(reader.fault(&path, format!("unconfirmed: there is no fact {:?}", path.get_ref())));
        }
        if self.unconfirmed.contains(path.get_ref()) {
            return Err(reader.fault(&path, format!("unconfirmed: {} is there twice", path.get_ref())));
        }
        self.unconfirmed.push(path.into_inner());
        Ok(())
    }

    fn has_fact(&self, path: &str) -> bool {
        if let Some(name) = path.strip_prefix("vars.") {
            return self.variables.contains_key(name);
        }
        if let Some(module) = path.strip_prefix("expansion.") {
            let (id, fact) = module.split_once('.').unwrap_or((module, "max"));
            return ["keys", "max"].contains(&fact) && self.expansion.iter().any(|module| module.id == id);
        }
        if let Some(sentence) = path.strip_prefix("handling.") {
            return SENTENCES.contains(&sentence);
        }
        if let Some(concept) = path.strip_prefix("parameters.") {
            return CONCEPTS.contains(&concept);
        }
        FACTS.contains(&path)
    }
}

fn other_keys(numbers: BTreeMap<String, Vec<u16>>) -> Vec<OtherKeys> {
    numbers.into_iter().map(|(name, numbers)| OtherKeys { name, numbers }).collect()
}

fn key_layout(reader: Reader<'_>, table: &Spanned<KeysTable>) -> Result<KeyLayout, Fault> {
    let KeysTable { physical, total, pages } = *table.get_ref();
    if physical > total {
        return Err(
            reader.fault(table, format!("keys: {physical} physical keys are more than {total} in total"))
        );
    }
    let pages = match pages {
        Some(pages) if (pages == 0) == (total == 0) => pages,
        None if physical == total => u16::from(total > 0),
        Some(pages) => {
            return Err(reader.fault(table, format!("keys: {total} keys cannot be on {pages} pages")));
        }
        None => return Err(reader.fault(table, "keys: say over how many pages the keys are spread")),
    };
    Ok(KeyLayout { physical, total, pages })
}

fn password_digits(reader: Reader<'_>, digits: &Spanned<u8>) -> Result<u8, Fault> {
    match *digits.get_ref() {
        most @ 1..=18 => Ok(most),
        most => Err(reader.fault(digits, format!("password_digits: {most} is not 1 to 18"))),
    }
}

fn expansion_module(
    reader: Reader<'_>,
    id: &Spanned<String>,
    max: u8,
    modules: &BTreeMap<String, ExpansionModule>,
) -> Result<ExpansionModule, Fault> {
    let Some(module) = modules.get(id.get_ref()) else {
        return Err(reader.fault(id, format!("brand.toml has no [[expansion]] {:?}", id.get_ref())));
    };
    if max == 0 {
        return Err(reader.fault(id, format!("{}: a phone that takes none need not name it", id.get_ref())));
    }
    Ok(ExpansionModule { max, ..module.clone() })
}
