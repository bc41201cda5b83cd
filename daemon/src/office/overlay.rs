//! The box's own files over those of `device-templates/`: listed, written after a check, taken away again.
//!
//! No path of a request reaches the file system: a name is either on the list that is made here, or is checked word
//! by word.

mod clone;
mod diff;
mod trial;

pub use clone::CloneForm;
pub use diff::diff;

use std::{
    collections::BTreeMap,
    fs, io,
    io::Write as _,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use aws_lc_rs::digest::{SHA256, digest};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Office, TEMPLATES_FOLDER, now, overlaid_files};
use crate::{
    catalogue::{Catalogue, Fault},
    directory::text::hex,
    store::{EventSeverity, Store, StoreError},
};

/// The largest text that is taken, in bytes: the shipped ones are a tenth of this.
pub const MAX_TEXT: usize = 512 * 1024;

/// Held from the look at a file's version to its change: of two people who save at once, one is told.
static CHANGING: Mutex<()> = Mutex::new(());

/// How a file stands to the shipped one of its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = TemplateState)]
pub enum State {
    /// The box's own file is faulty; the shipped one, if there is one, serves on.
    Faulty,
    /// The box's own file is in force, and the shipped one has changed since it was made from it.
    Outdated,
    /// The box's own file is in force in the place of the shipped one.
    Overlaid,
    /// The box's own file is in force; no file of this name is shipped.
    Own,
    /// The shipped file is in force.
    Shipped,
}

/// A file of the catalogue: a template or a description of brand and models.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Path below `device-templates/`.
    pub path: String,
    /// How it stands.
    pub state: State,
    /// What is wrong with the box's own file.
    pub fault: Option<Fault>,
}

/// A file with its texts.
#[derive(Debug, Clone)]
pub struct Shown {
    /// How it stands.
    pub listed: Listed,
    /// The box's own text.
    pub own: Option<String>,
    /// The shipped text.
    pub shipped: Option<String>,
}

impl Shown {
    /// The text that a person edits: the box's own, or the shipped one.
    #[must_use]
    pub fn text(&self) -> &str {
        self.own.as_deref().or(self.shipped.as_deref()).unwrap_or_default()
    }

    /// Changes whenever one of its texts does.
    #[must_use]
    pub fn version(&self) -> String {
        let part = |text: &Option<String>| text.as_deref().map(sha256).unwrap_or_default();
        format!(
            "{}{}",
            &part(&self.own).get(..16).unwrap_or("0"),
            &part(&self.shipped).get(..16).unwrap_or("0")
        )
    }
}

/// Why a file was not changed.
#[derive(Debug, thiserror::Error)]
pub enum OverlayError {
    /// Somebody else changed it meanwhile.
    #[error("{0} was changed meanwhile. Look at it and try again")]
    Changed(String),
    /// It would be faulty. Nothing was changed.
    #[error("nothing was changed: {0}")]
    Faulty(Fault),
    /// The file system failed.
    #[error("cannot write {}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It has no file of its own, or one already. A sentence.
    #[error("{0}")]
    Refused(String),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no such file.
    #[error("there is no template named {0}. `linekey templates list` names all")]
    Unknown(String),
}

impl Office {
    /// Every file of the catalogue, by path.
    pub fn templates(&self, store: &Store) -> Result<Vec<Listed>, StoreError> {
        let texts = Texts::read(store)?;
        Ok(texts.paths().map(|path| self.listed(&texts, path)).collect())
    }

    /// One file.
    pub fn template(&self, store: &Store, path: &str) -> Result<Shown, OverlayError> {
        self.shown(&Texts::read(store)?, path)
    }

    /// Lays a copy of the shipped file over it, to be edited.
    pub fn copy_template(&self, store: &mut Store, path: &str, actor: &str) -> Result<PathBuf, OverlayError> {
        let shown = self.template(store, path)?;
        let (None, Some(text)) = (&shown.own, &shown.shipped) else {
            return Err(OverlayError::Refused(format!(
                "{path} is a file of this box already; edit that one"
            )));
        };
        self.write_template(store, path, text, None, actor)
    }

    /// Writes the box's own file where it is sound. With `version` only where that is its present one.
    pub fn write_template(
        &self,
        store: &mut Store,
        path: &str,
        text: &str,
        version: Option<&str>,
        actor: &str,
    ) -> Result<PathBuf, OverlayError> {
        if !is_name(path) {
            return Err(OverlayError::Unknown(path.to_owned()));
        }
        if text.len() > MAX_TEXT {
            let why = format!("the text has {} bytes; {MAX_TEXT} are the most", text.len());
            return Err(OverlayError::Refused(why));
        }
        let _turn = changing();
        let texts = Texts::read(store)?;
        is_version(&texts, self, path, version)?;
        self.try_out(&texts, path, text)?;
        let file = store.dir().join(TEMPLATES_FOLDER).join(path);
        write(&file, text).map_err(|source| OverlayError::Io { path: file.clone(), source })?;
        if let Some(shipped) = texts.shipped.get(path).filter(|_| !texts.own.contains_key(path)) {
            store.set_overlay_base(path, &sha256(shipped))?;
        }
        store.note_event(
            now(),
            "template_written",
            EventSeverity::Note,
            &format!("the template {path} was changed"),
            actor,
        )?;
        Ok(file)
    }

