//! What stands in the spreadsheet's columns, and what is said of each.

use crate::import::Field;

/// A column of the spreadsheet.
pub struct TemplateColumn {
    pub field: Field,
    /// In characters.
    pub width: f64,
    pub choice: Choice,
    /// Whether it must be filled in.
    pub needed: &'static str,
    /// What goes there, in one or two sentences.
    pub what: &'static str,
    pub example: &'static str,
}

/// What a cell can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    Action,
    Brand,
    Expansion,
    Family,
    /// Whatever the person types, as the spreadsheet takes it.
    Free,
    Model,
    /// Whatever the person types, kept as it is: zeros at the beginning stay.
    Text,
    YesNo,
}

impl TemplateColumn {
    /// Whether a spreadsheet must not take its cells for numbers or dates.
    pub fn is_text(&self) -> bool {
        self.choice == Choice::Text
    }
}

const fn column(
    field: Field,
    width: f64,
    choice: Choice,
    needed: &'static str,
    what: &'static str,
    example: &'static str,
) -> TemplateColumn {
    TemplateColumn { field, width, choice, needed, what, example }
}

const OPTIONAL: &str = "Optional";

/// All columns, those about the person first. What only hosted phone systems bill by is left to who needs it.
pub const COLUMNS: &[TemplateColumn] = &[
    column(
        Field::Email,
        32.0,
        Choice::Free,
        "Needed in every row",
        "The person's address, which says whose row it is. A second phone, extension or number goes into a further row with the same address.",
        "ada.quill@example.com",
    ),
    column(Field::FirstName, 16.0, Choice::Free, "Needed for a new person", "First name.", "Ada"),
    column(
        Field::LastName,
        16.0,
        Choice::Free,
        "Needed for a new person",
        "Last name. Rooms need one too: write “Room” and “Alster”.",
        "Quill",
    ),
    column(
        Field::Extension,
        11.0,
        Choice::Text,
        "Needed for a new person",
        "Internal number, digits only. The first one of a person is their main extension.",
        "2001",
    ),
    column(
        Field::DisplayName,
        20.0,
        Choice::Free,
        OPTIONAL,
        "What phones show for this extension. Blank: first and last name.",
        "Ada Quill (Office)",
    ),
    column(
        Field::OwnLine,
        10.0,
        Choice::YesNo,
        OPTIONAL,
        "For a further extension: yes gives it a line of its own on the person's phones, no lets it ring the first line.",
        "",
    ),
    column(
        Field::PhoneNumber,
        18.0,
        Choice::Text,
        OPTIONAL,
        "A number that the outside world dials to reach the person, best with country code.",
        "+12065550150",
    ),
    column(
        Field::Brand,
        14.0,
        Choice::Brand,
        "Needed for a phone",
        "Who made the phone: choose from the list.",
        "",
    ),
    column(
        Field::Family,
        16.0,
        Choice::Family,
        OPTIONAL,
        "Makes the list of models shorter. Choose the brand first.",
        "",
    ),
    column(
        Field::Model,
        18.0,
        Choice::Model,
        "Needed for a phone",
        "The phone's model: choose brand, then family or not, then the model.",
        "",
    ),
    column(
        Field::MacAddress,
        20.0,
        Choice::Text,
        "Needed for a phone, unless its address comes later",
        "The twelve digits and letters on the label below the phone, with or without colons.",
        "80:5E:C0:20:00:01",
    ),
    column(
        Field::PendingMac,
        13.0,
        Choice::YesNo,
        OPTIONAL,
        "yes: the phone is known by its model, and its address is filled in on the day.",
        "",
    ),
    column(
        Field::DeviceName,
        24.0,
        Choice::Free,
        OPTIONAL,
        "A label for the phone. Blank: the person's name and the model.",
        "Ada's desk",
    ),
    column(
        Field::ExpansionModule,
        17.0,
        Choice::Expansion,
        OPTIONAL,
        "Which module with more keys stands beside the phone.",
        "",
    ),
    column(Field::ExpansionCount, 16.0, Choice::Text, OPTIONAL, "How many of these modules. Blank: one.", ""),
    column(
        Field::Softphone,
        11.0,
        Choice::YesNo,
        OPTIONAL,
        "yes: the person also gets an account for an app on a computer or mobile phone.",
        "yes",
    ),
    column(Field::IncludeVoicemail, 16.0, Choice::YesNo, OPTIONAL, "yes: the person gets a mailbox.", "yes"),
    column(
        Field::VoicemailPin,
        13.0,
        Choice::Text,
        OPTIONAL,
        "The mailbox's PIN, 4 to 8 digits. Blank: one is made and handed to you after the import.",
        "",
    ),
    column(
        Field::InDirectory,
        12.0,
        Choice::YesNo,
        OPTIONAL,
        "yes: the person is listed in the company phonebook.",
        "yes",
    ),
    column(
        Field::NotificationEmail,
        32.0,
        Choice::Free,
        OPTIONAL,
        "Where mail for the person goes, if not to their address.",
        "",
    ),
    column(Field::Department, 18.0, Choice::Free, OPTIONAL, "A label to find and group people by.", "Sales"),
    column(Field::Location, 18.0, Choice::Free, OPTIONAL, "Site, floor or room.", "2nd floor"),
    column(
        Field::UserNotes,
        30.0,
        Choice::Free,
        OPTIONAL,
        "Anything you want to remember of the person.",
        "",
    ),
    column(
        Field::Password,
        18.0,
        Choice::Text,
        OPTIONAL,
        "The person's login password. Blank: one is made and handed to you after the import.",
        "",
    ),
    column(
        Field::SipUsername,
        18.0,
        Choice::Text,
        OPTIONAL,
        "Only if the phone system has this account already: its SIP username. Blank: one is made.",
        "",
    ),
    column(
        Field::SipPassword,
        22.0,
        Choice::Text,
        OPTIONAL,
        "Only if the phone system has this account already: its SIP password. Blank: one is made.",
        "",
    ),
    column(
        Field::Action,
        10.0,
        Choice::Action,
        OPTIONAL,
        "add, update or delete, for this row only. Blank: as you choose when you import the file.",
        "",
    ),
];
