//! What a phone gets for a name.

use std::{collections::BTreeMap, sync::Arc};

use md5::{Digest, Md5};
use percent_encoding::percent_decode_str;

use super::{
    Office,
    wanted::{Question, Wanted},
};
use crate::{
    catalogue::{FileKind, ModelRef, RequestedFile},
    directory::{MacAddr, Phone, Site, text::hex},
    render::{AUTHORITY_FILE, FileAsked, RenderError, Rendered},
    store::{Store, StoreError},
};

/// Why a file of a phone cannot be printed.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// Nothing of that name is made for it.
    #[error("{mac} is a {brand}, and such a phone gets no file named {name} from this box")]
    NoSuchFile {
        /// The phone.
        mac: MacAddr,
        /// Its brand.
        brand: String,
        /// The name.
        name: String,
    },
    /// Nothing at all is made for its model.
    #[error("{mac} is a {brand} that this box knows by name only: it makes no files for it")]
    RecognisedOnly {
        /// The phone.
        mac: MacAddr,
        /// Its brand.
        brand: String,
    },
    /// The template failed.
    #[error(transparent)]
    Render(#[from] RenderError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Nobody imported it.
    #[error("nobody has imported a phone with the MAC address {0}")]
    UnknownPhone(MacAddr),
}

/// What became of a name.
pub(crate) enum Made {
    File(MadeFile),
    Hosted,
    NoSuchFile,
    UnknownPhone(MacAddr),
}

/// A file that was made.
pub(crate) struct MadeFile {
    pub(crate) bytes: Vec<u8>,
    pub(crate) content_type: &'static str,
    /// The phone whose main file it is.
    pub(crate) main_of: Option<MacAddr>,
    /// Whether another phone that asks by this name may get another file.
    pub(crate) differs: bool,
}

/// A file as it may be shown.
pub struct MaskedFile {
    /// The file with dots for its secrets.
    pub text: String,
    /// How long the file is that the phone gets.
    pub bytes: usize,
}

impl Office {
    /// The bytes that a phone is served for a name, or for its main file.
    pub fn render(&self, store: &mut Store, mac: MacAddr, name: Option<&str>) -> Result<Vec<u8>, FileError> {
        let phone = store.phone(mac)?.ok_or(FileError::UnknownPhone(mac))?;
        let no_such_file =
            |name: &str| FileError::NoSuchFile { mac, brand: phone.brand.clone(), name: name.to_owned() };
        let main = self.catalogue.main_file(&phone.brand, &phone.family, mac);
        let recognised_only = || FileError::RecognisedOnly { mac, brand: phone.brand.clone() };
        let name = name.map(str::to_owned).or(main).ok_or_else(recognised_only)?;
        let (path, query) =
            name.split_once('?').map_or((name.as_str(), None), |(path, query)| (path, Some(query)));
        let question = Question { name: path, query, phone: Some(mac), ..Question::default() };
        match self.file(store, question)? {
            Made::File(file) => Ok(file.bytes),
            Made::NoSuchFile | Made::Hosted => Err(no_such_file(&name)),
            Made::UnknownPhone(mac) => Err(FileError::UnknownPhone(mac)),
        }
    }

    /// The decision: which phone, which file, and then its bytes.
    pub(crate) fn file(&self, store: &mut Store, question: Question<'_>) -> Result<Made, FileError> {
        if question.name == AUTHORITY_FILE {
            return authority(store);
        }
        let asked = asked(question);
        match self.wanted(store, question)? {
            Wanted::Hosted => Ok(Made::Hosted),
            Wanted::Nothing => Ok(Made::NoSuchFile),
            Wanted::Unknown(mac) => Ok(Made::UnknownPhone(mac)),
            Wanted::Own(phone, file) if file.pattern.kind == FileKind::Checksum => {
                self.checksum(store, &phone, &file)
            }
            Wanted::Own(phone, file) => {
                let rendered = self.own_file(&phone, &file, &store.site()?, &asked)?;
                let main_of = Some(phone.mac).filter(|_| file.pattern.main);
                Ok(Made::File(MadeFile { main_of, differs: file.mac.is_none(), ..made(&rendered) }))
            }
            Wanted::ForAll(file, model) => {
                let rendered = self.file_for_all(store, &file, model, &asked)?;
                Ok(rendered.map_or(Made::NoSuchFile, |rendered| Made::File(made(&rendered))))
            }
        }
    }

    /// A file without a phone; `None` where there is nothing to tell.
    fn file_for_all(
        &self,
        store: &mut Store,
        file: &RequestedFile<'_>,
        model: Option<ModelRef<'_>>,
        asked: &FileAsked,
    ) -> Result<Option<Arc<Rendered>>, FileError> {
        if file.pattern.kind == FileKind::Phonebook {
            return self.phonebook_file(store, file, model, asked);
        }
        let site = store.site()?;
        Ok(Some(Arc::new(self.engine.common_file(file.brand, file.pattern, model, &site, asked)?)))
    }

    /// The MD5 of another of the phone's files: of exactly the bytes that the next request for it gets.
    fn checksum(
        &self,
        store: &mut Store,
        phone: &Phone,
        file: &RequestedFile<'_>,
    ) -> Result<Made, FileError> {
        let of = file.pattern.of.as_deref().and_then(|of| self.catalogue.name_like(file, of));
        let Some(of) = of else { return Ok(Made::NoSuchFile) };
        let other = self.catalogue.file_for(file.brand, &phone.family, &of);
        let Some(other) = other.filter(|other| other.pattern.kind == FileKind::Device) else {
            return Ok(Made::NoSuchFile);
        };
        let asked = FileAsked { name: of, ..FileAsked::default() };
        let rendered = self.own_file(phone, &other, &store.site()?, &asked)?;
        let bytes = hex(&Md5::digest(rendered.bytes())).into_bytes();
        Ok(Made::File(MadeFile {
            bytes,
            content_type: "text/plain; charset=utf-8",
            main_of: None,
            differs: file.mac.is_none(),
        }))
    }

