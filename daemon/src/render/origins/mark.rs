//! Marks in a template's text, and what they say once it is rendered.

use std::{
    collections::{BTreeMap, HashMap},
    fmt::Write as _,
};

use super::{
    LineOrigin, Source, SourceKind, TemplateLine,
    aliases::{self, Aliases},
    words,
};

/// Begins a mark: a private sign that no phone's file has a use for.
const OPEN: char = '\u{E000}';

/// Ends a mark.
const CLOSE: char = '\u{E001}';

/// How finely templates are marked. What a macro writes may be compared or cut to length elsewhere, and there a mark
/// would be in the way; then the coarse marks tell the line of the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::render) enum Grain {
    /// Texts of macros are left alone.
    Coarse,
    /// They are marked too, and marks tell which account or key they are about.
    Fine,
}

/// The places that marks stand for.
#[derive(Debug, Default)]
pub(in crate::render) struct Marks {
    places: Vec<Place>,
    aliases: BTreeMap<String, Aliases>,
}

/// A place in a template.
#[derive(Debug)]
struct Place {
    path: String,
    line: usize,
    /// What is written here, and the questions that stand around it.
    expressions: Vec<String>,
}

/// A rendered file without its marks.
pub(in crate::render) struct Marked {
    pub(in crate::render) text: String,
    /// To each line.
    pub(in crate::render) lines: Vec<LineOrigin>,
}

impl Marks {
    /// The template's text with marks in it.
    pub(in crate::render) fn mark(&mut self, path: &str, text: &str, grain: Grain) -> String {
        self.aliases.insert(path.to_owned(), aliases::of(text));
        Marker {
            marks: self,
            path,
            grain,
            out: String::with_capacity(text.len() * 2),
            line: 1,
            open: Vec::new(),
        }
        .run(text)
    }

    /// Takes the marks off again.
    pub(in crate::render) fn take_off(&self, rendered: &str) -> Marked {
        let mut reader = Reader { marks: self, last: String::new(), paths: HashMap::new() };
        let mut text = String::with_capacity(rendered.len());
        let lines = rendered.split_inclusive('\n').map(|line| reader.line(line, &mut text)).collect();
        Marked { text, lines }
    }
}

/// Reads marks; the same one stands on many lines.
struct Reader<'a> {
    marks: &'a Marks,
    /// The mark that was read last.
    last: String,
    /// To each place the paths that are read there.
    paths: HashMap<usize, Vec<String>>,
}

/// What the marks of one line say.
#[derive(Default)]
struct Said {
    template: Option<TemplateLine>,
    sources: Vec<Source>,
    account: Option<usize>,
    key: Option<usize>,
}

impl Reader<'_> {
    fn line(&mut self, line: &str, text: &mut String) -> LineOrigin {
        let mut said = Said::default();
        let mut rest = line;
        while let Some((before, after)) = rest.split_once(OPEN) {
            text.push_str(before);
            let Some((mark, after)) = after.split_once(CLOSE) else {
                rest = after;
                break;
            };
            self.note(mark, &mut said);
            mark.clone_into(&mut self.last);
            rest = after;
        }
        // Words without a mark come from a value of several lines, whose mark stood before the first of them.
        if said.template.is_none() && !rest.trim().is_empty() {
            let last = std::mem::take(&mut self.last);
            self.note(&last, &mut said);
            self.last = last;
        }
        text.push_str(rest);
        said.origin()
    }

    /// `12`, or `12:a3` where it is about the third account, `12:k3` where about the third key.
    fn note(&mut self, mark: &str, said: &mut Said) {
        let (number, which) = mark.split_once(':').unwrap_or((mark, ""));
        let Some((number, place)) =
            number.parse::<usize>().ok().and_then(|at| Some((at, self.marks.places.get(at)?)))
        else {
            return;
        };
        if said.template.is_none() {
            said.template = Some(TemplateLine { path: place.path.clone(), line: place.line });
        }
        said.account = which.strip_prefix('a').and_then(|at| at.parse().ok()).or(said.account);
        said.key = which.strip_prefix('k').and_then(|at| at.parse().ok()).or(said.key);
        let marks = self.marks;
        let paths = self.paths.entry(number).or_insert_with(|| {
            let own = marks.aliases.get(&place.path);
            place.expressions.iter().flat_map(|one| aliases::resolved(one, own, &marks.aliases)).collect()
        });
        said.sources.extend(paths.iter().filter_map(|path| words::source(path)));
    }
}

impl Said {
    fn origin(self) -> LineOrigin {
        let mut sources: Vec<Source> = Vec::new();
        for mut source in self.sources {
            source.number = source.number.or(match source.kind {
                SourceKind::Key => self.key,
                SourceKind::User => self.account,
                _ => None,
            });
            if !sources.contains(&source) {
                sources.push(source);
            }
        }
        LineOrigin { template: self.template, sources }
    }
}

/// A block that is open.
struct Open {
    name: String,
    /// The question that it asks, empty where it asks none.
    asks: Vec<String>,
    /// Whether its text goes elsewhere than to the file.
    is_apart: bool,
}

struct Marker<'a> {
    marks: &'a mut Marks,
    path: &'a str,
    grain: Grain,
    out: String,
    line: usize,
    open: Vec<Open>,
}

