//! Preset filters of the jobs table: what it may be about besides jobs, a click each.

use crate::ui::actions::use_act;
use crate::ui::common::shared::Shared;
use crate::ui::prelude::*;
use std::rc::Rc;
use trailglass_lifecycle::field::JobField;
use trailglass_protocol::message::View;
use trailglass_session::Action;
use trailglass_session::table::Table;

/// The labels of the presets and their filters.
const PRESETS: [(&str, &str); 5] = [
    ("Jobs", ""),
    ("Pipelines, queues, templates", "kind:(pipeline OR queue OR template)"),
    ("Presets", "kind:preset"),
    ("Everything", "kind:*"),
    ("With findings", "finding:*"),
];

/// What the presets need.
#[derive(Properties, PartialEq)]
pub struct PresetsProps {
    /// The table of jobs.
    pub table: Shared<Table>,
}

/// The presets.
#[component]
pub fn Presets(props: &PresetsProps) -> Html {
    let table = &props.table;
    let act = use_act();
    html! {
        <div class="presets" role="group" aria-label="Show" data-testid="job-shelf">
            for (label, query) in PRESETS {
                { preset(label, query, table, &act) }
            }
        </div>
    }
}

fn preset(label: &'static str, query: &'static str, table: &Table, act: &Callback<Action>) -> Html {
    // The findings have a column of their own, behind the state.
    let finding = JobField::Finding.info().name;
    let is_missing = query.starts_with(finding) && !table.columns.has(finding);
    let columns = is_missing.then(|| {
        let more = table.columns.with(View::Jobs, finding);
        Rc::new(more.moved(more.list.len() - 1, 1))
    });
    let act = act.clone();
    let onclick = move |_| {
        if let Some(columns) = &columns {
            act.emit(Action::ChangeColumns(View::Jobs, columns.clone()));
        }
        act.emit(Action::FollowQuery(View::Jobs, query.to_owned()));
    };
    html! { <button class="link" aria-pressed={(*table.text == *query).to_string()} {onclick}>{ label }</button> }
}
