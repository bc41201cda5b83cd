//! Expressions that wait with being compiled.

use std::sync::OnceLock;

use regex::{Captures, Regex, RegexBuilder};
use regex_syntax::hir::{Hir, HirKind};

/// Longest expression that somebody may write, with all that it repeats written out. What is shorter always compiles.
const MAX_WRITTEN_OUT: usize = 200;

/// How an expression is compiled.
pub(super) type Compile = fn(&str) -> Result<Regex, regex::Error>;

/// An expression, compiled when a text is first read by it: the hundreds of the catalogue would be most of the box's
/// start and take megabytes, and a box meets few.
#[derive(Debug, Clone)]
pub struct Expression {
    source: String,
    compile: Compile,
    compiled: OnceLock<Option<Regex>>,
}

impl Expression {
    /// An expression that is known to compile; one that does not takes no text.
    pub(super) fn sound(source: String, compile: Compile) -> Self {
        Self { source, compile, compiled: OnceLock::new() }
    }

    /// An expression that somebody wrote, and the names of its groups. `Err` is a sentence for the person.
    pub(super) fn read(source: &str) -> Result<(Self, Vec<String>), String> {
        // The message shows the expression over several lines; its last line says what is wrong.
        let hir = regex_syntax::parse(source).map_err(|error| {
            let text = error.to_string();
            format!("the expression is wrong: {}", text.lines().last().unwrap_or_default())
        })?;
        let mut groups = Vec::new();
        if written_out(&hir, &mut groups) > MAX_WRITTEN_OUT {
            return Err(format!(
                "the expression has more than {MAX_WRITTEN_OUT} characters with all that it repeats"
            ));
        }
        Ok((Self::sound(source.to_owned(), of_ascii), groups))
    }

    /// In the words of [`regex`].
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.source
    }

    /// Whether it compiles, as each must.
    #[cfg(test)]
    pub(super) fn compiles(&self) -> bool {
        (self.compile)(&self.source).is_ok()
    }

    /// What its groups stand for in a text, if it takes the text.
    #[must_use]
    pub fn captures<'a>(&self, text: &'a str) -> Option<Captures<'a>> {
        self.compiled.get_or_init(|| (self.compile)(&self.source).ok()).as_ref()?.captures(text)
    }
}

/// An expression for texts of ASCII, as names of files and `User-Agent`s are: it compiles several times as fast as one
/// that knows every script. One that could not keep to whole characters that way knows them all.
fn of_ascii(source: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(source).unicode(false).build().or_else(|_| Regex::new(source))
}

/// How long an expression is, with all that it repeats written out. The names of its groups are added to `groups`.
fn written_out(hir: &Hir, groups: &mut Vec<String>) -> usize {
    match hir.kind() {
        HirKind::Empty => 0,
        HirKind::Literal(literal) => literal.0.len(),
        HirKind::Class(_) | HirKind::Look(_) => 1,
        HirKind::Repetition(repeated) => {
            let times = usize::try_from(repeated.max.unwrap_or(repeated.min).max(1)).unwrap_or(usize::MAX);
            written_out(&repeated.sub, groups).saturating_mul(times)
        }
        HirKind::Capture(group) => {
            groups.extend(group.name.as_deref().map(str::to_owned));
            written_out(&group.sub, groups).saturating_add(1)
        }
        HirKind::Concat(parts) | HirKind::Alternation(parts) => {
            parts.iter().fold(0, |length, part| length.saturating_add(written_out(part, groups)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_expression_compiles() {
        for class in ["a", "[^a]", r"\w", r"\W", r"\pL", r"(?i)\pL", r"[^a]\S"] {
            let source = format!("(?:{class}){{{MAX_WRITTEN_OUT}}}");
            of_ascii(&source).unwrap_or_else(|error| panic!("{source}: {error}"));
        }
    }

    #[test]
    fn what_is_repeated_counts_as_often() {
        for (source, is_read) in [
            ("a{200}", true),
            ("a{201}", false),
            ("(a{20}){11}", false),
            ("(ab?){0,100}c*", false),
            ("((((a{1000}){1000}){1000}){1000}){1000}", false),
            (r"^Acme (?<model>\S+) (?<mac>[0-9a-f]{12})$", true),
        ] {
            assert_eq!(Expression::read(source).is_ok(), is_read, "{source}");
        }
    }
}
