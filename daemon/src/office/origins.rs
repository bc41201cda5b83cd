//! Where each parameter of a phone's file came from, as it may be shown.

use super::{
    FileError, Office,
    files::asked,
    wanted::{Question, Wanted},
};
use crate::{
    catalogue::FileKind,
    directory::MacAddr,
    render::{
        origins::Origin,
        parameters::{Laid, Outcome},
    },
    store::Store,
};

/// The parameters of a file.
#[derive(Default)]
pub struct FileOrigins {
    /// In the order of the file, every secret as dots.
    pub parameters: Vec<Origin>,
    /// Overrides that the file's format cannot say.
    pub impossible: Vec<Laid>,
    /// Whether the box's overrides are laid over this file.
    pub takes_overrides: bool,
}

impl Office {
    /// The parameters of one of a phone's own files, of its main file where none is named; `None` where no such file is
    /// made for it alone.
    pub fn origins(
        &self,
        store: &mut Store,
        mac: MacAddr,
        name: Option<&str>,
    ) -> Result<Option<FileOrigins>, FileError> {
        let phone = store.phone(mac)?.ok_or(FileError::UnknownPhone(mac))?;
        let main = self.catalogue.main_file(&phone.brand, &phone.family, mac);
        let name = name.map(str::to_owned).or(main).unwrap_or_default();
        let question = Question { name: &name, phone: Some(mac), ..Question::default() };
        let asked = asked(question);
        let Wanted::Own(phone, file) = self.wanted(store, question)? else { return Ok(None) };
        if phone.mac != mac || file.pattern.kind != FileKind::Device {
            return Ok(None);
        }
        let site = store.site()?.masked();
        let dialect = self.dialect(&site);
        let (rendered, parameters) =
            self.engine.origins(&phone.masked(), &site, dialect, Some(file.pattern), &asked)?;
        let is_main = file.pattern.main || file.pattern.template.is_none();
        let takes_overrides = is_main && !rendered.format.parameters.is_empty();
        let impossible =
            rendered.laid.into_iter().filter(|laid| laid.outcome == Outcome::Impossible).collect();
        Ok(Some(FileOrigins { parameters, impossible, takes_overrides }))
    }
}
