//! Toasts: messages about the page as a whole.

/// A toast: one line, with detail on demand. The same text again increases its count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// How long it stays.
    pub kind: NoticeKind,
    /// The line.
    pub text: String,
    /// More, on demand.
    pub detail: Option<String>,
    /// How often it was said.
    pub count: u32,
}

/// How long a notice stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    /// A few seconds: something succeeded.
    Transient,
    /// Until dismissed: something failed or was lost.
    Persistent,
}

/// The most toasts at once. Persistent ones stay even beyond it.
const MAX_NOTICES: usize = 3;

impl Notice {
    /// A notice of a success, such as "Copied".
    pub fn transient(text: impl Into<String>) -> Notice {
        Notice { kind: NoticeKind::Transient, text: text.into(), detail: None, count: 1 }
    }

    /// A notice of something that failed or was lost.
    pub fn persistent(text: impl Into<String>, detail: impl Into<String>) -> Notice {
        Notice { kind: NoticeKind::Persistent, text: text.into(), detail: Some(detail.into()), count: 1 }
    }
}

/// Adds a notice: the same text again increases its count; beyond three notices the oldest transient one goes.
pub fn add(notices: &mut Vec<Notice>, notice: Notice) {
    if let Some(same) = notices.iter_mut().find(|other| other.text == notice.text) {
        same.count += 1;
        same.detail = notice.detail;
        return;
    }
    notices.push(notice);
    if notices.len() > MAX_NOTICES
        && let Some(oldest) = notices.iter().position(|notice| notice.kind == NoticeKind::Transient)
    {
        notices.remove(oldest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(notices: &[Notice]) -> Vec<&str> {
        notices.iter().map(|notice| notice.text.as_str()).collect()
    }

    #[test]
    fn the_same_text_counts_and_the_oldest_goes() {
        let mut notices = Vec::new();
        for text in ["a", "a", "b", "c", "d"] {
            add(&mut notices, Notice::transient(text));
        }
        assert_eq!(texts(&notices), ["b", "c", "d"]);
    }

    #[test]
    fn what_failed_stays_until_it_is_dismissed() {
        let mut notices = Vec::new();
        for text in ["a worker stopped", "not copied"] {
            add(&mut notices, Notice::persistent(text, "why"));
        }
        for text in ["copied", "link copied", "exported"] {
            add(&mut notices, Notice::transient(text));
        }
        assert_eq!(texts(&notices), ["a worker stopped", "not copied", "exported"]);
        for text in ["no storage", "files differ"] {
            add(&mut notices, Notice::persistent(text, "why"));
        }
        assert_eq!(texts(&notices), ["a worker stopped", "not copied", "no storage", "files differ"]);
    }
}
