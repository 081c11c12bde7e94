//! What services and tools really print around records: every wrapper with all the members that it has, for a member that
//! looks like a record's own must hide nothing.

use crate::support::{Viewer, rows};
use serde_json::{Value, json};
use trailglass_protocol::id::SourceId;

/// A record with the members that nearly all have.
fn record(id: &str) -> Value {
    json!({
        "eventVersion": "1.08",
        "userIdentity": {"type": "IAMUser", "principalId": "AIDAEXAMPLE", "arn": "arn:aws:iam::111122223333:user/smithj", "accountId": "111122223333", "accessKeyId": "AKIAEXAMPLE", "userName": "smithj"},
        "eventTime": "2024-03-01T10:00:01Z", "eventSource": "ec2.amazonaws.com", "eventName": "DescribeInstances",
        "awsRegion": "ap-southeast-2", "sourceIPAddress": "192.0.2.10", "userAgent": "aws-cli/2.15 <&'>",
        "requestParameters": {"instancesSet": {"items": [{"instanceId": "i-1"}]}}, "responseElements": null,
        "requestID": "r-1", "eventID": id, "readOnly": true, "eventType": "AwsApiCall", "managementEvent": true,
        "recipientAccountId": "111122223333", "eventCategory": "Management",
    })
}

/// What was read: the kind, the status, and of each event its id, its actor and its address. The address stands in whole
/// records only.
fn read(text: &str) -> String {
    let mut viewer = Viewer::of(&[("file", text.as_bytes())]);
    viewer.assert_sums();
    let report = viewer.reports[&SourceId::File(0)].clone();
    let problems: String = viewer.problems(0).iter().map(|problem| format!("; {problem}")).collect();
    let answer = viewer.query("");
    let mut events: Vec<String> = Vec::new();
    for row in rows(&answer) {
        let detail = viewer.open(row.key);
        let value: Value = serde_json::from_str(&detail.text).unwrap_or_default();
        let text = |path: &str| value.pointer(path).and_then(Value::as_str).unwrap_or("-").to_owned();
        events.push(format!("{} {} {}", detail.event_id, text("/userIdentity/userName"), text("/sourceIPAddress")));
    }
    events.sort();
    format!("{}, {}: {}{problems}", report.kind, report.status().word(), events.join(", "))
}

