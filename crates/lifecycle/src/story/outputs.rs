//! What a resource writes, merged from the facts that tell of it.

use super::observed::{Evidence, ObservedFact};
use crate::registry::{KindEntry, ValueName};
use crate::state::State;

/// One output of a resource. A text is empty where nothing says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// What distinguishes it from the others of its resource.
    pub id: String,
    /// Where it is written.
    pub key: String,
    /// The preset that shapes it.
    pub preset: String,
    /// Its progress, in the word of the service.
    pub status: String,
    /// Its result, in the words of the service.
    pub detail: String,
    /// The playing time of what was written, in seconds.
    pub seconds: String,
}

/// The outputs in the order in which facts name them first. Of what several facts say of one output the furthest status
/// holds.
pub(super) fn outputs(evidence: &Evidence<'_, '_, '_>) -> Vec<Output> {
    let mut outputs: Vec<Output> = Vec::new();
    for fact in evidence.facts {
        for (at, output) in outputs_of(evidence, fact).into_iter().enumerate() {
            match known_output(&output, at, &outputs) {
                Some(known) => merge(evidence.kind, &mut outputs[known], output),
                None => outputs.push(output),
            }
        }
    }
    outputs
}

/// The outputs that one fact tells of: its lists of values are parallel.
fn outputs_of(evidence: &Evidence<'_, '_, '_>, fact: &ObservedFact<'_, '_>) -> Vec<Output> {
    let lists = [
        ValueName::OutputId,
        ValueName::Output,
        ValueName::OutputPreset,
        ValueName::OutputStatus,
        ValueName::OutputDetail,
        ValueName::OutputSeconds,
    ]
    .map(|name| evidence.values(fact, &name));
    let n_outputs = lists.iter().map(Vec::len).max().unwrap_or(0);
    let output_at = |at: usize| {
        let [id, key, preset, status, detail, seconds] =
            lists.each_ref().map(|list| list.get(at).copied().unwrap_or_default().to_owned());
        Output { id, key, preset, status, detail, seconds }
    };
    (0..n_outputs).map(output_at).collect()
}

/// The index of the known output that is meant: that of the same id or, where one of them has none, of the same key. One
/// without both is known by its index.
fn known_output(output: &Output, at: usize, known: &[Output]) -> Option<usize> {
    let by_id = || known.iter().position(|other| other.id == output.id);
    let by_key = || {
        let have_ids = |other: &Output| !other.id.is_empty() && !output.id.is_empty();
        known.iter().position(|other| other.key == output.key && !have_ids(other))
    };
    match (output.id.is_empty(), output.key.is_empty()) {
        (false, false) => by_id().or_else(by_key),
        (false, true) => by_id().or((at < known.len() && known[at].id.is_empty()).then_some(at)),
        (true, false) => by_key(),
        (true, true) => (at < known.len()).then_some(at),
    }
}

fn merge(kind: &KindEntry, known: &mut Output, new: Output) {
    for (known, new) in [(&mut known.id, &new.id), (&mut known.key, &new.key), (&mut known.preset, &new.preset)] {
        if known.is_empty() {
            known.clone_from(new);
        }
    }
    if !new.seconds.is_empty() {
        known.seconds = new.seconds;
    }
    if !new.status.is_empty() && rank(kind, &new.status) >= rank(kind, &known.status) {
        known.status = new.status;
        if !new.detail.is_empty() {
            known.detail = new.detail;
        }
    } else if known.detail.is_empty() {
        known.detail = new.detail;
    }
}

/// How far along an output of this status is. A word that proves nothing is said of what is worked on.
fn rank(kind: &KindEntry, status: &str) -> u8 {
    match kind.proof_of(status).rank() {
        0 if !status.is_empty() => State::Progressing.rank(),
        rank => rank,
    }
}
