//! One user with all that is theirs.

use std::sync::Arc;

use axum::{Extension, Json as Answer, extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    devices::names,
    hand::notes,
    import::{Nothing, number},
    openapi::IfMatchHeader,
    users::{ExtensionInput, UserInput, given},
};
use crate::{
    admin::{
        Admin,
        problem::{FieldProblem, Problem},
        request::{Id, IfMatch, Json},
        session::Owner,
    },
    directory::{Secret, UserId},
    import::Severity,
    office::{DeviceState, now, people},
    store::{DeviceListed, Person, Store},
};

/// A user.
#[derive(Debug, Serialize, ToSchema)]
pub struct User {
    /// Their number.
    pub id: i64,
    /// What a change must name in `If-Match`.
    version: String,
    #[serde(flatten)]
    fields: UserInput,
    /// Phones that are theirs or have a line of theirs.
    devices: Vec<UserDevice>,
    /// SIP accounts without their passwords.
    pub accounts: Vec<UserAccount>,
}

/// A phone of a user.
#[derive(Debug, Serialize, ToSchema)]
pub struct UserDevice {
    /// Its number.
    id: i64,
    /// With colons; `null` while it comes later.
    mac_address: Option<String>,
    /// As its maker writes it.
    brand_name: String,
    /// As its maker writes it, without its brand.
    model_name: String,
    /// What people call it.
    name: String,
    /// Whether the box can write settings for it; false where it only knows the model by name.
    provisioned: bool,
    /// How far its settings are.
    state: DeviceState,
}

/// A SIP account without its password.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct UserAccount {
    /// The extension that it registers for.
    extension: String,
    /// SIP username.
    sip_username: String,
}

/// A user after a change.
#[derive(Debug, Serialize, ToSchema)]
pub struct UserSaved {
    #[serde(flatten)]
    user: User,
    /// The PIN of a mailbox that is new. The PBX must be told it.
    #[schema(format = Password)]
    voicemail_pin: Option<String>,
    /// Warnings and notes.
    notes: Vec<FieldProblem>,
}

/// What goes with a user.
#[derive(Debug, Serialize, ToSchema)]
pub struct UserRemoval {
    /// First and last name.
    name: String,
    /// Extensions that go.
    extensions: Vec<String>,
    /// External numbers that go.
    phone_numbers: Vec<String>,
    /// Whether a softphone account goes.
    softphone: bool,
    /// Names of phones that stay, without a user.
    devices: Vec<String>,
    /// Keys on phones that point to this user, and go.
    keys: usize,
}

/// A login password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordInput {
    /// The new one; `null` makes one.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Password)]
    password: Option<Secret>,
}

/// A login password that was set.
#[derive(Serialize, ToSchema)]
pub struct PasswordSet {
    /// The one that was made, shown this once; `null` where it was given.
    #[schema(format = Password)]
    password: Option<String>,
}

/// SIP accounts with their passwords.
#[derive(Serialize, ToSchema)]
pub struct UserAccounts {
    /// By extension.
    accounts: Vec<AccountSecret>,
}

/// A SIP account with its password.
#[derive(Serialize, ToSchema)]
pub struct AccountSecret {
    /// The extension that it registers for.
    extension: String,
    /// SIP username.
    sip_username: String,
    /// SIP password.
    #[schema(format = Password)]
    sip_password: String,
    /// PIN of the user's mailbox, beside their main extension, where it is known.
    #[schema(format = Password)]
    voicemail_pin: Option<String>,
}

/// Shows a user
#[utoipa::path(get, path = "/users/{id}", operation_id = "show_user", tag = "users",
    params(("id" = i64, Path)), responses((status = 200, body = User)))]
pub async fn show(State(admin): State<Arc<Admin>>, Id(id): Id) -> Result<Answer<User>, Problem> {
    admin.work(move |admin, store| User::read(admin, store, id)).await.map(Answer)
}

/// Changes a user: fields, extensions, numbers, softphone; their phones follow
#[utoipa::path(put, path = "/users/{id}", operation_id = "change_user", tag = "users",
    params(("id" = i64, Path), IfMatchHeader), request_body = UserInput,
    responses((status = 200, body = UserSaved)))]
