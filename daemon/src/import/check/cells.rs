//! One row's cells by field, with what no cell may hold taken out and reported.

use std::{array, borrow::Cow};

use super::{Finding, Log, value::shown, words::word};
use crate::{
    directory::text::{forbidden_sign, sign_name},
    import::{
        Field, Mapping, Severity,
        sheet::{Row, is_dash, is_empty_word},
    },
};

/// What spreadsheets write where a formula failed or a column is too narrow.
const ERROR_VALUES: [&str; 8] =
    ["#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#N/A", "#NUM!", "#NULL!", "########"];

/// The row's values. Text in here has no forbidden sign, is no formula and is not too long.
pub(super) struct Cells<'a> {
    pub(super) row: u32,
    values: [Value<'a>; Field::ALL.len()],
    /// Custom fields: name, value.
    pub(super) custom: Vec<(&'a str, &'a str)>,
    /// Custom fields that hold a word for nothing.
    pub(super) custom_cleared: Vec<&'a str>,
    /// Places in the sheet and headers of custom fields.
    pub(super) custom_places: Vec<(usize, &'a str)>,
    /// As [`Row::own_line`].
    pub(super) own_line: Option<bool>,
}

#[derive(Default)]
struct Value<'a> {
    /// As it stands in the file.
    written: &'a str,
    /// What a recipe makes of the row for this field, in place of what stands in the file.
    made: Option<String>,
    /// As it is used; `None` where the cell is blank or bad.
    text: Option<Cow<'a, str>>,
    /// It holds something that cannot be used, which has been reported.
    is_bad: bool,
}

impl<'a> Cells<'a> {
    pub(super) fn read(row: &'a Row, width: usize, mapping: &'a Mapping, log: &mut Log<'_>) -> Self {
        let at = |place: usize| row.cells.get(place).map_or("", String::as_str);
        let written = |field: Field| match mapping.place(field) {
            Some(place) if field.is_exact() => row.exact(place),
            place => place.map_or("", at),
        };
        let values = array::from_fn(|place| {
            let field = Field::ALL[place];
            Value { written: written(field), made: mapping.made(field, row), ..Value::default() }
        });
        let mut cells = Self {
            row: row.number,
            values,
            custom: Vec::new(),
            custom_cleared: Vec::new(),
            custom_places: Vec::new(),
            own_line: row.own_line,
        };
        for field in Field::ALL {
            cells.accept(field, log);
        }
        cells.split_full_name(mapping);
        for column in mapping.custom() {
            let text = at(column.index);
            if !text.is_empty() && is_empty_word(text) {
                cells.custom_cleared.push(&column.kept_as);
                continue;
            }
            let finding = custom_fault(text);
            if !text.is_empty() && finding.as_ref().is_none_or(|finding| finding.severity != Severity::Error)
            {
                cells.custom.push((&column.kept_as, text));
                cells.custom_places.push((column.index, &column.source));
            }
            if let Some(finding) = finding {
                log.custom(row.number, column.index, &column.source, finding);
            }
        }
        report_surplus(row, width, log);
        cells
    }

    /// The value as it is used; `None` where the cell is blank or bad.
    pub(super) fn text(&self, field: Field) -> Option<&str> {
        self.values[field as usize].text.as_deref()
    }

    /// A copy of [`text`](Self::text).
    pub(super) fn owned(&self, field: Field) -> Option<String> {
        self.text(field).map(str::to_owned)
    }

    /// Whether nothing is there, not even something that cannot be used.
    pub(super) fn is_blank(&self, field: Field) -> bool {
        let value = &self.values[field as usize];
        value.text.is_none() && !value.is_bad
    }

    /// Whether a word says that there is to be nothing.
    pub(super) fn is_cleared(&self, field: Field) -> bool {
        let value = &self.values[field as usize];
        value.text.is_none() && !value.is_bad && !value.written.is_empty()
    }

    /// The cell as it stands in the file.
    pub(super) fn written(&self, field: Field) -> &str {
        self.values[field as usize].written
    }

    /// First and last name, or the email: whom the row is about.
    pub(super) fn who(&self) -> Option<String> {
        let names = [self.text(Field::FirstName), self.text(Field::LastName)];
        let name = names.into_iter().flatten().collect::<Vec<_>>().join(" ");
        if name.is_empty() { self.owned(Field::Email) } else { Some(name) }.map(|who| shown(&who))
    }

