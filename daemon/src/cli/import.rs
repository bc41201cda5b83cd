//! `linekey import`.

mod bar;
mod telling;

use std::path::{Path, PathBuf};

use super::{Failure, Format, Place, input, print, print_json, private_file::PrivateFile};
use crate::{
    import::{
        MapError, Mode, Override, report,
        sheet::{MAX_BYTES, Reading},
    },
    office::{
        Office, exporting,
        importing::{self, Examined, ImportError, Source, Wishes},
        problems::{self, OwnFile, OwnFileError, OwnFormat},
    },
    store::{Applied, Store, StoreError},
};
use bar::Bar;

/// Check a spreadsheet and import it: all of it or nothing.
#[derive(clap::Args)]
pub struct Import {
    /// The spreadsheet; `-` reads it from the standard input
    file: PathBuf,
    /// Only check: show every issue and what would be done
    #[arg(long)]
    dry_run: bool,
    /// What may be done with what is there
    #[arg(long, value_enum, default_value = "add")]
    mode: ImportMode,
    /// Let rows delete whose action says so
    #[arg(long)]
    allow_delete: bool,
    /// Say which column is which field; may be repeated
    #[arg(long = "map", value_name = "SOURCE HEADER=FIELD")]
    map: Vec<String>,
    /// The sheet to read, in workbooks with several
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// The row that names the columns, or `none` where row 1 is data; else it is found out
    #[arg(long, value_name = "ROW|none", value_parser = header_row)]
    header: Option<u32>,
    /// Import the rows without errors, and leave the others out
    #[arg(long)]
    leave_out_errors: bool,
    /// Write the rows that are left out to this new file, with what to fix
    #[arg(long, value_name = "OUT", requires = "leave_out_errors")]
    rest: Option<PathBuf>,
    /// Where there is something to fix, write the file with what to fix to this new one
    #[arg(long, value_name = "OUT")]
    problems: Option<PathBuf>,
    /// Write the passwords that were made to this new file
    #[arg(long, value_name = "OUT.CSV")]
    credentials: Option<PathBuf>,
    /// How to print the result
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// What may be done with what is there.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum ImportMode {
    /// Only add what is new
    Add,
    /// Also make users and phones that are there what the file says
    Update,
}

/// The files that the person named. Opened before anything is changed, as the person who asked: later this process acts
/// as the data's owner.
#[derive(Default)]
struct Outs {
    credentials: Option<PrivateFile>,
    rest: Option<PrivateFile>,
    problems: Option<PrivateFile>,
}

impl Outs {
    fn open(import: &Import) -> Result<Self, Failure> {
        let mut outs = Self::default();
        match outs.fill(import) {
            Ok(()) => Ok(outs),
            Err(failure) => {
                outs.discard_unused();
                Err(failure)
            }
        }
    }

    fn fill(&mut self, import: &Import) -> Result<(), Failure> {
        let open = |path: &Option<PathBuf>, what| {
            path.as_deref().map(|path| PrivateFile::open(path, what)).transpose()
        };
        self.problems = open(&import.problems, "what to fix")?;
        if !import.dry_run {
            self.credentials = open(&import.credentials, "the passwords")?;
            self.rest = open(&import.rest, "the rows that are left out")?;
        }
        Ok(())
    }

    /// Takes away the files that nothing was written to.
    fn discard_unused(&self) {
        [&self.credentials, &self.rest, &self.problems].into_iter().flatten().for_each(PrivateFile::discard);
    }
}

impl Import {
    /// Runs the command.
    pub fn run(&self, place: &Place) -> Result<(), Failure> {
        let wishes = self.wishes()?;
        let bytes = read_file(&self.file)?;
        let outs = Outs::open(self)?;
        let store = if self.dry_run { Self::store_for_checking(place) } else { place.store_or_new() };
        let done = store.and_then(|mut store| self.import(place, &mut store, &bytes, wishes, &outs));
        outs.discard_unused();
        done
    }

    fn import(
        &self,
        place: &Place,
        store: &mut Store,
        bytes: &[u8],
        wishes: Wishes,
        outs: &Outs,
    ) -> Result<(), Failure> {
        let office = place.office()?;
        let mut examined =
            importing::examine(&office, store, bytes, wishes).map_err(|error| self.explain(error))?;
        if self.leave_out_errors {
            examined = leave_errors_out(&office, store, examined)?;
        }
        if self.dry_run || examined.checked.has_errors() {
            Self::write_problems(&office, store, &examined, outs)?;
            return self.report(&examined);
        }
        self.may_delete(&examined)?;
        self.warn(&examined)?;
        let rest = Self::rest(&office, store, &examined, outs)?;
        self.apply(&office, store, &mut examined, bytes, outs)?
            .map_or_else(|| self.report(&examined), |applied| self.conclude(store, &examined, applied, rest))
    }

