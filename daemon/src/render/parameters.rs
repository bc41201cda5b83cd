//! A rendered file read back into its parameters, and parameters in the maker's words laid over it.
//!
//! Files are read line by line by the shapes of their [`Format`]: a line is a parameter, opens or closes a part, or
//! is structure that nobody looks at.

use std::ops::Range;

use super::escape;
use crate::{
    catalogue::{Format, Repeat, Shape},
    directory::Override,
};

/// One parameter of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Full name: `account.1.label`, `sip/line[1]/RegisterAddr`.
    pub name: String,
    /// Its value, escapes taken off.
    pub value: String,
    /// Line in the file, from 0.
    pub line: usize,
    /// Where the value stands in its line, escaped.
    pub range: Range<usize>,
}

/// What became of an override.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Laid {
    /// The override.
    pub what: Override,
    /// How it went.
    pub outcome: Outcome,
}

/// How laying an override over a file went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// A nearer override of the same parameter beats it.
    Beaten,
    /// A line was added.
    Added,
    /// The file's format has no way to write a parameter of this name.
    Impossible,
    /// The template's value was replaced.
    Replaced,
}

/// The parameters of a file, in its order.
#[must_use]
pub fn read(format: &Format, text: &str) -> Vec<Parameter> {
    let mut reader = Reader { format, parts: Vec::new() };
    text.lines().enumerate().filter_map(|(line, content)| reader.parameter(line, content)).collect()
}

struct Reader<'a> {
    format: &'a Format,
    /// Names of the parts that are open, the outermost first.
    parts: Vec<String>,
}

impl Reader<'_> {
    fn parameter(&mut self, line: usize, content: &str) -> Option<Parameter> {
        let trimmed = content.trim_start();
        if self.format.comments.iter().any(|comment| trimmed.starts_with(comment.as_str())) {
            return None;
        }
        if let Some(filled) = self.format.parameters.iter().find_map(|shape| shape.fill(content)) {
            let name = self
                .parts
                .iter()
                .map(String::as_str)
                .chain([filled.name.as_str()])
                .collect::<Vec<_>>()
                .join("/");
            let value = escape::undo(self.format.escape, filled.value);
            return Some(Parameter { name, value, line, range: filled.range });
        }
        if self.format.section_ends.iter().any(|end| end.fill(content).is_some()) {
            self.parts.pop();
        } else if let Some(part) = self.format.sections.iter().find_map(|shape| shape.fill(content)) {
            if self.format.section_ends.is_empty() {
                self.parts.clear();
            }
            self.parts.push(part.name);
        }
        None
    }
}

/// The file with the overrides laid over it, and what became of each. Of several for one parameter the last counts.
#[must_use]
pub fn lay_over(format: &Format, text: &str, overrides: &[Override]) -> (String, Vec<Laid>) {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut laid = Vec::new();
    for (at, what) in overrides.iter().enumerate() {
        let is_beaten = overrides[at + 1..].iter().any(|later| later.parameter == what.parameter);
        let outcome = if is_beaten { Outcome::Beaten } else { lay_one(format, &mut lines, what) };
        laid.push(Laid { what: what.clone(), outcome });
    }
    let mut text = lines.join("\n");
    text.push('\n');
    (text, laid)
}

fn lay_one(format: &Format, lines: &mut Vec<String>, what: &Override) -> Outcome {
    let mut value = String::new();
    // Writing into a string cannot fail.
    escape::write(&mut value, format.escape, &what.value).unwrap_or_default();
    let text = lines.join("\n");
    let there: Vec<Parameter> =
        read(format, &text).into_iter().filter(|parameter| parameter.name == what.parameter).collect();
    for parameter in &there {
        if let Some(line) = lines.get_mut(parameter.line) {
            line.replace_range(parameter.range.clone(), &value);
        }
    }
    if !there.is_empty() {
        return Outcome::Replaced;
    }
    let (part, name) = what
        .parameter
        .rsplit_once('/')
        .filter(|_| !format.sections.is_empty())
        .unwrap_or(("", &what.parameter));
    let line = format.parameters.iter().find_map(|shape: &Shape| shape.line(name, &value));
    // A name may begin like a comment, or hold what separates names from values.
    let line = line.filter(|line| matches!(read(format, line).as_slice(), [only] if only.name == name));
    match line.zip(place(format, lines, part)) {
        Some((line, at)) => {
            lines.insert(at, line);
            Outcome::Added
        }
        None => Outcome::Impossible,
    }
}

/// Where a new line of this part goes: before its end.
fn place(format: &Format, lines: &[String], part: &str) -> Option<usize> {
    if part.is_empty() {
        return match (&format.before, format.repeat) {
            (Some(before), _) => {
                lines.iter().rposition(|line| line.trim_start().starts_with(before.as_str()))
            }
            (None, _) => {
                Some(lines.iter().rposition(|line| !line.trim().is_empty()).map_or(0, |last| last + 1))
            }
        };
    }
    let mut reader = Reader { format, parts: Vec::new() };
    let mut is_in = false;
    for (at, line) in lines.iter().enumerate() {
        reader.parameter(at, line);
        let now_in = reader.parts.join("/") == part;
        if is_in && !now_in && !reader.parts.join("/").starts_with(part) {
            return Some(at);
        }
        is_in |= now_in;
    }
    is_in.then_some(lines.len())
}

