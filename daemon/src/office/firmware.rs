//! Firmware: whose a file is, by its name, and which phones have which version.

use serde::Serialize;
use utoipa::ToSchema;

use super::{
    Office,
    hosting::{Judgement, Refusal, some},
    media,
};
use crate::{
    catalogue::{Catalogue, Firmware, HostedKind, ModelRef, Scope},
    store::{Alike, Store, StoreError, Wish},
};

/// What a name says of a model's firmware.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NameSays {
    /// It is, of this version where the name tells it.
    Is(Option<String>),
    /// It may be: it ends so, and nobody knows more.
    MayBe,
    /// Nothing.
    Nothing,
}

/// What a name says of a model's firmware.
#[must_use]
pub fn name_says(firmware: &Firmware, name: &str) -> NameSays {
    if let Some(groups) = firmware.name.as_ref().and_then(|regex| regex.captures(name)) {
        return NameSays::Is(groups.name("version").map(|version| version.as_str().to_owned()));
    }
    let end = media::extension(name).unwrap_or_default();
    let ends_so =
        firmware.name.is_none() && firmware.extensions.iter().any(|known| known.eq_ignore_ascii_case(&end));
    if ends_so { NameSays::MayBe } else { NameSays::Nothing }
}

/// Judges a file by its name for these models of a scope.
pub(super) fn judge<'a>(
    catalogue: &Catalogue,
    name: &str,
    scope: &Scope,
    models: Vec<ModelRef<'a>>,
) -> Judgement<'a> {
    let spoken_of = spoken_of(catalogue, name, &models);
    let says = |found: &ModelRef<'_>| match &found.model.firmware {
        // A rule that nobody has confirmed takes many names: that of another model tells more.
        Some(_) if is_unsure(found) && !is_spoken_of(found, &spoken_of) => NameSays::Nothing,
        Some(firmware) => name_says(firmware, name),
        None => NameSays::Nothing,
    };
    let version = models.iter().find_map(|found| match name_says(found.model.firmware.as_ref()?, name) {
        NameSays::Is(version) => version,
        _ => None,
    });
    let is_told = models.iter().any(|found| matches!(says(found), NameSays::Is(_)));
    // What is one model's for sure is not another's because it ends alike.
    let is_owned = models.iter().any(|found| !is_unsure(found) && matches!(says(found), NameSays::Is(_)));
    let fits = |found: &ModelRef<'_>| match says(found) {
        NameSays::Is(_) => !is_owned || !is_unsure(found),
        NameSays::MayBe => !is_told,
        NameSays::Nothing => false,
    };
    let (right, other): (Vec<_>, Vec<_>) = models.into_iter().partition(fits);
    if !is_told && let Some(owner) = owner(catalogue, name) {
        let message = format!("{name:?} is firmware of {owner}; choose the phones that it is for");
        return Judgement { refusal: Some(Refusal { field: "name", message }), ..Judgement::default() };
    }
    let warnings = warnings(catalogue, name, scope, &right, &other);
    Judgement { fits: right, warnings, refusal: None, version }
}

fn is_unsure(found: &ModelRef<'_>) -> bool {
    found.model.unconfirmed.iter().any(|fact| fact == "firmware")
}

/// The models of the brand that words of the name are called.
fn spoken_of<'a>(catalogue: &'a Catalogue, name: &str, models: &[ModelRef<'_>]) -> Vec<ModelRef<'a>> {
    let brand = models.first().and_then(|found| catalogue.brand(&found.brand.id));
    let words = name.split(|sign: char| !sign.is_ascii_alphanumeric()).filter(|word| word.len() > 2);
    words.flat_map(|word| catalogue.find_models(brand, word)).collect()
}

/// A name that speaks of no model speaks of all.
fn is_spoken_of(found: &ModelRef<'_>, spoken_of: &[ModelRef<'_>]) -> bool {
    spoken_of.is_empty() || spoken_of.iter().any(|other| other.model.id == found.model.id)
}

fn warnings(
    catalogue: &Catalogue,
    name: &str,
    scope: &Scope,
    right: &[ModelRef<'_>],
    other: &[ModelRef<'_>],
) -> Vec<String> {
    if right.is_empty() {
        let who = catalogue.scope_name(scope);
        let unlike = format!("nothing in the name {name:?} tells that it is firmware for {who}");
        return vec![format!("{unlike}; a wrong file may stop these phones")];
    }
    let names: Vec<&str> = other.iter().map(|found| found.model.name.as_str()).collect();
    match names.as_slice() {
        [] => Vec::new(),
        names => vec![format!("nothing in the name {name:?} tells that it is for {} too", some(names))],
    }
}

/// Whose firmware the name is like, for people, as far as that is confirmed.
fn owner(catalogue: &Catalogue, name: &str) -> Option<String> {
    let is = |found: &ModelRef<'_>| {
        let firmware = found.model.firmware.as_ref();
        let is = firmware.is_some_and(|firmware| matches!(name_says(firmware, name), NameSays::Is(_)));
        is && !is_unsure(found)
    };
    let owners: Vec<String> = catalogue.models().filter(is).map(|found| found.full_name()).collect();
    let names: Vec<&str> = owners.iter().map(String::as_str).collect();
    (!names.is_empty()).then(|| some(&names))
}

/// Which firmware phones have and are to have, by model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FirmwareList {
    /// Models that phones of this office are of.
    pub models: Vec<ModelFirmware>,
}

