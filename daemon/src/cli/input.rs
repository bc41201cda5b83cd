//! Files that the person names.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use super::Failure;

/// Reads a file, `-` from the standard input; `None` where it has more bytes than `most`.
pub fn read(path: &Path, most: u64) -> Result<Option<Vec<u8>>, Failure> {
    let mut input: Box<dyn Read> = if path == Path::new("-") {
        Box::new(io::stdin().lock())
    } else {
        Box::new(File::open(path).map_err(|error| cannot_read(path, &error))?)
    };
    let mut bytes = Vec::new();
    input.by_ref().take(most + 1).read_to_end(&mut bytes).map_err(|error| cannot_read(path, &error))?;
    Ok((bytes.len() as u64 <= most).then_some(bytes))
}

/// Reads a small text file; a byte order mark at its beginning is no part of the text.
pub fn read_text(path: &Path, most: u64) -> Result<String, Failure> {
    let named = |what: &str| Failure::Input(Some(format!("{} {what}", path.display())));
    let bytes = read(path, most)?.ok_or_else(|| named("is too large for what it should be"))?;
    let text = String::from_utf8(bytes).map_err(|_| named("is not UTF-8 text"))?;
    Ok(text.strip_prefix('\u{feff}').map_or_else(|| text.clone(), str::to_owned))
}

/// A file that is not there was named wrongly; anything else is the system's failure.
fn cannot_read(path: &Path, error: &io::Error) -> Failure {
    let sentence = format!("cannot read {}: {error}", path.display());
    if error.kind() == io::ErrorKind::NotFound { Failure::Usage(sentence) } else { Failure::System(sentence) }
}
