//! `linekey import`.

use std::{
    fs::{self, File},
    io::{self, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use indicatif::{ProgressBar, ProgressStyle};

use super::{Failure, Format, Place, input, print, print_json};
use crate::{
    directory::Site,
    import::{MapError, Override, report, sheet::MAX_BYTES},
    office::{
        exporting,
        importing::{self, Examined, ImportError, Source, Wishes},
    },
    store::{Applied, Progress, Stage, Store, StoreError},
};

/// Check a spreadsheet and import it: all of it or nothing.
#[derive(clap::Args)]
pub struct Import {
    /// The spreadsheet; `-` reads it from the standard input
    file: PathBuf,
    /// Only check: show every issue and what would be done
    #[arg(long)]
    dry_run: bool,
    /// Add what is new, or update what is there (not built yet)
    #[arg(long, value_parser = ["add", "update"], default_value = "add")]
    mode: String,
    /// Let rows delete (not built yet)
    #[arg(long)]
    allow_delete: bool,
    /// Say which column is which field; may be repeated
    #[arg(long = "map", value_name = "SOURCE HEADER=FIELD")]
    map: Vec<String>,
    /// The sheet to read, in files with several (not built yet)
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// Write the passwords that were made to this new file
    #[arg(long, value_name = "OUT.CSV")]
    credentials: Option<PathBuf>,
    /// How to print the result
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

impl Import {
    /// Runs the command.
    pub fn run(&self, place: &Place) -> Result<(), Failure> {
        self.refuse_what_is_not_built()?;
        let overrides = self.overrides()?;
        let bytes = read_file(&self.file)?;
        // Opened now, as the person who asked: later this process acts as the data's owner, and a file that cannot
        // be written must be known before anything is changed.
        let out =
            self.credentials.as_deref().filter(|_| !self.dry_run).map(CredentialsFile::open).transpose()?;
        let mut store = if self.dry_run { Self::store_for_checking(place)? } else { place.store_or_new()? };
        let wishes = Wishes { columns: overrides, ..Wishes::default() };
        let done = self.import(place, &mut store, &bytes, wishes, out.as_ref());
        if let (Err(_), Some(out)) = (&done, &out) {
            out.discard();
        }
        done
    }

    fn import(
        &self,
        place: &Place,
        store: &mut Store,
        bytes: &[u8],
        wishes: Wishes,
        out: Option<&CredentialsFile>,
    ) -> Result<(), Failure> {
        let office = place.office()?;
        let mut examined =
            importing::examine(&office, store, bytes, wishes).map_err(|error| self.explain(error))?;
        if self.dry_run || examined.checked.has_errors() {
            return self.report(&examined);
        }
        self.warn(&examined)?;
        let (name, sha256) = (self.file_name(), importing::sha256(bytes));
        let source =
            Source { file_name: &name, sha256: &sha256, actor: &super::actor(), checked: None, deletes: 0 };
        let bar = Bar::new(self.format == Format::Text);
        let applied =
            importing::apply(&office, store, &mut examined, &source, super::now(), &|at| bar.show(at))
                .map_err(|error| self.explain(error))?;
        bar.finish();
        let Some(applied) = applied else { return self.report(&examined) };
        if let Some(out) = out {
            Self::hand_over(store, applied, out)?;
        }
        self.conclude(store, &examined, applied)
    }

    fn hand_over(store: &mut Store, applied: Applied, out: &CredentialsFile) -> Result<(), Failure> {
        let Some(credentials) = store.handover(applied.import, super::now())? else {
            out.discard();
            return Ok(());
        };
        out.write(applied.import, &exporting::credentials_csv(&credentials)?)?;
        Ok(store.end_handover(applied.import)?)
    }

    fn refuse_what_is_not_built(&self) -> Result<(), Failure> {
        let what = match self {
            Self { mode, .. } if mode == "update" => "--mode update",
            Self { allow_delete: true, .. } => "--allow-delete",
            Self { sheet: Some(_), .. } => "--sheet",
            _ => return Ok(()),
        };
        Err(Failure::Usage(format!("{what} is not built yet")))
    }

    fn overrides(&self) -> Result<Vec<Override>, Failure> {
        self.map
            .iter()
            .map(|text| text.parse().map_err(|error: MapError| Failure::Usage(error.to_string())))
            .collect()
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
        let Examined { sheet, mapping, checked, .. } = examined;
        if self.format == Format::Json {
            print_json(&report::DryRun::new(&self.file_name(), sheet, mapping, checked))?;
        } else {
            print(&report::issues_text(&checked.issues))?;
            print(&report::summary_text(checked))?;
        }
        if !checked.has_errors() {
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

    /// What does not block is worth a look all the same.
    fn warn(&self, examined: &Examined) -> Result<(), Failure> {
        if self.format == Format::Text {
            print(&report::issues_text(&examined.checked.issues))
        } else {
            Ok(())
        }
    }

    fn conclude(&self, store: &Store, examined: &Examined, applied: Applied) -> Result<(), Failure> {
        if self.format == Format::Json {
            return print_json(&serde_json::json!({
                "import": applied.import,
                "created": examined.checked.counts,
                "passwords": applied.passwords,
                "credentials": self.credentials.as_ref().filter(|_| applied.passwords > 0),
                "issues": examined.checked.issues,
            }));
        }
        print(&format!("Import {} is done: {}\n", applied.import, created(examined)))?;
        if applied.passwords > 0 {
            print(&self.passwords_sentence(applied))?;
        }
        print(&what_next(&store.site()?, examined))
    }

    fn passwords_sentence(&self, applied: Applied) -> String {
        let Applied { import, passwords } = applied;
        let is_one = passwords == 1;
        match &self.credentials {
            Some(path) => format!(
                "{} in {}, and nowhere else: the box keeps only hashes. Keep that file safe.\n",
                if is_one {
                    "The login password is".into()
                } else {
                    format!("The {passwords} login passwords are")
                },
                path.display()
            ),
            None => format!(
                "{} for you for a day. Fetch {} with: linekey imports credentials {import} OUT.csv\n",
                if is_one {
                    "1 login password waits".into()
                } else {
                    format!("{passwords} login passwords wait")
                },
                if is_one { "it" } else { "them" }
            ),
        }
    }
}

/// What the phones still need, a line each.
fn what_next(site: &Site, examined: &Examined) -> String {
    let mut text = String::new();
    if site.pbx.host.is_empty() {
        text += "No PBX is set, so phones cannot register yet. Set it with: linekey settings set pbx.host=ADDRESS \
                 pbx.kind=KIND\n";
    }
    if examined.checked.counts.devices.create > 0 {
        text += "New phones show their lines on their keys. Give them others with: linekey keys apply FILE\n";
    }
    text
}

fn created(examined: &Examined) -> String {
    let counts = examined.checked.counts;
    let parts = [
        (counts.users.create, "user", "users"),
        (counts.extensions.create, "extension", "extensions"),
        (counts.phone_numbers.create, "phone number", "phone numbers"),
        (counts.devices.create, "phone", "phones"),
        (counts.softphones.create, "softphone", "softphones"),
        (examined.checked.plan.joins(), "place on a shared phone", "places on shared phones"),
    ];
    let words = |(count, one, many)| format!("{count} {}", if count == 1 { one } else { many });
    let list: Vec<String> = parts.into_iter().filter(|(count, ..)| *count > 0).map(words).collect();
    if list.is_empty() {
        "all of it was there already.".into()
    } else {
        format!("{} created.", list.join(", "))
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

/// The file that gets the passwords. Opened before anything is changed, private from its first byte.
pub struct CredentialsFile {
    path: PathBuf,
    file: File,
    is_new: bool,
}

impl CredentialsFile {
    /// Opens a new file, or one that is there and empty. One that holds something is never written over: it may be
    /// the only copy of somebody's passwords.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let failed = |error: io::Error| Failure::System(format!("cannot write {}: {error}", path.display()));
        let mut options = File::options();
        options.write(true).mode(0o600);
        match options.clone().create_new(true).open(path) {
            Ok(file) => Ok(Self { path: path.to_owned(), file, is_new: true }),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                let file = options.open(path).map_err(failed)?;
                if file.metadata().map_err(failed)?.len() > 0 {
                    let sentence =
                        format!("{} is there already. Name a new file for the passwords", path.display());
                    return Err(Failure::Usage(sentence));
                }
                if file.metadata().map_err(failed)?.is_file() {
                    file.set_permissions(fs::Permissions::from_mode(0o600)).map_err(failed)?;
                }
                Ok(Self { path: path.to_owned(), file, is_new: false })
            }
            Err(error) => Err(failed(error)),
        }
    }

    /// Writes the text and waits until it is on the disk. A pipe or terminal has no disk to wait for.
    pub fn write(&self, import: i64, text: &str) -> Result<(), Failure> {
        let mut file = &self.file;
        let sync = || if file.metadata()?.is_file() { file.sync_all() } else { Ok(()) };
        file.write_all(text.as_bytes()).and_then(|()| sync()).map_err(|error| {
            // Half a file of passwords helps nobody; where it cannot be emptied the sentence says that it is bad.
            file.set_len(0).unwrap_or_default();
            Failure::System(format!(
                "import {import} is done, but cannot write {}: {error}. \
                 The passwords still wait on the box. Fetch them with: linekey imports credentials {import} OUT.csv",
                self.path.display()
            ))
        })
    }

    /// Takes an unused file away again.
    pub fn discard(&self) {
        if self.is_new && self.file.metadata().is_ok_and(|about| about.len() == 0) {
            // Left behind, an empty file does no harm.
            fs::remove_file(&self.path).unwrap_or_default();
        }
    }
}

/// The progress bar; nothing where nobody looks.
struct Bar(ProgressBar);

impl Bar {
    fn new(shown: bool) -> Self {
        let bar = if shown { ProgressBar::new(0) } else { ProgressBar::hidden() };
        let style = ProgressStyle::with_template("{msg:20} [{bar:40}] {pos}/{len}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("=> "));
        Self(bar)
    }

    fn show(&self, at: Progress) {
        let message = match at.stage {
            Stage::Passwords => "Making passwords",
            Stage::Saving => "Saving",
            Stage::Users => "Creating users",
        };
        if self.0.message() != message {
            self.0.set_message(message);
        }
        self.0.set_length(at.total as u64);
        self.0.set_position(at.done as u64);
    }

    fn finish(&self) {
        self.0.finish_and_clear();
    }
}
