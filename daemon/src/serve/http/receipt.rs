//! Says once, for each request, how it ended.

use std::sync::Arc;

use crate::serve::content::{Asked, Content, Outcome};

/// A request on its way. When it is dropped, the outcome is noted; until somebody knows better, that outcome is
/// [`Outcome::Incomplete`].
pub(super) struct Receipt {
    content: Arc<dyn Content>,
    asked: Asked,
    outcome: Outcome,
}

impl Receipt {
    /// Starts with a request that nobody has answered.
    pub(super) fn new(content: Arc<dyn Content>, asked: Asked) -> Self {
        Self { content, asked, outcome: Outcome::Incomplete }
    }

    /// Notes how it ended.
    pub(super) fn end(mut self, outcome: Outcome) {
        self.outcome = outcome;
    }

    /// The request.
    pub(super) fn asked(&self) -> &Asked {
        &self.asked
    }
}

impl Drop for Receipt {
    fn drop(&mut self) {
        let Self { asked, outcome, .. } = self;
        // Elements before the last may be a token.
        let file = asked.name.rsplit('/').next().unwrap_or_default();
        let (peer, transport) = (asked.peer.ip(), asked.transport.word());
        tracing::debug!(%peer, transport, file, outcome = outcome.word(), "asked");
        self.content.note(asked, *outcome);
    }
}
