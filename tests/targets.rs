//! All that an event acted on, each by its name, and the events of one thing whichever way records spell it.

use crate::support::{Viewer, event, log, rows};
use serde_json::{Value, json};
use trailglass_protocol::cell::CELL_SEPARATOR;
use trailglass_protocol::message::{Facet, FacetRequest, Request, Response, Suggest, View};

/// The targets of each event, in the order of the events.
fn targets(events: &[Value]) -> Vec<String> {
    let mut viewer = Viewer::of(&[("log.json", log(events).as_bytes())]);
    let told = |cells: Vec<Option<String>>| {
        let [all, first] = <[Option<String>; 2]>::try_from(cells).unwrap().map(Option::unwrap_or_default);
        assert_eq!(all.split(CELL_SEPARATOR).next(), Some(first.as_str()), "the target is the first");
        all.replace(CELL_SEPARATOR, " + ")
    };
    viewer.cells("", &["targets", "target"]).into_iter().map(told).collect()
}

#[test]
fn an_event_names_all_that_it_acted_on_and_first_whom() {
    let arn = |rest: &str| format!("arn:aws:{rest}");
    let policy = arn("iam::aws:policy/AdministratorAccess");
    let denied =
        |on: &str| format!("User: {} is not authorized to perform: x:Y on resource: {on}", arn("iam::1:user/jo"));
    let cases: Vec<(&str, &str, Value, Value, &str)> = vec![
        (
            "iam",
            "AttachUserPolicy",
            json!({"policyArn": policy, "userName": "eve"}),
            json!(null),
            "eve + AdministratorAccess",
        ),
        (
            "iam",
            "DetachUserPolicy",
            json!({"policyArn": policy, "userName": "eve"}),
            json!(null),
            "eve + AdministratorAccess",
        ),
        (
            "iam",
            "AttachRolePolicy",
            json!({"policyArn": policy, "roleName": "deploy"}),
            json!(null),
            "deploy + AdministratorAccess",
        ),
        (
            "iam",
            "DetachGroupPolicy",
            json!({"policyArn": policy, "groupName": "all"}),
            json!(null),
            "all + AdministratorAccess",
        ),
        ("iam", "PutUserPolicy", json!({"policyName": "inline", "userName": "eve"}), json!(null), "eve + inline"),
        ("iam", "AddUserToGroup", json!({"groupName": "all", "userName": "eve"}), json!(null), "eve + all"),
        (
            "iam",
            "CreateAccessKey",
            json!(null),
            json!({"accessKey": {"userName": "alice", "accessKeyId": "AKIA1", "status": "Active"}}),
            "alice + AKIA1",
        ),
        ("iam", "CreatePolicy", json!({"policyName": "wide"}), json!(null), "wide"),
        ("ssm", "StartSession", json!({"target": "i-0dbc91f429e48eeed"}), json!(null), "i-0dbc91f429e48eeed"),
        (
            "ssm",
            "SendCommand",
            json!({"documentName": "AWS-RunShellScript", "instanceIds": ["i-0dbc91f429e48eeed", "i-1a2b3c4d"]}),
            json!(null),
            "i-0dbc91f429e48eeed + i-1a2b3c4d + AWS-RunShellScript",
        ),
        (
            "ssm",
            "DescribeInstanceInformation",
            json!({"filters": [{"key": "InstanceIds", "values": ["i-0dbc91f429e48eeed"]}]}),
            json!(null),
            "i-0dbc91f429e48eeed",
        ),
        ("ssm", "GetParameters", json!({"names": ["/prod/db", "/prod/key"]}), json!(null), "/prod/db + /prod/key"),
        (
            "ec2",
            "CreateRoute",
            json!({"routeTableId": "rtb-1a2b3c4d", "gatewayId": "igw-1a2b3c4d", "destinationCidrBlock": "0.0.0.0/0"}),
            json!(null),
            "rtb-1a2b3c4d + igw-1a2b3c4d",
        ),
        ("ec2", "DeleteRoute", json!({"routeTableId": "rtb-1a2b3c4d"}), json!(null), "rtb-1a2b3c4d"),
        ("ec2", "ReleaseAddress", json!({"allocationId": "eipalloc-1a2b3c4d"}), json!(null), "eipalloc-1a2b3c4d"),
        ("ec2", "ReleaseAddress", json!({"publicIp": "192.0.2.7"}), json!(null), "192.0.2.7"),
        (
            "ec2",
            "CreateNatGateway",
            json!({"CreateNatGatewayRequest": {"SubnetId": "subnet-1a2b3c4d", "AllocationId": "eipalloc-1a2b3c4d"}}),
            json!({"CreateNatGatewayResponse": {"natGateway": {"natGatewayId": "nat-1a2b3c4d"}}}),
            "nat-1a2b3c4d + eipalloc-1a2b3c4d + subnet-1a2b3c4d",
        ),
        (
            "ec2",
            "DetachInternetGateway",
            json!({"internetGatewayId": "igw-1a2b3c4d", "vpcId": "vpc-1a2b3c4d"}),
            json!(null),
            "igw-1a2b3c4d + vpc-1a2b3c4d",
        ),
        (
            "ec2",
            "DetachNetworkInterface",
            json!({"attachmentId": "eni-attach-1a2b3c4d"}),
            json!(null),
            "eni-attach-1a2b3c4d",
        ),
        (
            "ec2",
            "RunInstances",
            json!({"instancesSet": {"items": [{"imageId": "ami-1a2b3c4d"}]}, "subnetId": "subnet-1a2b3c4d"}),
            json!({"instancesSet": {"items": [{"instanceId": "i-1a2b3c4d"}, {"instanceId": "i-2a2b3c4d"}]}}),
            "i-1a2b3c4d + i-2a2b3c4d + ami-1a2b3c4d + subnet-1a2b3c4d",
        ),
        (
            "sso",
            "CreateAccountAssignment",
            json!({"targetId": "111122223333", "principalId": "p-1", "permissionSetArn": "arn:aws:sso:::permissionSet/ssoins-1/ps-1"}),
            json!(null),
            "p-1 + 111122223333 + ssoins-1/ps-1",
        ),
        ("organizations", "AttachPolicy", json!({"policyId": "p-x", "targetId": "ou-1"}), json!(null), "ou-1 + p-x"),
        (
            "kms",
            "Decrypt",
            json!({"keyId": arn("kms:us-east-1:1:key/k-1"),
                "encryptionContext": {"SecretARN": arn("secretsmanager:us-east-1:1:secret:db/password-AbCdEf")}}),
            json!(null),
            "k-1 + db/password",
        ),
        (
            "s3",
            "CopyObject",
            json!({"bucketName": "media-out", "key": "b.mov", "x-amz-copy-source": "/media-in/a.mov"}),
            json!(null),
            "media-out/b.mov + media-in/a.mov",
        ),
        (
            "ecs",
            "RunTask",
            json!({"cluster": arn("ecs:us-east-1:1:cluster/web"), "taskDefinition": "site:3"}),
            json!(null),
            "web + site:3",
        ),
        ("sts", "AssumeRole", json!(null), json!(denied(&arn("iam::1:role/admin"))), "admin"),
        (
            "iam",
            "CreateAccessKey",
            json!(null),
            json!(denied("user grace because no identity-based policy allows it")),
            "grace",
        ),
        ("iam", "ListUsers", json!(null), json!(denied("*")), ""),
    ];
    let of = |(service, name, request, response, _): &(&str, &str, Value, Value, &str)| {
        let mut members =
            json!({"eventSource": format!("{service}.amazonaws.com"), "eventName": name, "requestParameters": request});
        match response {
            Value::String(message) => members["errorMessage"] = message.as_str().into(),
            response => members["responseElements"] = response.clone(),
        }
        if members["errorMessage"].is_string() {
            members["errorCode"] = "AccessDenied".into();
        }
        members
    };
    let events: Vec<Value> = cases
        .iter()
        .enumerate()
        .map(|(at, case)| event(&at.to_string(), &format!("10:{:02}:{:02}", at / 60, at % 60), of(case)))
        .collect();
    for (found, (service, name, _, _, expected)) in targets(&events).iter().zip(&cases) {
        assert_eq!(found, expected, "{service} {name}");
    }
}

