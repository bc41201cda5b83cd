//! `--map "Source Header=field"`: the person's own word on a column.

use std::str::FromStr;

use super::Field;

/// One `--map`, or one choice on the columns page: this column feeds this field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// Which column.
    pub column: ColumnName,
    /// What becomes of it.
    pub wanted: Wanted,
    /// They said it of an earlier file with the same headers.
    pub remembered: bool,
}

/// How a person names a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColumnName {
    /// By its header; case and punctuation do not count where no header is exactly this.
    Header(String),
    /// By its place in the file, from 0.
    Place(usize),
}

/// What a person wants of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// It is kept with the user as a custom field (written `custom`).
    Custom,
    /// It feeds the field.
    Field(Field),
    /// It is not read (written `left_out`).
    LeftOut,
}

impl Wanted {
    /// What this word means; `None` where it is neither a field nor one of the two other words.
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        match text.trim().to_ascii_lowercase().as_str() {
            "custom" => Some(Self::Custom),
            "left_out" => Some(Self::LeftOut),
            name => Field::named(name).map(Self::Field),
        }
    }

    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Custom => "custom",
            Self::Field(field) => field.name(),
            Self::LeftOut => "left_out",
        }
    }

    pub(super) fn field(self) -> Option<Field> {
        match self {
            Self::Field(field) => Some(field),
            Self::Custom | Self::LeftOut => None,
        }
    }
}

/// Why a `--map` cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MapError {
    /// No `=` or nothing before it.
    #[error("--map {0:?} is not of the form \"Source Header=field\"")]
    Form(String),
    /// Not one of our fields.
    #[error("there is no field {field}{}", .nearest.map(|near| format!(". Nearest: {}", near.name())).unwrap_or_default())]
    UnknownField {
        /// What was written.
        field: String,
        /// The field most like it.
        nearest: Option<Field>,
    },
}

impl FromStr for Override {
    type Err = MapError;

    /// Splits at the last `=`, for no field's name holds one.
    fn from_str(text: &str) -> Result<Self, MapError> {
        let (source, field) = text.rsplit_once('=').ok_or_else(|| MapError::Form(text.to_owned()))?;
        let (source, name) = (source.trim(), field.trim());
        if source.is_empty() {
            return Err(MapError::Form(text.to_owned()));
        }
        let unknown = || MapError::UnknownField { field: name.to_owned(), nearest: Field::nearest(name) };
        let wanted = Wanted::named(name).ok_or_else(unknown)?;
        Ok(Self { column: ColumnName::Header(source.to_owned()), wanted, remembered: false })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_override_names_a_header_and_a_field() {
        let read = |text: &str| text.parse::<Override>();
        let of = |header: &str, wanted| {
            Ok(Override { column: ColumnName::Header(header.to_owned()), wanted, remembered: false })
        };
        assert_eq!(read("Work Mail=email"), of("Work Mail", Wanted::Field(Field::Email)));
        assert_eq!(read("a=b = MAC Address "), of("a=b", Wanted::Field(Field::MacAddress)));
        assert_eq!(read("Cost centre=custom"), of("Cost centre", Wanted::Custom));
        assert_eq!(read("Floor=left_out"), of("Floor", Wanted::LeftOut));
    }

    #[test]
    fn what_is_no_override_says_why() {
        let message = |text: &str| text.parse::<Override>().unwrap_err().to_string();
        assert_eq!(message("email"), "--map \"email\" is not of the form \"Source Header=field\"");
        assert_eq!(message("=email"), "--map \"=email\" is not of the form \"Source Header=field\"");
        assert_eq!(message("x=extention"), "there is no field extention. Nearest: extension");
        assert_eq!(message("x=zzzzzzzzz"), "there is no field zzzzzzzzz");
    }
}
