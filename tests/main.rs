//! The integration tests, one binary. Each module reads as a guide to one part.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::disallowed_methods, clippy::unwrap_used)] // tests read files, and one that cannot go on has failed

mod advice; // why a text finds nothing, and what was probably meant
mod certainty; // jobs: no state, time or length that events do not prove
mod changing; // files that come, turn out to be damaged and go while questions are open
mod containers; // archives: each file in them is a source of its own
mod corpus; // real and published files, where they are at hand
mod detail; // one event, told to a person: identity, denial, neighbours
mod engine; // questions and answers: pages, sorts, overtaken queries, answers while files arrive
mod fresh; // whatever comes and goes, answers are those of an engine that was given what is left
mod findings; // what deserves a look among jobs, and where it leads
mod hostile; // files that mean harm, or look as if
mod explore; // facets and histograms, counted by hand
mod export; // rows as text: every format, piece by piece
mod ingest; // bytes → rows: every shape, every kind of damage, in pieces of any size
mod jobs; // log files → jobs: their states, their language, their stories
mod lifecycle; // the life of a thing: what its events prove, infer and leave open
mod oracle; // what a query finds, worked out naively on whole JSON values
mod query; // what a text means: cases as data, and properties of every text
mod redaction; // a redacted export names nobody
mod removal; // a source that is taken out leaves no trace
mod sample; // the sample trail that ships with the page
mod services; // the things of each service with a profile
mod session; // what the user has in front of them: action, look, action, look
mod shapes; // every shape in which records leave AWS and the tools around it
mod sql; // a query as SQL, against DuckDB where that is at hand
mod store; // copies of an event, and segments as bytes
mod style; // what the style sheets and the program have to agree on
mod support; // an engine and readers joined without a browser
mod tables; // tables as people have them: through a spreadsheet, out of the console
mod targets; // all that an event acted on, and the events of one thing in all its spellings
mod truth; // every story of a generated trail against what really happened
