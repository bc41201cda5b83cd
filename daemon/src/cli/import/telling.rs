//! What is said of an import on the terminal.

use std::path::Path;

use crate::{
    directory::Site,
    import::{PlanCounts, Removal, report},
    office::importing::Examined,
    store::Applied,
};

/// Names that one sentence holds.
const NAMED: usize = 3;

/// Which rows are left out; nothing where all of them are imported.
pub fn left_out(examined: &Examined) -> String {
    let rows: Vec<String> = examined.wishes.repairs.left_out().map(|row| row.to_string()).collect();
    match rows.len() {
        0 => String::new(),
        1 => format!("Row {} has an error and is left out\n", rows[0]),
        number if number <= 20 => format!("Rows {} have errors and are left out\n", rows.join(", ")),
        number => format!("{number} rows have errors and are left out, the first is row {}\n", rows[0]),
    }
}

/// What would go, and how to let it.
pub fn deletes_refused(removals: &[Removal]) -> String {
    let names: Vec<&str> = removals.iter().take(NAMED).map(|removal| removal.name.as_str()).collect();
    let more = match removals.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!(
        "the file deletes {}{more}, so nothing was changed. Allow it with --allow-delete",
        names.join("; ")
    )
}

/// The import with what it did.
pub fn done(examined: &Examined, applied: &Applied) -> String {
    let Applied { import, counts, deletes, .. } = applied;
    let updated = [counts.users, counts.extensions, counts.phone_numbers, counts.devices, counts.softphones];
    let changed: usize = updated.iter().map(|count| count.update).sum();
    let deleted = deletes.sum();
    let mut parts: Vec<String> = created(examined, counts).into_iter().collect();
    parts.extend((changed > 0).then(|| format!("{changed} changed")));
    parts.extend((deleted > 0).then(|| format!("{deleted} deleted")));
    let words = if parts.is_empty() { "all of it was there already".to_owned() } else { parts.join("; ") };
    format!("Import {import} is done: {words}.\n")
}

/// Where the rows are that were left out.
pub fn rest(rows: usize, file: Option<&Path>) -> String {
    let (subject, them) = match rows {
        0 => return String::new(),
        1 => ("1 row with an error was".to_owned(), "it"),
        _ => (format!("{rows} rows with errors were"), "them"),
    };
    match file {
        Some(file) => format!("{subject} left out and stands in {}, with what to fix.\n", file.display())
            .replace("were left out and stands", "were left out and stand"),
        None => format!("{subject} left out. Correct {them} and import the file again.\n"),
    }
}

/// Where the passwords are that were made.
pub fn passwords(applied: Applied, file: Option<&Path>) -> String {
    let Applied { import, passwords, .. } = applied;
    let is_one = passwords == 1;
    match file {
        Some(path) => format!(
            "{} in {}, and nowhere else: the box keeps only hashes. Keep that file safe.\n",
            if is_one {
                "The login password is".into()
            } else {
                format!("The {passwords} login passwords are")
            },
            path.display()
        ),
        None => format!(
            "{} for you for a day. Fetch {} with: linekey imports credentials {import} OUT.csv\n",
            if is_one {
                "1 login password waits".into()
            } else {
                format!("{passwords} login passwords wait")
            },
            if is_one { "it" } else { "them" }
        ),
    }
}

/// What the phones still need, a line each.
pub fn what_next(site: &Site, examined: &Examined) -> String {
    let mut text = String::new();
    if site.pbx.host.is_empty() {
        text += "No PBX is set, so phones cannot register yet. Set it with: linekey settings set pbx.host=ADDRESS \
                 pbx.kind=KIND\n";
    }
    if examined.checked.counts.devices.create > 0 {
        text += "New phones show their lines on their keys. Give them others with: linekey keys apply FILE\n";
    }
    text + report::nobody_listed_text(&examined.checked)
}

/// What is new; `None` where nothing is.
fn created(examined: &Examined, counts: &PlanCounts) -> Option<String> {
    let parts = [
        (counts.users.create, "user", "users"),
        (counts.extensions.create, "extension", "extensions"),
        (counts.phone_numbers.create, "phone number", "phone numbers"),
        (counts.devices.create, "phone", "phones"),
        (counts.softphones.create, "softphone", "softphones"),
        (examined.checked.plan.joins(), "place on a shared phone", "places on shared phones"),
    ];
    let words = |(count, one, many)| format!("{count} {}", if count == 1 { one } else { many });
    let list: Vec<String> = parts.into_iter().filter(|(count, ..)| *count > 0).map(words).collect();
    (!list.is_empty()).then(|| format!("{} created", list.join(", ")))
}
