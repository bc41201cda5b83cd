//! The other way round: a `User-Agent` that a model may send, made from the pattern that recognises it. For the box's
//! own tests of itself.

use regex_syntax::hir::{Class, Hir, HirKind};

use super::{Catalogue, ModelRef};

/// Stands for the phone's address where a pattern cannot do without: a locally administered one, without letters, whose
/// case would matter. That of a real phone would make the box's own question look like the phone's.
const ADDRESS: &str = "020000000001";

/// Signs that stand for a class where they are in it.
const USUAL: [char; 3] = ['1', 'a', ' '];

/// The longest repetition that is written out.
const LONGEST: u32 = 64;

impl Catalogue {
    /// What a phone of this model may call itself; `None` where no pattern of its brand gives one that is recognised.
    #[must_use]
    pub fn example_agent(&self, model: ModelRef<'_>) -> Option<String> {
        let word = model.model.user_agent_models.first().unwrap_or(&model.model.id);
        let patterns = model.brand.user_agents.iter();
        let mut texts = patterns.filter_map(|pattern| {
            let hir = regex_syntax::parse(pattern.regex.as_str()).ok()?;
            let mut text = String::new();
            write(&hir, word, &mut text)?;
            Some(text)
        });
        texts.find(|text| self.recognise(text).is_some_and(|found| found.brand.id == model.brand.id))
    }
}

/// The shortest text that the pattern takes, with the model's word in it.
fn write(hir: &Hir, model: &str, out: &mut String) -> Option<()> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => out.push_str(std::str::from_utf8(&literal.0).ok()?),
        HirKind::Class(class) => out.push(sign(class)?),
        HirKind::Repetition(repeated) => {
            for _ in 0..repeated.min.min(LONGEST) {
                write(&repeated.sub, model, out)?;
            }
        }
        HirKind::Capture(group) => match group.name.as_deref() {
            Some("model") => out.push_str(model),
            Some("mac") => {
                let mut shape = String::new();
                write(&group.sub, model, &mut shape)?;
                out.push_str(&with_address(&shape));
            }
            _ => write(&group.sub, model, out)?,
        },
        HirKind::Concat(parts) => {
            for part in parts {
                write(part, model, out)?;
            }
        }
        HirKind::Alternation(choices) => write(choices.first()?, model, out)?,
    }
    Some(())
}

fn sign(class: &Class) -> Option<char> {
    match class {
        Class::Unicode(class) => {
            let has =
                |sign: &char| class.ranges().iter().any(|range| (range.start()..=range.end()).contains(sign));
            USUAL.into_iter().find(has).or_else(|| Some(class.ranges().first()?.start()))
        }
        Class::Bytes(class) => class.ranges().first().map(|range| char::from(range.start())),
    }
}

/// [`ADDRESS`] in this shape: its digits in the place of those that stand there.
fn with_address(shape: &str) -> String {
    let mut digits = ADDRESS.chars();
    shape
        .chars()
        .map(|sign| if sign.is_ascii_hexdigit() { digits.next().unwrap_or(sign) } else { sign })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_models_have_a_user_agent_by_which_their_brand_is_known() {
        let catalogue = Catalogue::shipped().unwrap();
        for brand in catalogue.brands().iter().filter(|brand| !brand.user_agents.is_empty()) {
            let mut models = catalogue.models().filter(|found| found.brand.id == brand.id);
            let found = models.find_map(|found| catalogue.example_agent(found));
            let agent = found.unwrap_or_else(|| panic!("no pattern of {} gives an example", brand.id));
            let address = catalogue.recognise(&agent).unwrap().mac;
            assert!(address.is_none_or(|address| address.bare() == ADDRESS), "{agent}");
        }
    }
}
