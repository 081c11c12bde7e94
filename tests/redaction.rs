//! A redacted export names nobody: made-up names are put wherever a record may hold one, and none is found in any file.

use crate::support::Viewer;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Map, Value, json};
use std::cell::Cell;
use trailglass_event::field::{AUDITED, FIELDS};
use trailglass_lifecycle::field::JOB_FIELDS;
use trailglass_protocol::message::*;

/// Numbers from a seed.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, most: usize) -> usize {
        (self.next() % most as u64) as usize
    }

    fn of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }

    fn is(&mut self, one_in: usize) -> bool {
        self.below(one_in) == 0
    }
}

/// Makes names, and remembers them.
struct Planter {
    chance: Chance,
    secrets: Vec<String>,
}

impl Planter {
    fn new(seed: u64) -> Planter {
        Planter { chance: Chance(seed | 1), secrets: Vec::new() }
    }

    fn letters(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(b'a' + self.chance.below(26) as u8)).collect()
    }

    /// A word that is in no table.
    fn word(&mut self) -> String {
        if self.chance.is(3) && !self.secrets.is_empty() {
            // A name is met again, elsewhere.
            let at = self.chance.below(self.secrets.len());
            let known = self.secrets[at].clone();
            if known.starts_with("zq") {
                return known;
            }
        }
        let word = format!("zq{}", self.letters(9));
        self.secrets.push(word.clone());
        match self.chance.below(6) {
            0 => word.to_uppercase(),
            1 => format!("Z{}", &word[1..]),
            _ => word,
        }
    }

    fn account(&mut self) -> String {
        let account = format!("7{:011}", self.chance.next() % 100_000_000_000);
        self.secrets.push(account.clone());
        account
    }

    fn address(&mut self) -> String {
        let address = match self.chance.is(4) {
            true => format!(
                "2600:1f18:{:x}:{:x}::{:x}",
                4096 + self.chance.below(60_000),
                4096 + self.chance.below(60_000),
                4096 + self.chance.below(60_000)
            ),
            false => format!("93.184.{}.{}", 200 + self.chance.below(55), 100 + self.chance.below(99)),
        };
        self.secrets.push(address.clone());
        address
    }

    fn key_id(&mut self, prefix: &str) -> String {
        let id = format!("{prefix}ZQ{}", self.letters(if prefix == "AKIA" { 14 } else { 15 }).to_uppercase());
        self.secrets.push(id.clone());
        id
    }

    fn name(&mut self) -> String {
        let (one, other) = (self.word(), self.word());
        match self.chance.below(12) {
            0 => format!("{one}@{other}.example"),
            1 => format!("{one}-{other}"),
            2 => format!("{one}/{other}.mov"),
            3 => format!("{one} {other}"),
            4 => format!("owner:{one}"),
            5 => format!("{one}.{other}"),
            6 => format!("=HYPERLINK(\"{one}\")"),
            7 => format!("{one}\u{e9}|{other}"),
            _ => one,
        }
    }

    fn arn(&mut self) -> String {
        let (account, a, b, c) = (self.account(), self.word(), self.word(), self.word());
        match self.chance.below(24) {
            0 => format!("arn:aws:iam::{account}:user/{a}/{b}"),
            1 => format!("arn:aws:sts::{account}:assumed-role/{a}/{b}"),
            2 => format!("arn:aws:sns:us-east-1:{account}:{a}:{b}"),
            3 => format!("arn:aws:codepipeline:us-east-1:{account}:{a}/{b}/{c}"),
            4 => format!("arn:aws:execute-api:us-east-1:{account}:{a}/{b}/GET/{c}/{a}"),
            5 => format!("arn:aws:s3:::{a}/{b}/{c}.mov"),
            6 => format!("arn:aws:lambda:us-east-1:{account}:function:{a}:{b}"),
            7 => format!("arn:aws:ecs:us-east-1:{account}:task/{a}/{b}"),
            8 => format!("arn:aws:secretsmanager:us-east-1:{account}:secret:{a}/{b}-AbCdEf"),
            9 => format!("arn:aws:{a}:us-east-1:{account}:{b}"),
            10 => format!("arn:aws:iam:: {account}:user/{a}"),
            11 => format!("arn:{a}:iam::{account}:{b}/{c}"),
            12 => format!("arn:aws:dynamodb:us-east-1:{account}:table/{a}/index/{b}"),
            13 => format!("arn:aws:logs:us-east-1:{account}:log-group:/{a}/{b}:log-stream:{c}"),
            14 => format!("arn:aws:kms:us-east-1:{account}:alias/{a}"),
            15 => format!("arn:aws:iam::{account}:role/aws-service-role/{a}/{b}"),
            16 => format!("arn:aws:states:us-east-1:{account}:execution:{a}:{b}"),
            17 => format!("arn:aws:ec2:{a}:{account}:instance/{b}"),
            18 => format!("arn:aws:elasticloadbalancing:us-east-1:{account}:loadbalancer/app/{a}/{b}"),
            19 => format!("arn:aws:autoscaling:us-east-1:{account}:autoScalingGroup:{a}:autoScalingGroupName/{b}"),
            20 => format!("arn:aws:iam::{account}:oidc-provider/{a}.example/{b}"),
            21 => format!("arn:aws:organizations::{account}:account/{a}/{b}"),
            22 => format!("arn:aws:{a}"),
            _ => format!("arn:aws:elastictranscoder:us-east-1:{account}:pipeline/{a}"),
        }
    }

    fn message(&mut self) -> String {
        let (arn, a, b) = (self.arn(), self.name(), self.name());
        match self.chance.below(12) {
            0 => format!(
                "User: {arn} is not authorized to perform: s3:GetObject on resource: {a} because no identity-based policy allows the s3:GetObject action"
            ),
            1 => format!(
                "User: {a} is not authorized to perform: {b} on resource: user {a} with an explicit deny in a service control policy: {arn}"
            ),
            2 => format!(
                "You are not authorized to perform this operation. User: {arn} is not authorized to perform: ec2:RunInstances. Encoded authorization failure message: {a}"
            ),
            3 => format!("The user with name {a} cannot be found."),
            4 => format!("Unknown trail: {a} for the user: {b}"),
            5 => format!("Bucket {a} not found"),
            6 => a.to_string(),
            7 => format!("The specified preset was not found: account={a}, presetId={b}."),
            8 => format!(
                "User: {arn} is not authorized to perform: iam:GetUser on resource: policy {arn} version {a} because {b}"
            ),
            9 => format!("Access Denied {a}"),
            10 => format!("1 validation error detected: Value '{a}' at '{b}' failed to satisfy constraint"),
            _ => format!("Function not found: {arn}"),
        }
    }

    fn agent(&mut self) -> String {
        let (a, b, address) = (self.word(), self.word(), self.address());
        match self.chance.below(8) {
            0 => format!("[aws-cli/2.13.5 Python/3.11 Linux/5.1-{a} exe/{b} prompt/off]"),
            1 => format!("Boto3/1.2 ({a}@{b}.example; {address})"),
            2 => format!("{a}-deployer/1.0 ({b}.example)"),
            3 => format!("Terraform/{a} (+https://{b}.example) curl/{address}"),
            4 => format!("{a}.s3.amazonaws.com"),
            5 => format!("Mozilla/5.0 (Macintosh; {a}'s) Chrome/120.0.1 app/{b}"),
            6 => a,
            _ => format!("S3Console/0.4, aws-internal/3 {a}/{b}"),
        }
    }

    fn host(&mut self) -> String {
        let (a, b, account) = (self.word(), self.word(), self.account());
        match self.chance.below(8) {
            0 => format!("{a}.s3.amazonaws.com"),
            1 => format!("{a}.{b}.s3.us-east-1.amazonaws.com"),
            2 => format!("{account}.dkr.ecr.us-east-1.amazonaws.com"),
            3 => format!("{a}.execute-api.us-east-1.amazonaws.com"),
            4 => format!("{a}.{b}.us-east-1.rds.amazonaws.com"),
            5 => format!("{a}.amazonaws.com"),
            6 => format!("https://{a}.example:8443/{b}?token={a}"),
            _ => format!("https://sqs.us-east-1.amazonaws.com/{account}/{a}"),
        }
    }

    /// A text that names somebody, in one of its forms; a document among them.
    fn text(&mut self, depth: u32) -> String {
        match self.chance.below(16) {
            0 => self.arn(),
            1 => self.host(),
            2 => self.address(),
            3 => format!("{}/24", self.address()),
            4 => self.account(),
            5 => self.key_id("AKIA"),
            6 => format!("{}:{}", self.key_id("AROA"), self.name()),
            7 => self.message(),
            8 => self.agent(),
            9 if depth > 0 => self.tree(depth - 1).to_string(),
            10 if depth > 0 => serde_json::to_string_pretty(&self.tree(depth - 1)).unwrap(),
            11 => format!("{{\"{}\": {}", self.name(), self.name()),
            12 => self.policy(),
            _ => self.name(),
        }
    }

    fn policy(&mut self) -> String {
        let (sid, principal, resource, tag, value) = (self.word(), self.arn(), self.arn(), self.word(), self.text(0));
        json!({"Version": "2012-10-17", "Statement": [{"Sid": sid, "Effect": "Allow", "Principal": {"AWS": principal, sid.clone(): tag},
            "Action": ["s3:GetObject", format!("s3:{tag}"), format!("{tag}:Get*")], "Resource": [resource, "*"],
            "Condition": {"StringLike": {format!("aws:PrincipalTag/{tag}"): value, format!("{tag}.example:sub"): tag}}}]})
        .to_string()
    }

    /// Any value: texts, numbers that are accounts, objects under names that AWS gave or that people did, lists.
    fn tree(&mut self, depth: u32) -> Value {
        const MEMBERS: &[&str] = &[
            "bucketName",
            "key",
            "userName",
            "roleName",
            "tags",
            "requestItems",
            "state",
            "status",
            "type",
            "userAgent",
            "requestID",
            "creationDate",
            "items",
            "policyDocument",
            "encryptionContext",
            "environment",
            "variables",
            "name",
            "value",
            "eventName",
            "awsRegion",
            "errorCode",
            "errorMessage",
            "message",
            "Host",
            "instanceType",
            "eventSource",
            "eventID",
            "userIdentity",
            "readOnly",
            "tlsVersion",
            "sourceIPAddress",
            "action",
            "method",
            "instanceId",
            "secretId",
            "functionName",
            "topicArn",
            "startTime",
            "version",
            "versionId",
            "host",
            "url",
        ];
        match self.chance.below(if depth == 0 { 6 } else { 12 }) {
            0 => Value::from(self.account().parse::<u64>().unwrap()),
            1 => Value::Null,
            2..6 => Value::from(self.text(depth)),
            6 | 7 => Value::from((0..self.chance.below(4)).map(|_| self.tree(depth - 1)).collect::<Vec<_>>()),
            _ => {
                let mut object = Map::new();
                for _ in 0..self.chance.below(5) {
                    let name = if self.chance.is(3) { self.text(0) } else { self.chance.of(MEMBERS).to_owned() };
                    let value = self.tree(depth - 1);
                    object.insert(name, value);
                }
                Value::from(object)
            }
        }
    }

    fn identity(&mut self) -> Value {
        let (account, user, session) = (self.account(), self.name(), self.name());
        let path = self.word();
        match self.chance.below(7) {
            0 => json!({"type": "IAMUser", "userName": user, "accountId": account, "principalId": self.key_id("AIDA"),
                "accessKeyId": self.key_id("AKIA"), "arn": format!("arn:aws:iam::{account}:user/{path}/{user}")}),
            1 => json!({"type": "Root", "accountId": account, "principalId": account, "userName": user,
                "arn": format!("arn:aws:iam::{account}:root")}),
            2 => json!({"type": "AWSService", "invokedBy": self.host()}),
            3 => json!({"type": "FederatedUser", "principalId": format!("{account}:{user}"), "accountId": account,
                "arn": format!("arn:aws:sts::{account}:federated-user/{user}")}),
            4 => {
                json!({"type": "WebIdentityUser", "principalId": format!("{}:{user}:{session}", self.host()), "userName": user})
            }
            5 => {
                json!({"type": "AWSAccount", "accountId": account, "principalId": format!("{}:{session}", self.key_id("AIDA"))})
            }
            _ => {
                let role = match self.chance.is(3) {
                    true => format!("AWSReservedSSO_{path}_0123456789abcdef"),
                    false => user.clone(),
                };
                let id = self.key_id("AROA");
                json!({"type": "AssumedRole", "principalId": format!("{id}:{session}"), "accountId": account,
                    "arn": format!("arn:aws:sts::{account}:assumed-role/{role}/{session}"), "accessKeyId": self.key_id("ASIA"),
                    "sessionContext": {"sessionIssuer": {"type": "Role", "principalId": id, "accountId": account, "userName": role,
                        "arn": format!("arn:aws:iam::{account}:role/{path}/{role}")},
                        "attributes": {"creationDate": "2024-03-01T09:00:00Z", "mfaAuthenticated": "false"}, "sourceIdentity": session}})
            }
        }
    }

    /// A record, of an API call, of data, of signing in, of an insight, of a job.
    fn record(&mut self, no: usize) -> Value {
        let mut record = json!({"eventVersion": "1.08", "eventID": format!("e-{no}"), "requestID": format!("R{no}"),
            "eventTime": format!("2024-03-01T10:{:02}:{:02}Z", no / 60 % 60, no % 60), "eventSource": "s3.amazonaws.com",
            "eventName": "GetObject", "awsRegion": "us-east-1", "eventType": "AwsApiCall", "readOnly": true,
            "userIdentity": self.identity(), "sourceIPAddress": self.address(), "userAgent": self.agent(),
            "recipientAccountId": self.account()});
        let mut set = |name: &str, value: Value| {
            record.as_object_mut().unwrap().insert(name.to_owned(), value);
        };
        match self.chance.below(6) {
            0 => {
                let (bucket, key) = (self.word(), self.name());
                set(
                    "requestParameters",
                    json!({"bucketName": bucket, "key": key, "Host": format!("{bucket}.s3.amazonaws.com")}),
                );
                set(
                    "resources",
                    json!([{"type": "AWS::S3::Object", "ARN": format!("arn:aws:s3:::{bucket}/{key}")},
                    {"type": "AWS::S3::Bucket", "ARN": format!("arn:aws:s3:::{bucket}"), "accountId": self.account()}]),
                );
                set("additionalEventData", json!({"x-amz-id-2": self.text(0), "bytesTransferredOut": 7}));
            }
            1 => {
                let (id, pipeline) = (format!("14092880{:05}-{}", no, self.word()), self.word());
                set("eventSource", json!("elastictranscoder.amazonaws.com"));
                set("eventName", json!(self.chance.of(&["CreateJob", "ReadJob", "CancelJob"])));
                let (key, output, preset) = (self.name(), self.name(), self.word());
                set(
                    "requestParameters",
                    json!({"id": id, "pipelineId": pipeline, "input": {"key": key}, "outputs": [{"key": output, "presetId": preset}],
                    "userMetadata": {self.word(): self.text(0)}}),
                );
                set(
                    "responseElements",
                    json!({"job": {"id": id, "pipelineId": pipeline, "status": "Submitted", "input": {"key": key},
                    "arn": self.arn(), "outputs": [{"key": output, "presetId": preset}]}}),
                );
            }
            2 => {
                set("eventSource", json!("signin.amazonaws.com"));
                set("eventName", json!("ConsoleLogin"));
                set(
                    "additionalEventData",
                    json!({"LoginTo": self.host(), "MFAUsed": "No", "MFAIdentifier": self.arn()}),
                );
                set("responseElements", json!({"ConsoleLogin": "Success"}));
            }
            3 => {
                set("eventType", json!("AwsCloudTrailInsight"));
                set(
                    "insightDetails",
                    json!({"state": "Start", "eventSource": "ec2.amazonaws.com", "eventName": "RunInstances", "insightType": "ApiCallRateInsight",
                    "insightContext": {"statistics": {"baseline": {"average": 0.5}}, "attributions": [{"attribute": "userIdentityArn",
                        "insight": [{"value": self.arn(), "average": 3.0}]}, {"attribute": "userAgent", "insight": [{"value": self.agent(), "average": 1.0}]}]}}),
                );
            }
            _ => {
                set("requestParameters", self.tree(4));
                set("responseElements", self.tree(3));
            }
        }
        if self.chance.is(2) {
            set("errorCode", json!("AccessDenied"));
            set("errorMessage", json!(self.message()));
        }
        for member in
            ["serviceEventDetails", "additionalEventData", "tlsDetails", "resources", "eventContext", "vpcEndpointId"]
        {
            if self.chance.is(5) {
                set(member, self.tree(3));
            }
        }
        if self.chance.is(5) {
            let name = self.name();
            set(&name, self.tree(2));
        }
        record
    }

    /// What a job's notification says, as it is published.
    fn notice(&mut self, no: usize) -> String {
        let state = self.chance.of(&["PROGRESSING", "COMPLETED", "ERROR", "WARNING"]);
        let notice = json!({"state": state, "version": "2012-09-25", "jobId": format!("14092880{:05}-{}", no, self.word()), "pipelineId": self.word(),
            "input": {"key": self.name()}, "outputKeyPrefix": self.name(), "errorCode": 4000, "messageDetails": self.message(),
            "outputs": [{"id": "1", "presetId": self.word(), "key": self.name(), "status": "Error", "statusDetail": self.message()}]});
        if self.chance.is(2) {
            return notice.to_string();
        }
        json!({"Type": "Notification", "MessageId": self.word(), "TopicArn": self.arn(), "Timestamp": "2024-03-01T10:30:00.000Z",
            "Subject": self.name(), "Message": notice.to_string()})
        .to_string()
    }

    /// The event history as the console exports it.
    fn history(&mut self, count: usize) -> String {
        let mut text = "Event name,Event time,User name,Event source,Source IP address,AWS access key,Event ID,Request ID,Error code,Resource type,Resource name,AWS region,Resources,Read-only,Event type,Recipient Account Id\n".to_owned();
        for no in 0..count {
            let cells = [
                "RunInstances".to_owned(),
                format!("2024-03-01T11:00:{:02}Z", no % 60),
                self.name(),
                "ec2.amazonaws.com".to_owned(),
                self.address(),
                self.key_id("AKIA"),
                format!("h-{no}"),
                format!("R{no}"),
                String::new(),
                "AWS::EC2::Instance".to_owned(),
                self.name(),
                "us-east-1".to_owned(),
                json!([{"resourceType": "AWS::EC2::Instance", "resourceName": self.text(0)}]).to_string(),
                "false".to_owned(),
                "AwsApiCall".to_owned(),
                self.account(),
            ];
            let cells: Vec<String> = cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
            text.push_str(&cells.join(","));
            text.push('\n');
        }
        text
    }

    /// Columns of events: fields, and paths, some of them with names that people gave.
    fn columns(&mut self) -> Vec<String> {
        const PATHS: &[&str] = &[
            "userIdentity",
            "requestParameters",
            "responseElements",
            "requestParameters.tags",
            "requestParameters.bucketName",
            "resources",
            "resources.ARN",
            "requestParameters.policyDocument",
            "errorMessage",
            "userAgent",
            "serviceEventDetails",
            "additionalEventData",
            "insightDetails",
            "tlsDetails.clientProvidedHostHeader",
            "requestParameters.userMetadata",
            "requestParameters.Host",
            "userIdentity.sessionContext.sessionIssuer.userName",
            "requestParameters.key",
            "eventContext",
            "requestParameters.items.value",
            "requestParameters.status",
            "requestParameters.state",
            "responseElements.job",
        ];
        let mut columns: Vec<String> = Vec::new();
        for _ in 0..1 + self.chance.below(8) {
            let column = match self.chance.below(4) {
                0 | 1 => FIELDS[self.chance.below(FIELDS.len())].name.to_owned(),
                2 => self.chance.of(AUDITED).to_owned(),
                _ => self.chance.of(PATHS).to_owned(),
            };
            columns.push(column);
        }
        if self.chance.is(4) {
            columns.push(format!("requestParameters.tags.{}", self.word()));
        }
        columns
    }
}

