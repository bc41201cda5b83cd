//! The pages behind a link: which app, and what each takes. They need no script and load nothing.

use quick_xml::escape::escape;

use super::{Setup, apps::baresip, qr};
use crate::{directory::Site, store::LinkState};

/// Narrow screens first; colours as the reader's system has them.
const STYLE: &str = "\
:root{color-scheme:light dark;font:17px/1.5 system-ui,sans-serif}\
body{max-width:32rem;margin:0 auto;padding:1rem}\
h1{font-size:1.4rem;line-height:1.25}h2{font-size:1.1rem;margin:2rem 0 .5rem}\
p{margin:.5rem 0}small{opacity:.8}\
a.button,button{display:block;box-sizing:border-box;width:100%;padding:.8rem;border:0;border-radius:.5rem;\
background:#0b57d0;color:#fff;font:inherit;text-align:center;text-decoration:none}\
svg{display:block;width:min(100%,16rem);margin:1rem auto;border-radius:.5rem}\
code,pre,dd{font-family:ui-monospace,monospace;overflow-wrap:anywhere;white-space:pre-wrap;user-select:all}\
pre{padding:.8rem;border:1px solid;border-radius:.5rem}\
dt{opacity:.8;margin-top:.8rem}dd{margin:0;font-size:1.1rem}";

/// The sentences of these pages in one language.
struct Words {
    language: &'static str,
    title: &'static str,
    intro: &'static str,
    left: fn(u32, i64) -> String,
    linphone: &'static str,
    linphone_button: &'static str,
    linphone_code: &'static str,
    linphone_hand: &'static str,
    linphone_plain: &'static str,
    microsip: &'static str,
    microsip_about: &'static str,
    microsip_button: &'static str,
    baresip: &'static str,
    baresip_about: &'static str,
    baresip_button: &'static str,
    baresip_line: &'static str,
    baresip_cannot: &'static str,
    other: &'static str,
    other_about: &'static str,
    other_button: &'static str,
    sheet: &'static str,
    sheet_about: &'static str,
    sheet_mobile: &'static str,
    server: &'static str,
    port: &'static str,
    port_found: &'static str,
    transport: &'static str,
    proxy: &'static str,
    username: &'static str,
    auth_name: &'static str,
    password: &'static str,
    display_name: &'static str,
    voicemail: &'static str,
}

const ENGLISH: Words = Words {
    language: "en",
    title: "Set up your softphone",
    intro: "Choose your app. Whoever has this page's address can take your phone account, so show it to nobody.",
    left: |fetches, hours| {
        format!(
            "This page is good for {} and {}. Opening it costs nothing.",
            count(i64::from(fetches), "fetch", "fetches"),
            count(hours, "hour", "hours")
        )
    },
    linphone: "Linphone (Android, iPhone, Windows, Mac, Linux)",
    linphone_button: "Set up Linphone on this device",
    linphone_code: "Or scan this code from within Linphone on your phone: on its first screens choose remote provisioning \
        and the QR code.",
    linphone_hand: "Or type this address in Linphone under Settings, Advanced, Remote provisioning:",
    linphone_plain: "On an iPhone the button works with https only: scan the code there. Be in the office's network.",
    microsip: "MicroSIP (Windows)",
    microsip_about: "Put the file MicroSIP.ini into the folder %APPDATA%\\MicroSIP of a fresh installation before its \
        first start. It replaces all settings.",
    microsip_button: "Download MicroSIP.ini",
    baresip: "baresip (Linux)",
    baresip_about: "One line for the file ~/.baresip/accounts.",
    baresip_button: "Show the line",
    baresip_line: "Add this line to ~/.baresip/accounts:",
    baresip_cannot: "The password holds a sign that this file cannot carry. Ask for a new password.",
    other: "Any other app",
    other_about: "Groundwire, Zoiper, Bria, Sipnetic and all others are set up by hand. A code that only names an \
        address makes them place a call and sets up nothing.",
    other_button: "Show what to type",
    sheet: "Your phone account",
    sheet_about: "Type these into your app as a new SIP account. Leave this page when you are done.",
    sheet_mobile: "Away from the office an app may miss calls: that depends on the phone system.",
    server: "Server or domain",
    port: "Port",
    port_found: "leave empty",
    transport: "Transport",
    proxy: "Outbound proxy",
    username: "User name",
    auth_name: "Authentication name",
    password: "Password",
    display_name: "Display name",
    voicemail: "Voicemail number",
};

