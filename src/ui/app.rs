//! The page as a whole: the session, the workers, and what goes to which part.

use crate::ui::actions::Actions;
use crate::ui::commands::Sheet;
use crate::ui::commands::keys::Keys;
use crate::ui::commands::palette::Palette;
use crate::ui::commands::use_commands::{CommandContext, use_commands, use_run};
use crate::ui::common::copy_dialog::CopyDialog;
use crate::ui::common::notices::Notices;
use crate::ui::common::shared::Shared;
use crate::ui::common::zone::clock_of;
use crate::ui::facets::Facets;
use crate::ui::files::Files;
use crate::ui::histogram::Histogram;
use crate::ui::hooks::breakpoints::is_narrow;
use crate::ui::hooks::use_client::{Workers, use_client};
use crate::ui::hooks::use_kept_focus::use_kept_focus;
use crate::ui::hooks::use_leaving::use_leaving;
use crate::ui::hooks::use_link::use_link;
use crate::ui::hooks::use_session::{use_announced_state, use_session};
use crate::ui::hooks::use_timings::{Timings, use_rendered, use_timings};
use crate::ui::intake::inputs::Inputs;
use crate::ui::intake::use_drop::use_drop;
use crate::ui::intake::use_hand_over::use_hand_over;
use crate::ui::intake::use_paste::use_paste;
use crate::ui::intake::welcome::Welcome;
use crate::ui::intake::{FileHandle, Intake};
use crate::ui::prelude::*;
use crate::ui::status_line::{StatusLine, empty_status_line};
use crate::ui::table::events::Events;
use crate::ui::table::jobs::Jobs;
use crate::ui::table::state::{GridStateHandle, use_grid_state};
use crate::ui::targets::Targets;
use crate::ui::top_bar::{TopBar, empty_top_bar};
use trailglass_event::zone::{Clock, Zone};
use trailglass_protocol::message::{EventRow, JobRow, View};
use trailglass_session::{Action, Session, State};

/// The page.
#[component]
pub fn App() -> Html {
    let root = use_node_ref();
    let timings = use_timings();
    let (session, act) = use_session(&root, &timings);
    use_rendered(&timings, &session);
    let workers = use_client(&session, act.clone());
    let targets = (*use_memo((), |()| Targets::default())).clone();
    let sheet = use_state_eq(Sheet::default);
    let has_facets = use_state_eq(|| !is_narrow());
    let context = CommandContext {
        session: session.clone(),
        act: act.clone(),
        has_facets: has_facets.clone(),
        targets: targets.clone(),
        sheet: sheet.clone(),
    };
    let run = use_run(&context);
    use_commands(&context);
    let ask = {
        let workers = workers.clone();
        use_callback((), move |request, ()| workers.ask(&request))
    };
    let actions =
        Actions { act: act.clone(), ask, run: run.clone(), exports: workers.exports.clone(), targets: targets.clone() };
    let intake = use_intake(&session, &act, &workers, &timings);
    let is_over = use_drop(&intake);
    use_paste(&intake);
    use_hand_over(&intake);
    use_link(&session, &act);
    use_leaving(session.sources.n_given > 0);
    use_kept_focus(&targets);
    let grids = Grids { events: use_grid_state(), jobs: use_grid_state() };
    use_announced_state(&root, &session);

    let clock = use_memo((session.zone.clone(), session.totals.span), |(zone, _)| clock_of(zone, &session.totals));
    let close_sheet = {
        let sheet = sheet.clone();
        Callback::from(move |()| sheet.set(Sheet::None))
    };
    let is_empty = session.sources.list.is_empty();
    html! {
        <ContextProvider<Actions> context={actions}>
        <ContextProvider<Shared<Clock>> context={Shared(clock)}>
        <ContextProvider<Shared<Zone>> context={Shared::of(&session.zone)}>
        <div class={classes!("app", is_empty.then_some("is-empty"))} data-testid="app" ref={root}>
            if is_empty {
                { empty_top_bar() }
                <Welcome intake={intake.clone()} {is_over} csp_enforced={session.csp_enforced} link={session.opened_link.as_ref().map(Shared::of)} />
                { empty_status_line(session.state() == State::Loading) }
            } else {
                <TopBar session={Shared::of(&session)} has_facets={*has_facets} />
                { main_part(&session, &grids, *has_facets, &workers) }
                { status_line(&session, timings.first_rows_ms()) }
                if is_over { <div class="drop-overlay"><p>{ "Drop to add these files" }</p></div> }
            }
            if *sheet == Sheet::Keys { <Keys close={close_sheet.clone()} /> }
            if matches!(*sheet, Sheet::Palette | Sheet::Naming) {
                <Palette key={format!("{:?}", *sheet)} session={Shared::of(&session)} is_naming={*sheet == Sheet::Naming} close={close_sheet} />
            }
            if let Some(text) = &session.manual_copy {
                <CopyDialog text={text.clone()} close={act.reform(|()| Action::CloseManualCopy)} />
            }
            <Inputs {intake} />
            <Notices notices={Shared::of(&session.notices)} />
        </div>
        </ContextProvider<Shared<Zone>>>
        </ContextProvider<Shared<Clock>>>
        </ContextProvider<Actions>>
    }
}

