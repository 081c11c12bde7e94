//! A link as text: parts of the form `name=value` with `&` between them, without those that have their default value.
//!
//! A part that is unknown, or whose value cannot be read, is skipped and reported; the others still apply. A link of an
//! older version is upgraded, part by part, before it is read.

use super::{Link, ViewSettings};
use crate::columns::Columns;
use crate::fingerprint::Fingerprint;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::rc::Rc;
use trailglass_event::time::{Micros, TimeRange};
use trailglass_event::zone::Zone;
use trailglass_protocol::message::{Sort, View};

/// The version that is written.
pub const VERSION: u32 = 1;

/// A part: its name and its value, decoded.
type Part = (String, String);
/// Turns the parts of one version into those of the next.
type Upgrade = fn(Vec<Part>) -> Vec<Part>;
/// One for each older version: the first turns version 1 into 2.
const UPGRADES: &[Upgrade] = &[];

/// The characters that are escaped: all but those that no chat or mail takes for markup or for the end of an address. A
/// space is written as `+`.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b' ')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b':')
    .remove(b'/')
    .remove(b',')
    .remove(b'@');

/// The names of a view's text, order and columns.
fn part_names(view: View) -> [&'static str; 3] {
    match view {
        View::Events => ["q", "sort", "cols"],
        View::Jobs => ["jq", "jsort", "jcols"],
    }
}

impl Link {
    /// The text behind the `#`, of the view on screen; empty for the default view.
    pub fn to_fragment(&self) -> String {
        let mut fragment = String::new();
        for (name, value) in self.of_shown_view().parts() {
            if fragment.is_empty() {
                fragment = format!("v={VERSION}");
            }
            let value = utf8_percent_encode(&value, ESCAPED).to_string().replace(' ', "+");
            fragment = format!("{fragment}&{name}={value}");
        }
        fragment
    }

