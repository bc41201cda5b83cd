//! Which model brand, family and model mean.

use std::{collections::HashMap, rc::Rc};

use super::{Finding, cells::Cells, value::shown};
use crate::{
    catalogue::{Brand, Catalogue, ModelRef},
    import::{Field, columns::fold},
};

/// Looking for the nearest name goes through the whole catalogue, so it is done for so many misspellings only.
const MAX_NEAREST: usize = 300;

/// What the three cells mean.
#[derive(Clone, Copy)]
pub(super) enum Meaning<'a> {
    /// Something that cannot be used, which the findings say.
    Bad,
    /// A model.
    Model(ModelRef<'a>),
    /// No phone.
    Nothing,
    /// A brand or family without a model.
    Unfinished,
}

/// A meaning with what is to be said about it.
pub(super) struct Resolution<'a> {
    pub(super) meaning: Meaning<'a>,
    pub(super) findings: Vec<(Field, Finding)>,
}

/// Looks models up, each spelling once.
pub(super) struct Models<'a> {
    catalogue: &'a Catalogue,
    known: HashMap<String, Rc<Resolution<'a>>>,
    nearest_left: usize,
}

impl<'a> Models<'a> {
    pub(super) fn new(catalogue: &'a Catalogue) -> Self {
        Self { catalogue, known: HashMap::new(), nearest_left: MAX_NEAREST }
    }

    pub(super) fn resolve(&mut self, cells: &Cells<'_>) -> Rc<Resolution<'a>> {
        let fields = [Field::Brand, Field::Family, Field::Model];
        let is_bad = fields.into_iter().any(|field| cells.text(field).is_none() && !cells.is_blank(field));
        if is_bad {
            return Rc::new(Resolution { meaning: Meaning::Bad, findings: Vec::new() });
        }
        let texts = fields.map(|field| cells.text(field).unwrap_or_default());
        // A forbidden sign, so no cell holds it.
        let key = texts.join("\n");
        if let Some(known) = self.known.get(&key) {
            return Rc::clone(known);
        }
        let resolution = Rc::new(self.look_up(texts));
        self.known.insert(key, Rc::clone(&resolution));
        resolution
    }

    fn look_up(&mut self, [brand, family, model]: [&str; 3]) -> Resolution<'a> {
        let mut findings = Vec::new();
        let meaning = if model.is_empty() {
            if brand.is_empty() && family.is_empty() { Meaning::Nothing } else { Meaning::Unfinished }
        } else if brand.is_empty() {
            self.of_any_brand(family, model, &mut findings)
        } else if let Some(known) = self.catalogue.find_brand(brand) {
            self.of_brand(known, family, model, &mut findings)
        } else {
            findings.push((Field::Brand, self.unknown_brand(brand, model)));
            Meaning::Bad
        };
        if let Meaning::Model(found) = meaning {
            findings.extend(family_note(found, family));
            findings.extend(unprovisioned(found));
        }
        Resolution { meaning, findings }
    }

