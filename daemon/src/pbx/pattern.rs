//! The small language of a dialect's patterns: `{n}`, `{u}`, `{s}`, `{s:02}`, `{s+70}`, `{p}`.

use serde::Deserialize;

/// What to put together when a key is written; everything outside braces stands for itself (`+` and `*` too).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Pattern {
    text: String,
    pieces: Vec<Piece>,
}

/// What fills a pattern's placeholders.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Filling<'a> {
    /// `{n}`: an extension.
    pub extension: &'a str,
    /// `{u}`: the extension of a personal park's owner.
    pub owner: &'a str,
    /// `{s}`: a park slot; a number wherever the pattern counts with it.
    pub slot: &'a str,
    /// `{p}`: the site's `pbx.park_prefix`.
    pub prefix: &'a str,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    Extension,
    Owner,
    Prefix,
    Slot { width: usize, plus: u32 },
}

impl Pattern {
    /// As written in the dialect's file.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What stands before the extension, where nothing but that follows: `**` of `**{n}`. Phones that ask for a
    /// pickup *code* dial it with the watched extension behind it.
    #[must_use]
    pub(super) fn code(&self) -> Option<&str> {
        match self.pieces.as_slice() {
            [Piece::Text(code), Piece::Extension] => Some(code),
            _ => None,
        }
    }

    /// The first placeholder that is not among these letters, as it is written.
    pub(super) fn stranger(&self, letters: &str) -> Option<&'static str> {
        self.pieces.iter().filter_map(Piece::placeholder).find(|name| !letters.contains(*name))
    }

    /// Whether a slot must be a number for this pattern.
    pub(super) fn counts(&self) -> bool {
        self.pieces
            .iter()
            .any(|piece| matches!(piece, Piece::Slot { width, plus } if *width > 0 || *plus > 0))
    }

    /// The string that is dialled or watched.
    pub(super) fn fill(&self, with: Filling<'_>) -> String {
        let mut filled = String::with_capacity(self.text.len() + with.extension.len());
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => filled.push_str(text),
                Piece::Extension => filled.push_str(with.extension),
                Piece::Owner => filled.push_str(with.owner),
                Piece::Prefix => filled.push_str(with.prefix),
                Piece::Slot { width, plus } => filled.push_str(&slot(with.slot, *width, *plus)),
            }
        }
        filled
    }
}

/// The slot's number in at least `width` digits after `plus` was added; a slot that is no number stays as it is.
fn slot(slot: &str, width: usize, plus: u32) -> String {
    if width == 0 && plus == 0 {
        return slot.to_owned();
    }
    let sum = slot.parse::<u32>().ok().and_then(|number| number.checked_add(plus));
    sum.map_or_else(|| slot.to_owned(), |sum| format!("{sum:0width$}"))
}

impl Piece {
    fn placeholder(&self) -> Option<&'static str> {
        match self {
            Self::Text(_) => None,
            Self::Extension => Some("n"),
            Self::Owner => Some("u"),
            Self::Prefix => Some("p"),
            Self::Slot { .. } => Some("s"),
        }
    }

    /// The placeholder with this text between its braces.
    fn parse(inside: &str) -> Result<Self, String> {
        let unknown = || {
            format!(
                "{{{inside}}} is not a placeholder; there are {{n}}, {{u}}, {{p}}, {{s}}, {{s:02}} and {{s+70}}"
            )
        };
        match inside {
            "n" => return Ok(Self::Extension),
            "u" => return Ok(Self::Owner),
            "p" => return Ok(Self::Prefix),
            "s" => return Ok(Self::Slot { width: 0, plus: 0 }),
            _ => {}
        }
        if let Some(width) = inside.strip_prefix("s:0") {
            // More digits than nine are a slip of the finger, not a slot.
            let width = width.parse().ok().filter(|width| (1..=9).contains(width)).ok_or_else(unknown)?;
            return Ok(Self::Slot { width, plus: 0 });
        }
        let plus = inside.strip_prefix("s+").filter(|plus| plus.bytes().all(|sign| sign.is_ascii_digit()));
        let plus = plus.and_then(|plus| plus.parse().ok()).ok_or_else(unknown)?;
        Ok(Self::Slot { width: 0, plus })
    }
}

impl TryFrom<String> for Pattern {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if text.is_empty() {
            return Err("a pattern is empty; leave the whole line out instead".to_owned());
        }
        let pieces = parse(&text)?;
        Ok(Self { text, pieces })
    }
}

fn parse(text: &str) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, from)) = rest.split_once('{') {
        let (inside, after) = from.split_once('}').ok_or("a { is never closed")?;
        push_text(&mut pieces, before)?;
        pieces.push(Piece::parse(inside)?);
        rest = after;
    }
    push_text(&mut pieces, rest)?;
    Ok(pieces)
}

fn push_text(pieces: &mut Vec<Piece>, text: &str) -> Result<(), String> {
    if text.contains('}') {
        return Err("a } has no { before it".to_owned());
    }
    if !text.is_empty() {
        pieces.push(Piece::Text(text.to_owned()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fill(pattern: &str) -> String {
        let filling = Filling { extension: "2001", owner: "2002", slot: "7", prefix: "70" };
        Pattern::try_from(pattern.to_owned()).unwrap().fill(filling)
    }

    #[test]
    fn placeholders_are_filled_and_everything_else_is_literal() {
        for (pattern, filled) in [
            ("{n}", "2001"),
            ("**{n}", "**2001"),
            ("*3{u}", "*32002"),
            ("{s+700}", "707"),
            ("60{s:02}", "6007"),
            ("park+*59{s:02}", "park+*5907"),
            ("{p}{s}", "707"),
            ("*4", "*4"),
        ] {
            assert_eq!(fill(pattern), filled, "{pattern}");
        }
    }

    #[test]
    fn what_is_not_in_the_language_is_refused_with_a_reason() {
        for (pattern, reason) in [
            ("{x}", "{x} is not a placeholder"),
            ("{s:2}", "{s:2} is not a placeholder"),
            ("{s:0}", "{s:0} is not a placeholder"),
            ("{s++1}", "{s++1} is not a placeholder"),
            ("{s+}", "{s+} is not a placeholder"),
            ("{n", "a { is never closed"),
            ("n}", "a } has no { before it"),
            ("", "a pattern is empty"),
        ] {
            let error = Pattern::try_from(pattern.to_owned()).unwrap_err();
            assert!(error.starts_with(reason), "{pattern}: {error}");
        }
    }

    #[test]
    fn a_code_is_what_stands_before_the_extension_and_nothing_else() {
        for (pattern, code) in
            [("**{n}", Some("**")), ("*87{n}", Some("*87")), ("{n}", None), ("*20*{n}#", None), ("*8", None)]
        {
            assert_eq!(Pattern::try_from(pattern.to_owned()).unwrap().code(), code, "{pattern}");
        }
    }
}
