//! `<brand>/<family>.toml` → [`Family`], checked.

use toml::Spanned;

use super::{
    Family, Fault, Model, Transport,
    brand::Shared,
    inherit::Inherited,
    reader::{Reader, Words},
    schema::{FamilyFile, ModelTable},
};

/// Reads a family; `words` holds the names that the brand's other models have already.
pub(super) fn read(
    reader: Reader<'_>,
    id: &str,
    shared: &Shared,
    words: &mut Words,
) -> Result<Family, Fault> {
    let file: FamilyFile = reader.parse()?;
    if file.model.is_empty() {
        return Err(reader.fault_of_file("the family has no [[model]]"));
    }
    let defaults = shared.defaults.refine(reader, file.defaults, &shared.parts)?;
    let mut models = Vec::new();
    for mut table in file.model {
        reader.claim(&table.id, &table.name, &table.aliases, words)?;
        let settled = defaults.refine(reader, table.take_settings(), &shared.parts)?;
        models.push(model(reader, table, settled)?);
    }
    Ok(Family { id: id.to_owned(), name: file.name, models })
}

fn model(reader: Reader<'_>, table: ModelTable, settled: Inherited) -> Result<Model, Fault> {
    let missing = |what: &str| reader.fault(&table.id, format!("{}: {what} is missing", table.id.get_ref()));
    Ok(Model {
        lines: settled.lines.ok_or_else(|| missing("lines"))?,
        keys: settled.keys.ok_or_else(|| missing("keys"))?,
        other_keys: settled.other_keys,
        keys_run_on: settled.keys_run_on,
        expansion: settled.expansion,
        notify: settled.notify,
        template: match settled.template {
            Some(template) => template,
            None if settled.recognised_only => String::new(),
            None => return Err(missing("template")),
        },
        format: settled.format.ok_or_else(|| missing("format"))?,
        provisioned: !settled.recognised_only,
        transports: match settled.transports.as_slice() {
            [] => vec![Transport::Http, Transport::Https, Transport::Tftp],
            _ => settled.transports,
        },
        media: settled.media,
        firmware: settled.firmware,
        max_tls: settled.max_tls,
        password_digits: settled.password_digits,
        shared: settled.shared,
        variables: settled.variables,
        handling: settled.handling,
        unconfirmed: settled.unconfirmed,
        id: reader.id(&table.id)?,
        name: table.name.into_inner(),
        aliases: table.aliases.into_iter().map(Spanned::into_inner).collect(),
        user_agent_models: table.user_agent,
        file_words: table.file_words,
    })
}
