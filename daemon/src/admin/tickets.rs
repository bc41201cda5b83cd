//! One-time tickets for what must not be fetched twice by the same link.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use serde::Deserialize;
use utoipa::ToSchema;

use super::{problem::Problem, session::new_token};

/// How long a ticket is good, in seconds: the page uses it at once.
const GOOD_FOR: i64 = 5 * 60;

/// Tickets that are good at once; more than a few people never need.
const CAPACITY: usize = 100;

/// What a ticket is for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(tag = "what", rename_all = "lowercase", deny_unknown_fields)]
pub enum Download {
    /// SIP accounts with their passwords, for the PBX.
    Accounts {
        /// How they are written.
        #[serde(default)]
        format: DownloadFormat,
    },
    /// Login passwords that an import made.
    Credentials {
        /// The import's number.
        import: i64,
        /// How they are written.
        #[serde(default)]
        format: DownloadFormat,
        /// Whether slips carry a link to the softphone of whoever has one. These are made when the slips are; older
        /// links end.
        #[serde(default)]
        softphones: bool,
    },
    /// The person's own file with a column that says what to fix.
    Problems {
        /// The import's number.
        import: i64,
    },
    /// The rows of a file that are left out of its import, or were.
    Rest {
        /// The import's number.
        import: i64,
    },
}

/// How a download is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum DownloadFormat {
    /// A spreadsheet.
    #[default]
    Csv,
    /// For the page that prints slips.
    Json,
}

/// The tickets that are good now.
#[derive(Default)]
pub struct Tickets(Mutex<HashMap<String, (Download, i64)>>);

impl Tickets {
    /// A new ticket and when it ends, in seconds since 1970.
    pub fn sell(&self, download: Download, now: i64) -> Result<(String, i64), Problem> {
        let ticket = new_token()?.expose().to_owned();
        let ends = now + GOOD_FOR;
        let mut tickets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tickets.retain(|_, (_, ends)| *ends > now);
        if tickets.len() >= CAPACITY {
            let oldest = tickets.iter().min_by_key(|(_, (_, ends))| *ends).map(|(ticket, _)| ticket.clone());
            oldest.map(|oldest| tickets.remove(&oldest));
        }
        tickets.insert(ticket.clone(), (download, ends));
        Ok((ticket, ends))
    }

    /// Takes a ticket: it is good once.
    pub fn take(&self, ticket: &str, now: i64) -> Option<Download> {
        let mut tickets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tickets.remove(ticket).filter(|(_, ends)| *ends > now).map(|(download, _)| download)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_is_good_once_and_for_five_minutes() {
        let tickets = Tickets::default();
        let download = Download::Credentials { import: 7, format: DownloadFormat::Csv, softphones: false };
        let (ticket, ends) = tickets.sell(download.clone(), 100).unwrap();
        assert_eq!(ends, 400);
        assert_eq!(tickets.take(&ticket, 399), Some(download.clone()));
        assert_eq!(tickets.take(&ticket, 399), None);
        let (late, _) = tickets.sell(download, 100).unwrap();
        assert_eq!(tickets.take(&late, 400), None);
    }

    #[test]
    fn tickets_are_bounded() {
        let tickets = Tickets::default();
        for _ in 0..CAPACITY + 5 {
            tickets.sell(Download::Accounts { format: DownloadFormat::Csv }, 0).unwrap();
        }
        assert_eq!(tickets.0.lock().unwrap().len(), CAPACITY);
    }
}
