//! `<brand>/brand.toml` → [`Brand`], checked.

use std::collections::{BTreeMap, HashSet};

use regex::Regex;
use toml::Spanned;

use super::{
    Brand, ExpansionModule, Fault, FileKind, FilePattern, UserAgentPattern,
    inherit::Inherited,
    pattern,
    reader::{Reader, Words},
    schema::{BrandFile, ExpansionTable, FileTable, UserAgentTable},
};

/// Most file patterns of one brand. The largest brand has about 30; more would slow down every request.
const MAX_FILES: usize = 100;

/// What a brand gives to its families.
pub(super) struct Shared {
    /// Its expansion modules by id; `max` is the model's to say.
    pub modules: BTreeMap<String, ExpansionModule>,
    /// Its defaults.
    pub defaults: Inherited,
}

/// Reads the brand of a folder; its families are still missing. `names` holds what the other brands are called.
pub(super) fn read(reader: Reader<'_>, folder: &str, names: &mut Words) -> Result<(Brand, Shared), Fault> {
    let file: BrandFile = reader.parse()?;
    let id = reader.id(&file.id)?;
    if id != folder {
        return Err(reader.fault(&file.id, format!("the id {id:?} must be the folder's name, {folder:?}")));
    }
    reader.claim(&file.id, &file.name, &file.aliases, names)?;
    let modules = read_modules(reader, file.expansion)?;
    let defaults = Inherited::default().refine(reader, file.defaults, &modules)?;
    let brand = Brand {
        id,
        name: file.name.into_inner(),
        aliases: file.aliases.into_iter().map(Spanned::into_inner).collect(),
        oui: read_oui(reader, &file.oui)?,
        user_agents: read_user_agents(reader, &file.user_agent)?,
        files: read_files(reader, file.file)?,
        families: Vec::new(),
    };
    Ok((brand, Shared { modules, defaults }))
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
    // The engine's message shows the expression over several lines; its last line says what is wrong.
    let regex = Regex::new(source.get_ref()).map_err(|error| {
        let text = error.to_string();
        reader.fault(source, format!("the expression is wrong: {}", text.lines().last().unwrap_or_default()))
    })?;
    let names: Vec<&str> = regex.capture_names().flatten().collect();
    if let Some(name) = names.iter().find(|name| !["model", "firmware", "mac"].contains(name)) {
        return Err(reader.fault(source, format!("the group {name} is not one of model, firmware and mac")));
    }
    if !names.contains(&"model") {
        return Err(reader.fault(source, "the expression has no group (?<model>…)"));
    }
    Ok(UserAgentPattern { regex })
}

fn read_files(reader: Reader<'_>, tables: Vec<FileTable>) -> Result<Vec<FilePattern>, Fault> {
    let mut files: Vec<FilePattern> = Vec::new();
    for table in tables {
        let place = table.pattern.clone();
        let file = read_file(reader, table)?;
        if files.iter().any(|other| other.pattern.eq_ignore_ascii_case(&file.pattern)) {
            return Err(reader.fault(&place, format!("the pattern {} is there twice", file.pattern)));
        }
        if file.main && files.iter().any(|other| other.main) {
            return Err(reader.fault(&place, "another file is the main one already"));
        }
        files.push(file);
    }
    if files.len() > MAX_FILES {
        return Err(reader.fault_of_file(format!("a brand may have {MAX_FILES} [[file]] tables at most")));
    }
    if files.iter().any(|file| file.main) {
        return Ok(files);
    }
    Err(reader.fault_of_file("no [[file]] says main = true"))
}

fn read_file(reader: Reader<'_>, table: FileTable) -> Result<FilePattern, Fault> {
    let FileTable { pattern: place, kind, template, main } = table;
    let pattern = place.get_ref().clone();
    let regex = pattern::compile(&pattern)
        .map_err(|message| reader.fault(&place, format!("{pattern:?}: {message}")))?;
    let rendered = matches!(kind, FileKind::Boot | FileKind::Common);
    let refusal = if rendered && template.is_none() {
        Some("a boot or common file needs a template")
    } else if !rendered && template.is_some() {
        Some(
            "only boot and common files name a template here; a device's file is made by its model's template",
        )
    } else if kind == FileKind::Device && !pattern.contains("{mac}") {
        Some("a device's file name must hold {mac}")
    } else if main && (kind != FileKind::Device || pattern.replacen("{mac}", "", 1).contains('{')) {
        Some("the main file must be of kind device, its name made of {mac} and plain text only")
    } else {
        None
    };
    if let Some(refusal) = refusal {
        return Err(reader.fault(&place, format!("{pattern:?}: {refusal}")));
    }
    let template = template.map(|path| reader.template(path)).transpose()?;
    Ok(FilePattern { pattern, kind, template, main, regex })
}
