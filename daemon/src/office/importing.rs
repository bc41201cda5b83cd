//! From a file's bytes to users on the box: the way that the command, the API and the pages share.

use aws_lc_rs::digest::{SHA256, digest};

use super::Office;
use crate::{
    directory::text::hex,
    import::{self, Checked, Issue, Mapping, Override, Rules, sheet, sheet::Sheet, sheet::SheetError},
    store::{Applied, ApplyContext, Progress, Store, StoreError},
};

/// How often a plan is made anew when something else changes the data in between.
const ATTEMPTS: usize = 5;

/// A file that was read and checked.
pub struct Examined {
    /// Its cells.
    pub sheet: Sheet,
    /// Which column is which field.
    pub mapping: Mapping,
    /// Findings and plan.
    pub checked: Checked,
    /// What is to be said of the columns.
    pub mapping_issues: Vec<Issue>,
    /// The revision of the data that it was checked against.
    pub revision: i64,
}

/// Why a file could not be examined or applied.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// It is no sheet.
    #[error(transparent)]
    Sheet(#[from] SheetError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Who imports which file.
pub struct Source<'a> {
    /// The person's file name, without folders.
    pub file_name: &'a str,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: &'a str,
    /// Who does it.
    pub actor: &'a str,
    /// The checked import that it is, in the version that was examined; `None` makes a new one.
    pub checked: Option<(i64, i64)>,
}

/// SHA-256 of a file's bytes, hexadecimal.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    hex(digest(&SHA256, bytes).as_ref())
}

/// Reads and checks a file against what is on the box. Writes nothing. `overrides` are the columns that the person
/// named.
pub fn examine(
    office: &Office,
    store: &mut Store,
    bytes: &[u8],
    overrides: &[Override],
) -> Result<Examined, ImportError> {
    let sheet = sheet::read(bytes)?;
    let (mapping, mapping_issues) = Mapping::guess(&sheet, overrides);
    let (checked, revision) = check(office, store, &sheet, &mapping, &mapping_issues)?;
    Ok(Examined { sheet, mapping, checked, mapping_issues, revision })
}

fn check(
    office: &Office,
    store: &mut Store,
    sheet: &Sheet,
    mapping: &Mapping,
    mapping_issues: &[Issue],
) -> Result<(Checked, i64), StoreError> {
    let (existing, revision) = store.existing()?;
    let site = store.site()?;
    let rules = Rules {
        dialect: office.dialect(&site),
        park_prefix: &site.pbx.park_prefix,
        line_per_extension: site.line_per_extension,
    };
    let checked = import::check(sheet, mapping, mapping_issues.to_vec(), &existing, &office.catalogue, rules);
    Ok((checked, revision))
}

/// Applies an examined file: all of it or nothing. `None` when something changed in between and the file now has
/// errors; they are in `examined` then.
pub fn apply(
    office: &Office,
    store: &mut Store,
    examined: &mut Examined,
    source: &Source<'_>,
    now: i64,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Option<Applied>, ImportError> {
    for _ in 0..ATTEMPTS {
        if examined.checked.has_errors() {
            return Ok(None);
        }
        // Read in each round: what made the plan stale may have been a change of the dialect.
        let site = store.site()?;
        let context = ApplyContext {
            checked: source.checked,
            catalogue: &office.catalogue,
            dialect: office.dialect(&site),
            file_name: source.file_name,
            file_sha256: source.sha256,
            actor: source.actor,
            now,
            revision: examined.revision,
            counts: examined.checked.counts,
        };
        match store.apply_import(&examined.checked.plan, &context, progress) {
            Err(StoreError::Stale) => {
                let again =
                    check(office, store, &examined.sheet, &examined.mapping, &examined.mapping_issues)?;
                (examined.checked, examined.revision) = again;
            }
            result => return Ok(Some(result?)),
        }
    }
    Err(StoreError::Stale.into())
}
