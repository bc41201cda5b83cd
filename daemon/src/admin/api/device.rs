//! One phone with all that is known of it.

use std::sync::Arc;

use axum::{Extension, Json as Answer, extract::State, http::StatusCode};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    devices::{DeviceInput, DeviceSummary, DeviceUser, Expansion},
    hand::notes,
    import::{Nothing, number},
    openapi::IfMatchHeader,
};
use crate::{
    admin::{
        Admin,
        problem::{FieldProblem, Problem},
        request::{Id, Ids, IfMatch, Json},
        session::Owner,
    },
    directory::{DeviceId, Secret, UserId, credentials},
    keys::{KeyType, fit},
    office::{now, phones},
    pbx::Dialect,
    store::{DeviceKey, DeviceLine, Sighting, Store},
};

/// A phone.
#[derive(Debug, Serialize, ToSchema)]
pub struct Device {
    #[serde(flatten)]
    pub summary: DeviceSummary,
    /// Attached expansion modules.
    expansion: Option<Expansion>,
    /// Expansion modules that the model takes.
    expansions: Vec<ExpansionChoice>,
    /// Facts about the model that nobody has confirmed, for example `keys.total`.
    unconfirmed: Vec<String>,
    /// Its lines by number.
    line_list: Vec<LineView>,
    /// Its stored keys by number.
    key_list: Vec<KeyView>,
    /// Names that it may ask for and that are made for it; its own file first.
    files: Vec<String>,
    /// What it asked for, the newest 50 first.
    timeline: Vec<Asked>,
}

/// An expansion module that a model takes.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExpansionChoice {
    /// Catalogue id.
    id: String,
    /// Keys on one module.
    keys: u16,
    /// Modules on one phone at most.
    max: u8,
}

/// A line of a phone.
#[derive(Debug, Serialize, ToSchema)]
pub struct LineView {
    /// The phone's account number, from 1.
    number: u8,
    /// The extension that rings here.
    extension: String,
    /// What phones and caller id show for it.
    display_name: String,
    /// SIP username.
    sip_username: String,
    /// Whose it is.
    user: Option<DeviceUser>,
}

/// A stored key of a phone.
#[derive(Debug, Serialize, ToSchema)]
pub struct KeyView {
    /// Number on the phone, from 1; runs on over pages and expansion modules.
    key: u16,
    /// What it does.
    #[serde(rename = "type")]
    kind: KeyType,
    /// The phone's account that it uses.
    line: u8,
    /// The user's email, or what was typed.
    value: Option<String>,
    /// The user's main extension as it is now.
    extension: Option<String>,
    /// What stands beside it, where somebody said.
    label: Option<String>,
    /// The name of the user it is about, which stands beside it otherwise.
    name: Option<String>,
    /// Whether the phone has such a key; one that it has not is kept for another model.
    fits: bool,
    /// Why it stays empty on the phone although it fits: a sentence; `null` where it does not.
    empty: Option<String>,
}

/// A request of a phone.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DeviceRequest)]
pub struct Asked {
    /// Seconds since 1970 UTC.
    at: i64,
    /// The name that it asked for.
    file: String,
    /// `http`, `https` or `tftp`.
    transport: String,
    /// IP address it asked from.
    address: String,
    /// `served`, `unchanged`, `no_such_file`, `unknown_phone`, `incomplete` or `broken`.
    outcome: String,
    /// The model's id or the phone's own word for it.
    model: Option<String>,
    /// Firmware version.
    firmware: Option<String>,
}

/// A phone after a change.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeviceSaved {
    #[serde(flatten)]
    pub device: Device,
    /// Warnings and notes.
    pub notes: Vec<FieldProblem>,
}

/// Passwords of a phone's own pages.
#[derive(Serialize, ToSchema)]
pub struct DevicePasswords {
    /// The administrator's: the site's, where it has one for all phones.
    #[schema(format = Password)]
    admin_password: String,
    /// The user's.
    #[schema(format = Password)]
    user_password: String,
}

/// Shows a phone
#[utoipa::path(get, path = "/devices/{id}", operation_id = "show_device", tag = "devices",
    params(("id" = i64, Path)), responses((status = 200, body = Device)))]
pub async fn show(State(admin): State<Arc<Admin>>, Id(id): Id) -> Result<Answer<Device>, Problem> {
    admin.work(move |admin, store| Device::read(admin, store, id)).await.map(Answer)
}

/// Changes a phone: address, model, modules, name, user; its keys stay
#[utoipa::path(put, path = "/devices/{id}", operation_id = "change_device", tag = "devices",
    params(("id" = i64, Path), IfMatchHeader), request_body = DeviceInput,
    responses((status = 200, body = DeviceSaved)))]
pub async fn change(
    State(admin): State<Arc<Admin>>,
    Extension(owner): Extension<Owner>,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Json(input): Json<DeviceInput>,
) -> Result<Answer<DeviceSaved>, Problem> {
    let form = input.into();
    let saved = move |admin: &Admin, store: &mut Store| {
        let device = DeviceId(id);
        let found = phones::change(&admin.office, store, device, number(&version), &form, &owner.name);
        let now = |store: &mut Store| Device::read(admin, store, id);
        let found =
            found.map_err(|error| Problem::of_hand(error, "phone", "device_refused", || now(store)))?;
        Ok(DeviceSaved { device: now(store)?, notes: notes(found) })
    };
    admin.work(saved).await.map(Answer)
}

/// Removes a phone with its lines and keys
#[utoipa::path(delete, path = "/devices/{id}", operation_id = "remove_device", tag = "devices",
    params(("id" = i64, Path), IfMatchHeader), responses((status = 204)))]
