//! The phones of the office, and a new one.

use std::sync::Arc;

use axum::{
    Extension, Json as Answer,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    device::{Device, DeviceSaved},
    hand::{notes, search},
};
use crate::{
    admin::{
        Admin,
        problem::Problem,
        request::{Json, Query, Slice},
        session::Owner,
    },
    directory::UserId,
    keys::places,
    office::{
        DeviceState,
        phones::{self, DeviceForm, Listing},
    },
    store::{DeviceListed, DevicesFilter, Fetch},
};

/// Which phones.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DevicesQuery {
    /// Part of a MAC address, device name or model, or of the user's name, email, extension or number.
    q: Option<String>,
    /// Only those whose settings are so far.
    state: Option<DeviceState>,
    /// Brand id.
    brand: Option<String>,
    /// Family id.
    family: Option<String>,
    /// Model id.
    model: Option<String>,
    /// Phones to leave out.
    offset: Option<usize>,
    /// Phones to give at most, 200 at most.
    limit: Option<usize>,
}

/// A page of phones.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeviceList {
    /// How many match.
    total: usize,
    /// How many would match in each state.
    states: DeviceStates,
    /// By MAC address, those without one last.
    devices: Vec<DeviceSummary>,
}

/// Phones by how far their settings are.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeviceStates {
    no_mac: usize,
    never_seen: usize,
    old_settings: usize,
    up_to_date: usize,
}

/// A phone in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeviceSummary {
    /// Its number.
    pub id: i64,
    /// What a change must name in `If-Match`.
    version: String,
    /// With colons; `null` while it comes later.
    mac_address: Option<String>,
    /// Brand id.
    brand: String,
    /// As its maker writes it.
    brand_name: String,
    /// Family id.
    family: String,
    /// Model id.
    model: String,
    /// As its maker writes it, without its brand.
    model_name: String,
    /// Whether the box can write settings for it; false where it only knows the model by name.
    provisioned: bool,
    /// What people call it.
    name: String,
    /// Whose it is.
    user: Option<DeviceUser>,
    /// The extension on its first line.
    extension: Option<String>,
    /// How many lines it has.
    lines: usize,
    /// Its keys in numbers.
    keys: KeyCounts,
    /// How far its settings are.
    state: DeviceState,
    /// When it last got its own file.
    last: Option<LastFetch>,
}

/// Somebody, for a link.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeviceUser {
    /// Their number.
    pub id: i64,
    /// First and last name.
    pub name: String,
}

/// A phone's keys in numbers.
#[derive(Debug, Serialize, ToSchema)]
pub struct KeyCounts {
    /// Keys that were given a function.
    set: usize,
    /// Keys that the phone has, its expansion modules' included.
    has: usize,
}

/// When a phone last got its own file; of one that never did, when it last got another one.
#[derive(Debug, Serialize, ToSchema)]
pub struct LastFetch {
    /// Whether it was its own file. Until then it has no settings of this box.
    own: bool,
    /// Seconds since 1970 UTC.
    at: i64,
    /// The name that it asked for.
    file: String,
    /// `http`, `https` or `tftp`.
    transport: String,
    /// IP address it asked from.
    address: String,
    /// Firmware version, as it last told.
    firmware: Option<String>,
}

/// A phone as a person fills it in. Values are read as those of an import are.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeviceInput {
    /// In any usual spelling; `null` while it comes later.
    mac_address: Option<String>,
    /// Id, name or alias; `null` takes it from the model.
    brand: Option<String>,
    /// Id or name; `null` takes it from the model.
    family: Option<String>,
    /// Id, name or alias.
    model: String,
    /// What people call it; `null` makes a name.
    name: Option<String>,
    /// Whose it is; `null` for nobody's.
    user: Option<i64>,
    /// Attached expansion modules.
    expansion: Option<Expansion>,
}

/// Attached expansion modules.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AttachedExpansion)]
pub struct Expansion {
    /// Catalogue id: `exp40`.
    pub id: String,
    /// How many.
    pub count: u8,
}

impl From<DeviceInput> for DeviceForm {
    fn from(input: DeviceInput) -> Self {
        Self {
            mac_address: input.mac_address,
            brand: input.brand,
            family: input.family,
            model: input.model,
            name: input.name,
            user: input.user.map(UserId),
            expansion: input.expansion.map(|attached| (attached.id, attached.count)),
        }
    }
}

