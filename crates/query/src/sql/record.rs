//! The members of a record as SQL expressions.

use super::Dialect;

/// Members that tell the same, as ingest takes them: those of calls first, then those of Insights events and of
/// aggregated ones.
pub(super) const TIME: &[&str] = &["eventTime", "timeWindow.windowStart"];
pub(super) const NAME: &[&str] = &["eventName", "insightDetails.eventName", "eventType"];
pub(super) const SOURCE: &[&str] = &["eventSource", "insightDetails.eventSource"];
pub(super) const ID: &[&str] = &["eventID", "eventId"];
pub(super) const ACCOUNT: &[&str] = &["recipientAccountId", "accountId"];

/// The first of some members that the record has, as text. Athena's table is of calls, which have the first of
/// each list: Insights and aggregated events lie in folders of their own.
pub(super) fn first_of(dialect: Dialect, members: &[&str]) -> String {
    match dialect {
        Dialect::DuckDb => {
            let members: Vec<String> = members.iter().map(|path| member(dialect, path)).collect();
            format!("coalesce({})", members.join(", "))
        }
        Dialect::Athena => member(dialect, members[0]),
    }
}

/// A member of the record as text, `NULL` where there is none.
pub(super) fn member(dialect: Dialect, path: &str) -> String {
    match dialect {
        Dialect::DuckDb => format!("nullif(r->>'$.{path}', '')"),
        Dialect::Athena => path.to_ascii_lowercase(),
    }
}

/// The columns of the result.
pub(super) fn selected(dialect: Dialect) -> String {
    match dialect {
        Dialect::DuckDb => format!(
            "{} AS event_time, {} AS event_name,\n  {} AS event_source, r->>'$.userIdentity.arn' AS arn,\n  \
             r->>'$.awsRegion' AS region, r->>'$.sourceIPAddress' AS source_ip, r->>'$.errorCode' AS error_code,\n  \
             {} AS event_id, r AS record",
            first_of(dialect, TIME),
            first_of(dialect, NAME),
            first_of(dialect, SOURCE),
            first_of(dialect, ID)
        ),
        Dialect::Athena => {
            "eventtime, eventname, eventsource, useridentity.arn, awsregion, sourceipaddress, errorcode,\n  \
             eventid, requestparameters, responseelements"
                .to_owned()
        }
    }
}
