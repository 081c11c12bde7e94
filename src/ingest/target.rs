//! Evaluates the rules of [`crate::event::target`] on the JSON of a record.

use crate::event::target::{self, Rule};
use crate::json::{path, text, walk};
use std::borrow::Cow;

/// What the event acted on, if the record tells.
pub fn of<'a>(
    service: &str,
    request: Option<&'a str>,
    response: Option<&'a str>,
    resources: Option<&'a str>,
) -> Option<Cow<'a, str>> {
    if service == "s3"
        && let Some(object) = request.and_then(object_of)
    {
        return Some(object);
    }
    let by_rule = target::rule(service).and_then(|rule| by_rule(rule, request, response));
    by_rule
        .or_else(|| request.and_then(by_name))
        .or_else(|| path::first_text(resources?, &["ARN"]))
        .map(target::readable)
}

/// Bucket and key, as people write an object: `bucket/key`.
fn object_of(request: &str) -> Option<Cow<'_, str>> {
    let bucket = path::first_text(request, &["bucketName"])?;
    match path::first_text(request, &["key"]) {
        Some(key) => Some(Cow::Owned(format!("{bucket}/{key}"))),
        None => Some(bucket),
    }
}

fn by_rule<'a>(rule: &Rule, request: Option<&'a str>, response: Option<&'a str>) -> Option<Cow<'a, str>> {
    rule.paths.iter().find_map(|steps| {
        let (part, steps) = steps.split_first()?;
        path::first_text(if *part == "response" { response? } else { request? }, steps)
    })
}

/// The member of the request whose name tells most.
fn by_name(request: &str) -> Option<Cow<'_, str>> {
    let ranked = walk::members(request).filter_map(|(key, value)| {
        let rank = target::rank(&text::decode(key))?;
        Some((rank, value))
    });
    // Values that are no texts, such as a nested object under a telling name, are passed over.
    ranked
        .filter_map(|(rank, value)| Some((rank, text::scalar(value).filter(|text| !text.is_empty())?)))
        .min_by_key(|(rank, _)| *rank)
        .map(|(_, text)| text)
}
