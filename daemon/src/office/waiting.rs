//! Phones that asked and that nobody imported, with what the catalogue knows of them.

use super::Office;
use crate::{
    catalogue::{Brand, ModelRef},
    store::{Store, StoreError, WaitingPhone},
};

/// A waiting phone with its brand and model, as far as they are known.
#[derive(Debug)]
pub struct Waiting<'a> {
    /// As it was seen.
    pub seen: WaitingPhone,
    /// Its brand.
    pub brand: Option<&'a Brand>,
    /// Its model.
    pub model: Option<ModelRef<'a>>,
}

/// Waiting phones, the latest first; with `with_ignored` those too that were waved away.
pub fn list<'a>(
    office: &'a Office,
    store: &Store,
    with_ignored: bool,
) -> Result<Vec<Waiting<'a>>, StoreError> {
    let phones = store.waiting_phones(with_ignored)?;
    Ok(phones.into_iter().map(|seen| recognised(office, seen)).collect())
}

/// A phone that told its model told its brand as well. Otherwise the brand is whose file it asked for, which several
/// brands may name alike: the owner of its address's prefix is surer.
fn recognised(office: &Office, seen: WaitingPhone) -> Waiting<'_> {
    let catalogue = &office.catalogue;
    let told = seen.brand.as_deref().and_then(|id| catalogue.brand(id));
    let by_prefix = catalogue.brand_of(seen.mac);
    let brand = if seen.model.is_some() { told.or(by_prefix) } else { by_prefix.or(told) };
    let model = brand.zip(seen.model.as_deref()).and_then(|(brand, word)| {
        let by_id = catalogue.models().find(|found| found.brand.id == brand.id && found.model.id == word);
        by_id.or_else(|| catalogue.model_by_own_word(brand, word))
    });
    Waiting { seen, brand, model }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        office::testing::{Desk, phone, user},
        store::{Seen, Sighting},
    };

    fn asks(desk: &mut Desk, at: i64, mac: &str, model: Option<&str>, transport: &str) {
        let sighting = Sighting {
            at,
            mac: Some(mac.into()),
            brand: Some("yealink".into()),
            model: model.map(str::to_owned),
            firmware: model.map(|_| "66.86.0.15".to_owned()),
            address: format!("10.0.0.{at}"),
            transport: transport.into(),
            file: "x.cfg".into(),
            outcome: "unknown_phone".into(),
            stage: "seen".into(),
        };
        desk.store.add_sightings(&[Seen { sighting, fetched: None }]).unwrap();
    }

    fn shown(desk: &Desk, with_ignored: bool) -> Vec<String> {
        let list = list(&desk.office, &desk.store, with_ignored).unwrap();
        let line = |waiting: &Waiting<'_>| {
            let seen = &waiting.seen;
            let model = waiting.model.map(|found| found.model.name.as_str());
            format!(
                "{} {:?} {:?} {} {} {}-{} x{} {}",
                seen.mac,
                waiting.brand.map(|brand| brand.name.as_str()),
                model.or(seen.model.as_deref()),
                seen.address,
                seen.transport,
                seen.first_at,
                seen.last_at,
                seen.count,
                seen.ignored
            )
        };
        list.iter().map(line).collect()
    }

    #[test]
    fn phones_that_nobody_imported_wait_once_each_the_latest_first() {
        let mut desk = Desk::new("asterisk");
        let first = "80:5e:c0:00:00:01";
        asks(&mut desk, 1, first, Some("T46S"), "http");
        asks(&mut desk, 2, "00:11:22:33:44:55", None, "tftp");
        asks(&mut desk, 3, "80:5e:c0:00:00:03", Some("t46s"), "http");
        asks(&mut desk, 4, "80:5e:c0:00:00:04", Some("T99Z"), "http");
        asks(&mut desk, 5, first, None, "tftp");
        let expected = [
            "80:5e:c0:00:00:01 Some(\"Yealink\") Some(\"SIP-T46S\") 10.0.0.5 tftp 1-5 x2 false",
            "80:5e:c0:00:00:04 Some(\"Yealink\") Some(\"T99Z\") 10.0.0.4 http 4-4 x1 false",
            "80:5e:c0:00:00:03 Some(\"Yealink\") Some(\"SIP-T46S\") 10.0.0.3 http 3-3 x1 false",
            "00:11:22:33:44:55 Some(\"Yealink\") None 10.0.0.2 tftp 2-2 x1 false",
        ];
        assert_eq!(shown(&desk, false), expected);

        let mac = "00:11:22:33:44:55".parse().unwrap();
        assert!(desk.store.ignore_phone(mac, 9).unwrap());
        assert!(desk.store.ignore_phone(mac, 9).unwrap());
        assert!(!desk.store.ignore_phone("001122334466".parse().unwrap(), 9).unwrap(), "it never asked");
        assert_eq!(shown(&desk, false), expected[..3]);
        assert!(shown(&desk, true)[3].ends_with("true"));
        desk.store.heed_phone(mac).unwrap();
        assert_eq!(shown(&desk, false).len(), 4);

        let pam = desk.add(&user("Pam", "Beesly", &["2001"]));
        desk.add_phone(&phone(first, "t46s", pam));
        assert_eq!(shown(&desk, true).len(), 3);
    }
}
