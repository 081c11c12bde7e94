//! Evaluates the rules of [`trailglass_event::target`] on the JSON of a record.

use std::borrow::Cow;
use std::cell::LazyCell;
use trailglass_event::denial::Denial;
use trailglass_event::target::{self, MAX_TARGETS, Rule, SEPARATOR, SERVICES_WITH_IDS, WEAK_MEMBERS, is_resource_id};
use trailglass_json::structural_index::Value;

/// The parts of a record that name what it acted on.
pub struct TargetParts<'e, 'a> {
    /// `eventSource` without `.amazonaws.com`.
    pub service: &'e str,
    /// `eventName`.
    pub event: &'e str,
    /// `requestParameters`.
    pub request: Option<Value<'a>>,
    /// `responseElements`.
    pub response: Option<Value<'a>>,
    /// `resources`.
    pub resources: Option<Value<'a>>,
    /// `serviceEventDetails` and `additionalEventData`, which name what an event of a service is about.
    pub details: [Option<Value<'a>>; 2],
    /// `errorMessage`.
    pub error_message: Option<&'e str>,
}

/// Arrays directly inside arrays are followed this deep; the depth of objects is bounded by a path's own length.
const NESTED_ARRAYS: usize = 8;
/// A request is searched for ids this deep.
const NESTED_VALUES: usize = 12;

/// All that the event acted on, each once and by its name, the most telling first.
#[inline(never)]
pub fn targets<'a>(parts: &TargetParts<'_, 'a>) -> Vec<Cow<'a, str>> {
    let TargetParts { service, event, request, response, resources, details, error_message } = *parts;
    let mut found = Targets(Vec::new());
    if service == "s3"
        && let Some(object) = request.and_then(object_of)
    {
        // What follows the bucket is a key, whatever it looks like.
        found.0.push(object);
        found.add(request.and_then(|request| first_text(request, &["x-amz-copy-source"])).map(without_slash));
        return found.0;
    }
    let rule = target::rule(service);
    let named = LazyCell::new(|| request.map(named_members).unwrap_or_default());
    let first = rule
        .and_then(|rule| by_rule(rule, request, response))
        .or_else(|| most_telling(&named))
        .or_else(|| resources.and_then(|resources| of_resources(event, resources)))
        .or_else(|| request.and_then(|request| of_event(event, request)))
        .or_else(|| details.into_iter().flatten().find_map(|details| most_telling(&named_members(details))))
        .or_else(|| error_message.and_then(of_message).map(Cow::Owned));
    found.add(first);
    for steps in rule.map_or(&[][..], |rule| rule.also) {
        if let Some((part, steps)) = steps.split_first()
            && let Some(value) = if *part == "response" { response } else { request }
        {
            each_text(value, steps, NESTED_ARRAYS, &mut |text| found.add(Some(text)));
        }
    }
    if let Some(request) = request {
        if rule.is_none() {
            let mut resources: Vec<_> = named.iter().filter(|member| !member.is_lonely).collect();
            resources.sort_by_key(|member| member.rank);
            resources.into_iter().for_each(|member| found.add(member.value.non_empty_scalar()));
        }
        if service == "kms" {
            of_context(request, &mut found);
        }
        if SERVICES_WITH_IDS.contains(&service) {
            ids(request, NESTED_VALUES, &mut found);
        }
    }
    found.0
}

/// The targets behind the first as one text; none where there is one target at most.
pub fn further_targets(targets: &[Cow<'_, str>]) -> Option<String> {
    let (_, further) = targets.split_first().filter(|(_, further)| !further.is_empty())?;
    let mut joined = String::new();
    for (at, target) in further.iter().enumerate() {
        if at > 0 {
            joined.push(SEPARATOR);
        }
        joined.push_str(&target.replace(SEPARATOR, " "));
    }
    Some(joined)
}

/// Targets, each once.
struct Targets<'a>(Vec<Cow<'a, str>>);

impl<'a> Targets<'a> {
    fn add(&mut self, target: Option<Cow<'a, str>>) {
        if let Some(target) = target.map(target::name)
            && self.0.len() < MAX_TARGETS
            && !self.0.contains(&target)
        {
            self.0.push(target);
        }
    }
}

/// What a denial's message says that the call was on. IAM writes the kind before the name of a resource that it does
/// not give an ARN: `on resource: user grace`.
fn of_message(message: &str) -> Option<String> {
    const KINDS: [&str; 5] = ["user ", "role ", "group ", "policy ", "instance profile "];
    let resource = Denial::of(message)?.resource;
    let name = KINDS.iter().find_map(|kind| resource.strip_prefix(kind)).unwrap_or(resource);
    (!name.is_empty() && !name.contains([' ', '*'])).then(|| name.to_owned())
}

fn without_slash(source: Cow<'_, str>) -> Cow<'_, str> {
    match source.strip_prefix('/') {
        Some(rest) => Cow::Owned(rest.to_owned()),
        None => source,
    }
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
    let (request, response) = (request.map(Members::of), response.map(Members::of));
    rule.paths.iter().find_map(|steps| {
        let (part, steps) = steps.split_first()?;
        if *part == "response" { &response } else { &request }.as_ref()?.first_text(steps)
    })
}

/// The members of a value, listed once: a rule of twenty paths looks through them twenty times.
struct Members<'a> {
    value: Value<'a>,
    list: Vec<(&'a str, Value<'a>)>,
}

impl<'a> Members<'a> {
    fn of(value: Value<'a>) -> Members<'a> {
        Members { value, list: value.members().collect() }
    }

    /// As [`first_text`] of the value.
    fn first_text(&self, path: &[&str]) -> Option<Cow<'a, str>> {
        let Some((step, rest)) = path.split_first().filter(|_| !self.value.is_array()) else {
            return first_text(self.value, path);
        };
        let mut named = self.list.iter().filter(|(key, _)| is_step(key, step));
        named.find_map(|(_, value)| first_text(*value, rest))
    }
}

/// A member of a request whose name [`target::rank`] knows.
struct NamedMember<'a> {
    rank: usize,
    is_lonely: bool,
    value: Value<'a>,
}

