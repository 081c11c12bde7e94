//! Archives: each file in them is a source of its own, whatever it is packed in.

use crate::support::pack::{self, Zipped};
use crate::support::{Viewer, event, gzip, log};
use serde_json::json;
use std::collections::BTreeMap;

/// A log with one event.
fn one(id: &str) -> Vec<u8> {
    log(&[event(id, "10:00:00", json!({}))]).into_bytes()
}

/// What is told of each source, by its name: kind, status, records; and its problems.
fn told(viewer: &Viewer) -> BTreeMap<String, String> {
    let told = viewer.reports.iter().map(|(source, report)| {
        let problems: String = viewer.problems(*source).iter().map(|problem| format!("; {problem}")).collect();
        let text = format!("{}, {}, {}{problems}", report.kind, report.status().word(), report.records);
        (viewer.names[source].clone(), text)
    });
    told.collect()
}

fn loaded(name: &str, bytes: &[u8], size: usize) -> Viewer {
    let mut viewer = Viewer::new();
    viewer.load_in_pieces(name, bytes, size);
    viewer.freeze();
    viewer.assert_sums();
    viewer
}

fn expect(name: &str, bytes: &[u8], expected: &[(&str, &str)]) {
    let expected: BTreeMap<String, String> =
        expected.iter().map(|(name, told)| ((*name).to_owned(), (*told).to_owned())).collect();
    for size in [1, 7, 600, bytes.len()] {
        assert_eq!(told(&loaded(name, bytes, size)), expected, "{name} in pieces of {size}");
    }
}

#[test]
fn data_full_of_what_looks_like_a_descriptor_is_data() {
    let data = b"PK\x07\x08".repeat(50_000);
    let how = Zipped { is_stored: true, has_descriptor: true, ..Zipped::default() };
    let archive = pack::zip_as(&[("a.json", &data), ("b.json", &one("b"))], how);
    for size in [7, 5_000, archive.len()] {
        let viewer = loaded("a.zip", &archive, size);
        let told = told(&viewer);
        assert_eq!(told["a.zip/b.json"], "S3 log file, ok, 1", "in pieces of {size}: {told:?}");
    }
}

#[test]
fn every_way_to_write_a_zip_is_read() {
    let (a, b) = (one("a"), gzip(&one("b")));
    let members: Vec<(&str, &[u8])> =
        vec![("x/", b""), ("x/a.json", &a), ("b.json.gz", &b), ("notes.txt", b"words"), ("empty", b"")];
    for at in 0..8 {
        let how =
            Zipped { is_stored: at & 1 > 0, has_descriptor: at & 2 > 0, is_zip64: at & 4 > 0, is_encrypted: false };
        expect(
            "all.zip",
            &pack::zip_as(&members, how),
            &[
                ("all.zip", "zip archive, 4 files, ok, 0"),
                ("all.zip/x/a.json", "S3 log file, ok, 1"),
                ("all.zip/b.json.gz", "S3 log file, gzip, ok, 1"),
                ("all.zip/notes.txt", "not read, failed, 0; Not JSON: it begins with words"),
                ("all.zip/empty", "not read, failed, 0; The file is empty"),
            ],
        );
    }
}

#[test]
fn a_member_that_claims_gigabytes_ends_where_the_archive_ends() {
    // In 32 bits the claim is nothing at all; `tests/browser.rs` reads such an archive in a browser.
    for (packed, rest) in [(1u64 << 32, ""), (u64::MAX, "more")] {
        let zip = [&pack::zip_that_claims(&one("a"), packed)[..], rest.as_bytes()].concat();
        let problem = format!("The archive ends early at byte {} of the file. Copy the file again", zip.len());
        expect(
            "a.zip",
            &zip,
            &[
                ("a.zip", &format!("zip archive, 1 file, warning, 0; {problem}")),
                ("a.zip/a.json", &format!("S3 log file, warning, 1; {problem}")),
            ],
        );
    }
    for size in [u64::MAX, u64::MAX - 511, 1 << 32] {
        let mut tar = pack::tar(&[("a.json", &one("a"))]);
        pack::claim(&mut tar, size);
        let viewer = loaded("a.tar", &tar, tar.len());
        assert!(told(&viewer)["a.tar/a.json"].contains("The archive ends early"), "{:?}", told(&viewer));
    }
}

