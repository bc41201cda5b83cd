//! Our fields and the headers that people write for them.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

/// Our fields, by the names in the import file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// `add`, which is also what a blank means.
    Action,
    /// Who made the phone.
    Brand,
    /// Free label.
    Department,
    /// Label of the phone.
    DeviceName,
    /// What phones and caller id show for the row's extension.
    DisplayName,
    /// Billing of a hosted PBX; kept as a custom field.
    DoNotBill,
    /// Identifies the user.
    Email,
    /// How many expansion modules the phone has.
    ExpansionCount,
    /// Which expansion module the phone has.
    ExpansionModule,
    /// Internal number.
    Extension,
    /// Models that belong together.
    Family,
    /// First name.
    FirstName,
    /// First and last name in one cell, split at the last blank.
    FullName,
    /// Whether the user is listed in the company phonebook.
    InDirectory,
    /// Whether the user gets a mailbox.
    IncludeVoicemail,
    /// Last name.
    LastName,
    /// Free label.
    Location,
    /// Hardware address of the phone.
    MacAddress,
    /// The phone's model.
    Model,
    /// Where mail goes when not to the email.
    NotificationEmail,
    /// Whether the row's extension is a line of its own.
    OwnLine,
    /// Login password.
    Password,
    /// Whether the phone's MAC comes later.
    PendingMac,
    /// External number.
    PhoneNumber,
    /// Billing of a hosted PBX; kept as a custom field.
    SeatType,
    /// Password that exists on the PBX.
    SipPassword,
    /// Username that exists on the PBX.
    SipUsername,
    /// Whether the user gets a softphone account.
    Softphone,
    /// Free text.
    UserNotes,
    /// PIN of the mailbox.
    VoicemailPin,
}

impl Field {
    /// All of them, in the order of their variants.
    pub const ALL: [Self; 30] = [
        Self::Action,
        Self::Brand,
        Self::Department,
        Self::DeviceName,
        Self::DisplayName,
        Self::DoNotBill,
        Self::Email,
        Self::ExpansionCount,
        Self::ExpansionModule,
        Self::Extension,
        Self::Family,
        Self::FirstName,
        Self::FullName,
        Self::InDirectory,
        Self::IncludeVoicemail,
        Self::LastName,
        Self::Location,
        Self::MacAddress,
        Self::Model,
        Self::NotificationEmail,
        Self::OwnLine,
        Self::Password,
        Self::PendingMac,
        Self::PhoneNumber,
        Self::SeatType,
        Self::SipPassword,
        Self::SipUsername,
        Self::Softphone,
        Self::UserNotes,
        Self::VoicemailPin,
    ];

    /// The name in the import file, in `--map` and in the JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Action => "action",
            Self::Brand => "brand",
            Self::Department => "department",
            Self::DeviceName => "device_name",
            Self::DisplayName => "display_name",
            Self::DoNotBill => "do_not_bill",
            Self::Email => "email",
            Self::ExpansionCount => "expansion_count",
            Self::ExpansionModule => "expansion_module",
            Self::Extension => "extension",
            Self::Family => "family",
            Self::FirstName => "first_name",
            Self::FullName => "full_name",
            Self::InDirectory => "in_directory",
            Self::IncludeVoicemail => "include_voicemail",
            Self::LastName => "last_name",
            Self::Location => "location",
            Self::MacAddress => "mac_address",
            Self::Model => "model",
            Self::NotificationEmail => "notification_email",
            Self::OwnLine => "own_line",
            Self::Password => "password",
            Self::PendingMac => "pending_mac",
            Self::PhoneNumber => "phone_number",
            Self::SeatType => "seat_type",
            Self::SipPassword => "sip_password",
            Self::SipUsername => "sip_username",
            Self::Softphone => "softphone",
            Self::UserNotes => "user_notes",
            Self::VoicemailPin => "voicemail_pin",
        }
    }

    /// Whether its values must not be shown.
    #[must_use]
    pub fn is_secret(self) -> bool {
        matches!(self, Self::Password | Self::SipPassword | Self::VoicemailPin)
    }

    /// Whether its cells exist elsewhere just so: every sign of them counts.
    pub(in crate::import) fn is_exact(self) -> bool {
        matches!(self, Self::Password | Self::SipPassword | Self::SipUsername)
    }

    /// The field with this name, written in any of the ways a header is.
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        let word = fold(text);
        Self::ALL.into_iter().find(|field| fold(field.name()) == word)
    }

    /// The field with the name most like a misspelled one, if any is near.
    #[must_use]
    pub fn nearest(text: &str) -> Option<Self> {
        let word = fold(text);
        let distance = |field: &Self| strsim::osa_distance(&word, &fold(field.name()));
        let nearest = Self::ALL.into_iter().min_by_key(distance)?;
        (distance(&nearest) <= word.chars().count() / 3 + 1).then_some(nearest)
    }
}

impl Serialize for Field {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let near = || Self::nearest(&text).map(|near| format!(". Nearest: {}", near.name()));
        let unknown = || D::Error::custom(format!("there is no field {text}{}", near().unwrap_or_default()));
        Self::named(&text).ok_or_else(unknown)
    }
}

/// What is left of a header when case, blanks, `_`, `-` and punctuation do not count.
pub(in crate::import) fn fold(header: &str) -> String {
    header.chars().filter(|sign| sign.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
