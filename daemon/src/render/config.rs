//! The neutral configuration: what a phone is to do, in nobody's words.

use super::{
    keys::{self, Key},
    timezone::{TimeZone, TimeZoneError},
};
use crate::{
    catalogue::{FileKind, MediaKind, Model, ModelRef},
    directory::{Line, MacAddr, Phone, Resync, Secret, Site, Transport, WantedFirmware, Wishes, credentials},
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
    /// The URL that phones keep asking, with a slash at its end; `None` writes nothing.
    pub provisioning_url: Option<String>,
    /// What the site is called.
    pub name: String,
    /// What phones are told besides.
    pub wishes: Wishes,
    /// The box's authority as PEM; `None` writes nothing.
    pub authority: Option<String>,
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
    /// Id of the model.
    pub model_id: String,
    /// Id of the family.
    pub family: String,
    /// Name of its main file.
    pub file: String,
    /// Password of the phone's administrator page; empty writes nothing.
    pub admin_password: Secret,
    /// Password of the phone's user level; empty writes nothing.
    pub user_password: Secret,
    /// When it asks again by itself; `None` writes nothing.
    pub resync: Option<OwnResync>,
    /// Name of its phonebook's file; `None` where it gets none.
    pub phonebook: Option<String>,
    /// Firmware that it is to have.
    pub firmware: Option<WantedFirmware>,
    /// Names of the files that it is to show and play.
    pub media: Vec<(MediaKind, Option<String>)>,
    /// Expansion modules attached.
    pub expansion: Option<(String, u8)>,
}

/// When a phone asks again by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnResync {
    /// Once a night.
    Nightly {
        /// Its own minute of the day.
        minute: u16,
        /// First minute of the window of all phones.
        from: u16,
        /// Last minute of the window; smaller than `from` where it goes over midnight.
        to: u16,
    },
    /// Never.
    Off,
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
    /// First name of the user.
    pub first_name: String,
    /// Last name of the user.
    pub last_name: String,
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
        let own = |password: &Secret| credentials::typed_on_phone(password, model.model.password_digits);
        let facts = PhoneFacts {
            mac: phone.mac.bare(),
            name: phone.name.clone(),
            model: model.model.name.clone(),
            model_id: model.model.id.clone(),
            family: model.family.id.clone(),
            file: model.main_name(phone.mac).unwrap_or_default(),
            resync: site.wishes.resync.map(|resync| own_resync(resync, phone.mac)),
            phonebook: model.name_of(FileKind::Phonebook, phone.mac).filter(|_| site.wishes.phonebook),
            firmware: phone.firmware.clone(),
            media: MediaKind::ALL.map(|kind| (kind, phone.media.get(kind.word()).cloned())).to_vec(),
            expansion: phone.expansion.clone(),
            admin_password: own(site.phone_admin_password.as_ref().unwrap_or(&phone.admin_password)),
            user_password: own(&phone.user_password),
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
            name: site.name.clone(),
            wishes: site.wishes.clone(),
            authority: site.authority.clone(),
        })
    }
}

/// Each phone its own minute of the window, always the same, so that an office's phones do not all ask at once.
fn own_resync(resync: Resync, mac: MacAddr) -> OwnResync {
    const DAY: u16 = 24 * 60;
    match resync {
        Resync::Off => OwnResync::Off,
        Resync::Nightly { from, to } => {
            let length = (to + DAY - from) % DAY;
            // FNV-1a (Fowler, Noll, Vo): the last digits alone would put phones bought together next to each other.
            let hash = mac
                .bare()
                .bytes()
                .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
            let step = u16::try_from(hash % u32::from(length.max(1))).unwrap_or_default();
            OwnResync::Nightly { minute: (from + step) % DAY, from, to }
        }
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
        first_name: line.first_name.clone(),
        last_name: line.last_name.clone(),
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
    fn a_phone_that_takes_digits_alone_gets_its_passwords_in_digits() {
        let catalogue = shipped();
        let model = catalogue.model("mitel", "mitel-69xx", "6930").unwrap();
        let config = PhoneConfig::new(&phone(), &site(), &dialect("asterisk"), model).unwrap();
        for password in [config.phone.admin_password, config.phone.user_password] {
            assert!(password.expose().parse::<u32>().is_ok(), "{}", password.expose());
        }
    }

    #[test]
    fn each_phone_asks_at_its_own_minute_of_the_night() {
        let minute =
            |mac: &str, from, to| match own_resync(Resync::Nightly { from, to }, mac.parse().unwrap()) {
                OwnResync::Nightly { minute, .. } => minute,
                OwnResync::Off => panic!("off"),
            };
        let macs: Vec<String> = (0..60).map(|at| format!("805ec00102{at:02x}")).collect();
        let minutes: Vec<u16> = macs.iter().map(|mac| minute(mac, 60, 300)).collect();
        assert!(minutes.iter().all(|minute| (60..300).contains(minute)), "{minutes:?}");
        let distinct: std::collections::BTreeSet<&u16> = minutes.iter().collect();
        assert!(distinct.len() > 40, "{distinct:?}");
        assert!(macs.iter().all(|mac| !(60..1380).contains(&minute(mac, 1380, 60))));
    }

    #[test]
    fn a_secret_is_in_no_debug_output() {
        let text = format!("{:?}", config("t46s", &phone()));
        for secret in ["Zt7mQ2pLx9Rb4WcHs6Ye", "admin-secret", "user-secret"] {
            assert!(!text.contains(secret), "{secret}");
        }
    }
}
