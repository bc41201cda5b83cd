//! Templates.

mod trace;

use std::{
    collections::{HashMap, HashSet},
    error::Error as _,
    sync::{Arc, LazyLock},
};

use minijinja::{
    AutoEscape, Environment, ErrorKind, Output, State, UndefinedBehavior, Value, syntax::SyntaxConfig,
};
use regex::Regex;

use super::{
    config::{PhoneConfig, SiteConfig},
    context::{self, FileAsked},
    escape, parameters,
    phonebook::Page,
    timezone::TimeZoneError,
};
use crate::{
    catalogue::{Brand, Catalogue, Escape, Fault, FilePattern, Format, ModelRef},
    directory::{Phone, Site},
    pbx::Dialect,
};

/// Steps that one file may take. A phonebook of 50,000 people takes a tenth of it; loops within loops of a template of
/// the box could hold up every other phone's file for hours.
const MOST_STEPS: u64 = 50_000_000;

/// A rendered file.
#[derive(Debug, Clone)]
pub struct Rendered {
    /// Its text; lines end in LF.
    pub text: String,
    /// How it is written.
    pub format: Arc<Format>,
    /// What became of the overrides.
    pub laid: Vec<parameters::Laid>,
}

impl Rendered {
    /// The file as it goes out.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        self.format.bytes(&self.text)
    }
}

/// The catalogue's templates, each compiled when a file is first made by it: compiling all would be a good part of the
/// box's start, and a box meets few.
pub struct Engine {
    catalogue: Arc<Catalogue>,
    escapes: HashMap<String, Escape>,
    traced: trace::Kept,
    templates: Environment<'static>,
}

/// Why a file could not be made. Says nothing that is secret.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The device's model is not in the catalogue (any more).
    #[error("the catalogue does not know {brand} {model}")]
    UnknownModel {
        /// Brand id.
        brand: String,
        /// Model id.
        model: String,
    },
    /// The site's time zone does not exist.
    #[error(transparent)]
    TimeZone(#[from] TimeZoneError),
    /// The template failed: undefined value, wrong type, missing file.
    #[error("the template {template} failed in line {line}: {message}")]
    Template {
        /// Path below `device-templates/`.
        template: String,
        /// Line, from 1.
        line: usize,
        /// The engine's words, without any value.
        message: String,
    },
}

impl Engine {
    /// An engine for templates that are known to be sound: the shipped ones, proven by tests, and those of the box
    /// that [`check`](Self::check) let pass. A fault names file and line.
    pub fn new(catalogue: Arc<Catalogue>) -> Result<Self, Fault> {
        let escapes = escapes(&catalogue)?;
        let mut templates = environment(escapes.clone());
        let texts = Arc::clone(&catalogue);
        templates.set_loader(move |path| Ok(texts.template(path).map(str::to_owned)));
        Ok(Self { catalogue, escapes, traced: trace::Kept::default(), templates })
    }

    /// Whether every template compiles: the further check of
    /// [`Catalogue::load_checked`](crate::catalogue::Catalogue::load_checked), so that a faulty template of the box is
    /// left out and the shipped one serves on. A fault names file and line.
    pub fn check(catalogue: &Catalogue) -> Result<(), Fault> {
        let escapes = escapes(catalogue)?;
        let environment = environment(escapes.clone());
        catalogue.templates().try_for_each(|(path, text)| {
            if escape_of(&escapes, path) != Escape::Xml {
                no_value_begins_a_line(path, text)?;
            }
            compiles(&environment, path, text)
        })
    }

    /// The text of the phone's main file.
    pub fn device_file(&self, phone: &Phone, site: &Site, dialect: &Dialect) -> Result<String, RenderError> {
        let model = self.model(phone)?;
        let main = model.brand.main_file(model.family);
        let name = model.main_name(phone.mac).unwrap_or_default();
        let asked = FileAsked { name, ..FileAsked::default() };
        Ok(self.own_file(phone, site, dialect, main, &asked)?.text)
    }

    /// A phone's own file, with the overrides laid over it. `pattern` says which of its brand's.
    pub fn own_file(
        &self,
        phone: &Phone,
        site: &Site,
        dialect: &Dialect,
        pattern: Option<&FilePattern>,
        asked: &FileAsked,
    ) -> Result<Rendered, RenderError> {
        let model = self.model(phone)?;
        let config = PhoneConfig::new(phone, site, dialect, model)?;
        let context = context::phone(&config, &model.model.variables, asked);
        let text = self.render(template(model, pattern), context)?;
        Ok(laid_over(phone, model, pattern, text))
    }

