//! What stands in the way of an undo.

use std::collections::BTreeMap;

use rusqlite::{Transaction, params};

use super::{
    names::{Names, Subject, belongs_to_people, owner, sentence},
    tables::Table,
};
use crate::store::StoreError;

/// Sentences about rows that are not as the import left them, and about values that others have by now. To be asked
/// before anything is put back.
pub fn in_the_way(
    tx: &Transaction<'_>,
    tables: &[Table],
    names: &Names<'_>,
    import: i64,
) -> Result<Vec<String>, StoreError> {
    let mut changed = BTreeMap::new();
    for table in tables {
        collect_changed(tx, table, import, &mut changed)?;
    }
    let mut sentences = Vec::new();
    for (subject, by) in changed {
        sentences.push(changed_sentence(names, subject, by)?);
    }
    for table in tables {
        for columns in &table.unique {
            taken(tx, table, columns, names, import, &mut sentences)?;
        }
    }
    Ok(sentences)
}

/// By person and phone, the import that changed them since, if it was one. A row that the import made and that is gone
/// is as it was before.
fn collect_changed(
    tx: &Transaction<'_>,
    table: &Table,
    import: i64,
    changed: &mut BTreeMap<Subject, Option<i64>>,
) -> Result<(), StoreError> {
    let name = table.name;
    let mut statement = tx.prepare(&format!(
        "SELECT coalesce({owner}, 0),
                (SELECT max(x.import_id) FROM import_undo x
                 WHERE x.import_id IN (SELECT id FROM imports WHERE undo_schema IS NOT NULL AND revision >
                                       (SELECT revision FROM imports WHERE id = ?1))
                 AND x.name = '{name}' AND x.key = w.key AND x.sub = w.sub)
         FROM import_undo w LEFT JOIN {name} m ON {on} WHERE w.import_id = ?1 AND w.name = '{name}'
         AND CASE WHEN {there} THEN w.after IS NOT content_digest({content})
             ELSE w.after IS NOT NULL AND w.before IS NOT NULL END",
        owner = owner(table, "m", "w.before"),
        on = table.on("m", "w"),
        there = table.is_there("m"),
        content = table.content("m"),
    ))?;
    let rows = statement.query_map([import], |row| Ok((row.get(0)?, row.get(1)?)))?;
    for row in rows {
        let (id, by): (i64, Option<i64>) = row?;
        let subject = if belongs_to_people(table) { Subject::Person(id) } else { Subject::Phone(id) };
        let known = changed.entry(subject).or_default();
        *known = (*known).max(by);
    }
    Ok(())
}

fn changed_sentence(names: &Names<'_>, subject: Subject, by: Option<i64>) -> Result<String, StoreError> {
    let name = sentence(&names.of(subject)?);
    let what = if names.is_there(subject)? { "changed" } else { "removed" };
    Ok(match by {
        Some(import) => format!("{name} was {what} by import {import}; undo that first"),
        None => format!("{name} was {what} since"),
    })
}

/// Values that rows are to get back and that another row has, which this import did not touch.
fn taken(
    tx: &Transaction<'_>,
    table: &Table,
    columns: &[String],
    names: &Names<'_>,
    import: i64,
    sentences: &mut Vec<String>,
) -> Result<(), StoreError> {
    let Some(last) = columns.last() else { return Ok(()) };
    let name = table.name;
    let same: Vec<String> =
        columns.iter().map(|column| format!("o.{column} = {}", table.kept(column, "w.before"))).collect();
    let mut statement = tx.prepare(&format!(
        "SELECT coalesce({owner}, 0), CAST(o.{last} AS TEXT) FROM import_undo w JOIN {name} o ON {same}
         WHERE w.import_id = ?1 AND w.name = '{name}' AND w.before IS NOT NULL
         AND NOT EXISTS (SELECT 1 FROM import_undo x WHERE x.import_id = ?1 AND x.name = '{name}' AND x.key = o.{key})",
        owner = owner(table, "o", "NULL"),
        same = same.join(" AND "),
        key = table.keys[0],
    ))?;
    let rows = statement.query_map([import], |row| Ok((row.get(0)?, row.get(1)?)))?;
    for row in rows {
        let (id, value): (i64, String) = row?;
        let subject = if belongs_to_people(table) { Subject::Person(id) } else { Subject::Phone(id) };
        sentences.push(taken_sentence(last, &value, &names.of(subject)?, name));
    }
    Ok(())
}

fn taken_sentence(column: &str, value: &str, holder: &str, table: &str) -> String {
    match (table, column) {
        ("extensions", "number") => format!("Extension {value} is used by {holder} now"),
        ("extensions", _) => format!("{holder} got other extensions since"),
        ("phone_numbers", _) => format!("Phone number {value} is used by {holder} now"),
        ("accounts", _) => format!("The SIP username {value} is used by {holder} now"),
        _ => format!("{value} is used by {holder} now"),
    }
}

/// Sentences about what was put back and belongs to somebody who is gone. To be asked once everything is put back.
pub fn without_owner(
    tx: &Transaction<'_>,
    tables: &[Table],
    names: &Names<'_>,
    import: i64,
) -> Result<Vec<String>, StoreError> {
    let mut sentences = Vec::new();
    for table in tables {
        for (column, parent) in &table.references {
            let mut statement = tx.prepare(&format!(
                "SELECT DISTINCT {key} FROM import_undo w JOIN {name} m ON {on}
                 WHERE w.import_id = ?1 AND w.name = '{name}' AND w.before IS NOT NULL AND m.{column} IS NOT NULL
                 AND NOT EXISTS (SELECT 1 FROM {parent} p WHERE p.id = m.{column})",
                key = format_args!("m.{}", table.keys[0]),
                name = table.name,
                on = table.on("m", "w"),
            ))?;
            let keys = statement.query_map(params![import], |row| row.get(0))?;
            for key in keys.collect::<Result<Vec<i64>, _>>()? {
                sentences.push(lost_sentence(table, names, key)?);
            }
        }
    }
    sentences.dedup();
    Ok(sentences)
}

fn lost_sentence(table: &Table, names: &Names<'_>, key: i64) -> Result<String, StoreError> {
    if belongs_to_people(table) {
        return Ok("An extension or number belonged to somebody who was removed since".into());
    }
    let phone = sentence(&names.of(Subject::Phone(key))?);
    Ok(format!("{phone} was used by somebody, or had keys for somebody, who was removed since"))
}