    /// Reads what was taken for the full name as the display name, which needs not be said where it is the name that the
    /// user has.
    pub(super) fn display_names(&mut self, full_name: &str) {
        for field in [Field::FirstName, Field::LastName] {
            self.values[field as usize] = Value::default();
        }
        let mut name = std::mem::take(&mut self.values[Field::FullName as usize]);
        name.text.take_if(|text| is_empty_word(text));
        let is_theirs = name.text.as_deref() == Some(full_name);
        self.values[Field::DisplayName as usize] = if is_theirs { Value::default() } else { name };
    }

    fn accept(&mut self, field: Field, log: &mut Log<'_>) {
        let Value { written, made, .. } = &mut self.values[field as usize];
        let whole = made.take().map_or(Cow::Borrowed(*written), Cow::Owned);
        if whole.is_empty() || means_nothing(field, &whole) {
            return;
        }
        let text = inner(field, whole);
        let text = &text;
        if let Some(finding) = fault(field, text).or_else(|| formula_fault(field, text)) {
            self.values[field as usize].is_bad = true;
            log.cell(self, field, finding);
            return;
        }
        if let Some(finding) = formula_doubt(field, text) {
            log.cell(self, field, finding);
        }
        let used = if field == Field::Email { text.replace('’', "'").into() } else { text.clone() };
        self.values[field as usize].text = Some(used).filter(|text| !text.is_empty());
    }

    /// The parts of a full name go where no column of their own brings them.
    fn split_full_name(&mut self, mapping: &Mapping) {
        let lacks = |field: &Field| mapping.place(*field).is_none();
        let Value { written, text, is_bad, .. } = &self.values[Field::FullName as usize];
        let (written, is_bad) = (*written, *is_bad);
        let Some(name) = text.as_deref().map(str::to_owned) else {
            if is_bad {
                for field in [Field::FirstName, Field::LastName].into_iter().filter(lacks) {
                    self.values[field as usize] = Value { written, is_bad, ..Value::default() };
                }
            }
            return;
        };
        let (first, last) =
            name.rsplit_once(' ').map_or((name.as_str(), None), |(first, last)| (first, Some(last)));
        let part = |text: Option<&str>| Value {
            written,
            text: text.map(|text| text.trim().to_owned().into()),
            ..Value::default()
        };
        for (field, text) in [(Field::FirstName, Some(first)), (Field::LastName, last)] {
            if lacks(&field) {
                self.values[field as usize] = part(text);
            }
        }
    }
}

/// Somebody may well be called None or Na, and a password may be any word.
fn means_nothing(field: Field, text: &str) -> bool {
    match field {
        Field::FirstName | Field::LastName | Field::FullName => {
            is_dash(text) || text.eq_ignore_ascii_case("n/a")
        }
        _ => !field.is_exact() && is_empty_word(text),
    }
}