    fn parts(&self) -> Vec<(&'static str, String)> {
        let mut parts = Vec::new();
        if self.view != View::Events {
            parts.push(("tab", self.view.name().to_owned()));
        }
        for (view, settings) in View::ALL.into_iter().zip(&self.views) {
            let Some(ViewSettings { text, sort, columns }) = settings else { continue };
            let [text_name, sort_name, columns_name] = part_names(view);
            if !text.is_empty() {
                parts.push((text_name, text.to_string()));
            }
            if *sort != Sort::newest_first() {
                parts.push((sort_name, sort_to_text(sort)));
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
        parts
    }

    /// Reads the text behind the `#`, with or without it. The second value says in words what could not be read.
    pub fn from_fragment(fragment: &str) -> (Link, Vec<String>) {
        Link::read(fragment, UPGRADES)
    }

    fn read(fragment: &str, upgrades: &[Upgrade]) -> (Link, Vec<String>) {
        let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
        let mut parts: Vec<Part> = form_urlencoded::parse(fragment.as_bytes()).into_owned().collect();
        let newest = upgrades.len() as u32 + 1;
        let mut problems = Vec::new();
        // A link that was written by hand may have no version; it is read as the newest.
        let version = parts.iter().find(|(name, _)| name == "v").map_or(Some(newest), |(_, value)| value.parse().ok());
        match version {
            Some(version) if (1..=newest).contains(&version) => {
                for upgrade in &upgrades[version as usize - 1..] {
                    parts = upgrade(parts);
                }
            }
            _ => problems.push("it was made by another version of this page".to_owned()),
        }
        let mut link = Link { views: View::ALL.map(|_| None), ..Link::default() };
        for (name, value) in parts {
            if !link.set_part(&name, &value) {
                problems.push(format!("{name}={value} is not understood"));
            }
        }
        // A link describes the view on screen in full: what it leaves out has its default value.
        link.views[link.view as usize].get_or_insert_default();
        (link, problems)
    }

    /// Takes a part over. Returns whether it was understood.
    fn set_part(&mut self, name: &str, value: &str) -> bool {
        for (view, settings) in View::ALL.into_iter().zip(&mut self.views) {
            let [text_name, sort_name, columns_name] = part_names(view);
            if ![text_name, sort_name, columns_name].contains(&name) {
                continue;
            }
            let settings = settings.get_or_insert_default();
            if name == text_name {
                settings.text = value.into();
            } else if name == sort_name {
                let Some(sort) = sort_of(value) else { return false };
                settings.sort = sort;
            } else {
                settings.columns = Some(Rc::new(Columns::parse(view, value)));
            }
            return true;
        }
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
            "event" => self.event = non_empty(value),
            "job" => self.job = non_empty(value),
            "src" => self.sources.extend(non_empty(value)),
            "files" => match Fingerprint::parse(value) {
                Some(files) => self.files = Some(files),
                None => return false,
            },
            _ => return false,
        }
        true
    }
}

fn non_empty(value: &str) -> Option<String> {
    (!value.is_empty()).then(|| value.to_owned())
}

/// `-event`, `region`, `-event,region`: a dash descends; behind the comma is the order that decides between equals.
fn sort_to_text(sort: &Sort) -> String {
    let first = sort_key_to_text(&sort.field, sort.is_descending);
    match &sort.then {
        Some((field, is_descending)) => format!("{first},{}", sort_key_to_text(field, *is_descending)),
        None => first,
    }
}

fn sort_key_to_text(field: &str, is_descending: bool) -> String {
    format!("{}{field}", if is_descending { "-" } else { "" })
}

fn sort_of(text: &str) -> Option<Sort> {
    let (first, then) = text.split_once(',').map_or((text, None), |(first, then)| (first, Some(then)));
    let (field, is_descending) = sort_key_of(first)?;
    let then = match then {
        Some(then) => Some(sort_key_of(then)?),
        None => None,
    };
    Some(Sort { field, is_descending, then })
}

fn sort_key_of(text: &str) -> Option<(String, bool)> {
    let (field, is_descending) = text.strip_prefix('-').map_or((text, false), |field| (field, true));
    let is_name = !field.is_empty() && field.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    is_name.then(|| (field.to_owned(), is_descending))
}

fn range_of(text: &str) -> Option<TimeRange> {
    let (from, to) = text.split_once("..")?;
    let range = TimeRange { from: Micros::parse(from)?, to: Micros::parse(to)? };
    (range.from < range.to).then_some(range)
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
            views: [
                Some(ViewSettings {
                    text: "event:Create* \"a & b = 100 %\" +é (region:eu-west-1)".into(),
                    sort: Sort { then: Some(("region".to_owned(), true)), ..Sort::by("event", false) },
                    columns: Some(Rc::new(Columns::parse(View::Events, "time,requestParameters.a%2Cb*120"))),
                }),
                Some(ViewSettings { text: "state:canceled".into(), sort: Sort::by("last-seen", true), columns: None }),
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
    fn a_link_is_its_text_and_leaves_out_defaults() {
        for view in View::ALL {
            let link = Link { view, ..full() };
            let fragment = link.to_fragment();
            assert_eq!(Link::from_fragment(&fragment), (link.of_shown_view(), Vec::new()));
            assert_eq!(Link::from_fragment(&format!("#{fragment}")).0, link.of_shown_view());
        }
        assert_eq!(Link::default().to_fragment(), "");
        let filtered = |text: &str| {
            let asks = ViewSettings { text: text.into(), ..ViewSettings::default() };
            Link { views: [Some(asks), None], ..Link::default() }
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
        let (link, problems) =
            Link::from_fragment("v=1&tab=jobs&q=service:s3&sort=-event&jq=state:canceled&event=e1&job=k|1|r|j");
        let texts = link.views.each_ref().map(|settings| settings.as_ref().map(|settings| settings.text.to_string()));
        assert_eq!(texts, [Some("service:s3".to_owned()), Some("state:canceled".to_owned())]);
        assert_eq!((link.event.as_deref(), link.job.as_deref(), problems.len()), (Some("e1"), Some("k|1|r|j"), 0));
    }

    #[test]
    fn nonsense_is_skipped_and_reported() {
        for (fragment, n_problems) in [
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
            let (link, problems) = Link::from_fragment(fragment);
            assert_eq!(problems.len(), n_problems, "{fragment}: {problems:?}");
            let text = link.views[0].as_ref().map_or_else(String::new, |settings| settings.text.to_string());
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
            let (link, problems) = Link::read(fragment, &upgrades);
            assert_eq!((&*link.shown_settings().text, problems.len()), ("a", 0), "{fragment}");
        }
        assert_eq!(Link::read("v=4&q=a", &upgrades).1.len(), 1);
    }
}
