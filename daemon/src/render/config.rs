//! The neutral configuration: what a phone is to do, in nobody's words.

use super::{
    keys::{self, Key},
    timezone::{TimeZone, TimeZoneError},
};
use crate::{
    catalogue::{Model, ModelRef},
    directory::{Line, Phone, Secret, Site, Transport},
    pbx::Dialect,
};

/// Everything a template may say about one phone. Vendor-neutral; the templates see it through
/// [`context`](super::context).
#[derive(Debug, Clone)]
pub struct PhoneConfig {
    /// What is the same for all phones.
    pub site: SiteConfig,
    /// The phone itself.
    pub phone: PhoneFacts,
    /// Every account that the model has, by number. Unused ones are here too, for they must be turned off.
    pub accounts: Vec<Account>,
    /// Every key that can be given a function, first the phone's own, then those of its expansion modules. Keys
    /// without a function are here too, for they must be cleared.
    pub keys: Vec<Key>,
}

/// What is the same for all phones of the site. Holds no secret.
#[derive(Debug, Clone)]
pub struct SiteConfig {
    /// The registrar and how to reach it.
    pub registrar: Registrar,
    /// The clock; `None` writes nothing.
    pub time: Option<TimeZone>,
    /// Language, for example `en` or `fr`.
    pub language: String,
    /// Language with its region, for example `fr-CA`; without a region the same as `language`.
    pub locale: String,
    /// ISO 3166 country whose dial tones are wanted; `None` writes nothing.
    pub country: Option<String>,
    /// At most two time servers.
    pub ntp_servers: Vec<String>,
    /// The URL that phones keep asking; `None` writes nothing.
    pub provisioning_url: Option<String>,
}

/// Where phones register.
#[derive(Debug, Clone)]
pub struct Registrar {
    /// Host name or address; `None` while nobody has said.
    pub host: Option<String>,
    /// 0 lets the phone find it (DNS SRV).
    pub port: u16,
    /// How SIP travels.
    pub transport: Transport,
    /// Seconds between registrations.
    pub expires: u32,
    /// Used when the first does not answer.
    pub backup_host: Option<String>,
    /// Host and port that all SIP goes through.
    pub outbound_proxy: Option<(String, u16)>,
}

/// The phone itself.
#[derive(Debug, Clone)]
pub struct PhoneFacts {
    /// Hardware address, twelve lower-case digits.
    pub mac: String,
    /// What people call this phone.
    pub name: String,
    /// The model as its maker writes it.
    pub model: String,
    /// Password of the phone's administrator page; empty writes nothing.
    pub admin_password: Secret,
    /// Password of the phone's user level; empty writes nothing.
    pub user_password: Secret,
}

/// One account of the phone.
#[derive(Debug, Clone)]
pub struct Account {
    /// From 1.
    pub number: u8,
    /// Who registers here; `None` for an account that must be turned off.
    pub user: Option<AccountUser>,
}

/// Who registers with an account.
#[derive(Debug, Clone)]
pub struct AccountUser {
    /// The extension that rings here.
    pub extension: String,
    /// What stands beside the account's line key.
    pub label: String,
    /// Caller name.
    pub display_name: String,
    /// SIP username.
    pub username: String,
    /// SIP password.
    pub password: Secret,
    /// The number that calls the mailbox; `None` without a mailbox.
    pub voicemail: Option<String>,
}

impl PhoneConfig {
    /// What this phone is to do. Lines and keys that the model does not have are left out.
    pub fn new(
        phone: &Phone,
        site: &Site,
        dialect: &Dialect,
        model: ModelRef<'_>,
    ) -> Result<Self, TimeZoneError> {
        let accounts = accounts(&phone.lines, model.model, dialect);
        let keys = keys::assign(phone, site, dialect, model.model, &accounts);
        let facts = PhoneFacts {
            mac: phone.mac.bare(),
            name: phone.name.clone(),
            model: model.model.name.clone(),
            admin_password: site.phone_admin_password.as_ref().unwrap_or(&phone.admin_password).clone(),
            user_password: phone.user_password.clone(),
        };
        Ok(Self { site: SiteConfig::new(site)?, phone: facts, accounts, keys })
    }
}

