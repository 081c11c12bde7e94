//! What a value must be, as SQL conditions.

use super::literal::{number, quoted, timestamp};
use super::record::{TIME, first_of};
use super::{Dialect, Writer};
use crate::ast::Operator;
use crate::pattern::Case;
use crate::plan::Matcher;
use trailglass_event::address::{Network, Origin};

impl Writer {
    /// Whether a value, as text, is what a matcher wants.
    pub(super) fn matches(&self, value: &str, matcher: &Matcher) -> Option<String> {
        Some(match matcher {
            Matcher::Pattern(pattern) if pattern.is_any() => format!("{value} IS NOT NULL"),
            Matcher::Pattern(pattern) => {
                let (value, like) = match pattern.case() {
                    Case::Ignored => (format!("lower({value})"), pattern.like()),
                    Case::Regarded => (value.to_owned(), pattern.like()),
                };
                if like.contains(['%', '_', '\\']) {
                    format!("{value} LIKE {} ESCAPE '\\'", quoted(&like))
                } else {
                    format!("{value} = {}", quoted(&like))
                }
            }
            Matcher::Flag(flag) => format!("{value} = '{flag}'"),
            Matcher::Number(operator, limit) => {
                let sign = match operator {
                    Operator::AtLeast => ">=",
                    Operator::Above => ">",
                    Operator::AtMost => "<=",
                    Operator::Below => "<",
                    Operator::Has | Operator::Is => "=",
                };
                format!("TRY_CAST({value} AS DOUBLE) {sign} {}", number(limit.value()))
            }
            Matcher::Expression(expression) => {
                let (pattern, is_case_ignored) = expression.parts();
                let pattern = if is_case_ignored { format!("(?i){pattern}") } else { pattern };
                format!("regexp_{}({value}, {})", self.finds(), quoted(&pattern))
            }
            Matcher::Network(network) => return self.network(value, *network),
            Matcher::Origin(Origin::Internal) => format!("lower({value}) = 'aws internal'"),
            Matcher::Origin(Origin::Service) => format!(
                "({value} LIKE '%.%' AND regexp_{0}({value}, '^[A-Za-z0-9.-]+$') AND regexp_{0}({value}, '[A-Za-z-]'))",
                self.finds()
            ),
            Matcher::Origin(_) | Matcher::Time { .. } | Matcher::Relative { .. } => return None,
        })
    }

    fn network(&self, value: &str, network: Network) -> Option<String> {
        let (address, bits) = network.as_version_4()?;
        if self.dialect == Dialect::Athena {
            return Some(format!("contains('{address}/{bits}', TRY_CAST({value} AS IPADDRESS))"));
        }
        let first = address.to_bits();
        let last = first | u32::MAX.checked_shr(bits.into()).unwrap_or(0);
        let part = |at: u32| format!("TRY_CAST(split_part({value}, '.', {at}) AS BIGINT)");
        let number = format!("({} * 16777216 + {} * 65536 + {} * 256 + {})", part(1), part(2), part(3), part(4));
        let is_address = format!("regexp_matches({value}, '^[0-9]+[.][0-9]+[.][0-9]+[.][0-9]+$')");
        Some(format!("({is_address} AND {number} BETWEEN {first} AND {last})"))
    }

    /// A condition: the event happened from one instant until before another, in microseconds since 1970 UTC.
    pub(super) fn time(&self, from: i64, to: i64) -> String {
        let value = match self.dialect {
            // A time without an offset is UTC's, whatever the zone of the computer. Also without separators, and as a
            // number of seconds or thousandths of them.
            Dialect::DuckDb => {
                let text = first_of(self.dialect, TIME);
                format!(
                    "coalesce(make_timestamp(epoch_us(TRY_CAST(regexp_replace({text}, '^([0-9-]+[T ][0-9:.]+)$', '\\1Z') \
                     AS TIMESTAMPTZ))), try_strptime({text}, '%Y%m%dT%H%M%SZ'), \
                     make_timestamp(CAST(CASE WHEN {0} BETWEEN 1e9 AND 1e11 THEN {0} * 1e6 \
                     WHEN {0} BETWEEN 1e11 AND 1e14 THEN {0} * 1e3 END AS BIGINT)))",
                    format!("TRY_CAST({text} AS DOUBLE)")
                )
            }
            // One time that is none must not end the whole query.
            Dialect::Athena => "CAST(coalesce(try(from_iso8601_timestamp(eventtime)), \
                                try(parse_datetime(eventtime, 'yyyyMMdd''T''HHmmss''Z'''))) AT TIME ZONE 'UTC' AS TIMESTAMP)"
                .to_owned(),
        };
        format!("({value} >= {} AND {value} < {})", timestamp(from), timestamp(to))
    }
}
