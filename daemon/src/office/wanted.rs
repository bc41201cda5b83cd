//! The decision: which phone is this, which file is that.

use super::Office;
use crate::{
    catalogue::{Brand, FileKind, ModelRef, Recognised, RequestedFile},
    directory::{MacAddr, Phone},
    store::{Store, StoreError},
};

/// A request for a file, as far as it tells what is wanted.
#[derive(Debug, Clone, Copy, Default)]
pub struct Question<'a> {
    /// The name, as the phone wrote it.
    pub name: &'a str,
    /// What stood behind the question mark, still encoded.
    pub query: Option<&'a str>,
    /// HTTP `User-Agent`.
    pub user_agent: Option<&'a str>,
    /// The phone that is meant, where a person asks in its place.
    pub phone: Option<MacAddr>,
    /// IP address it asks from, where it is a phone.
    pub address: Option<&'a str>,
}

/// What is wanted.
#[derive(Debug)]
pub(super) enum Wanted<'a> {
    /// A file without a phone, and what is known of who asks.
    ForAll(RequestedFile<'a>, Option<ModelRef<'a>>),
    /// A hosted file.
    Hosted,
    /// Nothing that is there.
    Nothing,
    /// A phone's own file.
    Own(Box<Phone>, RequestedFile<'a>),
    /// A phone that nobody imported.
    Unknown(MacAddr),
}

impl Office {
    /// What is wanted. A name often is a file of several brands; whose it is, is told by, in this order: the phone
    /// whose address it holds, the `User-Agent`, the maker of an unknown address, and the brands that this office has.
    pub(super) fn wanted(&self, store: &mut Store, question: Question<'_>) -> Result<Wanted<'_>, StoreError> {
        let matches = self.catalogue.requested_files(question.name);
        if matches.is_empty() {
            return Ok(Wanted::Nothing);
        }
        let agent = question.user_agent.and_then(|agent| self.catalogue.recognise(agent));
        let in_name = matches.iter().find_map(|file| file.mac);
        if let Some(mac) = in_name {
            return match store.phone(mac)? {
                Some(phone) => Ok(self.of_phone(phone, question.name)),
                None => Ok(unknown(&matches, mac, agent.as_ref(), self.catalogue.brand_of(mac))),
            };
        }
        // A name without an address: the phone behind it, where something else tells it.
        let asking = question.phone.or(agent.as_ref().and_then(|agent| agent.mac));
        let asking = asking.map(|mac| store.phone(mac)).transpose()?.flatten();
        if let Some(phone) = asking
            && matches.iter().any(|file| file.brand.id == phone.brand)
        {
            return Ok(self.of_phone(phone, question.name));
        }
        if let Some(phone) = by_username(store, &matches, question.address)? {
            return Ok(self.of_phone(phone, question.name));
        }
        let chosen = choose(matches, agent.as_ref(), || store.brands_in_use())?;
        let model = model_of(&chosen, agent.as_ref());
        Ok(for_all(chosen, model))
    }

    /// What the name is to a phone that the box knows.
    fn of_phone(&self, phone: Phone, name: &str) -> Wanted<'_> {
        let Some(model) = self.catalogue.model(&phone.brand, &phone.family, &phone.model) else {
            // Its brand may be there, or not; that its model is gone, is told where the file is made.
            let brand = self.catalogue.brand(&phone.brand);
            let file = brand.and_then(|brand| self.catalogue.file_for(brand, &phone.family, name));
            return file
                .filter(|file| file.pattern.kind == FileKind::Device)
                .map_or(Wanted::Nothing, |file| Wanted::Own(Box::new(phone), file));
        };
        let Some(file) = self.catalogue.file_for(model.brand, &model.family.id, name) else {
            return Wanted::Nothing;
        };
        let is_own = matches!(file.pattern.kind, FileKind::Device | FileKind::Checksum);
        if is_own && model.model.provisioned && file.mac.is_none_or(|mac| mac == phone.mac) {
            Wanted::Own(Box::new(phone), file)
        } else {
            for_all(file, Some(model))
        }
    }
}

fn for_all<'a>(file: RequestedFile<'a>, model: Option<ModelRef<'a>>) -> Wanted<'a> {
    match file.pattern.kind {
        FileKind::Boot | FileKind::Common | FileKind::Phonebook => Wanted::ForAll(file, model),
        FileKind::Hosted => Wanted::Hosted,
        FileKind::Absent | FileKind::Checksum | FileKind::Device => Wanted::Nothing,
    }
}