fn count(number: i64, one: &str, many: &str) -> String {
    format!("{number} more {}", if number == 1 { one } else { many })
}

/// The words in the site's language. English stands in for all others.
fn words(_: &Site) -> &'static Words {
    &ENGLISH
}

/// The page that a browser gets: what can be had. `url` is the address of this very page as apps reach it.
pub(super) fn choice(site: &Site, token: &str, url: Option<&str>, state: LinkState, now: i64) -> String {
    let words = words(site);
    let hours = (state.expires_at - now + 3599) / 3600;
    let body = format!(
        "<h1>{}</h1><p>{}</p><p><small>{}</small></p>{}{}{}{}",
        escape(words.title),
        escape(words.intro),
        escape((words.left)(state.fetches_left, hours)),
        url.map(|url| linphone_part(words, url)).unwrap_or_default(),
        button_part(token, "microsip", [words.microsip, words.microsip_about, words.microsip_button]),
        button_part(token, "baresip", [words.baresip, words.baresip_about, words.baresip_button]),
        button_part(token, "sheet", [words.other, words.other_about, words.other_button]),
    );
    document(words, words.title, &body)
}

fn linphone_part(words: &Words, url: &str) -> String {
    let is_plain = url.starts_with("http:");
    let plain = if is_plain {
        format!("<p><small>{}</small></p>", escape(words.linphone_plain))
    } else {
        String::new()
    };
    format!(
        "<h2>{}</h2><p><a class=\"button\" href=\"linphone-config:{address}\">{}</a></p>{plain}<p>{}</p>{}<p>{}</p><p><code>{address}</code></p>",
        escape(words.linphone),
        escape(words.linphone_button),
        escape(words.linphone_code),
        qr::svg(url).unwrap_or_default(),
        escape(words.linphone_hand),
        address = escape(url),
    )
}

/// A part with a button. The button is a form, for what only opens links must not use the link up; its address is
/// relative, so that a proxy's folder stays before it.
fn button_part(token: &str, app: &str, [title, about, button]: [&str; 3]) -> String {
    format!(
        "<h2>{}</h2><p>{}</p><form method=\"post\" action=\"{}/{app}\"><button>{}</button></form>",
        escape(title),
        escape(about),
        escape(token),
        escape(button)
    )
}

/// The line for baresip.
pub(super) fn line(site: &Site, setup: &Setup) -> String {
    let words = words(site);
    let body = match baresip(setup) {
        Some(line) => format!("<p>{}</p><pre>{}</pre>", escape(words.baresip_line), escape(line)),
        None => format!("<p>{}</p>", escape(words.baresip_cannot)),
    };
    document(words, words.baresip, &format!("<h1>{}</h1>{body}", escape(words.baresip)))
}

/// Everything that any app can be set up with by hand.
pub(super) fn sheet(site: &Site, setup: &Setup) -> String {
    let words = words(site);
    let port = if setup.port == 0 { words.port_found.to_owned() } else { setup.port.to_string() };
    let rows = [
        (words.server, Some(setup.host.clone())),
        (words.port, Some(port)),
        (words.transport, Some(setup.transport().to_uppercase())),
        (words.proxy, setup.proxy()),
        (words.username, Some(setup.username.clone())),
        (words.auth_name, Some(setup.username.clone())),
        (words.password, Some(setup.password.expose().to_owned())),
        (words.display_name, Some(setup.display_name.clone())),
        (words.voicemail, setup.voicemail.clone()),
    ];
    let row = |(name, value): (&str, Option<String>)| {
        value.map(|value| format!("<dt>{}</dt><dd>{}</dd>", escape(name), escape(value))).unwrap_or_default()
    };
    let body = format!(
        "<h1>{}</h1><p>{}</p><dl>{}</dl><p><small>{}</small></p>",
        escape(words.sheet),
        escape(words.sheet_about),
        rows.map(row).concat(),
        escape(words.sheet_mobile)
    );
    document(words, words.sheet, &body)
}

fn document(words: &Words, title: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
         <meta name=\"robots\" content=\"noindex\"><title>{}</title><style>{STYLE}</style></head>\
         <body>{body}</body></html>\n",
        words.language,
        escape(title)
    )
}
