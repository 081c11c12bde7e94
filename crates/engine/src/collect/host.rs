//! Host names of AWS: where what names a service and a region begins, and so what names somebody's bucket, account or
//! endpoint ends.

/// Parts of services, which stand before the service and name nobody.
const PARTS: &[&str] = &["api", "data", "delivery", "dkr", "dynamodb", "ecs", "ops", "runtime", "streams"];

/// What stands before the service in a host name, and the rest; `None` for what is no host name of AWS. Read from the
/// end, for what stands before the service is whatever somebody called it.
pub fn split(host: &str) -> Option<(&str, &str)> {
    let within = host.strip_suffix(".amazonaws.com").or_else(|| host.strip_suffix(".amazonaws.com.cn"))?;
    if !within.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.')) {
        return None;
    }
    let mut start = within.len() + 1;
    let mut service = None;
    for label in within.rsplit('.') {
        let is_kept = match service {
            None if is_region(label) || matches!(label, "dualstack" | "vpce") => true,
            None => {
                service = Some(label);
                is_service(label)
            }
            // Anything may be the name of a bucket.
            Some(service) => !service.starts_with("s3") && (is_region(label) || PARTS.contains(&label)),
        };
        if !is_kept {
            break;
        }
        start -= label.len() + 1;
    }
    Some((&host[..start.saturating_sub(1)], &host[start..]))
}

fn is_service(label: &str) -> bool {
    !label.is_empty() && !label.starts_with("vpce-") && !label.bytes().any(|byte| byte.is_ascii_uppercase())
}

/// `eu-west-1`, `us-gov-east-1`.
fn is_region(label: &str) -> bool {
    let mut parts = label.rsplit('-');
    let (number, side) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    number.len() == 1
        && number.bytes().all(|byte| byte.is_ascii_digit())
        && ["north", "east", "south", "west", "central"].iter().any(|end| side.ends_with(end))
        && parts
            .next_back()
            .is_some_and(|start| (2..=4).contains(&start.len()) && start.bytes().all(|byte| byte.is_ascii_lowercase()))
}