pub async fn change(
    State(admin): State<Arc<Admin>>,
    Extension(owner): Extension<Owner>,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Json(input): Json<UserInput>,
) -> Result<Answer<UserSaved>, Problem> {
    let form = input.into();
    let saved = move |admin: &Admin, store: &mut Store| {
        let user = UserId(id);
        let now = |store: &mut Store| User::read(admin, store, id);
        let before = now(store)?;
        let changed = people::change(&admin.office, store, user, number(&version), &form, &owner.name);
        let changed =
            changed.map_err(|error| Problem::of_hand(error, "user", "user_refused", || now(store)))?;
        let user = now(store)?;
        let mut notes = notes(changed.notes);
        notes.extend(pbx_must_follow(&before.accounts, &user.accounts));
        let voicemail_pin = changed.voicemail_pin.map(|pin| pin.expose().to_owned());
        Ok(UserSaved { user, voicemail_pin, notes })
    };
    admin.work(saved).await.map(Answer)
}

/// What the PBX must be told: phones log in there with these accounts as soon as they have looked here again.
pub fn pbx_must_follow(before: &[UserAccount], after: &[UserAccount]) -> Option<FieldProblem> {
    let only = |these: &[UserAccount], others: &[UserAccount]| {
        let extensions = these.iter().filter(|account| !others.contains(account));
        let mut numbers: Vec<&str> = extensions.map(|account| account.extension.as_str()).collect();
        // A phone's account and a softphone's stand together.
        numbers.dedup();
        numbers.join(", ")
    };
    let (new, gone) = (only(after, before), only(before, after));
    let change = match (new.is_empty(), gone.is_empty()) {
        (true, true) => return None,
        (false, true) => format!("extension {new}"),
        (true, false) => format!("extension {gone} is gone"),
        (false, false) => format!("extension {new} in the place of {gone}"),
    };
    let message = format!(
        "The phone system must know this too: {change}. Settings, Phone system has the SIP accounts to download"
    );
    let severity = Severity::Warning;
    Some(FieldProblem { severity, ..FieldProblem::error("/extensions", "pbx_must_follow", message) })
}

/// Says what goes with a user who is removed
#[utoipa::path(get, path = "/users/{id}/removal", operation_id = "show_user_removal", tag = "users",
    params(("id" = i64, Path)), responses((status = 200, body = UserRemoval)))]
pub async fn removal(State(admin): State<Arc<Admin>>, Id(id): Id) -> Result<Answer<UserRemoval>, Problem> {
    let found = admin.work(move |_, store| Ok(store.removal(UserId(id))?)).await?;
    let removal = found.ok_or_else(|| Problem::not_found("user"))?;
    Ok(Answer(UserRemoval {
        name: removal.name,
        extensions: removal.extensions,
        phone_numbers: removal.phone_numbers,
        softphone: removal.softphone,
        devices: removal.devices,
        keys: removal.keys,
    }))
}

/// Removes a user; their phones stay without a user
#[utoipa::path(delete, path = "/users/{id}", operation_id = "remove_user", tag = "users",
    params(("id" = i64, Path), IfMatchHeader), responses((status = 204)))]
pub async fn remove(
    State(admin): State<Arc<Admin>>,
    Extension(owner): Extension<Owner>,
    Id(id): Id,
    IfMatch(version): IfMatch,
) -> Result<StatusCode, Problem> {
    let removed = admin.work(move |admin, store| {
        let (user, catalogue) = (UserId(id), &admin.office.catalogue);
        let removed = store.remove_user(user, number(&version), catalogue, &owner.name, now());
        removed.map_err(|error| Problem::of_change(error, || User::read(admin, store, id)))
    });
    if removed.await? { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::not_found("user")) }
}

/// Gives a user a new login password
#[utoipa::path(post, path = "/users/{id}/password", operation_id = "set_user_password", tag = "users",
    params(("id" = i64, Path)), request_body = PasswordInput, responses((status = 200, body = PasswordSet)))]
