//! The site's settings.

use std::{collections::BTreeMap, sync::Arc};

use axum::{Extension, Json as Answer, extract::State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::openapi::IfMatchHeader;
use crate::{
    admin::{
        Admin,
        problem::{FieldProblem, Problem},
        request::{IfMatch, Json},
        session::Owner,
    },
    directory::{
        settings::{self, Group, Kind, SETTINGS, Setting, SettingError, Values},
        text::capital,
    },
    office::{
        Office, now,
        setting::{self, SaveError},
    },
    store::{EventSeverity, Store, StoreError},
};

/// The longest value that is looked at, in characters. The longest that can be taken is shorter.
const MAX_VALUE: usize = 1024;

/// All settings.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Settings)]
pub struct SettingsDocument {
    /// What a change must name in `If-Match`.
    version: String,
    /// Every setting, by key.
    settings: Vec<SettingDocument>,
}

/// A setting.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Setting)]
pub struct SettingDocument {
    /// Its name: `pbx.host`.
    key: &'static str,
    /// What it is about.
    group: Group,
    /// What its value may be.
    kind: Kind,
    /// What it is; empty for a secret.
    value: String,
    /// What stands where nobody has said.
    default: &'static str,
    /// Whether its value is never shown.
    is_secret: bool,
    /// Whether somebody has said.
    is_set: bool,
    /// What it is, in a few words.
    about: &'static str,
    /// The values to choose from; none where any value of the kind will do. Of countries and languages the label is
    /// the code.
    choices: Vec<Choice>,
}

/// A value to choose.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SettingChoice)]
pub struct Choice {
    /// The value.
    value: String,
    /// For people.
    label: String,
}

/// Settings after a change, with what a person should know.
#[derive(Debug, Serialize, ToSchema)]
pub struct SettingsSaved {
    #[serde(flatten)]
    settings: SettingsDocument,
    /// Sentences.
    notes: Vec<String>,
}

/// Values to set, all of them or none.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SettingsInput {
    /// By key; an empty value puts the default back.
    values: BTreeMap<String, String>,
}

/// Time zones to choose from.
#[derive(Debug, Serialize, ToSchema)]
pub struct TimeZones {
    /// IANA names.
    names: Vec<&'static str>,
}

/// Shows all settings; of a secret only whether it is set
#[utoipa::path(get, path = "/settings", operation_id = "show_settings", tag = "site",
    responses((status = 200, body = SettingsDocument)))]
pub async fn show(State(admin): State<Arc<Admin>>) -> Result<Answer<SettingsDocument>, Problem> {
    admin.work(|admin, store| SettingsDocument::read(&admin.office, store)).await.map(Answer)
}

/// Changes settings, all that are named or none
#[utoipa::path(patch, path = "/settings", operation_id = "change_settings", tag = "site",
    params(IfMatchHeader), request_body = SettingsInput, responses((status = 200, body = SettingsSaved)))]
pub async fn change(
    State(admin): State<Arc<Admin>>,
    Extension(owner): Extension<Owner>,
    IfMatch(version): IfMatch,
    Json(input): Json<SettingsInput>,
) -> Result<Answer<SettingsSaved>, Problem> {
    let values = bounded(input)?;
    admin.work(move |admin, store| save(admin, store, &values, &version, &owner.name)).await.map(Answer)
}

/// Lists the time zones to choose from
#[utoipa::path(get, path = "/timezones", operation_id = "list_time_zones", tag = "site",
    responses((status = 200, body = TimeZones)))]
pub async fn time_zones() -> Answer<TimeZones> {
    Answer(TimeZones { names: settings::time_zones() })
}

