//! The one name of a resource, of all its spellings.

use std::borrow::Cow;

/// The one name of a resource, whichever way a record spells it: the end of an ARN, without the kind before it and
/// without what a service appends; the URL of an SQS queue by the queue. Any other text stays.
pub fn name(value: Cow<'_, str>) -> Cow<'_, str> {
    match named(&value) {
        Some(name) if name.len() == value.len() => value,
        Some(name) => Cow::Owned(name.to_owned()),
        None => value,
    }
}

fn named(value: &str) -> Option<&str> {
    if let Some(rest) = value.strip_prefix("arn:") {
        let mut parts = rest.splitn(5, ':');
        let (_partition, service) = (parts.next()?, parts.next()?);
        let resource = parts.nth(2).filter(|resource| !resource.is_empty())?;
        return Some(name_in(service, resource));
    }
    if value.starts_with("https://sqs.") || value.starts_with("https://queue.") {
        return value.rsplit('/').next();
    }
    // A function is named by a part of its ARN as well: `111122223333:function:thumbs`, `function:thumbs`.
    let behind_account = value.trim_start_matches(|digit: char| digit.is_ascii_digit());
    let function = behind_account.strip_prefix(':').unwrap_or(behind_account);
    function.starts_with("function:").then(|| name_in("lambda", function))
}

/// The name of a resource within the last part of its ARN.
fn name_in<'a>(service: &str, resource: &'a str) -> &'a str {
    let last = || resource.rsplit('/').next().unwrap_or(resource);
    let behind = |kind: &str| resource.strip_prefix(kind);
    let name = match service {
        "s3" => return behind("accesspoint/").unwrap_or(resource),
        "sns" => resource.split(':').next(),
        "sqs" | "apigateway" | "execute-api" => return resource,
        "secretsmanager" => behind("secret:").map(without_random_end),
        "kms" => return behind("key/").unwrap_or(resource),
        "lambda" => behind("function:").or_else(|| behind("layer:")).and_then(|rest| rest.split(':').next()),
        "logs" => behind("log-group:").and_then(|rest| rest.split(':').next()),
        "iam" => match behind("oidc-provider/") {
            Some(provider) => Some(provider),
            None => Some(last()),
        },
        "sts" => behind("assumed-role/").and_then(|rest| rest.split('/').next()).or_else(|| Some(last())),
        // The name of a parameter in a folder begins with a slash.
        "ssm" => behind("parameter").map(|rest| match rest.strip_prefix('/') {
            Some(plain) if !plain.contains('/') => plain,
            _ => rest,
        }),
        "dynamodb" => behind("table/").and_then(|rest| rest.split('/').next()),
        "cloudformation" => behind("stack/").and_then(|rest| rest.split('/').next()),
        "elasticloadbalancing" => behind("loadbalancer/app/")
            .or_else(|| behind("loadbalancer/net/"))
            .or_else(|| behind("loadbalancer/gwy/"))
            .or_else(|| behind("targetgroup/"))
            .and_then(|rest| rest.split('/').next())
            .or_else(|| behind("loadbalancer/")),
        "ecs" | "events" | "glue" => Some(last()),
        _ => None,
    };
    let behind_kind = || resource.split_once(['/', ':']).map(|(_, rest)| rest);
    name.or_else(behind_kind).filter(|name| !name.is_empty()).unwrap_or(resource)
}

/// The name that a secret was given: Secrets Manager appends a dash and six characters.
fn without_random_end(secret: &str) -> &str {
    match secret.rsplit_once('-') {
        Some((name, end))
            if end.len() == 6 && !name.is_empty() && end.bytes().all(|byte| byte.is_ascii_alphanumeric()) =>
        {
            name
        }
        _ => secret,
    }
}

/// The kinds that people write before the name of a resource.
const KINDS: &[&str] = &[
    "trail/",
    "policy/",
    "key/",
    "secret:",
    "function:",
    "role/",
    "user/",
    "group/",
    "instance-profile/",
    "table/",
    "cluster/",
    "stream/",
    "instance/",
    "log-group:",
    "stack/",
    "repository/",
    "queues/",
    "jobs/",
    "parameter/",
];

