//! What phones take besides settings: pictures, tones, firmware.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use toml::Spanned;
use utoipa::ToSchema;

use super::{Expression, Fault, reader::Reader, schema::FirmwareTable};

/// What a model takes, by [`MediaKind`].
pub type Media = BTreeMap<MediaKind, MediaRules>;

/// A picture or tone that an administrator may give a phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum MediaKind {
    /// A small picture, often in one colour, in place of the maker's.
    Logo,
    /// What sounds when it rings.
    Ringtone,
    /// What stands behind the display.
    Wallpaper,
}

impl MediaKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Logo, Self::Ringtone, Self::Wallpaper];

    /// The word that is stored and shown.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Logo => "logo",
            Self::Ringtone => "ringtone",
            Self::Wallpaper => "wallpaper",
        }
    }
}

/// What a hosted file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum HostedKind {
    /// The program of a phone.
    Firmware,
    /// A small picture in place of the maker's.
    Logo,
    /// What sounds when it rings.
    Ringtone,
    /// What stands behind the display.
    Wallpaper,
}

impl HostedKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Firmware, Self::Logo, Self::Ringtone, Self::Wallpaper];

    /// The word that is stored and shown.
    #[must_use]
    pub fn word(self) -> &'static str {
        self.media().map_or("firmware", MediaKind::word)
    }

    /// The kind with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Which picture or tone it is; `None` for firmware.
    #[must_use]
    pub fn media(self) -> Option<MediaKind> {
        match self {
            Self::Firmware => None,
            Self::Logo => Some(MediaKind::Logo),
            Self::Ringtone => Some(MediaKind::Ringtone),
            Self::Wallpaper => Some(MediaKind::Wallpaper),
        }
    }
}

/// What a picture or tone is, as its own bytes tell. What they do not tell is `None`; of firmware all is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct MediaFacts {
    /// `png`, `jpg`, `bmp`, `gif`, `wav` or `mp3`.
    pub format: Option<String>,
    /// Pixels.
    pub width: Option<u32>,
    /// Pixels.
    pub height: Option<u32>,
    /// Colour depth without transparency, or bits of a sample.
    pub bits: Option<u16>,
    /// Samples a second.
    pub rate: Option<u32>,
    /// 1 for mono.
    pub channels: Option<u16>,
    /// Length of a tone, rounded up.
    pub seconds: Option<u32>,
}

/// What a picture or tone must be. What nobody knows is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MediaRules {
    /// Kinds of files, as their names end: `png`, `wav`.
    pub formats: Vec<String>,
    /// Pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// Largest file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_bytes: Option<u64>,
    /// Colour depth, or bits of a sample.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bits: Option<u16>,
    /// Samples a second.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate: Option<u32>,
    /// 1 for mono.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channels: Option<u16>,
    /// Longest tone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_seconds: Option<u32>,
}

/// Which files are a model's firmware.
#[derive(Debug, Clone)]
pub struct Firmware {
    /// What its names look like, with the group `version` where they tell it.
    pub name: Option<Expression>,
    /// How its names end.
    pub extensions: Vec<String>,
    /// What a person must know before they upload it.
    pub needs: Option<String>,
}

/// The kinds with their rules, checked.
pub(super) fn read_media(
    reader: Reader<'_>,
    tables: BTreeMap<Spanned<String>, MediaRules>,
) -> Result<Media, Fault> {
    tables
        .into_iter()
        .map(|(place, rules)| {
            let word = place.get_ref();
            let kind = MediaKind::ALL.into_iter().find(|kind| kind.word() == word).ok_or_else(|| {
                reader.fault(&place, format!("media.{word} is not one of logo, ringtone and wallpaper"))
            })?;
            if rules.formats.is_empty() {
                return Err(reader.fault(&place, format!("media.{word} needs formats = [\"…\"]")));
            }
            Ok((kind, rules))
        })
        .collect()
}

pub(super) fn read_firmware(reader: Reader<'_>, table: FirmwareTable) -> Result<Firmware, Fault> {
    let name = table.name.map(|source| reader.expression(&source).map(|(name, _)| name));
    Ok(Firmware { name: name.transpose()?, extensions: table.extensions, needs: table.needs })
}
