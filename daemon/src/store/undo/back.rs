//! Putting rows back.

use rusqlite::Transaction;

use super::tables::Table;
use crate::store::StoreError;

/// Makes every row that the import touched what it was before. What hangs on rows that go, goes too. Nothing may stand
/// in the way: see [`conflicts`](super::conflicts).
pub fn put_back(tx: &Transaction<'_>, tables: &[Table], import: i64) -> Result<(), StoreError> {
    // Rows refer to one another, and come back table by table.
    tx.pragma_update(None, "defer_foreign_keys", true)?;
    for table in tables {
        set_aside(tx, table, import)?;
    }
    for table in tables {
        restore(tx, table, import)?;
    }
    for table in tables.iter().rev() {
        let keys = table.keys.join(", ");
        let noted = if table.keys.len() == 2 { "key, sub" } else { "key" };
        tx.execute(
            &format!(
                "DELETE FROM {name} WHERE ({keys}) IN
                    (SELECT {noted} FROM import_undo WHERE import_id = ?1 AND name = '{name}' AND before IS NULL)",
                name = table.name
            ),
            [import],
        )?;
    }
    Ok(())
}

/// Values that are unique may be on their way from one row to another.
fn set_aside(tx: &Transaction<'_>, table: &Table, import: i64) -> Result<(), StoreError> {
    let values: Vec<String> = table
        .unique
        .iter()
        .filter_map(|columns| columns.last())
        .map(|column| format!("{column} = {}", table.aside(column)))
        .collect();
    if values.is_empty() {
        return Ok(());
    }
    let sql = format!(
        "UPDATE {name} SET {values} WHERE {key} IN (SELECT key FROM import_undo WHERE import_id = ?1 AND name = '{name}')
         AND EXISTS (SELECT 1 FROM import_undo WHERE import_id = ?1 AND name = '{name}' AND before IS NOT NULL)",
        name = table.name,
        values = values.join(", "),
        key = table.keys[0],
    );
    tx.execute(&sql, [import])?;
    Ok(())
}

/// Rows that changed or went are as they were, in a version that nobody has seen.
fn restore(tx: &Transaction<'_>, table: &Table, import: i64) -> Result<(), StoreError> {
    let name = table.name;
    let mut columns: Vec<String> = table.columns.iter().map(|column| column.name.clone()).collect();
    let mut values: Vec<String> = columns.iter().map(|column| table.kept(column, "w.before")).collect();
    let mut updates: Vec<String> =
        columns.iter().map(|column| format!("{column} = excluded.{column}")).collect();
    if table.has_version {
        columns.push("version".into());
        values.push("w.version + 1".into());
        updates.push(format!("version = {name}.version + 1"));
    }
    tx.execute(
        &format!(
            "INSERT INTO {name} ({columns}) SELECT {values} FROM import_undo w
             WHERE w.import_id = ?1 AND w.name = '{name}' AND w.before IS NOT NULL
             ON CONFLICT ({keys}) DO UPDATE SET {updates}",
            columns = columns.join(", "),
            values = values.join(", "),
            keys = table.keys.join(", "),
            updates = updates.join(", "),
        ),
        [import],
    )?;
    Ok(())
}
