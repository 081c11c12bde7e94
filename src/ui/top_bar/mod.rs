//! The top: brand, tabs, filter, files; under it what is wrong with the filter, and its parts as chips.

pub mod files_button;
pub mod tabs;
pub mod zone_button;

use crate::ui::actions::{Actions, use_actions};
use crate::ui::common::icon::{Icon, icon, icon_of};
use crate::ui::common::shared::Shared;
use crate::ui::common::words;
use crate::ui::common::zone::use_clock;
use crate::ui::export::menu::ExportMenu;
use crate::ui::facets::FACETS_PANEL;
use crate::ui::filter_bar::advice_row::AdviceRow;
use crate::ui::filter_bar::chip_row::chip_row;
use crate::ui::filter_bar::input::use_input;
use crate::ui::filter_bar::problem_row::problem_row;
use crate::ui::filter_bar::schemas::with_schema;
use crate::ui::filter_bar::suggestions::use_suggestions;
use crate::ui::filter_bar::use_filter::{Filter, use_filter};
use crate::ui::histogram::breadcrumbs::breadcrumbs;
use crate::ui::prelude::*;
use files_button::FilesButton;
use tabs::Tabs;
use trailglass_protocol::message::View;
use trailglass_query::subject::Subject;
use trailglass_session::Session;
use trailglass_session::command::Command;
use trailglass_session::overview::Overview;
use trailglass_session::sources::Sources;
use zone_button::ZoneButton;

/// What the top needs.
#[derive(Properties, PartialEq)]
pub struct TopBarProps {
    /// What the user has in front of them: the top shows something of nearly all of it.
    pub session: Shared<Session>,
    /// Whether the facets are shown.
    pub has_facets: bool,
}

/// The top, once there are files.
#[component]
pub fn TopBar(props: &TopBarProps) -> Html {
    let TopBarProps { session, has_facets } = props;
    let actions = use_actions();
    let clock = use_clock();
    let (view, table, sources) = (session.view, Shared::of(session.table(session.view)), &session.sources);
    let is_loading = sources.n_loading > 0;
    let is_busy = is_loading || session.is_querying();
    let is_events = view == View::Events;
    let filter = use_filter(view, &table.text);
    let suggestions = use_suggestions(&filter, &session.suggested);
    let bar = use_input(&filter, &suggestions, count(session, &filter), is_busy);
    let no_ranges = Overview::default();
    let time =
        breadcrumbs(session.totals.span, if is_events { &session.overview } else { &no_ranges }, &clock, &actions.act);
    let facets = if is_events { facets_button(*has_facets, &actions) } else { Html::default() };
    let range = session.overview.range();
    html! {
        <header class="page-head">
            <div class="top-bar">
                <h1 class="brand">{ icon_of(Icon::Brand, "brand-mark") }{ "Trailglass" }</h1>
                <Tabs {view} totals={session.totals} />
                { bar }
                <FilesButton sources={Shared::of(sources)} is_open={session.is_files_open} />
                <ZoneButton />
                <ExportMenu {view} table={table.clone()} is_ready={!is_busy} exporting={session.export_progress}
                    preview={session.export_preview.as_ref().map(|text| AttrValue::from(text.clone()))} {range} span={session.totals.span} />
                <button class="icon-button is-tall" data-testid="share-link" aria-label="Copy a link to this view"
                    title="Copy a link to this view" onclick={actions.run.reform(|_| Command::CopyLink)}>{ icon(Icon::Link) }</button>
                <button class="icon-button is-tall" data-testid="commands-button" aria-keyshortcuts="Control+K" aria-label="Commands" title="Commands, Ctrl K"
                    onclick={actions.run.reform(|_| Command::OpenPalette)}>{ icon(Icon::More) }</button>
                if is_loading { { progress(sources) } }
            </div>
            { problem_row(&filter) }
            if !is_busy && is_answered(session, &filter) {
                <AdviceRow {view} text={filter.committed.clone()} is_empty={table.matched() == 0}
                    range={range.filter(|_| is_events)} generation={session.generation} counted={Shared::of(&session.counted)} />
            }
            { chip_row(&filter, facets, time) }
        </header>
    }
}

/// How many rows match, beside the bar.
fn count(session: &Session, filter: &Filter) -> Html {
    let table = session.table(session.view);
    let subject = with_schema(View::Jobs, |schema| Subject::of(&table.text, schema));
    let noun = if session.view == View::Events { "events" } else { subject.nouns() };
    let is_partial = session.sources.n_loading > 0 || table.partial().is_some();
    html! {
        <>
            <strong>{ words::number(table.matched()) }</strong>
            { " " }
            { words::noun(table.matched(), noun) }
            if !filter.problems.is_empty() { { " as before" } } else if is_partial { { ", partial" } }
        </>
    }
}

/// Whether the answer on screen is to the text in the bar, so that there can be advice on it: not while it is typed or
/// searched for.
fn is_answered(session: &Session, filter: &Filter) -> bool {
    session.table(session.view).partial().is_none()
        && filter.problems.is_empty()
        && filter.text == filter.committed
        && !filter.committed.trim().is_empty()
}

fn facets_button(has_facets: bool, actions: &Actions) -> Html {
    html! {
        <button class="icon-button" data-testid="facets-button" aria-label="Facets" title="Facets" aria-controls={FACETS_PANEL}
            aria-expanded={has_facets.to_string()} onclick={actions.run.reform(|_| Command::ToggleFacets)}>{ icon(Icon::Facets) }</button>
    }
}

fn progress(sources: &Sources) -> Html {
    html! {
        <div class="progress" role="progressbar" aria-label="Reading files" aria-valuemin="0"
            aria-valuemax={sources.list.len().to_string()} aria-valuenow={sources.n_read().to_string()}>
            <div class="progress-done" ~style={format!("transform: scaleX({})", words::decimal(sources.share()))}></div>
        </div>
    }
}

/// The top while there are no files.
pub fn empty_top_bar() -> Html {
    html! {
        <header class="page-head">
            <div class="top-bar">
                <span class="brand">{ icon_of(Icon::Brand, "brand-mark") }{ "Trailglass" }</span>
                <span class="tagline">{ "A viewer for AWS CloudTrail logs" }</span>
            </div>
        </header>
    }
}
