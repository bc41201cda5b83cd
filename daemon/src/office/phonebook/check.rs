//! The self-test: fetches the phonebook through the box's own listener, as phones do, and counts who is in it.

use std::{
    collections::{BTreeMap, HashSet},
    io::{self, Read, Write},
    net::{TcpStream, ToSocketAddrs},
    time::Duration,
};

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    catalogue::{Escape, FileKind, FilePattern, ModelRef},
    directory::{Listed, MacAddr},
    office::{Office, now},
    render::phonebook::{Book, Wish},
    serve::content::OWN_TEST_HEADER,
    store::{Store, StoreError},
};

/// How long the listener may take for a page.
const PATIENCE: Duration = Duration::from_secs(10);

/// The largest page that is read: all people that a phonebook may hold, with many numbers each.
const MAX_BYTES: u64 = 32 * 1024 * 1024;

/// Pages that are followed at most.
const MAX_PAGES: usize = 200;

/// What is said of a phonebook without anybody in it.
const NOBODY: &str =
    "no one is listed in it. Say yes in the column in_directory of an import, or on the users' pages";

/// What came of the self-test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PhonebookTest {
    /// How many people the phonebook lists.
    people: usize,
    /// What is wrong for all phones, as a sentence.
    problem: Option<String>,
    /// One entry for each phonebook file of the brands that this site has.
    brands: Vec<PhonebookOfBrand>,
}

/// What the phones of one brand get.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PhonebookOfBrand {
    /// As its maker writes it.
    brand_name: String,
    /// The model whose request was made, without its brand.
    model_name: String,
    /// The file that was asked for; `null` where nobody knows how such phones fetch one.
    file: Option<String>,
    /// How many people are in what came.
    people: usize,
    /// How many pages it came in.
    pages: usize,
    /// What is wrong, as a sentence.
    problem: Option<String>,
}

impl PhonebookTest {
    /// Whether something is wrong.
    #[must_use]
    pub fn has_problem(&self) -> bool {
        self.problem.is_some() || self.brands.iter().any(|brand| brand.problem.is_some())
    }

    /// A line for all phones and one for each brand.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let problem = self.problem.as_ref().map(|problem| format!("Phonebook: {problem}."));
        let head = problem.unwrap_or_else(|| match self.people {
            0 => format!("Phonebook: {NOBODY}."),
            some => format!("Phonebook: {} in it.", people(some)),
        });
        let brands = self.brands.iter().map(|brand| {
            let name = format!("  {} (as a {})", brand.brand_name, brand.model_name);
            match (&brand.file, &brand.problem) {
                (None, _) => format!("{name}: fetches no phonebook from this box."),
                (Some(file), Some(problem)) => format!("{name}: {file}: {problem}."),
                (Some(file), None) => format!("{name}: {file} gives {}.", people(brand.people)),
            }
        });
        std::iter::once(head).chain(brands).collect()
    }
}

fn people(count: usize) -> String {
    if count == 1 { "1 person".to_owned() } else { format!("{count} people") }
}

/// Fetches the phonebook as a phone of each brand in use would. Waits for the listener, so not for a thread that must
/// not block.
pub fn run(office: &Office, store: &mut Store) -> Result<PhonebookTest, StoreError> {
    let book = office.phonebook(store)?;
    let site = store.site()?;
    let all = book.page(Wish::default(), "", None).people;
    let mut test = PhonebookTest { people: all.len(), problem: None, brands: Vec::new() };
    if !site.wishes.phonebook {
        test.problem = Some("phones get none, because the setting phone.phonebook is off".to_owned());
        return Ok(test);
    }
    let Some(address) = store.own_url()?.as_deref().and_then(authority) else {
        test.problem =
            Some("the box has no HTTP listener to fetch it from; start linekey serve once".to_owned());
        return Ok(test);
    };
    let at = Listener { address, word: store.own_test_word(now())? };
    let phones = phones(office, store)?;
    test.brands = phones.into_iter().map(|phone| phone.test(&at, &book, &all)).collect();
    Ok(test)
}

/// Where to ask, and the word by which the box knows that it asks itself: no phone was here.
struct Listener {
    address: String,
    word: String,
}

/// `10.0.0.5:80` of `http://10.0.0.5/`.
fn authority(url: &str) -> Option<String> {
    let host = url.strip_prefix("http://")?.split('/').next()?;
    let has_port = host.rsplit_once(':').is_some_and(|(_, port)| !port.ends_with(']'));
    Some(if has_port { host.to_owned() } else { format!("{host}:80") })
}

/// A phone that stands for all that ask for the same file.
struct Asker<'a> {
    model: ModelRef<'a>,
    /// What it calls itself.
    agent: Option<String>,
    file: Option<(String, &'a FilePattern)>,
}

fn phones<'a>(office: &'a Office, store: &Store) -> Result<Vec<Asker<'a>>, StoreError> {
    let mut found: BTreeMap<(String, Option<String>), Asker<'a>> = BTreeMap::new();
    for device in store.devices()? {
        let model = office.catalogue.model(&device.brand, &device.family, &device.model);
        let Some(model) = model.filter(|found| found.model.provisioned) else { continue };
        let mac = device.mac_address.as_deref().and_then(|mac| mac.parse::<MacAddr>().ok());
        let name = mac.and_then(|mac| model.name_of(FileKind::Phonebook, mac));
        let file = name.and_then(|name| {
            let pattern = office.catalogue.file_for(model.brand, &model.family.id, &name)?.pattern;
            Some((name, pattern))
        });
        let key = (device.brand, file.as_ref().map(|(_, pattern)| pattern.pattern.clone()));
        found.entry(key).or_insert_with(|| Asker {
            model,
            agent: office.catalogue.example_agent(model),
            file,
        });
    }
    Ok(found.into_values().collect())
}

