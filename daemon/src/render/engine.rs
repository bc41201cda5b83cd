//! Templates.

use std::{collections::HashMap, error::Error as _, sync::Arc};

use minijinja::{
    AutoEscape, Environment, ErrorKind, Output, State, UndefinedBehavior, Value, syntax::SyntaxConfig,
};

use super::{
    config::{PhoneConfig, SiteConfig},
    context, escape,
    timezone::TimeZoneError,
};
use crate::{
    catalogue::{Catalogue, Fault, Format, ModelRef},
    directory::{Phone, Site},
    pbx::Dialect,
};

/// The catalogue's templates, compiled.
pub struct Engine {
    catalogue: Arc<Catalogue>,
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
    /// Compiles every template. A fault names file and line.
    pub fn new(catalogue: Arc<Catalogue>) -> Result<Self, Fault> {
        let templates = compile(&catalogue)?;
        Ok(Self { catalogue, templates })
    }

    /// Whether every template compiles: the further check of
    /// [`Catalogue::load_checked`](crate::catalogue::Catalogue::load_checked), so that a faulty template of the box is
    /// left out and the shipped one serves on.
    pub fn check(catalogue: &Catalogue) -> Result<(), Fault> {
        compile(catalogue).map(drop)
    }

    /// The phone's own file.
    pub fn device_file(&self, phone: &Phone, site: &Site, dialect: &Dialect) -> Result<String, RenderError> {
        let model = self.model(phone)?;
        let config = PhoneConfig::new(phone, site, dialect, model)?;
        self.render(&model.model.template, context::phone(&config, &model.model.variables))
    }

    /// A file without a phone: common or boot. `template` is the path from the catalogue's file pattern.
    pub fn common_file(&self, template: &str, site: &Site) -> Result<String, RenderError> {
        self.render(template, context::site(&SiteConfig::new(site)?))
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

fn compile(catalogue: &Catalogue) -> Result<Environment<'static>, Fault> {
    let formats = formats(catalogue)?;
    for (path, text) in catalogue.templates() {
        if format(&formats, path) == Format::KeyValue {
            no_value_begins_a_line(path, text)?;
        }
    }
    let mut environment = environment(formats);
    for (path, text) in catalogue.templates() {
        environment.add_template_owned(path.to_owned(), text.to_owned()).map_err(|error| Fault {
            file: path.to_owned(),
            line: error.line().unwrap_or(1),
            message: error.detail().map_or_else(|| error.kind().to_string(), str::to_owned),
        })?;
    }
    Ok(environment)
}

fn environment(formats: HashMap<String, Format>) -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    // In debug mode errors carry the values of variables, passwords among them.
    environment.set_debug(false);
    let mut syntax = SyntaxConfig::builder();
    syntax.trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true);
    environment.set_syntax(syntax.build().unwrap_or_default());
    environment.remove_filter("safe");
    environment.set_auto_escape_callback(move |path| AutoEscape::Custom(word(format(&formats, path)).into()));
    environment.set_formatter(write_value);
    environment
}

/// The format of each template that a model names. What they include, and files without a phone, are written like
/// the other templates in the brand's folder.
fn formats(catalogue: &Catalogue) -> Result<HashMap<String, Format>, Fault> {
    let mut formats = HashMap::new();
    for found in catalogue.models() {
        let template = &found.model.template;
        let format = found.model.format;
        formats.entry(folder(template).to_owned()).or_insert(format);
        if *formats.entry(template.clone()).or_insert(format) != format {
            let message =
                format!("models use this template in two formats; {} is one of them", found.model.id);
            return Err(Fault { file: template.clone(), line: 1, message });
        }
    }
    Ok(formats)
}

fn format(formats: &HashMap<String, Format>, path: &str) -> Format {
    // XML where nobody says: what it escapes too much can be seen, and it lets no line break through either.
    *formats.get(path).or_else(|| formats.get(folder(path))).unwrap_or(&Format::Xml)
}

fn folder(path: &str) -> &str {
    path.split_once('/').map_or("", |(folder, _)| folder)
}

fn word(format: Format) -> &'static str {
    match format {
        Format::KeyValue => "key_value",
        Format::Xml => "xml",
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
    let format = match state.auto_escape() {
        AutoEscape::Custom(word) if word == "key_value" => Format::KeyValue,
        AutoEscape::Custom(word) if word == "xml" => Format::Xml,
        _ => return Err(unprintable("escaping cannot be turned off")),
    };
    match value.as_str() {
        Some(text) => Ok(escape::write(out, format, text)?),
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
        Engine::new(Arc::new(Catalogue::load(&files, &[]).unwrap()))
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
    fn a_model_that_is_gone_is_named() {
        let mut phone = phone();
        phone.model = "t99".to_owned();
        let engine = Engine::new(Arc::new(Catalogue::shipped().unwrap())).unwrap();
        let error = engine.device_file(&phone, &site(), &dialect("asterisk")).unwrap_err();
        assert_eq!(error.to_string(), "the catalogue does not know yealink t99");
    }

    #[test]
    fn a_file_for_all_phones_has_no_phone_within_reach() {
        let engine = with_template("a = {{ phone.name }}").unwrap();
        assert!(engine.common_file("yealink/v81.cfg.j2", &site()).is_err());
    }
}
