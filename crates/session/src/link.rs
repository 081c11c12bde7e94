//! The view on screen as text behind the `#` of an address, so that it can be shared: what is asked, not what is in the
//! files, and nothing of other views.
//!
//! `#v=1&q=event:CreateJob&sort=-event&tab=jobs`: parts with a name, those left out that are as at first. A part that
//! is not known, or whose value is nonsense, is passed over with a word about it; it never keeps the rest from being
//! shown. A link of an older version is upgraded, part by part, before it is read. One that holds the other view as well
//! is read with it.

use super::columns::Columns;
use super::fingerprint::Fingerprint;
use std::rc::Rc;
use trailglass_event::time::{Micros, TimeRange};
use trailglass_event::zone::Zone;
use trailglass_protocol::message::{Sort, View};

/// The version that is written.
pub const VERSION: u32 = 1;

/// A part: its name and its value, decoded.
type Part = (String, String);
/// Makes the parts of a version those of the next.
type Upgrade = fn(Vec<Part>) -> Vec<Part>;
/// One for each older version: the first makes version 1 a 2.
const UPGRADES: &[Upgrade] = &[];

/// What a link holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// The view on screen.
    pub view: View,
    /// What each view asks, in the order of [`View::ALL`]; `None` of a view that the link says nothing of.
    pub asks: [Option<Asks>; View::ALL.len()],
    /// The ranges of time that the events were narrowed to, each within the one before.
    pub ranges: Vec<TimeRange>,
    /// In which zone times are shown.
    pub zone: Zone,
    /// The id of the open event.
    pub event: Option<String>,
    /// The key of the open job.
    pub job: Option<String>,
    /// What the files were.
    pub files: Option<Fingerprint>,
    /// Files of the same site to be read.
    pub sources: Vec<String>,
}

/// What one view asks.
#[derive(Clone, Debug, PartialEq)]
pub struct Asks {
    /// The text of the filter bar.
    pub text: Rc<str>,
    /// The order.
    pub sort: Sort,
    /// The columns; `None` for the first ones.
    pub columns: Option<Rc<Columns>>,
}

impl Default for Asks {
    fn default() -> Asks {
        Asks { text: "".into(), sort: Sort::newest_first(), columns: None }
    }
}

impl Default for Link {
    fn default() -> Link {
        Link {
            view: View::Events,
            asks: View::ALL.map(|view| (view == View::Events).then(Asks::default)),
            ranges: Vec::new(),
            zone: Zone::Utc,
            event: None,
            job: None,
            files: None,
            sources: Vec::new(),
        }
    }
}

/// The names of a view's text, order and columns in a link.
fn names(view: View) -> [&'static str; 3] {
    match view {
        View::Events => ["q", "sort", "cols"],
        View::Jobs => ["jq", "jsort", "jcols"],
    }
}

impl Link {
    /// What the view on screen asks.
    pub fn shown(&self) -> Asks {
        self.asks[self.view as usize].clone().unwrap_or_default()
    }

    /// The link with the view on screen and no other.
    pub fn on_screen(&self) -> Link {
        let mut link = self.clone();
        for view in View::ALL {
            let asks = &mut link.asks[view as usize];
            *asks = (view == self.view).then(|| asks.take().unwrap_or_default());
        }
        match self.view {
            View::Events => link.job = None,
            View::Jobs => link.event = None,
        }
        link
    }

    /// Whether it asks for nothing but what a page shows at first.
    pub fn is_plain(&self) -> bool {
        self.on_screen() == Link { files: self.files.clone(), ..Link::default() }
    }

    /// The text behind the `#`, of the view on screen; empty for a page as at first.
    pub fn to_fragment(&self) -> String {
        self.on_screen().fragment()
    }

