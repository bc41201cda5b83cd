//! The tables that an import can change, and the SQL that reads and writes any row of them. Columns are asked for, so
//! that a later schema needs no change here.

use rusqlite::Connection;

use crate::store::StoreError;

/// In an order in which a person's things stand together.
pub const TABLES: &[&str] = &[
    "users",
    "extensions",
    "phone_numbers",
    "accounts",
    "softphones",
    "devices",
    "lines",
    "feature_keys",
    "raw_overrides",
];

/// What a row of a table is made of.
pub struct Table {
    pub name: &'static str,
    /// One or two whole numbers.
    pub keys: Vec<String>,
    /// All but `version`, in their order.
    pub columns: Vec<Column>,
    /// Whether `version` counts changes of a row.
    pub has_version: bool,
    /// Columns whose values, together, no two rows have.
    pub unique: Vec<Vec<String>>,
    /// Column → table whose row it names.
    pub references: Vec<(String, String)>,
}

/// A column.
pub struct Column {
    pub name: String,
    pub is_blob: bool,
    is_number: bool,
    is_optional: bool,
}

/// Describes all tables.
pub fn all(db: &Connection) -> Result<Vec<Table>, StoreError> {
    TABLES.iter().map(|name| Table::of(db, name)).collect()
}

impl Table {
    fn of(db: &Connection, name: &'static str) -> Result<Self, StoreError> {
        let mut statement =
            db.prepare(r#"SELECT name, type, pk, "notnull" FROM pragma_table_info(?1) ORDER BY cid"#)?;
        let rows = statement.query_map([name], |row| {
            let kind: String = row.get(1)?;
            let column = Column {
                name: row.get(0)?,
                is_blob: kind == "BLOB",
                is_number: kind == "INTEGER",
                is_optional: !row.get::<_, bool>(3)?,
            };
            Ok((column, row.get::<_, i64>(2)?))
        })?;
        let (mut keys, mut columns, mut has_version) = (Vec::new(), Vec::new(), false);
        for row in rows {
            let (column, place) = row?;
            if place > 0 {
                keys.push((place, column.name.clone()));
            }
            if column.name == "version" {
                has_version = true;
            } else {
                columns.push(column);
            }
        }
        keys.sort();
        let keys = keys.into_iter().map(|(_, name)| name).collect();
        let (unique, references) = (unique(db, name)?, references(db, name)?);
        Ok(Self { name, keys, columns, has_version, unique, references })
    }

    /// The two numbers that name a row.
    pub fn key(&self, alias: &str) -> String {
        let second = self.keys.get(1).map_or("0".into(), |second| format!("{alias}.{second}"));
        format!("{alias}.{}, {second}", self.keys[0])
    }

    /// Whether a row is there, where it was joined.
    pub fn is_there(&self, alias: &str) -> String {
        format!("{alias}.{} IS NOT NULL", self.keys[0])
    }

    /// Joins a row to `noted`, which has `key` and `sub`.
    pub fn on(&self, alias: &str, noted: &str) -> String {
        let second =
            self.keys.get(1).map_or(String::new(), |key| format!(" AND {alias}.{key} = {noted}.sub"));
        format!("{alias}.{} = {noted}.key{second}", self.keys[0])
    }

    /// The row's content as a JSON list.
    pub fn content(&self, alias: &str) -> String {
        let value = |column: &Column| match column {
            Column { name, is_blob: true, .. } => {
                format!("iif({alias}.{name} IS NULL, NULL, hex({alias}.{name}))")
            }
            Column { name, .. } => format!("{alias}.{name}"),
        };
        let values: Vec<String> = self.columns.iter().map(value).collect();
        format!("json_array({})", values.join(", "))
    }

    /// The row's version, where it has one.
    pub fn version(&self, alias: &str) -> String {
        if self.has_version { format!("{alias}.version") } else { "NULL".into() }
    }

    /// One column's value out of content that was kept.
    pub fn kept(&self, column: &str, content: &str) -> String {
        let place = self.columns.iter().position(|candidate| candidate.name == column);
        // A name that is none has no value.
        let Some(place) = place else { return "NULL".into() };
        let value = format!("json_extract({content}, '$[{place}]')");
        if self.columns[place].is_blob { format!("unhex({value})") } else { value }
    }

    /// A value of a unique column that no row has: digits, for numbers admit nothing else.
    pub fn aside(&self, column: &str) -> String {
        match self.columns.iter().find(|candidate| candidate.name == column) {
            Some(Column { is_optional: true, .. }) => "NULL".into(),
            Some(Column { is_number: true, .. }) => format!("{column} + 1000000000"),
            _ => format!("printf('%030d', {})", self.keys[0]),
        }
    }

    pub fn has(&self, column: &str) -> bool {
        self.columns.iter().any(|candidate| candidate.name == column)
    }
}

fn unique(db: &Connection, table: &str) -> Result<Vec<Vec<String>>, StoreError> {
    let mut indexes = db.prepare("SELECT name FROM pragma_index_list(?1) WHERE origin = 'u'")?;
    let indexes = indexes.query_map([table], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
    let mut columns = db.prepare("SELECT name FROM pragma_index_info(?1) ORDER BY seqno")?;
    indexes
        .iter()
        .map(|index| Ok(columns.query_map([index], |row| row.get(0))?.collect::<Result<_, _>>()?))
        .collect()
}

fn references(db: &Connection, table: &str) -> Result<Vec<(String, String)>, StoreError> {
    let mut statement = db.prepare(r#"SELECT "from", "table" FROM pragma_foreign_key_list(?1)"#)?;
    let rows = statement.query_map([table], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    #[test]
    fn every_table_that_hangs_on_people_and_phones_can_be_taken_back() {
        let store = Store::in_memory().unwrap();
        let mut hanging = store
            .db
            .prepare(
                r#"SELECT DISTINCT s.name FROM sqlite_schema s JOIN pragma_foreign_key_list(s.name) f
                   WHERE s.type = 'table' AND f."table" IN (SELECT value FROM json_each(?1))"#,
            )
            .unwrap();
        let known = serde_json::to_string(TABLES).unwrap();
        let hanging: Vec<String> =
            hanging.query_map([known], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
        assert!(hanging.len() >= 7);
        // A link lives for a day and can be made anew.
        for table in hanging.into_iter().filter(|table| table != "softphone_links") {
            assert!(TABLES.contains(&table.as_str()), "an undo would not bring back rows of {table}");
        }
    }

    #[test]
    fn what_a_table_is_made_of_is_asked() {
        let store = Store::in_memory().unwrap();
        let tables = all(&store.db).unwrap();
        for table in &tables {
            assert!(matches!(table.keys.len(), 1 | 2), "{}", table.name);
        }
        let devices = tables.iter().find(|table| table.name == "devices").unwrap();
        assert!(devices.has_version && devices.unique == [["mac"]]);
        assert_eq!(devices.references, [("user_id".to_owned(), "users".to_owned())]);
        assert!(devices.columns.iter().any(|column| column.name == "admin_password" && column.is_blob));
    }
}
