//! Where a field's value comes from: `name`, `device_template[/2]`, `name[first]`, `=yes`.

use serde::Deserialize;

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(in crate::import) enum From {
    /// A column by its folded header, and which piece of its cell.
    Column(String, Piece),
    /// The same in every row.
    Text(String),
}

/// A piece of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::import) enum Piece {
    /// All words but the last; the only word.
    First,
    /// The last of several words.
    Last,
    /// The only word; nothing where there are several.
    Single,
    /// Split at this sign, the piece with this number, from 1.
    Split(char, usize),
    /// All of it.
    Whole,
}

impl TryFrom<String> for From {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if let Some(text) = text.strip_prefix('=') {
            return Ok(Self::Text(text.to_owned()));
        }
        let (header, piece) = match text.strip_suffix(']').and_then(|text| text.rsplit_once('[')) {
            Some((header, piece)) => (header, Piece::named(piece)?),
            None => (text.as_str(), Piece::Whole),
        };
        let header = crate::import::columns::fold(header);
        if header.is_empty() {
            return Err(format!("“{text}” names no column"));
        }
        Ok(Self::Column(header, piece))
    }
}

impl Piece {
    fn named(text: &str) -> Result<Self, String> {
        let unknown =
            || format!("[{text}] is no piece of a cell: write [first], [last], [single] or like [/2]");
        match text {
            "first" => Ok(Self::First),
            "last" => Ok(Self::Last),
            "single" => Ok(Self::Single),
            _ => {
                let mut signs = text.chars();
                let at = signs.next().filter(|sign| !sign.is_alphanumeric()).ok_or_else(unknown)?;
                let number = signs.as_str().parse().ok().filter(|number| *number > 0).ok_or_else(unknown)?;
                Ok(Self::Split(at, number))
            }
        }
    }

    /// The piece of a text; empty where there is none.
    pub(in crate::import) fn of(self, text: &str) -> &str {
        let words = text.rsplit_once(' ');
        let piece = match self {
            Self::First => words.map_or(text, |(first, _)| first),
            Self::Last => words.map_or("", |(_, last)| last),
            Self::Single => words.map_or(text, |_| ""),
            Self::Split(at, number) => text.split(at).nth(number - 1).unwrap_or_default(),
            Self::Whole => text,
        };
        piece.trim()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_cut_out() {
        let of = |source: &str, text: &str| match From::try_from(source.to_owned()).unwrap() {
            From::Column(_, piece) => piece.of(text).to_owned(),
            From::Text(text) => text,
        };
        for (source, text, expected) in [
            ("Name[first]", "Ada Mary Byron", "Ada Mary"),
            ("Name[last]", "Ada Mary Byron", "Byron"),
            ("Name[first]", "Reception", "Reception"),
            ("Name[last]", "Reception", ""),
            ("Name[single]", "Reception", "Reception"),
            ("Name[single]", "Ada Byron", ""),
            ("device_template[/2]", "brand/t46s", "t46s"),
            ("device_template[/3]", "brand/t46s", ""),
            ("Name", " x ", "x"),
            ("=yes", "no", "yes"),
        ] {
            assert_eq!(of(source, text), expected, "{source} of {text}");
        }
    }

    #[test]
    fn what_is_no_source_says_why() {
        for source in ["name[second]", "name[/]", "name[/0]", "name[]", "[first]", " "] {
            assert!(From::try_from(source.to_owned()).is_err(), "{source}");
        }
    }
}