/// Names that stand twice in a file where that would spoil it, or make the wrong one count.
#[must_use]
pub fn repeated(format: &Format, text: &str) -> Vec<String> {
    let mut names: Vec<String> = read(format, text).into_iter().map(|parameter| parameter.name).collect();
    names.sort_unstable();
    let twice = names.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0].clone());
    if format.repeat == Repeat::Last { Vec::new() } else { twice.collect() }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{
        catalogue::{Catalogue, SourceFile},
        directory::Level,
    };

    /// The format of a brand whose `[[format]]` table is this.
    fn format(table: &str) -> Arc<Format> {
        let file = |path: &str, text: String| SourceFile { path: path.to_owned(), text };
        let brand = format!(
            "id = \"acme\"\nname = \"Acme\"\n[[format]]\nid = \"own\"\n{table}\n[[file]]\npattern = \"{{mac}}\"\n\
             kind = \"device\"\nmain = true\n[defaults]\nformat = \"own\"\ntemplate = \"x\"\n"
        );
        let family = "name = \"A\"\n[[model]]\nid = \"a\"\nname = \"A\"\nlines = 1\nkeys = { physical = 0, total = 0 }\n";
        let files = [file("acme/brand.toml", brand), file("acme/a.toml", family.to_owned())];
        let catalogue = Catalogue::load(&files, &[]).unwrap_or_else(|fault| panic!("{fault}"));
        catalogue.brands()[0].format.clone()
    }

    fn over(parameter: &str, value: &str) -> Override {
        Override { level: Level::Device, parameter: parameter.to_owned(), value: value.to_owned() }
    }

    fn names(format: &Format, text: &str) -> Vec<(String, String)> {
        read(format, text).into_iter().map(|parameter| (parameter.name, parameter.value)).collect()
    }

    #[test]
    fn nested_parts_are_part_of_the_name() {
        let format = format(
            "escape = \"xml\"\nparameter = [\"<{name}>{value}</{name}>\"]\n\
             section = ['<{section} index=\"{index}\">', '<{section}>']\nsection_end = ['</{section}>']",
        );
        let text = "<?xml?>\n<c>\n<sip>\n<line index=\"1\">\n<Addr>a &amp; b</Addr>\n</line>\n<Port>1</Port>\n</sip>\n</c>\n";
        let read = names(&format, text);
        assert_eq!(
            read,
            [
                ("c/sip/line[1]/Addr".to_owned(), "a & b".to_owned()),
                ("c/sip/Port".to_owned(), "1".to_owned())
            ]
        );
        let (text, laid) =
            lay_over(&format, text, &[over("c/sip/line[1]/New", "<x>"), over("c/sip/line[9]/New", "x")]);
        assert!(text.contains("<Addr>a &amp; b</Addr>\n<New>&lt;x&gt;</New>\n</line>"), "{text}");
        assert_eq!(
            laid.iter().map(|laid| laid.outcome).collect::<Vec<_>>(),
            [Outcome::Added, Outcome::Impossible]
        );
    }

    #[test]
    fn parts_without_an_end_run_to_the_next() {
        let format =
            format("escape = \"line\"\nparameter = [\"{name}:{value}\"]\nsection = ['<{section}>']\n");
        let text = "<A MODULE>\nx:1\n<B MODULE>\ny:2\n";
        assert_eq!(names(&format, text)[1].0, "B MODULE/y");
        let (text, _) = lay_over(&format, text, &[over("A MODULE/z", "3"), over("B MODULE/y", "4")]);
        assert_eq!(text, "<A MODULE>\nx:1\nz:3\n<B MODULE>\ny:4\n");
    }

    #[test]
    fn the_nearest_override_counts_and_none_breaks_out() {
        let format = format("escape = \"line\"\nparameter = [\"{name} = {value}\"]\ncomment = ['#']\n");
        let (text, laid) = lay_over(
            &format,
            "#!v\na = 1\n# a = 9\n",
            &[
                over("a", "2"),
                over("a", "3\nb = 4"),
                over("c\nd", "5"),
                over("e", "6"),
                over("# f", "7"),
                over("g = h", "8"),
            ],
        );
        assert_eq!(text, "#!v\na = 3 b = 4\n# a = 9\ne = 6\n");
        let outcomes: Vec<_> = laid.iter().map(|laid| laid.outcome).collect();
        let expected = ["Beaten", "Replaced", "Impossible", "Added", "Impossible", "Impossible"];
        assert_eq!(outcomes.iter().map(|outcome| format!("{outcome:?}")).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_new_parameter_goes_before_the_end_of_the_root() {
        let format =
            format("escape = \"xml\"\nparameter = ['{name}=\"{value}\"']\nbefore = '/>'\nrepeat = \"once\"");
        let (text, _) = lay_over(&format, "<c>\n<x\n  a=\"1\"\n/>\n</c>\n", &[over("b.c", "\"2\"")]);
        assert_eq!(text, "<c>\n<x\n  a=\"1\"\nb.c=\"&quot;2&quot;\"\n/>\n</c>\n");
        assert_eq!(repeated(&format, "a=\"1\"\na=\"2\"\n"), ["a"]);
    }
}