    fn fragment(&self) -> String {
        let mut parts: Vec<(&str, String)> = Vec::new();
        if self.view != View::Events {
            parts.push(("tab", self.view.name().to_owned()));
        }
        for (view, asks) in View::ALL.into_iter().zip(&self.asks) {
            let Some(Asks { text, sort, columns }) = asks else { continue };
            let [text_name, sort_name, columns_name] = names(view);
            if !text.is_empty() {
                parts.push((text_name, text.to_string()));
            }
            if *sort != Sort::newest_first() {
                parts.push((sort_name, sort_text(sort)));
            }
            if let Some(columns) = columns {
                parts.push((columns_name, columns.to_string()));
            }
        }
        if !self.ranges.is_empty() {
            let range = |range: &TimeRange| format!("{}..{}", range.from, range.to);
            parts.push(("t", self.ranges.iter().map(range).collect::<Vec<_>>().join(",")));
        }
        if self.zone != Zone::Utc {
            parts.push(("zone", self.zone.to_string()));
        }
        parts.extend(self.event.iter().map(|id| ("event", id.clone())));
        parts.extend(self.job.iter().map(|key| ("job", key.clone())));
        parts.extend(self.sources.iter().map(|source| ("src", source.clone())));
        parts.extend(self.files.iter().map(|files| ("files", files.to_string())));
        if parts.is_empty() {
            return String::new();
        }
        let mut fragment = format!("v={VERSION}");
        for (name, value) in parts {
            fragment.push('&');
            fragment.push_str(name);
            fragment.push('=');
            escape(&value, &mut fragment);
        }
        fragment
    }

    /// Reads the text behind the `#`, with or without it. What could not be read is told in words.
    pub fn from_fragment(fragment: &str) -> (Link, Vec<String>) {
        Link::read(fragment, UPGRADES)
    }

    fn read(fragment: &str, upgrades: &[Upgrade]) -> (Link, Vec<String>) {
        let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
        let part = |part: &str| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            (unescaped(name), unescaped(value))
        };
        let mut parts: Vec<Part> = fragment.split('&').filter(|part| !part.is_empty()).map(part).collect();
        let newest = upgrades.len() as u32 + 1;
        let mut troubles = Vec::new();
        // Written by hand it may have no version, and is meant as the newest.
        let version = parts.iter().find(|(name, _)| name == "v").map_or(Some(newest), |(_, value)| value.parse().ok());
        match version {
            Some(version) if (1..=newest).contains(&version) => {
                for upgrade in &upgrades[version as usize - 1..] {
                    parts = upgrade(parts);
                }
            }
            _ => troubles.push("it was made by another version of this page".to_owned()),
        }
        let mut link = Link { asks: View::ALL.map(|_| None), ..Link::default() };
        for (name, value) in parts {
            if !link.take(&name, &value) {
                troubles.push(format!("{name}={value} is not understood"));
            }
        }
        // Of the view on screen a link says everything, for what is as at first is left out.
        link.asks[link.view as usize].get_or_insert_default();
        (link, troubles)
    }

    /// Takes a part. Returns whether it was understood.
    fn take(&mut self, name: &str, value: &str) -> bool {
        for (view, asks) in View::ALL.into_iter().zip(&mut self.asks) {
            let [text_name, sort_name, columns_name] = names(view);
            if ![text_name, sort_name, columns_name].contains(&name) {
                continue;
            }
            let asks = asks.get_or_insert_default();
            if name == text_name {
                asks.text = value.into();
            } else if name == sort_name {
                let Some(sort) = sort_of(value) else { return false };
                asks.sort = sort;
            } else {
                asks.columns = Some(Rc::new(Columns::parse(view, value)));
            }
            return true;
        }
        let some = |value: &str| Some(value.to_owned()).filter(|value| !value.is_empty());
        match name {
            "v" => {}
            "tab" => match View::ALL.into_iter().find(|view| view.name() == value) {
                Some(view) => self.view = view,
                None => return false,
            },
            "t" => match value.split(',').map(range_of).collect() {
                Some(ranges) => self.ranges = ranges,
                None => return false,
            },
            "zone" => self.zone = Zone::parse(value),
            "event" => self.event = some(value),
            "job" => self.job = some(value),
            "src" => self.sources.extend(some(value)),
            "files" => match Fingerprint::parse(value) {
                Some(files) => self.files = Some(files),
                None => return false,
            },
            _ => return false,
        }
        true
    }

    /// What it will show, for one who has no files yet: a label and a value each.
    pub fn words(&self) -> Vec<(&'static str, String)> {
        let mut words = Vec::new();
        let asks = self.shown();
        words.push(("View", self.view.name().to_owned()));
        if !asks.text.is_empty() {
            words.push(("Filter", asks.text.to_string()));
        }
        if let Some(last) = self.ranges.last() {
            words.push(("Time", format!("{} to {}", last.from, last.to)));
        }
        if asks.sort != Sort::newest_first() {
            let way = if asks.sort.is_descending { "descending" } else { "ascending" };
            words.push(("Order", format!("{}, {way}", asks.sort.field)));
        }
        if let Some(columns) = &asks.columns {
            words.push(("Columns", columns.names().join(", ")));
        }
        words.extend(self.event.iter().map(|id| ("Event", id.clone())));
        words.extend(self.files.iter().map(|files| ("Files", files.words())));
        words
    }
}

