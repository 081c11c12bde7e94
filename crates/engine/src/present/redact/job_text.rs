//! Descriptions of jobs, which this program words itself: its own words and the codes of errors are kept, names are
//! replaced.

use super::Redactor;
use super::name_kind::NameKind;
use super::rule_tables::Rule;
use super::shape::{self, Shape};

/// The words in descriptions of steps and states that are in no profile.
const WORDS_OF_STEPS: &str = "Accepted with status output outputs Refused no was made The existed A read does not show its \
    in CloudTrail of this id known account and region It need not ever have Says that Looked over all the names job it \
    longer Submitted canceled before so shows nothing new yet a later cancellation accepted had started about state found \
    something deserves look submitted over is active paused stopped deleted asked to end for good ended well failed Whether whether \
    and when did does this service all same shown changed not being";

/// What a refused step begins with; the code of the error follows, up to a colon.
const REFUSED: &str = "Refused, ";
/// What follows the code of an error at the beginning of a description.
const AFTER_CODE: [&str; 2] = [", shows nothing about ", ": the service failed"];

impl Redactor {
    /// Keeps the words of these texts in descriptions of jobs: names of kinds and states, and explanations of profiles.
    pub fn allow_words<'a>(&mut self, texts: impl IntoIterator<Item = &'a str>) {
        let words = texts.into_iter().chain([WORDS_OF_STEPS]).flat_map(|text| text.split([' ', '\n']));
        self.allowed_words.extend(words.map(|word| word.trim_matches(|char: char| !char.is_alphanumeric()).to_owned()));
    }

    /// A description of a job.
    pub(super) fn redact_job_text(&mut self, text: &str) -> String {
        if let Some((code, rest)) = text.strip_prefix(REFUSED).and_then(|rest| rest.split_once(": ")) {
            let code = self.redact_by_rule(Rule::Keep(Shape::Code), code);
            return format!("{REFUSED}{code}: {}", self.redact_unknown_words(rest));
        }
        for words in AFTER_CODE {
            if let Some((code, rest)) = text.split_once(words).filter(|(code, _)| Shape::Code.fits(code)) {
                return format!("{code}{words}{}", self.redact_unknown_words(rest));
            }
        }
        self.redact_unknown_words(text)
    }

    fn redact_unknown_words(&mut self, text: &str) -> String {
        let words = text.split(' ').map(|word| {
            let bare = word.trim_matches(['.', ',', ':', ';', '(', ')', '"', '\'']);
            if self.is_known_word(bare) {
                word.to_owned()
            } else {
                word.replacen(bare, &self.redact_value(bare, NameKind::Other), 1)
            }
        });
        words.collect::<Vec<String>>().join(" ")
    }

    fn is_known_word(&self, word: &str) -> bool {
        word.is_empty()
            || self.allowed_words.contains(word)
            || self.vocabulary.is_word(word)
            || Shape::Number.fits(word)
            || shape::is_error_code(word)
            || shape::is_time(word)
    }
}
