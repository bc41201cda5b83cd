//! Whether a file is for the phones of a scope.

use std::collections::BTreeMap;

use super::{Refusal, name};
use crate::{
    catalogue::{Catalogue, HostedKind, MediaFacts, MediaKind, MediaRules, ModelRef, Scope},
    office::{firmware, media},
};

/// Models that a sentence names; of more it says how many.
const NAMED: usize = 3;

/// Sentences about models that a file does not fit; of more only these are told.
const SENTENCES: usize = 5;

/// A file to be judged.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    /// What it is for.
    pub kind: HostedKind,
    /// Its name.
    pub name: &'a str,
    /// Length and what its bytes tell; `None` before they have come.
    pub content: Option<(u64, &'a MediaFacts)>,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Judgement<'a> {
    /// The models that it fits, as far as is known.
    pub fits: Vec<ModelRef<'a>>,
    /// What a person must know who wants it nevertheless; sentences.
    pub warnings: Vec<String>,
    /// Why it cannot be.
    pub refusal: Option<Refusal>,
    /// Version of firmware, where its name tells it.
    pub version: Option<String>,
}

impl Judgement<'_> {
    pub(super) fn refused(field: &'static str, message: impl Into<String>) -> Self {
        Self { refusal: Some(Refusal::new(field, message)), ..Self::default() }
    }
}

/// Judges a file for the phones of a scope.
#[must_use]
pub fn judge<'a>(catalogue: &'a Catalogue, file: Candidate<'_>, scope: &Scope) -> Judgement<'a> {
    let askers = name::askers(catalogue, scope, file.name);
    if askers.is_empty() {
        let ends = ends(catalogue, file.kind, scope);
        return Judgement::refused("name", name::not_asked(catalogue, scope, file.name, &ends));
    }
    match file.kind.media() {
        None => firmware::judge(catalogue, file.name, scope, askers),
        Some(kind) => judge_media(catalogue, file, kind, scope, &askers),
    }
}

/// How names of such files end, as far as the models say.
pub(super) fn ends(catalogue: &Catalogue, kind: HostedKind, scope: &Scope) -> Vec<String> {
    let of = |found: ModelRef<'_>| -> Vec<String> {
        let model = found.model;
        match kind.media() {
            None => model.firmware.as_ref().map(|firmware| firmware.extensions.clone()).unwrap_or_default(),
            Some(kind) => model.media.get(&kind).map(|rules| rules.formats.clone()).unwrap_or_default(),
        }
    };
    let mut ends: Vec<String> = catalogue.models_of(scope).into_iter().flat_map(of).collect();
    ends.sort();
    ends.dedup();
    ends
}

fn judge_media<'a>(
    catalogue: &Catalogue,
    file: Candidate<'_>,
    kind: MediaKind,
    scope: &Scope,
    askers: &[ModelRef<'a>],
) -> Judgement<'a> {
    let takers: Vec<(ModelRef<'a>, &MediaRules)> =
        askers.iter().filter_map(|found| Some((*found, found.model.media.get(&kind)?))).collect();
    if takers.is_empty() {
        let (who, what) = (catalogue.scope_name(scope), kind.word());
        return Judgement::refused(
            "model",
            format!("{who} takes no {what} from the box, as far as is known"),
        );
    }
    let Some((bytes, about)) = file.content else {
        return Judgement {
            fits: takers.into_iter().map(|(found, _)| found).collect(),
            ..Judgement::default()
        };
    };
    if let Some(message) = media::misnamed(file.name, about) {
        return Judgement::refused("name", message);
    }
    let fits = |(_, rules): &(ModelRef<'a>, &MediaRules)| media::fits(file.name, bytes, about, rules);
    let (right, wrong): (Vec<_>, Vec<_>) = takers.into_iter().partition(fits);
    let sentences = sentences(kind, bytes, about, &wrong);
    let fact = format!("media.{}", kind.word());
    let is_unsure = |(found, _): &(ModelRef<'a>, &MediaRules)| found.model.unconfirmed.contains(&fact);
    if right.is_empty() && !wrong.iter().any(is_unsure) {
        return Judgement::refused("file", sentences.into_iter().next().unwrap_or_default());
    }
    let fits = right.into_iter().map(|(found, _)| found).collect();
    Judgement { fits, warnings: sentences, ..Judgement::default() }
}

/// What the file is and what these models want, one sentence for all that want the same.
fn sentences(
    kind: MediaKind,
    bytes: u64,
    about: &MediaFacts,
    models: &[(ModelRef<'_>, &MediaRules)],
) -> Vec<String> {
    let mut alike: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (found, rules) in models {
        alike.entry(media::wanted(rules)).or_default().push(&found.model.name);
    }
    let what = if kind == MediaKind::Ringtone { "tone" } else { "picture" };
    let told = match media::told(about) {
        told if told.is_empty() => "this file is of a format that the box cannot read".to_owned(),
        told => format!("this {what} is {told}, {}", media::size_of(bytes)),
    };
    let sentence = |(wanted, names): (String, Vec<&str>)| {
        let verb = if names.len() == 1 { "wants" } else { "want" };
        format!("{told}; the {} {verb} {wanted}", some(&names))
    };
    alike.into_iter().take(SENTENCES).map(sentence).collect()
}

/// `SIP-T46S, SIP-T48S and 7 more`.
pub(in crate::office) fn some(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] if names.len() <= NAMED => format!("{} and {last}", first.join(", ")),
        _ => format!("{} and {} more", names[..NAMED].join(", "), names.len() - NAMED),
    }
}
