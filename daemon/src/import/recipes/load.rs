//! Reading `recipes/*.toml`: the shipped ones, embedded in the program, and those of the box laid over them.

use std::collections::{BTreeMap, BTreeSet};

use rust_embed::RustEmbed;
use serde::Deserialize;

use super::{From, Key, Marks, Others, Recipe, Recipes, Rule, Skip, Words};
use crate::{
    catalogue::{Contradiction, Datum, Fault, SourceFile, embedded, lay_over},
    import::{Field, columns::fold},
};

/// Why a recipe's file cannot be used.
pub type RecipeFault = Fault;

#[derive(RustEmbed)]
#[folder = "recipes/"]
struct Shipped;

/// One file, as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    name: String,
    source: String,
    #[serde(default)]
    unconfirmed: Vec<String>,
    #[serde(default)]
    key: Key,
    #[serde(default)]
    others: Others,
    recognised: Vec<MarksFile>,
    #[serde(default)]
    custom: Vec<String>,
    #[serde(default)]
    left_out: Vec<String>,
    #[serde(default)]
    column: Vec<RuleFile>,
    #[serde(default)]
    skip: Vec<SkipFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MarksFile {
    all: Vec<String>,
    #[serde(default)]
    any: Vec<String>,
    #[serde(default)]
    none: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleFile {
    field: Field,
    from: Vec<From>,
    #[serde(default)]
    values: BTreeMap<String, String>,
    otherwise: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SkipFile {
    header: String,
    #[serde(default)]
    when: BTreeSet<String>,
    #[serde(default)]
    unless: BTreeSet<String>,
    why: String,
}

impl Recipes {
    /// The recipes as shipped with the box's own files laid over them; faults of the overlay beside them.
    pub fn load(overlay: &[SourceFile]) -> Result<(Self, Vec<RecipeFault>), RecipeFault> {
        let (recipes, faults) = lay_over(&embedded::<Shipped>(), overlay)?;
        Ok((Self(recipes.into_values().collect()), faults))
    }
}

impl Datum for Recipe {
    const KIND: &'static str = "recipe";
    type File = File;

    fn from_file(id: &str, file: File) -> Result<Self, Contradiction> {
        match contradiction(&file) {
            Some(contradiction) => Err(contradiction),
            None => Ok(file.into_recipe(id.to_owned())),
        }
    }
}

/// The first key that does not go with the others, and why.
fn contradiction(file: &File) -> Option<Contradiction> {
    if file.recognised.is_empty() || file.recognised.iter().any(|marks| marks.all.is_empty()) {
        return Some(("recognised", "recognised needs headers that must all be there".to_owned()));
    }
    let mut seen = BTreeSet::new();
    if let Some(rule) = file.column.iter().find(|rule| !seen.insert(rule.field)) {
        return Some(("field", format!("{} is fed twice", rule.field.name())));
    }
    if let Some(rule) = file.column.iter().find(|rule| rule.from.is_empty()) {
        return Some(("from", format!("{} comes from nowhere", rule.field.name())));
    }
    let aimless = file.skip.iter().find(|skip| skip.when.is_empty() && skip.unless.is_empty());
    aimless.map(|_| ("header", "a row is skipped when its cell is one of these, or unless it is".to_owned()))
}

impl File {
    fn into_recipe(self, id: String) -> Recipe {
        Recipe {
            id,
            name: self.name,
            source: self.source,
            unconfirmed: self.unconfirmed,
            key: self.key,
            recognised: self.recognised.into_iter().map(MarksFile::into_marks).collect(),
            rules: self.column.into_iter().map(RuleFile::into_rule).collect(),
            custom: folded(&self.custom),
            left_out: folded(&self.left_out),
            others: self.others,
            skips: self.skip.into_iter().map(SkipFile::into_skip).collect(),
        }
    }
}

impl MarksFile {
    fn into_marks(self) -> Marks {
        Marks { all: folded(&self.all), any: folded(&self.any), none: folded(&self.none) }
    }
}

impl RuleFile {
    fn into_rule(self) -> Rule {
        let values = self.values.into_iter().map(|(word, ours)| (word.to_lowercase(), ours)).collect();
        Rule { field: self.field, from: self.from, words: Words { values, otherwise: self.otherwise } }
    }
}

impl SkipFile {
    fn into_skip(self) -> Skip {
        Skip {
            header: fold(&self.header),
            when: lower(&self.when),
            unless: lower(&self.unless),
            why: self.why,
        }
    }
}

fn folded(headers: &[String]) -> BTreeSet<String> {
    headers.iter().map(|header| fold(header)).collect()
}

fn lower(words: &BTreeSet<String>) -> BTreeSet<String> {
    words.iter().map(|word| word.to_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAST: &str = "name = \"Mine\"\nsource = \"us\"\nrecognised = [{ all = [\"a\"] }]\n";

    fn fault(text: &str) -> String {
        let overlay = [SourceFile { path: "wazo-users.toml".to_owned(), text: text.to_owned() }];
        let (recipes, faults) = Recipes::load(&overlay).unwrap();
        assert!(recipes.iter().any(|recipe| recipe.name.starts_with("Wazo")), "the shipped one serves on");
        faults[0].to_string()
    }

    #[test]
    fn every_shipped_recipe_can_be_read_and_says_where_it_is_from() {
        let (recipes, faults) = Recipes::load(&[]).unwrap();
        assert!(faults.is_empty());
        assert!(recipes.iter().count() > 8);
        assert!(recipes.iter().all(|recipe| !recipe.source.is_empty()));
    }

    #[test]
    fn the_box_can_replace_a_recipe_and_add_one() {
        for path in ["wazo-users.toml", "mine.toml"] {
            let overlay = [SourceFile { path: path.to_owned(), text: LEAST.to_owned() }];
            let (recipes, faults) = Recipes::load(&overlay).unwrap();
            assert_eq!(faults, []);
            assert_eq!(recipes.recognise(&["A".to_owned()]).unwrap().name, "Mine");
        }
    }

    #[test]
    fn a_faulty_file_is_named_with_its_line() {
        for (more, expected) in [
            (
                "[[column]]\nfield = \"emial\"\nfrom = [\"a\"]",
                "line 5: there is no field emial. Nearest: email",
            ),
            ("[[column]]\nfield = \"email\"\nfrom = [\"a[x]\"]", "line 6: [x] is no piece of a cell"),
            ("[[column]]\nfield = \"email\"\nfrom = []", "line 6: email comes from nowhere"),
            ("colour = 1", "line 4: unknown field `colour`"),
            ("[[skip]]\nheader = \"a\"\nwhy = \"x\"", "line 5: a row is skipped when"),
        ] {
            let fault = fault(&format!("{LEAST}{more}\n"));
            assert!(fault.starts_with(&format!("wazo-users.toml, {expected}")), "{fault}");
        }
    }
}
