//! Where a request came from: `sourceIPAddress` is an address, the name of a service, or `AWS Internal`.

use ipnet::{IpNet, Ipv4Subnets, Ipv6Net};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The value of `sourceIPAddress`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Origin {
    /// An address; of version 4 in its mapped form (`::ffff:10.0.0.1`), so that one comparison serves both.
    Address(u128),
    /// `AWS Internal`: a service on its own behalf, whose address the record does not name.
    Internal,
    /// The name of a service's host, such as `cloudformation.amazonaws.com`.
    Service,
    /// Anything else.
    Other,
}

/// The words of the query language for origins that are not addresses.
pub const ORIGIN_WORDS: [(&str, Origin); 2] = [("internal", Origin::Internal), ("service", Origin::Service)];

impl Origin {
    /// Reads the value of `sourceIPAddress`.
    pub fn of(text: &str) -> Origin {
        if let Some(address) = address(text) {
            return Origin::Address(address);
        }
        if text.eq_ignore_ascii_case("AWS Internal") {
            return Origin::Internal;
        }
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
        let is_host = text.contains('.') && text.bytes().all(is_name) && text.bytes().any(|byte| !is_numeric(byte));
        if is_host { Origin::Service } else { Origin::Other }
    }
}

fn is_numeric(byte: u8) -> bool {
    byte.is_ascii_digit() || byte == b'.'
}

fn address(text: &str) -> Option<u128> {
    // Most values begin like one; the check spares names the parser.
    let is_like_one = text.as_bytes().first().is_some_and(|byte| byte.is_ascii_hexdigit() || *byte == b':');
    match text.parse().ok().filter(|_| is_like_one)? {
        IpAddr::V4(address) => Some(address.to_ipv6_mapped().to_bits()),
        IpAddr::V6(address) => Some(address.to_bits()),
    }
}

/// A network: the addresses that begin with the same bits, such as `10.0.0.0/8` or `2001:db8::/32`. One of version 4 is
/// kept in its mapped form, as [`Origin::Address`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Network(Ipv6Net);

impl Network {
    /// Reads an address and the length of its prefix in CIDR notation. Bits of the address beyond the prefix are ignored.
    pub fn parse(text: &str) -> Option<Network> {
        let network = match text.parse().ok()? {
            IpNet::V4(network) => {
                Ipv6Net::new(network.addr().to_ipv6_mapped(), network.prefix_len() + MAPPED_BITS).ok()?
            }
            IpNet::V6(network) => network,
        };
        Some(Network(network.trunc()))
    }

    /// The network of one address of version 6, which can be written in several ways.
    pub fn of_one(text: &str) -> Option<Network> {
        text.parse::<Ipv6Addr>().ok().map(|address| Network(address.into()))
    }

    /// The first address and the length of the prefix, for a network of version 4.
    pub fn as_version_4(self) -> Option<(Ipv4Addr, u8)> {
        let bits = self.0.prefix_len().checked_sub(MAPPED_BITS)?;
        Some((self.0.addr().to_ipv4_mapped()?, bits))
    }

    /// Whether a text is an address in the network.
    pub fn contains(self, text: &str) -> bool {
        matches!(Origin::of(text), Origin::Address(address) if self.0.contains(&Ipv6Addr::from_bits(address)))
    }
}

/// The bits before an address of version 4 in its mapped form.
const MAPPED_BITS: u8 = 96;

/// The networks that together are all addresses of version 4 from one to another, in order; none where the first is
/// beyond the last.
pub fn networks_between(from: Ipv4Addr, to: Ipv4Addr) -> Vec<String> {
    Ipv4Subnets::new(from, to, 0).map(|network| network.to_string()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_contains_what_begins_with_its_bits() {
        for (network, inside, outside) in [
            ("10.0.0.0/8", "10.255.0.1", "11.0.0.1"),
            ("10.1.2.3/8", "10.0.0.1", "9.255.255.255"),
            ("203.0.113.41/32", "203.0.113.41", "203.0.113.40"),
            ("203.0.113.41/32", "::ffff:203.0.113.41", "::203.0.113.41"),
            ("0.0.0.0/0", "198.51.100.7", "2001:db8::1"),
            ("2001:db8::/32", "2001:DB8:0:ffff::1", "2001:db9::"),
            ("::/0", "10.0.0.1", "AWS Internal"),
        ] {
            let read = Network::parse(network).expect(network);
            assert!(read.contains(inside), "{network} has {inside}");
            assert!(!read.contains(outside), "{network} has not {outside}");
        }
        assert!(Network::of_one("2001:db8::1").is_some_and(|one| one.contains("2001:DB8:0:0::1")));
        for text in
            ["10.0.0.0", "10.0.0.0/33", "2001:db8::/129", "10.0.0/8", "10.0.0.0/+8", "media/8", "/8", "10.0.0.0/"]
        {
            assert_eq!(Network::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_range_is_cut_into_networks() {
        for (from, to, networks) in [
            ("10.8.8.10", "10.8.8.20", "10.8.8.10/31 10.8.8.12/30 10.8.8.16/30 10.8.8.20/32"),
            ("10.0.0.0", "10.255.255.255", "10.0.0.0/8"),
            ("0.0.0.0", "255.255.255.255", "0.0.0.0/0"),
            ("192.0.2.7", "192.0.2.7", "192.0.2.7/32"),
            ("192.0.2.7", "192.0.2.6", ""),
        ] {
            let [from, to] = [from, to].map(|text| text.parse().expect(text));
            assert_eq!(networks_between(from, to).join(" "), networks);
        }
    }

    #[test]
    fn what_is_no_address_is_internal_or_a_service() {
        for (text, origin) in [
            ("AWS Internal", Origin::Internal),
            ("cloudformation.amazonaws.com", Origin::Service),
            ("fed.amazonaws.com", Origin::Service),
            ("1.2.3", Origin::Other),
            ("1.2.3.4, 5.6.7.8", Origin::Other),
            ("", Origin::Other),
        ] {
            assert_eq!(Origin::of(text), origin, "{text}");
        }
    }
}