impl Marker<'_> {
    fn run(mut self, text: &str) -> String {
        let mut rest = text;
        while let Some(at) = rest.find('{').filter(|_| !rest.is_empty()) {
            let tag = rest[at..].chars().nth(1);
            let end = match tag {
                Some('{') => "}}",
                Some('%') => "%}",
                Some('#') => "#}",
                _ => {
                    let (literal, after) = rest.split_at(at + 1);
                    // A lone brace is text like any other; what follows is looked at on its own.
                    self.literal(literal);
                    rest = after;
                    continue;
                }
            };
            let (literal, from_tag) = rest.split_at(at);
            self.literal(literal);
            let length = tag_length(from_tag, end);
            let (tag, after) = from_tag.split_at(length);
            self.tag(tag);
            rest = after;
            if self.open.last().is_some_and(|open| open.name == "raw") {
                rest = self.raw(rest);
            }
        }
        self.literal(rest);
        self.out
    }

    /// Copies to the end of a raw block.
    fn raw<'a>(&mut self, text: &'a str) -> &'a str {
        let end = text.find("{% endraw").or_else(|| text.find("{%- endraw")).unwrap_or(text.len());
        self.copy(&text[..end]);
        &text[end..]
    }

    fn copy(&mut self, text: &str) {
        self.line += text.matches('\n').count();
        self.out.push_str(text);
    }

    /// Text that is written as it stands: each of its lines gets a mark behind its last letter, so that blanks stay
    /// beside the tags that may take them away.
    fn literal(&mut self, text: &str) {
        for line in text.split_inclusive('\n') {
            let words = line.trim_end();
            self.out.push_str(words);
            if !words.is_empty() && self.may_mark() {
                self.mark(Vec::new());
            }
            self.copy(&line[words.len()..]);
        }
    }

    fn tag(&mut self, tag: &str) {
        let inner = tag.get(2..tag.len().saturating_sub(2)).unwrap_or_default();
        let inner = inner.trim_matches(['-', '+']).trim();
        if tag.starts_with("{{") {
            let is_tight = tag.starts_with("{{-");
            if !is_tight && self.may_mark() {
                self.mark(vec![inner.to_owned()]);
            }
            self.copy(tag);
            if is_tight && !tag.ends_with("-}}") && self.may_mark() {
                self.mark(vec![inner.to_owned()]);
            }
        } else {
            if tag.starts_with("{%") {
                self.block(inner);
            }
            self.copy(tag);
        }
    }

    fn block(&mut self, inner: &str) {
        let (name, rest) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
        let is_apart = matches!(name, "call" | "filter" | "raw" | "set")
            || (name == "macro" && self.grain == Grain::Coarse);
        let begin = |asks: Vec<String>| Open { name: name.to_owned(), asks, is_apart };
        // `set` without a `=` takes the text that follows.
        let opens = matches!(name, "autoescape" | "block" | "call" | "filter" | "macro" | "raw" | "with")
            || (name == "set" && !rest.contains('='));
        match name {
            "if" => self.open.push(begin(vec![rest.to_owned()])),
            "for" => {
                let asked = rest.split_once(" in ").map(|(_, list)| list.to_owned());
                self.open.push(begin(asked.into_iter().collect()));
            }
            "elif" => {
                if let Some(open) = self.open.last_mut() {
                    open.asks.push(rest.to_owned());
                }
            }
            _ if opens => self.open.push(begin(Vec::new())),
            _ if name.starts_with("end") => {
                self.open.pop();
            }
            _ => {}
        }
    }

    fn may_mark(&self) -> bool {
        !self.open.iter().any(|open| open.is_apart)
    }

    fn mark(&mut self, own: Vec<String>) {
        // Loops and questions around a value say when it is written, its own words say what.
        let which = Some(()).filter(|()| self.grain == Grain::Fine).and_then(|()| which(own.first()?));
        let asks = self.open.iter().flat_map(|open| &open.asks).cloned();
        let expressions = own.into_iter().chain(asks).collect();
        let number = self.marks.places.len();
        self.marks.places.push(Place { path: self.path.to_owned(), line: self.line, expressions });
        let which = which.map(|of| format!(":{of}|default(\"\") }}}}")).unwrap_or_default();
        // Writing into a string cannot fail.
        write!(self.out, "{OPEN}{number}{which}{CLOSE}").unwrap_or_default();
    }
}

/// Begins what writes the number of the account or key that a value belongs to.
fn which(expression: &str) -> Option<&'static str> {
    let paths = aliases::paths(expression);
    let has = |root: &str| paths.iter().any(|path| path.starts_with(root));
    match (has("account."), has("key.")) {
        (true, false) => Some("a{{ account.number"),
        (false, true) => Some("k{{ key.position"),
        _ => None,
    }
}

/// How long a tag is; texts in quotes may hold its end.
fn tag_length(text: &str, end: &str) -> usize {
    if end == "#}" {
        return text.find(end).map_or(text.len(), |at| at + 2);
    }
    let (mut quote, mut is_escaped) = (None, false);
    for (at, sign) in text.char_indices().skip(2) {
        if std::mem::take(&mut is_escaped) {
            continue;
        }
        match quote {
            Some(_) if sign == '\\' => is_escaped = true,
            Some(open) if sign == open => quote = None,
            None if matches!(sign, '"' | '\'') => quote = Some(sign),
            None if text[at..].starts_with(end) => return at + 2,
            _ => {}
        }
    }
    text.len()
}
