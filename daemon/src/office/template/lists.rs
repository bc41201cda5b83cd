//! What the drop-downs offer: a hidden sheet, and formulas that find the right part of it.
//!
//! A list that depends on another cell is found by its name in a column of names, not by a defined name: “AX series” or a
//! brand that begins with a digit could be none.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::columns::{Choice, TemplateColumn};
use crate::catalogue::{Brand, Catalogue};

/// The sheet.
const LISTS: &str = "Lists";

/// Part of a long column: its name, the row where it begins and how many rows it has.
struct Part {
    name: String,
    from: usize,
    count: usize,
}

/// The columns of the hidden sheet.
#[derive(Default)]
pub struct Lists {
    /// A, B, C: brands, and where their families are in D.
    brands: Vec<Part>,
    /// D.
    families: Vec<String>,
    /// E, F, G: "brand|family", and where their models are in H. Without a family all of the brand, without both all.
    groups: Vec<Part>,
    /// H.
    models: Vec<String>,
    /// I.
    modules: Vec<String>,
}

impl Lists {
    pub fn of(catalogue: &Catalogue) -> Self {
        let mut lists = Self::default();
        for brand in catalogue.brands() {
            lists.add(brand);
        }
        let count = lists.models.len();
        lists.groups.push(Part { name: "|".to_owned(), from: 0, count });
        lists.modules.sort();
        lists.modules.dedup();
        lists
    }

    fn add(&mut self, brand: &Brand) {
        let (families, models) = (self.families.len(), self.models.len());
        for family in &brand.families {
            let from = self.models.len();
            self.families.push(family.name.clone());
            self.models.extend(family.models.iter().map(|model| model.name.clone()));
            let name = format!("{}|{}", brand.name, family.name);
            self.groups.push(Part { name, from, count: self.models.len() - from });
            let modules = family.models.iter().flat_map(|model| &model.expansion);
            self.modules.extend(modules.map(|module| module.id.clone()));
        }
        let name = brand.name.clone();
        self.brands.push(Part { name, from: families, count: self.families.len() - families });
        let name = format!("{}|", brand.name);
        self.groups.push(Part { name, from: models, count: self.models.len() - models });
    }

    /// An example from the catalogue; `None` for columns that it knows nothing of.
    pub fn example(&self, column: &TemplateColumn) -> Option<&str> {
        let first = match column.choice {
            Choice::Brand => self.brands.first().map(|brand| &brand.name),
            Choice::Family => self.families.first(),
            Choice::Model => self.models.first(),
            _ => None,
        };
        first.map(String::as_str)
    }

    /// Formula of the brands.
    pub fn brands(&self) -> String {
        column("A", self.brands.len())
    }

    /// Formula of the expansion modules.
    pub fn modules(&self) -> String {
        column("I", self.modules.len())
    }

    /// Formula of the families of the brand in a cell.
    pub fn families(&self, brand: &str) -> String {
        part("D", ["A", "B", "C"], brand, self.brands.len())
    }

    /// Formula of the models of brand and family in two cells; the family may be blank.
    pub fn models(&self, brand: &str, family: &str) -> String {
        part("H", ["E", "F", "G"], &format!("{brand}&\"|\"&{family}"), self.groups.len())
    }

    pub fn write(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        sheet.set_name(LISTS)?.set_hidden(true);
        write_parts(sheet, 0, "Brand", &self.brands)?;
        write_column(sheet, 3, "Family", &self.families)?;
        write_parts(sheet, 4, "Brand and family", &self.groups)?;
        write_column(sheet, 7, "Model", &self.models)?;
        write_column(sheet, 8, "Expansion", &self.modules)
    }
}

/// A column of the sheet below its title.
fn column(letter: &str, count: usize) -> String {
    format!("{LISTS}!${letter}$2:${letter}${}", count.max(1) + 1)
}

/// The part of column `list` that `wanted` names: looked up among names, begins and counts.
fn part(list: &str, [names, from, counts]: [&str; 3], wanted: &str, count: usize) -> String {
    let found = format!("MATCH({wanted},{},0)", column(names, count));
    let of = |letter| format!("INDEX({},{found})", column(letter, count));
    format!("OFFSET({LISTS}!${list}$2,{},0,{},1)", of(from), of(counts))
}

fn write_parts(sheet: &mut Worksheet, place: u16, title: &str, parts: &[Part]) -> Result<(), XlsxError> {
    sheet.write_string(0, place, title)?.write_string(0, place + 1, "from")?.write_string(
        0,
        place + 2,
        "count",
    )?;
    for (row, part) in (1..).zip(parts) {
        sheet.write_string(row, place, &part.name)?;
        sheet.write_number(row, place + 1, number(part.from))?.write_number(
            row,
            place + 2,
            number(part.count),
        )?;
    }
    Ok(())
}

fn write_column(sheet: &mut Worksheet, place: u16, title: &str, cells: &[String]) -> Result<(), XlsxError> {
    sheet.write_string(0, place, title)?;
    for (row, cell) in (1..).zip(cells) {
        sheet.write_string(row, place, cell)?;
    }
    Ok(())
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
