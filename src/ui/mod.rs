//! x
/// x
pub fn start() {}
