//! How far an import is.

use indicatif::{ProgressBar, ProgressStyle};

use crate::store::{Progress, Stage};

/// The progress bar; nothing where nobody looks.
pub struct Bar(ProgressBar);

impl Bar {
    pub fn new(shown: bool) -> Self {
        let bar = if shown { ProgressBar::new(0) } else { ProgressBar::hidden() };
        let style = ProgressStyle::with_template("{msg:20} [{bar:40}] {pos}/{len}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("=> "));
        Self(bar)
    }

    pub fn show(&self, at: Progress) {
        let message = match at.stage {
            Stage::Passwords => "Making passwords",
            Stage::Saving => "Saving",
            Stage::Users => "Creating users",
        };
        if self.0.message() != message {
            self.0.set_message(message);
        }
        self.0.set_length(at.total as u64);
        self.0.set_position(at.done as u64);
    }

    pub fn finish(&self) {
        self.0.finish_and_clear();
    }
}
