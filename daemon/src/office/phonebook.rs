//! The phonebook that phones fetch: read once for each revision, each file of it made once.

pub mod check;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::{FileError, Office};
use crate::{
    catalogue::{ModelRef, RequestedFile},
    render::{
        FileAsked, Rendered,
        phonebook::{Book, Wish},
    },
    store::{Store, StoreError},
};

/// Room for files that were made: a whole phonebook of 10,000 people has about 1.5 MB. When it is full it is emptied.
const KEPT_BYTES: usize = 8 * 1024 * 1024;

/// The phonebook of one revision.
#[derive(Default)]
pub(super) struct Shelf {
    content: Mutex<Content>,
    /// Held while the people are read, so that phones that ask together after a change read them once.
    reading: Mutex<()>,
}

#[derive(Default)]
struct Content {
    revision: i64,
    book: Option<Arc<Book>>,
    files: HashMap<Key, Arc<Rendered>>,
    bytes: usize,
}

/// All that two files can differ by within a revision.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Key {
    brand: String,
    pattern: String,
    model: Option<(String, String)>,
    name: String,
    query: Vec<(String, String)>,
}

impl Office {
    /// The phonebook in the form that these phones read, or the part of it that one asks for; `None` where the site has
    /// none for its phones.
    pub(super) fn phonebook_file(
        &self,
        store: &mut Store,
        file: &RequestedFile<'_>,
        model: Option<ModelRef<'_>>,
        asked: &FileAsked,
    ) -> Result<Option<Arc<Rendered>>, FileError> {
        // Read before the data: should a change come in between, what is kept is newer than it says and goes with the
        // next look.
        let revision = store.revision()?;
        let key = Key::of(file, model, asked);
        if let Some(kept) = self.phonebook.file(revision, &key) {
            return Ok(Some(kept));
        }
        let site = store.site()?;
        if !site.wishes.phonebook {
            return Ok(None);
        }
        let book = self.phonebook(store)?;
        let base = site.provisioning_url.as_deref();
        let mut wish = Wish::of(asked, file.pattern);
        // A name of TFTP has no query, so nobody could ask for the second page.
        wish.page_size = wish.page_size.filter(|_| base.is_none_or(|base| base.starts_with("http")));
        let page = book.page(wish, &asked.name, base);
        let made = self.engine.phonebook_file(file.brand, file.pattern, model, &site, asked, &page)?;
        let made = Arc::new(made);
        self.phonebook.keep(revision, key, &made);
        Ok(Some(made))
    }

    /// Everybody in the phonebook.
    pub(super) fn phonebook(&self, store: &mut Store) -> Result<Arc<Book>, StoreError> {
        let _turn = self.phonebook.reading.lock().unwrap_or_else(PoisonError::into_inner);
        let revision = store.revision()?;
        if let Some(book) = self.phonebook.turn_to(revision).book.clone() {
            return Ok(book);
        }
        let (people, revision) = store.phonebook()?;
        let book = Arc::new(Book::new(people));
        self.phonebook.turn_to(revision).book = Some(Arc::clone(&book));
        Ok(book)
    }
}

impl Shelf {
    /// What is kept of this revision; anything of another goes.
    fn turn_to(&self, revision: i64) -> MutexGuard<'_, Content> {
        let mut content = self.content.lock().unwrap_or_else(PoisonError::into_inner);
        if content.revision != revision {
            *content = Content { revision, ..Content::default() };
        }
        content
    }

    fn file(&self, revision: i64, key: &Key) -> Option<Arc<Rendered>> {
        self.turn_to(revision).files.get(key).cloned()
    }

    fn keep(&self, revision: i64, key: Key, made: &Arc<Rendered>) {
        let mut content = self.turn_to(revision);
        let bytes = made.text.len() + key.bytes();
        if content.bytes + bytes > KEPT_BYTES {
            content.files.clear();
            content.bytes = 0;
        }
        content.bytes += bytes;
        content.files.insert(key, Arc::clone(made));
    }
}

