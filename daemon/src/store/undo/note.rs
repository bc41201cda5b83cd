//! Noting what a change touches: triggers that live as long as the change does write down each row once, as it was.

use aws_lc_rs::digest::{SHA256, digest};
use rusqlite::{Connection, Transaction, functions::FunctionFlags, params};

use super::tables::{self, Table};
use crate::store::StoreError;

/// So much of a digest tells two contents apart.
const DIGEST_LEN: usize = 16;

/// Rows that a change touched so far. What foreign keys take along is among them. To be ended in the same transaction;
/// one that is rolled back takes the triggers with it.
pub struct Notes<'a> {
    tx: &'a Transaction<'a>,
    tables: Vec<Table>,
}

impl<'a> Notes<'a> {
    pub fn begin(tx: &'a Transaction<'a>) -> Result<Self, StoreError> {
        register_digest(tx)?;
        let tables = tables::all(tx)?;
        for table in &tables {
            tx.execute_batch(&triggers(table))?;
        }
        Ok(Self { tx, tables })
    }

    pub fn tables(&self) -> &[Table] {
        &self.tables
    }

    /// Keeps what the import changed, for its undo, and stops noting. A row that ended as it began is not worth it.
    pub fn keep(self, import: i64) -> Result<(), StoreError> {
        let mut tables: Vec<&Table> = self.tables.iter().collect();
        // In the order of their keys, rows are put at the end of what is there, which is fastest.
        tables.sort_by_key(|table| table.name);
        for table in tables {
            let (name, content) = (table.name, table.content("m"));
            self.tx.execute(
                &format!(
                    "INSERT INTO import_undo (import_id, name, key, sub, before, version, after)
                     SELECT ?1, '{name}', t.key, t.sub, t.before, t.version,
                            CASE WHEN {there} THEN content_digest({content}) END
                     FROM touched_{name} t LEFT JOIN {name} m ON {on}
                     WHERE CASE WHEN t.before IS NULL THEN {there}
                           ELSE t.before IS NOT CASE WHEN {there} THEN {content} END END",
                    there = table.is_there("m"),
                    on = table.on("m", "t"),
                ),
                params![import],
            )?;
        }
        self.end()
    }

    /// Stops noting.
    pub fn end(self) -> Result<(), StoreError> {
        for Table { name, .. } in &self.tables {
            self.tx.execute_batch(&format!(
                "DROP TRIGGER temp.note_{name}_made; DROP TRIGGER temp.note_{name}_changed;
                 DROP TRIGGER temp.note_{name}_gone; DROP TABLE temp.touched_{name};"
            ))?;
        }
        Ok(())
    }
}

/// Whoever is asked for a digest later must have this too.
fn register_digest(db: &Connection) -> Result<(), StoreError> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    db.create_scalar_function("content_digest", 1, flags, |context| {
        let text = context.get_raw(0).as_str()?;
        Ok(digest(&SHA256, text.as_bytes()).as_ref()[..DIGEST_LEN].to_vec())
    })?;
    Ok(())
}

/// Keys of a row never change, so a change is noted under the one that it had.
fn triggers(table: &Table) -> String {
    let name = table.name;
    let (new, old) = (table.key("NEW"), table.key("OLD"));
    let note = format!(
        "INSERT OR IGNORE INTO touched_{name} VALUES ({old}, {content}, {version})",
        content = table.content("OLD"),
        version = table.version("OLD"),
    );
    let is_new = format!("NOT EXISTS (SELECT 1 FROM touched_{name} t WHERE (t.key, t.sub) = ({old}))");
    format!(
        "CREATE TEMP TABLE touched_{name} (
             key INTEGER NOT NULL, sub INTEGER NOT NULL, before TEXT, version INTEGER, PRIMARY KEY (key, sub)
         ) WITHOUT ROWID;
         CREATE TEMP TRIGGER note_{name}_made AFTER INSERT ON main.{name} BEGIN
             INSERT OR IGNORE INTO touched_{name} VALUES ({new}, NULL, NULL); END;
         CREATE TEMP TRIGGER note_{name}_changed AFTER UPDATE ON main.{name} WHEN {is_new} BEGIN {note}; END;
         CREATE TEMP TRIGGER note_{name}_gone AFTER DELETE ON main.{name} WHEN {is_new} BEGIN {note}; END;"
    )
}