    /// A file without a phone: common or boot. `model` is what is known of who asks.
    pub fn common_file(
        &self,
        brand: &Brand,
        pattern: &FilePattern,
        model: Option<ModelRef<'_>>,
        site: &Site,
        asked: &FileAsked,
    ) -> Result<Rendered, RenderError> {
        let template = pattern.template.as_deref().unwrap_or_default();
        let text = self.render(template, context::site(&SiteConfig::new(site)?, model, asked))?;
        let format = pattern.format.clone().unwrap_or_else(|| brand.format.clone());
        Ok(Rendered { text, format, laid: Vec::new() })
    }

    /// The phonebook as this brand writes it: a page of it, chosen already.
    pub fn phonebook_file(
        &self,
        brand: &Brand,
        pattern: &FilePattern,
        model: Option<ModelRef<'_>>,
        site: &Site,
        asked: &FileAsked,
        page: &Page<'_>,
    ) -> Result<Rendered, RenderError> {
        let template = pattern.template.as_deref().unwrap_or_default();
        let context = context::phonebook(&SiteConfig::new(site)?, model, asked, page);
        let text = self.render(template, context)?;
        let format = pattern.format.clone().unwrap_or_else(|| brand.format.clone());
        Ok(Rendered { text, format, laid: Vec::new() })
    }

    fn model(&self, phone: &Phone) -> Result<ModelRef<'_>, RenderError> {
        self.catalogue.model(&phone.brand, &phone.family, &phone.model).ok_or_else(|| {
            RenderError::UnknownModel { brand: phone.brand.clone(), model: phone.model.clone() }
        })
    }

    fn render(&self, template: &str, context: Value) -> Result<String, RenderError> {
        let rendered = self.templates.get_template(template).and_then(|compiled| compiled.render(context));
        rendered.map_err(|error| template_error(template, &error))
    }
}

/// The template that a phone's own file is made by.
fn template<'a>(model: ModelRef<'a>, pattern: Option<&'a FilePattern>) -> &'a str {
    pattern.and_then(|pattern| pattern.template.as_deref()).unwrap_or(&model.model.template)
}

/// A rendered text with the phone's overrides.
fn laid_over(phone: &Phone, model: ModelRef<'_>, pattern: Option<&FilePattern>, text: String) -> Rendered {
    let format =
        pattern.and_then(|pattern| pattern.format.clone()).unwrap_or_else(|| model.model.format.clone());
    // Parameters stand in the file of the model's template, by whatever name it is asked for; the others point to it.
    if phone.overrides.is_empty()
        || pattern.is_some_and(|pattern| !pattern.main && pattern.template.is_some())
    {
        return Rendered { text, format, laid: Vec::new() };
    }
    let (text, laid) = parameters::lay_over(&format, &text, &phone.overrides);
    Rendered { text, format, laid }
}

fn compiles(environment: &Environment<'_>, path: &str, text: &str) -> Result<(), Fault> {
    environment.template_from_named_str(path, text).map(drop).map_err(|error| Fault {
        file: path.to_owned(),
        line: error.line().unwrap_or(1),
        message: error.detail().map_or_else(|| error.kind().to_string(), str::to_owned),
    })
}

fn environment(formats: HashMap<String, Escape>) -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    // In debug mode errors carry the values of variables, passwords among them.
    environment.set_debug(false);
    environment.set_fuel(Some(MOST_STEPS));
    let mut syntax = SyntaxConfig::builder();
    syntax.trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true);
    environment.set_syntax(syntax.build().unwrap_or_default());
    environment.remove_filter("safe");
    environment.add_filter("without", without);
    environment.add_filter("shorten", shorten);
    environment
        .set_auto_escape_callback(move |path| AutoEscape::Custom(word(escape_of(&formats, path)).into()));
    environment.set_formatter(write_value);
    environment
}

/// Signs that separate fields within a value become blanks.
fn without(text: &str, signs: &str) -> String {
    text.chars().map(|sign| if signs.contains(sign) { ' ' } else { sign }).collect()
}

