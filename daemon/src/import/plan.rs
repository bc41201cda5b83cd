//! What an import will do, decided before anything is written.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    catalogue::Catalogue,
    directory::{DeviceId, MacAddr, Secret, UserId},
};

/// What an import may do with what is on the box already.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// It only adds: what is there stays as it is.
    #[default]
    Add,
    /// It also makes users, by their email, and devices, by their MAC address, what the file says.
    Update,
}

/// Everything an import does, user by user in file order.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// Users who get or change something, new or already there.
    pub users: Vec<PlannedUser>,
    /// New devices that belong to nobody.
    pub devices: Vec<PlannedDevice>,
    /// Devices on the box that get another user, model or name (update mode).
    pub device_changes: Vec<DeviceChange>,
    /// What goes (`action` delete).
    pub removals: Vec<Removal>,
    /// What changes of what is there, field by field, for people to read. By row.
    pub changes: Vec<Change>,
    /// What is on the box and not in the file.
    pub left_alone: LeftAlone,
    /// Every data row of the file, ascending, with what becomes of it.
    pub rows: Vec<PlannedRow>,
}

impl Plan {
    /// How many users get lines on a device that another row or import made.
    #[must_use]
    pub fn joins(&self) -> usize {
        self.users.iter().map(|user| user.joins.len()).sum()
    }

    /// Numbers of the rows with an error, ascending: all of them, however few of their findings are listed.
    pub fn refused(&self) -> impl Iterator<Item = u32> {
        let refused = self.rows.iter().filter(|row| row.outcome == RowOutcome::Refused);
        refused.map(|row| row.number)
    }
}

/// What becomes of a row once the plan is applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedRow {
    /// Row as the spreadsheet numbers it.
    pub number: u32,
    /// Its end.
    pub outcome: RowOutcome,
    /// Why it ends so, where that is not plain: a sentence.
    pub reason: Option<String>,
}

/// How a row ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RowOutcome {
    /// Something new came of it.
    Created,
    /// Something went because of it.
    Deleted,
    /// The person left it out.
    LeftOut,
    /// It has an error, so nothing comes of it. Never in a plan that can be applied.
    Refused,
    /// All it says was already there.
    Unchanged,
    /// It changed something that was there, and made nothing new.
    Updated,
}

impl RowOutcome {
    /// The word that is stored and shown.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Deleted => "deleted",
            Self::LeftOut => "left_out",
            Self::Refused => "refused",
            Self::Unchanged => "unchanged",
            Self::Updated => "updated",
        }
    }
}

/// One user with what the file adds to them.
#[derive(Debug, Clone)]
pub struct PlannedUser {
    /// Set when the user is on the box already.
    pub existing: Option<UserId>,
    /// The user is on the box and becomes what stands here: `extensions` and `phone_numbers` are then all that they are
    /// to have, and `softphone` whether they have one. Otherwise the rows only add to a user who is there: all fields
    /// but `extensions`, `phone_numbers`, `softphone`, `devices` and `joins` are without meaning.
    pub is_changed: bool,
    /// Address that identifies the user, lower case; their main extension where they have none.
    pub email: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Login password from the file; `None` makes one for a new user.
    pub password: Option<Secret>,
    /// Where mail goes when not to `email`.
    pub notification_email: Option<String>,
    /// Gets a mailbox.
    pub include_voicemail: bool,
    /// PIN of the mailbox; `None` makes one for a mailbox that is new.
    pub voicemail_pin: Option<Secret>,
    /// Listed in the company phonebook.
    pub in_directory: bool,
    /// Gets a softphone account.
    pub softphone: bool,
    /// Free text.
    pub notes: Option<String>,
    /// Free label.
    pub location: Option<String>,
    /// Free label.
    pub department: Option<String>,
    /// Other columns of the file, header → value (also `seat_type` and `do_not_bill`).
    pub custom: BTreeMap<String, String>,
    /// New extensions, in file order.
    pub extensions: Vec<PlannedExtension>,
    /// New phone numbers, in file order.
    pub phone_numbers: Vec<PlannedPhoneNumber>,
    /// New devices, in file order.
    pub devices: Vec<PlannedDevice>,
    /// Shared devices of others that get this user's lines too, in file order.
    pub joins: Vec<PlannedJoin>,
}

impl PlannedUser {
    /// Their new phone numbers, or all of them where the user is changed.
    pub fn numbers(&self) -> impl Iterator<Item = &str> {
        self.phone_numbers.iter().map(|number| number.number.as_str())
    }
}

/// An extension to create.
#[derive(Debug, Clone)]
pub struct PlannedExtension {
    /// The row that brings it.
    pub row: u32,
    /// Digits.
    pub number: String,
    /// What phones and caller id show; `None` = "First Last".
    pub display_name: Option<String>,
    /// Credentials that exist on the PBX already; `None` = generated.
    pub sip_username: Option<String>,
    /// See `sip_username`.
    pub sip_password: Option<Secret>,
    /// Whether it registers by itself on the user's phones (the first one always does).
    pub own_line: bool,
}