    /// `None` where something changed in between and the file has errors now.
    fn apply(
        &self,
        office: &Office,
        store: &mut Store,
        examined: &mut Examined,
        bytes: &[u8],
        outs: &Outs,
    ) -> Result<Option<Applied>, Failure> {
        let (name, sha256) = (self.file_name(), importing::sha256(bytes));
        let source = Source { file_name: &name, sha256: &sha256, actor: &super::actor(), checked: None };
        let bar = Bar::new(self.format == Format::Text);
        let applied = importing::apply(office, store, examined, &source, super::now(), &|at| bar.show(at))
            .map_err(|error| self.explain(error))?;
        bar.finish();
        if let (Some(applied), Some(out)) = (&applied, &outs.credentials) {
            hand_over(store, *applied, out)?;
        }
        Ok(applied)
    }

    /// Writes the rows that are left out; how many there are.
    fn rest(office: &Office, store: &mut Store, examined: &Examined, outs: &Outs) -> Result<usize, Failure> {
        let count = examined.wishes.repairs.left_out().count();
        if let (Some(out), true) = (&outs.rest, count > 0) {
            let file = problems::rest(office, store, examined, Some(format_of(out.path())))?;
            write(out, &file)?;
        }
        Ok(count)
    }

    fn write_problems(
        office: &Office,
        store: &mut Store,
        examined: &Examined,
        outs: &Outs,
    ) -> Result<(), Failure> {
        let Some(out) = &outs.problems else { return Ok(()) };
        let file = problems::problems(office, store, examined, Some(format_of(out.path())))?;
        write(out, &file)
    }

    fn wishes(&self) -> Result<Wishes, Failure> {
        let overrides: Result<Vec<Override>, Failure> = self
            .map
            .iter()
            .map(|text| text.parse().map_err(|error: MapError| Failure::Usage(error.to_string())))
            .collect();
        Ok(Wishes {
            reading: Reading { sheet: self.sheet.clone(), header_row: self.header, ..Reading::default() },
            columns: overrides?,
            mode: if self.mode == ImportMode::Update { Mode::Update } else { Mode::Add },
            ..Wishes::default()
        })
    }

    /// A check never makes a data folder: without one it is checked against an empty office.
    fn store_for_checking(place: &Place) -> Result<Store, Failure> {
        super::owner::become_owner_of(&place.dir)?;
        match Store::open(&place.dir) {
            // Only where there is none: data that this user may not read must not be taken for an empty office.
            Err(StoreError::NoData(_)) => Ok(Store::in_memory()?),
            other => Ok(other?),
        }
    }

    fn explain(&self, error: ImportError) -> Failure {
        match error {
            ImportError::Sheet(error) => Failure::Input(Some(format!("{}: {error}", self.file.display()))),
            ImportError::Rest(error) => error.into(),
            ImportError::Store(error) => error.into(),
        }
    }

    fn file_name(&self) -> String {
        self.file
            .file_name()
            .map_or_else(|| "standard input".into(), |name| name.to_string_lossy().into_owned())
    }

    /// Prints all issues and the plan. An error among the issues is the command's failure.
    fn report(&self, examined: &Examined) -> Result<(), Failure> {
        self.print_report(examined)?;
        if !examined.checked.has_errors() {
            return Ok(());
        }
        if self.dry_run {
            if self.format == Format::Text {
                print("Nothing can be imported before the errors are mended\n")?;
            }
            return Err(Failure::Input(None));
        }
        let sentence =
            "the file has errors, so nothing was imported. Correct them in the spreadsheet and try again";
        Err(Failure::Input(Some(sentence.to_owned())))
    }

    fn print_report(&self, examined: &Examined) -> Result<(), Failure> {
        let checked = &examined.checked;
        if self.format == Format::Json {
            return print_json(&report::DryRun::new(&self.file_name(), examined.input(), checked));
        }
        print(&report::issues_text(&checked.issues))?;
        print(&telling::left_out(examined))?;
        print(&report::summary_text(checked))
    }

    /// Nothing goes without a word of the person's own.
    fn may_delete(&self, examined: &Examined) -> Result<(), Failure> {
        let removals = &examined.checked.plan.removals;
        if self.allow_delete || removals.is_empty() {
            return Ok(());
        }
        self.print_report(examined)?;
        Err(Failure::Input(Some(telling::deletes_refused(removals))))
    }

