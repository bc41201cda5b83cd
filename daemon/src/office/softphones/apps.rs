//! The account in the words of each app.
//!
//! Sources: liblinphone (`remote_provisioning.c`, `xml2lpc.c`, `account-params.cpp`, `lpconfig.xsd`); `MicroSIP`'s
//! published source (`settings.cpp`); baresip's `docs/examples/accounts`.

use std::borrow::Cow;

use quick_xml::escape::escape;

use super::Setup;
use crate::directory::Srtp;

/// The XML that Linphone fetches. Every entry replaces what is there, so that a newer one is an update of the account.
#[must_use]
pub fn linphone(setup: &Setup) -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<config xmlns=\"http://www.linphone.org/xsds/lpconfig.xsd\">\n",
    );
    // 1: the app forgets the address once it has the account. With 0 it would ask again at every start.
    section(&mut xml, "misc", &[("transient_provisioning", "1".into())]);
    section(&mut xml, "sip", &sip_section(setup));
    section(&mut xml, "proxy_0", &proxy_section(setup));
    let login = [
        ("username", Cow::Borrowed(setup.username.as_str())),
        ("userid", setup.username.as_str().into()),
        ("passwd", setup.password.expose().into()),
        ("domain", setup.host.as_str().into()),
    ];
    section(&mut xml, "auth_info_0", &login);
    xml.push_str("</config>\n");
    xml
}

type Entries<'a> = Vec<(&'static str, Cow<'a, str>)>;

fn sip_section(setup: &Setup) -> Entries<'_> {
    let mut entries: Entries<'_> = vec![("default_proxy", "0".into())];
    if let Some(srtp) = setup.srtp {
        let word = if srtp == Srtp::Off { "none" } else { "srtp" };
        entries.push(("media_encryption", word.into()));
        let mandatory = if srtp == Srtp::Required { "1" } else { "0" };
        entries.push(("media_encryption_mandatory", mandatory.into()));
    }
    entries
}

fn proxy_section(setup: &Setup) -> Entries<'_> {
    let transport = setup.transport();
    let mut entries: Entries<'_> = vec![
        ("reg_proxy", format!("sip:{};transport={transport}", setup.server()).into()),
        ("reg_identity", format!("\"{}\" <{}>", quotable(&setup.display_name), setup.address()).into()),
        ("reg_sendregister", "1".into()),
        ("reg_expires", setup.expires.to_string().into()),
        ("publish", "0".into()),
    ];
    if let Some(proxy) = setup.proxy() {
        entries.push(("reg_route", format!("sip:{proxy};transport={transport}").into()));
    }
    if let Some(voicemail) = &setup.voicemail {
        entries.push(("voicemail_uri", setup.address_of(voicemail).into()));
        entries.push(("mwi_server_uri", setup.address().into()));
    }
    entries
}

fn section(xml: &mut String, name: &str, entries: &[(&'static str, Cow<'_, str>)]) {
    xml.extend(["  <section name=\"", name, "\">\n"]);
    for (name, value) in entries {
        let value = escape(one_line(value));
        xml.extend(["    <entry name=\"", name, "\" overwrite=\"true\">", &*value, "</entry>\n"]);
    }
    xml.push_str("  </section>\n");
}

