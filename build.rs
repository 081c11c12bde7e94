//! Puts together what the program brings along: the built-in profiles, without their comments, which people read in their
//! files, and the records that readers warm up with.

#![allow(clippy::disallowed_methods)] // It runs on the machine that builds, where there are files.

use flate2::Compression;
use flate2::read::{GzDecoder, GzEncoder};
use serde_json::{Value, json};
use std::io::Read;
use std::path::PathBuf;
use std::{env, fs};

const FOLDER: &str = "../src/lifecycle/profiles";

/// A file of the sample trail, and every which of its records is taken.
const SAMPLE: &str = "../static/sample/111122223333_CloudTrail_us-east-1_20240301T1125Z_OF2FIGMLMotTWoTM.json.gz";
const EVERY: usize = 40;

fn main() {
    put_profiles_together();
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

fn put_profiles_together() {
    println!("cargo::rerun-if-changed={FOLDER}");
    let mut files: Vec<_> = fs::read_dir(FOLDER)
        .expect("the profiles are part of the sources")
        .map(|entry| entry.expect("a folder that was opened can be listed").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    // The order of the names is the order of the profiles' numbers.
    files.sort();
    let mut all = String::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("a listed file can be read");
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            all.push_str(line);
            all.push('\n');
        }
        all.push('\0');
    }
    fs::write(built("profiles.toml"), all).expect("that folder can be written to");
}