fn bounded(input: SettingsInput) -> Result<Vec<(String, String)>, Problem> {
    if input.values.len() > SETTINGS.len() {
        return Err(Problem::malformed("There are not so many settings"));
    }
    let long = |(_, value): &(&String, &String)| value.chars().count() > MAX_VALUE;
    let faults: Vec<_> = input
        .values
        .iter()
        .filter(long)
        .map(|(key, _)| fault(key, format!("This has more than {MAX_VALUE} characters")))
        .collect();
    if faults.is_empty() { Ok(input.values.into_iter().collect()) } else { Err(refused(faults)) }
}

fn save(
    admin: &Admin,
    store: &mut Store,
    values: &[(String, String)],
    version: &str,
    actor: &str,
) -> Result<SettingsSaved, Problem> {
    let notes = match setting::save(&admin.office, store, values, Some(version)) {
        Ok(notes) => notes,
        Err(SaveError::Refused(faults)) => return Err(refused(faults.iter().map(field).collect())),
        Err(SaveError::Store(StoreError::Changed)) => {
            return Err(Problem::changed(&SettingsDocument::read(&admin.office, store)?));
        }
        Err(SaveError::Store(error)) => return Err(error.into()),
    };
    let keys: Vec<&str> = values.iter().map(|(key, _)| key.as_str()).collect();
    let message = format!("settings were changed: {}", keys.join(", "));
    store.note_event(now(), "settings_changed", EventSeverity::Note, &message, actor)?;
    Ok(SettingsSaved {
        settings: SettingsDocument::read(&admin.office, store)?,
        notes: notes.iter().map(|note| capital(&note.for_the_pages())).collect(),
    })
}

fn field((key, why): &(String, SettingError)) -> FieldProblem {
    fault(key, capital(&why.on_a_form()))
}

/// The key becomes a token of the pointer (RFC 6901, section 3).
fn fault(key: &str, message: String) -> FieldProblem {
    let token = key.replace('~', "~0").replace('/', "~1");
    FieldProblem::error(format!("/values/{token}"), "setting_refused", message)
}

fn refused(fields: Vec<FieldProblem>) -> Problem {
    Problem::refused("setting_refused", "Nothing was saved: some values cannot be taken", fields)
}

impl SettingsDocument {
    fn read(office: &Office, store: &Store) -> Result<Self, Problem> {
        // Read first: should somebody change settings meanwhile, a change made on this is refused.
        let version = store.settings_version()?;
        let values = store.settings()?;
        let settings =
            SETTINGS.iter().map(|setting| SettingDocument::new(setting, &values, office)).collect();
        Ok(Self { version, settings })
    }
}

impl SettingDocument {
    fn new(setting: &'static Setting, values: &Values, office: &Office) -> Self {
        let value = if setting.secret { "" } else { settings::value(values, setting.key) };
        Self {
            key: setting.key,
            group: setting.group(),
            kind: setting.kind,
            value: value.to_owned(),
            default: setting.default,
            is_secret: setting.secret,
            is_set: values.get(setting.key).is_some_and(|value| !value.is_empty()),
            about: setting.about,
            choices: choices(setting.kind, value, office),
        }
    }
}

/// The empty choice of a setting that phones may keep as they have it.
const AS_IT_IS: (&str, &str) = ("", "As the phone is");

fn choices(kind: Kind, value: &str, office: &Office) -> Vec<Choice> {
    let list = |choices: &[(&str, &str)]| -> Vec<Choice> {
        choices.iter().map(|(value, label)| choice(value, label)).collect()
    };
    match kind {
        Kind::Country => list(&[AS_IT_IS]).into_iter().chain(codes(settings::COUNTRIES, value)).collect(),
        Kind::Dialect => office.dialects.iter().map(|dialect| choice(&dialect.id, &dialect.name)).collect(),
        Kind::DateFormat => list(&[AS_IT_IS, ("dmy", "31.12."), ("mdy", "12/31"), ("ymd", "year-12-31")]),
        Kind::Language => codes(settings::LANGUAGES, value).collect(),
        Kind::Notify => list(&[AS_IT_IS, ("registrar", "The phone system only"), ("any", "Anybody")]),
        Kind::OnOff => list(&[AS_IT_IS, ("on", "On"), ("off", "Off")]),
        Kind::Redirection => list(&[("on", "On"), ("off", "Off"), ("leave", AS_IT_IS.1)]),
        Kind::Srtp => list(&[
            AS_IT_IS,
            ("off", "Off"),
            ("optional", "Where the other side can"),
            ("required", "Always"),
        ]),
        Kind::Switch => list(&[("on", "On"), ("off", "Off")]),
        Kind::TimeFormat => list(&[AS_IT_IS, ("12", "12 hours"), ("24", "24 hours")]),
        Kind::Transport => list(&[("udp", "UDP"), ("tcp", "TCP"), ("tls", "TLS")]),
        _ => Vec::new(),
    }
}

