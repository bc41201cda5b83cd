//! What a line of a phone's file looks like: `{name} = {value}`, `<{name}>{value}</{name}>`.

use regex::Regex;

use super::{Escape, Expression};

/// A line with holes. Blanks at both of its ends never count.
#[derive(Debug, Clone)]
pub struct Shape {
    pieces: Vec<Piece>,
    regex: Expression,
    /// Whether the name stands a second time, and must be the same.
    twice: bool,
}

#[derive(Debug, Clone)]
enum Piece {
    Text(String),
    Hole(&'static str),
}

/// What stands in the holes of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled<'a> {
    /// `name`, with `object` before and `[index]` behind it where the shape has them; of a section its name.
    pub name: String,
    /// The value as it is written, escaped.
    pub value: &'a str,
    /// Where the value stands in the line.
    pub range: std::ops::Range<usize>,
}

/// Longest shape. What is shorter always compiles.
const MAX_SHAPE: usize = 256;

const HOLES: &[&str] = &["any", "index", "name", "object", "section", "value"];

impl Shape {
    /// Reads a shape; `needs` are the holes that it must have. `Err` is a sentence for the person.
    pub(super) fn read(source: &str, escape: Escape, needs: &[&str]) -> Result<Self, String> {
        if source.len() > MAX_SHAPE {
            return Err(format!("the line has {} characters; {MAX_SHAPE} are the most", source.len()));
        }
        let pieces = pieces(source.trim())?;
        let has = |hole: &str| pieces.iter().any(|piece| matches!(piece, Piece::Hole(name) if *name == hole));
        if let Some(missing) = needs.iter().find(|hole| !has(hole)) {
            return Err(format!("{{{missing}}} is missing"));
        }
        if pieces
            .windows(2)
            .any(|pair| matches!(pair, [Piece::Hole(_), Piece::Hole(second)] if *second != "name"))
        {
            return Err("text must stand between two { }".to_owned());
        }
        let expression = expression(&pieces, escape);
        let holds = |group: &str, times| expression.matches(&format!("(?<{group}>")).count() >= times;
        if let Some(group) = ["index", "name2", "object", "value"].into_iter().find(|group| holds(group, 2)) {
            return Err(format!("{{{}}} stands there too often", group.trim_end_matches('2')));
        }
        let twice = holds("name2", 1);
        let regex = Expression::sound(expression, Regex::new);
        Ok(Self { pieces, regex, twice })
    }

    /// What the line holds, if it has this shape.
    #[must_use]
    pub fn fill<'a>(&self, line: &'a str) -> Option<Filled<'a>> {
        let groups = self.regex.captures(line)?;
        let text = |name: &str| groups.name(name).map_or("", |found| found.as_str());
        if self.twice && text("name") != text("name2") {
            return None;
        }
        let index = groups.name("index").map_or(String::new(), |index| format!("[{}]", index.as_str()));
        let value = groups.name("value");
        Some(Filled {
            name: format!("{}{}{index}", text("object"), text("name")),
            value: value.map_or("", |value| value.as_str()),
            range: value.map_or(0..0, |value| value.range()),
        })
    }

    /// A line of this shape with an escaped value; `None` where the name does not go into it.
    #[must_use]
    pub fn line(&self, name: &str, value: &str) -> Option<String> {
        let (name, index) = match name.strip_suffix(']').and_then(|name| name.rsplit_once('[')) {
            Some((name, index)) if self.has("index") => (name, Some(index)),
            _ => (name, None),
        };
        let (object, name) =
            if self.has("object") { name.rfind('.').map(|dot| name.split_at(dot + 1))? } else { ("", name) };
        if self.has("index") != index.is_some() || self.has("any") || name.is_empty() {
            return None;
        }
        let line: String = self
            .pieces
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => text.as_str(),
                Piece::Hole("index") => index.unwrap_or_default(),
                Piece::Hole("object") => object,
                Piece::Hole("value") => value,
                Piece::Hole(_) => name,
            })
            .collect();
        // What is written must be read back as just this: no name may bring a line of its own.
        let is_sound =
            !line.contains(char::is_control) && self.fill(&line).is_some_and(|filled| filled.value == value);
        is_sound.then_some(line)
    }

    fn has(&self, hole: &str) -> bool {
        self.pieces.iter().any(|piece| matches!(piece, Piece::Hole(name) if *name == hole))
    }
}

