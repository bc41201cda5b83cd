//! What phones take, told before anybody uploads.

use serde::Serialize;
use utoipa::ToSchema;

use super::{
    HostingError,
    judge::{Candidate, Judgement, ends, judge},
    name::{proposals, unsafe_name},
    upload::{is_free, most},
};
use crate::{
    catalogue::{HostedKind, MediaRules, ModelRef, Scope},
    directory::text::capital,
    office::{Office, media},
    store::Store,
};

/// What the phones of a scope take.
#[derive(Debug, Serialize, ToSchema)]
pub struct Wants {
    /// The largest file that the box takes.
    pub max_bytes: u64,
    /// How files are named that these phones ask for: `*.png`.
    pub names: Vec<String>,
    /// Each model.
    pub models: Vec<ModelWants>,
    /// Why a file of the name that was asked about could not be taken: a sentence; `null` where it could.
    pub refusal: Option<String>,
    /// What a person must confirm to upload it; sentences.
    pub warnings: Vec<String>,
}

/// What a model takes.
#[derive(Debug, Serialize, ToSchema)]
pub struct ModelWants {
    /// Family id.
    pub family: String,
    /// Model id.
    pub model: String,
    /// As its maker writes it.
    pub name: String,
    /// Whether anything is known of such files for it. Firmware may be uploaded without, once confirmed.
    pub takes: bool,
    /// In words: `480x272 PNG`, `*.rom`; `null` where nothing is known.
    pub wants: Option<String>,
    /// What a picture or tone must be.
    pub rules: Option<MediaRules>,
    /// How its firmware is named.
    pub firmware: Option<FirmwareNames>,
    /// Whether nobody has confirmed it.
    pub unconfirmed: bool,
}

/// How a model's firmware is named.
#[derive(Debug, Serialize, ToSchema)]
pub struct FirmwareNames {
    /// A regular expression.
    pub pattern: Option<String>,
    /// How names end.
    pub extensions: Vec<String>,
    /// What a person must know before they upload it: a sentence.
    pub needs: Option<String>,
}

/// What the phones of a scope take; with a name, whether a file of that name would be taken.
pub fn wants(
    office: &Office,
    store: &Store,
    kind: HostedKind,
    (brand, family, model): (&str, Option<&str>, Option<&str>),
    name: Option<&str>,
) -> Result<Wants, HostingError> {
    let catalogue = &office.catalogue;
    let scope = catalogue.scope(brand, family, model)?;
    let judgement = name.map(|name| judge_name(office, store, kind, &scope, name)).transpose()?;
    let judgement = judgement.unwrap_or_default();
    Ok(Wants {
        max_bytes: most(kind),
        names: proposals(catalogue, &scope, &ends(catalogue, kind, &scope)),
        models: catalogue.models_of(&scope).into_iter().map(|found| of_model(found, kind)).collect(),
        refusal: judgement.refusal.map(|refusal| capital(&refusal.message)),
        warnings: judgement.warnings.iter().map(|warning| capital(warning)).collect(),
    })
}

fn judge_name<'a>(
    office: &'a Office,
    store: &Store,
    kind: HostedKind,
    scope: &Scope,
    name: &str,
) -> Result<Judgement<'a>, HostingError> {
    if let Some(message) = unsafe_name(name) {
        return Ok(Judgement::refused("name", message));
    }
    match is_free(store, name) {
        Err(HostingError::Refused(refusals)) => {
            Ok(Judgement { refusal: refusals.into_iter().next(), ..Judgement::default() })
        }
        Err(error) => Err(error),
        Ok(()) => Ok(judge(&office.catalogue, Candidate { kind, name, content: None }, scope)),
    }
}

fn of_model(found: ModelRef<'_>, kind: HostedKind) -> ModelWants {
    let model = found.model;
    let rules = kind.media().and_then(|kind| model.media.get(&kind)).cloned();
    let firmware = model.firmware.as_ref().filter(|_| kind == HostedKind::Firmware);
    let firmware = firmware.map(|firmware| FirmwareNames {
        pattern: firmware.name.as_ref().map(|regex| regex.as_str().to_owned()),
        extensions: firmware.extensions.clone(),
        needs: firmware.needs.clone(),
    });
    let fact = kind.media().map_or_else(|| "firmware".to_owned(), |kind| format!("media.{}", kind.word()));
    ModelWants {
        family: found.family.id.clone(),
        model: model.id.clone(),
        name: model.name.clone(),
        takes: rules.is_some() || firmware.is_some(),
        wants: rules.as_ref().map(media::wanted).or_else(|| firmware.as_ref().and_then(endings)),
        unconfirmed: model.unconfirmed.contains(&fact),
        rules,
        firmware,
    }
}

fn endings(firmware: &FirmwareNames) -> Option<String> {
    let names: Vec<String> = firmware.extensions.iter().map(|end| format!("*.{end}")).collect();
    Some(names.join(" or ")).filter(|names| !names.is_empty())
}