/// The value as it is meant, of what is written.
fn inner(field: Field, whole: Cow<'_, str>) -> Cow<'_, str> {
    match whole {
        _ if field.is_exact() => whole,
        Cow::Borrowed(text) => unwrapped(text).into(),
        Cow::Owned(text) => unwrapped(&text).to_owned().into(),
    }
}

/// `="2001"` is how some programs keep a spreadsheet from changing a number.
fn unwrapped(text: &str) -> &str {
    text.strip_prefix("=\"")
        .and_then(|rest| rest.strip_suffix('"'))
        .filter(|inner| !inner.contains('"'))
        .unwrap_or(text)
}

/// What makes any cell unusable.
fn fault(field: Field, text: &str) -> Option<Finding> {
    let limit = max_length(field);
    if let Some(finding) = sign_fault(word(field), text) {
        return Some(finding);
    }
    if let Some(sign) = text.chars().find(|sign| is_identifier(field) && is_invisible(*sign)) {
        let message = format!("The {} contains {}. Remove it", word(field), sign_name(sign));
        return Some(Finding::error("text_forbidden", message));
    }
    (text.len() > limit && text.chars().count() > limit).then(|| {
        let message = format!("The {} is longer than {limit} characters. Shorten it", word(field));
        Finding::error("text_too_long", message)
    })
}

/// Where nobody can see why the value is refused, or not found.
fn is_identifier(field: Field) -> bool {
    matches!(
        field,
        Field::Email
            | Field::Extension
            | Field::MacAddress
            | Field::NotificationEmail
            | Field::PhoneNumber
            | Field::SipUsername
    )
}

/// Soft hyphens, joiners and direction marks that come along with text copied from a web page or an address book.
fn is_invisible(sign: char) -> bool {
    matches!(sign, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

fn sign_fault(name: &str, text: &str) -> Option<Finding> {
    if let Some(sign) = forbidden_sign(text) {
        let message = format!("The {name} contains {}. Remove it", sign_name(sign));
        return Some(Finding::error("text_forbidden", message));
    }
    text.contains('\u{fffd}').then(|| {
        let message = format!("A letter of the {name} cannot be read. Save the file as CSV UTF-8 again");
        Finding::error("text_undecodable", message)
    })
}

fn custom_fault(text: &str) -> Option<Finding> {
    let limit = 1000;
    if text.len() > limit && text.chars().count() > limit {
        let message = format!("The cell is longer than {limit} characters. Shorten it");
        return Some(Finding::error("text_too_long", message));
    }
    let doubt = || {
        let message = "The cell is a formula or its error, not a value. It is kept as it is written";
        is_formula(text).then(|| Finding::warning("formula", message))
    };
    sign_fault("cell", text).or_else(doubt)
}

fn is_formula(text: &str) -> bool {
    text.starts_with('=') || is_error_value(text)
}

fn is_error_value(text: &str) -> bool {
    ERROR_VALUES.iter().any(|value| text.starts_with(value))
}

/// In characters. Names as long as Kazoo takes them, email by RFC 5321.
fn max_length(field: Field) -> usize {
    match field {
        Field::UserNotes => 2000,
        Field::FullName => 257,
        Field::Email | Field::NotificationEmail => 320,
        Field::SipUsername => 64,
        _ => 128,
    }
}

fn formula_fault(field: Field, text: &str) -> Option<Finding> {
    if field.is_exact() {
        return secret_formula(field, text);
    }
    is_formula(text).then(|| {
        let what = if is_error_value(text) { "a spreadsheet's error" } else { "a formula" };
        let message = format!("The {} is {what}, not a value. Replace it by the value", word(field));
        Finding::error("formula", message)
    })
}

/// It goes into exports and into the PBX's own import, where it would be run, or changed to keep it from that.
fn secret_formula(field: Field, text: &str) -> Option<Finding> {
    let name = word(field);
    if ERROR_VALUES.contains(&text) {
        let message = format!("The {name} is a spreadsheet's error, not a value. Replace it by the value");
        return Some(Finding::error("formula", message));
    }
    text.starts_with(['=', '+', '-', '@']).then(|| {
        let message = format!(
            "The {name} begins with =, +, - or @, so spreadsheets take it for a formula. Choose another, or leave it blank"
        );
        Finding::error("formula_like", message)
    })
}

/// Harmless here, but a formula for whoever opens an export of it in a spreadsheet.
fn formula_doubt(field: Field, text: &str) -> Option<Finding> {
    let is_label = matches!(
        field,
        Field::Department
            | Field::DeviceName
            | Field::DisplayName
            | Field::FirstName
            | Field::FullName
            | Field::LastName
            | Field::Location
    );
    (is_label && text.starts_with(['+', '-', '@'])).then(|| {
        let message = format!("The {} begins with {}, as a formula does. Check it", word(field), &text[..1]);
        Finding::warning("formula_like", message)
    })
}

fn report_surplus(row: &Row, width: usize, log: &mut Log<'_>) {
    let surplus = row.cells.iter().skip(width).filter(|cell| !cell.is_empty()).count();
    if surplus > 0 {
        let message = format!(
            "The row has {} than the header has columns; what is beyond is left out. Check it for a missing quotation mark",
            if surplus == 1 { "one cell more".to_owned() } else { format!("{surplus} cells more") }
        );
        log.row(row.number, Finding::warning("row_too_wide", message));
    }
}