    /// What does not block is worth a look all the same, and so is what will not be as before.
    fn warn(&self, examined: &Examined) -> Result<(), Failure> {
        if self.format == Format::Text {
            print(&report::issues_text(&examined.checked.issues))?;
            print(&report::changes_text(&examined.checked.plan))?;
        }
        Ok(())
    }

    fn conclude(
        &self,
        store: &Store,
        examined: &Examined,
        applied: Applied,
        rest: usize,
    ) -> Result<(), Failure> {
        if self.format == Format::Json {
            return print_json(&serde_json::json!({
                "import": applied.import,
                "mode": examined.wishes.mode,
                "created": applied.counts,
                "deletes": applied.deletes,
                "changes": examined.checked.plan.changes.len(),
                "left_out": examined.wishes.repairs.left_out().collect::<Vec<u32>>(),
                "rest": self.rest.as_ref().filter(|_| rest > 0),
                "passwords": applied.passwords,
                "credentials": self.credentials.as_ref().filter(|_| applied.passwords > 0),
                "nobody_listed": examined.checked.nobody_listed,
                "issues": examined.checked.issues,
            }));
        }
        print(&telling::done(examined, &applied))?;
        print(&telling::rest(rest, self.rest.as_deref()))?;
        if applied.passwords > 0 {
            print(&telling::passwords(applied, self.credentials.as_deref()))?;
        }
        print(&telling::what_next(&store.site()?, examined))
    }
}

/// The row that names the columns; 0 for `none`.
fn header_row(text: &str) -> Result<u32, String> {
    let row = if text == "none" { Some(0) } else { text.parse().ok().filter(|row| *row > 0) };
    row.ok_or_else(|| "name a row number, or `none` where no row names the columns".to_owned())
}

/// Leaves the rows with errors out, where others are left to be imported.
fn leave_errors_out(office: &Office, store: &mut Store, examined: Examined) -> Result<Examined, Failure> {
    let faulty = importing::faulty_rows(office, store, &examined)?;
    if faulty.is_empty() {
        return Ok(examined);
    }
    if faulty.len() == examined.sheet.rows.len() {
        let sentence =
            "every row of the file has an error, so nothing was imported. Correct them and try again";
        return Err(Failure::Input(Some(sentence.to_owned())));
    }
    let mut wishes = examined.wishes.clone();
    wishes.repairs.leave_out(faulty, true);
    Ok(examined.again(office, store, wishes)?)
}

/// Writes the passwords that were made; the box then forgets them.
fn hand_over(store: &mut Store, applied: Applied, out: &PrivateFile) -> Result<(), Failure> {
    let Some(credentials) = store.handover(applied.import, super::now())? else { return Ok(()) };
    write_credentials(out, applied.import, &exporting::credentials_csv(&credentials)?)?;
    Ok(store.end_handover(applied.import)?)
}

/// Writes passwords to the file, and says where they still are when that fails.
pub fn write_credentials(out: &PrivateFile, import: i64, text: &str) -> Result<(), Failure> {
    out.write(text.as_bytes()).map_err(|error| {
        Failure::System(format!(
            "import {import} is done, but cannot write {}: {error}. \
             The passwords still wait on the box. Fetch them with: linekey imports credentials {import} OUT.csv",
            out.path().display()
        ))
    })
}

fn write(out: &PrivateFile, file: &OwnFile) -> Result<(), Failure> {
    let failed = |error| Failure::System(format!("cannot write {}: {error}", out.path().display()));
    out.write(&file.bytes).map_err(failed)
}

/// A file is written as its name says.
fn format_of(path: &Path) -> OwnFormat {
    let is_workbook = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"));
    if is_workbook { OwnFormat::Xlsx } else { OwnFormat::Csv }
}

impl From<OwnFileError> for Failure {
    fn from(error: OwnFileError) -> Self {
        match error {
            OwnFileError::Store(error) => error.into(),
            error => Self::System(error.to_string()),
        }
    }
}

/// Reads the person's file, no more of it than an import may have.
fn read_file(path: &Path) -> Result<Vec<u8>, Failure> {
    input::read(path, MAX_BYTES)?.ok_or_else(|| {
        let size = MAX_BYTES / (1024 * 1024);
        Failure::Input(Some(format!(
            "{} is larger than {size} MB. Split it into several files",
            path.display()
        )))
    })
}
