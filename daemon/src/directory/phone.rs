//! One phone with all that its file is made from.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{MacAddr, Secret};
use crate::keys::ResolvedKey;

/// A device with its lines and keys, every reference resolved. `store` makes it, `render` spells it.
#[derive(Debug, Clone)]
pub struct Phone {
    /// Its hardware address.
    pub mac: MacAddr,
    /// Catalogue id of the brand, for example `yealink`.
    pub brand: String,
    /// Catalogue id of the family, for example `t4x`.
    pub family: String,
    /// Catalogue id of the model, for example `t42g`.
    pub model: String,
    /// Expansion modules attached, as catalogue id and number; `None` without any.
    pub expansion: Option<(String, u8)>,
    /// What people call this phone.
    pub name: String,
    /// Password of the phone's own administrator page.
    pub admin_password: Secret,
    /// Password of the phone's user level.
    pub user_password: Secret,
    /// SIP accounts in the order of the phone's lines, line 1 first.
    pub lines: Vec<Line>,
    /// Feature keys by ascending key number; numbers beyond what the model has are kept here too.
    pub keys: Vec<ResolvedKey>,
    /// Firmware that it is to have.
    pub firmware: Option<WantedFirmware>,
    /// Files that it is to show and play: `wallpaper`, `logo`, `ringtone` → name of the hosted file.
    pub media: BTreeMap<String, String>,
    /// Parameters in the maker's words, the nearest level last: a later one beats an earlier one of the same name.
    pub overrides: Vec<Override>,
}

/// Firmware that a phone is to have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedFirmware {
    /// Its version, as the maker writes it.
    pub version: String,
    /// Name of the hosted file.
    pub file: String,
}

/// A parameter in the maker's words, laid over what the template writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// Where somebody said so.
    pub level: Level,
    /// The parameter's name, as the format of the phone's file tells it.
    pub parameter: String,
    /// Its value.
    pub value: String,
}

/// How many phones an override is for, most first.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
#[schema(as = OverrideLevel)]
pub enum Level {
    /// All phones.
    Site,
    /// All phones of a brand.
    Brand,
    /// All phones of a family.
    Family,
    /// All phones of a model.
    Model,
    /// One phone.
    Device,
}

impl Phone {
    /// The same phone with dots for its passwords, for showing its file to a person.
    #[must_use]
    pub fn masked(mut self) -> Self {
        self.admin_password = self.admin_password.masked();
        self.user_password = self.user_password.masked();
        for line in &mut self.lines {
            line.sip_password = line.sip_password.masked();
        }
        self
    }
}

/// An account on a phone.
#[derive(Debug, Clone)]
pub struct Line {
    /// The phone's account number, from 1.
    pub number: u8,
    /// The extension that rings here.
    pub extension: String,
    /// What phones and caller id show for it.
    pub display_name: String,
    /// First name of its user.
    pub first_name: String,
    /// Last name of its user.
    pub last_name: String,
    /// SIP username.
    pub sip_username: String,
    /// SIP password.
    pub sip_password: Secret,
    /// Whether the user has a mailbox.
    pub has_mailbox: bool,
}
