//! One file in full: what it is, what it holds, and everything that was wrong with it.

use crate::ui::actions::use_act;
use crate::ui::common::icon::{Icon, icon};
use crate::ui::common::shared::Shared;
use crate::ui::common::words;
use crate::ui::common::zone::use_clock;
use crate::ui::prelude::*;
use trailglass_event::field::Field;
use trailglass_ingest::formats::object_key;
use trailglass_protocol::message::View;
use trailglass_query::clause_text;
use trailglass_session::Action;
use trailglass_session::sources::Source;

/// What the report needs.
#[derive(Properties, PartialEq)]
pub struct ReportProps {
    /// The file.
    pub source: Shared<Source>,
    /// The report is to be closed.
    pub on_close: Callback<()>,
}

/// The report.
#[component]
pub fn Report(props: &ReportProps) -> Html {
    let source = &props.source;
    let act = use_act();
    let clock = use_clock();
    let close = {
        let on_close = props.on_close.clone();
        move |_| on_close.emit(())
    };
    let show = {
        let query = clause_text(Field::Source.name(), &source.info.name);
        move |_| act.emit(Action::FollowQuery(View::Events, query.clone()))
    };
    let fact =
        |label: &'static str, text: String| html! { <div><dt>{ label }</dt><dd class="log-text">{ text }</dd></div> };
    let report = source.report.as_ref();
    let parts = object_key::parts(&source.info.name);
    html! {
        <section class="file-report" aria-label="The chosen file">
            <div class="file-report-head">
                <h3 class="log-text">{ source.info.name.to_string() }</h3>
                <button class="icon-button" aria-label="Close the report of this file" onclick={close}>{ icon(Icon::Close) }</button>
            </div>
            <dl class="facts">
                { fact("Size", words::size(source.bytes)) }
                if let Some(account) = parts.account { { fact("Account", account.to_owned()) } }
                if let Some(region) = parts.region { { fact("Region", region.to_owned()) } }
                if let Some(delivered) = parts.delivered { { fact("Delivered", clock.instant(delivered)) } }
                if let Some(report) = report {
                    if !report.kind.is_empty() { { fact("Kind", report.kind.clone()) } }
                    { fact("Records", format!(
                        "{} = {} + {} + {} refused",
                        words::number(report.records),
                        words::count(source.events, "event", "events"),
                        words::count(source.duplicates, "duplicate", "duplicates"),
                        words::number(report.refused),
                    )) }
                } else {
                    { fact("Records", format!("{} so far", words::number(source.records))) }
                }
            </dl>
            if source.events > 0 {
                <p class="file-report-ways"><button class="button is-small" data-testid="source-events" onclick={show}>{ "Show its events" }</button></p>
            }
            if let Some(report) = report {
                <ul role="list" class="problems">
                    for problem in report.problems.iter() {
                        <li data-testid="problem" class="log-text">{ problem.to_string() }</li>
                    }
                </ul>
                if report.n_problems as usize > report.problems.len() {
                    <p class="muted">{ format!("The first {} of {}", report.problems.len(), words::number(report.n_problems)) }</p>
                }
            }
        </section>
    }
}