impl SiteConfig {
    /// What all phones of the site have in common.
    pub fn new(site: &Site) -> Result<Self, TimeZoneError> {
        let zone = Some(site.timezone.as_str()).filter(|zone| !zone.is_empty());
        let (language, locale) = language(&site.language);
        Ok(Self {
            registrar: registrar(site),
            time: zone.map(TimeZone::find).transpose()?,
            language,
            locale,
            country: site.country.clone(),
            ntp_servers: site.ntp_servers.iter().take(2).cloned().collect(),
            provisioning_url: site.provisioning_url.clone(),
        })
    }
}

fn registrar(site: &Site) -> Registrar {
    let pbx = &site.pbx;
    Registrar {
        host: Some(pbx.host.clone()).filter(|host| !host.is_empty()),
        port: pbx.port,
        transport: pbx.transport,
        expires: pbx.register_expires,
        backup_host: pbx.backup_host.clone(),
        outbound_proxy: pbx.outbound_proxy.clone(),
    }
}

/// `fr_ca` is (`fr`, `fr-CA`).
fn language(text: &str) -> (String, String) {
    match text.split_once(['-', '_']) {
        None => (text.to_lowercase(), text.to_lowercase()),
        Some((language, region)) => {
            (language.to_lowercase(), format!("{}-{}", language.to_lowercase(), region.to_uppercase()))
        }
    }
}

fn accounts(lines: &[Line], model: &Model, dialect: &Dialect) -> Vec<Account> {
    (1..=model.lines)
        .map(|number| {
            let line = lines.iter().find(|line| line.number == number);
            Account { number, user: line.map(|line| account_user(line, dialect)) }
        })
        .collect()
}

fn account_user(line: &Line, dialect: &Dialect) -> AccountUser {
    AccountUser {
        extension: line.extension.clone(),
        // The number, not the name: two lines of one user differ in nothing else.
        label: line.extension.clone(),
        display_name: line.display_name.clone(),
        username: line.sip_username.clone(),
        password: line.sip_password.clone(),
        voicemail: dialect.voicemail.clone().filter(|_| line.has_mailbox),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::tests::{dialect, phone, shipped, site};

    fn config(model: &str, phone: &Phone) -> PhoneConfig {
        let catalogue = shipped();
        let model = catalogue.model("yealink", "t4x", model).unwrap();
        PhoneConfig::new(phone, &site(), &dialect("asterisk"), model).unwrap()
    }

    #[test]
    fn every_account_of_the_model_is_there_and_the_unused_ones_are_empty() {
        let config = config("t46s", &phone());
        assert_eq!(config.accounts.len(), 16);
        let used: Vec<u8> = config.accounts.iter().filter(|a| a.user.is_some()).map(|a| a.number).collect();
        assert_eq!(used, [1, 2]);
    }

    #[test]
    fn lines_that_the_model_does_not_have_are_left_out() {
        let mut phone = phone();
        phone.lines[1].number = 4;
        let config = config("t40g", &phone);
        assert_eq!(config.accounts.len(), 3);
        assert_eq!(config.accounts.iter().filter(|account| account.user.is_some()).count(), 1);
    }

    #[test]
    fn a_mailbox_has_a_number_and_no_mailbox_has_none() {
        let config = config("t46s", &phone());
        let voicemail = |at: usize| config.accounts[at].user.as_ref().unwrap().voicemail.clone();
        assert_eq!((voicemail(0).as_deref(), voicemail(1)), (Some("*97"), None));
    }

    #[test]
    fn languages_are_split_however_they_are_written() {
        for (text, expected) in
            [("en", ("en", "en")), ("fr-CA", ("fr", "fr-CA")), ("FR_ca", ("fr", "fr-CA")), ("", ("", ""))]
        {
            let (language, locale) = language(text);
            assert_eq!((language.as_str(), locale.as_str()), expected, "{text}");
        }
    }

    #[test]
    fn the_site_may_give_all_phones_one_administrator_password() {
        let catalogue = shipped();
        let model = catalogue.model("yealink", "t4x", "t46s").unwrap();
        let site = Site { phone_admin_password: Some(Secret::new("one-for-all")), ..site() };
        let config = PhoneConfig::new(&phone(), &site, &dialect("asterisk"), model).unwrap();
        assert_eq!(config.phone.admin_password.expose(), "one-for-all");
        assert_eq!(config.phone.user_password.expose(), "user-secret");
    }

    #[test]
    fn a_secret_is_in_no_debug_output() {
        let text = format!("{:?}", config("t46s", &phone()));
        for secret in ["Zt7mQ2pLx9Rb4WcHs6Ye", "admin-secret", "user-secret"] {
            assert!(!text.contains(secret), "{secret}");
        }
    }
}
