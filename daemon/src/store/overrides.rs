//! Parameters in the makers' words, at each level.

use aws_lc_rs::digest::{Context, SHA256};
use rusqlite::{Connection, Row, Transaction, params};

use super::{Hand, Store, StoreError, raise_revision};
use crate::directory::{DeviceId, Level, MacAddr, Override, text::hex};

/// For which phones an override is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// All.
    Site,
    /// All of a brand.
    Brand {
        /// Brand id.
        brand: String,
    },
    /// All of a family.
    Family {
        /// Brand id.
        brand: String,
        /// Family id.
        family: String,
    },
    /// All of a model.
    Model {
        /// Brand id.
        brand: String,
        /// Family id.
        family: String,
        /// Model id.
        model: String,
    },
    /// One.
    Device(DeviceId),
}

impl Scope {
    /// How many phones it is for.
    #[must_use]
    pub fn level(&self) -> Level {
        match self {
            Self::Site => Level::Site,
            Self::Brand { .. } => Level::Brand,
            Self::Family { .. } => Level::Family,
            Self::Model { .. } => Level::Model,
            Self::Device(_) => Level::Device,
        }
    }

    /// Brand, family and model id, empty where it has none, and the device.
    #[must_use]
    pub fn parts(&self) -> (&str, &str, &str, Option<DeviceId>) {
        match self {
            Self::Site => ("", "", "", None),
            Self::Brand { brand } => (brand, "", "", None),
            Self::Family { brand, family } => (brand, family, "", None),
            Self::Model { brand, family, model } => (brand, family, model, None),
            Self::Device(device) => ("", "", "", Some(*device)),
        }
    }
}

/// An override as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredOverride {
    /// For which phones it is.
    pub scope: Scope,
    /// What names the phone, where it is for one: its MAC address, or its name while that is to come.
    pub device: Option<String>,
    /// The parameter's name.
    pub parameter: String,
    /// Its value.
    pub value: String,
}

impl Store {
    /// All overrides, those for most phones first.
    pub fn overrides(&self) -> Result<Vec<StoredOverride>, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT o.level, o.brand, o.family, o.model, o.device_id, o.parameter, o.value, d.mac, d.name
             FROM raw_overrides o LEFT JOIN devices d ON d.id = o.device_id
             ORDER BY CASE o.level WHEN 'site' THEN 0 WHEN 'brand' THEN 1 WHEN 'family' THEN 2 WHEN 'model' THEN 3 ELSE 4 END,
                      o.brand, o.family, o.model, d.mac, o.device_id, o.parameter",
        )?;
        let rows = statement.query_map([], stored)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Changes whenever somebody sets or removes an override.
    pub fn overrides_version(&self) -> Result<String, StoreError> {
        version(&self.db)
    }

    /// Sets an override. [`StoreError::Changed`] where the overrides no longer have the version that is given,
    /// [`StoreError::Stale`] where anything changed since it was checked.
    pub fn set_override(
        &mut self,
        scope: &Scope,
        parameter: &str,
        value: &str,
        expected: Option<&str>,
        hand: &Hand<'_>,
    ) -> Result<(), StoreError> {
        self.change(|tx, _| {
            is_version(tx, expected)?;
            hand.is_fresh(tx)?;
            remove(tx, scope, parameter)?;
            let (brand, family, model, device) = scope.parts();
            tx.execute(
                "INSERT INTO raw_overrides (level, brand, family, model, device_id, parameter, value)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                params![
                    word(scope.level()),
                    brand,
                    family,
                    model,
                    device.map(|device| device.0),
                    parameter,
                    value
                ],
            )?;
            // Its value may be a password that somebody set in spite of the warning.
            hand.note(tx, "override_set", &format!("the parameter {parameter} was set {}", shown(scope)))?;
            raise_revision(tx).map(|_| ())
        })
    }

    /// Removes an override; whether it was there.
    pub fn remove_override(
        &mut self,
        scope: &Scope,
        parameter: &str,
        expected: Option<&str>,
        hand: &Hand<'_>,
    ) -> Result<bool, StoreError> {
        self.change(|tx, _| {
            is_version(tx, expected)?;
            if !remove(tx, scope, parameter)? {
                return Ok(false);
            }
            hand.note(
                tx,
                "override_removed",
                &format!("the parameter {parameter} was removed {}", shown(scope)),
            )?;
            raise_revision(tx)?;
            Ok(true)
        })
    }
}

