//! One event, told to a person: who it was, why it was denied, what stands around it.

use crate::support::{Viewer, event, log, rows};
use serde_json::{Value, json};
use trailglass_event::time::Micros;
use trailglass_protocol::message::*;

fn opened(viewer: &mut Viewer, id: &str) -> EventDetail {
    let answer = viewer.query(&format!("eventID:{id}"));
    viewer.open(rows(&answer)[0].key)
}

/// The labelled lines as one text each.
fn told(facts: &[Fact]) -> Vec<String> {
    let line = |fact: &Fact| {
        let more = fact.more.as_ref().map_or(String::new(), |more| format!(" ({more})"));
        format!("{}: {}{more}", fact.label, timed(&fact.text, fact.time))
    };
    facts.iter().map(line).collect()
}

/// A line with the instant at its end, as it is in UTC.
fn timed(text: &str, time: Option<Micros>) -> String {
    let time = time.map(|time| time.to_string());
    let parts = [Some(text.to_owned()).filter(|text| !text.is_empty()), time];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// What stands before what was called.
fn who(identity: Value, others: Value) -> String {
    let mut members = json!({"userIdentity": identity});
    members.as_object_mut().unwrap().extend(others.as_object().unwrap().clone());
    let trail = log(&[event("one", "10:00:00", members)]);
    let detail = opened(&mut Viewer::of(&[("log.json", trail.as_bytes())]), "one");
    let facts = told(&detail.facts);
    let end = facts.iter().position(|fact| fact.starts_with("What")).unwrap();
    facts[..end].join("; ")
}

#[test]
fn every_type_of_identity_is_told_in_words() {
    let session = |more: Value| {
        let mut context = json!({"attributes": {"creationDate": "2024-03-01T08:30:00Z", "mfaAuthenticated": "false"}});
        context.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        context
    };
    let role = |name: &str, session_name: &str, context: Value| {
        let arn = format!("arn:aws:sts::111122223333:assumed-role/{name}/{session_name}");
        json!({"type": "AssumedRole", "principalId": format!("AROA1:{session_name}"), "arn": arn, "accountId": "111122223333",
            "accessKeyId": "ASIA1", "sessionContext": context})
    };
    let issuer = json!({"type": "Role", "principalId": "AROA1", "arn": "arn:aws:iam::111122223333:role/deploy", "userName": "deploy"});
    let temporary = "Temporary credentials, no MFA";
    let since = "Session from: 2024-03-01T08:30:00Z (1 h 30 min before the event)";
    let none = json!({});
    for (identity, others, expected) in [
        (json!({"type": "Root", "accountId": "1", "arn": "arn:aws:iam::1:root"}), json!({"additionalEventData": {"MFAUsed": "No"}}),
            "Who: Root user of account 1 (no MFA, from another account, 1)".to_owned()),
        (json!({"type": "IAMUser", "userName": "jo", "accessKeyId": "AKIA1"}), none.clone(),
            "Who: IAM user jo (Long-term access key)".to_owned()),
        (json!({"type": "IAMUser", "userName": "jo", "accessKeyId": "ASIA1", "sessionContext": session(none.clone())}),
            json!({"sessionCredentialFromConsole": "true"}),
            format!("Who: IAM user jo ({temporary}, from the console); {since}")),
        (json!({"type": "IAMUser", "userName": "jo"}), json!({"sessionCredentialFromConsole": "true",
            "userAgent": "aws-cli/2.15.30 Python/3.11 exec-env/CloudShell"}), "Who: IAM user jo (from CloudShell)".to_owned()),
        (json!({"type": "IAMUser", "userName": "jo"}), json!({"userAgent": "console.ec2.amazonaws.com"}),
            "Who: IAM user jo (from the console)".to_owned()),
        (json!({"type": "IAMUser", "userName": "HIDDEN_DUE_TO_SECURITY_REASONS"}), none.clone(),
            "Who: A user name that AWS hides, for there is no such user".to_owned()),
        (role("deploy", "GitHubActions", session(json!({"sessionIssuer": issuer, "sourceIdentity": "jo",
            "webIdFederationData": {"federatedProvider": "token.actions.githubusercontent.com"}}))), none.clone(),
            format!("Who: Role deploy, session GitHubActions ({temporary}); {since}; Issued by: arn:aws:iam::111122223333:role/deploy (AROA1); \
                Source identity: jo; Federated by: token.actions.githubusercontent.com")),
        (role("AWSReservedSSO_Admin_0123456789abcdef", "jane@example.com", none.clone()), none.clone(),
            "Who: jane@example.com through IAM Identity Center, permission set Admin (Temporary credentials)".to_owned()),
        (role("web", "i-1", json!({"ec2RoleDelivery": "1.0"})), none.clone(),
            "Who: Role web, session i-1 (Temporary credentials, handed out by the instance metadata service, version 1)".to_owned()),
        (role("support", "root-task", json!({"assumedRoot": "true"})), none.clone(),
            "Who: Role support, session root-task (Temporary credentials, with the rights of root)".to_owned()),
        (json!({"type": "AssumedRole", "principalId": "AROA1:fn", "arn": "arn:aws:sts::1:assumed-role/fn-role/fn",
            "inScopeOf": {"issuerType": "AWS::Lambda::Function", "credentialsIssuedTo": "arn:aws:lambda:us-east-1:1:function:thumbs"}}), none.clone(),
            "Who: Role fn-role, session fn; Issued to: arn:aws:lambda:us-east-1:1:function:thumbs (AWS::Lambda::Function)".to_owned()),
        (json!({"type": "IdentityCenterUser", "onBehalfOf": {"userId": "u-1", "identityStoreArn": "arn:aws:identitystore::1:identitystore/d-1"}}), none.clone(),
            "Who: u-1 through IAM Identity Center; On behalf of: u-1 (arn:aws:identitystore::1:identitystore/d-1)".to_owned()),
        (json!({"type": "FederatedUser", "principalId": "1:bob", "arn": "arn:aws:sts::1:federated-user/bob"}), none.clone(),
            "Who: Federated user bob".to_owned()),
        (json!({"type": "SAMLUser", "principalId": "x:jane", "userName": "jane", "identityProvider": "corp"}), none.clone(),
            "Who: SAML user jane from corp".to_owned()),
        (json!({"type": "WebIdentityUser", "principalId": "accounts.google.com:app:7", "userName": "7", "identityProvider": "accounts.google.com"}), none.clone(),
            "Who: Web identity user 7 from accounts.google.com".to_owned()),
        (json!({"type": "AWSService", "invokedBy": "elastictranscoder.amazonaws.com"}), none.clone(),
            "Who: AWS service elastictranscoder.amazonaws.com".to_owned()),
        (json!({"type": "AWSAccount", "accountId": "777788889999", "principalId": "AIDA7"}), none.clone(),
            "Who: AWS account 777788889999 (from another account, 777788889999)".to_owned()),
        (json!({"type": "AWSAccount", "accountId": "anonymous", "principalId": ""}), none.clone(),
            "Who: Anonymous, without credentials (from another account, anonymous)".to_owned()),
        (json!({"type": "IAMUser", "userName": "jo", "invokedBy": "cloudformation.amazonaws.com"}), none.clone(),
            "Who: IAM user jo (called through cloudformation.amazonaws.com)".to_owned()),
        (Value::Null, none.clone(), "Who: Not in the record".to_owned()),
    ] {
        assert_eq!(who(identity.clone(), others), expected, "{identity}");
    }
}

#[test]
fn a_denial_is_explained_as_far_as_its_message_goes() {
    let denied =
        |id: &str, message: &str| event(id, "10:00:00", json!({"errorCode": "AccessDenied", "errorMessage": message}));
    let trail = log(&[
        denied(
            "told",
            "User: arn:aws:iam::1:user/jo is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::b/k\" \
            with an explicit deny in a service control policy",
        ),
        denied("silent", "Access Denied"),
        denied(
            "whole",
            "You are not authorized to perform this operation. Encoded authorization failure message: 4oXyZ",
        ),
        denied(
            "cut",
            "You are not authorized to perform this operation. Encoded authorization failure message: 4oX...",
        ),
        event(
            "failed",
            "10:00:01",
            json!({"errorCode": "NoSuchKey", "errorMessage": "User: x is not authorized to perform: y"}),
        ),
    ]);
    let mut viewer = Viewer::of(&[("log.json", trail.as_bytes())]);
    assert_eq!(
        told(&opened(&mut viewer, "told").denial),
        [
            "Decided by: A service control policy denies s3:GetObject explicitly (It is the organization's: no policy within \
                the account can allow it. An explicit deny outweighs every allow)",
            "Principal: arn:aws:iam::1:user/jo",
            "Action: s3:GetObject",
            "Resource: arn:aws:s3:::b/k",
        ]
    );
    for (id, hint, is_told) in [
        ("whole", "decode-authorization-message", true),
        ("cut", "decode-authorization-message", false),
        ("cut", "CloudTrail cut the encoded part", true),
    ] {
        let told = told(&opened(&mut viewer, id).denial).join("; ");
        assert_eq!(told.contains(hint), is_told, "{id}: {told}");
    }
    assert_eq!(opened(&mut viewer, "silent").denial, []);
    assert_eq!(opened(&mut viewer, "failed").denial, []);
}

#[test]
fn neighbours_are_queries_that_find_them() {
    let session = json!({"type": "AssumedRole", "principalId": "AROA1:s", "arn": "arn:aws:sts::1:assumed-role/r/s",
        "accessKeyId": "ASIA1", "accountId": "111122223333",
        "sessionContext": {"attributes": {"creationDate": "2024-03-01T09:00:00Z"}}});
    let of = |id: &str, time: &str, members: Value| {
        let mut event = event(id, time, json!({"userIdentity": session}));
        event.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        event
    };
    let job = |id: &str, time: &str, name: &str| {
        of(
            id,
            time,
            json!({"eventSource": "elastictranscoder.amazonaws.com", "eventName": name, "requestParameters": {"id": "job-1"}}),
        )
    };
    let trail = log(&[
        job("one", "10:00:00", "CancelJob"),
        job("soon", "10:04:00", "ReadJob"),
        of("later", "10:06:00", json!({"requestID": "request-one", "sourceIPAddress": "192.0.2.9"})),
        event(
            "other",
            "10:02:00",
            json!({"userIdentity": {"type": "IAMUser", "userName": "sam"}, "sourceIPAddress": "192.0.2.9"}),
        ),
    ]
    .map(|mut event| {
        if event["eventID"] == "one" {
            event["requestID"] = "request-one".into();
        }
        event
    }));
    let mut viewer = Viewer::of(&[("log.json", trail.as_bytes())]);
    let around = opened(&mut viewer, "one").around;
    let found: Vec<String> =
        around.iter().map(|Line { text, query, .. }| format!("{text}: {}", viewer.ids(query).join(" "))).collect();
    assert_eq!(
        found,
        [
            "Same request: later one",
            "Same session: later soon one",
            "Same access key: later soon one",
            "Same actor within 5 minutes: soon one",
            "All within 5 minutes: soon other one",
            "Same target: soon one",
            "Same address: soon one",
            "Same job: soon one",
        ]
    );
}

/// A sign-in of a user, its session with two keys, another session, and one of the same name in another account.
fn signed_in() -> Viewer {
    let user = |account: &str, key: &str, created: &str| {
        json!({"type": "IAMUser", "userName": "jo", "principalId": format!("AIDA{account}"), "accountId": account,
            "arn": format!("arn:aws:iam::{account}:user/jo"), "accessKeyId": key,
            "sessionContext": {"attributes": {"creationDate": created, "mfaAuthenticated": "false"}}})
    };
    let of = |id: &str, time: &str, identity: Value, more: Value| {
        let account = identity["accountId"].clone();
        let mut event = event(id, time, json!({"userIdentity": identity, "recipientAccountId": account}));
        event.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        event
    };
    let began = "2024-03-01T10:00:00Z";
    let login = json!({"type": "IAMUser", "userName": "jo", "principalId": "AIDA1", "accountId": "1", "arn": "arn:aws:iam::1:user/jo"});
    let sign_in = json!({"eventName": "ConsoleLogin", "eventSource": "signin.amazonaws.com", "requestParameters": null,
        "responseElements": {"ConsoleLogin": "Success"}, "additionalEventData": {"MFAUsed": "No"}});
    Viewer::of_events(&[
        of("login", "10:00:00", login, sign_in),
        of("first", "10:01:00", user("1", "ASIA1", began), json!({})),
        of("second", "10:02:00", user("1", "ASIA2", began), json!({})),
        of("other", "10:02:30", user("1", "ASIA3", "2024-03-01T08:00:00Z"), json!({})),
        of("foreign", "10:02:40", user("2", "ASIA4", began), json!({})),
    ])
}

#[test]
fn a_session_is_one_principal_since_one_time_and_leads_to_its_sign_in() {
    let mut viewer = signed_in();
    let mut led = |id: &str, label: &str| {
        let around = opened(&mut viewer, id).around;
        let line = around.iter().find(|line| line.text == label)?;
        let mut ids = viewer.ids(&line.query);
        ids.sort();
        Some(ids.join(" "))
    };
    for (id, label, ids) in [
        ("first", "Same session", Some("first second")),
        ("other", "Same session", Some("other")),
        ("first", "Same access key", Some("first")),
        ("first", "Sign-in of the session", Some("login")),
        ("other", "Sign-in of the session", Some("")),
        ("login", "Session that it began", Some("first second")),
        ("login", "Same session", None),
        ("first", "Session that it began", None),
        ("login", "Sign-in of the session", None),
        // A name is one person's only within an account.
        ("first", "Same actor within 5 minutes", Some("first login other second")),
        ("foreign", "Same actor within 5 minutes", Some("foreign")),
    ] {
        assert_eq!(led(id, label).as_deref(), ids, "{label} of {id}");
    }
}

#[test]
fn a_key_of_the_console_is_made_by_the_sign_in_of_its_second() {
    let mut viewer = signed_in();
    let mut made_by = |key: &str| told_card(&mut viewer, key).into_iter().find(|line| line.starts_with("Made by"));
    for (key, expected) in [
        ("ASIA2", "Made by | jo, ConsoleLogin, 2024-03-01T10:00:00Z -> login"),
        ("ASIA3", "Made by | Not in these files"),
        ("ASIA4", "Made by | Not in these files"),
    ] {
        assert_eq!(made_by(key).as_deref(), Some(expected), "{key}");
    }
    assert!(told_card(&mut viewer, "ASIA2").contains(&"Used by | 1 event -> 1".to_owned()));
}

#[test]
fn one_field_tells_of_a_second_factor_in_sessions_and_sign_ins() {
    let mut viewer = signed_in();
    for (text, ids) in [
        ("event:ConsoleLogin mfa:false", &["login"][..]),
        ("mfa:no", &["first", "foreign", "login", "other", "second"]),
        ("mfa:true", &[]),
        ("mfa:unknown", &[]),
        ("mfa:(true OR unknown)", &[]),
        ("mfa:f*", &["first", "foreign", "login", "other", "second"]),
        ("-mfa:false", &[]),
    ] {
        let mut found = viewer.ids(text);
        found.sort();
        assert_eq!(found, ids, "{text}");
    }
    let asked = Suggest { view: View::Events, rest: String::new(), field: "mfa".to_owned(), prefix: String::new() };
    let Some(Response::Suggested { values, .. }) = viewer.reply(Request::Suggest(asked)) else { panic!("values") };
    assert_eq!(values, [("false".to_owned(), Some(5))]);
}

/// A role that is assumed by a user's key, and another role from there; what both were used for, in two files.
fn chained() -> Viewer {
    let user = json!({"type": "IAMUser", "userName": "jo", "accessKeyId": "AKIA1"});
    let role = |name: &str, key: &str| {
        json!({"type": "AssumedRole", "principalId": "AROA1:s",
        "arn": format!("arn:aws:sts::1:assumed-role/{name}/s"), "accessKeyId": key})
    };
    let assume = |id: &str, time: &str, identity: &Value, role: &str, key: &str| {
        event(
            id,
            time,
            json!({"eventSource": "sts.amazonaws.com", "eventName": "AssumeRole", "userIdentity": identity,
            "requestParameters": {"roleArn": format!("arn:aws:iam::1:role/{role}"), "roleSessionName": "s"},
            "responseElements": {"credentials": {"accessKeyId": key}}}),
        )
    };
    let call = |id: &str, time: &str, key: &str, members: Value| {
        let mut event = event(id, time, json!({"userIdentity": role("inner", key)}));
        event.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        event
    };
    let made = json!({"eventSource": "iam.amazonaws.com", "eventName": "CreateAccessKey",
        "userIdentity": {"type": "Root", "accountId": "1"}, "requestParameters": {"userName": "jo"},
        "responseElements": {"accessKey": {"accessKeyId": "AKIA1", "userName": "jo", "status": "Active"}}});
    let one = log(&[
        call("use-1", "10:10:00", "ASIA2", json!({"sourceIPAddress": "192.0.2.9", "userAgent": "aws-cli/2"})),
        assume("outer", "10:00:00", &user, "outer", "ASIA1"),
        event("key", "08:00:00", made),
    ]);
    let two = log(&[
        call("use-2", "10:20:00", "ASIA2", json!({"userAgent": "Boto3/1", "errorCode": "AccessDenied"})),
        call("use-3", "10:30:00", "ASIA2", json!({"userAgent": "aws-cli/2"})),
        call("use-1", "10:10:00", "ASIA2", json!({"sourceIPAddress": "192.0.2.9", "userAgent": "aws-cli/2"})),
        assume("inner", "10:05:00", &role("outer", "ASIA1"), "inner", "ASIA2"),
    ]);
    Viewer::of(&[("one.json", one.as_bytes()), ("two.json", two.as_bytes())])
}

fn card(viewer: &mut Viewer, key: &str) -> Credential {
    match viewer.reply(Request::Credential { key: key.to_owned() }) {
        Some(Response::Credential(card)) => *card,
        other => panic!("a card was asked for, not {other:?}"),
    }
}

/// The lines of a card as texts, with how many events each leads to.
fn told_card(viewer: &mut Viewer, key: &str) -> Vec<String> {
    let card = card(viewer, key);
    assert!(card.is_whole);
    let mut told = Vec::new();
    for Line { label, text, time, more, query, row } in card.lines {
        let to = match row {
            Some(row) => format!(" -> {}", viewer.open(row).event_id),
            None if query.is_empty() => String::new(),
            None => format!(" -> {}", viewer.ids(&query).len()),
        };
        let text = timed(&text, time);
        let parts: Vec<&str> = [label.as_str(), &text, &more].into_iter().filter(|part| !part.is_empty()).collect();
        told.push(parts.join(" | ") + &to);
    }
    told
}

#[test]
fn a_credential_tells_where_it_comes_from_and_how_it_was_used() {
    assert_eq!(
        told_card(&mut chained(), "ASIA2"),
        [
            "Key | ASIA2 | Temporary credentials",
            "Used by | 3 events -> 3",
            "First | 2024-03-01T10:10:00Z -> use-1",
            "Last | 2024-03-01T10:30:00Z -> use-3",
            "Made by | outer / s, AssumeRole, 2024-03-01T10:05:00Z | ASIA2 arn:aws:iam::1:role/inner -> inner",
            "Before that | jo, AssumeRole, 2024-03-01T10:00:00Z | ASIA1 arn:aws:iam::1:role/outer -> outer",
            "Before that | root, CreateAccessKey, 2024-03-01T08:00:00Z | AKIA1 jo -> key",
            "Addresses | 192.0.2.17 | 2 -> 2",
            "192.0.2.9 | 1 -> 1",
            "Agents | aws-cli/2 | 2 -> 2",
            "Boto3/1 | 1 -> 1",
            "Actions | GetObject | 3 -> 3",
            "Errors | AccessDenied | 1 -> 1",
            "Regions | us-east-1 | 3 -> 3",
        ]
    );
}

#[test]
fn a_credential_tells_what_was_made_with_it_and_what_is_not_known() {
    let mut viewer = chained();
    let made = told_card(&mut viewer, "ASIA1").into_iter().find(|line| line.starts_with("It made"));
    let expected = "It made | outer / s, AssumeRole, 2024-03-01T10:05:00Z | ASIA2 arn:aws:iam::1:role/inner -> inner";
    assert_eq!(made.as_deref(), Some(expected));
    assert_eq!(
        told_card(&mut viewer, "ASIA9"),
        ["Key | ASIA9 | Temporary credentials", "Used by | 0 events", "Made by | Not in these files"]
    );
}

#[test]
fn keys_that_make_each_other_are_followed_once_around() {
    let assume = |id: &str, with: &str, key: &str| {
        let response = json!({"credentials": {"accessKeyId": key}});
        let identity = json!({"type": "AssumedRole", "accessKeyId": with});
        event(
            id,
            "10:00:00",
            json!({"eventSource": "sts.amazonaws.com", "eventName": "AssumeRole",
            "userIdentity": identity, "responseElements": response}),
        )
    };
    let trail = log(&[assume("one", "ASIA1", "ASIA2"), assume("two", "ASIA2", "ASIA1")]);
    let told = told_card(&mut Viewer::of(&[("log.json", trail.as_bytes())]), "ASIA1");
    assert_eq!(told.iter().filter(|line| line.starts_with("Made by") || line.starts_with("Before")).count(), 2);
}
