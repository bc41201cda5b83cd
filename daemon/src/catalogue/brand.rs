//! `<brand>/brand.toml` → [`Brand`], checked.

use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

use toml::Spanned;

use super::{
    Brand, ExpansionModule, Fault, FileKind, FilePattern, Format, UserAgentPattern,
    format::{self, Formats},
    inherit::Inherited,
    pattern,
    reader::{Reader, Words},
    schema::{BrandFile, ExpansionTable, FileTable, UserAgentTable},
};

/// Most file patterns of one brand. The largest brand has about 30; more would slow down every request.
const MAX_FILES: usize = 100;

/// What a brand gives to its families.
pub(super) struct Shared {
    /// What its models may name.
    pub parts: Parts,
    /// Its defaults.
    pub defaults: Inherited,
}

/// What the models of a brand may name.
pub(super) struct Parts {
    /// Its expansion modules by id; `max` is the model's to say.
    pub modules: BTreeMap<String, ExpansionModule>,
    formats: Formats,
}

impl Parts {
    /// The format with this id.
    pub(super) fn format(&self, reader: Reader<'_>, id: &Spanned<String>) -> Result<Arc<Format>, Fault> {
        self.formats.get(id.get_ref()).cloned().ok_or_else(|| {
            let known = self.formats.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
            reader.fault(id, format!("there is no format {:?}; there are {known}", id.get_ref()))
        })
    }
}

/// Reads the brand of a folder; its families are still missing. `names` holds what the other brands are called.
pub(super) fn read(reader: Reader<'_>, folder: &str, names: &mut Words) -> Result<(Brand, Shared), Fault> {
    let file: BrandFile = reader.parse()?;
    let id = reader.id(&file.id)?;
    if id != folder {
        return Err(reader.fault(&file.id, format!("the id {id:?} must be the folder's name, {folder:?}")));
    }
    reader.claim(&file.id, &file.name, &file.aliases, names)?;
    let parts =
        Parts { modules: read_modules(reader, file.expansion)?, formats: format::read(reader, file.format)? };
    let defaults = Inherited::default().refine(reader, file.defaults, &parts)?;
    let xml = || parts.formats.get("xml").cloned();
    let format = defaults.format.clone().or_else(xml).ok_or_else(|| reader.fault_of_file("no format"))?;
    let brand = Brand {
        id,
        name: file.name.into_inner(),
        aliases: file.aliases.into_iter().map(Spanned::into_inner).collect(),
        oui: read_oui(reader, &file.oui)?,
        user_agents: read_user_agents(reader, &file.user_agent)?,
        files: read_files(reader, file.file, &parts)?,
        format,
        families: Vec::new(),
    };
    Ok((brand, Shared { parts, defaults }))
}

fn read_modules(
    reader: Reader<'_>,
    tables: Vec<ExpansionTable>,
) -> Result<BTreeMap<String, ExpansionModule>, Fault> {
    let mut modules = BTreeMap::new();
    for ExpansionTable { id: place, keys, page_keys } in tables {
        let id = reader.id(&place)?;
        if let Some(key) = page_keys.iter().find(|key| !(1..=keys).contains(*key)) {
            return Err(reader.fault(&place, format!("{id} has no key {key}, it has {keys}")));
        }
        let module = ExpansionModule { id: id.clone(), keys, max: 0, page_keys };
        if modules.insert(id.clone(), module).is_some() {
            return Err(reader.fault(&place, format!("the expansion module {id} is there twice")));
        }
    }
    Ok(modules)
}

fn read_oui(reader: Reader<'_>, prefixes: &[Spanned<String>]) -> Result<Vec<String>, Fault> {
    let mut seen = HashSet::new();
    for prefix in prefixes {
        let text = prefix.get_ref();
        if text.len() != 6 || !text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(
                reader.fault(prefix, format!("{text:?} must be six digits 0-9 or a-f, like \"00aa11\""))
            );
        }
        if !seen.insert(text) {
            return Err(reader.fault(prefix, format!("the prefix {text} is there twice")));
        }
    }
    Ok(prefixes.iter().map(|prefix| prefix.get_ref().clone()).collect())
}

