//! Every shape in which records leave AWS and the tools around it, recognised by content.

use crate::support::{Viewer, gzip, pack};
use serde_json::{Value, json};
use trailglass_protocol::id::SourceId;

/// What is told of one file: shape, status, records, the ids of the events in time order, and the problems.
fn told(bytes: &[u8]) -> String {
    let mut viewer = Viewer::of(&[("file", bytes)]);
    let report = viewer.reports[&SourceId::File(0)].clone();
    let (records, events, duplicates, refused) = viewer.sums();
    assert_eq!(records, events + duplicates + refused);
    let mut ids = viewer.ids("");
    ids.reverse();
    let problems: String = viewer.problems(SourceId::File(0)).iter().map(|problem| format!("; {problem}")).collect();
    format!("{}, {}, {}: {}{problems}", report.kind, report.status().word(), report.records, ids.join(" "))
}

fn record(id: &str, second: u32) -> Value {
    json!({
        "eventVersion": "1.08", "eventID": id, "eventTime": format!("2024-03-01T10:00:{second:02}Z"),
        "eventSource": "s3.amazonaws.com", "eventName": "GetObject", "awsRegion": "us-east-1",
    })
}

fn check(examples: Vec<(&str, String, &str)>) {
    let mut wrong = Vec::new();
    for (name, text, expected) in examples {
        for (form, bytes, kind) in [("", text.clone().into_bytes(), ""), (", gzip", gzip(text.as_bytes()), ", gzip")] {
            let is = told(&bytes);
            let expected = match expected.split_once(", ") {
                Some((shape, rest)) if !kind.is_empty() => {
                    let (shape, rest) = if rest.starts_with("CSV") {
                        (format!("{shape}, CSV"), &rest[5..])
                    } else {
                        (shape.to_owned(), rest)
                    };
                    format!("{shape}{kind}, {rest}")
                }
                _ => expected.to_owned(),
            };
            if is != expected {
                wrong.push(format!("{name}{form}\n  is  {is}\n  not {expected}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn wrappers_are_opened() {
    let (a, b) = (record("a", 1), record("b", 2));
    let string = |value: &Value| Value::String(value.to_string());
    let lookup = |record: &Value| json!({"EventId": "x", "ReadOnly": "true", "EventTime": 1709287201, "CloudTrailEvent": record.to_string()});
    let bridge = |record: &Value| json!({"version": "0", "id": "x", "detail-type": "AWS API Call via CloudTrail", "source": "aws.s3", "detail": record});
    let sns = |message: &Value| json!({"Type": "Notification", "TopicArn": "arn:aws:sns:us-east-1:1:t", "Message": message.to_string(), "Timestamp": "2024-03-01T10:00:00.000Z"});
    let logs = |records: &[&Value]| {
        let events: Vec<Value> = records
            .iter()
            .map(|record| json!({"id": "1", "timestamp": 1709287201000i64, "message": record.to_string()}))
            .collect();
        json!({"messageType": "DATA_MESSAGE", "owner": "111122223333", "logGroup": "g", "logStream": "s", "subscriptionFilters": ["f"], "logEvents": events})
    };
    let lines = |values: &[Value]| values.iter().map(|value| format!("{value}\n")).collect::<String>();
    check(vec![
        ("lookup-events", json!({"Events": [lookup(&a), lookup(&b)], "NextToken": "t"}).to_string(), "lookup-events output, ok, 2: a b"),
        ("lookup-events without events", json!({"Events": []}).to_string(), "lookup-events output, ok, 0: "),
        ("pages of it", lines(&[json!({"Events": [lookup(&a)]}), json!({"Events": [lookup(&b)]})]), "lookup-events output, ok, 2: a b"),
        ("one event per line", lines(&[lookup(&a), lookup(&b)]), "lookup-events output, ok, 2: a b"),
        ("a list of them", json!([lookup(&a), lookup(&b)]).to_string(), "lookup-events output, ok, 2: a b"),
        ("EventBridge", bridge(&a).to_string(), "EventBridge events, ok, 1: a"),
        ("EventBridge, lines", lines(&[bridge(&a), bridge(&b)]), "EventBridge events, ok, 2: a b"),
        ("SNS", sns(&bridge(&a)).to_string(), "SNS notifications, ok, 1: a"),
        ("SNS with a batch", sns(&json!({"Records": [a, b]})).to_string(), "SNS notifications, ok, 2: a b"),
        ("SQS", json!({"Messages": [{"MessageId": "1", "Body": sns(&a).to_string()}, {"Body": string(&b)}]}).to_string(), "SQS messages, ok, 2: a b"),
        (
            "SQS as Lambda gets it",
            json!({"Records": [{"messageId": "1", "receiptHandle": "r", "body": sns(&a).to_string(), "eventSource": "aws:sqs"}]}).to_string(),
            "SQS messages, ok, 1: a",
        ),
        ("CloudWatch Logs subscription", logs(&[&a, &b]).to_string(), "CloudWatch Logs messages, ok, 2: a b"),
        ("Firehose", format!("{}{}", logs(&[&a]), logs(&[&b])), "CloudWatch Logs messages, ok, 2: a b"),
        (
            "filter-log-events",
            json!({"events": [{"logStreamName": "s", "timestamp": 1, "message": a.to_string()}], "searchedLogStreams": []}).to_string(),
            "CloudWatch Logs events, ok, 1: a",
        ),
        ("export task", format!("2024-03-01T10:00:01.000Z {a}\n2024-03-01T10:00:02.000Z {b}\n"), "log lines, ok, 2: a b"),
        (
            "Logs Insights",
            json!({"results": [[{"field": "@timestamp", "value": "2024"}, {"field": "@message", "value": a.to_string()}]]}).to_string(),
            "query results, ok, 1: a",
        ),
        ("Logstash", json!({"@timestamp": "2024-03-01T10:00:01Z", "@version": "1", "message": a.to_string()}).to_string(), "events passed on by another tool, ok, 1: a"),
        ("Elasticsearch", json!({"hits": {"total": 1, "hits": [{"_index": "i", "_source": {"event": {"original": a.to_string()}}}]}}).to_string(), "search results, ok, 1: a"),
        ("Splunk", json!({"preview": false, "result": {"_raw": a.to_string()}}).to_string(), "wrapped events, ok, 1: a"),
        ("Datadog", json!({"id": "1", "content": {"service": "cloudtrail", "attributes": a}}).to_string(), "wrapped events, ok, 1: a"),
        ("a list for each region", json!({"us-east-1": [a], "eu-west-1": [b, record("c", 3)]}).to_string(), "wrapped events, ok, 3: a b c"),
        ("a string and an object of the same record", json!({"raw": a.to_string(), "parsed": {"p": 1, "event": a}, "next": b}).to_string(), "wrapped events, ok, 2: a b"),
        ("an SNS message for each", json!({"1": sns(&a), "2": sns(&b)}).to_string(), "wrapped events, ok, 2: a b"),
        (
            "CloudTrail Lake",
            json!({"QueryStatus": "FINISHED", "QueryResultRows": [[{"eventID": "a"}, {"eventName": "X"}, {"eventTime": "2024-03-01 10:00:01.000"}, {"userIdentity": "{type=IAMUser, username=smithj}"}]]}).to_string(),
            "CloudTrail Lake results, ok, 1: a",
        ),
        (
            "Athena",
            json!({"ResultSet": {"Rows": [
                {"Data": [{"VarCharValue": "eventid"}, {"VarCharValue": "eventname"}, {"VarCharValue": "eventtime"}]},
                {"Data": [{"VarCharValue": "a"}, {"VarCharValue": "X"}, {"VarCharValue": "2024-03-01T10:00:01Z"}]},
            ]}}).to_string(),
            "Athena results, ok, 1: a",
        ),
        (
            "Athena, unloaded",
            lines(&[json!({"eventversion": "1.08", "eventid": "a", "eventname": "X", "eventtime": "2024-03-01T10:00:01Z", "awsregion": "us-east-1", "useridentity": {"principalid": "p"}})]),
            "query results, ok, 1: a",
        ),
    ]);
}

#[test]
fn the_event_history_says_the_target_in_its_resources() {
    let resource =
        |kind: &str, name: &str| format!(r#"{{""resourceType"":""AWS::{kind}"",""resourceName"":""{name}""}}"#);
    let row = |event: &str, id: &str, resources: &[String]| {
        format!("smithj,2024-03-01T10:00:01Z,ec2.amazonaws.com,{event},{id},\"[{}]\"\n", resources.join(","))
    };
    let (network, machine) = (resource("EC2::VPC", "vpc-1"), resource("EC2::Instance", "i-1"));
    let role = ["AROAIOSFODNN7EXAMPLE1", "arn:aws:iam::111122223333:role/system/trail"]
        .map(|name| resource("IAM::Role", name));
    let policy = resource("IAM::Policy", "arn:aws:iam::aws:policy/ReadOnlyAccess");
    let text = "User name,Event time,Event source,Event name,Event ID,Resources\n".to_owned()
        + &row("RunInstances", "run", &[network.clone(), machine])
        + &row("CreateRoute", "route", &[network, resource("EC2::RouteTable", "rtb-1")])
        + &row("AttachGroupPolicy", "attach", &[policy, resource("IAM::Group", "auditors")])
        + &row("CreateRole", "role", &role)
        + &row("CreateBucket", "untyped", &[r#"{""resourceName"":""media-in""}"#.to_owned()])
        + &row("DescribeRegions", "none", &[]);
    let mut viewer = Viewer::of(&[("event_history.csv", text.as_bytes())]);
    for (query, id) in [
        ("target:i-1", "run"),
        ("target:vpc-1", "route"),
        ("target:policy/ReadOnlyAccess", "attach"),
        ("target:trail", "role"),
        ("target:media-in", "untyped"),
        ("-target:*", "none"),
    ] {
        assert_eq!(viewer.ids(query), [id], "{query}");
    }
}

#[test]
fn tables_are_read_by_their_headings() {
    check(vec![
        (
            "event history",
            "User name,AWS access key,Event time,Event source,Event name,Event ID,Read-only,Recipient Account Id\n\
             smithj,AKIA,2024-03-01T10:00:01Z,s3.amazonaws.com,GetObject,a,true,111122223333\n".to_owned(),
            "event history, CSV, ok, 1: a",
        ),
        (
            "the columns in another order, semicolons, a mark, damage",
            "\u{FEFF}sep=;\r\nEvent ID;Recipient Account Id;Event name;Event time;Event source\r\n\
             a;1.11122E+11;GetObject;3/1/2024 10:00;s3.amazonaws.com\r\nb;1.11122E+11;\"Get;Object\";3/1/2024 10:01;s3.amazonaws.com\r\n".to_owned(),
            "event history, CSV, warning, 2: a b; Account number rounded by a spreadsheet at line 3: 1.11122E+11. Export the file again; \
             Time rewritten by a spreadsheet at line 3, and no time of the file tells whether the month or the day \
             comes first; read as month/day/year, which may be wrong: 3/1/2024 10:00",
        ),
        (
            "Athena",
            "\"eventtime\",\"eventname\",\"eventid\",\"useridentity\"\n\"2024-03-01 10:00:01.000\",\"X\",\"a\",\"{type=Root, arn=arn:aws:iam::1:root}\"\n".to_owned(),
            "query results, CSV, ok, 1: a",
        ),
        (
            "Logs Insights",
            format!("@timestamp,@message\n2024-03-01 10:00:01.000,\"{}\"\n", record("a", 1).to_string().replace('"', "\"\"")),
            "log events, CSV, ok, 1: a",
        ),
        (
            "rows that do not fit",
            "eventTime,eventName,eventID\n2024-03-01T10:00:01Z,X,a,more\n2024-03-01T10:00:02Z,X,b\n".to_owned(),
            "query results, CSV, warning, 2: b; Record refused at line 2: a row of 4 cells under 3 headings is not an event",
        ),
        ("another table", "date,open,close\n2024-03-01,1,2\n".to_owned(), "not read, failed, 0: ; Not CloudTrail: a table with the columns date,open,close"),
    ]);
}

#[test]
fn what_tells_of_jobs_or_of_files_is_kept_by_its_name() {
    let job = json!({"state": "COMPLETED", "version": "2012-09-25", "jobId": "1", "pipelineId": "2", "outputs": []});
    let sns = json!({"Type": "Notification", "TopicArn": "t", "Message": job.to_string(), "Timestamp": "2014-09-29T19:29:02.000Z"});
    check(vec![
        ("digest", json!({"awsAccountId": "1", "digestS3Object": "x", "logFiles": [{"s3Bucket": "b"}]}).to_string(), "CloudTrail digest file, ok, 0: "),
        ("keys", json!({"PublicKeyList": [{"Value": "x", "Fingerprint": "y"}]}).to_string(), "CloudTrail public keys, ok, 0: "),
        ("Lake signature", json!({"version": "1.0", "files": [], "hashSignature": "x"}).to_string(), "CloudTrail Lake signature file, ok, 0: "),
        ("delivery", json!({"Type": "Notification", "TopicArn": "t", "Message": "{\"s3Bucket\":\"b\",\"s3ObjectKey\":[\"AWSLogs/x\"]}"}).to_string(), "notification of delivered log files, ok, 0: "),
        ("job notification", sns.to_string(), "Elastic Transcoder notification, ok, 0: "),
        ("bare job notifications", format!("{job}\n{job}\n"), "Elastic Transcoder notification, ok, 0: "),
        ("job dump", json!({"Job": {"Id": "1", "PipelineId": "2", "Status": "Complete"}}).to_string(), "Elastic Transcoder jobs, ok, 0: "),
        ("job list", json!({"Jobs": [{"Arn": "arn:aws:mediaconvert:us-east-1:1:jobs/1", "Id": "1", "Settings": {}, "Status": "COMPLETE"}]}).to_string(), "MediaConvert jobs, ok, 0: "),
        (
            "MediaConvert event",
            json!({"version": "0", "detail-type": "MediaConvert Job State Change", "source": "aws.mediaconvert", "time": "2024-03-01T10:00:01Z", "detail": {"jobId": "1", "status": "COMPLETE"}}).to_string(),
            "MediaConvert job event, ok, 0: ",
        ),
    ]);
    let viewer = Viewer::of(&[("a", sns.to_string().as_bytes()), ("b", job.to_string().as_bytes())]);
    let mut notifications: Vec<_> = viewer
        .engine
        .notifications()
        .iter()
        .map(|notification| (notification.source, notification.time.is_some(), notification.text.clone()))
        .collect();
    notifications.sort();
    assert_eq!(
        notifications,
        [(SourceId::File(0), true, job.to_string()), (SourceId::File(1), false, job.to_string())]
    );
}

#[test]
fn look_alikes_are_refused_by_name() {
    let refused = |what: &str| format!("failed: Not CloudTrail: {what}");
    for (value, expected) in [
        (
            json!({"Records": [{"eventVersion": "2.1", "eventSource": "aws:s3", "eventTime": "2024-03-01T10:00:00Z", "eventName": "ObjectCreated:Put", "s3": {}}]}),
            "an S3 event notification",
        ),
        (
            json!({"Records": [{"messageId": "1", "receiptHandle": "r", "body": "hello", "eventSource": "aws:sqs"}]}),
            "an SQS message that holds no CloudTrail record",
        ),
        (
            json!({"Records": [{"EventSource": "aws:sns", "Sns": {"Message": "hello"}}]}),
            "an SNS notification that holds no CloudTrail record",
        ),
        (
            json!({"Records": [{"eventID": "1", "eventName": "INSERT", "eventVersion": "1.0", "eventSource": "aws:dynamodb", "awsRegion": "x", "dynamodb": {}}]}),
            "a DynamoDB stream record",
        ),
        (
            json!({"Records": [{"kinesis": {"data": "eA=="}, "eventSource": "aws:kinesis", "eventName": "aws:kinesis:record"}]}),
            "a Kinesis stream record",
        ),
        (
            json!([{"eventId": "1", "eventVersion": "1", "eventName": "X", "eventSource": "ecs.aliyuncs.com", "eventTime": "2024-03-01T10:00:00Z", "acsRegion": "cn-x"}]),
            "an ActionTrail event of Alibaba Cloud",
        ),
        (
            json!({"version": "0", "detail-type": "AWS Health Event", "source": "aws.health", "detail": {"eventArn": "x"}}),
            "an EventBridge event of the type AWS Health Event, which holds no CloudTrail record",
        ),
        (json!({"compilerOptions": {}}), "an object with the members compilerOptions"),
    ] {
        let viewer = Viewer::of(&[("file", value.to_string().as_bytes())]);
        let is =
            format!("{}: {}", viewer.status(SourceId::File(0)).word(), viewer.problems(SourceId::File(0)).join("; "));
        assert_eq!(is, refused(expected), "{value}");
    }
}

#[test]
fn other_events_than_api_calls_have_rows() {
    let insight = json!({"eventVersion": "1.08", "eventTime": "2024-03-01T10:00:01Z", "awsRegion": "us-east-1", "eventID": "a", "eventType": "AwsCloudTrailInsight", "sharedEventID": "s", "insightDetails": {"state": "Start", "eventSource": "ec2.amazonaws.com", "eventName": "RunInstances"}, "eventCategory": "Insight"});
    let network = json!({"eventVersion": "1.09", "eventTime": "2024-03-01T10:00:02Z", "eventSource": "s3.amazonaws.com", "eventName": "GetObject", "eventID": "b", "eventType": "AwsVpceEvent", "eventCategory": "NetworkActivity", "errorCode": "VpceAccessDenied"});
    let aggregated = json!({"eventVersion": "1.0", "accountId": "111122223333", "eventId": "c", "eventCategory": "Aggregated", "eventType": "AwsAggregatedEvent", "eventSource": "s3.amazonaws.com", "timeWindow": {"windowStart": "2024-03-01T10:00:03Z"}});
    check(vec![
        ("wrapper", json!({"Records": [insight, network, aggregated]}).to_string(), "S3 log file, ok, 3: a b c"),
        ("array of aggregated events", json!([aggregated]).to_string(), "array of records, ok, 1: c"),
    ]);
    let mut viewer = Viewer::of(&[("file", json!([insight]).to_string().as_bytes())]);
    assert_eq!(viewer.ids("event:RunInstances service:ec2"), ["a"]);
}

#[test]
fn utf_16_is_read_as_windows_saves_it() {
    let text = json!({"Records": [record("\u{1F600}", 1)]}).to_string();
    for (is_big, mark) in [(false, true), (true, true), (false, false), (true, false)] {
        let units = mark.then_some(0xFEFF).into_iter().chain(text.encode_utf16());
        let bytes: Vec<u8> =
            units.flat_map(|unit: u16| if is_big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect();
        assert_eq!(told(&bytes), "S3 log file, UTF-16, ok, 1: \u{1F600}");
        assert_eq!(told(&gzip(&bytes)), "S3 log file, UTF-16, gzip, ok, 1: \u{1F600}");
        assert_eq!(told(&pack::zip(&[("a", &bytes)])), "zip archive, 1 file, ok, 0: \u{1F600}");
    }
}

#[test]
fn samples_of_documentation_are_mended() {
    for (text, problems) in [
        (
            "{\"Records\": [RECORD, ... additional entries ...\n]}",
            "Something left out with \u{2026} at byte 145, read anyway",
        ),
        ("[\nRECORD,\n...\n]", "Something left out with \u{2026} at line 3, read anyway"),
        ("{Records : [RECORD]}", ""),
    ] {
        let text = text.replace("RECORD", &record("a", 1).to_string());
        let viewer = Viewer::of(&[("file", text.as_bytes())]);
        let is = viewer.problems(SourceId::File(0)).join("; ");
        assert_eq!(
            (viewer.sums().1, is.split(" at ").next().unwrap()),
            (1, problems.split(" at ").next().unwrap()),
            "{text}"
        );
    }
}

/// Text that is no record, after text that was read: what is quoted of it does not depend on where pieces end.
#[test]
fn text_that_is_skipped_is_quoted_alike_whatever_the_pieces_are() {
    let record = record("a", 1);
    let stray = [
        r#""{"digestS3Object":"d.json.gz","digestStartTime":1}"#,
        r#""[1, 2 and so on, no string at all"#,
        "plain words, and more of them",
    ];
    for stray in stray {
        let text = format!("{}{stray}\n{record}\n", format!("{record}\n").repeat(4));
        let problems_in_pieces_of = |size| {
            let mut viewer = Viewer::new();
            let source = viewer.load_in_pieces("stray.json", text.as_bytes(), size);
            viewer.freeze();
            viewer.problems(source)
        };
        let whole = problems_in_pieces_of(text.len());
        assert!(whole.iter().any(|problem| problem.starts_with("Text that is no JSON")), "{stray}: {whole:?}");
        for size in 1..80 {
            assert_eq!(problems_in_pieces_of(size), whole, "{stray} in pieces of {size}");
        }
    }
}
