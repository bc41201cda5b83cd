//! Softphones: what an app registers with, in each app's own words, and the links by which it is fetched.

mod apps;
mod page;
mod qr;
mod setup;

pub use apps::{baresip, linphone, microsip, microsip_text};
pub use qr::{svg, text};
pub use setup::Setup;

use std::net::IpAddr;

use bytes::Bytes;

use super::Office;
use crate::{
    directory::{Secret, Site, UserId},
    serve::content::{Document, LinkAnswer, LinkAsked, LinkWanted},
    store::{NewLink, SoftphoneAccount, SoftphoneId, Store, StoreError},
};

/// A link that was made. Its address is as secret as the password behind it.
pub struct Link {
    /// Where it leads.
    pub url: Secret,
    /// When it ends, in seconds since 1970 UTC.
    pub expires_at: i64,
    /// Whether it works on this computer alone, because phones and apps are served on loopback only.
    pub here_only: bool,
}

/// Why there is no link.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// The user, or this softphone of theirs, is not there.
    #[error("there is no such softphone")]
    Gone,
    /// The box does not know under which address apps reach it.
    #[error("this box has no web address for apps yet; start linekey serve with HTTP once")]
    NoAddress,
    /// Nobody has said where the PBX is.
    #[error("an app could not log in anywhere: say first where the phone system is (setting pbx.host)")]
    NoRegistrar,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Makes a link for a softphone; an older one ends.
pub fn make_link(
    store: &mut Store,
    user: UserId,
    softphone: SoftphoneId,
    actor: &str,
    now: i64,
) -> Result<Link, LinkError> {
    let base = base(store)?;
    let made = store.make_softphone_link(user, softphone, actor, now)?.ok_or(LinkError::Gone)?;
    Ok(Link::new(&base, &made))
}

/// Makes a link for each of these users, by email, who has a softphone.
pub fn make_links(
    store: &mut Store,
    emails: &[&str],
    actor: &str,
    now: i64,
) -> Result<Vec<Option<Link>>, LinkError> {
    let base = base(store)?;
    let made = store.make_softphone_links(emails, actor, now)?;
    Ok(made.into_iter().map(|made| Some(Link::new(&base, &made?))).collect())
}

impl Link {
    fn new(base: &str, made: &NewLink) -> Self {
        Self {
            url: Secret::new(address(base, made.token.expose())),
            expires_at: made.expires_at,
            here_only: is_loopback(base),
        }
    }
}

/// What an app needs to log in with this account; `None` while nobody has said where the PBX is.
#[must_use]
pub fn setup(office: &Office, site: &Site, account: SoftphoneAccount) -> Option<Setup> {
    Setup::new(account, site, office.dialect(site))
}

/// Where links lead, with a slash at its end.
fn base(store: &Store) -> Result<String, LinkError> {
    let site = store.site()?;
    if site.pbx.host.is_empty() {
        return Err(LinkError::NoRegistrar);
    }
    web_address(store, &site)?.ok_or(LinkError::NoAddress)
}

/// The address that phones are told, or the box's own where that is none of the web.
fn web_address(store: &Store, site: &Site) -> Result<Option<String>, StoreError> {
    let own = store.own_url()?;
    let mut known = site.provisioning_url.clone().into_iter().chain(own);
    Ok(known.find(|url| url.starts_with("http")))
}

/// Whether another device that opens this URL reaches itself.
fn is_loopback(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split('/').next().unwrap_or_default();
    let host = match authority.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn address(base: &str, token: &str) -> String {
    format!("{base}s/{token}")
}

/// Answers a link.
pub(super) fn answer(
    office: &Office,
    store: &mut Store,
    asked: &LinkAsked,
    now: i64,
) -> Result<LinkAnswer, StoreError> {
    let Some(state) = store.softphone_link(&asked.token, now)? else { return Ok(LinkAnswer::NoSuchLink) };
    let site = store.site()?;
    let LinkWanted::For(app) = &asked.wants else {
        let url = web_address(store, &site)?.map(|base| address(&base, &asked.token));
        return Ok(LinkAnswer::Document(html(page::choice(&site, &asked.token, url.as_deref(), state, now))));
    };
    let Some(app) = App::named(app) else { return Ok(LinkAnswer::NoSuchLink) };
    if site.pbx.host.is_empty() {
        return Ok(LinkAnswer::Broken(LinkError::NoRegistrar.to_string()));
    }
    let fetched = store.fetch_softphone(&asked.token, now)?;
    let setup = fetched.and_then(|account| setup(office, &site, account));
    Ok(setup.map_or(LinkAnswer::NoSuchLink, |setup| LinkAnswer::Document(app.document(&site, &setup))))
}

/// What a button of the page hands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum App {
    Baresip,
    Linphone,
    MicroSip,
    /// Everything on one page, for any other.
    Sheet,
}

impl App {
    fn named(word: &str) -> Option<Self> {
        match word {
            "baresip" => Some(Self::Baresip),
            "linphone" => Some(Self::Linphone),
            "microsip" => Some(Self::MicroSip),
            "sheet" => Some(Self::Sheet),
            _ => None,
        }
    }

