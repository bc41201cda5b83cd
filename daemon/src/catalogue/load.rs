//! Reading `device-templates/`, and the box's own files laid over it.

use std::collections::BTreeMap;

use super::{
    Brand, Catalogue, brand, family,
    index::Index,
    reader::{Reader, Words},
};

/// One file below `device-templates/` or its overlay.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Path with forward slashes: `yealink/t4x.toml`.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// Why a catalogue file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}, line {line}: {message}")]
pub struct Fault {
    /// Path below the folder.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// What is wrong, as a sentence.
    pub message: String,
}

#[derive(rust_embed::RustEmbed)]
#[folder = "../device-templates"]
struct Shipped;

impl Catalogue {
    /// The catalogue as shipped, with the box's own files laid over it. A fault in a shipped file is an error; one
    /// in the overlay is kept in [`faults`](Catalogue::faults) while the shipped file stands in.
    pub fn load(shipped: &[SourceFile], overlay: &[SourceFile]) -> Result<Self, Fault> {
        Self::load_checked(shipped, overlay, |_| Ok(()))
    }

    /// Like [`load`](Catalogue::load), with a further check of the whole, for example whether every template
    /// compiles. A file of the overlay that the check finds faulty is left out just the same.
    pub fn load_checked(
        shipped: &[SourceFile],
        overlay: &[SourceFile],
        check: impl Fn(&Self) -> Result<(), Fault>,
    ) -> Result<Self, Fault> {
        let mut own: BTreeMap<&str, &SourceFile> = overlay
            .iter()
            .filter(|file| is_source(&file.path))
            .map(|file| (file.path.as_str(), file))
            .collect();
        let mut faults = Vec::new();
        loop {
            let attempt = assemble(&layered(shipped, &own));
            let fault = match attempt.and_then(|catalogue| check(&catalogue).map(|()| catalogue)) {
                Ok(catalogue) => return Ok(Self { faults, ..catalogue }),
                Err(fault) => fault,
            };
            let Some(culprit) = culprit(&own, &fault) else { return Err(fault) };
            own.remove(culprit);
            faults.push(blame(culprit, fault));
        }
    }

    /// The files embedded in the program.
    #[must_use]
    pub fn shipped_files() -> Vec<SourceFile> {
        Shipped::iter()
            .filter(|path| is_source(path))
            .filter_map(|path| {
                let text = String::from_utf8_lossy(&Shipped::get(&path)?.data).into_owned();
                Some(SourceFile { path: path.into_owned(), text })
            })
            .collect()
    }

    /// The catalogue as shipped.
    pub fn shipped() -> Result<Self, Fault> {
        Self::load(&Self::shipped_files(), &[])
    }

    /// What is wrong with the box's own files.
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }
}

/// Other files (a README, an editor's backup) are nobody's business.
fn is_source(path: &str) -> bool {
    is_data(path) || is_template(path)
}

fn is_data(path: &str) -> bool {
    ends_with(path, ".toml")
}

fn is_template(path: &str) -> bool {
    ends_with(path, ".j2")
}

/// Case counts: the embedded names and the box's file system tell case apart too.
fn ends_with(path: &str, ending: &str) -> bool {
    path.ends_with(ending)
}

/// The files in force, the shipped ones first: of two files that claim one name, the box's own is then at fault.
fn layered<'a>(shipped: &'a [SourceFile], own: &BTreeMap<&str, &'a SourceFile>) -> Vec<&'a SourceFile> {
    let kept = shipped.iter().filter(|file| is_source(&file.path) && !own.contains_key(file.path.as_str()));
    kept.chain(own.values().copied()).collect()
}

/// The file of the overlay that a fault is due to. A shipped file is sound by itself, so where the fault lies in
/// one, a file of the overlay in the same folder broke it: most likely `brand.toml`, which the others build on.
fn culprit<'a>(own: &BTreeMap<&'a str, &SourceFile>, fault: &Fault) -> Option<&'a str> {
    let folder = folder(&fault.file);
    let brand_file = format!("{folder}/brand.toml");
    let named = |path: &str| own.get_key_value(path).map(|(path, _)| *path);
    named(&fault.file)
        .or_else(|| named(&brand_file))
        .or_else(|| own.keys().copied().find(|path| self::folder(path) == folder))
}

