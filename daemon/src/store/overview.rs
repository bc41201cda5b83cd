//! The office in numbers.

use super::{Store, StoreError};

/// How much there is of everything.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Users.
    pub users: usize,
    /// Devices.
    pub devices: usize,
    /// Devices whose MAC address is known.
    pub devices_with_mac: usize,
    /// Devices that fetched their file at least once.
    pub devices_fetched: usize,
    /// Phones that asked, that nobody imported and that nobody waved away.
    pub waiting: usize,
    /// Devices with a key that is more than one of their lines.
    pub with_keys: usize,
}

impl Store {
    /// Counts everything, at one moment.
    pub fn counts(&self) -> Result<Counts, StoreError> {
        // Sightings hold addresses with colons, everything else without.
        let mut statement = self.db.prepare_cached(
            "SELECT (SELECT count(*) FROM users),
                    (SELECT count(*) FROM devices),
                    (SELECT count(mac) FROM devices),
                    (SELECT count(*) FROM devices d WHERE EXISTS (SELECT 1 FROM fetches f WHERE f.mac = d.mac
                                                                  AND f.etag IS NOT NULL)),
                    (SELECT count(*) FROM (SELECT DISTINCT replace(mac, ':', '') AS bare FROM sightings
                                           WHERE outcome = 'unknown_phone' AND mac IS NOT NULL)
                     WHERE bare NOT IN (SELECT mac FROM ignored_phones)
                       AND NOT EXISTS (SELECT 1 FROM devices d WHERE d.mac = bare)),
                    (SELECT count(DISTINCT device_id) FROM feature_keys WHERE kind NOT IN ('line', 'none'))",
        )?;
        let counts = statement.query_row([], |row| {
            let count = |column| -> rusqlite::Result<usize> {
                Ok(usize::try_from(row.get::<_, i64>(column)?).unwrap_or(usize::MAX))
            };
            Ok(Counts {
                users: count(0)?,
                devices: count(1)?,
                devices_with_mac: count(2)?,
                devices_fetched: count(3)?,
                waiting: count(4)?,
                with_keys: count(5)?,
            })
        });
        Ok(counts?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Seen, Sighting};

    fn asked(mac: &str, outcome: &str) -> Seen {
        let sighting = Sighting {
            at: 1,
            mac: Some(mac.to_owned()),
            brand: None,
            model: None,
            firmware: None,
            address: "192.0.2.7".to_owned(),
            transport: "http".to_owned(),
            file: "x.cfg".to_owned(),
            outcome: outcome.to_owned(),
            stage: "seen".to_owned(),
        };
        Seen { sighting, fetched: None }
    }

    #[test]
    fn an_empty_office_counts_nothing() {
        assert_eq!(Store::in_memory().unwrap().counts().unwrap(), Counts::default());
    }

    #[test]
    fn a_phone_waits_once_however_often_it_asks_unless_it_was_waved_away() {
        let mut store = Store::in_memory().unwrap();
        store
            .add_sightings(&[
                asked("80:5e:c0:01:02:03", "unknown_phone"),
                asked("80:5e:c0:01:02:03", "unknown_phone"),
                asked("80:5e:c0:01:02:04", "unknown_phone"),
                asked("80:5e:c0:01:02:05", "no_such_file"),
            ])
            .unwrap();
        assert_eq!(store.counts().unwrap().waiting, 2);
        store.db.execute("INSERT INTO ignored_phones VALUES ('805ec0010204', 1)", []).unwrap();
        assert_eq!(store.counts().unwrap().waiting, 1);
    }
}