    fn document(self, site: &Site, setup: &Setup) -> Document {
        match self {
            Self::Baresip => html(page::line(site, setup)),
            Self::Linphone => Document {
                bytes: Bytes::from(linphone(setup)),
                content_type: "application/xml; charset=utf-8",
                file_name: Some("linphone.xml"),
            },
            Self::MicroSip => Document {
                bytes: Bytes::from(microsip(setup)),
                content_type: "application/octet-stream",
                file_name: Some("MicroSIP.ini"),
            },
            Self::Sheet => html(page::sheet(site, setup)),
        }
    }
}

fn html(text: String) -> Document {
    Document { bytes: Bytes::from(text), content_type: "text/html; charset=utf-8", file_name: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::office::testing::{Desk, user};

    /// A desk with a user who has a softphone, and a link to it.
    fn desk() -> (Desk, UserId, String) {
        let mut desk = Desk::new("asterisk");
        desk.store.set_own_url("http://10.0.0.5/").unwrap();
        let mut form = user("Pam", "Beesly <b>", &["2001"]);
        (form.softphone, form.include_voicemail) = (true, true);
        let pam = desk.add(&form);
        let token = token(&mut desk, pam);
        (desk, pam, token)
    }

    fn token(desk: &mut Desk, user: UserId) -> String {
        let softphone = desk.store.softphones(user, 0).unwrap().unwrap()[0].id;
        let link = make_link(&mut desk.store, user, softphone, "owner", 100).unwrap();
        link.url.expose().strip_prefix("http://10.0.0.5/s/").unwrap().to_owned()
    }

    fn ask(desk: &mut Desk, token: &str, app: Option<&str>) -> Option<String> {
        let wants = app.map_or(LinkWanted::Page, |app| LinkWanted::For(app.to_owned()));
        let asked = LinkAsked { token: token.to_owned(), wants };
        match answer(&desk.office, &mut desk.store, &asked, 101).unwrap() {
            LinkAnswer::Document(document) => Some(String::from_utf8(document.bytes.to_vec()).unwrap()),
            LinkAnswer::NoSuchLink => None,
            LinkAnswer::Broken(why) => panic!("{why}"),
        }
    }

    #[test]
    fn the_page_holds_no_secret_but_the_link_and_may_be_opened_as_often_as_one_likes() {
        let (mut desk, pam, token) = desk();
        let mut accounts = desk.store.show_accounts(pam, "owner", 0).unwrap().unwrap().into_iter();
        let password = accounts.find(|account| account.is_softphone).unwrap().sip_password;
        for _ in 0..5 {
            let page = ask(&mut desk, &token, None).unwrap();
            assert!(
                page.contains(&format!("linphone-config:http://10.0.0.5/s/{token}")) && page.contains("<svg")
            );
            assert!(!page.contains(password.expose()) && !page.contains("2001") && !page.contains("Pam"));
        }
        for app in ["linphone", "microsip", "sheet"] {
            assert!(ask(&mut desk, &token, Some(app)).unwrap().contains(password.expose()), "{app}");
        }
        assert_eq!(ask(&mut desk, &token, None), None, "used up");
        assert_eq!(ask(&mut desk, &token, Some("linphone")), None);
    }

    #[test]
    fn an_unknown_app_costs_nothing_and_names_are_never_html() {
        let (mut desk, _, token) = desk();
        assert_eq!(ask(&mut desk, &token, Some("other")), None);
        for app in ["baresip", "sheet", "linphone"] {
            let page = ask(&mut desk, &token, Some(app)).unwrap();
            assert!(!page.contains("<b>") && page.contains("&lt;b&gt;"), "{page}");
        }
    }

    #[test]
    fn without_a_phone_system_or_an_address_there_is_no_link() {
        let mut desk = Desk::new("asterisk");
        let id = SoftphoneId(1);
        let make = |desk: &mut Desk| make_link(&mut desk.store, UserId(1), id, "owner", 0).map(|_| ());
        assert!(matches!(make(&mut desk), Err(LinkError::NoAddress)));
        desk.store.set_own_url("http://10.0.0.5/").unwrap();
        assert!(matches!(make(&mut desk), Err(LinkError::Gone)));
        let nowhere = [("pbx.host".to_owned(), String::new())];
        crate::office::setting::save(&desk.office, &mut desk.store, &nowhere, None).unwrap();
        assert!(matches!(make(&mut desk), Err(LinkError::NoRegistrar)));
    }

    #[test]
    fn a_link_to_loopback_works_here_only() {
        for url in
            ["http://127.0.0.1:8080/", "http://localhost/", "https://[::1]:8443/", "http://127.9.0.1/x"]
        {
            assert!(is_loopback(url), "{url}");
        }
        for url in
            ["http://10.0.0.5/", "http://[fd00::5]:80/", "http://localhost.example.com/", "http://box/"]
        {
            assert!(!is_loopback(url), "{url}");
        }
    }
}
