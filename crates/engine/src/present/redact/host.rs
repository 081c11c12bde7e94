//! Host names of AWS: where what names a service and a region begins, and so what names somebody's bucket, account or
//! endpoint ends.

use super::shape;
use super::tables::Tables;

/// Parts of services, which stand before the service and name nobody.
const PARTS: &[&str] = &[
    "api",
    "console",
    "data",
    "delivery",
    "dkr",
    "dynamodb",
    "ecs",
    "ops",
    "runtime",
    "signin",
    "streams",
    "stacksets",
    "member",
    "replication",
];

/// What stands before the service in a host name, and the rest; `None` for what is no host name of AWS. Read from the
/// end, for what stands before the service is whatever somebody called it.
pub fn split<'a>(host: &'a str, tables: &Tables) -> Option<(&'a str, &'a str)> {
    let console = host.strip_suffix(".aws.amazon.com");
    if let Some(console) = console {
        let is_own = |label: &str| {
            tables.is_service(label) || shape::is_region(label) || matches!(label, "console" | "signin" | "docs")
        };
        return console.split('.').all(is_own).then_some(("", host));
    }
    let within = host.strip_suffix(".amazonaws.com").or_else(|| host.strip_suffix(".amazonaws.com.cn"))?;
    if !within.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_')) {
        return None;
    }
    let mut start = within.len() + 1;
    let mut service = None;
    for label in within.rsplit('.') {
        let is_kept = match service {
            None if shape::is_region(label) || matches!(label, "dualstack" | "vpce") => true,
            None => {
                if !is_service(label, tables) {
                    break;
                }
                service = Some(label);
                true
            }
            // Anything may be the name of a bucket.
            Some(service) => !is_of_s3(service) && (shape::is_region(label) || PARTS.contains(&label)),
        };
        if !is_kept {
            break;
        }
        start -= label.len() + 1;
    }
    let is_of_service = service.is_some() || within.split('.').any(|label| label == "vpce");
    is_of_service.then(|| (&host[..start.saturating_sub(1)], &host[start..]))
}

/// Whether a service puts the name of a bucket before its own.
pub fn is_of_s3(service: &str) -> bool {
    service == "s3" || service.starts_with("s3-")
}

fn is_service(label: &str, tables: &Tables) -> bool {
    // Of S3 there are hosts whose region stands behind a dash.
    let is_s3 =
        || label.strip_prefix("s3-").is_some_and(|place| shape::is_region(place.trim_start_matches("website-")));
    tables.is_service(label)
        || is_s3()
        || matches!(label, "s3-accesspoint" | "s3-website" | "s3-external-1" | "s3-fips")
}
