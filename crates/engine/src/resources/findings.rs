//! Findings: what about a job deserves a look.

use super::view::ResourceView;
use trailglass_event::time::Micros;
use trailglass_lifecycle::finding::Finding;
use trailglass_lifecycle::profile::Class;
use trailglass_lifecycle::state::State;

/// A job with more reads than this is polled.
const MANY_READS: u32 = 30;
/// Who waits for an end reads the job once after it, perhaps twice. This many reads are more than that.
const MANY_LATE_READS: u32 = 3;
/// A job that fails within this time after a change of its parent may fail because of it; in microseconds.
const SOON: i64 = 3_600_000_000;

/// The findings of a resource.
pub fn findings(resource: &ResourceView<'_>) -> impl Iterator<Item = Finding> {
    let lifecycle = resource.lifecycle;
    let limit = resource.kind.stuck_after_micros;
    let found = [
        (limit.zip(open_for(resource)).is_some_and(|(limit, open)| open > limit), Finding::Stuck),
        (lifecycle.is_contradicted && resource.kind.spec.class == Class::Job, Finding::Contradicted),
        (lifecycle.n_reads > MANY_READS, Finding::Polled),
        (lifecycle.n_late_reads >= MANY_LATE_READS, Finding::ReadAfterEnd),
        (lifecycle.n_throttled > 0, Finding::Throttled),
        (change_before_failure(resource).is_some(), Finding::AfterChange),
    ];
    found.into_iter().filter_map(|(is_found, finding)| is_found.then_some(finding))
}

/// The last change of its parent before a resource failed, or was refused, if that was soon after it.
pub fn change_before_failure(resource: &ResourceView<'_>) -> Option<Micros> {
    let lifecycle = resource.lifecycle;
    let has_failed =
        lifecycle.state == State::Error || lifecycle.state == State::NotSubmitted && lifecycle.n_throttled == 0;
    let parent = has_failed.then(|| resource.parent_resource())??;
    parent.last_change(Micros(lifecycle.start()?.0 - SOON), lifecycle.last_known()?)
}

/// The time in microseconds that a job has been open although its end would have been logged: up to the end of the data
/// where the job has notifications, else up to the last end that was notified of a job with the same parent. `None` where
/// no ends are logged, because a missing end then proves nothing.
pub fn open_for(resource: &ResourceView<'_>) -> Option<i64> {
    let lifecycle = resource.lifecycle;
    if !lifecycle.exists || lifecycle.has_ended || resource.kind.spec.class != Class::Job {
        return None;
    }
    let own_end = (lifecycle.n_notifications > 0).then(|| resource.end_of_data());
    let logged_until = own_end.max(resource.last_notified_end())?;
    Some(logged_until.0.saturating_sub(lifecycle.start()?.0))
}
