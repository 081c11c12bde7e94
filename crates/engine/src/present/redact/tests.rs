//! Whole records and rows.

use super::*;

fn record(record: &str) -> String {
    let mut records = [record.to_owned()];
    Redactor::default().redact_records(records.iter_mut());
    records.into_iter().next().expect("one record")
}

fn columns(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn row(redactor: &mut Redactor, names: &[&str], cells: &[&str]) -> Vec<String> {
    let mut rows = [cells.iter().map(|cell| Some((*cell).to_owned())).collect::<Vec<_>>()];
    redactor.redact_rows(&columns(names), rows.iter_mut());
    rows.into_iter().flatten().flatten().collect()
}

#[test]
fn a_record_keeps_what_happened_and_loses_who_and_where() {
    let redacted = record(
        r#"{"eventVersion":"1.08","userIdentity":{"type":"AssumedRole","principalId":"AROAIOSFODNN7EXAMPLEA:jane@corp.example",
            "arn":"arn:aws:sts::111122223333:assumed-role/encoder/jane@corp.example","accountId":"111122223333","accessKeyId":"ASIAIOSFODNN7EXAMPLE"},
            "eventTime":"2024-03-01T10:00:00Z","eventName":"PutObject","sourceIPAddress":"203.0.113.9","awsRegion":"eu-west-1",
            "userAgent":"[aws-cli/2.1 (jane@corp.example)]","eventID":"4f07f636-bad0","requestID":"ABC123",
            "requestParameters":{"bucketName":"media","key":"film/secret title.mov","owner":111122223333,"n":0.0,"maxKeys":4711471147}}"#,
    );
    let expected = r#"{"eventVersion":"1.08","userIdentity":{"type":"AssumedRole","principalId":"AROA00000000000000001:session-1",
            "arn":"arn:aws:sts::100000000001:assumed-role/role-1/session-1","accountId":"100000000001","accessKeyId":"ASIA0000000000000001"},
            "eventTime":"2024-03-01T10:00:00Z","eventName":"PutObject","sourceIPAddress":"198.18.0.1","awsRegion":"eu-west-1",
            "userAgent":"aws-cli/2.1","eventID":"4f07f636-bad0","requestID":"ABC123",
            "requestParameters":{"bucketName":"bucket-1","key":"object-1","owner":100000000001,"name-1":0.0,"maxKeys":"number-1"}}"#;
    assert_eq!(redacted, expected);
}

#[test]
fn each_target_is_replaced_whatever_it_looks_like() {
    let cell = ["standard", "12345"].join(CELL_SEPARATOR);
    let replaced = row(&mut Redactor::default(), &["target", "targets"], &["standard", &cell]);
    assert_eq!(replaced, ["name-1", &["name-1", "name-2"].join(CELL_SEPARATOR)]);
}

