//! The office as a whole: its data, the catalogue, the dialects and the templates, and what can be done with them.
//! The command line, the pages and the listeners all go through here.

pub mod backups;
pub mod exporting;
mod files;
pub mod firmware;
mod hand;
mod hosted;
pub mod hosting;
pub mod importing;
mod imports;
pub mod keying;
mod live;
mod media;
mod origins;
pub mod overlay;
pub mod overrides;
pub mod overview;
pub mod pbx_test;
pub mod people;
pub mod phonebook;
pub mod phones;
mod pool;
pub mod problems;
#[cfg(test)]
mod recipes_test;
mod serving;
pub mod setting;
mod sighting;
pub mod slips;
pub mod softphones;
mod stand_in;
mod states;
pub mod template;
#[cfg(test)]
mod testing;
pub mod waiting;
mod wanted;

pub(crate) use files::Made;
pub use files::{FileError, MaskedFile};
pub use hand::{Found, HandError};
pub use imports::{
    Begun, CellEdit, CellNow, DOTS, Draft, EditError, Edited, Group, ImportNews, Imports, Job, ReadingWish,
    Step, WhichRows, shown,
};
pub use live::Live;
pub use origins::FileOrigins;
pub use pool::Pool;
pub use serving::{Desk, DeskOptions};
use states::Current;
pub use states::DeviceState;
pub use wanted::Question;

use std::{
    fs, io,
    path::Path,
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use crate::{
    catalogue::{Catalogue, Fault, SourceFile},
    directory::Site,
    import::Recipes,
    pbx::{Dialect, Dialects},
    render::Engine,
    store::{Beside, StoreError},
};

/// Folder below the data folder whose files replace those of `device-templates/`.
pub const TEMPLATES_FOLDER: &str = Beside::Templates.folder();

/// Folder below the data folder whose files replace the shipped dialects.
pub const DIALECTS_FOLDER: &str = Beside::Dialects.folder();

/// Folder below the data folder whose files replace the shipped recipes.
pub const RECIPES_FOLDER: &str = Beside::Recipes.folder();

/// The largest overlay file that is read: the shipped ones are a few kilobytes.
const MAX_OVERLAY_BYTES: u64 = Beside::Templates.largest();

/// Folders in one another that are looked at for overlay files.
const DEEPEST: usize = Beside::Templates.deepest() - 1;

/// What the office knows besides its data.
pub struct Office {
    /// Every phone we know.
    pub catalogue: Arc<Catalogue>,
    /// Every PBX we know.
    pub dialects: Dialects,
    /// Every other system whose exports we can read.
    pub recipes: Recipes,
    engine: Engine,
    faults: Vec<Fault>,
    /// What phones would get now, as far as it was looked at.
    current: Current,
    /// The phonebook, as far as it was asked for.
    phonebook: phonebook::Shelf,
}

/// Why the office cannot open.
#[derive(Debug, thiserror::Error)]
pub enum OfficeError {
    /// A shipped file is faulty, which the tests rule out.
    #[error("a shipped file is faulty: {0}")]
    Shipped(#[from] Fault),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Office {
    /// Reads the shipped catalogue, dialects and recipes with the box's own files laid over them.
    pub fn open(dir: &Path) -> Result<Self, OfficeError> {
        let own = overlaid_files(&dir.join(TEMPLATES_FOLDER));
        // What is shipped is proven by tests: a check of it alone would only delay the start.
        let check = |found: &Catalogue| if own.is_empty() { Ok(()) } else { Engine::check(found) };
        let catalogue = Catalogue::load_checked(&Catalogue::shipped_files(), &own, check)?;
        let (dialects, dialect_faults) = Dialects::load(&overlaid_files(&dir.join(DIALECTS_FOLDER)))?;
        let mut faults = catalogue.faults().to_vec();
        faults.extend(dialect_faults);
        let (recipes, recipe_faults) = Recipes::load(&overlaid_files(&dir.join(RECIPES_FOLDER)))?;
        faults.extend(recipe_faults);
        let catalogue = Arc::new(catalogue);
        let engine = Engine::new(Arc::clone(&catalogue))?;
        let (current, phonebook) = (Current::default(), phonebook::Shelf::default());
        Ok(Self { catalogue, dialects, recipes, engine, faults, current, phonebook })
    }

    /// What is wrong with the box's own files; the shipped ones stand in.
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// The site's dialect. An unknown one was refused when it was set; should its file have gone since, the
    /// neutral one stands in.
    ///
    /// # Panics
    ///
    /// Never: `Dialects::load` fails without the shipped dialects.
    #[must_use]
    pub fn dialect(&self, site: &Site) -> &Dialect {
        let found = self.dialects.get(&site.pbx.kind).or_else(|| self.dialects.get("generic"));
        #[expect(
            clippy::expect_used,
            reason = "`Dialects::load` fails without the shipped dialects, generic among them"
        )]
        found.expect("the dialect `generic` is shipped")
    }
}

/// Seconds since 1970 UTC.
#[must_use]
pub fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

/// The box's own files below a folder, one level of folders deep. What cannot be read is left out: the shipped file
/// serves on.
fn overlaid_files(folder: &Path) -> Vec<SourceFile> {
    let mut files = Vec::new();
    collect(folder, "", 0, &mut files);
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

fn collect(folder: &Path, prefix: &str, depth: usize, files: &mut Vec<SourceFile>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let Ok(name) = entry.file_name().into_string() else { continue };
        let path = format!("{prefix}{name}");
        match entry.file_type() {
            Ok(kind) if kind.is_dir() && depth < DEEPEST => {
                collect(&entry.path(), &format!("{path}/"), depth + 1, files);
            }
            Ok(kind) if kind.is_file() => match read_overlay(&entry.path()) {
                Ok(text) => files.push(SourceFile { path, text }),
                Err(error) => tracing::warn!("{} is left out: {error}", entry.path().display()),
            },
            _ => {}
        }
    }
}

fn read_overlay(path: &Path) -> io::Result<String> {
    if fs::metadata(path)?.len() > MAX_OVERLAY_BYTES {
        return Err(io::Error::other("it is larger than 1 MiB"));
    }
    fs::read_to_string(path)
}
