//! `linekey files`.

use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

use super::{Failure, Format, Place, actor, print, print_json};
use crate::{
    catalogue::{Catalogue, HostedKind, MediaFacts},
    office::hosting::{
        self, Arrived, FileDocument, FileList, HostingError, Incoming, UploadForm, WishDocument, WishForm,
    },
};

/// What is read of a file at a time.
const PIECE: usize = 64 * 1024;

/// Firmware, pictures and tones that phones fetch.
#[derive(clap::Subcommand)]
pub enum Files {
    /// List the files and which phones are to have them
    List {
        /// How to print them
        #[arg(long, value_enum, default_value = "text")]
        format: Format,
    },
    /// Take a file in, checked against what the phones take
    Add(Add),
    /// Remove a file and the wishes for it
    Remove {
        /// Its name
        name: String,
    },
    /// Have phones fetch a file: those that it was added for, or others
    Wish(WishArguments),
    /// Take a wish back; phones keep what they have
    Unwish {
        /// The wish's number, as the list tells it
        id: i64,
    },
}

/// A file and what it is for.
#[derive(clap::Args)]
pub struct Add {
    /// The file
    file: PathBuf,
    /// What it is for: firmware, logo, ringtone or wallpaper
    #[arg(long, value_parser = kind)]
    kind: HostedKind,
    /// The brand whose phones it is for [default: the model's]
    #[arg(long, required_unless_present = "model")]
    brand: Option<String>,
    /// Only this family
    #[arg(long)]
    family: Option<String>,
    /// Only this model, as people write it
    #[arg(long)]
    model: Option<String>,
    /// The name that phones ask for [default: the file's own]
    #[arg(long)]
    name: Option<String>,
    /// Version of firmware, where its name does not tell it
    #[arg(long)]
    version: Option<String>,
    /// The SHA-256 that the maker tells; another file is refused
    #[arg(long)]
    sha256: Option<String>,
    /// Take it although something may not fit
    #[arg(long)]
    confirm: bool,
    /// How to print the result
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// A file and the phones that are to have it.
#[derive(clap::Args)]
pub struct WishArguments {
    /// The file's name
    name: String,
    /// Phones of this brand [default: those that it was added for]
    #[arg(long)]
    brand: Option<String>,
    /// Only this family
    #[arg(long)]
    family: Option<String>,
    /// Only this model
    #[arg(long)]
    model: Option<String>,
    /// Only phones of users of this department
    #[arg(long)]
    department: Option<String>,
    /// Wish it although something may not fit
    #[arg(long)]
    confirm: bool,
    /// How to print the result
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

fn kind(word: &str) -> Result<HostedKind, String> {
    HostedKind::from_word(word)
        .ok_or_else(|| "it is one of firmware, logo, ringtone and wallpaper".to_owned())
}

impl Files {
    /// Runs the command.
    pub fn run(&self, place: &Place) -> Result<(), Failure> {
        match self {
            Self::List { format } => list(place, *format),
            Self::Add(add) => add.run(place),
            Self::Remove { name } => Ok(hosting::remove(&mut place.store()?, name, &actor())?),
            Self::Wish(wish) => wish.run(place),
            Self::Unwish { id } if hosting::unwish(&mut place.store()?, *id, None, &actor())? => Ok(()),
            Self::Unwish { id } => {
                Err(Failure::Input(Some(format!("there is no wish {id}. See: linekey files list"))))
            }
        }
    }
}

impl Add {
    fn run(&self, place: &Place) -> Result<(), Failure> {
        let named =
            |error: &io::Error| Failure::Usage(format!("cannot read {}: {error}", self.file.display()));
        let mut file = File::open(&self.file).map_err(|error| named(&error))?;
        let mut store = place.store()?;
        let office = place.office()?;
        let expected = hosting::expect(&office, &store, self.form(&office.catalogue)?)?;
        let mut incoming = Incoming::create(store.dir(), expected.most())?;
        copy(&mut file, &mut incoming, &self.file)?;
        let arrived: Arrived = incoming.finish()?;
        let kept = hosting::keep(&office, &mut store, &expected, &arrived, &actor())?;
        show(&hosting::one(&office, &store, &kept.name)?, self.format)
    }

