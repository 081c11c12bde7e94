//! Evaluates the rules of [`trailglass_event::target`] on the JSON of a record.

use std::borrow::Cow;
use trailglass_event::target::{self, Rule};
use trailglass_json::tape::Value;

/// What the event acted on, if the record tells.
#[inline(never)]
pub fn of<'a>(
    service: &str,
    event: &str,
    request: Option<Value<'a>>,
    response: Option<Value<'a>>,
    resources: Option<Value<'a>>,
) -> Option<Cow<'a, str>> {
    if service == "s3"
        && let Some(object) = request.and_then(object_of)
    {
        return Some(object);
    }
    let by_rule = target::rule(service).and_then(|rule| by_rule(rule, request, response));
    by_rule
        .or_else(|| request.and_then(by_name))
        .or_else(|| resources.and_then(|resources| of_resources(event, resources)))
        .or_else(|| request.and_then(|request| of_event(event, request)))
        .map(target::readable)
}

/// Bucket and key, as people write an object: `bucket/key`.
fn object_of(request: Value<'_>) -> Option<Cow<'_, str>> {
    let bucket = first_text(request, &["bucketName"])?;
    match first_text(request, &["key"]) {
        Some(key) => Some(Cow::Owned(format!("{bucket}/{key}"))),
        None => Some(bucket),
    }
}

fn by_rule<'a>(rule: &Rule, request: Option<Value<'a>>, response: Option<Value<'a>>) -> Option<Cow<'a, str>> {
    rule.paths.iter().find_map(|steps| {
        let (part, steps) = steps.split_first()?;
        first_text(if *part == "response" { response? } else { request? }, steps)
    })
}

/// The member of the request whose name tells most. Values that are no texts, such as a nested object under a telling
/// name, are passed over.
#[inline(never)]
fn by_name(request: Value<'_>) -> Option<Cow<'_, str>> {
    let mut best: Option<(usize, Value<'_>)> = None;
    for (key, value) in request.members() {
        if let Some(rank) = target::rank(key)
            && best.is_none_or(|(other, _)| rank < other)
            && value.some().is_some()
        {
            best = Some((rank, value));
        }
    }
    best?.1.some()
}

/// The member of the request that is named after what the event's name speaks of: `routeTableId` of `DeleteRouteTable`. EC2 has the
/// members of some requests in an object of their own, such as `DeleteNatGatewayRequest`, and some values as `content` in one.
#[inline(never)]
fn of_event<'a>(event: &str, request: Value<'a>) -> Option<Cow<'a, str>> {
    const ENDINGS: [&str; 5] = ["id", "name", "arn", "identifier", "ids"];
    let event = event.to_ascii_lowercase();
    request.members().find_map(|(key, value)| {
        let key = key.to_ascii_lowercase();
        if key.strip_suffix("request").is_some_and(|name| name == event) {
            return by_name(value).or_else(|| of_event(&event, value));
        }
        // Shorter ones, such as `a` of `aId`, are in any name.
        let is_meant = |stem: &str| stem.len() > 2 && event.contains(stem);
        let is_named = ENDINGS.iter().any(|ending| key.strip_suffix(ending).is_some_and(is_meant));
        if is_named { first_text(value, &[]).or_else(|| first_text(value, &["content"])) } else { None }
    })
}

/// The first ARN, or, of the lists of the event history, the name of the first resource whose type the event's name speaks
/// of. These lists have no order: that of `RunInstances` may begin with the network, that of `CreateRole` with the id of
/// the role.
#[inline(never)]
fn of_resources<'a>(event: &str, resources: Value<'a>) -> Option<Cow<'a, str>> {
    if let Some(arn) = first_text(resources, &["ARN"]) {
        return Some(arn);
    }
    let is_meant = |resource: Value<'_>| {
        let (kind, name) = (first_text(resource, &["resourceType"]), first_text(resource, &["resourceName"]));
        let is_id = name.is_none_or(|name| name.len() == 21 && name.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        kind.is_some_and(|kind| event.contains(kind.rsplit(':').next().unwrap_or(&kind))) && !is_id
    };
    let meant = resources.elements().find(|resource| is_meant(*resource));
    first_text(meant.unwrap_or(resources), &["resourceName"])
}

/// The text of the first scalar that the path leads to. Arrays are gone into at every step, and names are compared
/// without regard to ASCII case: services differ in both.
fn first_text<'a>(value: Value<'a>, path: &[&str]) -> Option<Cow<'a, str>> {
    // The path's own length bounds the depth of objects; arrays directly inside arrays are followed this deep.
    const NESTED_ARRAYS: usize = 8;
    follow(value, path, NESTED_ARRAYS)
}

fn follow<'a>(value: Value<'a>, path: &[&str], arrays: usize) -> Option<Cow<'a, str>> {
    if value.is_array() && arrays > 0 {
        return value.elements().find_map(|element| follow(element, path, arrays - 1));
    }
    let Some((step, rest)) = path.split_first() else { return value.some() };
    let is_step = |key: &str| key.len() == step.len() && key.eq_ignore_ascii_case(step);
    value.members().filter(|(key, _)| is_step(key)).find_map(|(_, value)| follow(value, rest, arrays))
}
