//! The guard against bombs: small files that unpack to more than any machine can hold.

use crate::report::ProblemKind;

/// Watches how much more comes out than goes in.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct BombGuard {
    n_in: u64,
    n_out: u64,
}

impl BombGuard {
    /// Log files grow ten to thirty times, very monotonous ones a hundred; what grows more, and is large, is a bomb.
    const MAX_RATIO: u64 = 250;
    /// Nothing below this size is a bomb.
    const MIN_BYTES: u64 = 256 * 1024 * 1024;

    /// Counts bytes; gives the problem where they are those of a bomb.
    pub(super) fn check(&mut self, n_in: u64, n_out: u64) -> Option<ProblemKind> {
        self.n_in += n_in;
        self.n_out += n_out;
        let is_bomb = self.n_out > BombGuard::MIN_BYTES && self.n_out / BombGuard::MAX_RATIO > self.n_in;
        is_bomb.then_some(ProblemKind::Bomb(BombGuard::MAX_RATIO as f64))
    }
}
