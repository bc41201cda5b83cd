//! Trying a file out before it is written.

use std::{collections::HashSet, sync::Arc};

use super::{OverlayError, Texts};
use crate::{
    catalogue::{Catalogue, Fault, SourceFile},
    office::{Office, stand_in::stand_in},
    render::{Engine, FileAsked, RenderError},
};

impl Office {
    /// Refuses a file that would be faulty: that cannot be read, or by which some phone's file cannot be made.
    pub(super) fn try_out(&self, texts: &Texts, path: &str, text: &str) -> Result<(), OverlayError> {
        let file = |(path, text): (&String, &String)| SourceFile { path: path.clone(), text: text.clone() };
        let mut own: Vec<SourceFile> =
            texts.own.iter().filter(|(other, _)| *other != path).map(file).collect();
        own.push(SourceFile { path: path.to_owned(), text: text.to_owned() });
        let catalogue = Catalogue::load_checked(&Catalogue::shipped_files(), &own, Engine::check);
        let catalogue = catalogue.map_err(OverlayError::Faulty)?;
        let known =
            |fault: &&Fault| fault.file != path && self.faults.iter().any(|other| other.file == fault.file);
        if let Some(fault) = catalogue.faults().iter().find(|fault| !known(fault)) {
            return Err(OverlayError::Faulty(fault.clone()));
        }
        let catalogue = Arc::new(catalogue);
        let engine = Engine::new(Arc::clone(&catalogue)).map_err(OverlayError::Faulty)?;
        let brand = path.split('/').next().unwrap_or_default();
        self.try_phones(&catalogue, &engine, brand).map_or(Ok(()), |fault| Err(OverlayError::Faulty(fault)))
    }

    /// What fails for one phone of each kind of this brand that did not fail before.
    fn try_phones(&self, catalogue: &Catalogue, engine: &Engine, brand: &str) -> Option<Fault> {
        let site = crate::directory::settings::site(&crate::directory::settings::Values::new(), None);
        let dialect = self.dialect(&site);
        let mut seen = HashSet::new();
        let models = catalogue.models().filter(|found| found.brand.id == brand && found.model.provisioned);
        for found in models.filter(|found| seen.insert((&found.family.id, &found.model.template))) {
            let (Some(phone), main) = (stand_in(found), found.brand.main_file(found.family)) else {
                continue;
            };
            let asked =
                FileAsked { name: found.main_name(phone.mac).unwrap_or_default(), ..FileAsked::default() };
            let made = |engine: &Engine| engine.own_file(&phone, &site, dialect, main, &asked);
            if let Err(RenderError::Template { template, line, message }) = made(engine)
                && !matches!(made(&self.engine), Err(RenderError::Template { .. }))
            {
                let message = format!("{message} (for the {})", found.model.name);
                return Some(Fault { file: template, line, message });
            }
        }
        None
    }
}
