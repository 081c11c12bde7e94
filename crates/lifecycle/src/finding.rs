//! Findings: what about a job deserves a look.

use serde::{Deserialize, Serialize};
use std::fmt;

/// What about a job deserves a look. The words of `data-finding` and of queries are those of [`Finding::as_str`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Finding {
    /// It has been open for longer than jobs of its kind take, although its end would be in the files.
    Stuck,
    /// Its facts contradict each other.
    Contradicted,
    /// It is read very often.
    Polled,
    /// It is read several times after its end.
    ReadAfterEnd,
    /// Calls about it were refused because there were too many.
    Throttled,
    /// It failed, or was refused, soon after a change of its parent.
    AfterChange,
}

impl Finding {
    /// The word of `data-finding` and of queries.
    pub fn as_str(self) -> &'static str {
        match self {
            Finding::Stuck => "stuck",
            Finding::Contradicted => "contradicted",
            Finding::Polled => "polled",
            Finding::ReadAfterEnd => "read-after-end",
            Finding::Throttled => "throttled",
            Finding::AfterChange => "after-change",
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}