/// The name of a resource that a person typed with its kind or as an ARN; `None` for any other text.
pub fn canonical_name(text: &str) -> Option<String> {
    if let Some(name) = named(text).filter(|name| *name != text) {
        return Some(name.to_owned());
    }
    let name = KINDS.iter().find_map(|kind| text.strip_prefix(kind)).filter(|name| !name.is_empty())?;
    let name = if text.starts_with("secret:") { without_random_end(name) } else { name };
    Some(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_resource_is_one_name() {
        for (name_of_it, spellings) in [
            ("encoder-submit", &["arn:aws:iam::111122223333:role/media/encoder-submit", "encoder-submit"][..]),
            ("8b1f0c5e", &["arn:aws:kms:us-east-1:111122223333:key/8b1f0c5e"]),
            ("alias/media", &["arn:aws:kms:us-east-1:111122223333:alias/media", "alias/media"]),
            ("media-in", &["arn:aws:s3:::media-in"]),
            ("media-in/a:b/c.mov", &["arn:aws:s3:::media-in/a:b/c.mov"]),
            ("vod", &["https://sqs.us-east-1.amazonaws.com/111122223333/vod", "arn:aws:sqs:us-east-1:1:vod"]),
            ("main", &["arn:aws:cloudtrail:us-east-1:111122223333:trail/main", "main"]),
            (
                "db/password",
                &[
                    "arn:aws:secretsmanager:us-east-1:111122223333:secret:db/password-AbCdEf",
                    "arn:aws:secretsmanager:us-east-1:111122223333:secret:db/password",
                    "db/password",
                ],
            ),
            (
                "thumbs",
                &[
                    "arn:aws:lambda:us-east-1:111122223333:function:thumbs",
                    "arn:aws:lambda:us-east-1:111122223333:function:thumbs:live",
                    "111122223333:function:thumbs",
                    "function:thumbs",
                ],
            ),
            ("/aws/lambda/thumbs", &["arn:aws:logs:us-east-1:1:log-group:/aws/lambda/thumbs:*"]),
            ("/prod/db", &["arn:aws:ssm:us-east-1:1:parameter/prod/db"]),
            ("db", &["arn:aws:ssm:us-east-1:1:parameter/db", "arn:aws:rds:us-east-1:1:db:db"]),
            ("orders", &["arn:aws:dynamodb:us-east-1:1:table/orders/index/by-day"]),
            ("site", &["arn:aws:cloudformation:us-east-1:1:stack/site/6c1f"]),
            ("i-0dbc91f429e48eeed", &["arn:aws:ec2:us-east-1:1:instance/i-0dbc91f429e48eeed"]),
            ("Jobs", &["arn:aws:sns:us-east-1:1:Jobs", "arn:aws:sns:us-east-1:1:Jobs:6c1f"]),
            ("front", &["arn:aws:elasticloadbalancing:us-east-1:1:loadbalancer/app/front/50dc"]),
            ("AdministratorAccess", &["arn:aws:iam::aws:policy/AdministratorAccess"]),
            ("arn:", &["arn:"]),
            ("arn:aws:s3", &["arn:aws:s3"]),
        ] {
            for spelling in spellings {
                assert_eq!(name((*spelling).into()), name_of_it, "{spelling}");
            }
        }
    }

    #[test]
    fn a_kind_that_is_typed_before_a_name_is_no_part_of_it() {
        for (typed, name) in [
            ("trail/main", Some("main")),
            ("policy/AdministratorAccess", Some("AdministratorAccess")),
            ("secret:db/password-AbCdEf", Some("db/password")),
            ("function:thumbs", Some("thumbs")),
            ("arn:aws:iam::aws:policy/ReadOnlyAccess", Some("ReadOnlyAccess")),
            ("media-in/clip.mov", None),
            ("trail/", None),
        ] {
            assert_eq!(canonical_name(typed).as_deref(), name, "{typed}");
        }
    }
}