#[test]
fn archives_are_opened_in_one_another() {
    let long = format!("{}/b.json", "folder".repeat(30));
    let tar = pack::tar(&[("dir/", b""), ("a.json", &one("a")), (&long, &one("b"))]);
    expect(
        "all.tar.gz",
        &gzip(&tar),
        &[
            ("all.tar.gz", "tar archive, gzip, 2 files, ok, 0"),
            ("all.tar.gz/a.json", "S3 log file, ok, 1"),
            (&format!("all.tar.gz/{long}"), "S3 log file, ok, 1"),
        ],
    );
    let inner = pack::zip(&[("deep/c.json", &one("c"))]);
    expect(
        "outer.zip",
        &pack::zip(&[("inner.zip", &inner), ("logs.tgz", &gzip(&pack::tar(&[("d.json", &one("d"))])))]),
        &[
            ("outer.zip", "zip archive, 2 files, ok, 0"),
            ("outer.zip/inner.zip", "zip archive, 1 file, ok, 0"),
            ("outer.zip/inner.zip/deep/c.json", "S3 log file, ok, 1"),
            ("outer.zip/logs.tgz", "tar archive, gzip, 1 file, ok, 0"),
            ("outer.zip/logs.tgz/d.json", "S3 log file, ok, 1"),
        ],
    );
    expect("twice.json.gz.gz", &gzip(&gzip(&one("a"))), &[("twice.json.gz.gz", "S3 log file, gzip, gzip, ok, 1")]);
    let mut deep = one("a");
    for _ in 0..6 {
        deep = pack::zip(&[("z", &deep)]);
    }
    let mut viewer = loaded("deep.zip", &deep, deep.len());
    assert_eq!(viewer.ids(""), [""; 0]);
    let name = format!("deep.zip{}", "/z".repeat(5));
    assert_eq!(
        told(&viewer)[&name],
        "not read, failed, 0; Not opened: containers are opened 5 deep in one another, and this is deeper"
    );
}

#[test]
fn a_damaged_archive_keeps_what_was_whole() {
    let members: Vec<(&str, &[u8])> = Vec::new();
    expect(
        "none.zip",
        &pack::zip(&members),
        &[("none.zip", "not read, failed, 0; Not CloudTrail: binary data that begins with 50 4B 01 02")],
    );
    let (a, b) = (one("a"), one("b"));
    let zip = pack::zip(&[("a", &a), ("b", &b)]);
    let cut = &zip[..zip.len() - 120];
    let told_of = told(&loaded("cut.zip", cut, cut.len()));
    assert_eq!(told_of["cut.zip/a"], "S3 log file, ok, 1");
    assert!(told_of["cut.zip"].contains("warning, 0; The archive ends early at byte"), "{told_of:?}");
    assert!(told_of["cut.zip/b"].contains("The archive ends early"), "{told_of:?}");

    let mut damaged = zip.clone();
    let at = zip.windows(2).position(|pair| pair == b"PK").unwrap() + 14;
    damaged[at] ^= 1;
    let told_of = told(&loaded("damaged.zip", &damaged, damaged.len()));
    assert!(
        told_of["damaged.zip/a"].contains("warning, 1; This file is damaged in its archive at byte"),
        "{told_of:?}"
    );
    assert_eq!(told_of["damaged.zip/b"], "S3 log file, ok, 1");

    let how = Zipped { is_encrypted: true, ..Zipped::default() };
    let told_of = told(&loaded("secret.zip", &pack::zip_as(&[("a", &a), ("b", &b)], how), 1000));
    assert!(told_of["secret.zip/a"].contains("failed, 0; Encrypted. Unpack it with its password first"), "{told_of:?}");

    let tar = pack::tar(&[("a", &a), ("b", &b)]);
    let told_of = told(&loaded("cut.tar", &tar[..1500], 700));
    assert_eq!(told_of["cut.tar/a"], "S3 log file, ok, 1");
    assert!(told_of["cut.tar"].contains("The archive ends early"), "{told_of:?}");
}