impl Key {
    fn of(file: &RequestedFile<'_>, model: Option<ModelRef<'_>>, asked: &FileAsked) -> Self {
        Self {
            brand: file.brand.id.clone(),
            pattern: file.pattern.pattern.clone(),
            model: model.map(|found| (found.family.id.clone(), found.model.id.clone())),
            name: asked.name.clone(),
            query: asked.query.clone().into_iter().collect(),
        }
    }

    /// About its size: names and queries come from outside, and a page without anybody in it is shorter than they are.
    fn bytes(&self) -> usize {
        let query = self.query.iter().map(|(name, value)| name.len() + value.len());
        size_of::<Self>() + self.brand.len() + self.pattern.len() + self.name.len() + query.sum::<usize>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        catalogue::FileKind,
        office::testing::{Desk, user},
    };

    /// The phonebook of the first brand that has one without pages, asked for with this query.
    fn fetch(desk: &mut Desk, query: &[(&str, &str)]) -> Option<Arc<Rendered>> {
        let Desk { office, store, .. } = desk;
        let brands = office.catalogue.brands().iter();
        let mut files = brands.flat_map(|brand| brand.files.iter().map(move |pattern| (brand, pattern)));
        let (brand, pattern) =
            files.find(|(_, file)| file.kind == FileKind::Phonebook && file.page_size.is_none()).unwrap();
        let file = RequestedFile { brand, pattern, mac: None, model: None, username: None };
        let query = query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let asked = FileAsked { name: pattern.pattern.clone(), query: query.collect() };
        office.phonebook_file(store, &file, None, &asked).unwrap()
    }

    #[test]
    fn a_phonebook_is_made_once_a_revision() {
        let mut desk = Desk::new("asterisk");
        let mut form = user("Pam", "Beesly", &["2001"]);
        form.in_directory = true;
        desk.add(&form);
        let first = fetch(&mut desk, &[]).unwrap();
        assert!(first.text.contains("Pam Beesly") && first.text.contains("2001"));
        assert!(Arc::ptr_eq(&first, &fetch(&mut desk, &[]).unwrap()));
        assert!(!fetch(&mut desk, &[("search", "jim")]).unwrap().text.contains("Pam"), "another query");
        form = user("Jim", "Halpert", &["2002"]);
        form.in_directory = true;
        desk.add(&form);
        assert!(fetch(&mut desk, &[]).unwrap().text.contains("Jim Halpert"));
    }

    #[test]
    fn what_is_kept_has_a_bound() {
        let mut desk = Desk::new("asterisk");
        let made = fetch(&mut desk, &[]).unwrap();
        let large = Arc::new(Rendered { text: " ".repeat(KEPT_BYTES / 2), ..(*made).clone() });
        let shelf = Shelf::default();
        for number in 0..5 {
            let key = Key {
                brand: String::new(),
                pattern: String::new(),
                model: None,
                name: number.to_string(),
                query: Vec::new(),
            };
            shelf.keep(1, key, &large);
        }
        let content = shelf.turn_to(1);
        assert!(content.bytes <= KEPT_BYTES && content.files.len() <= 2);
    }

    #[test]
    fn words_that_phones_search_for_count_too() {
        let mut desk = Desk::new("asterisk");
        fetch(&mut desk, &[]).unwrap();
        let before = desk.office.phonebook.turn_to(desk.store.revision().unwrap()).bytes;
        let nobody = "x".repeat(200);
        let made = fetch(&mut desk, &[("search", &nobody)]).unwrap();
        let after = desk.office.phonebook.turn_to(desk.store.revision().unwrap()).bytes;
        assert!(after - before >= made.text.len() + nobody.len());
    }

    #[test]
    fn a_site_without_a_phonebook_has_none() {
        let mut desk = Desk::new("asterisk");
        assert!(fetch(&mut desk, &[]).is_some());
        let off = [("phone.phonebook".to_owned(), "off".to_owned())];
        crate::office::setting::save(&desk.office, &mut desk.store, &off, None).unwrap();
        assert!(fetch(&mut desk, &[]).is_none());
    }
}