/// A phone number (DID) to create.
#[derive(Debug, Clone)]
pub struct PlannedPhoneNumber {
    /// The row that brings it.
    pub row: u32,
    /// Digits with an optional leading `+`.
    pub number: String,
}

/// A phone to create.
#[derive(Debug, Clone)]
pub struct PlannedDevice {
    /// The row that brings it.
    pub row: u32,
    /// Hardware address; `None` where it comes later (`pending_mac`).
    pub mac: Option<MacAddr>,
    /// Catalogue ids.
    pub brand: String,
    /// Catalogue ids.
    pub family: String,
    /// Catalogue ids.
    pub model: String,
    /// Label; `None` = "First Last - Brand Model", for a shared device "Brand Model 01:02:03" with the end of its
    /// MAC address.
    pub name: Option<String>,
    /// Attached expansion modules: catalogue id and number.
    pub expansion: Option<(String, u8)>,
}

impl PlannedDevice {
    /// "First Last - Brand Model", in the maker's own spelling: the name of a device that nobody gave one. What several
    /// people share, or nobody has, has the end of its MAC address instead of a person's name, as it stands on its
    /// label.
    #[must_use]
    pub fn made_name(&self, catalogue: &Catalogue, user_name: Option<&str>) -> String {
        let found = catalogue.model(&self.brand, &self.family, &self.model);
        let model = found.map_or_else(|| format!("{} {}", self.brand, self.model), |found| found.full_name());
        let is_shared = found.is_some_and(|found| found.model.shared);
        match (user_name.filter(|_| !is_shared || self.mac.is_none()), self.mac) {
            (Some(name), _) => format!("{name} - {model}"),
            (None, Some(mac)) => format!("{model} {}", &mac.to_string()[9..]),
            (None, None) => model,
        }
    }
}

/// A device on the box as it is to be. Its keys stay: they are fitted to the model anew when its file is rendered.
#[derive(Debug, Clone)]
pub struct DeviceChange {
    /// Which one.
    pub id: DeviceId,
    /// Address, model, name and modules as they are to be; without a name it keeps one that a person gave it.
    pub device: PlannedDevice,
    /// Email of its user afterwards; `None` = nobody's.
    pub user: Option<String>,
    /// Whether lines of further users stay on it.
    pub keeps_others: bool,
    /// Whether the name that a person gave it goes, so that one is made.
    pub is_unnamed: bool,
}

/// Something that goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removal {
    /// The row that says so.
    pub row: u32,
    /// What it is.
    pub what: Removed,
    /// Its name, for people: "Ada Byron (ada@example.com)", "Yealink T46U 80:5E:C0:01:02:03 of Ada Byron".
    pub name: String,
}

/// What can go.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Removed {
    /// A device with its lines and keys.
    Device(DeviceId),
    /// A further extension of a user.
    Extension(String),
    /// A phone number.
    PhoneNumber(String),
    /// A user with extensions, numbers, softphone and mailbox. Their devices stay, without a user.
    User(UserId),
}

/// One field of something on the box that changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Change {
    /// The row that brings it.
    pub row: u32,
    /// What changes.
    pub kind: ChangeKind,
    /// Its name, for people: "Ada Byron", "Yealink T46U 80:5E:C0:01:02:03".
    pub name: String,
    /// Our name of the field.
    pub field: &'static str,
    /// What it is; `null` where there is nothing, and for secrets.
    pub before: Option<String>,
    /// What it will be; `null` where there will be nothing, and for secrets.
    pub after: Option<String>,
}

/// What a change is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    /// A phone.
    Device,
    /// A user.
    User,
}

/// What an import does not touch.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct LeftAlone {
    /// How many users of the box are not in the file.
    pub users: usize,
    /// How many devices of the box are not in the file.
    pub devices: usize,
    /// Their names, users first, a hundred at most.
    pub names: Vec<String>,
}

/// A user's place on a shared device that is on the box already or made by another user's row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlannedJoin {
    /// The row that brings it.
    pub row: u32,
    /// The device.
    pub mac: MacAddr,
}

/// Counts for the review, as the command's JSON prints them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Count {
    /// New.
    pub create: usize,
    /// Changed (update mode).
    pub update: usize,
    /// Already there as the file says.
    pub unchanged: usize,
}

/// What a plan does, in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlanCounts {
    /// Users.
    pub users: Count,
    /// Extensions.
    pub extensions: Count,
    /// Phone numbers (DIDs).
    pub phone_numbers: Count,
    /// Devices.
    pub devices: Count,
    /// Softphones.
    pub softphones: Count,
}
