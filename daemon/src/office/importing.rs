//! From a file's bytes to users on the box: the way that the command, the API and the pages share.

use std::{collections::BTreeSet, sync::Arc};

use aws_lc_rs::digest::{SHA256, digest};

use super::{
    Office,
    problems::{self, OwnFileError},
};
use crate::{
    directory::text::hex,
    import::{
        self, Checked, Input, Issue, Key, Mapping, Mode, Override, Plan, PlanCounts, Repairs, Rules,
        sheet::{self, Reading, Sheet, SheetError},
    },
    store::{Applied, ApplyContext, Progress, Store, StoreError},
};

/// How often a plan is made anew when something else changes the data in between.
const ATTEMPTS: usize = 5;

/// Leaving rows out can make errors of others: how often to look for them.
const ROUNDS: usize = 10;

/// What a person wants of a file.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Wishes {
    /// How it is to be read.
    pub reading: Reading,
    /// Columns that they named.
    pub columns: Vec<Override>,
    /// What its users are known by, where they said so.
    pub key: Option<Key>,
    /// Cells to be read otherwise, rows to be left out.
    pub repairs: Repairs,
    /// What it may do with what is on the box.
    pub mode: Mode,
}

/// A file that was read and checked.
pub struct Examined {
    /// Its cells, as they stand in the file.
    pub sheet: Arc<Sheet>,
    /// What the person wants of it.
    pub wishes: Wishes,
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
    /// The rows that are left out could not be kept, which should never happen.
    #[error(transparent)]
    Rest(OwnFileError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The rows that must be left out for the others to be without errors: those with an error, then those that have one
/// once these are gone.
pub fn faulty_rows(
    office: &Office,
    store: &mut Store,
    examined: &Examined,
) -> Result<BTreeSet<u32>, StoreError> {
    let mut wishes = examined.wishes.clone();
    let mut faulty = rows_with_errors(&examined.checked);
    for _ in 0..ROUNDS {
        wishes.repairs.leave_out(faulty.iter().copied(), true);
        let before = faulty.len();
        faulty.extend(rows_with_errors(&examined.again(office, store, wishes.clone())?.checked));
        if faulty.len() == before {
            break;
        }
    }
    Ok(faulty)
}

fn rows_with_errors(checked: &Checked) -> BTreeSet<u32> {
    checked.plan.refused().collect()
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

/// Reads and checks a file against what is on the box. Writes nothing.
pub fn examine(
    office: &Office,
    store: &mut Store,
    bytes: &[u8],
    wishes: Wishes,
) -> Result<Examined, ImportError> {
    let sheet = Arc::new(sheet::read_as(bytes, &wishes.reading)?);
    Ok(examine_sheet(office, store, sheet, wishes)?)
}

/// Checks a file that was read. Writes nothing.
pub fn examine_sheet(
    office: &Office,
    store: &mut Store,
    sheet: Arc<Sheet>,
    wishes: Wishes,
) -> Result<Examined, StoreError> {
    let is_model = |text: &str| !office.catalogue.find_models(None, text).is_empty();
    let (mapping, mapping_issues) =
        Mapping::guess_keyed(&sheet, &wishes.columns, &office.recipes, wishes.key, &is_model);
    check_mapped(office, store, Examined::unchecked(sheet, wishes, mapping, mapping_issues))
}

fn check_mapped(office: &Office, store: &mut Store, examined: Examined) -> Result<Examined, StoreError> {
    let (checked, revision) = check(office, store, examined.input())?;
    Ok(Examined { checked, revision, ..examined })
}

impl Examined {
    fn unchecked(sheet: Arc<Sheet>, wishes: Wishes, mapping: Mapping, mapping_issues: Vec<Issue>) -> Self {
        let checked = Checked {
            issues: Vec::new(),
            plan: Plan::default(),
            counts: PlanCounts::default(),
            nobody_listed: false,
        };
        Self { sheet, wishes, mapping, checked, mapping_issues, revision: 0 }
    }

    /// The same file, read the same way, checked against what is on the box now and with other wishes.
    pub fn again(&self, office: &Office, store: &mut Store, wishes: Wishes) -> Result<Self, StoreError> {
        let sheet = Arc::clone(&self.sheet);
        if (&wishes.columns, wishes.key) != (&self.wishes.columns, self.wishes.key) {
            return examine_sheet(office, store, sheet, wishes);
        }
        let (mapping, issues) = (self.mapping.clone(), self.mapping_issues.clone());
        check_mapped(office, store, Self::unchecked(sheet, wishes, mapping, issues))
    }

    /// What was checked.
    #[must_use]
    pub fn input(&self) -> Input<'_> {
        Input {
            sheet: &self.sheet,
            mapping: &self.mapping,
            mapping_issues: &self.mapping_issues,
            repairs: &self.wishes.repairs,
            mode: self.wishes.mode,
        }
    }
}

/// The rows that are left out, as a file; `None` where none is.
fn rest(office: &Office, store: &mut Store, examined: &Examined) -> Result<Option<Vec<u8>>, ImportError> {
    if examined.wishes.repairs.left_out().next().is_none() {
        return Ok(None);
    }
    match problems::rest(office, store, examined, None) {
        Ok(file) => Ok(Some(file.bytes)),
        Err(OwnFileError::Store(error)) => Err(error.into()),
        Err(error) => Err(ImportError::Rest(error)),
    }
}

fn check(office: &Office, store: &mut Store, input: Input<'_>) -> Result<(Checked, i64), StoreError> {
    let (existing, revision) = store.existing()?;
    let site = store.site()?;
    let rules = Rules {
        dialect: office.dialect(&site),
        park_prefix: &site.pbx.park_prefix,
        line_per_extension: site.line_per_extension,
        by_hand: false,
    };
    let mut checked = import::check(input, &existing, &office.catalogue, rules);
    // Without a phonebook on the phones nobody misses anybody in it.
    checked.nobody_listed &= site.wishes.phonebook;
    Ok((checked, revision))
}

/// Applies an examined file: all of it or nothing. `None` when something changed in between and the file now has
/// errors, or deletes other things than it did; `examined` tells.
pub fn apply(
    office: &Office,
    store: &mut Store,
    examined: &mut Examined,
    source: &Source<'_>,
    now: i64,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Option<Applied>, ImportError> {
    let rest = rest(office, store, examined)?;
    let deletes = examined.checked.plan.removals.clone();
    for _ in 0..ATTEMPTS {
        if examined.checked.has_errors() || examined.checked.plan.removals != deletes {
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
            mode: examined.wishes.mode,
            rest: rest.as_deref(),
        };
        match store.apply_import(&examined.checked.plan, &context, progress) {
            Err(StoreError::Stale) => {
                let again = check(office, store, examined.input())?;
                (examined.checked, examined.revision) = again;
            }
            result => return Ok(Some(result?)),
        }
    }
    Err(StoreError::Stale.into())
}