/// Codes, with the present one among them. Whoever shows them has names for them in the reader's language.
fn codes<'a>(known: &'a str, present: &'a str) -> impl Iterator<Item = Choice> + 'a {
    let other = known.split(' ').all(|code| code != present) && !present.is_empty();
    known.split(' ').chain(other.then_some(present)).map(|code| choice(code, code))
}

fn choice(value: &str, label: &str) -> Choice {
    Choice { value: value.to_owned(), label: label.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(set: &[(&str, &str)]) -> serde_json::Value {
        let dir = tempfile::tempdir().unwrap();
        let office = Office::open(dir.path()).unwrap();
        let mut store = Store::in_memory().unwrap();
        let typed: Vec<_> = set.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        setting::save(&office, &mut store, &typed, None).unwrap();
        serde_json::to_value(SettingsDocument::read(&office, &store).unwrap()).unwrap()
    }

    fn of<'a>(document: &'a serde_json::Value, key: &str) -> &'a serde_json::Value {
        document["settings"].as_array().unwrap().iter().find(|setting| setting["key"] == key).unwrap()
    }

    #[test]
    fn a_secret_only_says_whether_it_is_set() {
        let document = document(&[("phone.admin_password", "hunter42"), ("pbx.host", "pbx")]);
        let password = of(&document, "phone.admin_password");
        assert_eq!((&password["value"], &password["is_set"]), (&"".into(), &true.into()));
        assert!(!document.to_string().contains("hunter42"));
        assert_eq!(of(&document, "pbx.host")["value"], "pbx");
    }

    #[test]
    fn what_nobody_said_shows_its_default_and_what_there_is_to_choose() {
        let document = document(&[]);
        let kind = of(&document, "pbx.kind");
        assert_eq!((&kind["value"], &kind["is_set"]), (&"generic".into(), &false.into()));
        assert_eq!(kind["choices"].as_array().unwrap().len(), 6);
        assert_eq!((&kind["kind"], &kind["group"]), (&"dialect".into(), &"pbx".into()));
        assert_eq!(of(&document, "pbx.outbound_proxy")["kind"], "host_port");
        assert_eq!(of(&document, "phone.admin_password")["group"], "phones");
    }

    #[test]
    fn a_code_that_is_set_is_among_those_to_choose() {
        let has = |document: &serde_json::Value, key: &str, code: &str| {
            let choices = of(document, key)["choices"].as_array().unwrap();
            choices.iter().filter(|choice| choice["value"] == code).count()
        };
        let document = document(&[("site.language", "eo"), ("site.country", "DE")]);
        assert_eq!((has(&document, "site.language", "eo"), has(&document, "site.language", "de-AT")), (1, 1));
        assert_eq!((has(&document, "site.country", "DE"), has(&document, "site.country", "")), (1, 1));
    }

    #[test]
    fn a_fault_points_to_its_value() {
        let input = SettingsInput { values: [("a/b".to_owned(), "x".repeat(2000))].into() };
        let problem = bounded(input).unwrap_err();
        assert_eq!((problem.code, problem.fields[0].pointer.as_str()), ("setting_refused", "/values/a~1b"));
    }
}
