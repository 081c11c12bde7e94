//! Pseudonyms: a name is replaced by the same one wherever it occurs.

use super::name_kind::NameKind;
use super::shape;
use std::collections::HashMap;
use std::net::IpAddr;
use trailglass_event::account::{IDENTITY_CENTER_ROLE, is_account_id};

/// The noun of [`NameKind::Other`].
const OTHER: &str = "name";

/// The pseudonyms given so far. A text has one, whatever it names in each place, so that it can be followed through an
/// export and from one export to the next.
#[derive(Debug, Default)]
pub struct Pseudonyms {
    known: HashMap<String, String>,
    counts: HashMap<&'static str, u32>,
}

impl Pseudonyms {
    /// The pseudonym that a text has, if it has one.
    pub fn known(&self, text: &str) -> Option<&str> {
        self.known.get(text).map(String::as_str)
    }

    /// The pseudonym of a text, given to it if it has none.
    pub fn of(&mut self, kind: NameKind, text: &str) -> String {
        if let Some(known) = self.known.get(text) {
            return known.clone();
        }
        let pseudonym = self.new_pseudonym(shape::kind_by_form(text).unwrap_or(kind), text);
        self.known.insert(text.to_owned(), pseudonym.clone());
        pseudonym
    }

    /// The next number of a noun.
    fn next(&mut self, noun: &'static str) -> u32 {
        let count = self.counts.entry(noun).or_default();
        *count += 1;
        *count
    }

    /// Accounts stay twelve digits, addresses addresses, and ids of keys and principals keep their first letters, so
    /// that what reads a trail still can.
    fn new_pseudonym(&mut self, kind: NameKind, text: &str) -> String {
        match kind {
            NameKind::Account if is_account_id(text) => account(self.next("account")),
            NameKind::Account => format!("account-{}", self.next("account-name")),
            NameKind::Address => match text.parse::<IpAddr>() {
                Ok(IpAddr::V4(_)) => address_v4(self.next("address")),
                Ok(IpAddr::V6(_)) => address_v6(self.next("address-v6")),
                Err(_) => format!("address-{}", self.next("address-name")),
            },
            NameKind::AccessKey => match text.get(..4).filter(|_| shape::kind_by_form(text).is_some()) {
                Some(letters) => format!("{letters}{:016}", self.next("access-key")),
                None => format!("key-{}", self.next("key")),
            },
            NameKind::PrincipalId => match text.get(..4).filter(|_| shape::kind_by_form(text).is_some()) {
                Some(letters) => format!("{letters}{:017}", self.next("principal-id")),
                None => format!("principal-{}", self.next("principal")),
            },
            // A role that IAM Identity Center reserves is known by how its name begins.
            NameKind::Noun("role") if text.starts_with(IDENTITY_CENTER_ROLE) => {
                format!("{IDENTITY_CENTER_ROLE}role-{}", self.next("role"))
            }
            NameKind::Noun(noun) => format!("{noun}-{}", self.next(noun)),
            NameKind::Actor => format!("actor-{}", self.next("actor")),
            NameKind::Other => format!("{OTHER}-{}", self.next(OTHER)),
        }
    }
}

/// The pseudonym of an account: twelve digits. The first is not zero, so a number of JSON may begin with it.
fn account(number: u32) -> String {
    format!("1{number:011}")
}

/// The pseudonym of an IPv4 address: one of the range for benchmarks (198.18.0.0/15), which nobody has; a word once these
/// are used up.
fn address_v4(number: u32) -> String {
    match number {
        0..=0x1_ffff => format!("198.{}.{}.{}", 18 + (number >> 16), number >> 8 & 255, number & 255),
        _ => format!("address-v4-{number}"),
    }
}

/// The pseudonym of an IPv6 address: one of the range for documentation (2001:db8::/32).
fn address_v6(number: u32) -> String {
    match number >> 16 {
        0 => format!("2001:db8::{number:x}"),
        high => format!("2001:db8::{high:x}:{:x}", number & 0xffff),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn a_text_keeps_its_word_whatever_it_names_elsewhere() {
        let mut names = Pseudonyms::default();
        assert_eq!(names.of(NameKind::Noun("user"), "noor"), "user-1");
        assert_eq!(names.of(NameKind::Noun("user"), "jane"), "user-2");
        assert_eq!(names.of(NameKind::Noun("bucket"), "media"), "bucket-1");
        assert_eq!(names.of(NameKind::Other, "noor"), "user-1");
        assert_eq!(names.of(NameKind::Other, "else"), "name-1");
        assert_eq!(names.of(NameKind::Other, "111122223333"), "100000000001");
        assert_eq!(names.of(NameKind::Noun("user"), "203.0.113.9"), "198.18.0.1");
        assert_eq!(names.of(NameKind::Other, "AKIAIOSFODNN7EXAMPLE"), "AKIA0000000000000001");
        assert_eq!(names.of(NameKind::Other, "AROAIOSFODNN7EXAMPLEA"), "AROA00000000000000001");
    }

    #[test]
    fn no_two_addresses_become_one() {
        let numbers = || (1..300_000u32).chain([u32::MAX - 1, u32::MAX]);
        for pool in [address_v4 as fn(u32) -> String, address_v6, account] {
            let made: HashSet<String> = numbers().map(pool).collect();
            assert_eq!(made.len(), numbers().count());
        }
        assert!(address_v4(0x1_ffff).parse::<IpAddr>().is_ok() && address_v4(0x2_0000).parse::<IpAddr>().is_err());
        assert!(numbers().all(|number| address_v6(number).parse::<IpAddr>().is_ok()));
    }
}
