//! Packs the records of the sample trail that readers warm up with.

#![allow(clippy::disallowed_methods)] // It runs on the machine that builds, where there are files.

use flate2::Compression;
use flate2::read::{GzDecoder, GzEncoder};
use serde_json::{Value, json};
use std::io::Read;
use std::path::PathBuf;
use std::{env, fs};

/// A file of the sample trail, and every which of its records is taken.
const SAMPLE: &str = "../../static/sample/111122223333_CloudTrail_us-east-1_20240301T1125Z_OF2FIGMLMotTWoTM.json.gz";
const EVERY: usize = 40;

fn main() {
    pack_records();
}

fn built(name: &str) -> PathBuf {
    PathBuf::from(env::var_os("OUT_DIR").expect("cargo names the folder of what is built")).join(name)
}

fn pack_records() {
    println!("cargo::rerun-if-changed={SAMPLE}");
    let packed = fs::read(SAMPLE).expect("the sample trail is part of the sources");
    let mut text = String::new();
    GzDecoder::new(&packed[..]).read_to_string(&mut text).expect("the sample trail is sound");
    let file: Value = serde_json::from_str(&text).expect("the sample trail is JSON");
    let records: Vec<&Value> = file["Records"].as_array().into_iter().flatten().step_by(EVERY).collect();
    let some = json!({ "Records": records }).to_string();
    let mut packed = Vec::new();
    GzEncoder::new(some.as_bytes(), Compression::best()).read_to_end(&mut packed).expect("a vector takes all");
    fs::write(built("warm_up.json.gz"), packed).expect("that folder can be written to");
}
