//! Puts the built-in profiles together, without their comments, which people read in their files.

#![allow(clippy::disallowed_methods)] // It runs on the machine that builds, where there are files.

use std::path::PathBuf;
use std::{env, fs};

const FOLDER: &str = "profiles";

fn main() {
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
    let built = PathBuf::from(env::var_os("OUT_DIR").expect("cargo names the folder of what is built"));
    fs::write(built.join("profiles.toml"), all).expect("that folder can be written to");
}
