//! Rows as CSV text (RFC 4180, lines end with a line feed).

/// Rows as CSV text. A cell that a spreadsheet program would run as a formula is defused with a leading `'`; a phone
/// number with its `+` is no formula.
pub fn csv_text(rows: &[Vec<String>]) -> Result<String, csv::Error> {
    let defused: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(|cell| defuse(cell)).collect()).collect();
    raw_csv_text(&defused)
}

/// Rows as CSV text, each cell as it is.
pub fn raw_csv_text(rows: &[Vec<String>]) -> Result<String, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(row)?;
    }
    let bytes = writer.into_inner().map_err(csv::IntoInnerError::into_error)?;
    String::from_utf8(bytes).map_err(|error| std::io::Error::other(error).into())
}

/// The first row of a table.
pub fn header(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// A cell that a spreadsheet program shows and does not run.
pub fn defuse(cell: &str) -> String {
    let number = cell
        .strip_prefix('+')
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|sign| sign.is_ascii_digit()));
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && !number {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_that_a_spreadsheet_would_run_are_defused() {
        let rows = vec![["=1+1", "+1800", "@x", "-2", "+x", "a,b"].map(str::to_owned).to_vec()];
        assert_eq!(csv_text(&rows).unwrap(), "'=1+1,+1800,'@x,'-2,'+x,\"a,b\"\n");
    }
}
