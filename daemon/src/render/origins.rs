//! Where each parameter of a phone's file came from: line of the template, what was written into it, and the
//! overrides laid over it.
//!
//! The templates are rendered a second time with marks in their text: signs of a private area of Unicode around a
//! number, which travel to the line that they were written on and are taken off again. What is left must be the
//! real file to the byte; where it is not, nothing is said rather than something wrong.

mod aliases;
mod mark;
mod words;

pub use words::{Source, SourceKind};

use std::collections::HashMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::{
    PhoneConfig, Rendered,
    parameters::{self, Laid, Outcome, Parameter},
};
use crate::directory::Override;
pub(super) use mark::{Grain, Marks};

/// A parameter of a phone's file, and where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The parameter as it stands in the file.
    pub parameter: Parameter,
    /// The template's line; `None` where it wrote none, or where that cannot be told.
    pub template: Option<TemplateLine>,
    /// What was written into the line, and what it was asked for by.
    pub sources: Vec<Source>,
    /// What the template wrote, where an override replaced it.
    pub replaced: Option<String>,
    /// The overrides of this parameter, the one that counts last.
    pub overrides: Vec<Override>,
}

/// A line of a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TemplateLine {
    /// Path below `device-templates/`.
    pub path: String,
    /// From 1.
    pub line: usize,
}

/// What is known of one line of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LineOrigin {
    pub(super) template: Option<TemplateLine>,
    pub(super) sources: Vec<Source>,
}

/// The parameters of a file with their origins. `lines` are those of the file before anything was laid over it,
/// whose text is `before`.
pub(super) fn origins(rendered: &Rendered, before: &str, lines: &[LineOrigin]) -> Vec<Origin> {
    let written = parameters::read(&rendered.format, before);
    let mut overrides: HashMap<&str, Vec<&Laid>> = HashMap::new();
    for laid in rendered.laid.iter().filter(|laid| laid.outcome != Outcome::Impossible) {
        overrides.entry(&laid.what.parameter).or_default().push(laid);
    }
    let is_added = |name: &str| {
        overrides.get(name).is_some_and(|laid| laid.iter().any(|one| one.outcome == Outcome::Added))
    };
    let mut written = written.into_iter();
    parameters::read(&rendered.format, &rendered.text)
        .into_iter()
        .map(|parameter| {
            // Overrides add lines and change values, but never the order of what the template wrote.
            let own = if is_added(&parameter.name) { None } else { written.next() };
            let line = own.as_ref().and_then(|own| lines.get(own.line)).cloned().unwrap_or_default();
            let laid = overrides.get(parameter.name.as_str());
            let overrides: Vec<Override> = laid.into_iter().flatten().map(|one| one.what.clone()).collect();
            Origin {
                replaced: own.filter(|_| !overrides.is_empty()).map(|own| own.value),
                parameter,
                template: line.template,
                sources: line.sources,
                overrides,
            }
        })
        .collect()
}

/// Names the users and keys that values belong to.
pub(super) fn name(origins: &mut [Origin], config: &PhoneConfig) {
    for source in origins.iter_mut().flat_map(|origin| &mut origin.sources) {
        let at = source.number.and_then(|number| number.checked_sub(1));
        match source.kind {
            SourceKind::Key => {
                source.name = source.number.map(|number| number.to_string()).unwrap_or_default();
            }
            SourceKind::User => source.name = at.map(|at| user(config, at)).unwrap_or_default(),
            _ => {}
        }
    }
}

/// `Ada Park (2001)`; nothing for an account that nobody uses.
fn user(config: &PhoneConfig, at: usize) -> String {
    let user = config.accounts.get(at).and_then(|account| account.user.as_ref());
    user.map(|user| format!("{} ({})", user.display_name, user.extension)).unwrap_or_default()
}

#[cfg(test)]
mod tests;
