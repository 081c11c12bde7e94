//! What becomes of a file: its shape, its rows, and the words for what did not fit. Every example says it in one line:
//! shape, status, records, the ids of the events in time order, and the problems.

use crate::support::{Viewer, corpus, event, gzip, log, rows};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::io::Read as _;
use trailglass_ingest::containers::gzip::is_gzip;
use trailglass_protocol::id::SourceId;
use trailglass_protocol::message::EventDetail;

/// A file that was read.
struct Read {
    viewer: Viewer,
    source: SourceId,
}

fn read(bytes: &[u8]) -> Read {
    read_pieces(bytes.chunks(bytes.len().max(1)))
}

fn read_pieces<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Read {
    let mut viewer = Viewer::new();
    let source = viewer.load_pieces("a.json", pieces);
    viewer.freeze();
    Read { viewer, source }
}

impl Read {
    fn ids(&mut self) -> Vec<String> {
        let mut ids = self.viewer.ids("");
        ids.reverse();
        ids
    }

    /// The events, oldest first, each as it is opened.
    fn details(&mut self) -> Vec<EventDetail> {
        let answer = self.viewer.query("");
        let mut details: Vec<EventDetail> = rows(&answer).iter().map(|row| self.viewer.open(row.key)).collect();
        details.reverse();
        details
    }

    /// Everything that is told of the file, with the problems in a fixed order: those of the container may come sooner
    /// or later than those of the text.
    fn told(&mut self) -> String {
        let (kind, records) = {
            let report = &self.viewer.reports[&self.source];
            (report.kind.clone(), report.records)
        };
        let mut problems = self.viewer.problems(self.source);
        problems.sort();
        let status = self.viewer.status(self.source).word();
        let problems: String = problems.iter().map(|problem| format!("; {problem}")).collect();
        format!("{kind}, {status}, {records}: {}{problems}", self.ids().join(" "))
    }

    fn sum_is_right(&self) -> bool {
        let (records, events, duplicates, refused) = self.viewer.sums();
        records == events + duplicates + refused
    }
}

/// An event on one line, by its id and the second of its time.
fn line(id: &str, second: u32) -> String {
    format!(
        r#"{{"eventVersion":"1.08","eventID":"{id}","eventTime":"2024-03-01T10:00:{second:02}Z","eventSource":"s3.amazonaws.com","eventName":"GetObject"}}"#
    )
}

