//! `GET /metrics`: the box in numbers, in Prometheus' text format (version 0.0.4), for whoever is logged in.

use std::{fmt::Write, sync::Arc};

use axum::{
    extract::State,
    http::{HeaderValue, header},
    response::IntoResponse,
};

use super::{Admin, problem::Problem};
use crate::store::{Counts, Store};

/// Prints the numbers.
pub async fn show(State(admin): State<Arc<Admin>>) -> Result<impl IntoResponse, Problem> {
    let text = admin.work(|_, store| text(store)).await?;
    let kind = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    Ok(([(header::CONTENT_TYPE, kind)], text))
}

fn text(store: &Store) -> Result<String, Problem> {
    let Counts { users, devices, devices_with_mac: _, devices_fetched, waiting, with_keys } =
        store.counts()?;
    let gauges = [
        ("linekey_devices", "Phones.", devices),
        ("linekey_devices_fetched", "Phones that fetched their own file at least once.", devices_fetched),
        ("linekey_devices_with_keys", "Phones with a key that is more than a line.", with_keys),
        ("linekey_inbox_devices", "Phones that asked and that nobody imported.", waiting),
        ("linekey_users", "Users.", users),
    ];
    let mut text = String::new();
    for (name, help, value) in gauges {
        // Writing to a string cannot fail.
        write!(text, "# HELP {name} {help}\n# TYPE {name} gauge\n{name} {value}\n").unwrap_or_default();
    }
    for (name, help, value) in [
        ("linekey_revision", "Changes of what phones' files can show.", store.revision()?),
        ("linekey_sightings_total", "Requests of phones that were noted.", store.last_sighting()?),
    ] {
        write!(text, "# HELP {name} {help}\n# TYPE {name} counter\n{name} {value}\n").unwrap_or_default();
    }
    let version = env!("CARGO_PKG_VERSION");
    writeln!(text, "# HELP linekey_build_info The running program.\n# TYPE linekey_build_info gauge")
        .unwrap_or_default();
    writeln!(text, "linekey_build_info{{version=\"{version}\"}} 1").unwrap_or_default();
    Ok(text)
}