impl Asker<'_> {
    fn test(self, at: &Listener, book: &Book, all: &[&Listed]) -> PhonebookOfBrand {
        let mut result = PhonebookOfBrand {
            brand_name: self.model.brand.name.clone(),
            model_name: self.model.name_after_brand().to_owned(),
            file: self.file.as_ref().map(|(name, _)| name.clone()),
            people: 0,
            pages: 0,
            problem: None,
        };
        let Some((name, pattern)) = &self.file else { return result };
        let size = Wish { page_size: pattern.page_size, ..Wish::default() };
        let pages = book.page(size, name, None).pages.min(MAX_PAGES);
        let mut text = String::new();
        for page in 1..=pages {
            match self.page(at, name, pattern, page) {
                Ok(more) => text.push_str(&more),
                Err(problem) => result.problem = Some(problem),
            }
            if result.problem.is_some() {
                break;
            }
            result.pages = page;
        }
        result.people = count(&text, all);
        if result.problem.is_none() && result.people < all.len() {
            result.problem = Some(format!("only {} of {} came", result.people, people(all.len())));
        }
        result
    }

    /// The text of a page, or what is wrong with it.
    fn page(&self, at: &Listener, name: &str, pattern: &FilePattern, page: usize) -> Result<String, String> {
        let query = if page == 1 { String::new() } else { format!("?page={page}") };
        let path = format!("/{}{query}", name.replace(' ', "%20"));
        let (status, body) = fetch(&at.address, &path, self.agent.as_deref(), &at.word).map_err(|error| {
            format!("nobody answers at http://{}/ ({error}); is linekey serve running?", at.address)
        })?;
        if status != 200 {
            return Err(format!("the answer is {status} instead of the file; the log says why"));
        }
        let format = pattern.format.as_ref().unwrap_or(&self.model.brand.format);
        if format.escape == Escape::Xml {
            well_formed(&body)?;
        }
        Ok(String::from_utf8_lossy(&body).into_owned())
    }
}

/// How many of these people have a number that stands in the text by itself.
fn count(text: &str, all: &[&Listed]) -> usize {
    let is_number = |sign: char| sign.is_ascii_digit() || sign == '+';
    let there: HashSet<&str> = text.split(|sign| !is_number(sign)).filter(|word| !word.is_empty()).collect();
    let bare = |number: &String| number.chars().filter(|sign| is_number(*sign)).collect::<String>();
    let has = |one: &&&Listed| {
        one.extensions.iter().chain(&one.numbers).any(|number| there.contains(bare(number).as_str()))
    };
    all.iter().filter(has).count()
}

fn well_formed(body: &[u8]) -> Result<(), String> {
    let mut reader = quick_xml::Reader::from_reader(body);
    let mut depth = 0_i32;
    loop {
        match reader.read_event() {
            Ok(quick_xml::events::Event::Start(_)) => depth += 1,
            Ok(quick_xml::events::Event::End(_)) => depth -= 1,
            Ok(quick_xml::events::Event::Eof) if depth == 0 => return Ok(()),
            Ok(quick_xml::events::Event::Eof) => return Err("the XML ends before its last tag".to_owned()),
            Ok(_) => {}
            Err(error) => return Err(format!("the XML is broken: {error}")),
        }
    }
}

/// Status and body of a file, in the oldest HTTP that phones speak.
fn fetch(address: &str, path: &str, agent: Option<&str>, word: &str) -> io::Result<(u16, Vec<u8>)> {
    let to = address.to_socket_addrs()?.next().ok_or(io::ErrorKind::NotFound)?;
    let mut stream = TcpStream::connect_timeout(&to, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let agent = agent.unwrap_or("Linekey self-test");
    let head = format!(
        "GET {path} HTTP/1.0\r\nHost: {address}\r\nUser-Agent: {agent}\r\n{OWN_TEST_HEADER}: {word}\r\n\r\n"
    );
    stream.write_all(head.as_bytes())?;
    let mut answer = Vec::new();
    stream.take(MAX_BYTES).read_to_end(&mut answer)?;
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").ok_or(io::ErrorKind::InvalidData)?;
    let status =
        std::str::from_utf8(&answer[..end]).ok().and_then(|head| head.split(' ').nth(1)?.parse().ok());
    Ok((status.ok_or(io::ErrorKind::InvalidData)?, answer.split_off(end + 4)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_counted_by_numbers_that_stand_alone() {
        let person = |number: &str| Listed { extensions: vec![number.to_owned()], ..Listed::default() };
        let [ada, bob, far] = ["200", "2001", "+18005551212"].map(person);
        let all = [&ada, &bob, &far];
        assert_eq!(count("<Telephone>2001</Telephone><T n='+18005551212'/>", &all), 2);
        assert_eq!(count("200,Ada\n2001,Bob\n", &all), 2);
        assert_eq!(count("", &all), 0);
    }

    #[test]
    fn broken_xml_is_told() {
        for (xml, is_fine) in [("<a><b/>x</a>", true), ("<a><b></a>", false), ("<a>", false), ("<a>&", false)]
        {
            assert_eq!(well_formed(xml.as_bytes()).is_ok(), is_fine, "{xml}");
        }
    }

    #[test]
    fn the_listener_is_found_by_the_boxs_own_url() {
        assert_eq!(authority("http://10.0.0.5/").as_deref(), Some("10.0.0.5:80"));
        assert_eq!(authority("http://127.0.0.1:8080/").as_deref(), Some("127.0.0.1:8080"));
        assert_eq!(authority("http://[fd00::5]/").as_deref(), Some("[fd00::5]:80"));
        assert_eq!(authority("tftp://10.0.0.5/"), None);
    }
}
