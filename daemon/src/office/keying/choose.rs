//! Which devices a request means.

use crate::{
    catalogue::{Brand, Catalogue, ModelRef},
    directory::{DeviceId, MacAddr},
    keys::request::{DeviceWanted, DevicesWanted, Fault, KindWanted},
    store::DeviceRow,
};

/// The devices that a request means, or a fault for each entry that means none.
pub fn choose<'a>(
    catalogue: &Catalogue,
    all: &'a [DeviceRow],
    wanted: &DevicesWanted,
) -> Result<Vec<&'a DeviceRow>, Vec<Fault>> {
    let (entries, listed) = match wanted {
        DevicesWanted::Word(_) => return Ok(all.iter().collect()),
        DevicesWanted::Kind(kind) => (&[DeviceWanted::Kind(kind.clone())][..], false),
        DevicesWanted::List(entries) => (&entries[..], true),
    };
    let meanings: Vec<Meaning<'_>> = entries.iter().map(|entry| Meaning::of(catalogue, entry)).collect();
    let nobody = |meaning: &Meaning<'_>| !all.iter().any(|device| meaning.is(device));
    let missing = meanings.iter().enumerate().filter(|(_, meaning)| nobody(meaning));
    let faults: Vec<Fault> = missing
        .map(|(at, _)| Fault {
            pointer: if listed { format!("/devices/{at}") } else { "/devices".to_owned() },
            key: None,
            why: match unknown(catalogue, &entries[at]) {
                Some(why) => format!("no device is {}: {why}", describe(&entries[at])),
                None => format!("no device is {}", describe(&entries[at])),
            },
        })
        .collect();
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(all.iter().filter(|device| meanings.iter().any(|meaning| meaning.is(device))).collect())
}

/// An entry with its words looked up in the catalogue, once for all devices.
enum Meaning<'a> {
    Kind { wanted: &'a KindWanted, brand: Option<&'a Brand>, models: Vec<ModelRef<'a>> },
    Mac(Option<String>),
}

impl<'a> Meaning<'a> {
    /// Brands and models may be written as in a spreadsheet: `SIP-T46U`.
    fn of(catalogue: &'a Catalogue, entry: &'a DeviceWanted) -> Self {
        match entry {
            DeviceWanted::Mac(text) => Self::Mac(text.parse::<MacAddr>().ok().map(|mac| mac.to_string())),
            DeviceWanted::Kind(wanted) => {
                let brand = wanted.brand.as_ref().and_then(|text| catalogue.find_brand(text));
                let models = wanted.model.as_ref().map(|text| catalogue.find_models(brand, text));
                Self::Kind { wanted, brand, models: models.unwrap_or_default() }
            }
        }
    }

    fn is(&self, device: &DeviceRow) -> bool {
        match self {
            Self::Mac(mac) => mac.is_some() && *mac == device.mac_address,
            Self::Kind { wanted, brand, models } => {
                let of_brand = brand.is_some_and(|brand| brand.id == device.brand);
                let of_model = models
                    .iter()
                    .any(|found| found.brand.id == device.brand && found.model.id == device.model);
                wanted.id.is_none_or(|id| device.id == DeviceId(id))
                    && (wanted.brand.is_none() || of_brand)
                    && wanted.family.as_ref().is_none_or(|text| text.eq_ignore_ascii_case(&device.family))
                    && (wanted.model.is_none() || of_model)
            }
        }
    }
}

/// That the catalogue does not know the brand or the model of an entry.
fn unknown(catalogue: &Catalogue, entry: &DeviceWanted) -> Option<String> {
    let DeviceWanted::Kind(kind) = entry else { return None };
    let brand = kind.brand.as_deref();
    let found = brand.map(|text| catalogue.scope(text, None, None));
    if let Some(Err(error)) = found {
        return Some(error.to_string());
    }
    let (brand, model) = (brand.and_then(|text| catalogue.find_brand(text)), kind.model.as_deref()?);
    catalogue.find_models(brand, model).is_empty().then(|| catalogue.unknown_model(brand, model).to_string())
}

fn describe(entry: &DeviceWanted) -> String {
    match entry {
        DeviceWanted::Mac(text) => text.clone(),
        DeviceWanted::Kind(KindWanted { id: Some(id), .. }) => format!("number {id} any more"),
        DeviceWanted::Kind(kind) => {
            let words = [&kind.brand, &kind.family, &kind.model];
            format!("of the kind {}", words.into_iter().flatten().cloned().collect::<Vec<_>>().join(" "))
        }
    }
}