#[test]
fn names_of_members_are_replaced_where_people_gave_them() {
    for (given, expected) in [
        (
            r#"{"requestItems":{"payroll-jane":{"keys":[{"id":1}]}}}"#,
            r#"{"requestItems":{"name-1":{"keys":[{"id":1}]}}}"#,
        ),
        (
            r#"{"failedResourcesMap":{"arn:aws:ec2:eu-west-1:111122223333:instance/i-1":{}}}"#,
            r#"{"failedResourcesMap":{"arn:aws:ec2:eu-west-1:100000000001:instance/instance-1":{}}}"#,
        ),
        (r#"{"tags":{"Owner":"jane","bucket":4}}"#, r#"{"tags":{"name-1":"name-2","name-3":4}}"#),
        (r#"{"tags":[{"key":"Owner","value":"4711"}]}"#, r#"{"tags":[{"key":"name-1","value":"name-2"}]}"#),
        (r#"{"tags":{"CostCenter":"4711"}}"#, r#"{"tags":{"name-1":"name-2"}}"#),
        (r#"{"users":{"jane@corp.example":{"state":"WA"}}}"#, r#"{"users":{"email-1":{"state":"name-1"}}}"#),
        (r#"[{"type":"A"},"jane"]"#, r#"[{"type":"name-1"},"name-2"]"#),
        (r#"{"contact":{"state":"Ohio","status":"ACTIVE"}}"#, r#"{"contact":{"state":"name-1","status":"ACTIVE"}}"#),
        (r#"{"userIdentity.type":"jane"}"#, r#"{"name-1":"name-2"}"#),
    ] {
        assert_eq!(record(given), expected, "{given}");
    }
}

#[test]
fn documents_within_texts_are_gone_through_as_well() {
    let policy = r#"{"Version":"2012-10-17","Statement":[{"Sid":"Jane","Effect":"Allow","Action":["s3:GetObject","s3:Put*"],"Resource":"arn:aws:s3:::media/*","Condition":{"StringLike":{"aws:PrincipalTag/team":"jane","aws:SourceVpc":"vpc-0c1d9e4f"}}}]}"#;
    let expected = r#"{"Version":"2012-10-17","Statement":[{"Sid":"name-1","Effect":"Allow","Action":["s3:GetObject","s3:Put*"],"Resource":"arn:aws:s3:::bucket-1/*","Condition":{"StringLike":{"aws:PrincipalTag/name-2":"name-3","aws:SourceVpc":"vpc-1"}}}]}"#;
    let quoted = trailglass_json::text::quoted;
    let once = |text: &str| format!(r#"{{"policyDocument":{}}}"#, quoted(text));
    assert_eq!(record(&once(policy)), once(expected));
    let twice = |text: &str| format!(r#"{{"parameters":{{"value":{}}}}}"#, quoted(&once(text)));
    assert_eq!(record(&twice(policy)), twice(expected));
    // What is no whole document, and what stands too deep, is replaced whole.
    assert_eq!(record(r#"{"policyDocument":"{\"Sid\":\"jane"}"#), r#"{"policyDocument":"document-1"}"#);
    let mut deep = r#"{"Sid":"jane"}"#.to_owned();
    for _ in 0..12 {
        deep = once(&deep);
    }
    assert!(!record(&deep).contains("jane"));
    // A text is no record, whatever it says of itself.
    assert_eq!(record(r#"{"body":"{\"eventName\":\"jane\"}"}"#), r#"{"body":"{\"eventName\":\"name-1\"}"}"#);
}

#[test]
fn what_is_no_valid_document_is_not_written_as_it_is() {
    for damaged in [
        r#"{"eventName":"A","x":jane}"#,
        r#"{"eventName":"A","x":"jane"#,
        r#"{"eventName":"A" // jane
            }"#,
        r#"{jane:1}"#,
        r#"}]jane"#,
        r#"{"userIdentity":{"arn":"arn:aws:iam:: 111122223333:user/jane"}}"#,
    ] {
        let redacted = record(damaged);
        assert!(!redacted.contains("jane") && !redacted.contains("111122223333"), "{redacted}");
    }
}

#[test]
fn an_id_that_holds_a_name_is_replaced_and_another_is_kept() {
    let id =
        "SecretDeleteMessage:arn:aws:secretsmanager:us-east-1:111122223333:secret:films-2:2023-07-10T12:07:00Z:Forced";
    let redacted = record(&format!(r#"{{"requestID":"{id}","eventID":"4f07f636-bad0"}}"#));
    assert_eq!(redacted, r#"{"requestID":"name-1","eventID":"4f07f636-bad0"}"#);
    assert_eq!(row(&mut Redactor::default(), &["requestID", "eventID"], &[id, "4f07f636"]), ["name-1", "4f07f636"]);
}

#[test]
fn the_noun_of_a_name_is_found_in_a_later_cell_of_a_later_row() {
    let mut redactor = Redactor::default();
    let names = columns(&["actor", "requestParameters.value", "requestParameters.bucketName", "user"]);
    let mut rows: Vec<Vec<Option<String>>> = [["noor", "media", "", ""], ["noor", "", "media", "noor"]]
        .map(|row| row.map(|cell| Some(cell.to_owned()).filter(|cell| !cell.is_empty())).to_vec())
        .to_vec();
    redactor.redact_rows(&names, rows.iter_mut());
    let cells: Vec<&str> = rows.iter().flatten().flatten().map(String::as_str).collect();
    assert_eq!(cells, ["user-1", "bucket-1", "user-1", "bucket-1", "user-1"]);
    // So is the word of another export.
    let mut records = [r#"{"userName":"noor","x":"media"}"#.to_owned()];
    redactor.redact_records(records.iter_mut());
    assert!(records[0].contains("user-1") && records[0].contains("bucket-1"));
}

#[test]
fn cells_go_by_the_rule_of_their_column() {
    let mut redactor = Redactor::default();
    for (column, cell, expected) in [
        ("event", "PutObject", "PutObject"),
        ("service", "s3", "s3"),
        ("actor", "encoder / jane@corp.example", "role-1 / session-1"),
        ("actor", "ec2.amazonaws.com", "ec2.amazonaws.com"),
        ("actor", "root", "root"),
        ("account", "111122223333", "100000000001"),
        ("ip", "203.0.113.9", "198.18.0.1"),
        ("key", "AKIAIOSFODNN7EXAMPLE", "AKIA0000000000000001"),
        ("target", "table/films", "table/table-1"),
        ("target", "films", "table-1"),
        ("source", "jane/events.json.gz", "file-1"),
        ("error", "AccessDenied", "AccessDenied"),
        (
            "userIdentity",
            "\u{1f}{\"type\":\"IAMUser\",\"userName\":\"noor\"}",
            "\u{1f}{\"type\":\"IAMUser\",\"userName\":\"user-1\"}",
        ),
        ("requestParameters.tags", "\u{1f}{\"noor\":\"4711\"}", "\u{1f}{\"user-1\":\"name-1\"}"),
        ("requestParameters.tags.CostCenter", "4711", "name-1"),
        ("requestParameters.tags", "\u{1f}{\"noor\":\"4711…", "\u{1f}document-1"),
        ("requestParameters.x", "{\"userName\":\"noor\"}", "{\"userName\":\"user-1\"}"),
    ] {
        assert_eq!(row(&mut redactor, &[column], &[cell]), [expected], "{column}");
    }
    let names = columns(&["event", "requestParameters.requestItems.payroll-jane", "resources.0.ARN"]);
    assert_eq!(redactor.redact_headings(&names), ["event", "requestParameters.requestItems.name-2", "resources.0.ARN"]);
}

#[test]
fn of_a_job_the_words_stay_and_the_names_go() {
    let mut redactor = Redactor::default();
    redactor.allow_words(["elastic-transcoder/job", "CloudTrail records no end"]);
    redactor.set_view(View::Jobs);
    let job = r#"{"state":"canceled","certainty":"inferred","kind":"elastic-transcoder/job","job":"1409-jane","input":"film/jane.mov","actor":"noor","reads":"3","waited-min":"0.000000","submitted":"2024-03-01T10:00:00Z","requested-outputs":[{"key":"jane-720p.mp4"}],"steps":[{"time":"2024-03-01T10:00:00Z","event":"CancelJob","actor":"noor","outcome":"ok","shows":"Accepted with status Submitted, 1 output","event-id":"e-7"},{"shows":"Says ERROR: jane was here"}],"not-observable":[{"what":"CloudTrail records no end"}]}"#;
    let mut records = [job.to_owned()];
    redactor.redact_records(records.iter_mut());
    let expected = r#"{"state":"canceled","certainty":"inferred","kind":"elastic-transcoder/job","job":"job-1","input":"object-1","actor":"actor-1","reads":"3","waited-min":"0.000000","submitted":"2024-03-01T10:00:00Z","requested-outputs":[{"key":"object-2"}],"steps":[{"time":"2024-03-01T10:00:00Z","event":"CancelJob","actor":"actor-1","outcome":"ok","shows":"Accepted with status Submitted, 1 output","event-id":"e-7"},{"shows":"Says ERROR: name-1 was name-2"}],"not-observable":[{"what":"CloudTrail records no end"}]}"#;
    assert_eq!(records[0], expected);
    let cells = row(
        &mut redactor,
        &["state", "job", "ran-max", "input"],
        &["canceled", "1409-jane", "90.5", "{\"state\":\"jane\"}"],
    );
    assert_eq!(cells, ["canceled", "job-1", "90.5", "{\"state\":\"name-1\"}"]);
}

#[test]
fn names_that_begin_as_those_of_aws_are_names_of_people_all_the_same() {
    for (given, kept) in [
        (r#"{"requestParameters":{"userName":"AWS-jsmith"}}"#, "AWS-jsmith"),
        (r#"{"requestParameters":{"userName":"AWSServiceRoleForJane"}}"#, "AWSServiceRoleForJane"),
        (r#"{"requestParameters":{"roleArn":"arn:aws:iam::111122223333:role/AWS-Jane"}}"#, "AWS-Jane"),
        (r#"{"userIdentity":{"arn":"arn:aws:sts::111122223333:assumed-role/x/AWS-111122223333"}}"#, "111122223333"),
    ] {
        let redacted = record(given);
        assert!(!redacted.contains(kept), "{redacted}");
    }
}