/// The overrides of one phone, the nearest last.
pub(super) fn of_phone(
    tx: &Transaction<'_>,
    device: i64,
    (brand, family, model): (&str, &str, &str),
) -> Result<Vec<Override>, StoreError> {
    let mut statement = tx.prepare_cached(
        "SELECT level, parameter, value FROM raw_overrides
         WHERE level = 'site' OR (level = 'brand' AND brand = ?2) OR (level = 'family' AND brand = ?2 AND family = ?3)
            OR (level = 'model' AND brand = ?2 AND family = ?3 AND model = ?4) OR device_id = ?1
         ORDER BY CASE level WHEN 'site' THEN 0 WHEN 'brand' THEN 1 WHEN 'family' THEN 2 WHEN 'model' THEN 3 ELSE 4 END,
                  parameter",
    )?;
    let rows = statement.query_map(params![device, brand, family, model], |row| {
        Ok(Override { level: level(&row.get::<_, String>(0)?), parameter: row.get(1)?, value: row.get(2)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn stored(row: &Row<'_>) -> rusqlite::Result<StoredOverride> {
    let (brand, family, model) = (row.get(1)?, row.get(2)?, row.get(3)?);
    let scope = match level(&row.get::<_, String>(0)?) {
        Level::Site => Scope::Site,
        Level::Brand => Scope::Brand { brand },
        Level::Family => Scope::Family { brand, family },
        Level::Model => Scope::Model { brand, family, model },
        Level::Device => Scope::Device(DeviceId(row.get(4)?)),
    };
    let mac: Option<String> = row.get(7)?;
    let mac = mac.map(|bare| bare.parse::<MacAddr>().map_or(bare, |mac| mac.to_string()));
    Ok(StoredOverride { scope, device: mac.or(row.get(8)?), parameter: row.get(5)?, value: row.get(6)? })
}

fn remove(tx: &Transaction<'_>, scope: &Scope, parameter: &str) -> Result<bool, StoreError> {
    let (brand, family, model, device) = scope.parts();
    let gone = tx.execute(
        "DELETE FROM raw_overrides WHERE level = ?1 AND brand = ?2 AND family = ?3 AND model = ?4
         AND device_id IS ?5 AND parameter = ?6",
        params![word(scope.level()), brand, family, model, device.map(|device| device.0), parameter],
    )?;
    Ok(gone > 0)
}

fn is_version(tx: &Transaction<'_>, expected: Option<&str>) -> Result<(), StoreError> {
    match expected {
        Some(expected) if version(tx)? != expected => Err(StoreError::Changed),
        _ => Ok(()),
    }
}

fn version(db: &Connection) -> Result<String, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT json_array(level, brand, family, model, device_id, parameter, value) FROM raw_overrides ORDER BY id",
    )?;
    let mut rows = statement.query([])?;
    let mut hash = Context::new(&SHA256);
    while let Some(row) = rows.next()? {
        hash.update(row.get_ref(0)?.as_str().unwrap_or_default().as_bytes());
    }
    Ok(hex(&hash.finish().as_ref()[..16]))
}

/// For the history: "for all phones", "for the model acme/a/a1".
fn shown(scope: &Scope) -> String {
    match scope {
        Scope::Site => "for all phones".to_owned(),
        Scope::Brand { brand } => format!("for the brand {brand}"),
        Scope::Family { brand, family } => format!("for the family {brand}/{family}"),
        Scope::Model { brand, family, model } => format!("for the model {brand}/{family}/{model}"),
        Scope::Device(_) => "for one phone".to_owned(),
    }
}

fn word(level: Level) -> &'static str {
    match level {
        Level::Site => "site",
        Level::Brand => "brand",
        Level::Family => "family",
        Level::Model => "model",
        Level::Device => "device",
    }
}

/// The schema lets no other word in.
fn level(word: &str) -> Level {
    match word {
        "site" => Level::Site,
        "brand" => Level::Brand,
        "family" => Level::Family,
        "model" => Level::Model,
        _ => Level::Device,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        import::PlannedUser,
        store::testing::{Bench, ada, hand},
    };

    fn model() -> Scope {
        Scope::Model { brand: "yealink".into(), family: "t4x".into(), model: "t46s".into() }
    }

    #[test]
    fn a_phone_gets_the_overrides_of_its_own_levels_the_nearest_last() {
        let mut bench = Bench::new("asterisk");
        bench.add(vec![PlannedUser { devices: vec![bench.device("805ec0000001", "t46s")], ..ada() }]);
        let phone = bench.store.devices().unwrap()[0].id;
        let all = [
            (Scope::Device(phone), "a", "5"),
            (model(), "a", "4"),
            (Scope::Family { brand: "yealink".into(), family: "t4x".into() }, "a", "3"),
            (Scope::Brand { brand: "yealink".into() }, "a", "2"),
            (Scope::Site, "a", "1"),
            (Scope::Brand { brand: "acme".into() }, "a", "no"),
            (Scope::Family { brand: "yealink".into(), family: "t2x".into() }, "a", "no"),
        ];
        for (scope, parameter, value) in &all {
            let hand = hand(&bench.catalogue, &bench.dialect, bench.store.revision().unwrap());
            let before = bench.store.revision().unwrap();
            bench.store.set_override(scope, parameter, value, None, &hand).unwrap();
            assert_ne!(bench.store.revision().unwrap(), before);
        }
        let phone = bench.store.phone("805ec0000001".parse().unwrap()).unwrap().unwrap();
        let values: Vec<_> = phone.overrides.iter().map(|one| (one.level, one.value.as_str())).collect();
        let expected = [
            (Level::Site, "1"),
            (Level::Brand, "2"),
            (Level::Family, "3"),
            (Level::Model, "4"),
            (Level::Device, "5"),
        ];
        assert_eq!(values, expected);
    }

    #[test]
    fn a_change_on_an_older_list_is_refused() {
        let mut bench = Bench::new("asterisk");
        let hand = hand(&bench.catalogue, &bench.dialect, bench.store.revision().unwrap());
        let version = bench.store.overrides_version().unwrap();
        bench.store.set_override(&model(), "a", "1", Some(&version), &hand).unwrap();
        let again = bench.store.remove_override(&model(), "a", Some(&version), &hand);
        assert!(matches!(again, Err(StoreError::Changed)));
        assert!(!bench.store.remove_override(&Scope::Site, "a", None, &hand).unwrap());
        assert!(bench.store.remove_override(&model(), "a", None, &hand).unwrap());
        assert_eq!(bench.store.overrides().unwrap(), []);
    }
}
