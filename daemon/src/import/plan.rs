//! What an import will do, decided before anything is written.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::directory::{MacAddr, Secret, UserId};

/// Everything an import creates, user by user in file order.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// Users who get something, new or already there.
    pub users: Vec<PlannedUser>,
    /// Every data row of the file, ascending, with what becomes of it.
    pub rows: Vec<PlannedRow>,
}

impl Plan {
    /// How many users get lines on a device that another row or import made.
    #[must_use]
    pub fn joins(&self) -> usize {
        self.users.iter().map(|user| user.joins.len()).sum()
    }
}

/// What becomes of a row once the plan is applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlannedRow {
    /// Row as the spreadsheet numbers it.
    pub number: u32,
    /// Its end.
    pub outcome: RowOutcome,
}

/// How a row ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RowOutcome {
    /// Something new came of it.
    Created,
    /// It has an error, so nothing comes of it. Never in a plan that can be applied.
    Refused,
    /// All it says was already there.
    Unchanged,
}

impl RowOutcome {
    /// The word that is stored and shown.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Refused => "refused",
            Self::Unchanged => "unchanged",
        }
    }
}

/// One user with what the file adds to them.
#[derive(Debug, Clone)]
pub struct PlannedUser {
    /// Set when the user is on the box already: then the rows add to them and their own fields stay.
    pub existing: Option<UserId>,
    /// Address that identifies the user, lower case.
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
