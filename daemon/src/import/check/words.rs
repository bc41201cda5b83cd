//! What people call our fields.

use crate::import::Field;

/// The field in the middle of a sentence: "the SIP username".
pub(super) fn word(field: Field) -> &'static str {
    match field {
        Field::Action => "action",
        Field::Brand => "brand",
        Field::Department => "department",
        Field::DeviceName => "name of the phone",
        Field::DisplayName => "display name",
        Field::DoNotBill => "column do_not_bill",
        Field::Email => "email",
        Field::ExpansionCount => "number of expansion modules",
        Field::ExpansionModule => "expansion module",
        Field::Extension => "extension",
        Field::Family => "family",
        Field::FirstName => "first name",
        Field::FullName => "name",
        Field::InDirectory => "listing in the phonebook",
        Field::IncludeVoicemail => "mailbox",
        Field::LastName => "last name",
        Field::Location => "location",
        Field::MacAddress => "MAC address",
        Field::Model => "model",
        Field::NotificationEmail => "notification email",
        Field::OwnLine => "column own_line",
        Field::Password => "login password",
        Field::PendingMac => "column pending_mac",
        Field::PhoneNumber => "phone number",
        Field::SeatType => "column seat_type",
        Field::SipPassword => "SIP password",
        Field::SipUsername => "SIP username",
        Field::Softphone => "softphone",
        Field::UserNotes => "note",
        Field::VoicemailPin => "voicemail PIN",
    }
}

/// The field at the beginning of a sentence about its cell: "Softphone is …", "The column `pending_mac` is …".
pub(super) fn subject(field: Field) -> String {
    let word = word(field);
    match field {
        Field::OwnLine | Field::PendingMac => format!("The {word}"),
        _ => word[..1].to_uppercase() + &word[1..],
    }
}
