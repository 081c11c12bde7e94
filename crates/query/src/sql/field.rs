//! The fields of events as SQL expressions.

use super::record::{ACCOUNT, NAME, SOURCE, TIME, first_of, member};
use super::{Dialect, Writer};
use crate::plan::Matcher;
use trailglass_event::READ_VERBS;
use trailglass_event::field::Field;
use trailglass_event::mfa;
use trailglass_event::outcome::DENIALS;
use trailglass_event::sign_in::FAILURE;

impl Writer {
    /// A test of a field; `None` where SQL cannot say it.
    pub(super) fn field(&self, field: Field, matcher: &Matcher) -> Option<String> {
        if let Matcher::Time { from_micros, to_micros } = matcher {
            return (field == Field::Time).then(|| self.time(*from_micros, *to_micros));
        }
        let member = |name: &str| member(self.dialect, name);
        let first_of = |members: &[&str]| first_of(self.dialect, members);
        let value = match field {
            Field::Time => first_of(TIME),
            Field::Event => first_of(NAME),
            Field::Service => format!("regexp_replace({}, '\\.amazonaws\\.com$', '')", first_of(SOURCE)),
            Field::Key => member("userIdentity.accessKeyId"),
            Field::Region => member("awsRegion"),
            Field::Account => {
                format!("coalesce({}, {})", first_of(ACCOUNT), member("userIdentity.accountId"))
            }
            Field::Ip => member("sourceIPAddress"),
            // A failed sign-in has no code; its reason is its message.
            Field::Error => format!(
                "coalesce(nullif({}, ''), CASE WHEN {} OR {} THEN coalesce(nullif({}, ''), '{FAILURE}') END)",
                member("errorCode"),
                self.fails("responseElements"),
                self.fails("serviceEventDetails"),
                member("errorMessage")
            ),
            Field::Outcome => format!(
                "CASE WHEN regexp_{1}({0}, '{2}') THEN 'denied' WHEN {0} <> '' OR {3} OR {4} THEN 'failed' ELSE 'ok' END",
                member("errorCode"),
                self.finds(),
                DENIALS.join("|"),
                self.fails("responseElements"),
                self.fails("serviceEventDetails")
            ),
            Field::Write => format!(
                "CASE WHEN {0} = 'true' THEN 'false' WHEN {0} = 'false' THEN 'true' WHEN regexp_{2}({1}, '^({3})') \
                 THEN 'false' ELSE 'true' END",
                member("readOnly"),
                first_of(NAME),
                self.finds(),
                READ_VERBS.join("|")
            ),
            Field::Mfa => format!(
                "CASE WHEN lower({0}) = 'true' OR lower({1}) = 'yes' THEN 'true' WHEN lower({0}) = 'false' OR lower({1}) = 'no' \
                 THEN 'false' ELSE 'unknown' END",
                member(mfa::SESSION_PATH),
                match self.dialect {
                    Dialect::DuckDb => member(mfa::SIGN_IN_PATH),
                    Dialect::Athena => "TRY(json_extract_scalar(additionaleventdata, '$.MFAUsed'))".to_owned(),
                }
            ),
            // Worked out from several members, by rules that are no business of SQL.
            Field::Actor
            | Field::Identity
            | Field::User
            | Field::Role
            | Field::Target
            | Field::Targets
            | Field::Job
            | Field::Pipeline
            | Field::Preset
            | Field::Source => return None,
        };
        self.matches(&value, matcher)
    }

    /// The suffix of the `regexp_` function that finds an expression anywhere in a text.
    pub(super) fn finds(&self) -> &'static str {
        match self.dialect {
            Dialect::DuckDb => "matches",
            Dialect::Athena => "like",
        }
    }

    /// A condition: the member of this name in a part of the record says that the call failed.
    fn fails(&self, part: &str) -> String {
        let name = member(self.dialect, "eventName");
        match self.dialect {
            Dialect::DuckDb => format!("r->>('/{part}/' || {name}) = '{FAILURE}'"),
            Dialect::Athena => {
                let part = member(self.dialect, part);
                format!(
                    "TRY(element_at(CAST(json_parse({part}) AS MAP(VARCHAR, JSON)), {name})) = JSON '\"{FAILURE}\"'"
                )
            }
        }
    }
}