fn folder(path: &str) -> &str {
    path.split_once('/').map_or("", |(folder, _)| folder)
}

fn blame(culprit: &str, fault: Fault) -> Fault {
    if fault.file == culprit {
        return fault;
    }
    Fault { file: culprit.to_owned(), line: 1, message: format!("with this file, {fault}") }
}

fn assemble(files: &[&SourceFile]) -> Result<Catalogue, Fault> {
    let templates: BTreeMap<String, String> = files
        .iter()
        .filter(|file| is_template(&file.path))
        .map(|file| (file.path.clone(), file.text.clone()))
        .collect();
    let mut folders: BTreeMap<&str, Vec<(&str, Reader<'_>)>> = BTreeMap::new();
    for file in files.iter().filter(|file| is_data(&file.path)) {
        let reader = Reader { file, templates: &templates };
        let (folder, stem) = folder_and_stem(reader)?;
        folders.entry(folder).or_default().push((stem, reader));
    }
    let mut names = Words::new();
    let brands = folders
        .into_iter()
        .map(|(folder, files)| read_folder(folder, &files, &mut names))
        .collect::<Result<Vec<_>, _>>()?;
    let index = Index::new(&brands).map_err(|error| Fault {
        file: "brand.toml".to_owned(),
        line: 1,
        message: format!("the file patterns of all brands together are too large: {error}"),
    })?;
    Ok(Catalogue { brands, templates, faults: Vec::new(), index })
}

fn folder_and_stem(reader: Reader<'_>) -> Result<(&str, &str), Fault> {
    let path = reader.file.path.as_str();
    let parts: Vec<&str> = path.split('/').collect();
    match (parts.as_slice(), path.strip_suffix(".toml")) {
        ([folder, _], Some(stem)) if !folder.is_empty() => Ok((folder, &stem[folder.len() + 1..])),
        _ => Err(reader.fault_of_file("a catalogue file belongs into the folder of its brand")),
    }
}

fn read_folder(folder: &str, files: &[(&str, Reader<'_>)], names: &mut Words) -> Result<Brand, Fault> {
    let Some((_, reader)) = files.iter().find(|(stem, _)| *stem == "brand") else {
        let first =
            files.iter().map(|(_, reader)| reader.fault_of_file("its folder has no brand.toml")).next();
        return Err(first.unwrap_or(Fault {
            file: folder.to_owned(),
            line: 1,
            message: "is empty".to_owned(),
        }));
    };
    let (mut brand, shared) = brand::read(*reader, folder, names)?;
    let mut words = Words::new();
    for (stem, reader) in files.iter().filter(|(stem, _)| *stem != "brand") {
        brand.families.push(family::read(*reader, stem, &shared, &mut words)?);
    }
    brand.families.sort_by(|one, other| one.id.cmp(&other.id));
    check_files(*reader, &brand)?;
    Ok(brand)
}

/// Whether files and families know each other: every family has one main file.
fn check_files(reader: Reader<'_>, brand: &Brand) -> Result<(), Fault> {
    let known = |id: &String| brand.families.iter().any(|family| family.id == *id);
    if let Some(stranger) = brand.files.iter().flat_map(|file| &file.families).find(|id| !known(id)) {
        return Err(reader.fault_of_file(format!("[[file]] names a family {stranger}, which is not there")));
    }
    let made = brand.families.iter().filter(|family| family.models.iter().any(|model| model.provisioned));
    match made.into_iter().find(|family| brand.main_file(family).is_none()) {
        Some(family) => {
            Err(reader.fault_of_file(format!("no [[file]] says main = true for the family {}", family.id)))
        }
        None => Ok(()),
    }
}
