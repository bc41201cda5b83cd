//! The catalogue as programs and pages read it. The names here are relied on; add, never rename.

use serde::Serialize;
use utoipa::ToSchema;

use super::{Brand, Catalogue, ExpansionModule, Family, KeyLayout, Media, Model, TlsVersion, Transport};

/// Every phone we know.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Catalogue)]
pub struct Listing {
    /// Its brands, by id.
    pub brands: Vec<ListedBrand>,
}

/// A brand with its families.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ListedBrand {
    /// Lower-case id.
    pub id: String,
    /// As the maker writes it.
    pub name: String,
    /// Its families.
    pub families: Vec<ListedFamily>,
}

/// A family with its models.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ListedFamily {
    /// Lower-case id.
    pub id: String,
    /// For people.
    pub name: String,
    /// Its models.
    pub models: Vec<ListedModel>,
}

/// A model.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ListedModel {
    /// Lower-case id.
    pub id: String,
    /// As the maker writes it.
    pub name: String,
    /// Other spellings people use.
    pub aliases: Vec<String>,
    /// SIP accounts it can hold.
    pub lines: u8,
    /// Its line keys.
    pub keys: KeyLayout,
    /// Expansion modules it takes.
    pub expansion: Vec<ExpansionModule>,
    /// Several users may have their lines on one such device. Left out where not.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub shared: bool,
    /// Whether files are made for it; left out where they are.
    #[serde(skip_serializing_if = "is_true")]
    pub provisioned: bool,
    /// What it can fetch over, best first.
    pub transports: Vec<Transport>,
    /// Newest TLS it can speak, `none` for none that the box speaks; left out where nobody knows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_tls: Option<TlsVersion>,
    /// Pictures and tones that it takes.
    #[serde(skip_serializing_if = "Media::is_empty")]
    pub media: Media,
    /// Facts that nobody has confirmed, for example `keys.total`.
    pub unconfirmed: Vec<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_true(value: &bool) -> bool {
    *value
}

impl Listing {
    /// All of the catalogue.
    #[must_use]
    pub fn of(catalogue: &Catalogue) -> Self {
        Self { brands: catalogue.brands().iter().map(brand).collect() }
    }
}

fn brand(brand: &Brand) -> ListedBrand {
    let families = brand.families.iter().map(family).collect();
    ListedBrand { id: brand.id.clone(), name: brand.name.clone(), families }
}

fn family(family: &Family) -> ListedFamily {
    let models = family.models.iter().map(model).collect();
    ListedFamily { id: family.id.clone(), name: family.name.clone(), models }
}

fn model(model: &Model) -> ListedModel {
    ListedModel {
        id: model.id.clone(),
        name: model.name.clone(),
        aliases: model.aliases.clone(),
        lines: model.lines,
        keys: model.keys,
        expansion: model.expansion.clone(),
        shared: model.shared,
        provisioned: model.provisioned,
        transports: model.transports.clone(),
        max_tls: model.max_tls,
        media: model.media.clone(),
        unconfirmed: model.unconfirmed.clone(),
    }
}
