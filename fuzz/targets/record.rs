#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| trailglass_fuzz::record::check(bytes));
