//! Real and published files, read in place. Each gives its records, or says why not.

use crate::support::{Viewer, corpus};
use std::collections::BTreeMap;
use trailglass_protocol::report::Status;

#[derive(Default)]
struct Row {
    files: u32,
    expected: u32,
    read: u32,
    refused: u32,
    failed: u32,
}

#[test]
fn every_real_file_gives_its_records_or_says_why_not() {
    let Some(folder) = corpus() else { return };
    let index = std::fs::read_to_string(folder.join("INDEX.tsv")).expect("the index is readable");
    let mut viewer = Viewer::new();
    let mut table: BTreeMap<String, Row> = BTreeMap::new();
    let mut checks = Vec::new();
    for line in index.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let (path, records, shape, class) = (cells[0], cells[5].parse::<u32>().unwrap_or(0), cells[7], cells[8]);
        let bytes = std::fs::read(folder.join(path)).expect("every file of the index is there");
        let source = viewer.load(path, &bytes);
        checks.push((source, path.to_owned(), records, shape.to_owned(), class.to_owned()));
    }
    viewer.freeze();
    let mut wrong = Vec::new();
    for (source, path, records, shape, class) in checks {
        let report = &viewer.reports[&source];
        let row = table.entry(format!("{shape}, {class}")).or_default();
        row.files += 1;
        row.expected += records;
        row.read += report.records - report.refused;
        row.refused += report.refused;
        row.failed += u32::from(report.status() == Status::Failed);
        // Records that cannot be placed count as records; what is read beyond the index is right where it says so.
        if report.records < records {
            wrong.push(format!("{path}: {} of {records}, {:?}", report.records, viewer.problems(source)));
        }
        let n_read = report.records - report.refused;
        if n_read < records && report.n_problems < report.refused.max(1) {
            wrong.push(format!("{path}: silent, {n_read} of {records}"));
        }
        if n_read < records {
            println!(
                "fewer than the index says: {path} ({class}): {n_read} of {records}: {:?}",
                viewer.problems(source)
            );
        }
        if report.status() == Status::Failed {
            println!("failed: {path} ({class}): {:?}", viewer.problems(source));
        } else if report.refused > 0 {
            println!("refused: {path}: {:?}", viewer.problems(source));
        }
        if class == "negative" && report.status() != Status::Failed {
            wrong.push(format!("{path}: not CloudTrail, yet {:?}", report.status()));
        }
    }
    println!("{:70} {:>6} {:>8} {:>8} {:>8} {:>7}", "shape, class", "files", "expected", "read", "refused", "failed");
    for (shape, Row { files, expected, read, refused, failed }) in &table {
        println!("{shape:70} {files:>6} {expected:>8} {read:>8} {refused:>8} {failed:>7}");
    }
    let (records, events, duplicates, refused) = viewer.sums();
    println!("{records} records = {events} events + {duplicates} duplicates + {refused} refused");
    viewer.assert_sums();
    assert_eq!(events, viewer.query("").matched);
    assert!(wrong.is_empty(), "{} files:\n{}", wrong.len(), wrong.join("\n"));
}