    /// Takes the box's own file away: the shipped one is in force again.
    pub fn remove_template(
        &self,
        store: &mut Store,
        path: &str,
        version: Option<&str>,
        actor: &str,
    ) -> Result<(), OverlayError> {
        let _turn = changing();
        let texts = Texts::read(store)?;
        if self.shown(&texts, path)?.own.is_none() {
            return Err(OverlayError::Refused(format!("{path} is shipped and cannot be removed")));
        }
        is_version(&texts, self, path, version)?;
        let file = store.dir().join(TEMPLATES_FOLDER).join(path);
        fs::remove_file(&file).map_err(|source| OverlayError::Io { path: file, source })?;
        store.forget_overlay_base(path)?;
        let message = format!("the box's own template {path} was removed");
        Ok(store.note_event(now(), "template_removed", EventSeverity::Note, &message, actor)?)
    }

    /// Takes note that somebody has looked at the shipped file as it is now.
    pub fn accept_template(&self, store: &mut Store, path: &str) -> Result<(), OverlayError> {
        let shown = self.template(store, path)?;
        match (&shown.own, &shown.shipped) {
            (Some(_), Some(shipped)) => Ok(store.set_overlay_base(path, &sha256(shipped))?),
            _ => Err(OverlayError::Refused(format!("{path} is not laid over a shipped file"))),
        }
    }

    fn shown(&self, texts: &Texts, path: &str) -> Result<Shown, OverlayError> {
        let (own, shipped) = (texts.own.get(path).cloned(), texts.shipped.get(path).cloned());
        if own.is_none() && shipped.is_none() {
            return Err(OverlayError::Unknown(path.to_owned()));
        }
        Ok(Shown { listed: self.listed(texts, path), own, shipped })
    }

    fn listed(&self, texts: &Texts, path: &str) -> Listed {
        let fault =
            self.faults.iter().find(|fault| fault.file == path).filter(|_| texts.own.contains_key(path));
        let state = match (texts.own.get(path), texts.shipped.get(path)) {
            _ if fault.is_some() => State::Faulty,
            (None, _) => State::Shipped,
            (_, None) => State::Own,
            // A file that was put there by hand: nobody knows what it was made from.
            (Some(_), Some(shipped))
                if texts.bases.get(path).is_some_and(|base| *base != sha256(shipped)) =>
            {
                State::Outdated
            }
            _ => State::Overlaid,
        };
        Listed { path: path.to_owned(), state, fault: fault.cloned() }
    }
}

/// All texts as they are now.
struct Texts {
    shipped: BTreeMap<String, String>,
    own: BTreeMap<String, String>,
    bases: BTreeMap<String, String>,
}

impl Texts {
    fn read(store: &Store) -> Result<Self, StoreError> {
        let by_path = |files: Vec<crate::catalogue::SourceFile>| {
            files.into_iter().filter(|file| is_name(&file.path)).map(|file| (file.path, file.text)).collect()
        };
        Ok(Self {
            shipped: by_path(Catalogue::shipped_files()),
            own: by_path(overlaid_files(&store.dir().join(TEMPLATES_FOLDER))),
            bases: store.overlay_bases()?,
        })
    }

    fn paths(&self) -> impl Iterator<Item = &str> {
        let mut paths: Vec<&str> = self.shipped.keys().chain(self.own.keys()).map(String::as_str).collect();
        paths.sort_unstable();
        paths.dedup();
        paths.into_iter()
    }
}

/// Whoever panicked while they held it left a whole file behind: each is put in its place at once.
fn changing() -> MutexGuard<'static, ()> {
    CHANGING.lock().unwrap_or_else(PoisonError::into_inner)
}

fn is_version(texts: &Texts, office: &Office, path: &str, version: Option<&str>) -> Result<(), OverlayError> {
    let present = office.shown(texts, path).map(|shown| shown.version()).unwrap_or_default();
    match version {
        Some(version) if version != present => Err(OverlayError::Changed(path.to_owned())),
        _ => Ok(()),
    }
}

/// Whether a name is one of a catalogue file: `brand/file.toml`, `brand/parts/file.cfg.j2`. Each word is of small
/// letters, digits, `.`, `-` and `_`, and begins with a letter or digit.
fn is_name(path: &str) -> bool {
    let words: Vec<&str> = path.split('/').collect();
    let ending = Path::new(path).extension().and_then(|ending| ending.to_str());
    let sign = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '.' | '-' | '_');
    let word = |word: &&str| {
        word.len() <= 80
            && word.starts_with(|first: char| first.is_ascii_alphanumeric())
            && word.chars().all(sign)
    };
    matches!(ending, Some("toml" | "j2")) && (2..=5).contains(&words.len()) && words.iter().all(word)
}

/// All of it or nothing: a daemon that looks meanwhile sees the file before or after.
fn write(file: &Path, text: &str) -> io::Result<()> {
    let folder = file.parent().unwrap_or(Path::new(""));
    fs::create_dir_all(folder)?;
    let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let fresh = folder.join(format!(".{name}.{}.new", std::process::id()));
    let written = fs::File::create(&fresh).and_then(|mut to| {
        to.write_all(text.as_bytes())?;
        to.sync_all()
    });
    written.and_then(|()| fs::rename(&fresh, file)).inspect_err(|_| {
        // The first error is the one to tell.
        fs::remove_file(&fresh).unwrap_or_default();
    })
}

fn sha256(text: &str) -> String {
    hex(digest(&SHA256, text.as_bytes()).as_ref())
}

#[cfg(test)]
mod tests;
