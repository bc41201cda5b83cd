//! One phone with all that its file is made from.

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
    /// SIP username.
    pub sip_username: String,
    /// SIP password.
    pub sip_password: Secret,
    /// Whether the user has a mailbox.
    pub has_mailbox: bool,
}
