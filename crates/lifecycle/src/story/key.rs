//! The names of stories.

use std::fmt;

/// The name of a story, different for every two of them: kind, account, region, and the id or, where the submission was
/// refused, that of the request. Its parts are joined by `|`; a `|` or `%` within one is written `%7C` or `%25`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct JobKey(pub String);

impl JobKey {
    /// The key of these parts.
    pub fn of(kind: &str, account: &str, region: &str, name: ResourceName<'_>) -> JobKey {
        let (how, name) = match name {
            ResourceName::Id(id) => ("", id),
            ResourceName::Request(request) => ("request|", request),
            ResourceName::Event(event) => ("event|", event),
        };
        let name = format!("{how}{}", escaped(name));
        JobKey([kind, &escaped(account), &escaped(region), &name].join("|"))
    }
}

/// A part without the separator.
fn escaped(part: &str) -> String {
    part.replace('%', "%25").replace('|', "%7C")
}

impl fmt::Display for JobKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// What names a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ResourceName<'a> {
    /// Its id.
    Id(&'a str),
    /// The request, where it made nothing or its record does not say what it made.
    Request(&'a str),
    /// The event, where the record does not name the request either.
    Event(&'a str),
}