    /// A phone's own file.
    pub(super) fn own_file(
        &self,
        phone: &Phone,
        file: &RequestedFile<'_>,
        site: &Site,
        asked: &FileAsked,
    ) -> Result<Rendered, RenderError> {
        // Whoever guesses an extension can ask by its name, so no secret is within reach.
        if file.mac.is_none() && file.username.is_some() {
            let site = site.clone().masked();
            return self.engine.own_file(
                &phone.clone().masked(),
                &site,
                self.dialect(&site),
                Some(file.pattern),
                asked,
            );
        }
        self.engine.own_file(phone, site, self.dialect(site), Some(file.pattern), asked)
    }

    /// What a phone gets for a name, every secret as dots; `None` where nothing is made for it.
    pub fn masked_file(
        &self,
        store: &mut Store,
        mac: MacAddr,
        name: &str,
    ) -> Result<Option<MaskedFile>, FileError> {
        if store.phone(mac)?.is_none() {
            return Err(FileError::UnknownPhone(mac));
        }
        let question = Question { name, phone: Some(mac), ..Question::default() };
        let asked = asked(question);
        match self.wanted(store, question)? {
            Wanted::Own(phone, file) if phone.mac == mac && file.pattern.kind == FileKind::Device => {
                let site = store.site()?;
                let bytes = self.own_file(&phone, &file, &site, &asked)?.bytes().len();
                let masked = self.own_file(&phone.masked(), &file, &site.masked(), &asked)?;
                Ok(Some(MaskedFile { text: masked.text, bytes }))
            }
            // It holds no secret: what anybody may fetch has none within reach.
            Wanted::ForAll(file, model) => {
                let rendered = self.file_for_all(store, &file, model, &asked)?;
                let shown =
                    |file: Arc<Rendered>| MaskedFile { bytes: file.bytes().len(), text: file.text.clone() };
                Ok(rendered.map(shown))
            }
            _ => Ok(None),
        }
    }
}

fn made(rendered: &Rendered) -> MadeFile {
    MadeFile {
        bytes: rendered.bytes(),
        content_type: rendered.format.content_type(),
        main_of: None,
        differs: true,
    }
}

/// The certificate of the box's own authority, which is no secret.
fn authority(store: &Store) -> Result<Made, FileError> {
    Ok(store.authority()?.map_or(Made::NoSuchFile, |pem| {
        let content_type = "application/x-pem-file";
        Made::File(MadeFile { bytes: pem.into_bytes(), content_type, main_of: None, differs: false })
    }))
}

/// The most parts of a query that are read, and their length in bytes.
const MAX_QUERY: (usize, usize) = (8, 256);

pub(super) fn asked(question: Question<'_>) -> FileAsked {
    let parts = question.query.unwrap_or_default().split('&').take(MAX_QUERY.0);
    let query = parts.filter(|part| part.len() <= MAX_QUERY.1).filter_map(|part| {
        let (name, value) = part.split_once('=')?;
        Some((decoded(name)?, decoded(value)?))
    });
    FileAsked { name: question.name.to_owned(), query: query.collect::<BTreeMap<_, _>>() }
}

fn decoded(text: &str) -> Option<String> {
    let text = text.replace('+', " ");
    percent_decode_str(&text).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::office::testing::{Desk, phone, user};

    #[test]
    fn a_name_that_can_be_guessed_has_no_secret_within_reach() {
        let mut desk = Desk::new("asterisk");
        let by_username = |file: &crate::catalogue::FilePattern| file.pattern.contains("{username}");
        let brands = desk.office.catalogue.brands().iter();
        let mut files = brands.flat_map(|brand| brand.files.iter().map(move |file| (brand, file)));
        let (brand, file) = files.find(|(_, file)| by_username(file)).unwrap();
        let model = &brand.families.iter().find(|family| file.is_asked_by(&family.id)).unwrap().models[0];
        let (model, pattern) = (model.id.clone(), file.pattern.clone());
        let own =
            desk.store.dir().join(crate::office::TEMPLATES_FOLDER).join(file.template.as_ref().unwrap());
        fs::create_dir_all(own.parent().unwrap()).unwrap();
        fs::write(own, "<a>{{ accounts[0].user.password }} {{ phone.admin_password }}</a>\n").unwrap();
        desk.office = Office::open(desk.store.dir()).unwrap();
        assert!(desk.office.faults().is_empty());

        let pam = desk.add(&user("Pam", "Beesly", &["2001"]));
        desk.add_phone(&phone("00268b000001", &model, pam));
        let stored = desk.store.phone("00268b000001".parse().unwrap()).unwrap().unwrap();
        let name = pattern.replace("{username}", &stored.lines[0].sip_username);
        let question = Question { name: &name, ..Question::default() };
        let Made::File(made) = desk.office.file(&mut desk.store, question).unwrap() else {
            panic!("{name} is not made")
        };
        let text = String::from_utf8(made.bytes).unwrap();
        for secret in [&stored.lines[0].sip_password, &stored.admin_password] {
            assert!(!text.contains(secret.expose()), "{text}");
        }
        assert!(made.differs, "whose extension it is may change");
    }
}
