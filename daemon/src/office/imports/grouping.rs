//! Findings grouped by what is to be done about them.

use std::{cmp::Reverse, collections::HashMap};

use crate::{
    import::{Field, Issue, Mapping, Severity},
    office::importing,
};

/// Values that are suggested for one column get groups of their own, the most frequent ones, up to so many. The others
/// share a group: a list of thousands of groups helps nobody.
const OWN_GROUPS: usize = 20;

/// Where there are more values than this, one that is suggested for a single cell shares a group with the others.
const FEW: usize = 3;

/// Findings that want the same remedy.
pub struct Group {
    /// Its name, the same as long as there are such findings.
    pub id: String,
    /// Stable name of the finding.
    pub code: &'static str,
    /// Whether it blocks.
    pub severity: Severity,
    /// Our field, where it is about one.
    pub column: Option<String>,
    /// The right value, where it is the same for all.
    pub suggestion: Option<String>,
    /// A sentence that speaks for all, or the first one's with its row before it.
    pub message: String,
    /// Places of the findings among all.
    pub members: Vec<usize>,
    /// What one click can do for all of them.
    pub repair: Option<Repair>,
}

/// A text for each cell of a group.
pub struct Repair {
    /// The text, where it is the same for all.
    pub text: Option<String>,
    /// Row, place and text of each cell.
    pub cells: Vec<(u32, usize, String)>,
}

/// What findings have in common: code, severity, column.
type Kind<'a> = (&'static str, Severity, Option<&'a str>);

/// What is suggested for the cells of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Remedy<'a> {
    /// For each cell its own text.
    Each,
    /// Nothing.
    None,
    /// The same text for all.
    Same(&'a str),
}

/// Errors first, the most frequent first. No finding is left out.
pub fn groups(issues: &[Issue], mapping: &Mapping) -> Vec<Group> {
    let own = own_suggestions(issues);
    let mut places: HashMap<(Kind<'_>, Remedy<'_>), usize> = HashMap::new();
    let mut groups: Vec<Group> = Vec::new();
    for (member, issue) in issues.iter().enumerate() {
        let kind = kind(issue);
        let remedy = match issue.suggestion.as_deref() {
            Some(text) if own[&kind].contains(&text) => Remedy::Same(text),
            Some(_) => Remedy::Each,
            None => Remedy::None,
        };
        let place = *places.entry((kind, remedy)).or_insert_with(|| {
            groups.push(Group::new(issue, remedy));
            groups.len() - 1
        });
        groups[place].members.push(member);
    }
    for group in &mut groups {
        group.finish(issues, mapping);
    }
    groups.sort_by_key(|group| (group.severity, Reverse(group.members.len())));
    groups
}

fn kind(issue: &Issue) -> Kind<'_> {
    (issue.code, issue.severity, issue.column.as_deref())
}

/// Of each kind, the suggestions that get a group of their own.
fn own_suggestions(issues: &[Issue]) -> HashMap<Kind<'_>, Vec<&str>> {
    let mut counts: HashMap<Kind<'_>, HashMap<&str, usize>> = HashMap::new();
    for issue in issues {
        let of_kind = counts.entry(kind(issue)).or_default();
        if let Some(suggestion) = &issue.suggestion {
            *of_kind.entry(suggestion).or_default() += 1;
        }
    }
    counts.into_iter().map(|(kind, counts)| (kind, most_frequent(counts))).collect()
}

fn most_frequent(counts: HashMap<&str, usize>) -> Vec<&str> {
    let is_few = counts.len() <= FEW;
    let mut list: Vec<_> = counts.into_iter().filter(|(_, count)| is_few || *count > 1).collect();
    list.sort_by_key(|(text, count)| (Reverse(*count), *text));
    list.truncate(OWN_GROUPS);
    list.into_iter().map(|(text, _)| text).collect()
}

impl Group {
    fn new(first: &Issue, remedy: Remedy<'_>) -> Self {
        let suggestion = if let Remedy::Same(text) = remedy { Some(text) } else { None };
        Self {
            id: name(first, remedy),
            code: first.code,
            severity: first.severity,
            column: first.column.clone(),
            suggestion: suggestion.map(str::to_owned),
            message: String::new(),
            members: Vec::new(),
            repair: None,
        }
    }

    fn finish(&mut self, issues: &[Issue], mapping: &Mapping) {
        self.message = message(issues, &self.members);
        self.repair = self.repair(issues, mapping);
    }

    fn repair(&self, issues: &[Issue], mapping: &Mapping) -> Option<Repair> {
        let field = Field::named(self.column.as_deref()?)?;
        // A cell that also feeds something else, as a full name does, is not this value alone.
        let column = mapping.entries().iter().find(|column| column.field == Some(field))?;
        let place = mapping.place(field).filter(|place| *place == column.index)?;
        let cell = |member: &usize| Some((issues[*member].row?, place, issues[*member].suggestion.clone()?));
        let mut cells = self.members.iter().map(cell).collect::<Option<Vec<_>>>()?;
        cells.dedup_by_key(|(row, ..)| *row);
        Some(Repair { text: self.suggestion.clone(), cells })
    }
}

/// Readable where it helps, short always.
fn name(first: &Issue, remedy: Remedy<'_>) -> String {
    let key = format!("{:?} {:?} {remedy:?}", first.severity, first.column);
    format!("{}-{}", first.code, &importing::sha256(key.as_bytes())[..12])
}

/// The sentence of all of them; where each has its own, the first one's, said to be an example.
fn message(issues: &[Issue], members: &[usize]) -> String {
    let Some(first) = members.first().map(|member| &issues[*member]) else { return String::new() };
    let is_same = members.iter().all(|member| issues[*member].message == first.message);
    match first.row {
        Some(row) if !is_same => format!("Row {row}, for example: {}", first.message),
        _ => first.message.clone(),
    }
}