/// The first letters, for phones that refuse longer words.
fn shorten(text: &str, length: usize) -> String {
    text.chars().take(length).collect()
}

/// How values are escaped in each template: as the models and files that name it are written, and what it includes
/// the same.
fn escapes(catalogue: &Catalogue) -> Result<HashMap<String, Escape>, Fault> {
    let mut escapes = HashMap::new();
    let mut waiting: Vec<(&str, Escape)> = Vec::new();
    for found in catalogue.models().filter(|found| found.model.provisioned) {
        waiting.push((&found.model.template, found.model.format.escape));
    }
    for brand in catalogue.brands() {
        for file in &brand.files {
            if let Some(template) = &file.template {
                waiting
                    .extend(file_escapes(brand, file).into_iter().map(|escape| (template.as_str(), escape)));
            }
        }
    }
    let mut seen = HashSet::new();
    while let Some((path, escape)) = waiting.pop() {
        if !seen.insert((path, escape)) {
            continue;
        }
        if *escapes.entry(path.to_owned()).or_insert(escape) != escape {
            let message =
                "this template is used for files of two formats that escape differently; write one for each";
            return Err(Fault { file: path.to_owned(), line: 1, message: message.to_owned() });
        }
        let text = catalogue.template(path).unwrap_or_default();
        let is_there = |name: &&str| catalogue.template(name).is_some();
        waiting.extend(included(text).filter(is_there).map(|name| (name, escape)));
    }
    Ok(escapes)
}

/// How a file that names its own template is written.
fn file_escapes(brand: &Brand, file: &FilePattern) -> Vec<Escape> {
    if let Some(format) = &file.format {
        return vec![format.escape];
    }
    if file.kind != crate::catalogue::FileKind::Device {
        return vec![brand.format.escape];
    }
    let families = brand.families.iter().filter(|family| file.is_asked_by(&family.id));
    let mut escapes: Vec<Escape> =
        families.flat_map(|family| &family.models).map(|model| model.format.escape).collect();
    escapes.dedup();
    escapes
}

/// Names of the templates that this one takes in.
fn included(text: &str) -> impl Iterator<Item = &str> {
    static NAMES: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r#"\{%[-+]?\s*(?:include|import|extends|from)\s+["']([^"']+)["']"#).ok());
    let names = NAMES.as_ref().map(|names| names.captures_iter(text));
    names.into_iter().flatten().filter_map(|found| found.get(1)).map(|name| name.as_str())
}

fn escape_of(escapes: &HashMap<String, Escape>, path: &str) -> Escape {
    // XML where nobody says: what it escapes too much can be seen, and it lets no line break through either.
    *escapes.get(path).unwrap_or(&Escape::Xml)
}

fn word(escape: Escape) -> &'static str {
    match escape {
        Escape::Line => "line",
        Escape::Quoted => "quoted",
        Escape::Xml => "xml",
    }
}

/// A value at the beginning of a line could begin with `#` and turn the line into a comment, or hold a `=` and be a
/// parameter of its own.
fn no_value_begins_a_line(path: &str, text: &str) -> Result<(), Fault> {
    let Some(line) = text.lines().position(begins_with_value) else { return Ok(()) };
    let message =
        "a value stands where the parameter's name must be; begin the line with the name".to_owned();
    Err(Fault { file: path.to_owned(), line: line + 1, message })
}

fn begins_with_value(line: &str) -> bool {
    let mut rest = line.trim_start();
    while let Some((_, after)) = rest.strip_prefix("{%").and_then(|tag| tag.split_once("%}")) {
        rest = after.trim_start();
    }
    rest.starts_with("{{")
}

/// Writes what stands in `{{ }}`. Only text and numbers have one spelling in every phone; a template must say how it
/// spells "yes", "nothing" and lists.
fn write_value(
    out: &mut Output<'_>,
    state: &mut State<'_, '_>,
    value: &Value,
) -> Result<(), minijinja::Error> {
    // Captured template text, every value in it escaped already; no value comes in this way.
    if value.is_safe() {
        return Ok(out.write_str(value.as_str().unwrap_or_default())?);
    }
    let escape = match state.auto_escape() {
        AutoEscape::Custom(word) if word == "line" => Escape::Line,
        AutoEscape::Custom(word) if word == "quoted" => Escape::Quoted,
        AutoEscape::Custom(word) if word == "xml" => Escape::Xml,
        _ => return Err(unprintable("escaping cannot be turned off")),
    };
    match value.as_str() {
        Some(text) => Ok(escape::write(out, escape, text)?),
        None if value.is_number() => Ok(write!(out, "{value}")?),
        None => Err(unprintable("only text and numbers can be written; spell anything else in the template")),
    }
}

