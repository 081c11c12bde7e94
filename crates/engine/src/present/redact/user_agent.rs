//! User agents, reduced to the products that many use, and their versions.

use super::Redactor;
use super::host;
use super::name_kind::NameKind;
use std::net::IpAddr;

/// Products whose name tells nothing of their user, in lower case.
const PRODUCTS: &[&str] = &[
    "amazon-ssm-agent",
    "apache-httpclient",
    "api",
    "apn",
    "applewebkit",
    "aws-cdk",
    "aws-cli",
    "aws-internal",
    "aws-sdk-cpp",
    "aws-sdk-go",
    "aws-sdk-go-v2",
    "aws-sdk-java",
    "aws-sdk-js",
    "aws-sdk-kotlin",
    "aws-sdk-nodejs",
    "aws-sdk-php",
    "aws-sdk-ruby",
    "aws-sdk-ruby3",
    "aws-sdk-rust",
    "aws-sdk-swift",
    "aws-sdk-dotnet",
    "boto",
    "boto3",
    "botocore",
    "chrome",
    "chromium",
    "coral",
    "curl",
    "cyberduck",
    "edg",
    "edge",
    "eksctl",
    "firefox",
    "gecko",
    "go-http-client",
    "guzzlehttp",
    "hashicorp",
    "hashicorp-terraform-exec",
    "java",
    "jersey",
    "kubectl",
    "mozilla",
    "okhttp",
    "opera",
    "opr",
    "packer",
    "postmanruntime",
    "powershell",
    "pulumi",
    "python",
    "python-requests",
    "python-urllib",
    "rclone",
    "ruby",
    "s3browser",
    "s3cmd",
    "s3console",
    "s3fs",
    "safari",
    "serverless",
    "stratus-red-team",
    "terraform",
    "terraform-provider-aws",
    "trivy",
    "version",
    "wget",
    "winscp",
];

impl Redactor {
    /// The well-known products of a user agent with their versions, or its pseudonym where it names none.
    pub(super) fn redact_user_agent(&mut self, text: &str) -> String {
        let bare = text.trim_start_matches('[').trim_end_matches(']').trim();
        if bare.is_empty() || bare == "AWS Internal" {
            return text.to_owned();
        }
        let mut products: Vec<String> = Vec::new();
        let without = without_comments(bare);
        for token in without.split_whitespace() {
            let (name, version) = token.split_once('/').unwrap_or((token, ""));
            if host::split(name, &self.vocabulary).is_some_and(|(named, _)| named.is_empty()) {
                products.push(name.to_owned());
            } else if PRODUCTS.contains(&name.to_ascii_lowercase().as_str()) {
                let version = numbers_of(version);
                products.push(if version.is_empty() { name.to_owned() } else { format!("{name}/{version}") });
            }
        }
        if products.is_empty() { self.pseudonym(NameKind::Noun("agent"), bare) } else { products.join(" ") }
    }
}

/// The text without its parts in brackets: systems, hosts, contact addresses.
fn without_comments(text: &str) -> String {
    let mut depth = 0u32;
    let kept = |char: &char| {
        match char {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => {
                depth = depth.saturating_sub(1);
                return false;
            }
            _ => {}
        }
        depth == 0
    };
    text.chars().filter(kept).collect()
}

/// The numbers that a version begins with: `1.29.77` of `1.29.77-dev`; empty where they could be an IP address.
fn numbers_of(version: &str) -> &str {
    let version = version.trim_start_matches('v');
    let end = version.find(|char: char| !char.is_ascii_digit() && char != '.').unwrap_or(version.len());
    let numbers = version[..end].trim_end_matches('.');
    let is_version = numbers.split('.').all(|number| number.len() <= 5) && numbers.len() <= 20;
    if is_version && numbers.parse::<IpAddr>().is_err() { numbers } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_user_agent_the_product_and_its_version_are_left() {
        for (agent, expected) in [
            (
                "[aws-cli/2.13.5 Python/3.11.4 Linux/5.10-jane exe/x86_64.ubuntu.22 prompt/off command/s3.sync]",
                "aws-cli/2.13.5 Python/3.11.4",
            ),
            ("Boto3/1.26.1-jane (jane@corp.example; host build-7) Botocore/1.29", "Boto3/1.26.1 Botocore/1.29"),
            (
                "Mozilla/5.0 (Macintosh; Jane's) AppleWebKit/537.36 (KHTML, like Gecko) Safari/537",
                "Mozilla/5.0 AppleWebKit/537.36 Safari/537",
            ),
            ("console.ec2.amazonaws.com", "console.ec2.amazonaws.com"),
            ("AWS Internal", "AWS Internal"),
            ("corp-deployer/1.0", "agent-1"),
            ("corp-deployer/1.0 aws-sdk-go/1.44.10", "aws-sdk-go/1.44.10"),
            ("", ""),
        ] {
            assert_eq!(Redactor::default().redact_user_agent(agent), expected, "{agent}");
        }
    }
}
