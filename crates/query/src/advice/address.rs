//! Values of address fields that are no addresses.

use super::{AdviceKind, AskedValue, Oddity};
use std::net::Ipv4Addr;
use trailglass_event::address::{Network, ORIGIN_WORDS, Origin, networks_between};
use trailglass_event::field::Kind;

/// A part of an address, a range with a dash, or numbers that are too large.
pub(super) fn not_an_address(asked: &AskedValue<'_>) -> Option<Oddity> {
    let (kind, meant) = of_address(&asked.text).filter(|_| asked.kind == Kind::Address)?;
    Some(asked.oddity(kind, meant.map(|meant| asked.clause_with(&meant))))
}

/// What is odd about a value of an address field, and what was probably meant.
fn of_address(text: &str) -> Option<(AdviceKind, Option<String>)> {
    let is_of_name = |part: &str| part.len() > 1 && part.bytes().any(|byte| byte.is_ascii_alphabetic());
    let is_understood = ORIGIN_WORDS.iter().any(|(word, _)| word.eq_ignore_ascii_case(text))
        || Network::parse(text).is_some()
        || matches!(Origin::of(text), Origin::Address(_) | Origin::Internal)
        || text.rsplit('.').next().is_some_and(is_of_name);
    if is_understood || text.contains(['*', '?']) {
        return None;
    }
    if let Some((from, to)) = text.split_once('-') {
        let (from, to): (Ipv4Addr, Ipv4Addr) = (from.parse().ok()?, to_of_range(from, to)?);
        let networks = networks_between(from, to);
        let meant = if networks.len() > 1 { format!("({})", networks.join(" OR ")) } else { networks.concat() };
        return Some((AdviceKind::AddressRange, (!networks.is_empty()).then_some(meant)));
    }
    let parts: Vec<&str> = text.trim_end_matches('.').split('.').collect();
    let is_number = |part: &&str| !part.is_empty() && part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_digit());
    let n_numbers = parts.iter().take_while(|part| is_number(part)).count();
    let are_rest_open = parts[n_numbers..].iter().all(|part| matches!(*part, "x" | "X" | "0/24"));
    if n_numbers == 0 || parts.len() > 4 || !are_rest_open {
        return None;
    }
    let numbers: Option<Vec<u8>> = parts[..n_numbers].iter().map(|part| part.parse().ok()).collect();
    match numbers {
        None if n_numbers < 2 => None,
        None => Some((AdviceKind::NotAnAddress { text: text.to_owned() }, None)),
        Some(numbers) if n_numbers < 4 => {
            let zeros = numbers.iter().map(u8::to_string).chain(std::iter::repeat("0".to_owned()));
            let address: Vec<String> = zeros.take(4).collect();
            Some((AdviceKind::PartOfAddress, Some(format!("{}/{}", address.join("."), 8 * n_numbers))))
        }
        Some(_) => None,
    }
}

/// The end of a range: an address, or the last number of one that begins like the first.
fn to_of_range(from: &str, to: &str) -> Option<Ipv4Addr> {
    let beginning = from.rsplit_once('.')?.0;
    to.parse().ok().or_else(|| format!("{beginning}.{to}").parse().ok())
}