fn exported(viewer: &mut Viewer, view: View, format: Format, fields: Vec<String>) -> String {
    let mut request = Request::Export(Export { no: 7, view, format, fields, is_redacted: true, most: None });
    let mut text = String::new();
    loop {
        let Some(Response::Exported(piece)) = viewer.reply(request) else { panic!("a piece of the export") };
        text.push_str(&piece.text);
        if piece.is_last {
            return text;
        }
        request = Request::ExportOn { no: 7 };
    }
}

/// The first name that is found in a text, also where JSON or Markdown writes it with backslashes.
fn leaked<'a>(secrets: &'a [String], text: &str) -> Option<&'a String> {
    let text = text.to_lowercase().replace('\\', "");
    secrets.iter().find(|secret| text.contains(&secret.to_lowercase()))
}

const FORMATS: [Format; 5] = [Format::Csv, Format::Json, Format::Lines, Format::Text, Format::Markdown];

#[test]
fn no_name_that_is_put_into_a_record_is_found_in_a_redacted_export_of_any_format() {
    // A quarter of what PROPTEST_CASES says, for a case is many records and ten files.
    let cases = Config::default().cases / 4;
    let (n_records, n_files, n_secrets) = (Cell::new(0), Cell::new(0), Cell::new(0));
    let mut runner = TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
    let tried = runner.run(&(any::<u64>(), 1usize..12), |(seed, count)| {
        let mut planter = Planter::new(seed);
        let records: Vec<Value> = (0..count).map(|no| planter.record(no)).collect();
        let mut log = json!({"Records": records});
        if planter.chance.is(4) {
            // Damage that is repaired, and damage that is not.
            log["Records"][0]["requestParameters"] = json!({"x": planter.name()});
        }
        let notices: Vec<String> = (0..1 + count / 3).map(|no| planter.notice(no)).collect();
        let history = planter.history(1 + count / 4);
        let (folder, file) = (planter.word(), planter.word());
        let mut log = if planter.chance.is(2) { log.to_string() } else { serde_json::to_string_pretty(&log).unwrap() };
        if planter.chance.is(4) {
            log = log.replacen("\"eventVersion\":", "// a comment\n eventVersion:", 1);
        }
        let mut viewer = Viewer::of(&[
            (&format!("{folder}/{file}.json"), log.as_bytes()),
            (&format!("{file}.jsonl"), notices.join("\n").as_bytes()),
            (&format!("{file}.csv"), history.as_bytes()),
        ]);
        n_records.set(n_records.get() + viewer.query("").matched);
        for format in FORMATS {
            let columns = planter.columns();
            let text = exported(&mut viewer, View::Events, format, columns.clone());
            prop_assert_eq!(leaked(&planter.secrets, &text), None, "{:?} {:?}\n{}", format, columns, text);
        }
        viewer.jobs("");
        for format in FORMATS {
            let mut columns: Vec<String> = JOB_FIELDS.iter().map(|info| info.name.to_owned()).collect();
            columns.retain(|_| !planter.chance.is(3));
            let text = exported(&mut viewer, View::Jobs, format, columns);
            prop_assert_eq!(leaked(&planter.secrets, &text), None, "{:?} of jobs\n{}", format, text);
        }
        n_files.set(n_files.get() + 10);
        n_secrets.set(n_secrets.get() + planter.secrets.len());
        Ok(())
    });
    if let Err(error) = tried {
        panic!("{error}");
    }
    println!("{cases} cases, {} records, {} names, {} files", n_records.get(), n_secrets.get(), n_files.get());
    assert!(n_records.get() > cases, "most records are read");
}
