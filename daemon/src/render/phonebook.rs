//! The phonebook: everybody in its order, and the part of it that a phone asks for.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::FileAsked;
use crate::{
    catalogue::FilePattern,
    directory::{Listed, folding::folded},
};

/// What stands as it is in the value of a query (RFC 3986, unreserved).
const IN_QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The same in a path.
const IN_PATH: &AsciiSet = &IN_QUERY.remove(b'/').remove(b'=').remove(b'+');

/// Everybody whom the phonebook lists.
#[derive(Debug, Default)]
pub struct Book {
    people: Vec<Person>,
    departments: Vec<String>,
}

#[derive(Debug)]
struct Person {
    listed: Listed,
    /// Department, folded.
    department: String,
    /// All that is searched, folded.
    words: String,
}

/// Which part a phone asks for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wish<'a> {
    /// Words that must all be there; empty: everybody.
    pub search: &'a str,
    /// Its people only; empty: everybody.
    pub department: &'a str,
    /// From 1.
    pub page: usize,
    /// Entries on a page; `None`: all of them.
    pub page_size: Option<u16>,
    /// What the phone calls the text that it searches for.
    pub search_word: &'a str,
}

/// A part of the phonebook.
#[derive(Debug)]
pub struct Page<'a> {
    /// In the phonebook's order.
    pub people: Vec<&'a Listed>,
    /// All departments, whatever was searched.
    pub departments: &'a [String],
    /// What was searched.
    pub search: &'a str,
    /// The department that was asked for.
    pub department: &'a str,
    /// From 1.
    pub page: usize,
    /// At least 1.
    pub pages: usize,
    /// Entries on a page.
    pub page_size: usize,
    /// People on all pages.
    pub total: usize,
    /// Where the file is fetched, without a query; `None` while the box has no address.
    pub url: Option<String>,
    search_word: &'a str,
}

impl Book {
    /// Puts people in the order that others look for them in: last name, then first name.
    #[must_use]
    pub fn new(listed: Vec<Listed>) -> Self {
        let key =
            |one: &Listed| (folded(&one.last_name), folded(&one.first_name), one.extensions.first().cloned());
        let mut listed = listed;
        listed.sort_by_cached_key(key);
        let people: Vec<Person> = listed.into_iter().map(Person::new).collect();
        Self { departments: departments(&people), people }
    }

    /// The part that is wished for. `base` is where phones find the box, with a slash at its end.
    #[must_use]
    pub fn page<'a>(&'a self, wish: Wish<'a>, name: &str, base: Option<&str>) -> Page<'a> {
        let words: Vec<String> = wish.search.split_whitespace().map(word).collect();
        let department = folded(wish.department.trim());
        let found = self.people.iter().filter(|person| {
            (department.is_empty() || person.department == department)
                && words.iter().all(|word| person.words.contains(word.as_str()))
        });
        let mut people: Vec<&Listed> = found.map(|person| &person.listed).collect();
        let total = people.len();
        let page_size = wish.page_size.map_or(total, usize::from).max(1);
        let page = wish.page.max(1);
        // A page beyond the last has nobody on it: a phone that asks on until there is nobody comes to an end.
        let before = (page - 1).saturating_mul(page_size).min(total);
        people.drain(..before);
        people.truncate(page_size);
        Page {
            people,
            departments: &self.departments,
            search: wish.search,
            department: wish.department,
            page,
            pages: total.div_ceil(page_size).max(1),
            page_size,
            total,
            url: base.map(|base| format!("{base}{}", utf8_percent_encode(name, IN_PATH))),
            search_word: wish.search_word,
        }
    }
}

impl Person {
    fn new(listed: Listed) -> Self {
        let department = folded(listed.department.trim());
        let digits = listed.numbers.iter().chain(&listed.extensions).map(|number| word(number));
        let mut words = folded(&format!("{} {}\n{department}", listed.first_name, listed.last_name));
        for number in digits {
            words.push('\n');
            words.push_str(&number);
        }
        Self { listed, department, words }
    }
}

/// A word as it is searched; of a number only its digits.
fn word(text: &str) -> String {
    let is_number = text.chars().any(|sign| sign.is_ascii_digit())
        && text.chars().all(|sign| sign.is_ascii_digit() || "+-./()".contains(sign));
    if is_number { text.chars().filter(char::is_ascii_digit).collect() } else { folded(text) }
}

/// Each once, in the spelling that comes first.
fn departments(people: &[Person]) -> Vec<String> {
    let mut known: Vec<(&str, &str)> = people
        .iter()
        .map(|person| (person.department.as_str(), person.listed.department.trim()))
        .filter(|(_, name)| !name.is_empty())
        .collect();
    known.sort_unstable();
    known.dedup_by_key(|(folded, _)| *folded);
    known.into_iter().map(|(_, name)| name.to_owned()).collect()
}