/// A reason that is ours and holds no value.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Unprintable(&'static str);

fn unprintable(reason: &'static str) -> minijinja::Error {
    minijinja::Error::new(ErrorKind::InvalidOperation, "").with_source(Unprintable(reason))
}

fn template_error(template: &str, error: &minijinja::Error) -> RenderError {
    let cause = innermost(error);
    RenderError::Template {
        template: cause.name().unwrap_or(template).to_owned(),
        line: cause.line().unwrap_or(1),
        message: words(cause),
    }
}

/// The error of the included file, where it came from one.
fn innermost(error: &minijinja::Error) -> &minijinja::Error {
    error.source().and_then(|source| source.downcast_ref()).map_or(error, innermost)
}

/// What went wrong. The engine's details are passed on only where they cannot quote a value.
fn words(error: &minijinja::Error) -> String {
    if let Some(Unprintable(reason)) = error.source().and_then(|source| source.downcast_ref()) {
        return (*reason).to_owned();
    }
    let detail = match error.kind() {
        ErrorKind::OutOfFuel => return "its loops come to no end".to_owned(),
        ErrorKind::TemplateNotFound
        | ErrorKind::UnknownFilter
        | ErrorKind::UnknownFunction
        | ErrorKind::UnknownTest => error.detail(),
        _ => None,
    };
    detail.map_or_else(|| error.kind().to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        catalogue::SourceFile,
        render::tests::{dialect, phone, site},
    };

    /// An engine in which every phone of the v81 template gets this one.
    fn with_template(text: &str) -> Result<Engine, Fault> {
        let own = SourceFile { path: "yealink/v81.cfg.j2".to_owned(), text: text.to_owned() };
        let mut files = Catalogue::shipped_files();
        files.retain(|file| file.path != own.path);
        files.push(own);
        let catalogue = Catalogue::load(&files, &[]).unwrap();
        Engine::check(&catalogue)?;
        Engine::new(Arc::new(catalogue))
    }

    fn render(text: &str) -> Result<String, RenderError> {
        with_template(text).unwrap().device_file(&phone(), &site(), &dialect("asterisk"))
    }

    fn failure(text: &str) -> String {
        render(text).unwrap_err().to_string()
    }

    #[test]
    fn what_a_template_asks_for_in_vain_is_an_error_with_its_line() {
        for (text, expected) in [
            ("a = 1\nb = {{ phone.colour }}\n", "failed in line 2: undefined value"),
            ("{% if nothing %}{% endif %}", "failed in line 1: undefined value"),
            ("a = {{ site.country }}", "failed in line 1: only text and numbers can be written"),
            ("a = {{ true }}", "failed in line 1: only text and numbers can be written"),
            ("a = {{ accounts }}", "failed in line 1: only text and numbers can be written"),
            (
                "{% autoescape false %}\na = {{ phone.name }}{% endautoescape %}",
                "failed in line 2: escaping cannot",
            ),
            ("a = {{ phone.name|safe }}", "failed in line 1: filter safe is unknown"),
            ("{% include 'yealink/none.j2' %}", "failed in line 1: tried to include non-existing template"),
        ] {
            let message = failure(text);
            assert!(
                message.starts_with("the template yealink/v81.cfg.j2 ") && message.contains(expected),
                "{message}"
            );
        }
    }

    #[test]
    fn an_error_never_quotes_a_value() {
        for text in [
            "a = {{ phone.admin_password + 1 }}",
            "a = {{ phone.admin_password|int }}",
            "a = {{ accounts[0].user.password.missing.deeper }}",
            "a = {{ phone.admin_password() }}",
            "{% for x in phone.admin_password.x %}{% endfor %}",
            "{% include phone.admin_password|list %}",
        ] {
            let error = render(text).unwrap_err();
            let all = format!("{error} {error:?}");
            assert!(!all.contains("admin-secret") && !all.contains("Zt7mQ2pLx9Rb4WcHs6Ye"), "{text}: {all}");
        }
    }

    #[test]
    fn values_are_escaped_wherever_they_are_written() {
        let name = "Ada\naccount.9.enable = 1";
        for text in [
            "a = {{ phone.name }}",
            "a = {% set x %}{{ phone.name }}{% endset %}{{ x }}",
            "{% macro m(x) %}a = {{ x }}{% endmacro %}b{{ m(phone.name) }}",
            "a = {{ phone.name ~ '!' }}",
            "a = {{ phone.name|upper }}",
            "a = {{ phone.name|e }}",
            "a = {{ [phone.name]|join(',') }}",
            "a = {{ '%s'|format(phone.name) }}",
            "{% set x %}x{% endset %}a = {{ x ~ phone.name }}",
            "{% set x %}x{% endset %}a = {{ x|replace('x', phone.name) }}",
            "{% set x %}x{% endset %}a = {{ [x, phone.name]|join }}",
            "{% filter upper %}a = {{ phone.name }}{% endfilter %}",
        ] {
            let mut phone = phone();
            phone.name = name.to_owned();
            let engine = with_template(text).unwrap();
            let file = engine.device_file(&phone, &site(), &dialect("asterisk")).unwrap();
            assert_eq!(file.lines().count(), 1, "{text}: {file}");
        }
    }

    #[test]
    fn a_template_that_does_not_compile_is_named_with_its_line() {
        let fault = with_template("a = 1\n{% if %}").err().unwrap();
        assert!(fault.to_string().starts_with("yealink/v81.cfg.j2, line 2: "), "{fault}");
    }

    #[test]
    fn a_line_cannot_begin_with_a_value() {
        for text in [
            "{{ phone.name }} = 1",
            "a = 1\n  {{ phone.name }}",
            "a = 1\n{% if 1 %} {{ phone.name }}{% endif %}",
        ] {
            let fault = with_template(text).err().unwrap();
            assert!(fault.message.contains("begin the line with the name"), "{text}: {fault}");
        }
    }

    #[test]
    fn a_faulty_template_of_the_box_is_named_and_the_shipped_one_serves_on() {
        let own = [SourceFile { path: "yealink/v81.cfg.j2".to_owned(), text: "{% if %}".to_owned() }];
        let catalogue = Catalogue::load_checked(&Catalogue::shipped_files(), &own, Engine::check).unwrap();
        assert!(catalogue.faults()[0].to_string().starts_with("yealink/v81.cfg.j2, line 1: "));
        let engine = Engine::new(Arc::new(catalogue)).unwrap();
        let file = engine.device_file(&phone(), &site(), &dialect("asterisk")).unwrap();
        assert!(file.starts_with("#!version:1.0.0.1\n"));
    }

    #[test]
    fn every_shipped_template_compiles() {
        Engine::check(&Catalogue::shipped().unwrap()).unwrap_or_else(|fault| panic!("{fault}"));
    }

    #[test]
    fn a_model_that_is_gone_is_named() {
        let mut phone = phone();
        phone.model = "t99".to_owned();
        let engine = Engine::new(Arc::new(Catalogue::shipped().unwrap())).unwrap();
        let error = engine.device_file(&phone, &site(), &dialect("asterisk")).unwrap_err();
        assert_eq!(error.to_string(), "the catalogue does not know yealink t99");
    }

    #[test]
    fn loops_within_loops_come_to_an_end() {
        let loops = "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}";
        let engine = with_template(loops).unwrap();
        let error = engine.device_file(&phone(), &site(), &dialect("asterisk")).unwrap_err();
        assert!(error.to_string().ends_with("its loops come to no end"), "{error}");
    }

    #[test]
    fn a_file_for_all_phones_has_no_phone_within_reach() {
        let engine = with_template("a = {{ phone.name }}").unwrap();
        let brand = engine.catalogue.brand("yealink").unwrap();
        let common = brand.files.iter().find(|file| file.template.is_some()).unwrap();
        let mut pattern = common.clone();
        pattern.template = Some("yealink/v81.cfg.j2".to_owned());
        let asked = FileAsked::default();
        assert!(engine.common_file(brand, &pattern, None, &site(), &asked).is_err());
    }
}
