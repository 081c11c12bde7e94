//! Host names of AWS, split into the labels that name somebody's bucket, account or endpoint, and those that name a service
//! and a region.

use super::shape;
use super::vocabulary::Vocabulary;

/// Labels before the service that name a part of it, and nobody.
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

/// The labels before the service in a host name, and those from it on; `None` for a text that is no host name of AWS. The
/// name is read from its end, for the labels before the service may be anything.
pub fn split<'a>(host: &'a str, vocabulary: &Vocabulary) -> Option<(&'a str, &'a str)> {
    let console = host.strip_suffix(".aws.amazon.com");
    if let Some(console) = console {
        let mut labels = console.split('.');
        return labels.all(|label| is_of_console(label, vocabulary)).then_some(("", host));
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
                if !is_service(label, vocabulary) {
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

/// Whether a label of a host of the console names nobody.
fn is_of_console(label: &str, vocabulary: &Vocabulary) -> bool {
    vocabulary.is_service(label) || shape::is_region(label) || matches!(label, "console" | "signin" | "docs")
}

/// Whether a service has the name of a bucket before its own.
pub fn is_of_s3(service: &str) -> bool {
    service == "s3" || service.starts_with("s3-")
}

fn is_service(label: &str, vocabulary: &Vocabulary) -> bool {
    // Some hosts of S3 have the region after a dash.
    let s3_region = label.strip_prefix("s3-").map(|region| region.trim_start_matches("website-"));
    vocabulary.is_service(label)
        || s3_region.is_some_and(shape::is_region)
        || matches!(label, "s3-accesspoint" | "s3-website" | "s3-external-1" | "s3-fips")
}
