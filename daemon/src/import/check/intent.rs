//! What a row is for: its own word in the column `action`, else the mode of the import.

use super::{Checker, Finding, cells::Cells, value::shown};
use crate::import::{Field, Mode};

/// What a row may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Intent {
    Add,
    Delete,
    Update,
}

const WORDS: [(&[&str], Intent); 3] = [
    (
        &["add", "create", "new", "ajouter", "aggiungi", "anlegen", "añadir", "neu", "nieuw", "toevoegen"],
        Intent::Add,
    ),
    (
        &[
            "change",
            "edit",
            "modify",
            "update",
            "actualizar",
            "aggiorna",
            "aktualisieren",
            "modifier",
            "wijzigen",
            "ändern",
        ],
        Intent::Update,
    ),
    (
        &[
            "delete",
            "remove",
            "borrar",
            "elimina",
            "eliminar",
            "entfernen",
            "löschen",
            "supprimer",
            "verwijderen",
        ],
        Intent::Delete,
    ),
];

impl Intent {
    pub(super) fn of(mode: Mode) -> Self {
        match mode {
            Mode::Add => Self::Add,
            Mode::Update => Self::Update,
        }
    }

    /// What the word means, in the languages of the headers; `None` for other words.
    pub(super) fn named(text: &str) -> Option<Self> {
        let word = text.to_lowercase();
        let (_, intent) = WORDS.iter().find(|(words, _)| words.contains(&word.as_str()))?;
        Some(*intent)
    }
}

/// The word that a misspelled one is most like.
fn nearest(text: &str) -> Option<&'static str> {
    let word = text.to_lowercase();
    let near = |known: &&str| strsim::osa_distance(&word, known) <= 2;
    ["add", "delete", "remove", "update"].into_iter().find(near)
}

impl Checker<'_> {
    /// What the row is for. A word that we do not know is reported.
    pub(super) fn intent(&mut self, cells: &Cells<'_>) -> Intent {
        let by_mode = Intent::of(self.mode);
        let Some(text) = cells.text(Field::Action) else { return by_mode };
        Intent::named(text).unwrap_or_else(|| {
            let message = format!("There is no action “{}”. Write add, update or delete", shown(text));
            let finding = Finding::error("action_unknown", message);
            self.log.cell(cells, Field::Action, finding.suggest(nearest(text).map(str::to_owned)));
            by_mode
        })
    }
}
