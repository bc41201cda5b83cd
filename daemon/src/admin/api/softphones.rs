//! A user's softphones, and the links by which apps fetch their accounts.

use std::sync::Arc;

use axum::{Extension, Json as Answer, extract::State, http::StatusCode};
use serde::Serialize;
use utoipa::ToSchema;

use super::import::Nothing;
use crate::{
    admin::{
        Admin,
        problem::Problem,
        request::{Id, Ids, Json},
        session::Owner,
    },
    directory::UserId,
    office::{
        now,
        softphones::{self, Link, LinkError, Setup},
    },
    store::{self, SoftphoneAccount, SoftphoneId, Store},
};

/// The softphones of a user.
#[derive(Debug, Serialize, ToSchema)]
pub struct SoftphoneList {
    /// One at present; none where the user has no softphone or no extension.
    softphones: Vec<Softphone>,
}

/// A softphone without its password.
#[derive(Debug, Serialize, ToSchema)]
pub struct Softphone {
    /// Its number.
    id: i64,
    /// The extension that it registers for.
    extension: String,
    /// What others see.
    display_name: String,
    /// SIP username.
    sip_username: String,
    /// Whether desk phones register with the same account: a new password is one for these too.
    shared: bool,
    /// Its link, while it is good. Its address was shown when it was made and is not kept.
    link: Option<SoftphoneLink>,
}

/// How long a link is good.
#[derive(Debug, Serialize, ToSchema)]
pub struct SoftphoneLink {
    /// When it ends, in seconds since 1970 UTC.
    expires_at: i64,
    /// How often the account may still be fetched.
    fetches_left: u32,
}

/// A link that was made, shown this once.
#[derive(Serialize, ToSchema)]
pub struct NewSoftphoneLink {
    /// Its address. Whoever has it can fetch the account.
    #[schema(format = Password)]
    url: String,
    /// The same as a QR code, an SVG document; `null` where the address is too long for one.
    #[schema(format = Password)]
    qr_svg: Option<String>,
    /// When it ends, in seconds since 1970 UTC.
    expires_at: i64,
    /// Whether it works on this computer alone, because the box serves phones on loopback only: no other device can open
    /// it.
    here_only: bool,
}

/// What apps are set up with, the password too.
#[derive(Serialize, ToSchema)]
pub struct SoftphoneSetup {
    /// Host of the registrar, and the SIP domain.
    server: String,
    /// Its port; `null` where the app finds it.
    port: Option<u16>,
    /// `udp`, `tcp` or `tls`.
    transport: &'static str,
    /// `host:port` that all SIP goes through.
    outbound_proxy: Option<String>,
    /// SIP username.
    sip_username: String,
    /// Name for logging in.
    auth_username: String,
    /// SIP password.
    #[schema(format = Password)]
    sip_password: String,
    /// What others see.
    display_name: String,
    /// The number that calls the mailbox.
    voicemail: Option<String>,
    /// Seconds between registrations.
    expires: u32,
    /// Linphone's XML.
    #[schema(format = Password)]
    linphone_xml: String,
    /// `MicroSIP.ini`.
    #[schema(format = Password)]
    microsip_ini: String,
    /// The line for baresip's file `accounts`; `null` where the password holds a sign that it cannot carry.
    #[schema(format = Password)]
    baresip_line: Option<String>,
}

/// Lists the softphones of a user, without passwords
#[utoipa::path(get, path = "/users/{id}/softphones", operation_id = "list_softphones", tag = "softphones",
    params(("id" = i64, Path)), responses((status = 200, body = SoftphoneList)))]
pub async fn list(State(admin): State<Arc<Admin>>, Id(id): Id) -> Result<Answer<SoftphoneList>, Problem> {
    let found = admin.work(move |_, store| Ok(store.softphones(UserId(id), now())?)).await?;
    let softphones = found.ok_or_else(|| Problem::not_found("user"))?;
    Ok(Answer(SoftphoneList { softphones: softphones.into_iter().map(Softphone::from).collect() }))
}

/// Makes a link by which an app fetches the account; an older one ends. Its address is shown this once
#[utoipa::path(post, path = "/users/{id}/softphones/{softphone}/link", operation_id = "make_softphone_link",
    tag = "softphones", params(("id" = i64, Path), ("softphone" = i64, Path)), request_body = Nothing,
    responses((status = 201, body = NewSoftphoneLink)))]
pub async fn make_link(
    State(admin): State<Arc<Admin>>,
    Extension(owner): Extension<Owner>,
    Ids(id, softphone): Ids,
    Json(Nothing {}): Json<Nothing>,
) -> Result<(StatusCode, Answer<NewSoftphoneLink>), Problem> {
    let made = admin.work(move |_, store| {
        Ok(softphones::make_link(store, UserId(id), SoftphoneId(softphone), &owner.name, now())?)
    });
    Ok((StatusCode::CREATED, Answer(NewSoftphoneLink::from(made.await?))))
}

