//! What the page has to say that belongs to no other place.

/// A notice: one line, detail on demand. The same text merges with a count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// How it stays.
    pub stay: Stay,
    /// The line.
    pub text: String,
    /// More, on demand.
    pub detail: Option<String>,
    /// How often it was said.
    pub count: u32,
}

/// How long a notice stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stay {
    /// A few seconds: something passed.
    Passing,
    /// Until dismissed: something failed or was lost.
    Lasting,
}

/// More than three notices at once are a wall; what failed or was lost stays all the same.
const MAX_NOTICES: usize = 3;

impl Notice {
    /// Something that passed, such as "Copied".
    pub fn passing(text: impl Into<String>) -> Notice {
        Notice { stay: Stay::Passing, text: text.into(), detail: None, count: 1 }
    }

    /// Something that failed or was lost.
    pub fn lasting(text: impl Into<String>, detail: impl Into<String>) -> Notice {
        Notice { stay: Stay::Lasting, text: text.into(), detail: Some(detail.into()), count: 1 }
    }
}

/// Adds a notice: the same text counts up; beyond three the oldest goes of those that pass by themselves.
pub fn add(notices: &mut Vec<Notice>, notice: Notice) {
    if let Some(same) = notices.iter_mut().find(|other| other.text == notice.text) {
        same.count += 1;
        same.detail = notice.detail;
        return;
    }
    notices.push(notice);
    if notices.len() > MAX_NOTICES
        && let Some(oldest) = notices.iter().position(|notice| notice.stay == Stay::Passing)
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
            add(&mut notices, Notice::passing(text));
        }
        assert_eq!(texts(&notices), ["b", "c", "d"]);
    }

    #[test]
    fn what_failed_stays_until_it_is_dismissed() {
        let mut notices = Vec::new();
        for text in ["a worker stopped", "not copied"] {
            add(&mut notices, Notice::lasting(text, "why"));
        }
        for text in ["copied", "link copied", "exported"] {
            add(&mut notices, Notice::passing(text));
        }
        assert_eq!(texts(&notices), ["a worker stopped", "not copied", "exported"]);
        for text in ["no storage", "files differ"] {
            add(&mut notices, Notice::lasting(text, "why"));
        }
        assert_eq!(texts(&notices), ["a worker stopped", "not copied", "no storage", "files differ"]);
    }
}
