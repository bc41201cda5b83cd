//! `--map "Source Header=field"`: the person's own word on a column.

use std::str::FromStr;

use super::Field;

/// One `--map`: this header feeds this field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// The header in the file; case and punctuation do not count where no header is exactly this.
    pub source: String,
    /// The field; `None` (written `custom`) keeps the column as a custom field.
    pub field: Option<Field>,
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
        if name.eq_ignore_ascii_case("custom") {
            return Ok(Self { source: source.to_owned(), field: None });
        }
        let unknown = || MapError::UnknownField { field: name.to_owned(), nearest: Field::nearest(name) };
        let field = Field::named(name).ok_or_else(unknown)?;
        Ok(Self { source: source.to_owned(), field: Some(field) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_override_names_a_header_and_a_field() {
        let read = |text: &str| text.parse::<Override>().map(|found| (found.source, found.field));
        assert_eq!(read("Work Mail=email"), Ok(("Work Mail".to_owned(), Some(Field::Email))));
        assert_eq!(read("a=b = MAC Address "), Ok(("a=b".to_owned(), Some(Field::MacAddress))));
        assert_eq!(read("Cost centre=custom"), Ok(("Cost centre".to_owned(), None)));
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
