//! `linekey imports undo`.

use super::{super::actor, no_import};
use crate::{
    cli::{Failure, Format, Place, print, print_json},
    office::now,
    store::{Things, UndoReport},
};

/// How an import is to be taken back.
#[derive(Clone, Copy)]
pub struct How {
    pub with_dependents: bool,
    pub dry_run: bool,
}

/// Runs the command.
pub fn run(place: &Place, id: i64, how: How, format: Format) -> Result<(), Failure> {
    let mut store = place.store()?;
    let report = if how.dry_run {
        store.undo_report(id)?
    } else {
        store.undo_import(id, how.with_dependents, &actor(), now())?
    };
    let report = report.ok_or_else(|| no_import(id))?;
    if format == Format::Json {
        print_json(&document(id, &report))?;
    } else if report.possible {
        print(&text(id, &report))?;
    }
    if report.done || (how.dry_run && report.possible) {
        return Ok(());
    }
    Err(Failure::Input(Some(refusal(id, &report))))
}

fn document(id: i64, report: &UndoReport) -> serde_json::Value {
    serde_json::json!({
        "import": id,
        "possible": report.possible,
        "done": report.done,
        "created": report.created,
        "changed": report.changed,
        "deleted_back": report.deleted_back,
        "conflicts": report.conflicts,
        "dependents": report.dependents,
    })
}

fn text(id: i64, report: &UndoReport) -> String {
    let mut lines = Vec::new();
    lines.extend(things(&report.created).map(|things| format!("Removed: {things}")));
    lines.extend((report.changed > 0).then(|| format!("Set back: {}", report.changed)));
    lines.extend((report.deleted_back > 0).then(|| format!("Brought back: {}", report.deleted_back)));
    lines.extend(report.dependents.iter().map(|sentence| format!("Removed too: {sentence}")));
    let head = if report.done { "was taken back" } else { "can be taken back" };
    format!("Import {id} {head}:\n{}\n", lines.join("\n"))
}

fn things(created: &Things) -> Option<String> {
    let parts = [
        (created.users, "user"),
        (created.extensions, "extension"),
        (created.phone_numbers, "phone number"),
        (created.devices, "phone"),
        (created.softphones, "softphone"),
    ];
    let word = |(count, one): (usize, &str)| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
    let list: Vec<String> = parts.into_iter().filter(|(count, _)| *count > 0).map(word).collect();
    (!list.is_empty()).then(|| list.join(", "))
}

fn refusal(id: i64, report: &UndoReport) -> String {
    if !report.possible {
        return format!("import {id} cannot be taken back: {}", report.conflicts.join(". "));
    }
    format!(
        "import {id} was not taken back, because other things hang on it: {}. Let them go too with --with-dependents",
        report.dependents.join(". ")
    )
}
