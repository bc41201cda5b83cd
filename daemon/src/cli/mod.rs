//! The command line: one file a command.

mod admin;
mod backup;
pub mod catalogue;
mod config;
mod doctor;
mod export;
mod files;
mod import;
mod imports;
mod input;
mod keys;
mod overrides;
mod owner;
mod private_file;
mod render;
mod serve;
mod settings;
mod softphone;
mod template;
mod templates;

use std::{
    io,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Parser, Subcommand, ValueEnum};

use crate::{
    directory::text::sentence,
    office::{Office, OfficeError, now},
    store::{Store, StoreError},
};

/// Provisions an office's desk phones from a spreadsheet.
#[derive(Parser)]
#[command(name = "linekey", version, about, max_term_width = 100, after_help = EXIT_STATUS)]
struct Arguments {
    /// Folder that holds all state [default: `$STATE_DIRECTORY`, else /var/lib/linekey where it exists, else ./data]
    #[arg(long, value_name = "DIR", global = true)]
    data_dir: Option<PathBuf>,
    /// Settings of the program itself, in TOML; what is said on the command line beats it
    #[arg(long, value_name = "FILE", global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

const EXIT_STATUS: &str =
    "Exit status: 0 done; 1 the input has errors, nothing was changed; 2 usage; 3 the system failed.";

#[derive(Subcommand)]
enum Command {
    /// Serve phones over HTTP, HTTPS and TFTP
    Serve(serve::Serve),
    /// Check a spreadsheet and import it: all of it or nothing
    Import(import::Import),
    /// List the imports, take one back, or hand its passwords over
    #[command(subcommand)]
    Imports(imports::Imports),
    /// Write a spreadsheet to fill in
    Template(template::Template),
    /// Print what is stored
    Export(export::Export),
    /// Firmware, pictures and tones that phones fetch
    #[command(subcommand)]
    Files(files::Files),
    /// Set or show feature keys
    #[command(subcommand)]
    Keys(keys::Keys),
    /// List, set or remove parameters in the makers' words
    #[command(subcommand)]
    Overrides(overrides::Overrides),
    /// Print exactly the bytes that a phone is served
    Render(render::Render),
    /// Show or change the site's settings
    #[command(subcommand)]
    Settings(settings::Settings),
    /// Set up softphones
    #[command(subcommand)]
    Softphone(softphone::Softphone),
    /// Look at the templates, and lay your own over them
    #[command(subcommand)]
    Templates(templates::Templates),
    /// List every brand, family and model
    Catalogue {
        /// How to print it
        #[arg(long, value_enum, default_value = "text")]
        format: Format,
    },
    /// Copy the whole state into one file, while the box runs
    Backup(backup::Backup),
    /// Put a backup in the place of what is there
    Restore(backup::Restore),
    /// Help whoever has the box and lost the password
    #[command(subcommand)]
    Admin(admin::Admin),
    /// Open, hold back or end the window in which a phone may fetch its secrets (not built yet)
    Devices(Later),
    /// Make API tokens (not built yet)
    Token(Later),
    /// Behave as phones (not built yet)
    Simulate(Later),
    /// Check the box: its own templates, and the phonebook as phones fetch it
    Doctor(doctor::Doctor),
}

/// A command that comes later.
#[derive(clap::Args)]
struct Later {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
    _rest: Vec<String>,
}

/// How to print.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For programs
    Json,
    /// For people
    Text,
}

/// What stops a command. Each kind has its exit status.
enum Failure {
    /// The system failed because the database is damaged; the daemon then shows its recovery page.
    Damaged(StoreError),
    /// The input has errors; nothing was changed. Said already, or said here.
    Input(Option<String>),
    /// The command was used wrongly.
    Usage(String),
    /// The system failed.
    System(String),
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Damaged(_) => Self::Damaged(error),
            error => Self::System(sentence(&error)),
        }
    }
}

impl From<OfficeError> for Failure {
    fn from(error: OfficeError) -> Self {
        Self::System(sentence(&error))
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::System(sentence(&error))
    }
}

/// Where commands work.
struct Place {
    dir: PathBuf,
    config: config::Config,
}

impl Place {
    fn of(data_dir: Option<PathBuf>, config: Option<&Path>) -> Result<Self, Failure> {
        let config = config.map(config::read).transpose()?.unwrap_or_default();
        let dir = data_dir.or_else(|| config.data_dir.clone()).unwrap_or_else(default_dir);
        Ok(Self { dir, config })
    }

