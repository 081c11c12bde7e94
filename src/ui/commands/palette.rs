//! The palette: type a few letters, press Enter. Besides the commands it holds saved views and a column for each field.

use super::keys::on_beside;
use super::{close_modal, use_modal};
use crate::ui::common::icon::{Icon, icon};
use crate::ui::common::popover::input_of;
use crate::ui::hooks::storage::{keep, kept};
use crate::ui::prelude::*;
use std::rc::Rc;
use trailglass_event::case::fold_text;
use trailglass_event::field::FIELDS;
use trailglass_lifecycle::field::JOB_FIELDS;
use trailglass_protocol::message::View;
use trailglass_session::command::{COMMANDS, Command, cap};
use trailglass_session::link::Link;
use trailglass_session::notice::Notice;
use trailglass_session::views::SavedViews;
use trailglass_session::{Action, Session};

/// What the palette needs.
#[derive(Properties, PartialEq)]
pub struct PaletteProps {
    /// What the user has in front of them.
    pub session: Rc<Session>,
    /// Where intents go.
    pub act: Callback<Action>,
    /// Whether it asks for nothing but the name of a view that is to be saved.
    pub is_naming: bool,
    /// A command was chosen.
    pub run: Callback<Command>,
    /// It is to go.
    pub close: Callback<()>,
}

/// What an entry does.
#[derive(Clone)]
enum Deed {
    Run(Command),
    Act(Action),
    /// Keeps saved views, and says what has been kept.
    Keep(SavedViews, String),
}

struct Entry {
    group: &'static str,
    title: String,
    hint: String,
    key: String,
    deed: Deed,
}

/// The name under which saved views are kept.
const VIEWS: &str = "views";

/// The palette.
#[component]
pub fn Palette(props: &PaletteProps) -> Html {
    let dialog = use_modal();
    let search = use_state_eq(String::new);
    let at = use_state_eq(|| None::<usize>);
    let mut all = entries(&props.session, &search);
    all.retain(|entry| !props.is_naming || entry.group == SAVE);
    let total = all.len();
    let wanted = fold_text(search.trim());
    // Every word stands somewhere in the title.
    let is_wanted = |entry: &Entry| wanted.split_whitespace().all(|word| fold_text(&entry.title).contains(word));
    let found: Rc<Vec<Entry>> =
        Rc::new(all.into_iter().filter(|entry| entry.group == SAVE || is_wanted(entry)).collect());
    let first = found.first().map(|_| 0);
    let has_commands = found.iter().any(|entry| entry.group != SAVE);
    let chosen = at.map(|at| at.min(found.len().saturating_sub(1))).or(first);
    let run = {
        let (act, run, close, found) = (props.act.clone(), props.run.clone(), props.close.clone(), found.clone());
        let dialog = dialog.clone();
        move |at: usize| {
            let Some(entry) = found.get(at) else { return };
            close_modal(&dialog);
            close.emit(());
            match &entry.deed {
                Deed::Run(command) => run.emit(*command),
                Deed::Act(action) => act.emit(action.clone()),
                Deed::Keep(views, kept) => act.emit(Action::Noticed(match keep(VIEWS, &views.to_string()) {
                    Ok(()) => Notice::passing(kept.clone()),
                    Err(not_kept) => not_kept.notice("The change of saved views"),
                })),
            }
        }
    };
    let oninput = {
        let (search, at) = (search.clone(), at.clone());
        move |event: InputEvent| {
            search.set(input_of(&event).map_or(String::new(), |input| input.value()));
            at.set(None);
        }
    };
    let onkeydown = {
        let (run, at, count) = (run.clone(), at.clone(), found.len());
        move |event: KeyboardEvent| {
            event.stop_propagation();
            match event.key().as_str() {
                "ArrowDown" => at.set(chosen.map(|at| at + 1).filter(|at| *at < count).or(Some(0))),
                "ArrowUp" => at.set(chosen.and_then(|at| at.checked_sub(1)).or(count.checked_sub(1))),
                "Enter" => chosen.into_iter().for_each(&run),
                _ => return,
            }
            event.prevent_default();
        }
    };
    let mut rows: Vec<Html> = Vec::new();
    let mut group = "";
    for (place, entry) in found.iter().enumerate() {
        if entry.group != group {
            group = entry.group;
            rows.push(html! { <div class="palette-group" role="presentation">{ group }</div> });
        }
        let onclick = {
            let run = run.clone();
            move |_: MouseEvent| run(place)
        };
        rows.push(html! {
            <div class="palette-row" role="option" id={command_id(place)} data-testid="palette-row"
                aria-selected={(Some(place) == chosen).to_string()} {onclick}>
                <span>{ entry.title.clone() }</span>
                <span class="muted log-text">{ entry.hint.clone() }</span>
                if !entry.key.is_empty() { <kbd>{ entry.key.clone() }</kbd> }
            </div>
        });
    }
    {
        use_effect_with(chosen, |chosen| {
            let id = chosen.map(command_id);
            if let Some(row) = id.and_then(|id| gloo::utils::document().get_element_by_id(&id)) {
                let options = web_sys::ScrollIntoViewOptions::new();
                options.set_block(web_sys::ScrollLogicalPosition::Nearest);
                row.scroll_into_view_with_scroll_into_view_options(&options);
            }
        });
    }
    let (title, label) = match props.is_naming {
        true => ("Save this view", "Name of the view"),
        false => ("Commands", "Find a command"),
    };
    html! {
        <dialog class="sheet palette" ref={dialog} data-testid="palette" aria-label={title}
            onclose={props.close.reform(|_: Event| ())} onclick={on_beside(&props.close)}>
            <div class="sheet-body">
                <div class="palette-head">
                    { icon(Icon::Search) }
                    <input data-testid="palette-input" role="combobox" aria-expanded="true" aria-controls="palette-list"
                        aria-activedescendant={chosen.map(command_id)} aria-label={label} placeholder={label}
                        value={(*search).clone()} spellcheck="false" autocomplete="off" {oninput} {onkeydown} />
                    <span class="muted" role="status">{ format!("{} of {total}", found.len()) }</span>
                </div>
                <div class="palette-list" id="palette-list" role="listbox" aria-label="Commands">
                    if !has_commands && !props.is_naming { <div class="palette-group" role="presentation">{ "No command has these letters" }</div> }
                    { rows }
                </div>
                <footer class="palette-foot">
                    <span><kbd>{ "↑" }</kbd><kbd>{ "↓" }</kbd>{ " choose" }</span>
                    <span><kbd>{ "↵" }</kbd>{ " run" }</span>
                    <span><kbd>{ "Esc" }</kbd>{ " close" }</span>
                </footer>
            </div>
        </dialog>
    }
}

