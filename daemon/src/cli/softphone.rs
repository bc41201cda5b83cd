//! `linekey softphone`.

use super::{Failure, Format, Place, actor, print, print_json};
use crate::{
    office::{
        now,
        softphones::{self, LinkError},
    },
    store::Store,
};

/// Set up softphones.
#[derive(clap::Subcommand)]
pub enum Softphone {
    /// Make a link by which a person's app fetches its account: good for a day and three fetches. An older one ends
    Link {
        /// Whose softphone
        #[arg(value_name = "EMAIL|EXTENSION")]
        user: String,
        /// Draw it as a QR code too
        #[arg(long)]
        qr: bool,
        /// How to print it
        #[arg(long, value_enum, default_value = "text")]
        format: Format,
    },
}

impl Softphone {
    /// Runs the command.
    pub fn run(&self, place: &Place) -> Result<(), Failure> {
        let Self::Link { user, qr, format } = self;
        link(&mut place.store()?, user, *qr, *format)
    }
}

fn link(store: &mut Store, name: &str, qr: bool, format: Format) -> Result<(), Failure> {
    let refused = |message: String| Failure::Input(Some(message));
    let found = store.find_user(name)?;
    let (user, _) = found.ok_or_else(|| refused(format!("nobody has the email or extension {name:?}")))?;
    let softphones = store.softphones(user, now())?.unwrap_or_default();
    let softphone = softphones.first().ok_or_else(|| {
        refused(format!("{name} has no softphone; give them one on their page or with the column softphone"))
    })?;
    let link = softphones::make_link(store, user, softphone.id, &actor(), now());
    let link = link.map_err(|error| match error {
        LinkError::Store(error) => error.into(),
        error => refused(error.to_string()),
    })?;
    let url = link.url.expose();
    if format == Format::Json {
        let document =
            serde_json::json!({ "url": url, "expires_at": link.expires_at, "here_only": link.here_only });
        return print_json(&document);
    }
    if link.here_only {
        eprintln!(
            "This link works on this computer only, because the box serves phones on loopback. For other devices start \
             it with --http 0.0.0.0:PORT, or set site.provisioning_url"
        );
    }
    let code = if qr { softphones::text(url).unwrap_or_default() } else { String::new() };
    print(&format!("{url}\n{code}"))
}
