//! What a text turned out to hold, and what that is called.

use trailglass_protocol::notification::NotificationKind;

/// Counts of what a text holds.
#[derive(Default)]
pub(super) struct Contents {
    /// Whether anything but white space was seen.
    pub(super) has_begun: bool,
    /// Objects with a list of records.
    pub(super) n_wrappers: u32,
    /// Bare lists of records.
    pub(super) n_lists: u32,
    /// Records that are in no list, with nothing but white space between them.
    pub(super) n_bare_records: u32,
    /// What else the records were wrapped in, in words; the first of several.
    pub(super) wrapping: Option<&'static str>,
    /// Texts that are kept and are no records.
    pub(super) kept: KeptTexts,
}

/// Texts that are kept and are no records.
#[derive(Default)]
pub(super) struct KeptTexts {
    pub(super) count: u32,
    /// The kind of the first.
    first: Option<NotificationKind>,
    /// What all of them are called, as several.
    pub(super) noun: &'static str,
}

impl KeptTexts {
    /// Counts a text.
    pub(super) fn add(&mut self, kind: NotificationKind) {
        // Any number of health checks counts once, and only where there is nothing else.
        self.count += u32::from(kind != NotificationKind::Control || self.count == 0);
        self.first.get_or_insert(kind);
        self.noun = match self.noun {
            "" => kind.noun(),
            known if known == kind.noun() => known,
            _ => NotificationKind::MIXED,
        };
    }
}

impl Contents {
    /// What the text is, in words; `None` where it held no value.
    pub(super) fn kind(&self) -> Option<&'static str> {
        if let Some(words) = self.wrapping.or_else(|| self.kept.first.map(NotificationKind::words)) {
            return Some(words);
        }
        Some(match (self.n_wrappers, self.n_lists, self.n_bare_records) {
            (1, 0, 0) => "S3 log file",
            (0, 1, 0) => "array of records",
            (0, 0, 1) => "single record",
            (0, 0, 2..) => "JSON lines",
            (0, 0, 0) => return None,
            _ => "JSON lines of batches",
        })
    }
}
