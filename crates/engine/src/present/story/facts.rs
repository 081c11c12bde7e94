//! The labelled facts of a resource: its parent, its inputs, who submitted it, how long it ran.

use crate::resources::view::ResourceView;
use trailglass_event::field::Field;
use trailglass_event::time::Micros;
use trailglass_lifecycle::profile::Class;
use trailglass_lifecycle::span::Span;
use trailglass_lifecycle::state::State;
use trailglass_lifecycle::story::Story;
use trailglass_protocol::message::Fact;

/// The facts of a resource, in reading order.
pub fn facts(resource: &ResourceView<'_>, story: &Story) -> Vec<Fact> {
    let mut facts = Vec::new();
    let mut fact = |label: &str, text: String, more: Option<String>| {
        facts.push(Fact { label: label.to_owned(), text, more, ..Fact::default() });
    };
    if let Some(parent) = resource.parent() {
        let name = resource.parent_resource().and_then(|parent| parent.name());
        let label = title(resource.kind.spec.parent.as_deref().unwrap_or("parent"));
        match name {
            Some(name) => fact(&label, name.to_owned(), Some(parent.to_owned())),
            None => fact(&label, parent.to_owned(), None),
        }
    }
    for input in &story.inputs {
        fact("Input", input.clone(), None);
    }
    if let Some(name) = resource.name() {
        fact("Name", name.to_owned(), None);
    }
    // When it expires is a fact of its own, below.
    let is_expiry = |name: &str| resource.kind.spec.expires.as_deref() == Some(name);
    for (name, text) in story.details.iter().filter(|(name, _)| !is_expiry(name)) {
        fact(&title(name), text.clone(), None);
    }
    if let Some(code) = story.error_code.as_ref().filter(|_| resource.lifecycle.state == State::Error) {
        let meaning =
            resource.kind.spec.errors.iter().find(|(known, _)| known == code).map(|(_, meaning)| meaning.clone());
        fact("Error", code.clone(), meaning);
    }
    if let Some(message) = story.error_message.as_ref().filter(|_| resource.lifecycle.state == State::Error) {
        fact("Message", message.clone(), None);
    }
    if let Some(by) = &story.submitted_by {
        let is_lasting = resource.kind.spec.class == Class::Lasting;
        fact(if is_lasting { "Created by" } else { "Submitted by" }, by.clone(), None);
    }
    if let Some(by) = resource.ended_by() {
        fact(&format!("{} by", resource.lifecycle.state), by.to_owned(), None);
    }
    let place = [resource.region(), resource.account()].into_iter().filter(|text| !text.is_empty());
    fact("Where", place.collect::<Vec<_>>().join(", account "), None);
    for (label, span) in [("Waited", resource.lifecycle.waited()), ("Ran", resource.lifecycle.ran())] {
        if let Some(span) = span {
            fact(label, duration_text(span), None);
        }
    }
    if let Some(until) = resource.lifecycle.held_until {
        let parent = resource.kind.spec.parent.as_deref().unwrap_or("parent");
        let more = format!("A paused {parent} starts no work");
        fact("Held", format!("by its {parent}, which was paused until {}", moment(until)), Some(more));
    }
    if let Some(since) = open_pause(resource) {
        let parent = resource.kind.spec.parent.as_deref().unwrap_or("parent");
        let more = "No event in these files shows that it started";
        fact("Held", format!("by its {parent}, which is paused since {}", moment(since)), Some(more.to_owned()));
    }
    if let Some(expires) = resource.expires() {
        fact("Valid until", moment(expires), None);
    }
    if let Some(field) =
        resource.kind.spec.events_by.as_deref().and_then(Field::named).filter(|_| !resource.id().is_empty())
    {
        fact("Calls with it", format!("{} in these files", resource.n_events_by(field)), None);
    }
    match resource.lifecycle.n_references {
        0 => {}
        1 => fact("Used", "once".to_owned(), None),
        times => fact("Used", format!("{times} times"), None),
    }
    facts
}

/// When its parent was paused, where it was submitted in a pause that has no end and is not known to have started or
/// ended.
pub fn open_pause(resource: &ResourceView<'_>) -> Option<Micros> {
    let lifecycle = resource.lifecycle;
    let submitted = lifecycle.submitted?.time;
    let since = resource.parent_resource()?.pauses().last().filter(|pause| pause.until.is_none())?.from;
    (since < submitted && lifecycle.started.is_none() && !lifecycle.has_ended).then_some(since)
}

fn moment(time: Micros) -> String {
    format!("{} {} UTC", time.date(), time.time_of_day())
}

/// A duration as far as it is proven, in words.
fn duration_text(Span { at_least, at_most }: Span) -> String {
    match at_most {
        Some(most) if most == at_least => exact_duration_text(most),
        Some(most) if at_least == 0 => format!("{} at most", exact_duration_text(most)),
        Some(most) => format!("{} to {}", exact_duration_text(at_least), exact_duration_text(most)),
        None => format!("{} at least", exact_duration_text(at_least)),
    }
}

fn exact_duration_text(micros: i64) -> String {
    match micros / 1_000_000 {
        seconds @ 0..60 => format!("{seconds} s"),
        seconds @ 60..3600 => format!("{} min {} s", seconds / 60, seconds % 60),
        seconds => format!("{} h {} min", seconds / 3600, seconds / 60 % 60),
    }
}

/// The name of a value as a label: `output-prefix` → `Output prefix`.
pub fn title(name: &str) -> String {
    let words = name.replace('-', " ");
    let mut chars = words.chars();
    chars.next().map_or(String::new(), |first| std::iter::once(first.to_ascii_uppercase()).chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_says_how_far_it_is_known() {
        const SECOND: i64 = 1_000_000;
        for (at_least, at_most, expected) in [
            (59 * SECOND, Some(59 * SECOND), "59 s"),
            (0, Some(90 * SECOND), "1 min 30 s at most"),
            (SECOND, Some(7_260 * SECOND), "1 s to 2 h 1 min"),
            (3_600 * SECOND, None, "1 h 0 min at least"),
        ] {
            assert_eq!(duration_text(Span { at_least, at_most }), expected);
        }
        assert_eq!(title("output-prefix"), "Output prefix");
    }
}