/// The state of the grids, which outlives them while the other view is on screen.
struct Grids {
    events: GridStateHandle<EventRow>,
    jobs: GridStateHandle<JobRow>,
}

/// Where files go that are dropped, chosen, pasted or fetched.
#[hook]
fn use_intake(session: &Session, act: &Callback<Action>, workers: &Workers, timings: &Timings) -> Intake {
    let (workers, timings, dispatch) = (workers.clone(), timings.clone(), act.clone());
    let give = use_callback(session.generation, move |files: Vec<FileHandle>, generation| {
        timings.files_handed_over(*generation);
        dispatch.emit(workers.ingest(files));
    });
    Intake { give, act: act.clone() }
}

/// The view on screen, and the list of files beside it.
fn main_part(session: &Session, grids: &Grids, has_facets: bool, workers: &Workers) -> Html {
    let overview = &session.overview;
    let table = Shared::of(session.table(session.view));
    html! {
        <main class="middle-part">
            <div class="panel" id="view" role="tabpanel" aria-labelledby={format!("tab-{}", session.view.name())}>
                if session.view == View::Events {
                    <Histogram buckets={overview.histogram.as_ref().map(Shared::of)} preview={overview.preview}
                        depth={overview.ranges.len()} matched={table.matched()} />
                }
                <div class="panel-row">
                if session.view == View::Events {
                    if has_facets {
                        <Facets overview={Shared::of(overview)} text={table.text.clone()} />
                    }
                    <Events {table} state={grids.events.clone()} totals={session.totals} has_range={has_range(session)} event={session.event.clone()}
                        is_hidden={session.hides_event()} shown={session.revealed} credential={session.credential.clone()} pinned={session.pinned.clone()} />
                } else {
                    <Jobs {table} state={grids.jobs.clone()} totals={session.totals} range={overview.range()}
                        is_loading={session.state() == State::Loading} story={session.story.clone()} />
                }
                </div>
            </div>
            <Files sources={Shared::of(&session.sources)} is_open={session.is_files_open} remove={workers.remove.clone()} />
        </main>
    }
}

/// Whether the events are narrowed to a time.
fn has_range(session: &Session) -> bool {
    session.overview.range().or(session.overview.preview).is_some()
}

fn status_line(session: &Session, first_rows_ms: Option<f64>) -> Html {
    let has_selected = match session.view {
        View::Events => session.event.is_some(),
        View::Jobs => session.story.as_ref().is_some_and(|opened| !opened.is_missing),
    };
    html! {
        <StatusLine view={session.view} table={Shared::of(session.table(session.view))} sources={Shared::of(&session.sources)} totals={session.totals}
            state={session.state()} has_range={has_range(session)} {has_selected} csp_enforced={session.csp_enforced} {first_rows_ms} />
    }
}
