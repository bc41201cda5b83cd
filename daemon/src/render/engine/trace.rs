//! Rendering with marks, to tell where each parameter came from.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
};

use minijinja::{Environment, Value};

use super::{Engine, FileAsked, RenderError, Rendered, context, environment, included, laid_over, template};
use crate::{
    catalogue::FilePattern,
    directory::{Phone, Site},
    pbx::Dialect,
    render::{
        config::PhoneConfig,
        origins::{self, Grain, LineOrigin, Marks, Origin},
    },
};

/// Marked templates that are kept: those of the phones that somebody looks at, about half a megabyte each.
const KEPT: usize = 4;

/// The marked templates that were asked for last.
#[derive(Default)]
pub(super) struct Kept(Mutex<Vec<Arc<Traced>>>);

/// A template and all that it takes in, with marks.
struct Traced {
    template: String,
    grain: Grain,
    environment: Environment<'static>,
    marks: Marks,
}

impl Engine {
    /// A phone's own file like [`own_file`](Self::own_file), and where each of its parameters came from.
    pub fn origins(
        &self,
        phone: &Phone,
        site: &Site,
        dialect: &Dialect,
        pattern: Option<&FilePattern>,
        asked: &FileAsked,
    ) -> Result<(Rendered, Vec<Origin>), RenderError> {
        let model = self.model(phone)?;
        let config = PhoneConfig::new(phone, site, dialect, model)?;
        let context = context::phone(&config, &model.model.variables, asked);
        let template = template(model, pattern);
        let text = self.render(template, context.clone())?;
        let lines = self.line_origins(template, &context, &text);
        let rendered = laid_over(phone, model, pattern, text.clone());
        let mut origins = origins::origins(&rendered, &text, &lines);
        origins::name(&mut origins, &config);
        Ok((rendered, origins))
    }

    /// To each line of a rendered text; empty where that cannot be told.
    fn line_origins(&self, template: &str, context: &Value, text: &str) -> Vec<LineOrigin> {
        let marked = [Grain::Fine, Grain::Coarse].into_iter().find_map(|grain| {
            let traced = self.traced(template, grain)?;
            let compiled = traced.environment.get_template(template).ok()?;
            let rendered = compiled.render(context.clone()).ok()?;
            Some(traced.marks.take_off(&rendered)).filter(|marked| marked.text == text)
        });
        marked.map(|marked| marked.lines).unwrap_or_default()
    }

    fn traced(&self, template: &str, grain: Grain) -> Option<Arc<Traced>> {
        let mut kept = self.traced.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = kept.iter().find(|one| one.template == template && one.grain == grain) {
            return Some(Arc::clone(found));
        }
        let traced = Arc::new(self.mark(template, grain)?);
        kept.truncate(KEPT - 1);
        kept.insert(0, Arc::clone(&traced));
        Some(traced)
    }

    fn mark(&self, template: &str, grain: Grain) -> Option<Traced> {
        let mut environment = environment(self.escapes.clone());
        let mut marks = Marks::default();
        let mut waiting = vec![template.to_owned()];
        let mut seen = HashSet::new();
        while let Some(path) = waiting.pop() {
            let Some(text) = self.catalogue.template(&path).filter(|_| !seen.contains(&path)) else {
                continue;
            };
            waiting.extend(included(text).map(str::to_owned));
            environment.add_template_owned(path.clone(), marks.mark(&path, text, grain)).ok()?;
            seen.insert(path);
        }
        Some(Traced { template: template.to_owned(), grain, environment, marks })
    }
}