/// `-event`, `region`, `-event,region`: a dash descends, the former order stands behind.
fn sort_text(sort: &Sort) -> String {
    let one = |field: &str, is_descending: bool| format!("{}{field}", if is_descending { "-" } else { "" });
    let first = one(&sort.field, sort.is_descending);
    match &sort.then {
        Some((field, is_descending)) => format!("{first},{}", one(field, *is_descending)),
        None => first,
    }
}

fn sort_of(text: &str) -> Option<Sort> {
    let one = |text: &str| {
        let (field, is_descending) = text.strip_prefix('-').map_or((text, false), |field| (field, true));
        let is_name = !field.is_empty() && field.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        is_name.then(|| (field.to_owned(), is_descending))
    };
    let (first, then) = text.split_once(',').map_or((text, None), |(first, then)| (first, Some(then)));
    let (field, is_descending) = one(first)?;
    let then = match then {
        Some(then) => Some(one(then)?),
        None => None,
    };
    Some(Sort { field, is_descending, then })
}

fn range_of(text: &str) -> Option<TimeRange> {
    let (from, to) = text.split_once("..")?;
    let range = TimeRange { from: Micros::parse(from)?, to: Micros::parse(to)? };
    (range.from < range.to).then_some(range)
}

/// Characters that stay as they are: those that no chat or mail takes for markup or for the end of an address.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~:/,@".contains(&byte)
}

fn escape(text: &str, into: &mut String) {
    for byte in text.bytes() {
        match byte {
            b' ' => into.push('+'),
            byte if is_plain(byte) => into.push(char::from(byte)),
            byte => {
                into.push('%');
                for digit in [byte >> 4, byte & 15] {
                    into.push(char::from_digit(u32::from(digit), 16).unwrap_or('0').to_ascii_uppercase());
                }
            }
        }
    }
}