/// The answer for an address that nobody imported: the inbox where its own file was asked for.
fn unknown<'a>(
    matches: &[RequestedFile<'a>],
    mac: MacAddr,
    agent: Option<&Recognised<'a>>,
    maker: Option<&Brand>,
) -> Wanted<'a> {
    let of = |id: &str| matches.iter().find(|file| file.brand.id == id);
    let told = agent.and_then(|agent| of(&agent.brand.id));
    let file = told.or_else(|| of(&maker?.id));
    let is_own = |file: &RequestedFile<'_>| file.pattern.kind == FileKind::Device;
    match file {
        Some(file) if is_own(file) => Wanted::Unknown(mac),
        Some(file) => for_all(file.clone(), model_of(file, agent)),
        None if matches.iter().any(is_own) => Wanted::Unknown(mac),
        None => matches.first().map_or(Wanted::Nothing, |file| for_all(file.clone(), None)),
    }
}

/// The model that asks, by the name or by the `User-Agent`. What an agent tells of another brand's phone means nothing
/// to this brand's template.
fn model_of<'a>(file: &RequestedFile<'a>, agent: Option<&Recognised<'a>>) -> Option<ModelRef<'a>> {
    let agent = agent.filter(|agent| agent.brand.id == file.brand.id);
    file.model.or(agent.and_then(|agent| agent.model))
}

fn by_username(
    store: &mut Store,
    matches: &[RequestedFile<'_>],
    address: Option<&str>,
) -> Result<Option<Phone>, StoreError> {
    for file in matches {
        if let Some(username) = &file.username
            && let Some(mac) = store.phone_of_username(&file.brand.id, username, address)?
        {
            return store.phone(mac);
        }
    }
    Ok(None)
}

/// Whose file it is, where no phone tells.
fn choose<'a>(
    matches: Vec<RequestedFile<'a>>,
    agent: Option<&Recognised<'a>>,
    in_use: impl FnOnce() -> Result<Vec<String>, StoreError>,
) -> Result<RequestedFile<'a>, StoreError> {
    let family = agent.and_then(|agent| agent.model).map(|found| found.family.id.as_str());
    let of_brand = |file: &RequestedFile<'_>| agent.is_some_and(|agent| agent.brand.id == file.brand.id);
    let of_agent = |file: &RequestedFile<'_>| {
        of_brand(file) && family.is_none_or(|family| file.pattern.is_asked_by(family))
    };
    let mut at = matches.iter().position(of_agent).or_else(|| matches.iter().position(of_brand));
    if at.is_none() && matches.iter().any(|file| file.brand.id != matches[0].brand.id) {
        let brands = in_use()?;
        at = matches.iter().position(|file| brands.contains(&file.brand.id));
    }
    let mut matches = matches;
    Ok(matches.swap_remove(at.unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;

    /// A name that phones of several brands ask for.
    const SHARED: &str = "y000000000000.cfg";

    /// What a phone of this brand tells.
    fn agent<'a>(catalogue: &'a Catalogue, brand: &str) -> Recognised<'a> {
        let model = catalogue.models().find(|found| found.brand.id == brand);
        let found = model.map(|found| (found.brand, found)).unwrap();
        Recognised { brand: found.0, model: Some(found.1), model_word: None, firmware: None, mac: None }
    }

    #[test]
    fn a_template_is_told_of_its_own_brands_models_only() {
        let catalogue = Catalogue::shipped().unwrap();
        let files = catalogue.requested_files(SHARED);
        let (first, last) = (&files[0], &files[files.len() - 1]);
        assert_ne!(first.brand.id, last.brand.id);
        let agent = agent(&catalogue, &first.brand.id);
        assert_eq!(model_of(first, Some(&agent)).map(|found| &found.brand.id), Some(&first.brand.id));
        assert!(model_of(last, Some(&agent)).is_none());
    }

    #[test]
    fn the_brand_that_a_phone_tells_goes_before_those_in_use() {
        let catalogue = Catalogue::shipped().unwrap();
        let files = catalogue.requested_files(SHARED);
        let (first, last) = (files[0].clone(), files[files.len() - 1].clone());
        // A family of which nobody knew that it asks for this.
        let mut pattern = last.pattern.clone();
        pattern.families = vec!["another".to_owned()];
        let told = RequestedFile { pattern: &pattern, ..last };
        let agent = agent(&catalogue, &told.brand.id);
        let in_use = || Ok(vec![first.brand.id.clone()]);
        let chosen = choose(vec![first.clone(), told], Some(&agent), in_use).unwrap();
        assert_eq!(chosen.brand.id, agent.brand.id);
        let chosen = choose(files.clone(), None, || Ok(vec![agent.brand.id.clone()])).unwrap();
        assert_eq!(chosen.brand.id, agent.brand.id, "TFTP tells nothing");
    }
}