/// A model with the versions of its phones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ModelFirmware {
    /// Brand id.
    pub brand: String,
    /// Family id.
    pub family: String,
    /// Model id.
    pub model: String,
    /// For people: `Yealink SIP-T46S`.
    pub name: String,
    /// How many phones there are.
    pub phones: usize,
    /// How many of them have another version than they are to have, as far as both are known.
    pub behind: usize,
    /// What they are to have: departments first, then what is for all others. Empty: whatever they have.
    pub wanted: Vec<WantedVersion>,
    /// What they have, as they last told.
    pub have: Vec<HadVersion>,
}

/// A version that phones are to have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct WantedVersion {
    /// Of the phones' users; `null`: all others.
    pub department: Option<String>,
    /// As its name tells or a person said; `null`: nobody did.
    pub version: Option<String>,
    /// Name of the hosted file.
    pub file: String,
    /// How many phones it is for.
    pub phones: usize,
}

/// A version that phones have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct HadVersion {
    /// `null`: they have not told.
    pub version: Option<String>,
    /// How many.
    pub phones: usize,
}

/// Which firmware the phones of the office have and are to have.
pub fn versions(office: &Office, store: &Store) -> Result<FirmwareList, StoreError> {
    let wishes = store.wishes()?;
    let wishes: Vec<Wish> = wishes.into_iter().filter(|wish| wish.kind == HostedKind::Firmware).collect();
    let files = store.hosted_files()?;
    let version = |name: &str| files.iter().find(|file| file.name == name)?.version.clone();
    let mut models: Vec<ModelFirmware> = Vec::new();
    for alike in store.phones_alike()? {
        let is_same = models.last().is_some_and(|last| {
            (&last.brand, &last.family, &last.model) == (&alike.brand, &alike.family, &alike.model)
        });
        if !is_same {
            models.push(ModelFirmware::new(&office.catalogue, &alike));
        }
        let wish = nearest(&wishes, &alike);
        if let Some(model) = models.last_mut() {
            model.add(&alike, wish.map(|wish| (wish, version(&wish.file))));
        }
    }
    for model in &mut models {
        // Departments by name, what is for all others at the end.
        model.wanted.sort_by(|a, b| {
            (a.department.is_none(), &a.department, &a.file).cmp(&(
                b.department.is_none(),
                &b.department,
                &b.file,
            ))
        });
    }
    Ok(FirmwareList { models })
}

/// The wish that counts for these phones.
#[must_use]
pub fn nearest<'a>(wishes: &'a [Wish], phones: &Alike) -> Option<&'a Wish> {
    wishes.iter().filter(|wish| wish.is_for(phones)).max_by_key(|wish| wish.nearness())
}

impl ModelFirmware {
    fn new(catalogue: &Catalogue, alike: &Alike) -> Self {
        let scope = Scope {
            brand: alike.brand.clone(),
            family: Some(alike.family.clone()),
            model: Some(alike.model.clone()),
        };
        Self {
            name: catalogue.scope_name(&scope),
            brand: alike.brand.clone(),
            family: alike.family.clone(),
            model: alike.model.clone(),
            phones: 0,
            behind: 0,
            wanted: Vec::new(),
            have: Vec::new(),
        }
    }

    fn add(&mut self, alike: &Alike, wanted: Option<(&Wish, Option<String>)>) {
        self.phones += alike.phones;
        match self.have.iter_mut().find(|had| had.version == alike.firmware) {
            Some(had) => had.phones += alike.phones,
            None => self.have.push(HadVersion { version: alike.firmware.clone(), phones: alike.phones }),
        }
        let Some((wish, version)) = wanted else { return };
        if version.is_some() && alike.firmware.is_some() && version != alike.firmware {
            self.behind += alike.phones;
        }
        let is_same =
            |wanted: &&mut WantedVersion| wanted.department == wish.department && wanted.file == wish.file;
        match self.wanted.iter_mut().find(is_same) {
            Some(wanted) => wanted.phones += alike.phones,
            None => self.wanted.push(WantedVersion {
                department: wish.department.clone(),
                version,
                file: wish.file.clone(),
                phones: alike.phones,
            }),
        }
    }
}