/// The text of an escaped one. What is no escape stands for itself.
fn unescaped(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let digit = |at: usize| bytes.get(at).and_then(|byte| char::from(*byte).to_digit(16));
        match (bytes[at], digit(at + 1), digit(at + 2)) {
            (b'+', ..) => decoded.push(b' '),
            (b'%', Some(high), Some(low)) => {
                decoded.push((high << 4 | low) as u8);
                at += 2;
            }
            (byte, ..) => decoded.push(byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Micros {
        Micros::parse(text).expect(text)
    }

    fn full() -> Link {
        let range = |from, to| TimeRange { from: at(from), to: at(to) };
        Link {
            view: View::Jobs,
            asks: [
                Some(Asks {
                    text: "event:Create* \"a & b = 100 %\" +é (region:eu-west-1)".into(),
                    sort: Sort { then: Some(("region".to_owned(), true)), ..Sort::by("event", false) },
                    columns: Some(Rc::new(Columns::parse(View::Events, "time,requestParameters.a%2Cb*120"))),
                }),
                Some(Asks { text: "state:canceled".into(), sort: Sort::by("last-seen", true), columns: None }),
            ],
            ranges: vec![
                range("2024-03-01T00:00:00Z", "2024-03-02T00:00:00Z"),
                range("2024-03-01T10:00:00Z", "2024-03-01T10:05:00.25Z"),
            ],
            zone: Zone::Named("Europe/Berlin".to_owned()),
            event: Some("7ec7f858-0775-423c-8eeb-d866ca706aaa".to_owned()),
            job: Some("elastic-transcoder/job 1 eu x".to_owned()),
            files: Some(Fingerprint::of([("a.json", 5.0)].into_iter())),
            sources: vec!["logs/2024-03-01.json.gz".to_owned()],
        }
    }

    #[test]
    fn a_link_is_its_text_and_says_no_more_than_is_needed() {
        for view in View::ALL {
            let link = Link { view, ..full() };
            let fragment = link.to_fragment();
            assert_eq!(Link::from_fragment(&fragment), (link.on_screen(), Vec::new()));
            assert_eq!(Link::from_fragment(&format!("#{fragment}")).0, link.on_screen());
        }
        assert_eq!(Link::default().to_fragment(), "");
        let filtered = |text: &str| {
            let asks = Asks { text: text.into(), ..Asks::default() };
            Link { asks: [Some(asks), None], ..Link::default() }
        };
        for (text, expected) in [
            ("event:CreateJob", "v=1&q=event:CreateJob"),
            ("error:* -actor:root", "v=1&q=error:%2A+-actor:root"),
            ("a+b&q=c", "v=1&q=a%2Bb%26q%3Dc"),
        ] {
            assert_eq!(filtered(text).to_fragment(), expected);
            assert_eq!(Link::from_fragment(expected).0, filtered(text));
        }
    }

    #[test]
    fn a_link_holds_the_view_on_screen_and_no_other() {
        let link =
            Link { job: Some("iam/access-key|111122223333|us-east-1|AKIAIOSFODNN7EXAMPLE".to_owned()), ..full() };
        let events = Link { view: View::Events, ..link.clone() }.to_fragment();
        let jobs = Link { view: View::Jobs, ..link }.to_fragment();
        for (fragment, hidden) in
            [(&events, ["AKIA", "canceled", "jq=", "job="]), (&jobs, ["Create", "7ec7f858", "&q=", "event="])]
        {
            let held: Vec<&str> = hidden.into_iter().filter(|part| fragment.contains(part)).collect();
            assert!(held.is_empty(), "{held:?} in {fragment}");
        }
    }

    #[test]
    fn a_link_that_holds_both_views_is_read_with_both() {
        let (link, troubles) =
            Link::from_fragment("v=1&tab=jobs&q=service:s3&sort=-event&jq=state:canceled&event=e1&job=k|1|r|j");
        let texts = link.asks.each_ref().map(|asks| asks.as_ref().map(|asks| asks.text.to_string()));
        assert_eq!(texts, [Some("service:s3".to_owned()), Some("state:canceled".to_owned())]);
        assert_eq!((link.event.as_deref(), link.job.as_deref(), troubles.len()), (Some("e1"), Some("k|1|r|j"), 0));
    }

    #[test]
    fn nonsense_is_passed_over_with_a_word() {
        for (fragment, n_troubles) in [
            ("", 0),
            ("q=a", 0),
            ("v=1&q=a", 0),
            ("v=2&q=a", 1),
            ("v=0&q=a", 1),
            ("v=x&q=a&zzz=1", 2),
            ("q=a&tab=nowhere&t=yesterday&sort=a%20b&files=%FF", 4),
            ("q=a&t=2024-03-02T00:00:00Z..2024-03-01T00:00:00Z", 1),
            ("&&q=a&%&=", 2),
        ] {
            let (link, troubles) = Link::from_fragment(fragment);
            assert_eq!(troubles.len(), n_troubles, "{fragment}: {troubles:?}");
            let text = link.asks[0].as_ref().map_or_else(String::new, |asks| asks.text.to_string());
            assert!(fragment.is_empty() || text == "a", "{fragment}");
        }
    }

    #[test]
    fn an_older_link_is_upgraded_step_by_step() {
        fn first(parts: Vec<Part>) -> Vec<Part> {
            parts.into_iter().map(|(name, value)| (name.replace("find", "query"), value)).collect()
        }
        fn second(parts: Vec<Part>) -> Vec<Part> {
            parts.into_iter().map(|(name, value)| (name.replace("query", "q"), value)).collect()
        }
        let upgrades: [Upgrade; 2] = [first, second];
        for fragment in ["v=1&find=a", "v=2&query=a", "v=3&q=a", "q=a"] {
            let (link, troubles) = Link::read(fragment, &upgrades);
            assert_eq!((&*link.shown().text, troubles.len()), ("a", 0), "{fragment}");
        }
        assert_eq!(Link::read("v=4&q=a", &upgrades).1.len(), 1);
    }
}