/// Ends the link of a softphone
#[utoipa::path(delete, path = "/users/{id}/softphones/{softphone}/link", operation_id = "end_softphone_link",
    tag = "softphones", params(("id" = i64, Path), ("softphone" = i64, Path)), responses((status = 204)))]
pub async fn end_link(
    State(admin): State<Arc<Admin>>,
    Extension(owner): Extension<Owner>,
    Ids(id, softphone): Ids,
) -> Result<StatusCode, Problem> {
    let ended = admin.work(move |_, store| {
        Ok(store.end_softphone_link(UserId(id), SoftphoneId(softphone), &owner.name, now())?)
    });
    if ended.await? { Ok(StatusCode::NO_CONTENT) } else { Err(gone()) }
}

/// Shows what apps are set up with, the password too; that is noted
#[utoipa::path(post, path = "/users/{id}/softphones/{softphone}/setup", operation_id = "show_softphone_setup",
    tag = "softphones", params(("id" = i64, Path), ("softphone" = i64, Path)), request_body = Nothing,
    responses((status = 200, body = SoftphoneSetup)))]
pub async fn setup(
    State(admin): State<Arc<Admin>>,
    Extension(owner): Extension<Owner>,
    Ids(id, softphone): Ids,
    Json(Nothing {}): Json<Nothing>,
) -> Result<Answer<SoftphoneSetup>, Problem> {
    let shown = move |admin: &Admin, store: &mut Store| {
        let shown = store.show_softphone(UserId(id), SoftphoneId(softphone), &owner.name, now())?;
        SoftphoneSetup::read(admin, store, shown)
    };
    admin.work(shown).await.map(Answer)
}

/// Makes a new SIP password for a softphone; its link ends, and phones with the same account follow. The phone system
/// must be told it
#[utoipa::path(post, path = "/users/{id}/softphones/{softphone}/password", operation_id = "renew_softphone_password",
    tag = "softphones", params(("id" = i64, Path), ("softphone" = i64, Path)), request_body = Nothing,
    responses((status = 200, body = SoftphoneSetup)))]
pub async fn renew_password(
    State(admin): State<Arc<Admin>>,
    Extension(owner): Extension<Owner>,
    Ids(id, softphone): Ids,
    Json(Nothing {}): Json<Nothing>,
) -> Result<Answer<SoftphoneSetup>, Problem> {
    let renewed = move |admin: &Admin, store: &mut Store| {
        let renewed = store.renew_softphone(UserId(id), SoftphoneId(softphone), &owner.name, now())?;
        SoftphoneSetup::read(admin, store, renewed)
    };
    admin.work(renewed).await.map(Answer)
}

fn gone() -> Problem {
    Problem::not_found("such softphone")
}

impl From<store::Softphone> for Softphone {
    fn from(softphone: store::Softphone) -> Self {
        Self {
            id: softphone.id.0,
            extension: softphone.extension,
            display_name: softphone.display_name,
            sip_username: softphone.sip_username,
            shared: softphone.is_shared,
            link: softphone
                .link
                .map(|link| SoftphoneLink { expires_at: link.expires_at, fetches_left: link.fetches_left }),
        }
    }
}

impl From<Link> for NewSoftphoneLink {
    fn from(link: Link) -> Self {
        let url = link.url.expose();
        Self {
            qr_svg: softphones::svg(url),
            url: url.to_owned(),
            expires_at: link.expires_at,
            here_only: link.here_only,
        }
    }
}

impl SoftphoneSetup {
    fn read(admin: &Admin, store: &Store, account: Option<SoftphoneAccount>) -> Result<Self, Problem> {
        let account = account.ok_or_else(gone)?;
        let setup = softphones::setup(&admin.office, &store.site()?, account);
        Ok(Self::from(setup.ok_or(LinkError::NoRegistrar)?))
    }
}

impl From<Setup> for SoftphoneSetup {
    fn from(setup: Setup) -> Self {
        Self {
            linphone_xml: softphones::linphone(&setup),
            microsip_ini: softphones::microsip_text(&setup),
            baresip_line: softphones::baresip(&setup),
            port: Some(setup.port).filter(|port| *port != 0),
            transport: setup.transport(),
            outbound_proxy: setup.proxy(),
            sip_username: setup.username.clone(),
            auth_username: setup.username,
            sip_password: setup.password.expose().to_owned(),
            server: setup.host,
            display_name: setup.display_name,
            voicemail: setup.voicemail,
            expires: setup.expires,
        }
    }
}

impl From<LinkError> for Problem {
    fn from(error: LinkError) -> Self {
        let code = match error {
            LinkError::Gone => return gone(),
            LinkError::Store(error) => return error.into(),
            LinkError::NoAddress => "no_web_address",
            LinkError::NoRegistrar => "no_registrar",
        };
        Self::new(StatusCode::CONFLICT, code, crate::directory::text::capital(&error.to_string()))
    }
}