fn pieces(source: &str) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    let mut rest = source;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').ok_or("a { has no }")?;
        let hole = HOLES.iter().find(|hole| **hole == name).ok_or_else(|| {
            format!(
                "{{{name}}} is not one of {{name}}, {{value}}, {{index}}, {{object}}, {{section}} and {{any}}"
            )
        })?;
        if !before.is_empty() {
            pieces.push(Piece::Text(before.to_owned()));
        }
        pieces.push(Piece::Hole(hole));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest.to_owned()));
    }
    Ok(pieces)
}

fn expression(pieces: &[Piece], escape: Escape) -> String {
    let mut source = r"^\s*".to_owned();
    let mut names = 0;
    for piece in pieces {
        match piece {
            // Blanks around a sign like = are nobody's concern.
            Piece::Text(text) => source.push_str(&literal(text)),
            Piece::Hole("name" | "section") => {
                names += 1;
                let group = if names == 1 { "name" } else { "name2" };
                source.extend(["(?<", group, ">", name(escape), ")"]);
            }
            Piece::Hole("object") => source.push_str(r"(?<object>[^<>\s]+\.)"),
            Piece::Hole("index") => source.push_str(r"(?<index>[^<>\x22]*?)"),
            Piece::Hole("value") => source.extend(["(?<value>", value(escape), ")"]),
            Piece::Hole(_) => source.push_str(r"[^<>]*?"),
        }
    }
    source.push_str(r"\s*$");
    source
}

fn literal(text: &str) -> String {
    let pieces = text.split_whitespace().map(regex::escape).collect::<Vec<_>>();
    let blank = |found: bool| if found { r"\s*" } else { "" };
    let (begins, ends) = (text.starts_with(char::is_whitespace), text.ends_with(char::is_whitespace));
    if pieces.is_empty() {
        return r"\s+".to_owned();
    }
    format!("{}{}{}", blank(begins), pieces.join(r"\s+"), blank(ends))
}

fn name(escape: Escape) -> &'static str {
    match escape {
        // An element's name, or what stands in an attribute that names the parameter.
        Escape::Xml => r"[A-Za-z_][^<>\x22\s=]*",
        Escape::Line | Escape::Quoted => r"\S.*?",
    }
}