/// The bytes as one stored block of a gzip file, which is cut in the middle of the next block.
fn cut_gzip(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).unwrap();
    let mut file = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255, 0];
    file.extend([length.to_le_bytes(), (!length).to_le_bytes()].concat());
    file.extend(bytes);
    file.extend([0, 9, 0, !9, !0, b'x']);
    file
}

#[test]
fn damage_behind_damage_is_told_whatever_the_pieces_are() {
    let tar = pack::tar(&[("a", &one("a")), ("b", &one("b")), ("c", &one("c"))]);
    let second = 512 + one("a").len().next_multiple_of(512);
    let mut damaged = tar.clone();
    damaged[second + 3] ^= 0x55;
    let damage = format!("The archive is damaged at byte {} of the file: invalid header checksum", second + 512);

    // What stands behind an invalid header is found again.
    let found_again = format!("tar archive, 2 files, warning, 0; {damage}");
    let (a, c) = ("S3 log file, ok, 1", "S3 log file, ok, 1");
    expect("a.tar", &damaged, &[("a.tar", &found_again), ("a.tar/a", a), ("a.tar/c", c)]);

    let packed = cut_gzip(&damaged);
    let both = format!(
        "tar archive, gzip, 2 files, warning, 0; {damage}; The gzip stream ends early at byte {} of the file. Copy the file again",
        packed.len()
    );
    let all = [("a.tgz", both.as_str()), ("a.tgz/a", a), ("a.tgz/c", c)];
    for size in (1..64).chain((64..packed.len()).step_by(37)) {
        let expected = all.iter().map(|(name, told)| ((*name).to_owned(), (*told).to_owned())).collect();
        assert_eq!(told(&loaded("a.tgz", &packed, size)), expected, "in pieces of {size}");
    }

    // An archive that cannot be read on, in gzip within gzip.
    let mut zip = pack::zip(&[("a", &one("a"))]);
    let directory = zip.windows(4).position(|word| word == b"PK\x01\x02").unwrap();
    zip[directory] = b'?';
    let packed = cut_gzip(&gzip(&zip));
    let told_of = told(&loaded("a.zip.gz.gz", &packed, packed.len()))["a.zip.gz.gz"].clone();
    assert!(
        told_of.contains("invalid header signature") && told_of.contains("The gzip stream ends early"),
        "{told_of}"
    );
    expect("a.zip.gz.gz", &packed, &[("a.zip.gz.gz", &told_of), ("a.zip.gz.gz/a", a)]);
}

#[test]
fn bytes_of_an_archive_may_be_anything() {
    let archives = [
        pack::zip_as(&[("a", &one("a")), ("b", &one("b"))], Zipped { has_descriptor: true, ..Zipped::default() }),
        pack::zip_as(&[("a", &one("a"))], Zipped { is_stored: true, has_descriptor: true, ..Zipped::default() }),
        pack::zip(&[("a", &one("a")), ("b", &gzip(&one("b")))]),
        gzip(&pack::tar(&[("a", &one("a")), ("b", &one("b"))])),
        pack::tar(&[("a", &one("a")), ("b", &one("b"))]),
    ];
    for bytes in archives {
        let mut viewer = Viewer::new();
        for at in 0..bytes.len().min(900) {
            let mut changed = bytes.clone();
            changed[at] ^= 0x55;
            viewer.load(&format!("changed at {at}"), &changed);
            viewer.load_in_pieces(&format!("cut at {at}"), &bytes[..at], 97);
        }
        viewer.freeze();
        viewer.assert_sums();
    }
}