    fn of_any_brand(
        &mut self,
        family: &str,
        model: &str,
        findings: &mut Vec<(Field, Finding)>,
    ) -> Meaning<'a> {
        let found = self.meant(None, family, model);
        let mut brands: Vec<&str> = found.iter().map(|found| found.brand.name.as_str()).collect();
        brands.dedup();
        match (found.as_slice(), brands.as_slice()) {
            ([], _) => {
                findings.push((Field::Model, self.unknown_model(None, model)));
                Meaning::Bad
            }
            ([one], _) => {
                let message = format!("The brand is filled in from the model: {}", one.brand.name);
                findings.push((Field::Brand, Finding::note("brand_filled", message)));
                Meaning::Model(*one)
            }
            (several, [_]) => {
                findings.push((Field::Model, ambiguous(model, several)));
                Meaning::Bad
            }
            (_, brands) => {
                let message = format!(
                    "Several brands have a model {}: {}. Enter the brand",
                    shown(model),
                    brands.join(", ")
                );
                findings.push((Field::Brand, Finding::error("brand_missing", message)));
                Meaning::Bad
            }
        }
    }

    fn of_brand(
        &mut self,
        brand: &'a Brand,
        family: &str,
        model: &str,
        findings: &mut Vec<(Field, Finding)>,
    ) -> Meaning<'a> {
        let found = self.meant(Some(brand), family, model);
        match found.as_slice() {
            [one] => return Meaning::Model(*one),
            [] => findings.push(match self.catalogue.find_models(None, model).first() {
                Some(other) => (Field::Brand, wrong_brand(brand, model, other.brand)),
                None => (Field::Model, self.unknown_model(Some(brand), model)),
            }),
            several => findings.push((Field::Model, ambiguous(model, several))),
        }
        Meaning::Bad
    }

    /// The models that the cells can mean. Some catalogues (Kazoo's) call a model by its number alone, `vvx` and `450`:
    /// where the family has no model of that word, it may be the beginning of the name.
    fn meant(&self, brand: Option<&Brand>, family: &str, model: &str) -> Vec<ModelRef<'a>> {
        let found = narrowed(self.catalogue.find_models(brand, model), family);
        if family.is_empty() || found.iter().any(|found| is_family(*found, family)) {
            return found;
        }
        let joined = self.catalogue.find_models(brand, &format!("{family} {model}"));
        let of_family: Vec<_> = joined.into_iter().filter(|found| is_family(*found, family)).collect();
        if of_family.is_empty() { found } else { of_family }
    }

    fn unknown_brand(&mut self, text: &str, model: &str) -> Finding {
        let by_model = self.catalogue.find_models(None, model);
        let of_model = by_model.first().filter(|_| by_model.len() == 1).map(|found| found.brand);
        let nearest =
            of_model.or_else(|| self.may_search().then(|| self.catalogue.nearest_brand(text)).flatten());
        let name = nearest.map(|brand| brand.name.clone());
        let hint = name.as_ref().map(|name| format!(". Nearest: {name}")).unwrap_or_default();
        Finding::error("brand_unknown", format!("There is no brand {}{hint}", shown(text))).suggest(name)
    }

    fn unknown_model(&mut self, brand: Option<&Brand>, text: &str) -> Finding {
        let nearest = self.may_search().then(|| self.catalogue.nearest_model(brand, text)).flatten();
        let name = nearest.map(|found| found.model.name.clone());
        let hint = name.as_ref().map(|name| format!(". Nearest: {name}")).unwrap_or_default();
        let whose =
            brand.map_or_else(|| "No brand has a".to_owned(), |brand| format!("{} has no", brand.name));
        Finding::error("model_unknown", format!("{whose} model {}{hint}", shown(text))).suggest(name)
    }

    fn may_search(&mut self) -> bool {
        let may = self.nearest_left > 0;
        self.nearest_left = self.nearest_left.saturating_sub(1);
        may
    }
}

/// Those of the family that was named, if it narrows several to any.
fn narrowed<'a>(found: Vec<ModelRef<'a>>, family: &str) -> Vec<ModelRef<'a>> {
    if found.len() < 2 || family.is_empty() {
        return found;
    }
    let of_family: Vec<_> = found.iter().copied().filter(|found| is_family(*found, family)).collect();
    if of_family.is_empty() { found } else { of_family }
}

fn is_family(found: ModelRef<'_>, text: &str) -> bool {
    let word = fold(text);
    word == fold(&found.family.id) || word == fold(&found.family.name)
}

fn family_note(found: ModelRef<'_>, family: &str) -> Option<(Field, Finding)> {
    let (model, id) = (&found.model.name, &found.family.id);
    if family.is_empty() {
        let message = format!("The family is filled in from the model: {id}");
        return Some((Field::Family, Finding::note("family_filled", message)));
    }
    (!is_family(found, family)).then(|| {
        let message = format!("{model} belongs to family {id}, not {}; {id} is used", shown(family));
        (Field::Family, Finding::note("family_corrected", message).suggest(Some(id.clone())))
    })
}

/// A phone that is recognised only.
fn unprovisioned(found: ModelRef<'_>) -> Option<(Field, Finding)> {
    (!found.model.provisioned).then(|| {
        let name = &found.model.name;
        let message = format!("The box knows the {name} by name but can write no settings for it");
        (Field::Model, Finding::warning("model_not_provisioned", message))
    })
}

fn wrong_brand(brand: &Brand, model: &str, other: &Brand) -> Finding {
    let message = format!(
        "{} has no model {}, but {} has. Correct the brand or the model",
        brand.name,
        shown(model),
        other.name
    );
    Finding::error("brand_mismatch", message).suggest(Some(other.name.clone()))
}

fn ambiguous(model: &str, several: &[ModelRef<'_>]) -> Finding {
    let names: Vec<&str> = several.iter().take(4).map(|found| found.model.name.as_str()).collect();
    let message = format!("{} can be {}. Write which one it is", shown(model), names.join(" or "));
    Finding::error("model_ambiguous", message)
}
