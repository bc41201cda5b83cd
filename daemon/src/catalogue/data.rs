//! TOML files of one kind, one thing in each: those shipped in the program, with the box's own laid over them.

use std::{collections::BTreeMap, ops::Range};

use rust_embed::RustEmbed;
use serde::de::DeserializeOwned;

use super::{Fault, SourceFile};

/// What a file may be wrong with besides its form: the key to blame, and a sentence.
pub type Contradiction = (&'static str, String);

/// Something that stands in a file of its own.
pub trait Datum: Sized {
    /// What people call it: `dialect`.
    const KIND: &'static str;
    /// The file as it is written.
    type File: DeserializeOwned;

    /// The thing in the file. Its id is the file's name: `freepbx.toml` is `freepbx`.
    fn from_file(id: &str, file: Self::File) -> Result<Self, Contradiction>;
}

/// The shipped things with the box's own laid over them, by id; faults of the box's own beside them, for which the
/// shipped ones serve on. A shipped file that is faulty is an error.
pub fn lay_over<T: Datum>(
    shipped: &[SourceFile],
    overlay: &[SourceFile],
) -> Result<(BTreeMap<String, T>, Vec<Fault>), Fault> {
    let mut found = BTreeMap::new();
    for file in shipped {
        let (id, datum) = read(file)?;
        found.insert(id, datum);
    }
    let mut faults = Vec::new();
    for file in overlay.iter().filter(|file| is_datum(&file.path)) {
        match read(file) {
            Ok((id, datum)) => {
                found.insert(id, datum);
            }
            Err(fault) => faults.push(fault),
        }
    }
    Ok((found, faults))
}

/// The files of a folder that is embedded in the program.
#[must_use]
pub fn embedded<E: RustEmbed>() -> Vec<SourceFile> {
    let file = |path: &str| {
        let text = String::from_utf8_lossy(&E::get(path)?.data).into_owned();
        Some(SourceFile { path: path.to_owned(), text })
    };
    E::iter().filter(|path| is_datum(path)).filter_map(|path| file(&path)).collect()
}

/// Other files (a README, an editor's backup) are nobody's business.
fn is_datum(path: &str) -> bool {
    path.strip_suffix(".toml").is_some()
}

fn read<T: Datum>(file: &SourceFile) -> Result<(String, T), Fault> {
    let fault = |line, message| Fault { file: file.path.clone(), line, message };
    let id = id(&file.path).ok_or_else(|| {
        let kind = T::KIND;
        fault(1, format!("the file's name is the {kind}'s id: only a-z, 0-9, - and _ may stand in it"))
    })?;
    let parsed: T::File = toml::from_str(&file.text)
        .map_err(|error| fault(line_at(&file.text, error.span()), error.message().trim().to_owned()))?;
    let datum =
        T::from_file(id, parsed).map_err(|(key, message)| fault(line_of(&file.text, key), message))?;
    Ok((id.to_owned(), datum))
}

fn id(path: &str) -> Option<&str> {
    let name = path.rsplit('/').next().unwrap_or(path).strip_suffix(".toml")?;
    let fits = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || matches!(sign, '-' | '_');
    (!name.is_empty() && name.chars().all(fits)).then_some(name)
}

/// The line, from 1, that a byte position is in.
fn line_at(text: &str, span: Option<Range<usize>>) -> usize {
    let before = span.and_then(|span| text.get(..span.start)).unwrap_or_default();
    1 + before.matches('\n').count()
}

/// The line, from 1, that gives this key its value; the first where none does.
fn line_of(text: &str, key: &str) -> usize {
    let gives = |line: &str| {
        line.trim_start().strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('='))
    };
    1 + text.lines().position(gives).unwrap_or(0)
}
