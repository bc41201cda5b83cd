//! What becomes of each row.

use std::collections::HashMap;

use super::{Log, words};
use crate::import::{Change, Field, PlannedRow, Removal, RowOutcome};

/// The rows in the order of the file, while it is found out what becomes of them.
#[derive(Default)]
pub(super) struct Rows {
    fates: Vec<Fate>,
}

/// A row so far.
struct Fate {
    number: u32,
    kind: Kind,
    /// Why the recipe leaves it out.
    skipped: Option<String>,
}

/// What a row was, once it was read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Something new came of it.
    Creates,
    /// The person left it out.
    LeftOut,
    /// Nothing new: what it says stood in an earlier row of a user who is new.
    Repeats,
    /// Nothing new: it says something of what is on the box.
    Same,
    /// Nothing new: it says something else of what is on the box, but the import only adds.
    Unused,
    /// It asks for something to go that an earlier row asked for.
    GoesAlready,
}

impl Rows {
    pub(super) fn push(&mut self, number: u32, kind: Kind) {
        self.fates.push(Fate { number, kind, skipped: None });
    }

    /// The recipe for the file leaves it out.
    pub(super) fn skip(&mut self, number: u32, reason: String) {
        self.fates.push(Fate { number, kind: Kind::LeftOut, skipped: Some(reason) });
    }

    /// The ends of all rows, once nothing more is found about them.
    pub(super) fn finish(self, log: &Log<'_>, changes: &[Change], removals: &[Removal]) -> Vec<PlannedRow> {
        let mut fields: HashMap<u32, Vec<&str>> = HashMap::new();
        for change in changes {
            let of_row = fields.entry(change.row).or_default();
            if !of_row.contains(&change.field) {
                of_row.push(change.field);
            }
        }
        let removed: HashMap<u32, &str> =
            removals.iter().rev().map(|removal| (removal.row, removal.name.as_str())).collect();
        let end = |fate: Fate| {
            let (outcome, reason) = fate.end(log, &fields, &removed);
            PlannedRow { number: fate.number, outcome, reason }
        };
        self.fates.into_iter().map(end).collect()
    }
}

impl Fate {
    fn end(
        &self,
        log: &Log<'_>,
        fields: &HashMap<u32, Vec<&str>>,
        removed: &HashMap<u32, &str>,
    ) -> (RowOutcome, Option<String>) {
        let because = |outcome, reason: &str| (outcome, Some(reason.to_owned()));
        if self.kind == Kind::LeftOut {
            return because(RowOutcome::LeftOut, self.skipped.as_deref().unwrap_or("Left out by hand"));
        }
        if let Some(error) = log.first_error(self.number) {
            return because(RowOutcome::Refused, error);
        }
        if self.kind == Kind::Creates {
            return (RowOutcome::Created, None);
        }
        // What becomes of the phones of somebody who goes is no change of its own.
        if let Some(name) = removed.get(&self.number) {
            return (RowOutcome::Deleted, Some(format!("Removed: {name}")));
        }
        if let Some(fields) = fields.get(&self.number) {
            return (RowOutcome::Updated, Some(changed(fields)));
        }
        because(RowOutcome::Unchanged, self.kind.sentence())
    }
}

/// In the words that people have for our fields.
fn changed(fields: &[&str]) -> String {
    let word = |field: &&str| match *field {
        "custom" => "custom field",
        other => Field::named(other).map_or("user", words::word),
    };
    format!("Changed: {}", fields.iter().map(word).collect::<Vec<_>>().join(", "))
}

impl Kind {
    fn sentence(self) -> &'static str {
        match self {
            Self::Repeats => "Everything in this row stands in an earlier row",
            Self::Unused => {
                "What this row says is here already, and an import that only adds changes nothing"
            }
            Self::GoesAlready => "An earlier row removes it",
            Self::Creates | Self::LeftOut | Self::Same => "Everything in this row is on the box already",
        }
    }
}
