//! What the style sheets and the program have to agree on, read from both.

#![allow(clippy::disallowed_methods)]

use regex_lite::Regex;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// The numbers that a pattern with one group finds.
fn numbers(text: &str, pattern: &str) -> BTreeSet<u32> {
    let pattern = Regex::new(pattern).unwrap();
    pattern.captures_iter(text).map(|found| found[1].parse().unwrap()).collect()
}

fn style_sheets() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("static/css");
    fs::read_dir(folder).unwrap().map(|file| fs::read_to_string(file.unwrap().path()).unwrap()).collect()
}

#[test]
fn the_program_and_the_style_sheets_turn_at_the_listed_widths() {
    let listed: BTreeSet<u32> = {
        let tokens = read("static/css/tokens.css");
        let list = Regex::new(r"Breakpoints: ([\d ]+)").unwrap().captures(&tokens).unwrap()[1].to_owned();
        list.split_whitespace().map(|width| width.parse().unwrap()).collect()
    };
    let sheets = style_sheets();
    let up_to = numbers(&sheets, r"\(max-width: (\d+)px\)");
    // A query for what is wider begins a pixel further.
    let from = numbers(&sheets, r"\(min-width: (\d+)px\)").into_iter().map(|width| width - 1);
    // Those of a container are of no window.
    let of_containers = numbers(&sheets, r"@container \w+ \(max-width: (\d+)px\)");
    let used: BTreeSet<u32> = up_to.into_iter().chain(from).filter(|width| !of_containers.contains(width)).collect();
    assert_eq!(used, listed);
    let of_program = numbers(&read("src/ui/hooks/breakpoints.rs"), r"= (\d+),");
    assert!(!of_program.is_empty() && of_program.is_subset(&listed), "{of_program:?} of {listed:?}");
}

#[test]
fn every_property_of_the_program_is_used_by_the_style_sheets() {
    let sheets = style_sheets();
    for (path, property) in [
        ("src/ui/files/list.rs", "--file-row-height"),
        ("src/ui/files/list.rs", "--file-row-height-tall"),
        ("src/ui/table/columns.rs", "--columns"),
        ("src/ui/table/columns.rs", "--least"),
        ("src/ui/detail/leaf.rs", "--depth"),
        ("src/ui/table/size.rs", "--row-height"),
        ("src/ui/table/size.rs", "--header-height"),
    ] {
        assert!(read(path).contains(property), "{path} names {property}");
        assert!(sheets.contains(&format!("var({property})")), "a style sheet uses {property}");
    }
    assert!(read("src/ui/table/row.rs").contains("is-optional") && sheets.contains(".cell.is-optional"));
}
