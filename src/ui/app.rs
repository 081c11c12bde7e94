//! The page as a whole: the session, the workers, and what goes to which part.

use crate::ui::commands::Sheet;
use crate::ui::commands::keys::Keys;
use crate::ui::commands::palette::Palette;
use crate::ui::commands::use_commands::{Reach, use_commands};
use crate::ui::common::copy_dialog::CopyDialog;
use crate::ui::common::notices::Notices;
use crate::ui::common::shared::Shared;
use crate::ui::common::zone::clock_of;
use crate::ui::facets::Facets;
use crate::ui::files::Files;
use crate::ui::histogram::Histogram;
use crate::ui::hooks::browser::is_narrow;
use crate::ui::hooks::storage::keep_choice;
use crate::ui::hooks::use_client::use_client;
use crate::ui::hooks::use_kept_focus::use_kept_focus;
use crate::ui::hooks::use_leaving::use_leaving;
use crate::ui::hooks::use_link::{opened, share, use_link};
use crate::ui::hooks::use_timings::{Timings, use_timings};
use crate::ui::intake::inputs::Inputs;
use crate::ui::intake::use_drop::use_drop;
use crate::ui::intake::use_hand_over::use_hand_over;
use crate::ui::intake::use_paste::use_paste;
use crate::ui::intake::welcome::Welcome;
use crate::ui::intake::{Given, Intake};
use crate::ui::intents::Intents;
use crate::ui::prelude::*;
use crate::ui::status_line::{StatusLine, empty_status_line};
use crate::ui::table::events::Events;
use crate::ui::table::jobs::Jobs;
use crate::ui::table::memory::Held;
use crate::ui::top_bar::{TopBar, empty_top_bar};
use std::cell::Cell;
use std::rc::Rc;
use trailglass_event::zone::Clock;
use trailglass_protocol::id::SourceId;
use trailglass_protocol::message::View;
use trailglass_session::explore::FacetWish;
use trailglass_session::sources::Sources;
use trailglass_session::{Action, Session, State};
use web_sys::Element;

/// The session as Yew's reducer wants it.
#[derive(Clone)]
struct Front(Rc<Session>);

impl Reducible for Front {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        Rc::new(Front(Rc::new(self.0.apply(action))))
    }
}

