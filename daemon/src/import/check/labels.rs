//! What a row says of the user themselves.

use super::{
    Checker, Finding,
    cells::Cells,
    intent::Intent,
    said::{Joined, MAX_JOINED, Word, join},
    value::email_fault,
    words::word,
};
use crate::{directory::Secret, import::Field};

/// What a row says of its user, read and judged.
struct Labels {
    password: Option<Secret>,
    notification_email: Option<String>,
    include_voicemail: Option<bool>,
    in_directory: Option<bool>,
}

impl Checker<'_> {
    pub(super) fn softphone(&mut self, cells: &Cells<'_>, owner: Option<usize>) -> bool {
        let wanted = self.yes_or_no(cells, Field::Softphone);
        let (Some(user), Some(wanted)) = (owner, wanted) else { return false };
        let draft = &mut self.users[user];
        // A row that only adds cannot say no, but its yes counts too.
        let counts = !draft.is_new() && (self.intent == Intent::Update || wanted);
        if counts && draft.said.flag(cells.row, Field::Softphone, wanted) {
            self.report_yes_and_no(cells, Field::Softphone);
        }
        let draft = &mut self.users[user];
        if draft.has_softphone {
            draft.same.softphones |= usize::from(wanted);
            return false;
        }
        wanted && !std::mem::replace(&mut draft.planned.softphone, true)
    }

    /// What the row says of the user themselves. A user who is on the box already keeps what is there, unless the row
    /// may change it. Whether anything new came of it.
    pub(super) fn labels(&mut self, cells: &Cells<'_>, owner: Option<usize>) -> bool {
        let labels = Labels {
            password: self.password(cells, owner),
            notification_email: self.notification_email(cells),
            include_voicemail: self.yes_or_no(cells, Field::IncludeVoicemail),
            in_directory: self.yes_or_no(cells, Field::InDirectory),
        };
        let Some(user) = owner else { return false };
        if self.users[user].is_new() {
            return self.new_labels(cells, user, labels);
        }
        if self.intent == Intent::Update {
            self.say_labels(cells, user, labels);
        } else {
            self.report_unused_labels(cells, user, &labels);
        }
        false
    }

    fn new_labels(&mut self, cells: &Cells<'_>, user: usize, labels: Labels) -> bool {
        let planned = &mut self.users[user].planned;
        let singles = [
            set(&mut planned.location, (Field::Location, cells.owned(Field::Location))),
            set(&mut planned.department, (Field::Department, cells.owned(Field::Department))),
            set(&mut planned.notification_email, (Field::NotificationEmail, labels.notification_email)),
            set(&mut planned.password, (Field::Password, labels.password)),
        ];
        let mut is_new = singles.contains(&Ok(true));
        is_new |= labels.include_voicemail == Some(true)
            && !std::mem::replace(&mut planned.include_voicemail, true);
        is_new |= labels.in_directory == Some(true) && !std::mem::replace(&mut planned.in_directory, true);
        let notes = cells.text(Field::UserNotes);
        let mut joined = vec![notes.map(|text| join(planned.notes.get_or_insert_default(), text))];
        let custom = kept(cells).into_iter();
        joined.extend(
            custom.map(|(name, text)| Some(join(planned.custom.entry(name.to_owned()).or_default(), text))),
        );
        is_new |= joined.contains(&Some(Joined::Added));
        if joined.contains(&Some(Joined::LeftOut)) {
            self.report_no_room(cells);
        }
        for field in singles.into_iter().filter_map(Result::err) {
            self.report_differs(cells, field);
        }
        is_new
    }

    /// Gathers what the row says of somebody who may be changed. A word for nothing takes a text away.
    fn say_labels(&mut self, cells: &Cells<'_>, user: usize, labels: Labels) {
        let row = cells.row;
        let said = &mut self.users[user].said;
        let (mut differing, mut both) = (Vec::new(), Vec::new());
        let texts = [
            (Field::Location, cells.owned(Field::Location)),
            (Field::Department, cells.owned(Field::Department)),
            (Field::NotificationEmail, labels.notification_email),
        ];
        for (field, text) in texts {
            if (text.is_some() || cells.is_cleared(field)) && said.text(row, field, text) {
                differing.push(field);
            }
        }
        let flags =
            [(Field::IncludeVoicemail, labels.include_voicemail), (Field::InDirectory, labels.in_directory)];
        for (field, flag) in flags {
            if flag.is_some_and(|flag| said.flag(row, field, flag)) {
                both.push(field);
            }
        }
        let notes = cells.text(Field::UserNotes);
        let mut has_room = true;
        if notes.is_some() || cells.is_cleared(Field::UserNotes) {
            has_room &= said.join_text(row, Field::UserNotes, notes);
        }
        for (name, text) in kept(cells) {
            has_room &= said.custom(row, name, Some(text));
        }
        for field in [Field::SeatType, Field::DoNotBill].into_iter().filter(|field| cells.is_cleared(*field))
        {
            said.custom(row, field.name(), None);
        }
        for name in &cells.custom_cleared {
            said.custom(row, name, None);
        }
        if let Some(password) = labels.password {
            let first = said.password.get_or_insert_with(|| Word { row, what: password.clone() });
            if first.what != password {
                differing.push(Field::Password);
            }
        }
        if !has_room {
            self.report_no_room(cells);
        }
        for field in differing {
            self.report_differs(cells, field);
        }
        for field in both {
            self.report_yes_and_no(cells, field);
        }
    }

    fn report_no_room(&mut self, cells: &Cells<'_>) {
        let message = format!(
            "Notes or a further column of this user's rows have more than {MAX_JOINED} characters together. Those of this row are left out"
        );
        self.log.row(cells.row, Finding::warning("text_too_long", message));
    }

    fn report_yes_and_no(&mut self, cells: &Cells<'_>, field: Field) {
        let message = format!("Rows of this user say both yes and no for the {}. Yes counts", word(field));
        self.log.cell(cells, field, Finding::warning("value_differs", message));
    }

    fn notification_email(&mut self, cells: &Cells<'_>) -> Option<String> {
        let text = cells.text(Field::NotificationEmail)?;
        match email_fault(text) {
            None => Some(text.to_owned()),
            Some(finding) => {
                self.log.cell(cells, Field::NotificationEmail, finding);
                None
            }
        }
    }

    /// An import adds, so what it says of a user who is here is said to be of no use, not dropped silently.
    fn report_unused_labels(&mut self, cells: &Cells<'_>, user: usize, labels: &Labels) {
        let mut fields = vec![
            Field::Password,
            Field::NotificationEmail,
            Field::Location,
            Field::Department,
            Field::UserNotes,
            Field::SeatType,
            Field::DoNotBill,
            Field::VoicemailPin,
        ];
        fields.extend((labels.include_voicemail == Some(true)).then_some(Field::IncludeVoicemail));
        fields.extend((labels.in_directory == Some(true)).then_some(Field::InDirectory));
        let name = self.users[user].name();
        self.report_unused(cells, &fields, &name);
        for (index, source) in &cells.custom_places {
            let finding = unused(&name, &format!("“{source}”"));
            self.log.custom(cells.row, *index, source, finding);
            self.has_unused = true;
        }
    }

    /// A note for each of the fields that the row fills in although it cannot change what `holder` is on the box.
    pub(super) fn report_unused(&mut self, cells: &Cells<'_>, fields: &[Field], holder: &str) {
        for field in fields.iter().filter(|field| cells.text(**field).is_some()) {
            self.log.cell(cells, *field, unused(holder, &format!("the {}", word(*field))));
            self.has_unused = true;
        }
    }
}

/// Custom fields, and the two that only a hosted PBX bills by.
fn kept<'c>(cells: &'c Cells<'_>) -> Vec<(&'c str, &'c str)> {
    let billing = [Field::SeatType, Field::DoNotBill];
    let billing = billing.into_iter().filter_map(|field| Some((field.name(), cells.text(field)?)));
    billing.chain(cells.custom.iter().copied()).collect()
}

fn unused(holder: &str, name: &str) -> Finding {
    Finding::note(
        "value_unused",
        format!("{holder} is here already, so {name} is not used: an import only adds"),
    )
}

/// Sets what is not set yet; whether it is new, or as an error the field that has another value already.
fn set<T: PartialEq>(place: &mut Option<T>, (field, value): (Field, Option<T>)) -> Result<bool, Field> {
    match (&place, value) {
        (_, None) => Ok(false),
        (None, value) => {
            *place = value;
            Ok(true)
        }
        (Some(old), Some(new)) => {
            if *old == new {
                Ok(false)
            } else {
                Err(field)
            }
        }
    }
}