pub async fn set_password(
    State(admin): State<Arc<Admin>>,
    Extension(owner): Extension<Owner>,
    Id(id): Id,
    Json(input): Json<PasswordInput>,
) -> Result<Answer<PasswordSet>, Problem> {
    let password = given(input.password);
    let made = admin.work(move |admin, store| {
        let user = UserId(id);
        let made = people::set_password(&admin.office, store, user, password.as_ref(), &owner.name);
        made.map_err(|error| Problem::of_hand(error, "user", "password_weak", || Ok(())))
    });
    Ok(Answer(PasswordSet { password: made.await?.map(|password| password.expose().to_owned()) }))
}

/// Shows the SIP accounts of a user with their passwords; that is noted
#[utoipa::path(post, path = "/users/{id}/accounts", operation_id = "show_user_accounts", tag = "users",
    params(("id" = i64, Path)), request_body = Nothing, responses((status = 200, body = UserAccounts)))]
pub async fn accounts(
    State(admin): State<Arc<Admin>>,
    Extension(owner): Extension<Owner>,
    Id(id): Id,
    Json(Nothing {}): Json<Nothing>,
) -> Result<Answer<UserAccounts>, Problem> {
    let shown = admin.work(move |_, store| Ok(store.show_accounts(UserId(id), &owner.name, now())?)).await?;
    let accounts =
        shown.ok_or_else(|| Problem::not_found("user"))?.into_iter().map(|account| AccountSecret {
            extension: account.extension,
            sip_username: account.sip_username,
            sip_password: account.sip_password.expose().to_owned(),
            voicemail_pin: account.voicemail_pin.map(|pin| pin.expose().to_owned()),
        });
    Ok(Answer(UserAccounts { accounts: accounts.collect() }))
}

impl User {
    /// The user as they are now.
    pub fn read(admin: &Admin, store: &mut Store, id: i64) -> Result<Self, Problem> {
        let person = store.person(UserId(id))?.ok_or_else(|| Problem::not_found("user"))?;
        let devices = store.list_devices(&person.devices)?;
        let phones = devices.iter().map(|device| (device.mac, device.last.as_ref()));
        let states = admin.office.states(store, phones)?;
        let devices =
            devices.into_iter().zip(states).map(|(device, state)| user_device(admin, device, state));
        let account = |(extension, sip_username)| UserAccount { extension, sip_username };
        Ok(Self {
            id,
            version: person.version.to_string(),
            devices: devices.collect(),
            accounts: person.accounts.iter().cloned().map(account).collect(),
            fields: fields(person),
        })
    }
}

fn user_device(admin: &Admin, device: DeviceListed, state: DeviceState) -> UserDevice {
    let (brand_name, model_name) = names(admin, &device);
    let model = admin.office.catalogue.model(&device.brand, &device.family, &device.model);
    UserDevice {
        provisioned: model.is_some_and(|found| found.model.provisioned),
        id: device.id.0,
        mac_address: device.mac.map(|mac| mac.to_string()),
        brand_name,
        model_name,
        name: device.name,
        state,
    }
}

fn fields(person: Person) -> UserInput {
    let extensions = person.extensions.into_iter().map(|extension| ExtensionInput {
        number: extension.number,
        display_name: extension.display_name,
        own_line: extension.own_line,
    });
    UserInput {
        first_name: person.first_name,
        last_name: person.last_name,
        email: person.email,
        notification_email: person.notification_email,
        include_voicemail: person.include_voicemail,
        in_directory: person.in_directory,
        softphone: person.softphone,
        user_notes: person.notes,
        location: person.location,
        department: person.department,
        extensions: extensions.collect(),
        phone_numbers: person.phone_numbers,
        custom: person.custom,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_changes_an_extension_is_told_what_the_pbx_must_know() {
        let account =
            |extension: &str| UserAccount { extension: extension.into(), sip_username: extension.into() };
        let told = |before: &[&str], after: &[&str]| {
            let [before, after] =
                [before, after].map(|list| list.iter().map(|one| account(one)).collect::<Vec<_>>());
            pbx_must_follow(&before, &after).map(|note| note.message)
        };
        assert_eq!(told(&["205"], &["205"]), None);
        assert!(told(&["205"], &["255"]).unwrap().contains("extension 255 in the place of 205."));
        assert!(told(&[], &["205"]).unwrap().contains("extension 205."));
        assert!(told(&["205", "206"], &["205"]).unwrap().contains("extension 206 is gone."));
    }
}