fn read_user_agents(reader: Reader<'_>, tables: &[UserAgentTable]) -> Result<Vec<UserAgentPattern>, Fault> {
    tables.iter().map(|table| read_user_agent(reader, &table.regex)).collect()
}

fn read_user_agent(reader: Reader<'_>, source: &Spanned<String>) -> Result<UserAgentPattern, Fault> {
    let (regex, names) = reader.expression(source)?;
    if let Some(name) = names.iter().find(|name| !["model", "firmware", "mac"].contains(&name.as_str())) {
        return Err(reader.fault(source, format!("the group {name} is not one of model, firmware and mac")));
    }
    if !names.iter().any(|name| name == "model") {
        return Err(reader.fault(source, "the expression has no group (?<model>…)"));
    }
    Ok(UserAgentPattern { regex })
}

fn read_files(reader: Reader<'_>, tables: Vec<FileTable>, parts: &Parts) -> Result<Vec<FilePattern>, Fault> {
    let mut files: Vec<FilePattern> = Vec::new();
    for table in tables {
        let place = table.pattern.clone();
        let file = read_file(reader, table, parts)?;
        let meets = |other: &&FilePattern| meets(&file.families, &other.families);
        let twin = |other: &&FilePattern| other.pattern.eq_ignore_ascii_case(&file.pattern);
        if files.iter().filter(meets).any(|other| twin(&other)) {
            return Err(reader.fault(&place, format!("the pattern {} is there twice", file.pattern)));
        }
        if file.main && files.iter().filter(meets).any(|other| other.main) {
            return Err(reader.fault(&place, "another file is the main one already"));
        }
        files.push(file);
    }
    if files.len() > MAX_FILES {
        return Err(reader.fault_of_file(format!("a brand may have {MAX_FILES} [[file]] tables at most")));
    }
    Ok(files)
}

/// Whether some family asks for both files.
fn meets(one: &[String], other: &[String]) -> bool {
    one.is_empty() || other.is_empty() || one.iter().any(|family| other.contains(family))
}

fn read_file(reader: Reader<'_>, table: FileTable, parts: &Parts) -> Result<FilePattern, Fault> {
    let place = table.pattern.clone();
    let pattern = place.get_ref().clone();
    let regex = pattern::compile(&pattern)
        .map_err(|message| reader.fault(&place, format!("{pattern:?}: {message}")))?;
    if let Some(refusal) = refusal(&table) {
        return Err(reader.fault(&place, format!("{pattern:?}: {refusal}")));
    }
    if let Some(of) = &table.of {
        pattern::compile(of.get_ref())
            .map_err(|message| reader.fault(of, format!("{:?}: {message}", of.get_ref())))?;
    }
    Ok(FilePattern {
        pattern,
        kind: table.kind,
        template: table.template.map(|path| reader.template(path)).transpose()?,
        format: table.format.map(|id| parts.format(reader, &id)).transpose()?,
        families: table.families.into_iter().map(Spanned::into_inner).collect(),
        main: table.main,
        of: table.of.map(Spanned::into_inner),
        search_word: table.search_word,
        page_size: table.page_size,
        regex,
    })
}

/// What speaks against the table, as a sentence.
fn refusal(table: &FileTable) -> Option<&'static str> {
    let pattern = table.pattern.get_ref();
    let is_rendered = matches!(table.kind, FileKind::Boot | FileKind::Common | FileKind::Phonebook);
    let names_template = is_rendered || table.kind == FileKind::Device;
    let is_plain_but_mac = || !pattern.replacen("{mac}", "", 1).replacen("{MAC}", "", 1).contains('{');
    if is_rendered && table.template.is_none() {
        Some("a boot, common or phonebook file needs a template")
    } else if !names_template && table.template.is_some() {
        Some("a file of this kind is not made by a template")
    } else if table.main && (table.kind != FileKind::Device || !is_plain_but_mac()) {
        Some("the main file must be of kind device, its name made of {mac} and plain text only")
    } else if (table.kind == FileKind::Checksum) != table.of.is_some() {
        Some("a checksum, and nothing else, says of which file it is: of = \"{mac}.conf\"")
    } else {
        None
    }
}