/// The page.
#[component]
pub fn App() -> Html {
    let front = use_reducer(|| Front(Rc::new(opened())));
    let session = front.0.clone();
    let root = use_node_ref();
    let timings = use_timings(session.clone());
    let act = {
        let (front, root, timings) = (front.dispatcher(), root.clone(), timings.clone());
        let is_told = Cell::new(false);
        use_callback((), move |action: Action, ()| {
            leave_ready(&root, &action, &timings);
            let kept = keep_choice(&action);
            front.dispatch(action);
            // Once will do: a column that is resized is a choice with every step.
            if let Err(not_kept) = kept
                && !is_told.replace(true)
            {
                front.dispatch(Action::Noticed(not_kept.notice("What you choose of columns and zone")));
            }
        })
    };
    let workers = use_client(&session, act.clone());
    let give = {
        let (workers, timings, act) = (workers.clone(), timings.clone(), act.clone());
        use_callback(session.generation, move |files: Vec<Given>, generation| {
            timings.files_handed_over(*generation);
            act.emit(workers.ingest(files));
        })
    };
    let remove = {
        let (workers, act) = (workers.clone(), act.clone());
        use_callback((), move |sources: Vec<SourceId>, ()| act.emit(workers.remove(sources)))
    };
    let intake = Intake { give, act: act.clone() };
    let is_over = use_drop(&intake);
    use_paste(&intake);
    use_link(&session, &act);
    use_leaving(session.sources.n_given > 0);
    use_kept_focus();
    use_hand_over(&intake);
    let need = {
        let workers = workers.clone();
        use_callback((), move |request, ()| workers.ask(&request))
    };
    let suggest = {
        let workers = workers.clone();
        use_callback((), move |asked, ()| workers.suggest(asked))
    };
    let intents = Intents { act: act.clone(), need };
    let events_held = (*use_memo((), |()| Held::default())).clone();
    let jobs_held = (*use_memo((), |()| Held::default())).clone();
    {
        // Last of all parts, when everything that the session says is drawn.
        let (root, session) = (root.clone(), session.clone());
        use_effect(move || tell_state(&root, &session));
    }

    let has_facets = use_state_eq(|| !is_narrow());
    let show_facets = {
        let has_facets = has_facets.clone();
        Callback::from(move |is_shown| has_facets.set(is_shown))
    };
    let clock = use_memo((session.zone.clone(), session.totals.span), |(zone, _)| clock_of(zone, &session.totals));
    let clock = Shared::of(&clock);
    let share = {
        let (session, act) = (session.clone(), act.clone());
        Callback::from(move |()| share(&session, &act))
    };
    let sheet = use_state_eq(Sheet::default);
    let reach = Reach {
        session: session.clone(),
        act: act.clone(),
        toggle_facets: show_facets.reform({
            let has_facets = *has_facets;
            move |()| !has_facets
        }),
        share: share.clone(),
        sheet: sheet.clone(),
    };
    use_commands(&reach);
    let close_sheet = {
        let sheet = sheet.clone();
        Callback::from(move |()| sheet.set(Sheet::None))
    };
    let open_palette = {
        let sheet = sheet.clone();
        Callback::from(move |()| sheet.set(Sheet::Palette))
    };
    let is_empty = session.sources.list.is_empty();
    let explore = &session.explore;
    let state = session.state();
    let (view, table) = (session.view, Shared::of(session.table(session.view)));
    let has_range = explore.range().or(explore.preview).is_some();
    let sources: Shared<Sources> = Shared::of(&session.sources);
    let has_selected = match view {
        View::Events => session.event.is_some(),
        View::Jobs => session.story.as_ref().is_some_and(|opened| !opened.is_missing),
    };
    html! {
        <ContextProvider<Shared<Clock>> context={clock.clone()}>
        <div class={classes!("app", is_empty.then_some("is-empty"))} data-testid="app" ref={root}>
            if is_empty {
                { empty_top_bar() }
                <Welcome intake={intake.clone()} {is_over} is_sealed={session.is_sealed} link={session.opened.as_ref().map(Shared::of)} />
                { empty_status_line(state == State::Loading) }
            } else {
                <TopBar {view} table={table.clone()} sources={sources.clone()} totals={session.totals}
                    is_querying={session.is_querying()} is_files_open={session.is_files_open} explore={Shared::of(explore)} zone={Shared::of(&session.zone)} clock={clock.clone()}
                    has_facets={*has_facets} show_facets={show_facets.clone()} {share} exporting={session.exporting}
                    preview={session.preview.clone()} exports={workers.exports.clone()} suggested={Shared::of(&session.suggested)} {suggest} counted={Shared::of(&session.counted)} generation={session.generation} need={intents.need.clone()} commands={open_palette} act={act.clone()} />
                <main class="middle-part">
                    <div class="panel" id="view" role="tabpanel" aria-labelledby={format!("tab-{}", view.name())}>
                        if view == View::Events {
                            <Histogram buckets={explore.histogram.as_ref().map(Shared::of)} preview={explore.preview}
                                depth={explore.ranges.len()} matched={table.matched()} clock={clock.clone()} act={act.clone()} />
                        }
                        <div class="panel-row">
                        if view == View::Events {
                            if *has_facets {
                                <Facets explore={Shared::of(explore)} text={table.text.clone()}
                                    on_close={show_facets.reform(|()| false)} act={act.clone()} />
                            }
                            <Events {table} held={events_held} totals={session.totals} {has_range} {clock} event={session.event.clone()}
                                is_hidden={session.hides_event()} shown={session.shown} credential={session.credential.clone()} pinned={session.pinned.clone()}
                                {intents} />
                        } else {
                            <Jobs {table} held={jobs_held} totals={session.totals} {clock} range={explore.range()} is_loading={state == State::Loading}
                                story={session.story.clone()} {intents} />
                        }
                        </div>
                    </div>
                    <Files sources={sources.clone()} is_open={session.is_files_open} act={act.clone()} {remove} />
                </main>
                <StatusLine {view} table={Shared::of(session.table(view))} {sources} totals={session.totals} {state}
                    {has_range} {has_selected} is_sealed={session.is_sealed} first_rows_ms={timings.first_rows_ms()} />
                if is_over { <div class="drop-veil"><p>{ "Drop to add these files" }</p></div> }
            }
            if *sheet == Sheet::Keys { <Keys close={close_sheet.clone()} /> }
            if matches!(*sheet, Sheet::Palette | Sheet::Naming) {
                <Palette key={format!("{:?}", *sheet)} session={session.clone()} act={act.clone()} is_naming={*sheet == Sheet::Naming}
                    run={Callback::from(move |command| reach.run(command))} close={close_sheet} />
            }
            if let Some(text) = &session.uncopied {
                <CopyDialog text={text.clone()} close={act.reform(|()| Action::CopyClosed)} />
            }
            <Inputs {intake} />
            <Notices notices={Shared::of(&session.notices)} {act} />
        </div>
        </ContextProvider<Shared<Clock>>>
    }
}

/// The page is not ready from the moment that something is wanted of it, which is before it is drawn again.
fn leave_ready(root: &NodeRef, action: &Action, timings: &Timings) {
    let word = match action {
        Action::SourcesAdded(_) | Action::GatheringStarted => State::Loading.word(),
        Action::SourcesRemoved(_) => State::Querying.word(),
        Action::QueryCommitted(_)
        | Action::QueryTyped(..)
        | Action::QueryFollowed(..)
        | Action::SortChosen(_)
        | Action::LinkFollowed(..)
        | Action::ViewOpened(_)
        | Action::Sorted(_)
        | Action::Undone
        | Action::Redone => {
            timings.query_committed();
            State::Querying.word()
        }
        // A range is tried out many times before it is wanted.
        Action::RangeCommitted | Action::RangeLeft(_) => {
            timings.query_committed();
            State::Querying.word()
        }
        Action::Previewed(_)
        | Action::FacetWished(_, FacetWish::Add | FacetWish::More | FacetWish::All | FacetWish::Search(_)) => {
            State::Querying.word()
        }
        _ => return,
    };
    let Some(root) = root.cast::<Element>() else { return };
    let is_loading = root.get_attribute("data-state").as_deref() == Some(State::Loading.word());
    if !is_loading {
        set(&root, "data-state", word);
    }
    if word == State::Querying.word() {
        set(&root, "data-querying", "true");
    }
}

/// Says how the page stands, in words that scripts wait for. Not part of what Yew draws, which would leave an attribute
/// alone that it believes unchanged.
fn tell_state(root: &NodeRef, session: &Session) {
    let Some(root) = root.cast::<Element>() else { return };
    set(&root, "data-query", &session.table(session.view).answered);
    set(&root, "data-querying", &session.is_querying().to_string());
    set(&root, "data-state", session.state().word());
}

fn set(element: &Element, name: &str, value: &str) {
    // These names are valid, which is all that can go wrong.
    element.set_attribute(name, value).ok();
}
