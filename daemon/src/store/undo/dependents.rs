//! What came since and hangs on what an undo takes away.

use rusqlite::Transaction;

use super::{
    names::{Names, Subject, sentence},
    tables::Table,
};
use crate::store::StoreError;

/// Sentences about rows beyond the import's own that putting back changed or removed. To be asked while those are
/// noted.
pub fn of(
    tx: &Transaction<'_>,
    tables: &[Table],
    names: &Names<'_>,
    import: i64,
) -> Result<Vec<String>, StoreError> {
    let mut touched = false;
    for table in tables {
        touched |= list_touched(tx, table, import)?;
    }
    if !touched {
        return Ok(Vec::new());
    }
    let mut sentences = phones(tables, names)?;
    sentences.extend(of_people(tables, names)?);
    sentences.extend(keys(tables, names)?);
    sentences.extend(lines(names)?);
    if sentences.is_empty() {
        sentences.push("SIP accounts were made since for extensions that go".into());
    }
    Ok(sentences)
}

/// Makes `beyond_TABLE` of the rows of one table; whether there are any. They go with the transaction.
fn list_touched(tx: &Transaction<'_>, table: &Table, import: i64) -> Result<bool, StoreError> {
    let name = table.name;
    tx.execute_batch(&format!(
        "DROP TABLE IF EXISTS temp.beyond_{name};
         CREATE TEMP TABLE beyond_{name} AS SELECT t.key, t.sub, t.before FROM touched_{name} t
         LEFT JOIN {name} m ON {on}
         WHERE t.before IS NOT NULL AND t.before IS NOT CASE WHEN {there} THEN {content} END
         AND NOT EXISTS (SELECT 1 FROM import_undo w WHERE w.import_id = {import} AND w.name = '{name}'
                         AND w.key = t.key AND w.sub = t.sub)",
        on = table.on("m", "t"),
        there = table.is_there("m"),
        content = table.content("m"),
    ))?;
    Ok(tx.query_row(&format!("SELECT EXISTS (SELECT 1 FROM temp.beyond_{name})"), [], |row| row.get(0))?)
}

/// Forgets what was listed.
pub fn end(tx: &Transaction<'_>, tables: &[Table]) -> Result<(), StoreError> {
    for table in tables {
        tx.execute_batch(&format!("DROP TABLE IF EXISTS temp.beyond_{}", table.name))?;
    }
    Ok(())
}

fn phones(tables: &[Table], names: &Names<'_>) -> Result<Vec<String>, StoreError> {
    let Some(table) = tables.iter().find(|table| table.name == "devices") else { return Ok(Vec::new()) };
    let user = table.kept("user_id", "before");
    let mut sentences = Vec::new();
    for (id, user) in
        names.texts(&format!("SELECT key, CAST({user} AS TEXT) FROM beyond_devices ORDER BY key"))?
    {
        let (phone, user) = (names.of(Subject::Phone(id))?, names.person(user.parse().unwrap_or(0))?);
        sentences.push(format!("{} was given to {user} since", sentence(&phone)));
    }
    Ok(sentences)
}

/// Extensions, numbers and softphones that a person got since.
fn of_people(tables: &[Table], names: &Names<'_>) -> Result<Vec<String>, StoreError> {
    let kinds = [("extensions", "extension "), ("phone_numbers", "phone number "), ("softphones", "")];
    let mut sentences = Vec::new();
    for (name, noun) in kinds {
        let Some(table) = tables.iter().find(|table| table.name == name) else { continue };
        let (user, number) = (table.kept("user_id", "before"), table.kept("number", "before"));
        let sql = format!("SELECT {user}, coalesce({number}, 'a softphone') FROM beyond_{name} ORDER BY key");
        for (user, value) in names.texts(&sql)? {
            sentences.push(format!("{} got {noun}{value} since", names.person(user)?));
        }
    }
    Ok(sentences)
}

/// Keys on phones that go, and keys of other phones that point to people who go.
fn keys(tables: &[Table], names: &Names<'_>) -> Result<Vec<String>, StoreError> {
    let Some(table) = tables.iter().find(|table| table.name == "feature_keys") else { return Ok(Vec::new()) };
    let target = table.kept("target_user_id", "before");
    let stays = "EXISTS (SELECT 1 FROM devices d WHERE d.id = k.key)";
    let going = format!(
        "SELECT count(DISTINCT k.key), CAST(count(*) AS TEXT) FROM beyond_feature_keys k WHERE NOT {stays}"
    );
    let pointing = format!(
        "SELECT {target}, CAST(count(*) AS TEXT) FROM beyond_feature_keys k WHERE {stays} GROUP BY 1"
    );
    let mut sentences = Vec::new();
    for (phones, keys) in names.texts(&going)?.into_iter().filter(|(phones, _)| *phones > 0) {
        sentences.push(format!(
            "{} on {}",
            several(&keys, "feature key"),
            several(&phones.to_string(), "phone")
        ));
    }
    for (user, keys) in names.texts(&pointing)? {
        let verb = if keys == "1" { "points" } else { "point" };
        let keys = several(&keys, "key");
        sentences.push(format!("{keys} of other phones {verb} to {}", names.person(user)?));
    }
    Ok(sentences)
}

/// Phones with a line for an account that goes, where nothing else was said of them.
fn lines(names: &Names<'_>) -> Result<Vec<String>, StoreError> {
    let found = names.texts(
        "SELECT DISTINCT key, '' FROM beyond_lines WHERE key NOT IN (SELECT key FROM beyond_devices) ORDER BY key",
    )?;
    let one = |(id, _)| Ok(format!("{} got another line since", sentence(&names.of(Subject::Phone(id))?)));
    found.into_iter().map(one).collect()
}

fn several(count: &str, noun: &str) -> String {
    if count == "1" { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
