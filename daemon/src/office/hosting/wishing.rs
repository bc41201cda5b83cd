//! Which phones are to have a file.

use super::{
    HostingError, confirmed,
    judge::{Candidate, judge},
};
use crate::{
    office::{Office, now},
    store::Store,
};

/// What a person wishes. Without a brand the file is for the phones that it was uploaded for.
#[derive(Debug, Clone, Default)]
pub struct WishForm {
    /// Brand, in any usual spelling.
    pub brand: Option<String>,
    /// Family id.
    pub family: Option<String>,
    /// Model, in any usual spelling.
    pub model: Option<String>,
    /// Only phones of users of this department.
    pub department: Option<String>,
    /// The person means it, whatever the warnings are.
    pub confirm: bool,
}

/// Phones are to have a file, in the place of what was wished for the same ones. The wish's number.
pub fn wish(
    office: &Office,
    store: &mut Store,
    name: &str,
    form: &WishForm,
    actor: &str,
) -> Result<i64, HostingError> {
    let file = store.hosted_file(name)?.ok_or_else(|| HostingError::NoSuchFile(name.to_owned()))?;
    let told = |text: &Option<String>| {
        text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let (brand, family, model) = (told(&form.brand), told(&form.family), told(&form.model));
    let scope = match (brand, family, model) {
        (None, None, None) => file.scope.clone(),
        (brand, family, model) => {
            let brand = brand.unwrap_or_else(|| file.scope.brand.clone());
            office.catalogue.scope(&brand, family.as_deref(), model.as_deref())?
        }
    };
    let department = told(&form.department);
    if let Some(department) = &department
        && !store.has_department(department)?
    {
        let message = format!("no user is in the department {department:?}");
        return Err(HostingError::refused("department", message));
    }
    let candidate = Candidate { kind: file.kind, name: &file.name, content: Some((file.bytes, &file.about)) };
    let judgement = judge(&office.catalogue, candidate, &scope);
    if let Some(refusal) = judgement.refusal {
        return Err(HostingError::Refused(vec![refusal]));
    }
    confirmed(judgement.warnings, form.confirm)?;
    Ok(store.wish(&file, &scope, department.as_deref(), actor, now())?)
}

/// Takes a wish back; whether it was there. With a name, only one for that file.
pub fn unwish(store: &mut Store, id: i64, file: Option<&str>, actor: &str) -> Result<bool, HostingError> {
    Ok(store.unwish(id, file, actor, now())?)
}