/// The members of the request that may name a resource, in their order.
#[inline(never)]
fn named_members(request: Value<'_>) -> Vec<NamedMember<'_>> {
    let named = request.members().filter_map(|(key, value)| {
        let is_lonely = || WEAK_MEMBERS.iter().any(|lonely| lonely.eq_ignore_ascii_case(key));
        target::rank(key).map(|rank| NamedMember { rank, is_lonely: is_lonely(), value })
    });
    named.collect()
}

/// The text of the member whose name tells most. Values that are no texts, such as a nested object under a telling name,
/// are passed over.
fn most_telling<'a>(named: &[NamedMember<'a>]) -> Option<Cow<'a, str>> {
    let texts = named.iter().filter_map(|member| Some((member.rank, member.value.non_empty_scalar()?)));
    texts.min_by_key(|(rank, _)| *rank).map(|(_, text)| text)
}

/// What a key was used for: the ARNs of its encryption context, such as that of the secret that was read.
fn of_context<'a>(request: Value<'a>, found: &mut Targets<'a>) {
    for (_, context) in request.members().filter(|(key, _)| *key == "encryptionContext") {
        for (_, value) in context.members() {
            found.add(value.non_empty_scalar().filter(|text| text.starts_with("arn:")));
        }
    }
}

/// The longest id of a resource, with its quotes: twelve letters, a dash, seventeen digits.
const MAX_QUOTED_ID: usize = 32;

/// The ids of resources anywhere in a request.
fn ids<'a>(value: Value<'a>, depth: usize, found: &mut Targets<'a>) {
    let Some(deeper) = depth.checked_sub(1) else { return };
    match value.text().as_bytes()[0] {
        b'[' => value.elements().for_each(|element| ids(element, deeper, found)),
        b'{' => value.members().for_each(|(_, member)| ids(member, deeper, found)),
        _ if value.text().len() <= MAX_QUOTED_ID => {
            found.add(value.non_empty_scalar().filter(|text| is_resource_id(text)));
        }
        _ => {}
    }
}

/// The member of the request that is named after what the event's name speaks of: `routeTableId` of `DeleteRouteTable`. EC2 has the
/// members of some requests in an object of their own, such as `DeleteNatGatewayRequest`, and some values as `content` in one.
#[inline(never)]
fn of_event<'a>(event: &str, request: Value<'a>) -> Option<Cow<'a, str>> {
    const ENDINGS: [&str; 7] = ["id", "name", "arn", "identifier", "ids", "names", "list"];
    let event = event.to_ascii_lowercase();
    request.members().find_map(|(key, value)| {
        let key = key.to_ascii_lowercase();
        if key.strip_suffix("request").is_some_and(|name| name == event) {
            return most_telling(&named_members(value)).or_else(|| of_event(&event, value));
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

/// The text of the first scalar that the path leads to. Arrays are entered at every step, and names are compared
/// without regard to ASCII case: services differ in both.
fn first_text<'a>(value: Value<'a>, path: &[&str]) -> Option<Cow<'a, str>> {
    follow(value, path, NESTED_ARRAYS)
}

fn follow<'a>(value: Value<'a>, path: &[&str], arrays: usize) -> Option<Cow<'a, str>> {
    if value.is_array() && arrays > 0 {
        return value.elements().find_map(|element| follow(element, path, arrays - 1));
    }
    let Some((step, rest)) = path.split_first() else { return value.non_empty_scalar() };
    value.members().filter(|(key, _)| is_step(key, step)).find_map(|(_, value)| follow(value, rest, arrays))
}

fn is_step(key: &str, step: &str) -> bool {
    key.eq_ignore_ascii_case(step)
}

/// The texts of all scalars that the path leads to, as [`first_text`] follows it.
fn each_text<'a>(value: Value<'a>, path: &[&str], arrays: usize, take: &mut dyn FnMut(Cow<'a, str>)) {
    if value.is_array() && arrays > 0 {
        return value.elements().for_each(|element| each_text(element, path, arrays - 1, take));
    }
    let Some((step, rest)) = path.split_first() else { return value.non_empty_scalar().into_iter().for_each(take) };
    for (key, member) in value.members() {
        if is_step(key, step) {
            each_text(member, rest, arrays, take);
        }
    }
}
