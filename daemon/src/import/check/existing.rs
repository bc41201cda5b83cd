//! What an import meets: the box's data and the site's rules.

use std::collections::{BTreeMap, HashMap};

use crate::{
    directory::{DeviceId, MacAddr, Secret, UserId},
    pbx::Dialect,
};

/// What the box holds already, as far as an import can meet it.
#[derive(Debug, Clone, Default)]
pub struct Existing {
    /// By lower-case email.
    pub users: HashMap<String, ExistingUser>,
    /// By number.
    pub extensions: HashMap<String, ExistingExtension>,
    /// Number → email of its user.
    pub phone_numbers: HashMap<String, String>,
    /// By hardware address.
    pub devices: HashMap<MacAddr, ExistingDevice>,
    /// SIP usernames taken → number of the extension that they are for.
    pub sip_usernames: HashMap<String, String>,
}

/// A user on the box.
#[derive(Debug, Clone)]
pub struct ExistingUser {
    /// Their id.
    pub id: UserId,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Where mail goes when not to the email.
    pub notification_email: Option<String>,
    /// Has a mailbox.
    pub include_voicemail: bool,
    /// Is listed in the company phonebook.
    pub in_directory: bool,
    /// Free text.
    pub notes: Option<String>,
    /// Free label.
    pub location: Option<String>,
    /// Free label.
    pub department: Option<String>,
    /// Other fields.
    pub custom: BTreeMap<String, String>,
    /// Extensions, the main one first.
    pub extensions: Vec<ExistingLine>,
    /// Phone numbers (DIDs).
    pub phone_numbers: Vec<String>,
    /// Whether they have an extension already.
    pub has_extension: bool,
    /// Whether they have a softphone already.
    pub has_softphone: bool,
    /// Their accounts that become lines on a phone.
    pub lines: usize,
    /// Their phones that were imported without a MAC, whether or not one was claimed since. A file that is imported
    /// again must not ask for them again.
    pub pending: Vec<PendingDevice>,
    /// PIN of their mailbox, where the box knows it.
    pub voicemail_pin: Option<Secret>,
}

/// A phone that was imported without a MAC.
#[derive(Debug, Clone)]
pub struct PendingDevice {
    /// The one that was claimed since.
    pub mac: Option<MacAddr>,
    /// The phone.
    pub device: ExistingDevice,
}

/// An extension of a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExistingLine {
    /// Digits.
    pub number: String,
    /// What phones and caller id show; `None` = "First Last".
    pub display_name: Option<String>,
    /// Whether it registers by itself.
    pub own_line: bool,
    /// Username of its first account, where it has one.
    pub sip_username: Option<String>,
    /// Password of that account.
    pub sip_password: Option<Secret>,
}

/// An extension on the box.
#[derive(Debug, Clone)]
pub struct ExistingExtension {
    /// Email of its user.
    pub email: String,
}

/// A device on the box.
#[derive(Debug, Clone)]
pub struct ExistingDevice {
    /// Its id.
    pub id: DeviceId,
    /// Its label.
    pub name: String,
    /// Attached expansion modules: catalogue id and number.
    pub expansion: Option<(String, u8)>,
    /// Email of its user; `None` where it has none.
    pub email: Option<String>,
    /// Emails of the others who have lines there.
    pub sharers: Vec<String>,
    /// Catalogue ids.
    pub brand: String,
    /// Catalogue ids.
    pub family: String,
    /// Catalogue ids.
    pub model: String,
}

/// The site's rules that an import must keep.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    /// The PBX's codes.
    pub dialect: &'a Dialect,
    /// The site's `pbx.park_prefix`.
    pub park_prefix: &'a str,
    /// The site's `lines.per_extension`.
    pub line_per_extension: bool,
    /// Whether it is a form that somebody fills in, and no file.
    pub by_hand: bool,
}
