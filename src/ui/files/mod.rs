//! The list of files: what became of each, problems first.
//!
//! - [`order`]: the order of the files
//! - [`list`]: the rows in view
//! - [`report`]: one file in full

pub mod list;
pub mod order;
pub mod report;

use crate::ui::actions::{Actions, use_actions};
use crate::ui::common::icon::{Icon, icon};
use crate::ui::common::shared::Shared;
use crate::ui::common::splitter::{Panel, Splitter};
use crate::ui::common::words;
use crate::ui::hooks::browser::focus;
use crate::ui::prelude::*;
use crate::ui::targets::{Target, Targets};
use crate::ui::top_bar::files_button::FILES_PANEL;
use list::List;
use order::order;
use report::Report;
use trailglass_protocol::id::SourceId;
use trailglass_session::Action;
use trailglass_session::sources::Sources;
use web_sys::HtmlInputElement;

/// What the list needs.
#[derive(Properties, PartialEq)]
pub struct FilesProps {
    /// The files.
    pub sources: Shared<Sources>,
    /// Whether the list is open.
    pub is_open: bool,
    /// Files are to be removed, or not to be read any further.
    pub remove: Callback<Vec<SourceId>>,
}

/// The panel. It is in the page while it is closed, with the sums but without rows.
#[component]
pub fn Files(props: &FilesProps) -> Html {
    let FilesProps { sources, is_open, remove } = props;
    let Actions { act, targets, .. } = use_actions();
    let search = use_state_eq(String::new);
    let chosen = use_state_eq(|| None::<SourceId>);
    let chosen_row = use_node_ref();
    // Bytes and records change ten times a second; the order only changes with what a file turned out to be.
    let counts = (sources.list.len(), sources.n_loading, sources.n_warning, sources.n_failed);
    let rows = {
        let sources = sources.clone();
        use_memo((counts, (*search).clone(), *is_open), move |(_, search, is_open)| {
            if *is_open { order(&sources, search) } else { order::Order::default() }
        })
    };
    let close = {
        let targets = targets.clone();
        Callback::from(move |()| {
            act.emit(Action::ToggleFiles);
            targets.focus(Target::FilesButton);
        })
    };
    let onkeydown = {
        let close = close.clone();
        move |event: KeyboardEvent| {
            if event.key() == "Escape" && !event.default_prevented() {
                event.prevent_default();
                close.emit(());
            }
        }
    };
    let choose = {
        let chosen = chosen.clone();
        Callback::from(move |source: SourceId| chosen.set((*chosen != Some(source)).then_some(source)))
    };
    let total = sources.list.len() as u32;
    let read = if sources.n_loading > 0 {
        format!("{} of {} read", words::number(sources.n_read()), words::number(total))
    } else {
        words::count(total, "file", "files")
    };
    let stop = {
        let (sources, remove) = (sources.clone(), remove.clone());
        move |_| remove.emit(sources.loading())
    };
    let remove_one = remove.reform(|source| vec![source]);
    let close_report = {
        let (chosen, row) = (chosen.clone(), chosen_row.clone());
        let targets = targets.clone();
        Callback::from(move |()| {
            // The row of the file may have been scrolled away.
            match row.cast() {
                Some(row) => focus(Some(row)),
                None => targets.focus(Target::FileSearch),
            }
            chosen.set(None);
        })
    };
    let report = chosen.and_then(|source| sources.get(source).cloned());
    html! {
        <aside class="files" id={FILES_PANEL} data-testid="source-list" hidden={!is_open} aria-label="Files"
            data-sources={total.to_string()} data-ok={sources.n_ok.to_string()}
            data-warning={sources.n_warning.to_string()} data-failed={sources.n_failed.to_string()}
            data-records={sources.records.to_string()} data-events={sources.events.to_string()}
            data-duplicates={sources.duplicates.to_string()} data-refused={sources.refused.to_string()} {onkeydown}>
            <Splitter panel={Panel::Files} />
            <div class="pane-head" data-keeps-focus={Target::FilesButton.name()}>
                <div class="pane-title"><h2>{ "Files" }</h2><span class="muted">{ read }</span></div>
                if sources.n_loading > 0 {
                    <button class="button is-small" data-testid="stop-loading" title="Stop reading; files that have been read completely stay" onclick={stop}>{ "Stop" }</button>
                }
                <button class="icon-button" aria-label="Close the list of files" onclick={move |_| close.emit(())}>{ icon(Icon::Close) }</button>
            </div>
            { search_row(&search, rows.n_files(), &targets) }
            if *is_open {
                <List sources={sources.clone()} order={Shared(rows)} chosen={*chosen} {chosen_row} on_choose={choose.clone()} on_remove={remove_one.clone()} />
            }
            if let (Some(source), true) = (report, *is_open) {
                <Report source={Shared(source)} on_close={close_report} />
            }
            <p class="files-foot">{ sums(sources) }</p>
        </aside>
    }
}

/// The search for a file, and how many it finds. Escape empties it first; then it closes the list.
fn search_row(search: &UseStateHandle<String>, n_found: usize, targets: &Targets) -> Html {
    let oninput = {
        let search = search.setter();
        move |event: InputEvent| search.set(event.target_unchecked_into::<HtmlInputElement>().value())
    };
    let onkeydown = {
        let search = search.clone();
        move |event: KeyboardEvent| {
            if event.key() == "Escape" && !search.is_empty() {
                event.prevent_default();
                search.set(String::new());
            }
        }
    };
    html! {
        <div class="files-search">
            { icon(Icon::Search) }
            <input type="text" ref={targets.node(Target::FileSearch)} aria-label="Find a file" placeholder="Find a file"
                value={(**search).clone()} {oninput} {onkeydown} autocomplete="off" spellcheck="false" />
            if !search.is_empty() { <span class="muted">{ words::number(n_found as u32) }</span> }
        </div>
    }
}

fn sums(sources: &Sources) -> String {
    format!(
        "{} = {} + {} + {} refused",
        words::count(sources.records, "record", "records"),
        words::count(sources.events, "event", "events"),
        words::count(sources.duplicates, "duplicate", "duplicates"),
        words::number(sources.refused)
    )
}
