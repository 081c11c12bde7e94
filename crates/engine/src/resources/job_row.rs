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
    let life = resource.life;
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
        submitted: life.submitted.map(|submitted| Micros(submitted.time_micros)),
        is_decoded: life.submitted.is_some_and(|submitted| submitted.decoded),
        last_seen: life.last_seen.map(Micros),
        state: life.state,
        certainty: life.certainty,
        proven: life.proven,
        has_warning: life.has_warning,
        error: error(resource).map(str::to_owned),
        region: resource.region().to_owned(),
        account: resource.account().to_owned(),
        reads: life.n_reads,
        steps: life.n_steps,
        sweeps: resource.n_list_calls(),
        notices: life.n_notices,
        uses: life.n_mentions,
        waited: life.waited().map(length),
        ran: life.ran().map(length),
        lane: lane(resource),
        findings: findings(resource).collect(),
    }
}

fn length(span: Span) -> Length {
    Length { at_least: Micros(span.at_least), at_most: span.at_most.map(Micros) }
}