/// The file `MicroSIP.ini`, which replaces all settings of the program. UTF-16 where a name needs it: that is what
/// Windows takes for a file of settings beyond its own code page.
#[must_use]
pub fn microsip(setup: &Setup) -> Vec<u8> {
    let text = microsip_text(setup);
    if text.is_ascii() {
        return text.into_bytes();
    }
    std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

/// The same as text.
#[must_use]
pub fn microsip_text(setup: &Setup) -> String {
    let mut values = vec![
        ("label", setup.display_name.clone()),
        ("server", setup.server()),
        ("proxy", setup.proxy().unwrap_or_default()),
        ("domain", setup.host.clone()),
        ("username", setup.username.clone()),
        ("authID", setup.username.clone()),
        ("password", setup.password.expose().to_owned()),
        ("displayName", setup.display_name.clone()),
        ("transport", setup.transport().to_owned()),
        ("registerRefresh", setup.expires.to_string()),
        ("publish", "0".to_owned()),
    ];
    match setup.srtp {
        Some(Srtp::Optional) => values.push(("SRTP", "optional".to_owned())),
        Some(Srtp::Required) => values.push(("SRTP", "mandatory".to_owned())),
        Some(Srtp::Off) => values.push(("SRTP", String::new())),
        None => {}
    }
    if let Some(voicemail) = &setup.voicemail {
        values.push(("voicemailNumber", voicemail.clone()));
    }
    let lines = values.iter().map(|(name, value)| format!("{name}={}\r\n", one_line(value)));
    format!("[Settings]\r\naccountId=1\r\n[Account1]\r\n{}", lines.collect::<String>())
}

/// The line for baresip's file `accounts`; `None` where the password holds a sign that such a line cannot carry.
#[must_use]
pub fn baresip(setup: &Setup) -> Option<String> {
    let password = setup.password.expose();
    if [password, &setup.username].iter().any(|text| text.contains([';', '"', ',', '<', '>'])) {
        return None;
    }
    let (transport, server) = (setup.transport(), setup.server());
    let user = super::setup::in_address(&setup.username);
    let mut line = format!(
        "\"{}\" <sip:{user}@{server};transport={transport}>;auth_user={};auth_pass={password};regint={}",
        quotable(&setup.display_name),
        setup.username,
        setup.expires
    );
    if let Some(proxy) = setup.proxy() {
        line.extend([";outbound=\"sip:", &*proxy, ";transport=", transport, "\""]);
    }
    match setup.srtp {
        Some(Srtp::Optional) => line.push_str(";mediaenc=srtp"),
        Some(Srtp::Required) => line.push_str(";mediaenc=srtp-mand"),
        Some(Srtp::Off) | None => {}
    }
    if setup.voicemail.is_some() {
        line.push_str(";mwi=yes");
    }
    Some(one_line(&line))
}

/// A name between double quotes, without those that would end it.
fn quotable(name: &str) -> String {
    name.chars().filter(|sign| !matches!(sign, '"' | '\\')).collect()
}

/// Nothing may begin a line of its own.
fn one_line(text: &str) -> String {
    text.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).collect()
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::directory::{Secret, Transport};

    fn setup() -> Setup {
        Setup {
            extension: "2001".to_owned(),
            display_name: "Ann \"A\" <Lee> & Co".to_owned(),
            username: "u2001".to_owned(),
            password: Secret::new("Zt7mQ2pLx9Rb&4Wc"),
            host: "pbx.example.com".to_owned(),
            port: 5060,
            transport: Transport::Tcp,
            outbound_proxy: Some(("proxy.example.com".to_owned(), 5070)),
            expires: 300,
            voicemail: Some("*97".to_owned()),
            srtp: Some(Srtp::Required),
        }
    }

    /// An account of which nothing more is known.
    fn plain() -> Setup {
        Setup {
            port: 0,
            transport: Transport::Udp,
            outbound_proxy: None,
            voicemail: None,
            srtp: None,
            ..setup()
        }
    }

    #[test]
    fn linphone_gets_an_account_whose_every_entry_replaces_what_was_there() {
        expect![[r#"
            <?xml version="1.0" encoding="UTF-8"?>
            <config xmlns="http://www.linphone.org/xsds/lpconfig.xsd">
              <section name="misc">
                <entry name="transient_provisioning" overwrite="true">1</entry>
              </section>
              <section name="sip">
                <entry name="default_proxy" overwrite="true">0</entry>
                <entry name="media_encryption" overwrite="true">srtp</entry>
                <entry name="media_encryption_mandatory" overwrite="true">1</entry>
              </section>
              <section name="proxy_0">
                <entry name="reg_proxy" overwrite="true">sip:pbx.example.com:5060;transport=tcp</entry>
                <entry name="reg_identity" overwrite="true">&quot;Ann A &lt;Lee&gt; &amp; Co&quot; &lt;sip:u2001@pbx.example.com&gt;</entry>
                <entry name="reg_sendregister" overwrite="true">1</entry>
                <entry name="reg_expires" overwrite="true">300</entry>
                <entry name="publish" overwrite="true">0</entry>
                <entry name="reg_route" overwrite="true">sip:proxy.example.com:5070;transport=tcp</entry>
                <entry name="voicemail_uri" overwrite="true">sip:*97@pbx.example.com</entry>
                <entry name="mwi_server_uri" overwrite="true">sip:u2001@pbx.example.com</entry>
              </section>
              <section name="auth_info_0">
                <entry name="username" overwrite="true">u2001</entry>
                <entry name="userid" overwrite="true">u2001</entry>
                <entry name="passwd" overwrite="true">Zt7mQ2pLx9Rb&amp;4Wc</entry>
                <entry name="domain" overwrite="true">pbx.example.com</entry>
              </section>
            </config>
        "#]]
        .assert_eq(&linphone(&setup()));
        let bare = linphone(&plain());
        assert!(bare.contains(">sip:pbx.example.com;transport=udp<"));
        for word in ["media_encryption", "reg_route", "voicemail_uri", "mwi_server_uri"] {
            assert!(!bare.contains(word), "{word}");
        }
    }

    #[test]
    fn microsip_gets_its_ini() {
        expect![[r#"
            [Settings]
            accountId=1
            [Account1]
            label=Ann "A" <Lee> & Co
            server=pbx.example.com:5060
            proxy=proxy.example.com:5070
            domain=pbx.example.com
            username=u2001
            authID=u2001
            password=Zt7mQ2pLx9Rb&4Wc
            displayName=Ann "A" <Lee> & Co
            transport=tcp
            registerRefresh=300
            publish=0
            SRTP=mandatory
            voicemailNumber=*97
        "#]]
        .assert_eq(&microsip_text(&setup()).replace("\r\n", "\n"));
        let wide = microsip(&Setup { display_name: "Zoë".to_owned(), ..setup() });
        assert!(wide.starts_with(&[0xff, 0xfe, b'[', 0]));
        let hostile = Setup { display_name: "x\r\npassword=y".to_owned(), ..plain() };
        assert!(!microsip_text(&hostile).contains("\npassword=y"));
    }

    #[test]
    fn baresip_gets_one_line_or_none() {
        expect![[r#""Ann A <Lee> & Co" <sip:u2001@pbx.example.com:5060;transport=tcp>;auth_user=u2001;auth_pass=Zt7mQ2pLx9Rb&4Wc;regint=300;outbound="sip:proxy.example.com:5070;transport=tcp";mediaenc=srtp-mand;mwi=yes"#]]
        .assert_eq(&baresip(&setup()).unwrap());
        for password in ["a;b", "a\"b"] {
            assert_eq!(baresip(&Setup { password: Secret::new(password), ..setup() }), None);
        }
    }
}
