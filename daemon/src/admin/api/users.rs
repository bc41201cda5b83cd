//! The users of the office, and a new one.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Extension, Json as Answer,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    hand::{notes, search},
    user::{User, pbx_must_follow},
};
use crate::{
    admin::{
        Admin,
        problem::{FieldProblem, Problem},
        request::{Json, Query, Slice},
        session::Owner,
    },
    directory::Secret,
    office::people::{self, ExtensionForm, UserForm},
    store::{UserListed, UsersWanted},
};

/// Which users.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct UsersQuery {
    /// Part of a name, email, extension, number, MAC address or device name.
    q: Option<String>,
    /// Only those without a phone of their own or a line on a shared one.
    without_phone: Option<bool>,
    /// Users to leave out.
    offset: Option<usize>,
    /// Users to give at most, 200 at most.
    limit: Option<usize>,
}

/// A page of users.
#[derive(Debug, Serialize, ToSchema)]
pub struct UserList {
    /// How many match.
    total: usize,
    /// In the order they came.
    users: Vec<UserSummary>,
}

/// A user in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct UserSummary {
    /// Their number.
    id: i64,
    /// What a change must name in `If-Match`.
    version: String,
    /// First name.
    first_name: String,
    /// Last name.
    last_name: String,
    /// Identifies the user.
    email: String,
    /// The main one first.
    extensions: Vec<String>,
    /// External numbers.
    phone_numbers: Vec<String>,
    /// How many phones are theirs or have a line of theirs.
    devices: usize,
    /// Whether they have a softphone account.
    softphone: bool,
    /// Free label.
    department: Option<String>,
    /// Free label.
    location: Option<String>,
}

impl From<UserListed> for UserSummary {
    fn from(user: UserListed) -> Self {
        Self {
            id: user.id.0,
            version: user.version.to_string(),
            first_name: user.first_name,
            last_name: user.last_name,
            email: user.email,
            extensions: user.extensions,
            phone_numbers: user.phone_numbers,
            devices: user.devices,
            softphone: user.softphone,
            department: user.department,
            location: user.location,
        }
    }
}

/// A user as a person fills them in. Values are read as those of an import are.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct UserInput {
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Identifies the user.
    pub email: String,
    /// Where mail goes when not to `email`.
    pub notification_email: Option<String>,
    /// Whether they get a mailbox.
    pub include_voicemail: bool,
    /// Whether they are listed in the company phonebook.
    pub in_directory: bool,
    /// Whether they get a softphone account.
    pub softphone: bool,
    /// Free text, 2,000 characters at most.
    pub user_notes: Option<String>,
    /// Free label.
    pub location: Option<String>,
    /// Free label.
    pub department: Option<String>,
    /// The main one first.
    #[schema(max_items = 100)]
    pub extensions: Vec<ExtensionInput>,
    /// External numbers.
    #[schema(max_items = 100)]
    pub phone_numbers: Vec<String>,
    /// Other fields: 50 at most, names of 64 and values of 1,000 characters at most.
    pub custom: BTreeMap<String, String>,
}

/// An extension as a person fills it in.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ExtensionInput {
    /// 2 to 15 digits.
    pub number: String,
    /// What phones and caller id show; `null` = first and last name.
    pub display_name: Option<String>,
    /// Whether it is a line of its own on the user's phones; the main one always is.
    pub own_line: bool,
}

/// A new user.
#[derive(Deserialize, ToSchema)]
pub struct NewUser {
    #[serde(flatten)]
    user: UserInput,
    /// Login password; `null` makes one.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Password)]
    password: Option<Secret>,
}

/// A user who was made.
#[derive(Serialize, ToSchema)]
pub struct UserAdded {
    user: User,
    /// The login password that was made. It is shown this once.
    #[schema(format = Password)]
    password: Option<String>,
    /// The PIN of their mailbox, where they have one. The PBX must be told it.
    #[schema(format = Password)]
    voicemail_pin: Option<String>,
    /// Warnings and notes.
    notes: Vec<FieldProblem>,
}

impl From<UserInput> for UserForm {
    fn from(input: UserInput) -> Self {
        let extension = |input: ExtensionInput| ExtensionForm {
            number: input.number,
            display_name: input.display_name,
            own_line: input.own_line,
        };
        Self {
            first_name: input.first_name,
            last_name: input.last_name,
            email: input.email,
            notification_email: input.notification_email,
            include_voicemail: input.include_voicemail,
            in_directory: input.in_directory,
            softphone: input.softphone,
            user_notes: input.user_notes,
            location: input.location,
            department: input.department,
            extensions: input.extensions.into_iter().map(extension).collect(),
            phone_numbers: input.phone_numbers,
            custom: input.custom,
        }
    }
}

/// Lists users in the order they came
#[utoipa::path(get, path = "/users", operation_id = "list_users", tag = "users",
    params(UsersQuery), responses((status = 200, body = UserList)))]
pub async fn list(
    State(admin): State<Arc<Admin>>,
    Query(query): Query<UsersQuery>,
) -> Result<Answer<UserList>, Problem> {
    let typed = search(query.q)?;
    let slice = Slice::of(query.offset, query.limit);
    let (users, total) = admin
        .work(move |_, store| {
            let wanted = UsersWanted {
                search: &typed,
                without_phone: query.without_phone.unwrap_or(false),
                offset: u32::try_from(slice.offset).unwrap_or(u32::MAX),
                limit: u32::try_from(slice.limit).unwrap_or(u32::MAX),
            };
            Ok(store.list_users(wanted)?)
        })
        .await?;
    Ok(Answer(UserList { total, users: users.into_iter().map(UserSummary::from).collect() }))
}

/// Makes a user; the answer holds the password if one was made, this once
#[utoipa::path(post, path = "/users", operation_id = "add_user", tag = "users",
    request_body = NewUser, responses((status = 201, body = UserAdded)))]
pub async fn add(
    State(admin): State<Arc<Admin>>,
    Extension(owner): Extension<Owner>,
    Json(input): Json<NewUser>,
) -> Result<Response, Problem> {
    let NewUser { user, password } = input;
    let password = given(password);
    let form = UserForm::from(user);
    let added = admin
        .work(move |admin, store| {
            let added = people::add(&admin.office, store, &form, password.as_ref(), &owner.name);
            let added = added.map_err(|error| Problem::of_hand(error, "user", "user_refused", || Ok(())))?;
            let user = User::read(admin, store, added.user.0)?;
            let mut notes = notes(added.notes);
            notes.extend(pbx_must_follow(&[], &user.accounts));
            let password = added.password.map(|password| password.expose().to_owned());
            let voicemail_pin = added.voicemail_pin.map(|pin| pin.expose().to_owned());
            Ok(UserAdded { user, password, voicemail_pin, notes })
        })
        .await?;
    let location = format!("{}/users/{}", super::PREFIX, added.user.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Answer(added)).into_response())
}

/// A password that was really given: an empty field is none.
pub fn given(password: Option<Secret>) -> Option<Secret> {
    password.filter(|password| !password.is_empty())
}