#[test]
fn an_event_of_a_service_names_its_target_in_its_details() {
    let details = json!({"ARN": "arn:aws:secretsmanager:us-east-1:1:secret:vault-AbCdEf", "Name": "vault"});
    let of = |id: &str, member: &str| {
        let mut event =
            event(id, "10:00:00", json!({"eventName": "EndSecretVersionDelete", "requestParameters": null}));
        event["eventSource"] = "secretsmanager.amazonaws.com".into();
        event[member] = details.clone();
        event
    };
    let found = targets(&[of("one", "serviceEventDetails"), of("other", "additionalEventData")]);
    assert_eq!(found, ["vault", "vault"]);
}

/// One secret, one trail and one user, each spelled in several ways.
fn spelled() -> Viewer {
    let call = |id: &str, time: &str, service: &str, name: &str, request: Value| {
        event(
            id,
            time,
            json!({"eventSource": format!("{service}.amazonaws.com"), "eventName": name, "requestParameters": request}),
        )
    };
    let secret = "arn:aws:secretsmanager:us-east-1:1:secret:vault-AbCdEf";
    Viewer::of_events(&[
        call("create", "10:00:00", "secretsmanager", "CreateSecret", json!({"name": "vault"})),
        call("get", "10:00:01", "secretsmanager", "GetSecretValue", json!({"secretId": secret})),
        call("decrypt", "10:00:02", "kms", "Decrypt", json!({"encryptionContext": {"SecretARN": secret}})),
        call(
            "stop",
            "10:00:03",
            "cloudtrail",
            "StopLogging",
            json!({"name": "arn:aws:cloudtrail:us-east-1:1:trail/main"}),
        ),
        call("update", "10:00:04", "cloudtrail", "UpdateTrail", json!({"name": "main"})),
        call("user", "10:00:05", "iam", "CreateUser", json!({"userName": "eve"})),
        call(
            "attach",
            "10:00:06",
            "iam",
            "AttachUserPolicy",
            json!({"userName": "eve", "policyArn": "arn:aws:iam::aws:policy/AdministratorAccess"}),
        ),
    ])
}

