//! Host names and URLs, part by part.

use super::Redactor;
use super::host;
use super::name_kind::NameKind;
use super::shape;

/// The schemes of URLs that are redacted part by part.
const SCHEMES: &[&str] = &["http", "https", "s3", "wss", "ftp", "sftp"];

/// The scheme of a URL, and what follows `://`.
pub fn split_scheme(text: &str) -> Option<(&str, &str)> {
    text.split_once("://").filter(|(scheme, _)| SCHEMES.contains(scheme))
}

impl Redactor {
    /// A host name of AWS, of which the labels before the service are replaced; `None` for any other text. The name of a
    /// bucket may hold dots, and a VPC endpoint may follow it; the labels before any other service are one name each.
    pub(super) fn redact_host(&mut self, host: &str) -> Option<String> {
        let (named, service) = host::split(host, &self.vocabulary)?;
        if named.is_empty() {
            return Some(host.to_owned());
        }
        let replaced =
            if let Some((bucket, endpoint)) = named.rsplit_once('.').filter(|(_, last)| last.starts_with("vpce-")) {
                let bucket = self.pseudonym(NameKind::Noun("bucket"), bucket);
                format!("{bucket}.{}", self.pseudonym(NameKind::Noun("vpc-endpoint"), endpoint))
            } else if host::is_of_s3(service.split('.').next().unwrap_or_default()) {
                self.pseudonym(NameKind::Noun("bucket"), named)
            } else {
                let labels = named.split('.').map(|label| self.pseudonym(NameKind::Noun("host"), label));
                labels.collect::<Vec<String>>().join(".")
            };
        Some(format!("{replaced}.{service}"))
    }

    /// A URL, given as its scheme and what follows `://`. The host, each step of the path and the query are replaced.
    pub(super) fn redact_url(&mut self, scheme: &str, rest: &str) -> String {
        let (place, query) = rest.split_once(['?', '#']).map_or((rest, None), |(place, query)| (place, Some(query)));
        let (authority, path) = place.split_once('/').map_or((place, None), |(host, path)| (host, Some(path)));
        let mut out = format!("{scheme}://");
        if scheme == "s3" {
            out.push_str(&self.pseudonym(NameKind::Noun("bucket"), authority));
            if let Some(key) = path {
                out.push('/');
                out.push_str(&self.redact_value(key, NameKind::Noun("object")));
            }
            return out;
        }
        let with_port = authority.rsplit_once(':').filter(|(_, port)| !port.is_empty() && shape::is_digits(port, 5));
        let host = with_port.map_or(authority, |(host, _)| host);
        out.push_str(&self.redact_host(host).unwrap_or_else(|| self.pseudonym(NameKind::Noun("host"), host)));
        if let Some((_, port)) = with_port {
            out.push(':');
            out.push_str(port);
        }
        let noun = if host.starts_with("sqs.") { "queue" } else { "path" };
        for step in path.into_iter().flat_map(|path| path.split('/')) {
            out.push('/');
            if !step.is_empty() {
                out.push_str(&self.pseudonym(NameKind::Noun(noun), step));
            }
        }
        if let Some(query) = query.filter(|query| !query.is_empty()) {
            out.push('?');
            out.push_str(&self.pseudonym(NameKind::Noun("query"), query));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_keeps_its_service_and_region_and_loses_the_name_before_them() {
        for (host, expected) in [
            ("s3.amazonaws.com", "s3.amazonaws.com"),
            ("sts.eu-west-1.amazonaws.com", "sts.eu-west-1.amazonaws.com"),
            ("s3.dualstack.us-gov-west-1.amazonaws.com", "s3.dualstack.us-gov-west-1.amazonaws.com"),
            ("delivery.logs.amazonaws.com", "delivery.logs.amazonaws.com"),
            ("api.ecr.eu-west-1.amazonaws.com", "api.ecr.eu-west-1.amazonaws.com"),
            ("ec2.cn-north-1.amazonaws.com.cn", "ec2.cn-north-1.amazonaws.com.cn"),
            ("my.bucket.s3.amazonaws.com", "bucket-1.s3.amazonaws.com"),
            ("my.bucket.s3-eu-west-1.amazonaws.com", "bucket-1.s3-eu-west-1.amazonaws.com"),
            ("my.bucket.s3.dualstack.eu-west-1.amazonaws.com", "bucket-1.s3.dualstack.eu-west-1.amazonaws.com"),
            (
                "my.bucket.vpce-1a-2b.s3.eu-west-1.vpce.amazonaws.com",
                "bucket-1.vpc-endpoint-1.s3.eu-west-1.vpce.amazonaws.com",
            ),
            ("vpce-1a-2b.sts.eu-west-1.vpce.amazonaws.com", "host-1.sts.eu-west-1.vpce.amazonaws.com"),
            ("111122223333.dkr.ecr.eu-west-1.amazonaws.com", "100000000001.dkr.ecr.eu-west-1.amazonaws.com"),
            ("a1b2.execute-api.eu-west-1.amazonaws.com", "host-1.execute-api.eu-west-1.amazonaws.com"),
            ("films.c3.eu-west-1.rds.amazonaws.com", "host-1.host-2.eu-west-1.rds.amazonaws.com"),
            ("data.s3.amazonaws.com", "bucket-1.s3.amazonaws.com"),
            ("eu-west-1.s3.amazonaws.com", "bucket-1.s3.amazonaws.com"),
            ("jane.amazonaws.com", "name-1"),
            ("https://my.bucket.s3.amazonaws.com/key?jane", "https://bucket-1.s3.amazonaws.com/path-1?query-1"),
            (
                "https://sqs.eu-west-1.amazonaws.com/111122223333/vod",
                "https://sqs.eu-west-1.amazonaws.com/100000000001/queue-1",
            ),
            ("https://jane.example:8443/a", "https://host-1:8443/path-1"),
            ("s3://media/films/a.mov", "s3://bucket-1/object-1"),
        ] {
            assert_eq!(Redactor::default().redact_value(host, NameKind::Other), expected, "{host}");
        }
    }
}