impl<'a> Wish<'a> {
    /// What the query of a request says, in the words of this file's brand or in ours: `search` or `q`, `department`,
    /// `page`. A page that is no number is the first.
    #[must_use]
    pub fn of(asked: &'a FileAsked, pattern: &'a FilePattern) -> Self {
        let of =
            |name: &str| asked.query.get(name).map(|value| value.trim()).filter(|value| !value.is_empty());
        let own = pattern.search_word.as_deref();
        let search = own.and_then(of).or_else(|| of("search")).or_else(|| of("q"));
        Self {
            search: search.unwrap_or_default(),
            department: of("department").unwrap_or_default(),
            page: of("page").and_then(|page| page.parse().ok()).unwrap_or(1),
            page_size: pattern.page_size,
            search_word: own.unwrap_or("search"),
        }
    }
}

impl Page<'_> {
    /// The address without the file's name; it ends in a slash.
    pub(super) fn folder(&self) -> Option<&str> {
        let url = self.url.as_deref()?;
        url.rfind('/').map(|slash| &url[..=slash])
    }

    /// Where the next page is; `None` on the last.
    #[must_use]
    pub fn next_url(&self) -> Option<String> {
        let url = self.url.as_deref().filter(|_| self.page < self.pages)?;
        let mut query = String::new();
        for (name, value) in [(self.search_word, self.search), ("department", self.department)] {
            if !value.is_empty() {
                query
                    .extend([name, "="].into_iter().chain(utf8_percent_encode(value, IN_QUERY)).chain(["&"]));
            }
        }
        Some(format!("{url}?{query}page={}", self.page + 1))
    }
}

#[cfg(test)]
mod tests {
    use std::{path::PathBuf, sync::LazyLock};

    use quick_xml::events::Event;

    use super::*;
    use crate::{
        catalogue::{Brand, Catalogue, Escape, FileKind},
        render::{
            Engine,
            tests::{shipped, site},
        },
    };

    fn person(first: &str, last: &str, department: &str, numbers: &[&str]) -> Listed {
        let numbers = numbers.iter().map(|number| (*number).to_owned());
        let (extensions, numbers) = numbers.partition(|number| number.len() < 6);
        let [first_name, last_name, department] = [first, last, department].map(str::to_owned);
        Listed { first_name, last_name, department, extensions, numbers }
    }

    fn book() -> Book {
        Book::new(vec![
            person("Zoë", "park", "Sales", &["2003", "+49301234567"]),
            person("Jim", "Halpert", "sales", &["2001"]),
            person("Adam", "Öz", "", &["2004"]),
            person("Ada", "Park", "Back Office", &["2002"]),
            person("Bo", "Zed", "Einkauf", &["2005"]),
        ])
    }

    fn names(wish: Wish<'_>) -> Vec<String> {
        book().page(wish, "x.xml", None).people.into_iter().map(|one| one.first_name.clone()).collect()
    }

    #[test]
    fn people_stand_by_last_name_then_first_name_whatever_the_case() {
        assert_eq!(names(Wish::default()), ["Jim", "Adam", "Ada", "Zoë", "Bo"]);
        assert_eq!(book().departments, ["Back Office", "Einkauf", "Sales"], "each once");
    }

    #[test]
    fn a_search_looks_at_name_department_and_numbers() {
        for (search, expected) in [
            ("zoe", &["Zoë"][..]),
            ("ZOË park", &["Zoë"]),
            ("park ada", &["Ada"]),
            ("oz", &["Adam"]),
            ("SALES", &["Jim", "Zoë"]),
            ("200", &["Jim", "Adam", "Ada", "Zoë", "Bo"]),
            ("+49 (30) 123", &["Zoë"]),
            ("office 2002", &["Ada"]),
            ("jimhalpert", &[]),
            ("%", &[]),
        ] {
            assert_eq!(names(Wish { search, ..Wish::default() }), expected, "{search}");
        }
        assert_eq!(names(Wish { department: "SALES", ..Wish::default() }), ["Jim", "Zoë"]);
        assert_eq!(names(Wish { department: "sale", ..Wish::default() }), [""; 0]);
    }

