use std::sync::Arc;

use super::*;
use crate::{
    catalogue::{Catalogue, SourceFile},
    directory::Level,
    render::{
        Engine, FileAsked,
        every::fixture::{full_phone, full_site, kinds, models, origins_of, place, render},
        tests::{dialect, phone, site},
    },
};

fn with_template(text: &str) -> Engine {
    let own = SourceFile { path: "yealink/v81.cfg.j2".to_owned(), text: text.to_owned() };
    let mut files = Catalogue::shipped_files();
    files.retain(|file| file.path != own.path);
    files.push(own);
    Engine::new(Arc::new(Catalogue::load(&files, &[]).unwrap())).unwrap()
}

/// Parameter, line of the template, sources.
fn told(text: &str) -> Vec<(String, usize, Vec<String>)> {
    let (_, origins) = with_template(text)
        .origins(&phone(), &site(), &dialect("asterisk"), None, &FileAsked::default())
        .unwrap();
    let names = |sources: Vec<Source>| sources.into_iter().map(|source| source.name).collect();
    origins
        .into_iter()
        .map(|origin| {
            (origin.parameter.name, origin.template.map_or(0, |line| line.line), names(origin.sources))
        })
        .collect()
}

/// The proof: with its marks taken off, every model's file is the one that the phone gets, and nearly every parameter
/// is told.
#[test]
fn marks_change_nothing_in_the_file_of_any_model() {
    let mut untold = Vec::new();
    for found in kinds() {
        let (phone, site) = (full_phone(found), full_site());
        let (rendered, origins) = origins_of(found, &phone, &site);
        assert_eq!(rendered.text, render(found, &phone, &site).text, "{}", place(found));
        if origins.iter().any(|origin| origin.template.is_none()) {
            untold.push(place(found));
        }
        for origin in origins {
            let line = rendered.text.lines().nth(origin.parameter.line).unwrap();
            assert!(line.get(origin.parameter.range.clone()).is_some(), "{}: {line}", place(found));
        }
    }
    assert_eq!(untold, [""; 0], "these have parameters whose line in the template is not told");
}

#[test]
fn a_value_is_traced_to_the_setting_user_or_key_that_it_was_written_from() {
    let template = "{# a\ncomment #}\na = {{ site.registrar.port }}\n\
        {% set host = site.registrar.host or \"x\" %}\n{% if host %}\nb = {{ host }}\n{% endif %}\nc = 1\n\
        {% for account in accounts %}\n{% set user = account.user %}\n{% if user %}\n\
        d.{{ account.number }} = {{ user.label }}\n{% endif %}\n{% endfor %}\n\
        {% if site.web_ui == \"off\" %}\ne = 0\n{% else %}\ne = 1\n{% endif %}\n";
    let told = told(template);
    let one = |name: &str| told.iter().find(|(parameter, ..)| parameter == name).unwrap().clone();
    assert_eq!(one("a"), ("a".into(), 3, vec!["pbx.port".into()]));
    assert_eq!(one("b"), ("b".into(), 6, vec!["pbx.host".into()]));
    assert_eq!(one("c"), ("c".into(), 8, vec![]));
    let user = phone().lines[0].clone();
    assert_eq!(one("d.1").2, [format!("{} ({})", user.display_name, user.extension)]);
    assert_eq!(one("e"), ("e".into(), 18, vec!["phone.web_ui".into()]));
}

#[test]
fn captured_texts_and_blanks_that_tags_take_away_stay_as_they_are() {
    let template = "{% set x %}\n  y {{ phone.name }}\n{% endset %}\n\
        {% macro m(v) %}[{{ v }}]{% endmacro %}\n\
        a = {% if m(1) == \"[1]\" %}same{% else %}other{% endif +%}\nb = {{ x|trim|length }}   {%- if true %} z{% endif %}\n\
        c = {{- \" t\" -}}\n\nc2 = {{ 'ä\\'}}ö' }}\n{% raw %}d = {{ n }}{% endraw %}\ne = { {{ 1 }} }{{ 2 }}\n";
    let engine = with_template(template);
    let file = engine.device_file(&phone(), &site(), &dialect("asterisk")).unwrap();
    let told = told(template);
    assert!(told.iter().all(|(_, line, _)| *line > 0), "{told:?}\n{file}");
    assert!(file.starts_with("a = same\n"), "{file}");
}

#[test]
fn signs_of_a_mark_in_a_value_make_the_origin_unknown_and_nothing_else() {
    let mut phone = phone();
    phone.name = "A\u{E000}0\u{E001}B\u{E000}".into();
    let engine = with_template("a = {{ phone.name }}\n");
    let asked = FileAsked::default();
    let (rendered, origins) = engine.origins(&phone, &site(), &dialect("asterisk"), None, &asked).unwrap();
    assert_eq!(rendered.text, "a = A\u{E000}0\u{E001}B\u{E000}\n");
    assert_eq!(origins[0].template, None);
}

#[test]
fn overrides_are_told_with_what_they_replaced_and_beat() {
    let found = models().next().unwrap();
    let mut phone = full_phone(found);
    let name = {
        let (_, origins) = origins_of(found, &phone, &full_site());
        origins[3].parameter.name.clone()
    };
    let over = |level, parameter: &str, value: &str| Override {
        level,
        parameter: parameter.into(),
        value: value.into(),
    };
    phone.overrides = vec![
        over(Level::Site, &name, "1st"),
        over(Level::Model, &name, "2nd"),
        over(Level::Device, "quite.new", "new"),
    ];
    let (rendered, origins) = origins_of(found, &phone, &full_site());
    let one = |name: &str| origins.iter().find(|origin| origin.parameter.name == name).unwrap();
    let replaced = one(&name);
    assert_eq!(replaced.parameter.value, "2nd");
    assert!(replaced.template.is_some() && replaced.replaced.as_ref().is_some_and(|value| value != "2nd"));
    assert_eq!(
        replaced.overrides.iter().map(|one| one.level).collect::<Vec<_>>(),
        [Level::Site, Level::Model]
    );
    let added = one("quite.new");
    assert!(added.template.is_none() && added.replaced.is_none() && added.overrides.len() == 1);
    assert!(rendered.text.contains("quite.new"));
    let last = origins.iter().rfind(|origin| origin.overrides.is_empty()).unwrap();
    assert!(last.template.is_some());
}