pub async fn remove(
    State(admin): State<Arc<Admin>>,
    Extension(owner): Extension<Owner>,
    Id(id): Id,
    IfMatch(version): IfMatch,
) -> Result<StatusCode, Problem> {
    let removed = admin.work(move |admin, store| {
        let removed = store.remove_device(DeviceId(id), number(&version), &owner.name, now());
        removed.map_err(|error| Problem::of_change(error, || Device::read(admin, store, id)))
    });
    if removed.await? { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::not_found("phone")) }
}

/// Takes a user with their lines off a phone; lines of others keep their numbers
#[utoipa::path(delete, path = "/devices/{id}/users/{user}", operation_id = "leave_device", tag = "devices",
    params(("id" = i64, Path), ("user" = i64, Path), IfMatchHeader), responses((status = 200, body = Device)))]
pub async fn leave(
    State(admin): State<Arc<Admin>>,
    Extension(owner): Extension<Owner>,
    Ids(id, user): Ids,
    IfMatch(version): IfMatch,
) -> Result<Answer<Device>, Problem> {
    let left = move |admin: &Admin, store: &mut Store| {
        let (device, user) = (DeviceId(id), UserId(user));
        let left = phones::leave(&admin.office, store, device, number(&version), user, &owner.name);
        let now = |store: &mut Store| Device::read(admin, store, id);
        left.map_err(|error| Problem::of_hand(error, "line", "device_refused", || now(store)))?;
        now(store)
    };
    admin.work(left).await.map(Answer)
}

/// Shows the passwords of a phone's own pages; that is noted
#[utoipa::path(post, path = "/devices/{id}/passwords", operation_id = "show_device_passwords", tag = "devices",
    params(("id" = i64, Path)), request_body = Nothing, responses((status = 200, body = DevicePasswords)))]
pub async fn passwords(
    State(admin): State<Arc<Admin>>,
    Extension(owner): Extension<Owner>,
    Id(id): Id,
    Json(Nothing {}): Json<Nothing>,
) -> Result<Answer<DevicePasswords>, Problem> {
    let shown = admin.work(move |admin, store| {
        let site = store.site()?;
        let device = store.device(DeviceId(id))?.map(|device| device.listed);
        let model = device
            .and_then(|listed| admin.office.catalogue.model(&listed.brand, &listed.family, &listed.model));
        let digits = model.and_then(|found| found.model.password_digits);
        let shown = store.show_device_passwords(DeviceId(id), &owner.name, now())?;
        let typed = |password: &Secret| credentials::typed_on_phone(password, digits);
        Ok(shown.map(|(own, user)| (typed(&site.phone_admin_password.unwrap_or(own)), typed(&user))))
    });
    let (admin, user) = shown.await?.ok_or_else(|| Problem::not_found("phone"))?;
    Ok(Answer(DevicePasswords {
        admin_password: admin.expose().to_owned(),
        user_password: user.expose().to_owned(),
    }))
}

impl Device {
    /// The phone as it is now.
    pub fn read(admin: &Admin, store: &mut Store, id: i64) -> Result<Self, Problem> {
        let device = store.device(DeviceId(id))?.ok_or_else(|| Problem::not_found("phone"))?;
        let listed = &device.listed;
        let state = admin.office.states(store, [(listed.mac, listed.last.as_ref())])?;
        let state = state.into_iter().next().ok_or_else(|| Problem::not_found("phone"))?;
        let model = admin.office.catalogue.model(&listed.brand, &listed.family, &listed.model);
        let expansion = listed.expansion.as_ref().map(|(id, count)| (id.as_str(), *count));
        let numbers = device.keys.iter().map(|key| key.key);
        let fitting = model.map(|found| fit(numbers, found.model, expansion).fitting).unwrap_or_default();
        let site = store.site()?;
        let dialect = admin.office.dialect(&site);
        let choice = |module: &crate::catalogue::ExpansionModule| ExpansionChoice {
            id: module.id.clone(),
            keys: module.keys,
            max: module.max,
        };
        Ok(Self {
            expansion: listed.expansion.clone().map(|(id, count)| Expansion { id, count }),
            expansions: model
                .map(|found| found.model.expansion.iter().map(choice).collect())
                .unwrap_or_default(),
            unconfirmed: model.map(|found| found.model.unconfirmed.clone()).unwrap_or_default(),
            files: phones::files(&admin.office, &device),
            line_list: device.lines.into_iter().map(LineView::from).collect(),
            key_list: device.keys.into_iter().map(|key| KeyView::of(key, &fitting, dialect)).collect(),
            timeline: device.timeline.into_iter().map(Asked::from).collect(),
            summary: DeviceSummary::of(admin, device.listed, state),
        })
    }
}

impl From<DeviceLine> for LineView {
    fn from(line: DeviceLine) -> Self {
        let (user, name) = line.user;
        Self {
            number: line.number,
            extension: line.extension,
            display_name: line.display_name,
            sip_username: line.sip_username,
            user: Some(DeviceUser { id: user.0, name }),
        }
    }
}

impl KeyView {
    fn of(key: DeviceKey, fitting: &[u16], dialect: &Dialect) -> Self {
        Self {
            empty: dialect.supports(key.kind).err(),
            fits: fitting.contains(&key.key),
            key: key.key,
            kind: key.kind,
            line: key.line,
            value: key.value,
            extension: key.extension,
            label: key.label,
            name: key.name,
        }
    }
}

impl From<Sighting> for Asked {
    fn from(seen: Sighting) -> Self {
        Self {
            at: seen.at,
            file: seen.file,
            transport: seen.transport,
            address: seen.address,
            outcome: seen.outcome,
            model: seen.model,
            firmware: seen.firmware,
        }
    }
}
