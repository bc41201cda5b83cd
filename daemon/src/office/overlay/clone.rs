//! A model made from another one.

use std::path::PathBuf;

use serde::Deserialize;
use toml::{Table, Value};
use utoipa::ToSchema;

use super::{OverlayError, Texts};
use crate::{catalogue::ModelRef, office::Office, store::Store};

/// The longest name of a model, in characters.
const MAX_NAME: usize = 80;

/// The model that is to be, and the one it is made from.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CloneModelInput)]
pub struct CloneForm {
    /// Brand id.
    pub brand: String,
    /// Family id.
    pub family: String,
    /// Model id.
    pub model: String,
    /// Id of the new one: small letters, digits, `-` and `_`.
    pub id: String,
    /// Its name for people.
    pub name: String,
}

impl Office {
    /// Adds a model that is like another one to the box's own copy of its family's file. Path of that.
    pub fn clone_model(
        &self,
        store: &mut Store,
        form: &CloneForm,
        actor: &str,
    ) -> Result<(String, PathBuf), OverlayError> {
        let (brand, family, model) = (&form.brand, &form.family, &form.model);
        let found = self.catalogue.model(brand, family, model).ok_or_else(|| {
            OverlayError::Refused(format!("the catalogue knows no model {brand}/{family}/{model}"))
        })?;
        let name = form.name.trim();
        if name.is_empty() || name.chars().count() > MAX_NAME || name.chars().any(char::is_control) {
            return Err(OverlayError::Refused(
                "say what the new model is called, in 1 to 80 letters".to_owned(),
            ));
        }
        let path = format!("{brand}/{family}.toml");
        let shown = self.shown(&Texts::read(store)?, &path)?;
        let block = block(found, shown.text(), &form.id, name).ok_or_else(|| {
            OverlayError::Refused(format!("{path} does not hold the model {model}; copy it by hand"))
        })?;
        let text = format!("{}\n\n# Made from {model}.\n{block}", shown.text().trim_end());
        let file = self.write_template(store, &path, &text, None, actor)?;
        Ok((path, file))
    }
}

/// The new model's lines. What else people and phones call the old one stays the old one's.
fn block(found: ModelRef<'_>, text: &str, id: &str, name: &str) -> Option<String> {
    let table: Table = text.parse().ok()?;
    let models = table.get("model")?.as_array()?;
    let old = models.iter().find(|model| model.get("id").and_then(Value::as_str) == Some(&found.model.id))?;
    let mut new = old.as_table()?.clone();
    new.remove("aliases");
    new.remove("user_agent");
    new.insert("id".to_owned(), id.into());
    new.insert("name".to_owned(), name.into());
    // It asks by the names that the old one asks by.
    let asks_by_model = found.brand.files.iter().any(|file| file.pattern.contains("{model}"));
    if asks_by_model && !new.contains_key("file_words") {
        let words = [&found.model.id, &found.model.name].map(|word| Value::from(word.as_str()));
        new.insert("file_words".to_owned(), Value::Array(words.to_vec()));
    }
    let models = Value::Array(vec![Value::Table(new)]);
    toml::to_string(&Table::from_iter([("model".to_owned(), models)])).ok()
}