fn check(examples: Vec<(String, String, &str)>) {
    let wrong: Vec<String> = examples
        .into_iter()
        .filter_map(|(name, text, expected)| {
            let is = read(&text);
            (is != expected).then(|| format!("{name}\n  is  {is}\n  not {expected}\n  of  {:.300}", text))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// An event of `lookup-events` with all its members, in the order in which AWS gives them.
fn lookup_event(id: &str, time: &Value) -> Value {
    json!({
        "EventId": id, "EventName": "DescribeInstances", "ReadOnly": "true", "AccessKeyId": "AKIAEXAMPLE",
        "EventTime": time, "EventSource": "ec2.amazonaws.com", "Username": "smithj",
        "Resources": [{"ResourceType": "AWS::EC2::Instance", "ResourceName": "i-1"}],
        "CloudTrailEvent": record(id).to_string(),
    })
}

#[test]
fn lookup_events_are_read_whatever_tool_wrote_them() {
    const KIND: &str = "lookup-events output, ok: a smithj 192.0.2.10, b smithj 192.0.2.10";
    const ONE: &str = "lookup-events output, ok: a smithj 192.0.2.10";
    let mut examples = Vec::new();
    for (tool, time) in [
        ("CLI 1, CLI 2 with epoch numbers", json!(1709287201.0)),
        ("CLI 2", json!("2024-03-01T21:00:01+11:00")),
        ("boto3, default=str", json!("2024-03-01 21:00:01+11:00")),
        ("boto3, default=repr", json!("datetime.datetime(2024, 3, 1, 21, 0, 1, tzinfo=tzlocal())")),
        ("boto3, default=lambda time: time.isoformat()", json!("2024-03-01T21:00:01+11:00")),
        ("boto3, timestamp() * 1000", json!(1709287201000i64)),
        ("Windows PowerShell", json!("/Date(1709287201000)/")),
        ("Windows PowerShell, Get-Date", json!({"value": "/Date(1709287201000)/", "DateTime": "Friday, March 1, 2024 9:00:01 PM"})),
        ("PowerShell 7", json!("2024-03-01T10:00:01Z")),
        ("none", Value::Null),
    ] {
        let (a, b) = (lookup_event("a", &time), lookup_event("b", &time));
        let answer = json!({"Events": [a, b], "NextToken": "t", "ResponseMetadata": {"HTTPStatusCode": 200, "RetryAttempts": 0}});
        let page = |event: &Value| json!({"NextToken": "t", "Events": [event]});
        let indented = |value: &Value| serde_json::to_string_pretty(value).unwrap();
        for (form, text, expected) in [
            ("an answer", answer.to_string(), KIND),
            ("an answer, indented", indented(&answer), KIND),
            ("pages one behind the other", format!("{}{}", page(&a), page(&b)), KIND),
            ("pages, indented", format!("{}\n{}\n", indented(&page(&a)), indented(&page(&b))), KIND),
            ("a list of pages", json!([page(&a), page(&b)]).to_string(), KIND),
            ("a list", json!([a, b]).to_string(), KIND),
            ("a list, indented", indented(&json!([a, b])), KIND),
            ("a list with its length, as Windows PowerShell has it", json!({"value": [a, b], "Count": 2}).to_string(), KIND),
            ("lines", format!("{a}\n{b}\n"), KIND),
            ("one object", a.to_string(), ONE),
            ("one object, indented", indented(&a), ONE),
        ] {
            let expected = if form.contains("length") { KIND.replacen("lookup-events output", "wrapped events", 1) } else { expected.to_owned() };
            let is = read(&text);
            if is != expected {
                examples.push(format!("{tool}, {form}\n  is  {is}\n  not {expected}"));
            }
        }
    }
    assert!(examples.is_empty(), "{}", examples.join("\n"));
}

#[test]
fn parts_of_lookup_events_are_read_as_far_as_they_tell() {
    let (a, b) = (record("a"), record("b"));
    let string = |value: &Value| Value::String(value.to_string());
    // Windows PowerShell escapes more than JSON asks for.
    let escaped = json!([lookup_event("a", &json!(1))]).to_string().replace('<', "\\u003c").replace('\'', "\\u0027");
    let mut summary = lookup_event("a", &json!(1709287201.5));
    summary.as_object_mut().unwrap().remove("CloudTrailEvent");
    let renamed = json!({"event_id": "a", "event_name": "DescribeInstances", "event_time": "2024-03-01T10:00:01Z", "event_source": "ec2.amazonaws.com", "cloud_trail_event": a});
    let events = "wrapped events, ok: a smithj 192.0.2.10, b smithj 192.0.2.10";
    let csv = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    check(vec![
        ("--query Events[].CloudTrailEvent".into(), json!([string(&a), string(&b)]).to_string(), events),
        ("the same, indented".into(), serde_json::to_string_pretty(&json!([string(&a), string(&b)])).unwrap(), events),
        ("the same, as text".into(), format!("{a}\t{b}\n"), "JSON lines, ok: a smithj 192.0.2.10, b smithj 192.0.2.10"),
        ("jq .Events[].CloudTrailEvent".into(), format!("{}\n{}\n", string(&a), string(&b)), events),
        ("escapes of Windows PowerShell".into(), escaped, "lookup-events output, ok: a smithj 192.0.2.10"),
        ("a summary alone".into(), json!({"Events": [summary]}).to_string(), "lookup-events output, ok: a smithj -"),
        ("columns of a tool".into(), json!({"rows": [renamed]}).to_string(), "wrapped events, ok: a smithj 192.0.2.10"),
        (
            "Export-Csv of Windows PowerShell".into(),
            format!(
                "#TYPE Amazon.CloudTrail.Model.Event\r\n\"AccessKeyId\",\"CloudTrailEvent\",\"EventId\",\"EventName\",\"EventSource\",\"EventTime\",\"ReadOnly\",\"Resources\",\"Username\"\r\n\
                 \"AKIA\",{},\"a\",\"DescribeInstances\",\"ec2.amazonaws.com\",\"3/1/2024 9:00:01 PM\",\"true\",\"System.Collections.Generic.List\",\"smithj\"\r\n",
                csv(&a.to_string())
            ),
            "query results, CSV, ok: a smithj 192.0.2.10",
        ),
        (
            "a table with a column of records".into(),
            format!("event_time,event_name,event_source,cloud_trail_event\n2024-03-01T10:00:01Z,X,s,{}\n", csv(&a.to_string())),
            "query results, CSV, ok: a smithj 192.0.2.10",
        ),
    ]);
}

#[test]
fn wrappers_are_opened_with_all_their_members() {
    let (a, b) = (record("a"), record("b"));
    let both = "a smithj 192.0.2.10, b smithj 192.0.2.10";
    let bridge = |record: &Value| {
        json!({
            "version": "0", "id": "6f87d04b-9f74-4f04-a780-7acf4b0a9b38", "detail-type": "AWS API Call via CloudTrail",
            "source": "aws.ec2", "account": "111122223333", "time": "2024-03-01T10:00:01Z", "region": "ap-southeast-2",
            "resources": ["arn:aws:ec2:ap-southeast-2:111122223333:instance/i-1"], "replay-name": "again", "detail": record,
        })
    };
    let sns = |message: &Value| {
        json!({
            "Type": "Notification", "MessageId": "22b80b92", "TopicArn": "arn:aws:sns:us-east-1:111122223333:trail",
            "Subject": "an event", "Message": message.to_string(), "Timestamp": "2024-03-01T10:00:02.000Z",
            "SignatureVersion": "1", "Signature": "EXAMPLE", "SigningCertURL": "https://sns.us-east-1.amazonaws.com/x.pem",
            "UnsubscribeURL": "https://sns.us-east-1.amazonaws.com/?x", "MessageAttributes": {"k": {"Type": "String", "Value": "v"}},
        })
    };
    let lambda_sns = |message: &Value| {
        json!({"EventSource": "aws:sns", "EventVersion": "1.0", "EventSubscriptionArn": "arn:aws:sns:us-east-1:111122223333:trail:s", "Sns": sns(message)})
    };
    let sqs = |body: &Value| {
        json!({
            "MessageId": "19dd0b57", "ReceiptHandle": "handle", "MD5OfBody": "7b27", "Body": body.to_string(),
            "Attributes": {"SenderId": "AIDAEXAMPLE", "ApproximateFirstReceiveTimestamp": "1709287203000", "ApproximateReceiveCount": "1", "SentTimestamp": "1709287202000"},
            "MD5OfMessageAttributes": "x", "MessageAttributes": {"k": {"StringValue": "v", "DataType": "String"}},
        })
    };
    let lambda_sqs = |body: &Value| {
        json!({
            "messageId": "19dd0b57", "receiptHandle": "handle", "body": body.to_string(),
            "attributes": {"ApproximateReceiveCount": "1", "SentTimestamp": "1709287202000", "SenderId": "AIDAEXAMPLE", "ApproximateFirstReceiveTimestamp": "1709287203000"},
            "messageAttributes": {}, "md5OfBody": "7b27", "eventSource": "aws:sqs", "eventSourceARN": "arn:aws:sqs:us-east-1:111122223333:q", "awsRegion": "us-east-1",
        })
    };
    let subscription = |records: &[&Value]| {
        let events: Vec<Value> = records
            .iter()
            .map(|record| json!({"id": "3195310660696698337880902507980421114328961542429EXAMPLE", "timestamp": 1709287201000i64, "message": record.to_string(), "extractedFields": {"eventName": "DescribeInstances", "eventSource": "ec2.amazonaws.com", "eventID": "x"}}))
            .collect();
        json!({"messageType": "DATA_MESSAGE", "owner": "111122223333", "logGroup": "g", "logStream": "111122223333_CloudTrail_us-east-1", "subscriptionFilters": ["f"], "policyLevel": "ACCOUNT_LEVEL_POLICY", "logEvents": events})
    };
    let filtered = |record: &Value| json!({"logStreamName": "111122223333_CloudTrail_us-east-1", "timestamp": 1709287201000i64, "message": record.to_string(), "ingestionTime": 1709287205000i64, "eventId": "3689"});
    let lake_row = |record: &Value| {
        let cell = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let pairs = record.as_object().unwrap().iter().filter(|(_, value)| !value.is_null());
        Value::Array(pairs.map(|(name, value)| json!({name: cell(value)})).collect())
    };
    let lake_lower = |record: &Value| {
        let pairs = record.as_object().unwrap().iter();
        Value::Array(pairs.map(|(name, value)| json!({name.to_lowercase(): value})).collect())
    };
    let insight_row = |record: &Value| {
        json!([
            {"field": "@timestamp", "value": "2024-03-01 10:00:01.000"}, {"field": "@message", "value": record.to_string()},
            {"field": "@logStream", "value": "s"}, {"field": "eventName", "value": "DescribeInstances"}, {"field": "@ptr", "value": "CpIB"},
        ])
    };
    let elastic = |record: &Value| {
        json!({
            "_index": ".ds-logs-aws.cloudtrail", "_id": "x", "_score": 1.0,
            "_source": {
                "@timestamp": "2024-03-01T10:00:01.000Z", "event": {"id": "x", "action": "DescribeInstances", "kind": "event", "original": record.to_string()},
                "aws": {"cloudtrail": {"event_version": "1.08", "event_type": "AwsApiCall", "user_identity": {"type": "IAMUser"}}},
                "cloud": {"region": "ap-southeast-2"}, "tags": ["forwarded"],
            },
            "fields": {"event.action": ["DescribeInstances"]},
        })
    };
    let whole = |kind: &str| format!("{kind}, ok: {both}");
    let named: Vec<(&str, String, String)> = vec![
        ("EventBridge", format!("{}\n{}", bridge(&a), bridge(&b)), whole("EventBridge events")),
        ("SNS, EventBridge in it", format!("{}{}", sns(&bridge(&a)), sns(&b)), whole("SNS notifications")),
        ("SNS as Lambda gets it", json!({"Records": [lambda_sns(&a), lambda_sns(&bridge(&b))]}).to_string(), whole("SNS notifications")),
        ("SQS", json!({"Messages": [sqs(&a), sqs(&sns(&bridge(&b)))]}).to_string(), whole("SQS messages")),
        ("SQS as Lambda gets it", json!({"Records": [lambda_sqs(&sns(&a)), lambda_sqs(&b)]}).to_string(), whole("SQS messages")),
        ("a subscription of CloudWatch Logs", subscription(&[&a, &b]).to_string(), whole("CloudWatch Logs messages")),
        ("Firehose, of a subscription", format!("{}{}", subscription(&[&a]), subscription(&[&b])), whole("CloudWatch Logs messages")),
        (
            "filter-log-events",
            json!({"events": [filtered(&a), filtered(&b)], "searchedLogStreams": [{"logStreamName": "s", "searchedCompletely": true}], "nextToken": "t"}).to_string(),
            whole("CloudWatch Logs events"),
        ),
        (
            "get-log-events",
            json!({"events": [{"timestamp": 1, "message": a.to_string(), "ingestionTime": 2}, {"timestamp": 1, "message": b.to_string(), "ingestionTime": 2}], "nextForwardToken": "f/1", "nextBackwardToken": "b/1"}).to_string(),
            whole("CloudWatch Logs events"),
        ),
        (
            "Logs Insights",
            json!({"queryLanguage": "CWLI", "results": [insight_row(&a), insight_row(&b)], "statistics": {"recordsMatched": 2.0, "recordsScanned": 9.0, "bytesScanned": 100.0}, "status": "Complete"}).to_string(),
            whole("query results"),
        ),
        (
            "CloudTrail Lake",
            json!({"QueryStatus": "FINISHED", "QueryStatistics": {"ResultsCount": 2, "TotalResultsCount": 2, "BytesScanned": 100}, "QueryResultRows": [lake_row(&a), lake_row(&b)], "NextToken": "t"}).to_string(),
            whole("CloudTrail Lake results"),
        ),
        ("rows of CloudTrail Lake alone", json!([lake_row(&a), lake_row(&b)]).to_string(), whole("wrapped events")),
        ("rows of CloudTrail Lake in lower case", json!({"QueryResultRows": [lake_lower(&a), lake_lower(&b)]}).to_string(), whole("CloudTrail Lake results")),
        (
            "Elasticsearch",
            json!({"took": 3, "timed_out": false, "_shards": {"total": 1, "successful": 1, "skipped": 0, "failed": 0}, "hits": {"total": {"value": 2, "relation": "eq"}, "max_score": 1.0, "hits": [elastic(&a), elastic(&b)]}}).to_string(),
            whole("search results"),
        ),
    ];
    check(named.iter().map(|(name, text, expected)| ((*name).to_owned(), text.clone(), expected.as_str())).collect());
}

#[test]
fn insights_and_aggregated_events_are_read_with_all_their_members() {
    let insight = json!({
        "eventVersion": "1.08", "eventTime": "2024-03-01T10:00:01Z", "awsRegion": "us-east-1", "eventID": "a",
        "eventType": "AwsCloudTrailInsight", "recipientAccountId": "111122223333", "sharedEventID": "s",
        "insightDetails": {"state": "Start", "eventSource": "ec2.amazonaws.com", "eventName": "RunInstances", "insightType": "ApiErrorRateInsight", "errorCode": "Client.UnauthorizedOperation", "insightContext": {"statistics": {"baseline": {"average": 0.1}, "insight": {"average": 5.0}, "insightDuration": 5, "baselineDuration": 11336}, "attributions": [{"attribute": "userIdentityArn", "insight": [{"value": "arn:x", "average": 5.0}], "baseline": []}]}},
        "eventCategory": "Insight",
    });
    let aggregated = json!({
        "eventVersion": "1.0", "accountId": "111122223333", "eventId": "b", "eventCategory": "Aggregated",
        "eventType": "AwsAggregatedEvent", "awsRegion": "us-west-2", "eventSource": "s3.amazonaws.com",
        "timeWindow": {"windowStart": "2024-03-01T10:00:00Z", "windowEnd": "2024-03-01T10:05:00Z", "windowSize": "PT5M"},
        "summary": {"primaryDimension": {"dimension": "eventName", "statistics": [{"name": "PutObject", "value": 1000}], "aggregationType": "Count"}, "details": [{"dimension": "resourceARN", "statistics": [], "aggregationType": "Count"}]},
    });
    let bridge = |kind: &str, record: &Value| json!({"version": "0", "id": "x", "detail-type": kind, "source": "aws.cloudtrail", "account": "1", "time": "2024-03-01T10:00:01Z", "region": "us-east-1", "resources": [], "detail": record});
    check(vec![
        ("bare".into(), json!([insight, aggregated]).to_string(), "array of records, ok: a - -, b - -"),
        (
            "by way of EventBridge".into(),
            format!("{}\n{}", bridge("AWS Insight via CloudTrail", &insight), bridge("AWS Aggregated Event via CloudTrail", &aggregated)),
            "EventBridge events, ok: a - -, b - -",
        ),
    ]);
}

#[test]
fn the_time_of_a_record_is_read_in_every_form() {
    for time in [
        json!("2024-03-01T10:00:01Z"),
        json!("2024-03-01 12:00:01+02:00"),
        json!("20240301T100001Z"),
        json!(1709287201),
        json!(1709287201.0),
        json!("1709287201"),
        json!(1709287201000i64),
        json!("1709287201000"),
        json!("/Date(1709287201000)/"),
    ] {
        let mut record = record("a");
        record["eventTime"] = time.clone();
        for text in [json!({"Records": [record]}), json!({"detail-type": "x", "detail": record}), json!([record])] {
            let mut viewer = Viewer::of(&[("file", text.to_string().as_bytes())]);
            assert_eq!(viewer.ids("time:2024-03-01T10:00:01Z"), ["a"], "{time}: {}", viewer.problems(0).join("; "));
        }
    }
    let mut record = record("a");
    record["eventTime"] = json!("2024-03-01T10:00:01+99:99");
    let viewer = Viewer::of(&[("file", record.to_string().as_bytes())]);
    assert_eq!(viewer.problems(0), ["Record refused at byte 0: its eventTime is no time: 2024-03-01T10:00:01+99:99"]);
}

/// More text than is ever kept of one value, in elements that `element` makes.
fn long_list(mut element: impl FnMut(u32) -> String) -> (String, u32) {
    const MORE_THAN_KEPT: usize = 18 << 20;
    let (mut list, mut count) = (String::new(), 0);
    while list.len() < MORE_THAN_KEPT {
        if count > 0 {
            list.push(',');
        }
        list.push_str(&element(count));
        count += 1;
    }
    (list, count)
}

#[test]
fn a_document_too_long_to_be_kept_is_read_in_parts() {
    let padding = "x".repeat(16 * 1024);
    let small = |id: &str| json!({"eventVersion": "1.08", "eventID": id, "eventName": "X", "eventSource": "s", "eventTime": "2024-03-01T10:00:01Z", "userAgent": padding}).to_string();
    let string = |text: &str| Value::String(text.to_owned()).to_string();
    let (hits, n_hits) = long_list(|at| format!("{{\"_index\":\"i\",\"_source\":{{\"event\":{{\"original\":{}}}}}}}", string(&small(&at.to_string()))));
    let (rows, n_rows) = long_list(|at| {
        let cells = [at.to_string(), "X".into(), "2024-03-01T10:00:01Z".into(), padding.clone()];
        json!({"Data": cells.map(|cell| json!({"VarCharValue": cell}))}).to_string()
    });
    let heads = json!({"Data": ["eventid", "eventname", "eventtime", "useragent"].map(|cell| json!({"VarCharValue": cell}))});
    let (east, n_east) = long_list(|at| small(&format!("east-{at}")));
    for (name, text, kind, expected, status) in [
        (
            "an answer of Elasticsearch",
            format!("{{\"took\":3,\"_shards\":{{\"total\":1}},\"hits\":{{\"total\":{{\"value\":{n_hits}}},\"hits\":[{hits}],\"x\":[1]}},\"y\":{{}}}}\n{}", small("behind")),
            "search results",
            n_hits + 1,
            "ok",
        ),
        (
            "results of Athena",
            format!("{{\"UpdateCount\":0,\"ResultSet\":{{\"Rows\":[{heads},{rows}],\"ResultSetMetadata\":{{\"ColumnInfo\":[{{\"Name\":\"eventid\"}}]}}}}}}"),
            "Athena results",
            n_rows,
            "ok",
        ),
        (
            "a list for each region",
            format!("{{\"us-west-1\":[{}],\"us-east-1\":[{east}],\"eu-west-1\":[{},{}]}}", small("w"), small("e"), small("f")),
            "wrapped events",
            n_east + 3,
            "ok",
        ),
        (
            "an element that is no event",
            format!("{{\"us-east-1\":[{},{{\"a\":1}},{east}]}}", small("w")),
            "wrapped events",
            n_east + 1,
            "warning",
        ),
    ] {
        for size in [1 << 20, 32 << 20] {
            let mut viewer = Viewer::new();
            viewer.load_in_pieces("file", text.as_bytes(), size);
            viewer.freeze();
            viewer.assert_sums();
            let report = &viewer.reports[&SourceId::File(0)];
            let is = (report.kind.as_str(), viewer.sums().1, viewer.status(0).word());
            assert_eq!(is, (kind, expected, status), "{name}: {}", viewer.problems(0).join("; "));
        }
    }
    let (others, _) = long_list(|at| json!({"type": "Feature", "id": at, "text": padding}).to_string());
    let viewer = Viewer::of(&[("file", format!("{{\"features\":[{others}]}}").as_bytes())]);
    assert_eq!((viewer.status(0).word(), viewer.problems(0)), ("failed", vec!["Not CloudTrail: a very long object without records".to_owned()]));
    // Cut within the list: what came before is kept, and the end is told.
    let viewer = Viewer::of(&[("file", format!("{{\"a\":1,\"hits\":{{\"hits\":[{hits}").as_bytes())]);
    assert_eq!((viewer.status(0).word(), viewer.sums().1), ("warning", n_hits));
}
