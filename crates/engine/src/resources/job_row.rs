//! The row of a resource in the jobs table.

use super::findings::findings;
use super::job_fields::{error, inputs, outputs};
use super::timeline::lane;
use super::view::ResourceView;
use trailglass_event::time::Micros;
use trailglass_lifecycle::span::Span;
use trailglass_protocol::message::{JobRow, Length};

/// The row of a resource.
pub fn job_row(resource: &ResourceView<'_>) -> JobRow {
    let lifecycle = resource.lifecycle;
    JobRow {
        key: resource.key().0,
        kind: resource.kind.name.to_string(),
        id: resource.id().to_owned(),
        request_id: resource.request_id().map(str::to_owned),
        parent: resource.parent().map(str::to_owned),
        parent_name: resource.parent_resource().and_then(|parent| parent.name()).map(str::to_owned),
        input: inputs(resource).next().map(str::to_owned),
        outputs: outputs(resource),
        submitted_by: resource.submitted_by().map(str::to_owned),
        ended_by: resource.ended_by().map(str::to_owned),
        submitted: lifecycle.submitted.map(|submitted| submitted.time),
        is_decoded: lifecycle.submitted.is_some_and(|submitted| submitted.is_decoded),
        last_seen: lifecycle.last_seen,
        state: lifecycle.state,
        certainty: lifecycle.certainty,
        proven: lifecycle.proven,
        has_warning: lifecycle.has_warning,
        error: error(resource).map(str::to_owned),
        region: resource.region().to_owned(),
        account: resource.account().to_owned(),
        reads: lifecycle.n_reads,
        steps: lifecycle.n_steps,
        sweeps: resource.n_list_calls(),
        notifications: lifecycle.n_notifications,
        uses: lifecycle.n_references,
        waited: lifecycle.waited().map(length),
        ran: lifecycle.ran().map(length),
        lane: lane(resource),
        findings: findings(resource).collect(),
    }
}

fn length(span: Span) -> Length {
    Length { at_least: Micros(span.at_least), at_most: span.at_most.map(Micros) }
}
