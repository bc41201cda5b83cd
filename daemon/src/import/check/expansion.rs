//! Expansion modules: which, and how many.

use super::{Checker, Finding, cells::Cells, value::shown};
use crate::{
    catalogue::{ExpansionModule, Model, ModelRef},
    import::{Field, columns::fold},
};

/// What a row says of a phone's expansion modules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Modules {
    /// It has these: catalogue id and number.
    Has(String, u8),
    /// It has none.
    None,
    /// Nothing, or something that has been reported.
    Unsaid,
}

impl Modules {
    /// Those of a phone that is new.
    pub(super) fn of_new(&self) -> Option<(String, u8)> {
        match self {
            Self::Has(id, count) => Some((id.clone(), *count)),
            Self::None | Self::Unsaid => None,
        }
    }

    /// Those of a phone that has had others; what its model does not take goes.
    pub(super) fn after(&self, before: Option<&(String, u8)>, model: Option<&Model>) -> Option<(String, u8)> {
        if *self != Self::Unsaid {
            return self.of_new();
        }
        let fits = |(id, count): &&(String, u8)| {
            model.is_none_or(|model| {
                model.expansion.iter().any(|module| module.id == *id && *count <= module.max)
            })
        };
        before.filter(fits).cloned()
    }
}

/// As people write it: "exp40 x 2".
pub(super) fn modules_text((id, count): &(String, u8)) -> String {
    format!("{id} x {count}")
}

impl Checker<'_> {
    /// What the row says of the modules of its phone.
    pub(super) fn modules(&mut self, cells: &Cells<'_>, model: ModelRef<'_>) -> Modules {
        let model = model.model;
        let count = match module_count(cells) {
            Ok(count) => count,
            Err(finding) => {
                self.log.cell(cells, Field::ExpansionCount, finding);
                return Modules::Unsaid;
            }
        };
        let Some(text) = cells.text(Field::ExpansionModule) else {
            return match count {
                _ if !cells.is_blank(Field::ExpansionModule) => Modules::Unsaid,
                None if cells.is_cleared(Field::ExpansionModule) => Modules::None,
                None => Modules::Unsaid,
                Some(0) => Modules::None,
                Some(count) => self.modules_by_count(cells, model, count),
            };
        };
        let word = fold(text);
        if let Some(module) = model.expansion.iter().find(|module| fold(&module.id) == word) {
            return self.counted(cells, model, module, count.unwrap_or(1));
        }
        self.log.cell(cells, Field::ExpansionModule, unknown_module(model, text));
        Modules::Unsaid
    }

    /// A number without a module can only mean the one kind that there is.
    fn modules_by_count(&mut self, cells: &Cells<'_>, model: &Model, count: u8) -> Modules {
        match model.expansion.as_slice() {
            [] => {
                let message = format!("{} takes no expansion modules. Leave their number blank", model.name);
                let finding = Finding::error("expansion_unknown", message);
                self.log.cell(cells, Field::ExpansionCount, finding);
                Modules::Unsaid
            }
            [only] => {
                let modules = self.counted(cells, model, only, count);
                if modules != Modules::Unsaid {
                    let message = format!("The expansion module is filled in from the model: {}", only.id);
                    let finding = Finding::note("expansion_filled", message);
                    self.log.cell(cells, Field::ExpansionModule, finding);
                }
                modules
            }
            several => {
                let message = format!("{} takes {}. Write which of them it has", model.name, names(several));
                self.log.cell(cells, Field::ExpansionModule, Finding::error("expansion_unknown", message));
                Modules::Unsaid
            }
        }
    }

    fn counted(&mut self, cells: &Cells<'_>, model: &Model, module: &ExpansionModule, count: u8) -> Modules {
        if count == 0 {
            return Modules::None;
        }
        if count > module.max {
            let message = format!("{} takes {} {} at most, not {count}", model.name, module.max, module.id);
            let finding = Finding::error("expansion_count", message).suggest(Some(module.max.to_string()));
            self.log.cell(cells, Field::ExpansionCount, finding);
            return Modules::Unsaid;
        }
        Modules::Has(module.id.clone(), count)
    }

    /// Modules need a phone that they hang on.
    pub(super) fn report_modules_unused(&mut self, cells: &Cells<'_>) {
        for field in [Field::ExpansionModule, Field::ExpansionCount] {
            if cells.text(field).is_some_and(|text| text != "0") {
                let message = "There is no phone in this row, so expansion modules are left out";
                self.log.cell(cells, field, Finding::note("expansion_unused", message));
                return;
            }
        }
    }
}

fn module_count(cells: &Cells<'_>) -> Result<Option<u8>, Finding> {
    let Some(text) = cells.text(Field::ExpansionCount) else { return Ok(None) };
    let whole = super::number::without_fraction(text).unwrap_or(text);
    whole.parse().map(Some).map_err(|_| {
        let message = format!("“{}” is no number of expansion modules. Write 1, 2 or 3", shown(text));
        Finding::error("expansion_count", message)
    })
}

fn unknown_module(model: &Model, text: &str) -> Finding {
    let word = fold(text);
    let distance = |module: &&ExpansionModule| strsim::osa_distance(&word, &fold(&module.id));
    let nearest = match model.expansion.as_slice() {
        [only] => Some(only),
        several => several.iter().min_by_key(distance).filter(|near| distance(near) <= 2),
    };
    let message = if model.expansion.is_empty() {
        format!("{} takes no expansion modules. Leave {} out", model.name, shown(text))
    } else {
        format!(
            "{} takes no expansion module {}. It takes {}",
            model.name,
            shown(text),
            names(&model.expansion)
        )
    };
    Finding::error("expansion_unknown", message).suggest(nearest.map(|module| module.id.clone()))
}

fn names(modules: &[ExpansionModule]) -> String {
    modules.iter().map(|module| module.id.as_str()).collect::<Vec<_>>().join(" or ")
}