    #[test]
    fn pages_follow_each_other_and_end() {
        let book = book();
        let asked = FileAsked {
            query: [("department", "Bäck & Co"), ("q", "2"), ("page", "2")]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into(),
            ..FileAsked::default()
        };
        let wish =
            |page| Wish { page, page_size: Some(2), search: "200", search_word: "filter", ..Wish::default() };
        let page = book.page(wish(1), "dir/pb x.xml", Some("http://10.0.0.5/"));
        assert_eq!((page.people.len(), page.pages, page.total, page.page_size), (2, 3, 5, 2));
        assert_eq!(page.folder(), Some("http://10.0.0.5/dir/"));
        assert_eq!(page.next_url().as_deref(), Some("http://10.0.0.5/dir/pb%20x.xml?filter=200&page=2"));
        let last = book.page(wish(3), "pb.xml", Some("http://10.0.0.5/"));
        assert_eq!((last.people.len(), last.next_url()), (1, None));
        for beyond in [4, usize::MAX] {
            assert!(book.page(wish(beyond), "pb.xml", None).people.is_empty());
        }
        let wish = Wish { page_size: Some(1), ..Wish { search_word: "q", ..of(&asked) } };
        assert_eq!((wish.search, wish.page, wish.department), ("2", 2, "Bäck & Co"));
        let empty = Book::default();
        let page = empty.page(wish, "pb.xml", Some("http://10.0.0.5/"));
        assert_eq!((page.pages, page.next_url()), (1, None));
    }

    /// The first page of a brand's phonebook with these people, and whether it is XML.
    fn file(brand: &Brand, pattern: &FilePattern, book: &Book) -> (String, bool) {
        static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new(shipped()).unwrap());
        let name = pattern.pattern.replace("{MAC}", "{mac}").replace("{mac}", "000000000001");
        let asked = FileAsked { name, ..FileAsked::default() };
        let page = book.page(Wish::of(&asked, pattern), &asked.name, Some("http://10.0.0.5/"));
        let made = ENGINE.phonebook_file(brand, pattern, None, &site(), &asked, &page).unwrap();
        (made.text, made.format.escape == Escape::Xml)
    }

    fn phonebooks(catalogue: &Catalogue) -> impl Iterator<Item = (&Brand, &FilePattern)> {
        let brands = catalogue.brands().iter();
        let files = brands.flat_map(|brand| brand.files.iter().map(move |pattern| (brand, pattern)));
        files.filter(|(_, file)| file.kind == FileKind::Phonebook)
    }

    fn is_well_formed(xml: &str) -> bool {
        let mut reader = quick_xml::Reader::from_str(xml);
        let mut depth = 0;
        loop {
            match reader.read_event() {
                Ok(Event::Start(tag)) if tag.attributes().all(|found| found.is_ok()) => depth += 1,
                Ok(Event::End(_)) => depth -= 1,
                Ok(Event::Eof) => return depth == 0,
                Ok(Event::Start(_)) | Err(_) => return false,
                Ok(_) => {}
            }
        }
    }

    #[test]
    fn every_brand_s_phonebook_is_whole_whatever_people_are_called_and_whoever_is_in_it() {
        let hostile = ["</Name><x a=\"", "& <!-- --> ]]>", "Zoë, 李; \u{7f}\u{202e}\n1,2", ""];
        let people = hostile
            .iter()
            .zip(2001..)
            .map(|(name, number)| person(name, name, name, &[&number.to_string(), "+18005551212"]));
        for book in [Book::new(people.collect()), Book::default()] {
            for (brand, pattern) in phonebooks(&shipped()) {
                let (text, is_xml) = file(brand, pattern, &book);
                assert!(!is_xml || is_well_formed(&text), "{} {}: {text}", brand.id, pattern.pattern);
                for one in book.page(Wish::of(&FileAsked::default(), pattern), "", None).people {
                    assert!(
                        text.contains(&one.extensions[0]),
                        "{} lacks {}",
                        pattern.pattern,
                        one.extensions[0]
                    );
                }
            }
        }
    }

    #[test]
    fn a_phonebook_stands_as_its_maker_wants_it() {
        let catalogue = shipped();
        for (brand, pattern) in phonebooks(&catalogue) {
            let path = format!("{}/tests/golden/{}", env!("CARGO_MANIFEST_DIR"), brand.id);
            let name = pattern.pattern.replace(['{', '}', '/'], "-");
            let (text, _) = file(brand, pattern, &book());
            expect_test::expect_file![PathBuf::from(path).join(format!("phonebook-{name}"))].assert_eq(&text);
        }
    }

    /// What a query says to a brand without words of its own.
    fn of(asked: &FileAsked) -> Wish<'_> {
        static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::shipped().unwrap());
        let mut files = CATALOGUE.brands().iter().flat_map(|brand| &brand.files);
        Wish::of(asked, files.find(|file| file.search_word.is_none()).unwrap())
    }
}