/// Compares all examples before it fails: name, what came, what should.
fn assert_all(examples: impl IntoIterator<Item = (String, String, String)>) {
    let wrong = examples.into_iter().filter(|(_, told, expected)| told != expected);
    let wrong: Vec<_> =
        wrong.map(|(name, told, expected)| format!("{name}\n  is     {told}\n  not    {expected}")).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_shape_gives_its_events() {
    let (a, b, c) = (line("a", 1), line("b", 2), line("c", 3));
    let mut examples = Vec::new();
    for (name, text, expected) in [
        ("wrapper", format!(r#"{{"Records":[{a},{b}]}}"#), "S3 log file, ok, 2: a b"),
        ("pretty", format!("{{\n  \"Records\" : [\n{a} ,\n{b}\n]\n}}\n"), "S3 log file, ok, 2: a b"),
        ("members around", format!(r#"{{"n":{{"x":[1]}},"Records":[{a}],"next":12}}"#), "S3 log file, ok, 1: a"),
        ("bare array", format!("[{a},{b}]"), "array of records, ok, 2: a b"),
        ("single record", a.clone(), "single record, ok, 1: a"),
        ("JSON lines", format!("{a}\n{b}\n\n{c}\n"), "JSON lines, ok, 3: a b c"),
        ("one behind the other", format!("{a}{b}"), "JSON lines, ok, 2: a b"),
        ("lines of batches", format!("{{\"Records\":[{a}]}}\n[{b},{c}]\n"), "JSON lines of batches, ok, 3: a b c"),
        ("lines of Windows", format!("{a}\r\n{b}\r\n"), "JSON lines, ok, 2: a b"),
        ("byte-order mark", format!("\u{FEFF}{{\"Records\":[{a}]}}"), "S3 log file, ok, 1: a"),
        ("no records", r#"{"Records":[]}"#.to_owned(), "S3 log file, ok, 0: "),
        ("empty array", "[]".to_owned(), "array of records, ok, 0: "),
        ("a duplicate", format!("[{a},{a},{b}]"), "array of records, ok, 3: a b"),
        (
            "trailing comma in the list",
            format!("[{a},{b},]"),
            "array of records, warning, 2: a b; Trailing comma at byte 260, read anyway",
        ),
        (
            "trailing comma in the wrapper",
            format!("{{\"Records\":[\n{a}\n],\n}}"),
            "S3 log file, warning, 1: a; Trailing comma at line 3, read anyway",
        ),
        ("commas of the list that lines were cut from", format!("{a},\n{b},\n"), "JSON lines, ok, 2: a b"),
        ("empty file", String::new(), "not read, failed, 0: ; The file is empty"),
        ("white space", " \n ".to_owned(), "not read, failed, 0: ; The file is empty"),
    ] {
        examples.push((name.to_owned(), read(text.as_bytes()).told(), expected.to_owned()));
        if !text.is_empty() {
            let (kind, rest) = expected.split_once(',').unwrap();
            let of_gzip = format!("{kind}, gzip,{rest}");
            examples.push((format!("{name}, gzip"), read(&gzip(text.as_bytes())).told(), of_gzip));
        }
    }
    assert_all(examples);
}

#[test]
fn what_is_broken_is_refused_alone() {
    let (a, b, c) = (line("a", 1), line("b", 2), line("c", 3));
    let unclosed = b.replace(r#""GetObject""#, r#""GetObject"#);
    let without_quote = b.replace(r#""eventName""#, "eventName");
    let without_version = |line: &str| line.replace(r#""eventVersion":"1.08","#, "");
    let cut = &b[..60];
    let mut examples = Vec::new();
    for (name, text, expected) in [
        (
            "unclosed string in the middle",
            format!("{{\"Records\":[\n{a},\n{unclosed},\n{c}\n]}}"),
            "S3 log file, warning, 3: a c; Record refused at line 3: a control character in a string, which may lack its closing quote: \"eventName\":\"GetObject},",
        ),
        (
            "the same, where records do not begin with a version",
            without_version(&format!("[\n{a},\n{unclosed},\n{c}\n]")),
            "array of records, warning, 3: a c; Record refused at line 3: a control character in a string, which may lack its closing quote: \"eventName\":\"GetObject},",
        ),
        (
            "a name without quotes",
            format!("[{a},\n{without_quote},\n{c}]"),
            "array of records, warning, 3: a b c; Name without quotes at line 2, read anyway",
        ),
        (
            "a brace too many",
            format!("[\n{a}}},\n{b}]"),
            "array of records, warning, 2: a b; Text that is no JSON at line 2, skipped: }",
        ),
        (
            "a list that is not closed",
            format!("{{\"Records\":[\n{a}}}\n{b}\n"),
            "JSON lines of batches, warning, 2: a b; Text that is no JSON at line 2, skipped: }",
        ),
        (
            "values that are no events",
            format!("[1,\"two\",null,[{a}],\n{b}]"),
            "wrapped events, warning, 5: a b; Record refused at line 1: \"two\" is not an event; Record refused at \
             line 1: 1 is not an event; Record refused at line 1: null is not an event",
        ),
        (
            "text between events in a list",
            format!("[{a},\n\"x\":1,{b},\n{c}]"),
            "array of records, warning, 4: a b c; Record refused at line 2: \"x\":1, is not an event",
        ),
        (
            "a broken line",
            format!("{a}\n{cut}\n{c}\n"),
            "JSON lines, warning, 3: a c; Record refused at line 2: a control character in a string, which may lack its closing quote: ,\"eventTime\":\"2024-03-01",
        ),
        (
            "a line of words",
            format!("{a}\nthat was the first\nand more\n{c}\n"),
            "JSON lines, warning, 2: a c; Text that is no JSON at line 2, skipped: that was the first",
        ),
        (
            "a truncated document",
            format!("{{\"Records\":[{a},{cut}"),
            "S3 log file, warning, 2: a; The document ends in the middle at byte 202",
        ),
        (
            "bytes behind the document",
            format!("{{\"Records\":[{a}]}}\n-- end of file"),
            "S3 log file, warning, 1: a; Text that is no JSON at line 2, skipped: -- end of file",
        ),
        (
            "no time",
            format!("[{a},{{\"eventVersion\":\"1.08\",\"eventName\":\"GetObject\"}}]"),
            "array of records, warning, 2: a; Record refused at byte 131: eventTime is missing",
        ),
        (
            "a time that is none",
            format!("[{a},{}]", b.replace("2024-03-01T", "yesterday")),
            "array of records, warning, 2: a; Record refused at byte 131: its eventTime is no time: yesterday10:00:02Z",
        ),
    ] {
        let mut read = read(text.as_bytes());
        assert!(read.sum_is_right(), "{name}");
        examples.push((name.to_owned(), read.told(), expected.to_owned()));
    }
    assert_all(examples);
}

#[test]
fn what_is_no_cloudtrail_is_refused_with_a_reason() {
    let mut tar = vec![0u8; 1024];
    tar[..8].copy_from_slice(b"log.json");
    tar[257..262].copy_from_slice(b"ustar");
    let s3 = r#"{"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","eventTime":"2024-03-01T10:00:00.000Z","eventName":"ObjectCreated:Put","s3":{}}]}"#;
    for (bytes, expected) in [
        (
            &b"User name,AWS access key,Event time\nsmithj,,2024"[..],
            "Not CloudTrail: a table with the columns User name,AWS access key,Event time",
        ),
        (b"<html><body>", "Not JSON: it begins with <html><body>"),
        (b"PK\x03\x04\x14\0\0\0", "The archive ends early at byte 8 of the file. Copy the file again"),
        (&tar, "The archive is damaged at byte 512 of the file: invalid header checksum"),
        (b"\x7fELF\x02\x01\x01\0\0", "Not CloudTrail: binary data that begins with 7F 45 4C 46"),
        (b"\xff\xfe\0\0{\0\0\0", "Not CloudTrail: binary data that begins with FF FE 00 00"),
        (
            br#"{"Events":[{"EventId":"1","CloudTrailEvent":"{}"}]}"#,
            "Not CloudTrail: an event of lookup-events without its record",
        ),
        (
            br#"{"version":"0","detail-type":"AWS API Call via CloudTrail","detail":{}}"#,
            "Not CloudTrail: an EventBridge event of the type AWS API Call via CloudTrail, which holds no CloudTrail record",
        ),
        (
            br#"{"name":"page","version":1,"private":true}"#,
            "Not CloudTrail: an object with the members name, version, private",
        ),
        (b"{}", "Not CloudTrail: an empty object"),
        (b"{'Records': []}", "Not CloudTrail: an object that is not valid JSON"),
        (b"{\"Recor", "The document ends in the middle at byte 0"),
        (s3.as_bytes(), "Not CloudTrail: an S3 event notification"),
        (b"true", "Not JSON: it begins with true"),
    ] {
        let read = read(bytes);
        assert_eq!(read.viewer.problems(read.source).join("; "), expected, "{}", String::from_utf8_lossy(bytes));
        assert_eq!(read.viewer.status(read.source).word(), "failed", "{expected}");
        assert!(read.sum_is_right());
    }
}

#[test]
fn one_bad_file_does_not_keep_the_others_out() {
    let log = log(&[event("a", "10:00:00", json!({}))]);
    let mut viewer = Viewer::of(&[("notes.txt", b"words"), ("log.json", log.as_bytes()), ("none.json", b"")]);
    assert_eq!([0, 1, 2].map(|source| viewer.status(SourceId::File(source)).word()), ["failed", "ok", "failed"]);
    assert_eq!(viewer.ids(""), ["a"]);
}

#[test]
fn bytes_that_are_no_text_are_shown_as_such() {
    let mut bytes = format!("[{},\n{}]", line("a", 1), line("b", 2)).into_bytes();
    let at = bytes.iter().rposition(|byte| *byte == b'G').unwrap();
    bytes[at] = 0xE9;
    let mut read = read(&bytes);
    assert_eq!(read.told(), "array of records, warning, 2: a b; Bytes that are not UTF-8 at line 2, shown as \u{FFFD}");
    assert_eq!(read.viewer.ids("event:?etObject event:\u{FFFD}*"), ["b"]);
}

#[test]
fn gzip_of_several_members_is_one_file_and_damage_keeps_what_was_whole() {
    let text = format!("[{}]", (0..40).map(|n| line(&format!("id-{n:02}"), n)).collect::<Vec<_>>().join(",\n"));
    let (front, back) = text.as_bytes().split_at(2_500);
    let whole = [gzip(front), gzip(b""), gzip(back)].concat();
    let first = gzip(front).len();
    let with = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = whole.clone();
        change(&mut bytes);
        let mut read = read(&bytes);
        assert!(read.sum_is_right());
        let told = read.told();
        let (head, problems) = told.split_once("; ").map_or((told.as_str(), ""), |(head, tail)| (head, tail));
        let n_events = head.split(' ').filter(|word| word.starts_with("id-")).count();
        format!("{n_events}; {problems}")
    };
    assert_eq!(with(&|_| {}), "40; ");
    assert_eq!(with(&|bytes| bytes.extend([0; 700])), "40; ", "padding");
    let (end, n) = (whole.len(), 5);
    assert_eq!(
        with(&|bytes| bytes.extend(b"\0junk")),
        format!("40; {n} bytes that are no gzip follow the stream at byte {end} of the file")
    );
    let cut = with(&|bytes| bytes.truncate(first));
    assert!(cut == "18; The document ends in the middle at line 19", "{cut}");
    let cut = with(&|bytes| bytes.truncate(first - 4));
    assert!(cut.contains("The gzip stream ends early at byte"), "{cut}");
    let wrong_sum = with(&|bytes| bytes[first - 6] ^= 1);
    assert!(wrong_sum.contains("its checksum does not fit"), "{wrong_sum}");
    let header_alone = with(&|bytes| bytes.truncate(7));
    assert!(header_alone.starts_with("0; The gzip stream ends early"), "{header_alone}");
    for at in 0..whole.len() {
        // Whatever bit flips: no panic, and the sum stays right.
        with(&|bytes| bytes[at] ^= 0x10);
    }
}

#[test]
fn a_file_cut_anywhere_keeps_its_whole_records() {
    let records: Vec<String> =
        ["a", "b", "c"].iter().zip(1..).map(|(id, n)| line(id, n).replace("GetObject", "Get\u{20AC}")).collect();
    for text in [format!("{{\"Records\":[{}]}}", records.join(", ")), records.join("\n")] {
        for length in 0..text.len() {
            let mut read = read(&text.as_bytes()[..length]);
            let whole = records.iter().filter(|record| text.find(*record).unwrap() + record.len() <= length);
            assert_eq!(read.ids().len(), whole.count(), "cut at {length}");
            assert!(read.sum_is_right(), "cut at {length}");
            let is_whole = text.starts_with(&records[0])
                && records.iter().any(|it| text[..].find(it).unwrap() + it.len() == length);
            let is_between = text.starts_with(&records[0]) && read.viewer.problems(read.source).is_empty();
            let has_problem = !read.viewer.problems(read.source).is_empty();
            assert!(has_problem || is_whole || is_between, "cut at {length} is told");
        }
    }
}

#[test]
fn a_mended_record_is_shown_as_written() {
    let record = "{\"eventID\":\"a\",\"eventTime\":\"2024-03-01T10:00:01Z\",\"eventName\":\"X\", \
                  \"requestParameters\":{\"list\":[1,2,],\"text\":\",}\",},}";
    let mut read = read(format!("[{record},{}]", line("b", 2)).as_bytes());
    assert_eq!(read.told(), "array of records, warning, 2: a b; Trailing comma at byte 100, read anyway");
    let details = read.details();
    assert_eq!((details[0].text.as_str(), details[0].is_repaired), (record, true));
    assert!(!details[1].is_repaired);
    assert_eq!(read.viewer.ids("requestParameters.list:2 requestParameters.text:*}"), ["a"]);
}

#[test]
fn records_are_read_whatever_their_members_are() {
    // Each: members that replace those of a plain record, and a query that finds it.
    for (members, query) in [
        (r#""userIdentity":null"#, "-actor:*"),
        (r#""userIdentity":"smithj""#, "actor:smithj"),
        (r#""userIdentity":{"type":null,"accountId":111122223333}"#, "account:111122223333 identity:unknown"),
        (r#""userIdentity":{"type":"IAMUser","userName":"a","userName":"b"}"#, "user:b -user:a"),
        (r#""userIdentity":[1,2]"#, "identity:unknown"),
        (r#""recipientAccountId":111122223333"#, "account:111122223333"),
        (r#""readOnly":"true""#, "write:false"),
        (r#""readOnly":true"#, "write:false"),
        (r#""eventName":"PutObject","readOnly":false"#, "write:true"),
        (r#""errorCode":"""#, "ok:true -error:*"),
        (r#""errorCode":null"#, "ok:true -error:*"),
        (r#""errorCode":{"a":1}"#, "ok:true"),
        (r#""awsRegion":12"#, "region:12"),
        (r#""eventName":"A","eventName":"B""#, "event:B"),
        (r#""eventName":"Get\u0045\ud83d\ude00""#, "event:GetE😀"),
        (r#""__proto__":{"admin":true},"constructor":"x""#, "__proto__ admin"),
        (r#""requestParameters":{"__proto__":{"a":"b"}}"#, r"requestParameters.__proto__.a:b"),
        (r#""requestParameters":{"a":1,"a":2}"#, "requestParameters.a:1 requestParameters.a:2"),
        (r#""requestParameters":9007199254740993"#, "requestParameters:9007199254740993"),
        (
            r#""requestParameters":{"big":123456789012345678901234567890,"zero":0.0,"exp":1E5}"#,
            "requestParameters.big:123456789012345678901234567890 requestParameters.zero:0.0 requestParameters.exp=1E5",
        ),
        (r#""requestParameters":{"":"empty name"}"#, "\"empty name\""),
        (r#""requestParameters":[]"#, "requestParameters:*"),
        (r#""resources":{"ARN":"arn:aws:s3:::media-in"}"#, "target:media-in"),
        (
            r#""eventSource":"elastictranscoder.amazonaws.com","requestParameters":{"ascending":"false","status":"Submitted"}"#,
            "target:Submitted",
        ),
        (
            r#""eventSource":"elastictranscoder.amazonaws.com","requestParameters":{"ascending":"false","pipelineId":"1-p"}"#,
            "target:1-p",
        ),
    ] {
        let name = members.split_once(':').unwrap().0;
        let mut plain = vec![r#""eventID":"x""#, r#""eventTime":"2024-03-01T10:00:00Z""#, r#""eventName":"GetObject""#];
        plain.retain(|member| !member.starts_with(name));
        let record = format!("{{{},{members}}}", plain.join(","));
        let mut read = read(record.as_bytes());
        assert_eq!(read.viewer.problems(SourceId::File(0)), [""; 0], "{record}");
        assert_eq!(read.viewer.ids(query), ["x"], "{query} finds {record}");
        assert_eq!(read.details()[0].text, record);
    }
}

#[test]
fn a_record_without_an_id_is_named_by_its_text() {
    let nameless = line("x", 1).replace(r#""eventID":"x","#, "");
    let mut read = read(format!("[{nameless},{nameless},{}]", nameless.replace(":01Z", ":02Z")).as_bytes());
    let ids = read.ids();
    assert!(ids.len() == 2 && ids[0] != ids[1] && ids.iter().all(|id| id.starts_with("hash:")), "{ids:?}");
    assert_eq!(read.viewer.sums(), (3, 2, 1, 0));
}

#[test]
fn deep_nesting_is_read_and_shown() {
    const DEPTH: usize = 100_000;
    for (open, close) in [("[", "]"), (r#"{"a":"#, "}")] {
        let deep = format!("{}1{}", open.repeat(DEPTH), close.repeat(DEPTH));
        let record = line("a", 1).replace("{\"eventV", &format!("{{\"requestParameters\":{deep},\"eventV"));
        let mut read = read(format!("[{record}]").as_bytes());
        assert_eq!(read.told(), "array of records, ok, 1: a");
        assert_eq!(read.details()[0].text, record);
        assert_eq!(read.viewer.ids("requestParameters.a.a.a:1").len(), 0);
    }
    let unclosed = read("[".repeat(DEPTH).as_bytes());
    assert_eq!(unclosed.viewer.status(SourceId::File(0)).word(), "failed");
    let unclosed = read(r#"{"a":"#.repeat(DEPTH).as_bytes());
    assert_eq!(unclosed.viewer.status(SourceId::File(0)).word(), "failed");
}

/// Files of every kind, each with what could tell pieces from the whole: long characters, damage, lines.
fn files() -> Vec<(&'static str, Vec<u8>)> {
    let many: Vec<String> =
        (0..12).map(|n| line(&format!("é{n}"), n).replace("GetObject", "Get\u{1F600}\\u00e9")).collect();
    let text = format!("\u{FEFF}{{\"Records\":[{}]}}", many.join(",\n  "));
    let one_line = format!("{{\"Records\":[{},]}}", many.join(","));
    let mut bad_text = text.clone().into_bytes();
    for at in [200, 201, 700] {
        bad_text[at] = 0xE2;
    }
    let unclosed = text.replacen(r#"eventName":"Get"#, r#"eventName:"Get"#, 3);
    let mut members = gzip(&text.as_bytes()[..700]);
    members.extend(gzip(&text.as_bytes()[700..]));
    // Not compressed, so that pieces end in headers, data and trailers.
    let stored = |bytes: &[u8]| -> Vec<u8> {
        let mut encoder = flate2::read::GzEncoder::new(bytes, flate2::Compression::none());
        let mut file = Vec::new();
        encoder.read_to_end(&mut file).unwrap();
        file
    };
    let large = [stored(&text.as_bytes()[..900]), stored(b""), stored(&text.as_bytes()[900..])].concat();
    let mut damaged = members.clone();
    let middle = damaged.len() / 4;
    damaged[middle] ^= 0x40;
    vec![
        ("lines.jsonl", include_bytes!("data/logs/lines.jsonl").to_vec()),
        ("damaged.json", include_bytes!("data/logs/damaged.json").to_vec()),
        ("transcoder.json", include_bytes!("data/logs/transcoder.json").to_vec()),
        ("one line", one_line.into_bytes()),
        ("bad text", bad_text),
        ("unclosed", unclosed.into_bytes()),
        ("words between lines", format!("{}\nwords and\n\n more {{\n{}\n", many[0], many[1..].join("\n")).into_bytes()),
        ("words behind", format!("{{\"Records\":[{}]}} junk\n junk\n{}", many[0], many[1]).into_bytes()),
        ("a stray brace", format!("[{}}},{}}}\n{}", many[0], many[1], many[2]).into_bytes()),
        ("no events", format!("[1, 23, \"a\", tru, {}, : {}, 5", many[0], many[1]).into_bytes()),
        ("members behind", format!("{{\"Records\":[{}],\"n\":1234 , \"m\":[1,{{}}],}}", many[0]).into_bytes()),
        ("other objects", format!("{{\"a\":[1,2,{{}}]}}\n{}\n{{\"b\":\"{}\"}}", many[0], "x".repeat(600)).into_bytes()),
        ("columns of no indent", many[0].replace(',', ",\n").replace("{", "{\n\"x\":\n{\n},\n").into_bytes()),
        ("a table", format!("a,b\n{}", "1,2\n".repeat(300)).into_bytes()),
        ("a table whose first line ends a piece", format!("a,b,{}\n1,2\n", "c".repeat(600)).into_bytes()),
        ("cut", text.as_bytes()[..text.len() - 200].to_vec()),
        ("gzip", gzip(text.as_bytes())),
        ("members", members.clone()),
        ("members, padded", [&members[..], &[0; 600]].concat()),
        ("members, junk behind", [&members[..], &[0; 600], b"junk"].concat()),
        ("members, cut", members[..members.len() - 40].to_vec()),
        ("members, damaged", damaged),
        ("gzip of a table", gzip("a,b\n1,2\n".repeat(200).as_bytes())),
        ("gzip of binary data that begins like a log", gzip(format!("[{},\n\0]", many.join(",")).as_bytes())),
        ("gzip of binary data within the first bytes", gzip(format!("[\0{}]", many.join(",")).as_bytes())),
        ("members, stored", large.clone()),
        ("members, stored, cut in a trailer", large[..large.len() - 5].to_vec()),
        ("members, stored, padded", [&large[..], &[0; 600]].concat()),
        ("members, stored, junk behind", [&large[..], b"\x1f\x8bjunk"].concat()),
        ("gzip of nothing", gzip(b"")),
        ("nothing", Vec::new()),
    ]
}

/// What is told of a file, and each of its events as it is opened.
fn whole_story(mut read: Read) -> (String, Vec<(String, String)>) {
    let told = read.told();
    (told, read.details().into_iter().map(|detail| (detail.event_id, detail.text)).collect())
}

#[test]
fn pieces_of_any_size_give_what_the_whole_gives() {
    for (name, bytes) in files() {
        let expected = whole_story(read(&bytes));
        println!("{name}: {}", expected.0);
        for size in [1, 2, 3, 7, 64, 1000] {
            assert_eq!(whole_story(read_pieces(bytes.chunks(size))), expected, "{name} in pieces of {size}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn pieces_of_mixed_sizes_give_what_the_whole_gives(
        file in 0..files().len(),
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..3),
        sizes in prop::collection::vec(1usize..900, 1..20),
    ) {
        let (name, mut bytes) = files().swap_remove(file);
        for (at, byte) in flips.iter().filter(|_| !bytes.is_empty()).collect::<Vec<_>>() {
            let at = at.index(bytes.len());
            bytes[at] = *byte;
        }
        let mut pieces = Vec::new();
        let mut rest = &bytes[..];
        for size in sizes.iter().cycle() {
            let (piece, tail) = rest.split_at((*size).min(rest.len()));
            pieces.push(piece);
            rest = tail;
            if rest.is_empty() {
                break;
            }
        }
        let whole = read(&bytes);
        prop_assert!(whole.sum_is_right());
        prop_assert_eq!(whole_story(read_pieces(pieces)), whole_story(whole), "{} ({})", name, is_gzip(&bytes));
    }
}

#[test]
fn our_fixtures_read_as_they_should() {
    let lines = read(include_bytes!("data/logs/lines.jsonl")).told();
    assert_eq!(lines, "JSON lines of batches, ok, 4: line-1 line-2 line-3 line-4");
    let mut damaged = read(include_bytes!("data/logs/damaged.json"));
    assert_eq!(damaged.ids(), ["line-1", "line-3"]);
    assert_eq!(damaged.viewer.sums(), (4, 2, 0, 2));
    let mut transcoder = read(include_bytes!("data/logs/transcoder.json"));
    assert_eq!(transcoder.ids().len(), 5);
    assert_eq!(transcoder.viewer.problems(SourceId::File(0)), ["Trailing comma at line 170, read anyway"]);
}

#[test]
fn every_event_is_shown_as_written_whatever_a_gzip_file_claims_to_hold() {
    let long: Vec<String> = (0..30_000).map(|n| line(&format!("{n:05}-{:0100}", n), n % 60)).collect();
    let (front, back) = long.split_at(29_990);
    let packed = |lines: &[String]| gzip(lines.join("\n").as_bytes());
    for (name, bytes, lines) in [
        ("padded with zeros", [packed(back), vec![0; 40]].concat(), back),
        (
            "a long member and a short one, whose size is that of the last",
            [packed(front), packed(back)].concat(),
            front,
        ),
    ] {
        let mut read = read(&bytes);
        let answer = read.viewer.query("");
        assert!(answer.matched as usize >= lines.len(), "{name}");
        for row in rows(&answer).iter().step_by(150) {
            let detail = read.viewer.open(row.key);
            assert!(detail.text.contains(&detail.event_id) && detail.text.ends_with('}'), "{name}: {:?}", detail.text);
        }
    }
}

#[test]
fn what_stands_behind_a_record_in_a_message_is_no_part_of_it() {
    let message = Value::from(format!("{} ]}}", line("a", 1)));
    let mut read = read(format!(r#"{{"TopicArn":"arn","Message":{message}}}"#).as_bytes());
    assert_eq!(read.details()[0].text, line("a", 1));
    assert_eq!(read.viewer.problems(read.source), ["Text that is no JSON at byte 0, skipped: ]}"]);
}

#[test]
fn the_sample_of_the_developer_guide_is_read_with_one_warning() {
    let Some(folder) = corpus() else { return };
    let path = "awsdocs__amazon-transcoder-developer-guide/doc_source/logging-using-cloudtrail.md.block1.broken.json";
    let bytes = std::fs::read(folder.join(path)).unwrap();
    let mut read = read(&bytes);
    assert_eq!(read.ids().len(), 5);
    assert_eq!(read.viewer.problems(SourceId::File(0)), ["Trailing comma at line 173, read anyway"]);
    assert_eq!(read.viewer.status(SourceId::File(0)).word(), "warning");
}

#[test]
fn every_event_is_shown_as_written() {
    let bytes = include_bytes!("data/logs/transcoder.json");
    let text = std::str::from_utf8(bytes).unwrap();
    for detail in read(bytes).details() {
        assert!(text.contains(&detail.text));
        let record: Value = serde_json::from_str(&detail.text).unwrap();
        assert_eq!(record["eventID"], detail.event_id.as_str());
    }
}

/// Texts that are JSON, or nearly: brackets, commas and quotes where they belong and where they do not.
fn nearly_json() -> impl Strategy<Value = String> {
    let token = proptest::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"a\"",
        "\"b\\\"\"",
        "\"\\\\\"",
        "\"\\u00e9\"",
        "\"\\x\"",
        "\"",
        "\\",
        "1",
        "-0.5e3",
        "01",
        "true",
        "nul",
        "null",
        " ",
        "\n",
        "\u{1}",
        "é",
    ]);
    let pieces = proptest::collection::vec(token, 0..40).prop_map(|tokens| tokens.concat());
    let value = proptest::collection::vec((0usize..8, any::<String>(), -1e6..1e6f64), 0..12).prop_map(|parts| {
        let mut value = json!({});
        for (kind, text, number) in parts {
            value = match kind {
                0 => json!([value, number]),
                1 => json!({ text: value }),
                2 => json!([text, value, null, true]),
                _ => json!({ "é\"\\": value, text: number }),
            };
        }
        value.to_string()
    });
    (pieces, value, 0usize..3, 0usize..200).prop_map(|(pieces, value, which, cut)| match which {
        0 => format!("{{{pieces}}}"),
        1 => value,
        _ => {
            let mut value = value;
            let at = (0..=cut.min(value.len())).rev().find(|at| value.is_char_boundary(*at)).unwrap_or(0);
            value.insert_str(at, pieces.chars().next().map(String::from).unwrap_or_default().as_str());
            value
        }
    })
}

proptest! {
    /// The reference knows half a surrogate pair as an error, which a record may hold.
    #[test]
    fn json_is_what_the_reference_reads(text in nearly_json()) {
        use trailglass_json::structural_index::StructuralIndex;
        prop_assume!(text.starts_with('{'));
        let mut stream = serde_json::Deserializer::from_str(&text).into_iter::<serde::de::IgnoredAny>();
        let expected = matches!(stream.next(), Some(Ok(_))).then(|| stream.byte_offset());
        let mut index = StructuralIndex::default();
        let value = index.value(&text, 0);
        prop_assert_eq!(value.ok().map(|value| value.text().len()), expected, "{}", text);
    }
}

#[test]
fn what_is_no_json_is_told_alike_in_pieces() {
    let long = "# a comment\n".repeat(200);
    let text = "words ".repeat(100);
    for (text, expected) in [
        (
            format!("\0{text}\nevent_sources = 1\n"),
            "not read, failed, 0: ; Not CloudTrail: binary data that begins with 00 77 6F 72",
        ),
        (
            format!("{long}event_sources: 1\n"),
            "not read, failed, 0: ; Not a lifecycle profile: line 201: expected an equals, found a colon, in `event_sources: 1`",
        ),
        (
            format!("sep=;\neventTime;eventName;eventID\n\0{text}"),
            "not read, failed, 0: ; Not CloudTrail: binary data that begins with 73 65 70 3D",
        ),
        (
            format!("{text}\n{text}"),
            "not read, failed, 0: ; Not JSON: it begins with words words words words words words word…",
        ),
    ] {
        for size in [1, 200, 600, text.len()] {
            assert_eq!(read_pieces(text.as_bytes().chunks(size)).told(), expected, "in pieces of {size}");
        }
    }
}

#[test]
fn a_request_names_its_target_as_the_event_does() {
    let cases = [
        ("DeleteRouteTable", json!({"dryRun": false, "routeTableId": "rtb-1"}), Some("rtb-1")),
        ("CreateDBSubnetGroup", json!({"subnetIds": ["subnet-1"], "dBSubnetGroupName": "media"}), Some("media")),
        ("DeleteTrustAnchor", json!({"trustAnchorId": "9a"}), Some("9a")),
        ("DeleteNatGateway", json!({"DeleteNatGatewayRequest": {"NatGatewayId": "nat-1"}}), Some("nat-1")),
        (
            "DeleteFlowLogs",
            json!({"DeleteFlowLogsRequest": {"FlowLogId": {"tag": 1, "content": "fl-1"}}}),
            Some("fl-1"),
        ),
        ("TerminateClientVpnConnections", json!({"connectionId": "c", "clientVpnEndpointId": "cvpn"}), Some("c")),
        // Nothing in its name speaks of the account, and two letters are in any name.
        ("ListAnything", json!({"accountName": "a", "inId": "b"}), None),
    ];
    for (name, request, target) in cases {
        let record = event(
            "1",
            "10:00:00",
            json!({"eventName": name, "eventSource": "other.amazonaws.com", "requestParameters": request}),
        );
        let mut viewer = Viewer::of_events(&[record]);
        let wanted = target.map_or("-target:*".to_owned(), |target| format!("target:{target}"));
        assert_eq!(viewer.ids(&wanted), ["1"], "{name}: {wanted}");
    }
}