fn command_id(place: usize) -> String {
    format!("command-{place}")
}

/// The group of the entry that saves the view under the text that is typed.
const SAVE: &str = "Save";

fn entries(session: &Session, search: &str) -> Vec<Entry> {
    let entry = |group, title: String, hint: String, deed| Entry { group, title, hint, key: String::new(), deed };
    let mut entries: Vec<Entry> = Vec::new();
    let views = SavedViews::parse(&kept(VIEWS).unwrap_or_default());
    for (name, fragment) in &views.list {
        let link = Box::new(Link::from_fragment(fragment).0);
        let open = Deed::Act(Action::ViewOpened(link));
        entries.push(entry("Saved views", format!("Open view {name}"), fragment.clone(), open));
    }
    for info in COMMANDS.iter().filter(|info| !info.group.is_of_table() && info.command != Command::Palette) {
        let is_idle = match info.command {
            Command::Undo => !session.history.can_undo(),
            Command::Redo => !session.history.can_redo(),
            _ => false,
        };
        if !is_idle {
            let key = info.keys.first().map_or(String::new(), |key| cap(key));
            let (group, title) = (info.group.title(), info.title.to_owned());
            entries.push(Entry { group, title, hint: String::new(), key, deed: Deed::Run(info.command) });
        }
    }
    let (view, columns) = (session.view, &session.table(session.view).columns);
    let fields: Vec<(&str, &str)> = match view {
        View::Events => FIELDS.iter().map(|info| (info.name, info.doc)).collect(),
        View::Jobs => JOB_FIELDS.iter().map(|info| (info.name, info.doc)).collect(),
    };
    for (name, doc) in fields.into_iter().filter(|(name, _)| !columns.has(name)) {
        let change = Deed::Act(Action::ColumnsChanged(view, Rc::new(columns.with(view, name))));
        entries.push(entry("Columns", format!("Add column {name}"), doc.to_owned(), change));
    }
    for (name, _) in &views.list {
        entries.push(entry(
            "Saved views",
            format!("Forget view {name}"),
            String::new(),
            Deed::Keep(views.without(name), format!("View {name} forgotten")),
        ));
    }
    if !search.trim().is_empty() {
        let fragment =
            Link { files: None, event: None, job: None, sources: Vec::new(), ..session.link() }.to_fragment();
        let name = search.trim().to_owned();
        let hint = "in this browser".to_owned();
        let save = Deed::Keep(views.with(&name, &fragment), format!("View saved as {name}"));
        entries.push(entry(SAVE, format!("Save this view as {name}"), hint, save));
    }
    entries
}