    /// The data that is there; never makes any.
    fn store(&self) -> Result<Store, Failure> {
        owner::become_owner_of(&self.dir)?;
        Ok(Store::open(&self.dir)?)
    }

    /// The data that is there, or a new folder.
    fn store_or_new(&self) -> Result<Store, Failure> {
        owner::become_owner_of(&self.dir)?;
        Ok(self.store_or_raw()?)
    }

    /// The same, with the store's own error.
    fn store_or_raw(&self) -> Result<Store, StoreError> {
        Store::create(&self.dir)
    }

    /// The office that belongs to the data. Says what is wrong with the box's own files.
    fn office(&self) -> Result<Office, Failure> {
        let office = Office::open(&self.dir)?;
        for fault in office.faults() {
            tracing::warn!("{fault}. The shipped file is used instead");
        }
        Ok(office)
    }
}

fn default_dir() -> PathBuf {
    let installed = Path::new("/var/lib/linekey");
    match std::env::var_os("STATE_DIRECTORY") {
        Some(dir) if !dir.is_empty() => PathBuf::from(dir),
        _ if installed.exists() => installed.to_owned(),
        _ => PathBuf::from("data"),
    }
}

/// Who runs this command, for the history.
fn actor() -> String {
    let user = nix::unistd::User::from_uid(nix::unistd::getuid()).ok().flatten();
    format!("command line ({})", user.map_or_else(|| nix::unistd::getuid().to_string(), |user| user.name))
}

/// Runs the command that the arguments name. Prints one sentence to stderr where it fails.
#[must_use]
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    log_to_stderr();
    let (status, message) = match dispatch(arguments) {
        Ok(()) => return ExitCode::SUCCESS,
        Err(Failure::Input(message)) => (1, message),
        Err(Failure::Usage(message)) => (2, Some(message)),
        Err(Failure::Damaged(error)) => (3, Some(sentence(&error))),
        Err(Failure::System(message)) => (3, Some(message)),
    };
    if let Some(message) = message {
        eprintln!("linekey: {message}");
    }
    ExitCode::from(status)
}

fn dispatch(arguments: Arguments) -> Result<(), Failure> {
    let place = Place::of(arguments.data_dir, arguments.config.as_deref())?;
    match arguments.command {
        Command::Serve(command) => command.run(&place),
        Command::Import(command) => command.run(&place),
        Command::Imports(command) => command.run(&place),
        Command::Template(command) => command.run(&place),
        Command::Export(command) => command.run(&place),
        Command::Files(command) => command.run(&place),
        Command::Keys(command) => command.run(&place),
        Command::Overrides(command) => command.run(&place),
        Command::Render(command) => command.run(&place),
        Command::Settings(command) => command.run(&place),
        Command::Softphone(command) => command.run(&place),
        Command::Templates(command) => command.run(&place),
        Command::Catalogue { format } => {
            let office = place.office()?;
            quiet_pipe(catalogue::print(&office.catalogue, format == Format::Json, &mut io::stdout().lock()))
        }
        Command::Backup(command) => command.run(&place),
        Command::Restore(command) => command.run(&place),
        Command::Admin(command) => command.run(&place),
        Command::Devices(_) => not_built("linekey devices"),
        Command::Token(_) => not_built("linekey token"),
        Command::Simulate(_) => not_built("linekey simulate"),
        Command::Doctor(command) => command.run(&place),
    }
}

fn not_built(what: &str) -> Result<(), Failure> {
    Err(Failure::Usage(format!("{what} is not built yet")))
}

/// A reader that has seen enough (`| head`) is no failure.
fn quiet_pipe(result: io::Result<()>) -> Result<(), Failure> {
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// Prints a text to stdout.
fn print(text: &str) -> Result<(), Failure> {
    print_bytes(text.as_bytes())
}

/// Prints bytes to stdout, just as they are.
fn print_bytes(bytes: &[u8]) -> Result<(), Failure> {
    use io::Write;
    quiet_pipe(io::stdout().lock().write_all(bytes))
}

/// Prints a value as JSON to stdout, a line break after it.
fn print_json(value: &impl serde::Serialize) -> Result<(), Failure> {
    let json = serde_json::to_string_pretty(value).map_err(|error| Failure::System(error.to_string()))?;
    print(&format!("{json}\n"))
}

fn log_to_stderr() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("LINEKEY_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("linekey=info,warn"));
    // Under systemd the journal stamps and names each line itself.
    let journal = std::env::var_os("JOURNAL_STREAM").is_some();
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_target(false)
        .with_ansi(io::IsTerminal::is_terminal(&io::stderr()));
    if journal { log.without_time().init() } else { log.init() }
}