fn sorted(viewer: &mut Viewer, text: &str) -> Vec<String> {
    let mut ids = viewer.ids(text);
    ids.sort();
    ids
}

#[test]
fn all_spellings_of_a_thing_are_found_by_any_of_them() {
    let mut viewer = spelled();
    for (text, ids) in [
        ("targets:vault", &["create", "decrypt", "get"][..]),
        ("targets:secret:vault-AbCdEf", &["create", "decrypt", "get"]),
        ("targets:arn:aws:secretsmanager:us-east-1:1:secret:vault-AbCdEf", &["create", "decrypt", "get"]),
        ("target:trail/main", &["stop", "update"]),
        ("target:main", &["stop", "update"]),
        ("targets:eve", &["attach", "user"]),
        ("targets:AdministratorAccess", &["attach"]),
        ("target:AdministratorAccess", &[]),
        ("target:policy/AdministratorAccess", &[]),
        ("targets:admin*", &["attach"]),
        ("-targets:*", &[]),
        ("targets:/^v/", &["create", "decrypt", "get"]),
    ] {
        assert_eq!(sorted(&mut viewer, text), ids, "{text}");
    }
}

#[test]
fn the_button_of_each_target_finds_its_events_and_the_sentence_says_whom() {
    let mut viewer = spelled();
    let answer = viewer.query("event:AttachUserPolicy");
    let detail = viewer.open(rows(&answer)[0].key);
    assert_eq!(detail.summary, "smithj called AttachUserPolicy on eve and AdministratorAccess.");
    let mut found = Vec::new();
    for line in detail.around.iter().filter(|line| line.text.starts_with("Same target")) {
        found.push(format!("{}: {}", line.text, sorted(&mut viewer, &line.query).join(" ")));
    }
    assert_eq!(found, ["Same target: attach user", "Same target, AdministratorAccess: attach"]);
}

#[test]
fn every_target_is_counted_and_offered() {
    let mut viewer = spelled();
    let ask = FacetRequest { field: "targets".to_owned(), count: 9, part: String::new() };
    viewer.facets = vec![ask];
    let answer = viewer.query("");
    let facet: &Facet = &answer.facets[0];
    let counts: Vec<(&str, u32)> = facet.values.iter().map(|value| (value.value.as_str(), value.count)).collect();
    assert_eq!(counts, [("vault", 3), ("eve", 2), ("main", 2), ("AdministratorAccess", 1)]);
    let asked =
        Suggest { view: View::Events, rest: String::new(), field: "targets".to_owned(), prefix: "ad".to_owned() };
    let Some(Response::Suggested { values, .. }) = viewer.reply(Request::Suggest(asked)) else { panic!("values") };
    assert_eq!(values, [("AdministratorAccess".to_owned(), Some(1))]);
}