    fn form(&self, catalogue: &Catalogue) -> Result<UploadForm, Failure> {
        let own = self.file.file_name().and_then(|name| name.to_str());
        let name = self.name.as_deref().or(own);
        let name = name.ok_or_else(|| Failure::Usage("name the file with --name".to_owned()))?;
        let (brand, family, model) = match (&self.brand, &self.model) {
            (None, Some(model)) => {
                let meant = catalogue.model_meant(None, self.family.as_deref(), model);
                let meant = meant.map_err(|error| Failure::Input(Some(error.to_string())))?;
                (meant.brand.id.clone(), Some(meant.family.id.clone()), Some(meant.model.id.clone()))
            }
            (brand, model) => (brand.clone().unwrap_or_default(), self.family.clone(), model.clone()),
        };
        Ok(UploadForm {
            kind: self.kind,
            brand,
            family,
            model,
            name: name.to_owned(),
            version: self.version.clone(),
            sha256: self.sha256.clone(),
            confirm: self.confirm,
        })
    }
}

impl WishArguments {
    fn run(&self, place: &Place) -> Result<(), Failure> {
        let mut store = place.store()?;
        let office = place.office()?;
        let form = WishForm {
            brand: self.brand.clone(),
            family: self.family.clone(),
            model: self.model.clone(),
            department: self.department.clone(),
            confirm: self.confirm,
        };
        hosting::wish(&office, &mut store, &self.name, &form, &actor())?;
        show(&hosting::one(&office, &store, &self.name)?, self.format)
    }
}

fn copy(from: &mut File, to: &mut Incoming, path: &Path) -> Result<(), Failure> {
    let mut piece = vec![0; PIECE];
    loop {
        let read = from.read(&mut piece);
        let read =
            read.map_err(|error| Failure::System(format!("cannot read {}: {error}", path.display())))?;
        if read == 0 {
            return Ok(());
        }
        to.write(&piece[..read])?;
    }
}

impl From<HostingError> for Failure {
    fn from(error: HostingError) -> Self {
        let lines = |text: String| text.replace('\n', "\nlinekey: ");
        match error {
            HostingError::Store(error) => error.into(),
            HostingError::Unconfirmed(_) => Self::Input(Some(format!(
                "{}\nlinekey: say --confirm if you mean it",
                lines(error.to_string())
            ))),
            error => Self::Input(Some(lines(error.to_string()))),
        }
    }
}

fn list(place: &Place, format: Format) -> Result<(), Failure> {
    let store = place.store()?;
    let list = hosting::list(&place.office()?, &store)?;
    if format == Format::Json { print_json(&list) } else { print(&text(&list)) }
}

fn show(file: &FileDocument, format: Format) -> Result<(), Failure> {
    if format == Format::Json { print_json(file) } else { print(&lines(file)) }
}

fn text(list: &FileList) -> String {
    if list.files.is_empty() && list.by_hand.is_empty() {
        return "There is no file for phones to fetch.\n".to_owned();
    }
    let by_hand = list.by_hand.iter().map(|file| format!("{}  put into the folder by hand\n", file.name));
    list.files.iter().map(lines).chain(by_hand).collect()
}

fn lines(file: &FileDocument) -> String {
    let version = file.version.as_ref().map(|version| format!(" {version}")).unwrap_or_default();
    let size = size(&file.about).map(|size| format!(", {size}")).unwrap_or_default();
    let missing = if file.missing { ", but its bytes are gone: add it anew" } else { "" };
    let kind = file.kind.word();
    let first = format!("{}  {kind}{version} for {}{size}{missing}\n", file.name, file.scope_name);
    first + &file.wishes.iter().map(wish).collect::<String>()
}

fn size(about: &MediaFacts) -> Option<String> {
    let (width, height) = about.width.zip(about.height)?;
    Some(format!("{width}x{height}"))
}

fn wish(wish: &WishDocument) -> String {
    let department =
        wish.department.as_ref().map(|department| format!(" in {department}")).unwrap_or_default();
    let phones = if wish.phones == 1 { "1 phone".to_owned() } else { format!("{} phones", wish.phones) };
    format!("{:>6}  wished for {}{department}: {phones}\n", wish.id, wish.scope_name)
}
