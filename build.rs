//! Turns the built-in profiles from TOML, which people write, into JSON, which the page reads already: a second parser
//! in the page would make it larger by a tenth.

#![allow(clippy::disallowed_methods)] // It runs on the machine that builds, where there are files.

use std::path::Path;
use std::{env, fs};

const FOLDER: &str = "src/lifecycle/profiles";

fn main() {
    println!("cargo::rerun-if-changed={FOLDER}");
    let mut files: Vec<_> = fs::read_dir(FOLDER)
        .expect("the profiles are part of the sources")
        .map(|entry| entry.expect("a folder that was opened can be listed").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    // The order of the names is the order of the profiles' numbers.
    files.sort();
    let profiles = files.iter().map(|file| {
        let text = fs::read_to_string(file).expect("a listed file can be read");
        basic_toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
    });
    let json = serde_json::Value::Array(profiles.collect()).to_string();
    let folder = env::var_os("OUT_DIR").expect("cargo names the folder of what is built");
    fs::write(Path::new(&folder).join("profiles.json"), json).expect("that folder can be written to");
}
