//! Taking a file in: its words are checked before it comes, its content before it is kept.

use super::{
    HostingError, Refusal,
    arrival::Arrived,
    confirmed,
    folder::Folder,
    judge::{Candidate, judge},
    name,
};
use crate::{
    catalogue::{HostedKind, MediaFacts, Scope},
    directory::text::forbidden_sign,
    office::{Office, hosted, media, now},
    store::{HostedFile, Store, StoreError},
};

/// The longest version that a person may say.
const LONGEST_VERSION: usize = 64;

/// What a person says of a file that they bring.
#[derive(Debug, Clone)]
pub struct UploadForm {
    /// What it is for.
    pub kind: HostedKind,
    /// Brand, in any usual spelling.
    pub brand: String,
    /// Family id.
    pub family: Option<String>,
    /// Model, in any usual spelling.
    pub model: Option<String>,
    /// The name that phones are to ask for.
    pub name: String,
    /// Version of firmware, where its name does not tell it.
    pub version: Option<String>,
    /// The digest that the maker tells: 64 hexadecimal digits.
    pub sha256: Option<String>,
    /// The person means it, whatever the warnings are.
    pub confirm: bool,
}

/// A file that may come.
#[derive(Debug)]
pub struct Expected {
    form: UploadForm,
    scope: Scope,
    version: Option<String>,
}

impl Expected {
    /// Its largest length.
    #[must_use]
    pub fn most(&self) -> u64 {
        most(self.form.kind)
    }
}

/// The largest file of a kind.
pub(super) fn most(kind: HostedKind) -> u64 {
    if kind == HostedKind::Firmware { hosted::MAX_BYTES } else { media::MAX_BYTES }
}

/// Checks all that can be told before the file comes.
pub fn expect(office: &Office, store: &Store, mut form: UploadForm) -> Result<Expected, HostingError> {
    let scope = office.catalogue.scope(&form.brand, form.family.as_deref(), form.model.as_deref())?;
    form.sha256 = told(form.sha256).map(|digest| digest.to_ascii_lowercase());
    form.version = told(form.version);
    let faults = faults(&form);
    if !faults.is_empty() {
        return Err(HostingError::Refused(faults));
    }
    is_free(store, &form.name)?;
    let candidate = Candidate { kind: form.kind, name: &form.name, content: None };
    let judgement = judge(&office.catalogue, candidate, &scope);
    if let Some(refusal) = judgement.refusal {
        return Err(HostingError::Refused(vec![refusal]));
    }
    confirmed(judgement.warnings, form.confirm)?;
    let version = form.version.clone().or(judgement.version).filter(|_| form.kind == HostedKind::Firmware);
    Ok(Expected { form, scope, version })
}

fn told(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn faults(form: &UploadForm) -> Vec<Refusal> {
    let name = name::unsafe_name(&form.name).map(|message| Refusal::new("name", message));
    let is_digest = |text: &String| text.len() == 64 && text.bytes().all(|sign| sign.is_ascii_hexdigit());
    let digest = form
        .sha256
        .as_ref()
        .filter(|text| !is_digest(text))
        .map(|_| Refusal::new("sha256", "a SHA-256 has 64 digits 0-9 and a-f"));
    let is_version =
        |text: &String| text.chars().count() <= LONGEST_VERSION && forbidden_sign(text).is_none();
    let version = form.version.as_ref().filter(|text| !is_version(text)).map(|_| {
        Refusal::new("version", format!("a version has {LONGEST_VERSION} characters at most, all visible"))
    });
    [name, digest, version].into_iter().flatten().collect()
}

/// A name that is taken in any spelling is refused: phones and the box do not tell case apart.
pub(super) fn is_free(store: &Store, name: &str) -> Result<(), HostingError> {
    let on_disk = Folder::new(store.dir()).find(name);
    let recorded = store.hosted_file(name)?.map(|file| file.name).filter(|found| found != name);
    match on_disk.or(recorded) {
        Some(found) => {
            let message = format!("there is a file {found} already; remove it first, or take another name");
            Err(HostingError::refused("name", message))
        }
        None => Ok(()),
    }
}

/// Checks a file that has come and keeps it.
pub fn keep(
    office: &Office,
    store: &mut Store,
    expected: &Expected,
    arrived: &Arrived,
    actor: &str,
) -> Result<HostedFile, HostingError> {
    let form = &expected.form;
    if arrived.bytes == 0 {
        return Err(HostingError::refused("file", "the file is empty"));
    }
    if form.sha256.as_ref().is_some_and(|wanted| *wanted != arrived.sha256) {
        let message = format!(
            "the file's SHA-256 is {}, not the one that you gave: it is another file, or damaged",
            arrived.sha256
        );
        return Err(HostingError::refused("sha256", message));
    }
    let file = HostedFile {
        name: form.name.clone(),
        kind: form.kind,
        scope: expected.scope.clone(),
        version: expected.version.clone(),
        bytes: arrived.bytes,
        sha256: arrived.sha256.clone(),
        about: content(office, expected, arrived)?,
        uploaded_at: now(),
        uploaded_by: actor.to_owned(),
    };
    is_free(store, &file.name)?;
    place(store, &file, arrived)?;
    Ok(file)
}

/// What a picture or tone is, once it is clear that the phones take it.
fn content(office: &Office, expected: &Expected, arrived: &Arrived) -> Result<MediaFacts, HostingError> {
    let form = &expected.form;
    if form.kind == HostedKind::Firmware {
        return Ok(MediaFacts::default());
    }
    let about = media::facts(&arrived.read()?);
    let candidate = Candidate { kind: form.kind, name: &form.name, content: Some((arrived.bytes, &about)) };
    let judgement = judge(&office.catalogue, candidate, &expected.scope);
    if let Some(refusal) = judgement.refusal {
        return Err(HostingError::Refused(vec![refusal]));
    }
    confirmed(judgement.warnings, form.confirm)?;
    Ok(about)
}

/// Record and bytes, or neither.
fn place(store: &mut Store, file: &HostedFile, arrived: &Arrived) -> Result<(), StoreError> {
    let folder = Folder::new(store.dir());
    let mut is_placed = false;
    let added = store.add_hosted_file(file, || {
        is_placed = true;
        arrived.place(&folder.place_of(&file.name))
    });
    if added.is_err() && is_placed {
        folder.remove(&file.name)?;
    }
    added
}

/// Removes a file, its record and the wishes for it. One that somebody put into the folder by hand goes too.
pub fn remove(store: &mut Store, name: &str, actor: &str) -> Result<(), HostingError> {
    let folder = Folder::new(store.dir());
    let on_disk = folder.find(name);
    let was_recorded = store.remove_hosted_file(name, actor, now())?;
    if let Some(found) = &on_disk {
        folder.remove(found)?;
    }
    if was_recorded || on_disk.is_some() { Ok(()) } else { Err(HostingError::NoSuchFile(name.to_owned())) }
}
