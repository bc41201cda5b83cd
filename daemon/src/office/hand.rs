//! What a person types by hand is judged by the check of imports, so no rule stands twice: it becomes a small sheet that
//! nobody saved, and what is found comes back as places in the form.

use super::Office;
use crate::{
    directory::Site,
    import::{
        self, Checked, Existing, Field, Input, Issue, Mapping, Mode, Repairs, Rules, Severity, sheet::Row,
        sheet::Sheet,
    },
    store::{Hand, Store, StoreError},
};

/// How often a form is judged anew when something else changes the data in between.
const ATTEMPTS: usize = 5;

/// Something about one place of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// JSON pointer (RFC 6901) to the place, `/extensions/0/number`; empty for the whole form.
    pub pointer: String,
    /// Stable name for programs, mostly those of the import's issues.
    pub code: &'static str,
    /// What is wrong and what to do.
    pub message: String,
    /// Whether it blocks.
    pub severity: Severity,
    /// A value that would be right, where we know one.
    pub suggestion: Option<String>,
}

/// Why something could not be made or changed by hand. Nothing was.
#[derive(Debug, thiserror::Error)]
pub enum HandError {
    /// It is not there, or not any more.
    #[error("it is not there any more")]
    Gone,
    /// What was typed cannot be taken; an error at least is among these.
    #[error("{}", sentences(.0))]
    Refused(Vec<Found>),
    /// The store failed, or somebody else was faster ([`StoreError::Changed`]).
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn sentences(found: &[Found]) -> String {
    let errors = found.iter().filter(|found| found.severity == Severity::Error);
    errors.map(|found| found.message.as_str()).collect::<Vec<_>>().join("\n")
}

impl Found {
    pub(super) fn error(pointer: impl Into<String>, code: &'static str, message: impl Into<String>) -> Self {
        let (pointer, message) = (pointer.into(), message.into());
        Self { pointer, code, message, severity: Severity::Error, suggestion: None }
    }

    pub(super) fn of(issue: Issue, pointer: String) -> Self {
        let Issue { code, message, severity, suggestion, .. } = issue;
        Self { pointer, code, message, severity, suggestion }
    }
}

/// All that was found, unless an error is among it.
pub(super) fn accepted(found: Vec<Found>) -> Result<Vec<Found>, HandError> {
    let is_refused = found.iter().any(|found| found.severity == Severity::Error);
    if is_refused { Err(HandError::Refused(found)) } else { Ok(found) }
}

/// A form as a sheet.
pub(super) struct Form {
    sheet: Sheet,
    mapping: Mapping,
    issues: Vec<Issue>,
}

impl Form {
    pub(super) fn new<'a>(
        fields: &[Field],
        custom: impl IntoIterator<Item = &'a String>,
        rows: Vec<Row>,
    ) -> Self {
        let (mapping, header, issues) = Mapping::typed(fields, custom);
        Self { sheet: Sheet::typed(header, rows), mapping, issues }
    }
}

/// The office as a form meets it.
pub(super) struct Desk<'a> {
    pub(super) office: &'a Office,
    pub(super) site: Site,
    pub(super) existing: Existing,
    pub(super) revision: i64,
}

impl<'a> Desk<'a> {
    pub(super) fn open(office: &'a Office, store: &mut Store) -> Result<Self, StoreError> {
        let (existing, revision) = store.existing()?;
        Ok(Self { office, site: store.site()?, existing, revision })
    }

    pub(super) fn judge(&self, form: &Form) -> Checked {
        let rules = Rules {
            dialect: self.office.dialect(&self.site),
            park_prefix: &self.site.pbx.park_prefix,
            line_per_extension: self.site.line_per_extension,
            by_hand: true,
        };
        let (existing, catalogue) = (&self.existing, &self.office.catalogue);
        let input = Input {
            sheet: &form.sheet,
            mapping: &form.mapping,
            mapping_issues: &form.issues,
            repairs: &Repairs::default(),
            mode: Mode::Add,
        };
        import::check(input, existing, catalogue, rules)
    }

    pub(super) fn hand<'s>(&'s self, actor: &'s str) -> Hand<'s> {
        Hand {
            catalogue: &self.office.catalogue,
            dialect: self.office.dialect(&self.site),
            actor,
            now: super::now(),
            revision: self.revision,
        }
    }
}

/// Judges and changes, anew where something else was changed in between.
pub(super) fn attempt<T>(mut work: impl FnMut() -> Result<T, HandError>) -> Result<T, HandError> {
    for _ in 0..ATTEMPTS {
        match work() {
            Err(HandError::Store(StoreError::Stale)) => {}
            result => return result,
        }
    }
    Err(StoreError::Busy.into())
}

/// One step of a JSON pointer.
pub(super) fn step(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}
