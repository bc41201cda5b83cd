//! The office as a whole: its data, the catalogue, the dialects and the templates, and what can be done with them.
//! The command line, the pages and the listeners all go through here.

pub mod exporting;
mod hand;
mod hosted;
pub mod importing;
mod imports;
pub mod keying;
pub mod overview;
pub mod pbx_test;
pub mod people;
pub mod phones;
mod pool;
pub mod problems;
#[cfg(test)]
mod recipes_test;
mod serving;
pub mod setting;
mod sighting;
pub mod slips;
mod states;
pub mod template;
#[cfg(test)]
mod testing;
pub mod waiting;

pub use hand::{Found, HandError};
pub use imports::{
    Begun, CellEdit, CellNow, DOTS, Draft, EditError, Edited, Group, ImportNews, Imports, Job, ReadingWish,
    Step, WhichRows, shown,
};
pub use pool::Pool;
pub use serving::{Desk, DeskOptions};
use states::Current;
pub use states::DeviceState;

use std::{
    fs, io,
    path::Path,
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use crate::{
    catalogue::{Catalogue, Fault, FileKind, Format, SourceFile},
    directory::{MacAddr, Phone, Site},
    import::Recipes,
    pbx::{Dialect, Dialects},
    render::{Engine, RenderError},
    store::{Store, StoreError},
};

/// Folder below the data folder whose files replace those of `device-templates/`.
pub const TEMPLATES_FOLDER: &str = "templates";

/// Folder below the data folder whose files replace the shipped dialects.
pub const DIALECTS_FOLDER: &str = "dialects";

/// Folder below the data folder whose files replace the shipped recipes.
pub const RECIPES_FOLDER: &str = "recipes";

/// The largest overlay file that is read: the shipped ones are a few kilobytes.
const MAX_OVERLAY_BYTES: u64 = 1024 * 1024;

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

/// Why a file of a phone cannot be printed.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// Nothing of that name is made for it.
    #[error("{mac} is a {brand}, and such a phone gets no file named {name} from this box")]
    NoSuchFile {
        /// The phone.
        mac: MacAddr,
        /// Its brand.
        brand: String,
        /// The name.
        name: String,
    },
    /// The template failed.
    #[error(transparent)]
    Render(#[from] RenderError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Nobody imported it.
    #[error("nobody has imported a phone with the MAC address {0}")]
    UnknownPhone(MacAddr),
}

/// A rendered file.
pub(crate) struct Rendered {
    pub(crate) text: String,
    pub(crate) format: Format,
}

impl Office {
    /// Reads the shipped catalogue, dialects and recipes with the box's own files laid over them.
    pub fn open(dir: &Path) -> Result<Self, OfficeError> {
        let own = overlay(&dir.join(TEMPLATES_FOLDER));
        let catalogue = Catalogue::load_checked(&Catalogue::shipped_files(), &own, Engine::check)?;
        let (dialects, dialect_faults) = Dialects::load(&overlay(&dir.join(DIALECTS_FOLDER)))?;
        let mut faults = catalogue.faults().to_vec();
        faults.extend(dialect_faults);
        let (recipes, recipe_faults) = Recipes::load(&overlay(&dir.join(RECIPES_FOLDER)))?;
        faults.extend(recipe_faults);
        let catalogue = Arc::new(catalogue);
        let engine = Engine::new(Arc::clone(&catalogue))?;
        Ok(Self { catalogue, dialects, recipes, engine, faults, current: Current::default() })
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

    /// The bytes that a phone is served for a name, or for its main file.
    pub fn render(&self, store: &mut Store, mac: MacAddr, name: Option<&str>) -> Result<String, FileError> {
        let phone = store.phone(mac)?.ok_or(FileError::UnknownPhone(mac))?;
        let no_such_file =
            |name: &str| FileError::NoSuchFile { mac, brand: phone.brand.clone(), name: name.to_owned() };
        let main = self.catalogue.brand(&phone.brand).and_then(|brand| self.catalogue.main_file(brand, mac));
        let name = name.map(str::to_owned).or(main).unwrap_or_default();
        match self.file(store, &name)? {
            Made::File(rendered) => Ok(rendered.text),
            Made::NoSuchFile | Made::Hosted => Err(no_such_file(&name)),
            Made::UnknownPhone(mac) => Err(FileError::UnknownPhone(mac)),
        }
    }

    /// The decision: which phone, which file, and then its text.
    pub(crate) fn file(&self, store: &mut Store, name: &str) -> Result<Made, FileError> {
        let Some(asked) = self.catalogue.requested_file(name) else { return Ok(Made::NoSuchFile) };
        match (asked.pattern.kind, asked.mac) {
            (FileKind::Absent, _) => Ok(Made::NoSuchFile),
            (FileKind::Hosted, _) => Ok(Made::Hosted),
            (FileKind::Device, Some(mac)) => self.device_file(store, mac, name),
            (FileKind::Device | FileKind::Boot | FileKind::Common, _) => {
                let Some(template) = &asked.pattern.template else { return Ok(Made::NoSuchFile) };
                let site = store.site()?;
                let text = self.engine.common_file(template, &site)?;
                Ok(Made::File(Rendered { text, format: Format::KeyValue }))
            }
        }
    }

    fn device_file(&self, store: &mut Store, mac: MacAddr, name: &str) -> Result<Made, FileError> {
        let Some(phone) = store.phone(mac)? else { return Ok(Made::UnknownPhone(mac)) };
        let made = self.own_file(&phone, name, &store.site()?)?;
        Ok(made.map_or(Made::NoSuchFile, Made::File))
    }

    /// A phone's own file of this name, if it has one.
    fn own_file(&self, phone: &Phone, name: &str, site: &Site) -> Result<Option<Rendered>, RenderError> {
        // Several brands may use one name: what counts is what it is to this phone's brand.
        let brand = self.catalogue.brand(&phone.brand);
        let own = brand.and_then(|brand| self.catalogue.file_for(brand, name));
        if own.is_none_or(|own| own.pattern.kind != FileKind::Device || own.mac != Some(phone.mac)) {
            return Ok(None);
        }
        let text = self.engine.device_file(phone, site, self.dialect(site))?;
        let model = self.catalogue.model(&phone.brand, &phone.family, &phone.model);
        let format = model.map_or(Format::KeyValue, |found| found.model.format);
        Ok(Some(Rendered { text, format }))
    }

    /// What a phone gets for a name, every secret as dots; `None` where nothing is made for it.
    pub fn masked_file(
        &self,
        store: &mut Store,
        mac: MacAddr,
        name: &str,
    ) -> Result<Option<MaskedFile>, FileError> {
        let Some(phone) = store.phone(mac)? else { return Err(FileError::UnknownPhone(mac)) };
        let site = store.site()?;
        if let Some(own) = self.own_file(&phone, name, &site)? {
            let masked = self.own_file(&phone.masked(), name, &site.masked())?;
            let text = masked.map(|file| file.text).unwrap_or_default();
            return Ok(Some(MaskedFile { text, bytes: own.text.len() }));
        }
        let brand = self.catalogue.brand(&phone.brand);
        let file = brand.and_then(|brand| self.catalogue.file_for(brand, name));
        let Some(template) = file.and_then(|file| file.pattern.template.as_ref()) else { return Ok(None) };
        // It holds no secret: what anybody may fetch has none within reach.
        let text = self.engine.common_file(template, &site)?;
        Ok(Some(MaskedFile { bytes: text.len(), text }))
    }
}

/// A file as it may be shown.
pub struct MaskedFile {
    /// The file with dots for its secrets.
    pub text: String,
    /// How long the file is that the phone gets.
    pub bytes: usize,
}

/// Seconds since 1970 UTC.
#[must_use]
pub fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

/// What became of a name.
pub(crate) enum Made {
    File(Rendered),
    Hosted,
    NoSuchFile,
    UnknownPhone(MacAddr),
}

/// The box's own files below a folder, one level of folders deep. What cannot be read is left out: the shipped file
/// serves on.
fn overlay(folder: &Path) -> Vec<SourceFile> {
    let mut files = Vec::new();
    collect(folder, "", 0, &mut files);
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

fn collect(folder: &Path, prefix: &str, depth: u8, files: &mut Vec<SourceFile>) {
    // `brand/parts/x.j2` is the deepest path there is.
    const DEEPEST: u8 = 3;
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
