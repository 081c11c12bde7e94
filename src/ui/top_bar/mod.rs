//! The top: brand, tabs, filter, files; under it what is wrong with the filter, and its parts as chips.

pub mod files_button;
pub mod tabs;
pub mod zone_button;

use crate::ui::common::icon::{Icon, icon, icon_of};
use crate::ui::common::shared::Shared;
use crate::ui::common::words;
use crate::ui::export::menu::ExportMenu;
use crate::ui::export::running::Exports;
use crate::ui::facets::FACETS_PANEL;
use crate::ui::filter_bar::advice_row::AdviceRow;
use crate::ui::filter_bar::chip_row::chip_row;
use crate::ui::filter_bar::input::use_input;
use crate::ui::filter_bar::problem_row::problem_row;
use crate::ui::filter_bar::schemas::with_schema;
use crate::ui::filter_bar::suggestions::use_suggestions;
use crate::ui::filter_bar::use_filter::use_filter;
use crate::ui::histogram::crumbs::crumbs;
use crate::ui::prelude::*;
use files_button::FilesButton;
use std::rc::Rc;
use tabs::Tabs;
use trailglass_event::zone::{Clock, Zone};
use trailglass_protocol::message::{Request, Suggest, View};
use trailglass_query::subject::Subject;
use trailglass_session::explore::Explore;
use trailglass_session::sources::Sources;
use trailglass_session::table::Table;
use trailglass_session::{Action, Counted, Suggested, Totals};
use zone_button::ZoneButton;

/// What the top needs.
#[derive(Properties, PartialEq)]
pub struct TopBarProps {
    /// The view on screen.
    pub view: View,
    /// Its table.
    pub table: Shared<Table>,
    /// The files.
    pub sources: Shared<Sources>,
    /// What is held.
    pub totals: Totals,
    /// Whether the answer on screen is not yet the one that is wanted.
    pub is_querying: bool,
    /// Whether the list of files is open.
    pub is_files_open: bool,
    /// The time that the events are narrowed to.
    pub explore: Shared<Explore>,
    /// Whether the facets are shown.
    pub has_facets: bool,
    /// Shows or hides them.
    pub show_facets: Callback<bool>,
    /// In which zone times are shown.
    pub zone: Shared<Zone>,
    /// Its offsets.
    pub clock: Shared<Clock>,
    /// How far an export is.
    pub exporting: Option<(u32, u32)>,
    /// What a redacted export would look like.
    pub preview: Option<Rc<str>>,
    /// Writes rows as text.
    pub exports: Exports,
    /// Copies a link to the view.
    pub share: Callback<()>,
    /// Opens the palette.
    pub commands: Callback<()>,
    /// Values for a clause that is being typed.
    pub suggested: Shared<Suggested>,
    /// Asks for such values.
    pub suggest: Callback<Suggest>,
    /// The newest counts of other texts.
    pub counted: Shared<Counted>,
    /// The version of the store.
    pub generation: u32,
    /// To the engine.
    pub need: Callback<Request>,
    /// Where intents go.
    pub act: Callback<Action>,
}

/// The top, once there are files.
#[component]
pub fn TopBar(props: &TopBarProps) -> Html {
    let TopBarProps { view, table, sources, totals, is_querying, is_files_open, .. } = props;
    let TopBarProps { explore, has_facets, show_facets, zone, clock, act, suggested, suggest, .. } = props;
    let filter = use_filter(*view, &table.text, act.clone());
    let is_loading = sources.n_loading > 0;

    let share = sources.share();
    let matched = words::number(table.matched());
    let subject = with_schema(View::Jobs, |schema| Subject::of(&table.text, schema));
    let noun = match view {
        View::Events => "events",
        View::Jobs => subject.nouns(),
    };
    let count = html! {
        <>
            <strong>{ matched }</strong>
            { " " }
            { words::noun(table.matched(), noun) }
            if !filter.problems.is_empty() { { " as before" } } else if is_loading || table.partial().is_some() { { ", partial" } }
        </>
    };
    let suggestions = use_suggestions(&filter, suggested, suggest.clone());
    let bar = use_input(&filter, &suggestions, count, is_loading || *is_querying);
    let is_events = *view == View::Events;
    // Of what is being typed or looked for nothing is said yet.
    let is_answered = !is_loading
        && !is_querying
        && table.partial().is_none()
        && filter.problems.is_empty()
        && filter.text == filter.committed
        && !filter.committed.trim().is_empty();
    let no_ranges = Explore::default();
    let time = crumbs(totals.span, if is_events { explore } else { &no_ranges }, clock, act);
    let facets = is_events.then(|| {
        let (has_facets, show_facets) = (*has_facets, show_facets.clone());
        html! {
            <button class="icon-button" data-testid="facets-button" aria-label="Facets" title="Facets" aria-controls={FACETS_PANEL}
                aria-expanded={has_facets.to_string()} onclick={move |_| show_facets.emit(!has_facets)}>{ icon(Icon::Facets) }</button>
        }
    });
    html! {
        <header class="page-head">
            <div class="top-bar">
                <h1 class="brand">{ icon_of(Icon::Brand, "brand-mark") }{ "Trailglass" }</h1>
                <Tabs view={*view} totals={*totals} act={act.clone()} />
                { bar }
                <FilesButton sources={sources.clone()} is_open={*is_files_open} act={act.clone()} />
                <ZoneButton zone={zone.clone()} clock={clock.clone()} act={act.clone()} />
                <ExportMenu view={*view} table={table.clone()} is_ready={!is_loading && !is_querying} exporting={props.exporting}
                    preview={props.preview.as_ref().map(|text| AttrValue::from(text.clone()))} exports={props.exports.clone()}
                    range={explore.range()} span={totals.span} act={act.clone()} />
                <button class="icon-button is-tall" data-testid="share-link" aria-label="Copy a link to this view"
                    title="Copy a link to this view" onclick={props.share.reform(|_| ())}>{ icon(Icon::Link) }</button>
                <button class="icon-button is-tall" data-testid="commands-button" aria-keyshortcuts="Control+K" aria-label="Commands" title="Commands, Ctrl K"
                    onclick={props.commands.reform(|_| ())}>{ icon(Icon::More) }</button>
                if is_loading {
                    <div class="progress" role="progressbar" aria-label="Reading files" aria-valuemin="0"
                        aria-valuemax={sources.list.len().to_string()} aria-valuenow={sources.n_read().to_string()}>
                        <div class="progress-done" ~style={format!("transform: scaleX({})", words::decimal(share))}></div>
                    </div>
                }
            </div>
            { problem_row(&filter) }
            if is_answered {
                <AdviceRow view={*view} text={filter.committed.clone()} is_empty={table.matched() == 0}
                    range={explore.range().filter(|_| is_events)} generation={props.generation} counted={props.counted.clone()}
                    need={props.need.clone()} act={act.clone()} />
            }
            { chip_row(&filter, facets.unwrap_or_default(), time) }
        </header>
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