/// Lists phones by MAC address, those without one last
#[utoipa::path(get, path = "/devices", operation_id = "list_devices", tag = "devices",
    params(DevicesQuery), responses((status = 200, body = DeviceList)))]
pub async fn list(
    State(admin): State<Arc<Admin>>,
    Query(query): Query<DevicesQuery>,
) -> Result<Answer<DeviceList>, Problem> {
    let typed = search(query.q)?;
    let Slice { offset, limit } = Slice::of(query.offset, query.limit);
    let look = move |admin: &Admin, store: &mut crate::store::Store| {
        let filter = DevicesFilter {
            search: &typed,
            brand: query.brand.as_deref(),
            family: query.family.as_deref(),
            model: query.model.as_deref(),
        };
        let listing = phones::list(&admin.office, store, filter, query.state, (offset, limit))?;
        Ok(DeviceList::of(admin, listing))
    };
    admin.work(look).await.map(Answer)
}

/// Makes a phone with its user's lines. Where others share such a phone already, the user's lines come onto it too
#[utoipa::path(post, path = "/devices", operation_id = "add_device", tag = "devices",
    request_body = DeviceInput, responses((status = 201, body = DeviceSaved)))]
pub async fn add(
    State(admin): State<Arc<Admin>>,
    Extension(owner): Extension<Owner>,
    Json(input): Json<DeviceInput>,
) -> Result<Response, Problem> {
    let form = DeviceForm::from(input);
    let added = admin.work(move |admin, store| {
        let added = phones::add(&admin.office, store, &form, &owner.name);
        let (device, found) =
            added.map_err(|error| Problem::of_hand(error, "phone", "device_refused", || Ok(())))?;
        Ok(DeviceSaved { device: Device::read(admin, store, device.0)?, notes: notes(found) })
    });
    let added = added.await?;
    let location = format!("{}/devices/{}", super::PREFIX, added.device.summary.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Answer(added)).into_response())
}

impl DeviceList {
    fn of(admin: &Admin, listing: Listing) -> Self {
        let count = |state| listing.states.get(&state).copied().unwrap_or(0);
        let states = DeviceStates {
            no_mac: count(DeviceState::NoMac),
            never_seen: count(DeviceState::NeverSeen),
            old_settings: count(DeviceState::OldSettings),
            up_to_date: count(DeviceState::UpToDate),
        };
        let devices = listing.phones.into_iter();
        let devices = devices.map(|(device, state)| DeviceSummary::of(admin, device, state));
        Self { total: listing.total, states, devices: devices.collect() }
    }
}

impl DeviceSummary {
    /// A phone as it is listed.
    pub fn of(admin: &Admin, device: DeviceListed, state: DeviceState) -> Self {
        let (brand_name, model_name) = names(admin, &device);
        let model = admin.office.catalogue.model(&device.brand, &device.family, &device.model);
        let expansion = device.expansion.as_ref().map(|(id, count)| (id.as_str(), *count));
        let has = model.map_or(0, |found| places(found.model, expansion).count());
        Self {
            id: device.id.0,
            version: device.version.to_string(),
            mac_address: device.mac.map(|mac| mac.to_string()),
            brand: device.brand,
            brand_name,
            family: device.family,
            model: device.model,
            model_name,
            provisioned: model.is_some_and(|found| found.model.provisioned),
            name: device.name,
            user: device.user.map(|(id, name)| DeviceUser { id: id.0, name }),
            extension: device.extension,
            lines: device.lines,
            keys: KeyCounts { set: device.keys, has },
            state,
            last: device.last.map(LastFetch::from),
        }
    }
}

impl From<Fetch> for LastFetch {
    fn from(fetch: Fetch) -> Self {
        Self {
            own: fetch.etag.is_some(),
            at: fetch.at,
            file: fetch.file,
            transport: fetch.transport,
            address: fetch.address,
            firmware: fetch.firmware,
        }
    }
}

/// Brand, and model without it, as their maker writes them; their ids where the catalogue does not know them any more.
pub fn names(admin: &Admin, device: &DeviceListed) -> (String, String) {
    let catalogue = &admin.office.catalogue;
    let brand = catalogue.brand(&device.brand).map_or(&device.brand, |brand| &brand.name);
    let model = catalogue.model(&device.brand, &device.family, &device.model);
    (brand.clone(), model.map_or(device.model.as_str(), |found| found.name_after_brand()).to_owned())
}