fn value(escape: Escape) -> &'static str {
    match escape {
        Escape::Xml => "[^<>\"]*",
        Escape::Line => ".*?",
        Escape::Quoted => "[^\"]*?",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(shape: &str, escape: Escape, line: &str) -> Option<(String, String)> {
        Shape::read(shape, escape, &["name", "value"]).unwrap().fill(line).map(|filled| {
            assert_eq!(&line[filled.range.clone()], filled.value);
            (filled.name, filled.value.to_owned())
        })
    }

    #[test]
    fn lines_of_every_kind_are_read() {
        use Escape::{Line, Quoted, Xml};
        for (shape, escape, line, name, value) in [
            ("{name} = {value}", Line, "a.b = c = d", "a.b", "c = d"),
            ("{name} = {value}", Line, "a.b =", "a.b", ""),
            ("{name}={value}", Line, "voip/line/0/enabled=1", "voip/line/0/enabled", "1"),
            ("{name}: \"{value}\"", Quoted, "sip line1 password: \"a#b: c\"", "sip line1 password", "a#b: c"),
            ("{name}=\"{value}\"", Quoted, "ADMIN_PASS=\"\"", "ADMIN_PASS", ""),
            ("SET {name} \"{value}\"", Quoted, "SET SIPDOMAIN \"x y\"", "SIPDOMAIN", "x y"),
            ("<{name}>{value}</{name}>", Xml, "  <User_ID_1_>2001</User_ID_1_>", "User_ID_1_", "2001"),
            ("{name}=\"{value}\"", Xml, "  reg.1.label=\"A &amp; B\"", "reg.1.label", "A &amp; B"),
            (
                "<{name} idx=\"{index}\"{any}>{value}</{name}>",
                Xml,
                "<fkey idx=\"3\" label=\"x\">line</fkey>",
                "fkey[3]",
                "line",
            ),
            (
                "<O><N>{object}</N><P><N>{name}</N><V>{value}</V></P></O>",
                Xml,
                "<O><N>A.1.</N><P><N>B</N><V>c</V></P></O>",
                "A.1.B",
                "c",
            ),
            (
                "<item name=\"{index}\">{value}</{name}>",
                Xml,
                "<item name=\"account.1.enable\">Yes</item>",
                "item[account.1.enable]",
                "Yes",
            ),
        ] {
            assert_eq!(read(shape, escape, line), Some((name.to_owned(), value.to_owned())), "{line}");
        }
    }

    #[test]
    fn other_lines_are_not() {
        use Escape::{Line, Xml};
        for (shape, escape, line) in [
            ("<{name}>{value}</{name}>", Xml, "<a>1</b>"),
            ("<{name}>{value}</{name}>", Xml, "<a><b>1</b></a>"),
            ("<{name}>{value}</{name}>", Xml, "<flat-profile>"),
            ("{name} = {value}", Line, "just words"),
        ] {
            assert_eq!(read(shape, escape, line), None, "{line}");
        }
    }

    #[test]
    fn a_line_is_written_as_it_is_read_or_not_at_all() {
        let obi = Shape::read("<O><N>{object}</N><P><N>{name}</N><V>{value}</V></P></O>", Escape::Xml, &[])
            .unwrap();
        assert_eq!(obi.line("A.1.B", "c").as_deref(), Some("<O><N>A.1.</N><P><N>B</N><V>c</V></P></O>"));
        let plain = Shape::read("{name} = {value}", Escape::Line, &[]).unwrap();
        assert_eq!(plain.line("a", "b c").as_deref(), Some("a = b c"));
        for name in ["", "a\nb", "a = x\n"] {
            assert_eq!(plain.line(name, "b"), None, "{name:?}");
        }
        let xml = Shape::read("<{name}>{value}</{name}>", Escape::Xml, &[]).unwrap();
        assert_eq!(xml.line("a><b", "1"), None);
        assert_eq!(xml.line("a", "<"), None);
    }

    #[test]
    fn a_shape_that_cannot_be_meant_is_refused() {
        for (shape, words) in [
            ("{name}", "{value} is missing"),
            ("{nam} {value}", "{nam} is not one of"),
            ("{name}{value}", "between"),
            ("{", "has no }"),
            ("{name} {value} {value}", "{value} stands there too often"),
            ("{name} {value} {name} {name}", "{name} stands there too often"),
            (&format!("{{name}} = {{value}}{}", "x".repeat(250)), "256 are the most"),
        ] {
            let why = Shape::read(shape, Escape::Line, &["name", "value"]).unwrap_err();
            assert!(why.contains(words), "{shape}: {why}");
        }
    }

    #[test]
    fn the_largest_shape_compiles() {
        for (sign, escape) in [("é ", Escape::Xml), ("<", Escape::Line), ("x{any}", Escape::Quoted)] {
            let text = sign.repeat((MAX_SHAPE - "{name}={value}".len()) / sign.len());
            let shape = Shape::read(&format!("{{name}}={{value}}{text}"), escape, &[]).unwrap();
            let line = format!("a=b{}", text.replace("{any}", "y"));
            assert_eq!(shape.fill(&line).unwrap().value, "b", "{line}");
        }
    }
}
