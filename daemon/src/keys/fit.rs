//! How many of a device's keys its model has, and where they are.

use crate::catalogue::{ExpansionModule, Model};

/// What of a list of keys a model can show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fit {
    /// Keys that will be rendered.
    pub fitting: Vec<u16>,
    /// Keys that are kept but not rendered.
    pub beyond: Vec<u16>,
}

/// Where a key number is on the phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// The key's number as people count it, from 1, running on over the modules.
    pub number: u16,
    /// Expansion module, from 1; 0 is the phone itself.
    pub module: u8,
    /// The phone's other keys by their name, `memorykey`; `None` is its line keys, or a module's keys.
    pub bank: Option<&'a str>,
    /// The key's number on the phone or on its module, from 1.
    pub key: u16,
}

/// Sorts key numbers into those that the model (with its attached expansion modules) has and those that it has not.
/// Numbers after the model's own keys run on over the modules.
#[must_use]
pub fn fit(keys: impl IntoIterator<Item = u16>, model: &Model, expansion: Option<(&str, u8)>) -> Fit {
    let capacity = places(model, expansion).count();
    let (fitting, beyond) = keys.into_iter().partition(|key| (1..=capacity).contains(&usize::from(*key)));
    Fit { fitting, beyond }
}

/// Every key that can be given a function, by ascending number: first the model's line keys, then its other keys that
/// take functions, then those of its attached expansion modules. Keys that turn a module's page are left out and not
/// counted.
pub fn places<'a>(model: &'a Model, expansion: Option<(&str, u8)>) -> impl Iterator<Item = Place<'a>> {
    let own = (1..=model.keys.total).map(|key| (0, None, key));
    let modules = module_places(model, expansion).map(|(module, key)| (module, None, key));
    let all = own.chain(other_places(model)).chain(modules);
    (1..=u16::MAX).zip(all).map(|(number, (module, bank, key))| Place { number, module, bank, key })
}

fn other_places(model: &Model) -> impl Iterator<Item = (u8, Option<&str>, u16)> {
    let banks = model.other_keys.iter().filter(|bank| model.keys_run_on.contains(&bank.name));
    banks.flat_map(|bank| bank.numbers.iter().map(|key| (0, Some(bank.name.as_str()), *key)))
}

/// Module and key of every free key of the attached modules; none where the model does not take such modules.
fn module_places(model: &Model, expansion: Option<(&str, u8)>) -> impl Iterator<Item = (u8, u16)> {
    let attached = expansion.and_then(|(id, modules)| {
        let module = model.expansion.iter().find(|module| module.id == id)?;
        Some((module, modules.min(module.max)))
    });
    attached.into_iter().flat_map(|(module, modules)| {
        (1..=modules).flat_map(|number| free_keys(module).map(move |key| (number, key)))
    })
}

fn free_keys(module: &ExpansionModule) -> impl Iterator<Item = u16> {
    (1..=module.keys).filter(|key| !module.page_keys.contains(key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;

    /// A T46S with an expansion module of six keys, two of which turn its page.
    fn model() -> Model {
        let catalogue = Catalogue::shipped().unwrap();
        let mut model = catalogue.model("yealink", "t4x", "t46s").unwrap().model.clone();
        model.keys.total = 3;
        model.expansion =
            vec![ExpansionModule { id: "exp6".to_owned(), keys: 6, max: 2, page_keys: vec![1, 4] }];
        model
    }

    fn fits(expansion: Option<(&str, u8)>) -> Vec<u16> {
        fit(0..20, &model(), expansion).fitting
    }

    #[test]
    fn numbers_run_on_over_other_keys_that_take_functions() {
        let catalogue = Catalogue::shipped().unwrap();
        let model = catalogue.model("yealink", "t2x", "t28p").unwrap().model;
        let places: Vec<Place<'_>> = places(model, None).collect();
        assert_eq!(places.len(), 16);
        assert_eq!(places[5], Place { number: 6, module: 0, bank: None, key: 6 });
        assert_eq!(places[6], Place { number: 7, module: 0, bank: Some("memorykey"), key: 1 });
    }

    #[test]
    fn keys_beyond_the_model_are_told_apart_and_none_is_lost() {
        let found = fit([1, 3, 4, 100], &model(), None);
        assert_eq!(found, Fit { fitting: vec![1, 3], beyond: vec![4, 100] });
    }

    #[test]
    fn modules_add_their_free_keys_as_far_as_the_model_takes_them() {
        assert_eq!(fits(None), [1, 2, 3]);
        assert_eq!(fits(Some(("exp6", 1))), (1..=7).collect::<Vec<_>>());
        assert_eq!(fits(Some(("exp6", 2))), (1..=11).collect::<Vec<_>>());
        assert_eq!(fits(Some(("exp6", 9))), fits(Some(("exp6", 2))), "more than the phone takes");
        assert_eq!(fits(Some(("exp40", 1))), [1, 2, 3], "a module that the phone does not take");
    }

    #[test]
    fn numbers_run_on_over_the_modules_and_skip_the_page_keys() {
        let places: Vec<_> = places(&model(), Some(("exp6", 2)))
            .map(|place| (place.number, place.module, place.key))
            .collect();
        let expected = [
            (1, 0, 1),
            (2, 0, 2),
            (3, 0, 3),
            (4, 1, 2),
            (5, 1, 3),
            (6, 1, 5),
            (7, 1, 6),
            (8, 2, 2),
            (9, 2, 3),
            (10, 2, 5),
            (11, 2, 6),
        ];
        assert_eq!(places, expected);
    }

    #[test]
    fn there_is_a_place_for_every_key_that_fits() {
        for expansion in [None, Some(("exp6", 1)), Some(("exp6", 2))] {
            let numbers: Vec<u16> = places(&model(), expansion).map(|place| place.number).collect();
            assert_eq!(numbers, fits(expansion));
        }
    }
}
