//! The hosted files as command and pages list them.

use std::collections::BTreeSet;

use serde::Serialize;
use utoipa::ToSchema;

use super::{
    HostingError,
    folder::Folder,
    judge::{Candidate, judge},
};
use crate::{
    catalogue::{HostedKind, MediaFacts, ModelRef},
    office::{Office, firmware::nearest},
    store::{Alike, HostedFile, Store, StoreError, Wish},
};

/// All files that the box hands out as they are.
#[derive(Debug, Serialize, ToSchema)]
pub struct FileList {
    /// Uploaded, by name.
    pub files: Vec<FileDocument>,
    /// Put into the folder by hand: they are served, and nothing more is known of them.
    pub by_hand: Vec<ByHand>,
    /// Departments whose users have phones, for wishes.
    pub departments: Vec<String>,
}

/// A file that somebody put into the folder.
#[derive(Debug, Serialize, ToSchema)]
pub struct ByHand {
    /// Its name.
    pub name: String,
    /// Its length.
    pub bytes: u64,
}

/// An uploaded file.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HostedFile)]
pub struct FileDocument {
    /// Unique whatever its case; the name that phones ask for.
    pub name: String,
    /// What it is for.
    pub kind: HostedKind,
    /// Brand id of the phones that it was uploaded for.
    pub brand: String,
    /// Family id; `null`: all of the brand.
    pub family: Option<String>,
    /// Model id; `null`: all of the family.
    pub model: Option<String>,
    /// The same for people: `Yealink SIP-T46S`.
    pub scope_name: String,
    /// Version of firmware; `null`: nobody knows.
    pub version: Option<String>,
    /// Its length.
    pub bytes: u64,
    /// Lower-case hexadecimal digits.
    pub sha256: String,
    /// What a picture or tone is; all `null` for firmware.
    pub about: MediaFacts,
    /// Seconds since 1970 UTC.
    pub uploaded_at: i64,
    /// Who did it.
    pub uploaded_by: String,
    /// Whether its bytes are gone from the box, as after a restore. Upload it anew.
    pub missing: bool,
    /// Models among those that it was uploaded for that it fits.
    pub fits: Vec<FileModel>,
    /// Which phones are to have it.
    pub wishes: Vec<WishDocument>,
}

/// A model.
#[derive(Debug, Serialize, ToSchema)]
pub struct FileModel {
    /// Family id.
    pub family: String,
    /// Model id.
    pub model: String,
    /// As its maker writes it.
    pub name: String,
}

/// Which phones are to have a file.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Wish)]
pub struct WishDocument {
    /// Its number.
    pub id: i64,
    /// Brand id.
    pub brand: String,
    /// Family id; `null`: all of the brand.
    pub family: Option<String>,
    /// Model id; `null`: all of the family.
    pub model: Option<String>,
    /// The same for people.
    pub scope_name: String,
    /// Of the phones' users; `null`: all.
    pub department: Option<String>,
    /// How many phones get the file because of it: those for which no nearer wish counts.
    pub phones: usize,
}

/// All hosted files.
pub fn list(office: &Office, store: &Store) -> Result<FileList, StoreError> {
    let look = Look::new(office, store)?;
    let recorded = store.hosted_files()?;
    let is_recorded = |name: &str| recorded.iter().any(|file| file.name.eq_ignore_ascii_case(name));
    let by_hand = look.on_disk.iter().filter(|(name, _)| !is_recorded(name));
    let by_hand = by_hand.map(|(name, bytes)| ByHand { name: name.clone(), bytes: *bytes }).collect();
    let departments: BTreeSet<String> =
        look.phones.iter().filter_map(|alike| alike.department.clone()).collect();
    let departments = departments.into_iter().collect();
    Ok(FileList {
        by_hand,
        departments,
        files: recorded.into_iter().map(|file| look.document(file)).collect(),
    })
}

/// One uploaded file.
pub fn one(office: &Office, store: &Store, name: &str) -> Result<FileDocument, HostingError> {
    let file = store.hosted_file(name)?.ok_or_else(|| HostingError::NoSuchFile(name.to_owned()))?;
    Ok(Look::new(office, store)?.document(file))
}

/// What documents are made from.
struct Look<'a> {
    office: &'a Office,
    wishes: Vec<Wish>,
    phones: Vec<Alike>,
    on_disk: Vec<(String, u64)>,
}

impl<'a> Look<'a> {
    fn new(office: &'a Office, store: &Store) -> Result<Self, StoreError> {
        Ok(Self {
            office,
            wishes: store.wishes()?,
            phones: store.phones_alike()?,
            on_disk: Folder::new(store.dir()).files(),
        })
    }

    fn document(&self, file: HostedFile) -> FileDocument {
        let candidate =
            Candidate { kind: file.kind, name: &file.name, content: Some((file.bytes, &file.about)) };
        let fits = judge(&self.office.catalogue, candidate, &file.scope).fits;
        let wishes = self.wishes.iter().filter(|wish| wish.file == file.name);
        FileDocument {
            fits: fits.into_iter().map(FileModel::from).collect(),
            wishes: wishes.map(|wish| self.wish(wish)).collect(),
            missing: !self.on_disk.iter().any(|(name, _)| *name == file.name),
            scope_name: self.office.catalogue.scope_name(&file.scope),
            name: file.name,
            kind: file.kind,
            brand: file.scope.brand,
            family: file.scope.family,
            model: file.scope.model,
            version: file.version,
            bytes: file.bytes,
            sha256: file.sha256,
            about: file.about,
            uploaded_at: file.uploaded_at,
            uploaded_by: file.uploaded_by,
        }
    }

    fn wish(&self, wish: &Wish) -> WishDocument {
        let alike: Vec<Wish> = self.wishes.iter().filter(|other| other.kind == wish.kind).cloned().collect();
        let counts = |phones: &&Alike| nearest(&alike, phones).is_some_and(|found| found.id == wish.id);
        WishDocument {
            id: wish.id,
            scope_name: self.office.catalogue.scope_name(&wish.scope),
            brand: wish.scope.brand.clone(),
            family: wish.scope.family.clone(),
            model: wish.scope.model.clone(),
            department: wish.department.clone(),
            phones: self.phones.iter().filter(counts).map(|alike| alike.phones).sum(),
        }
    }
}

impl From<ModelRef<'_>> for FileModel {
    fn from(found: ModelRef<'_>) -> Self {
        Self {
            family: found.family.id.clone(),
            model: found.model.id.clone(),
            name: found.model.name.clone(),
        }
    }
}
