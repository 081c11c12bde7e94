//! What the palette offers: commands, saved views, a column for each field.

use crate::ui::hooks::storage::kept;
use std::rc::Rc;
use trailglass_event::field::FIELDS;
use trailglass_lifecycle::field::JOB_FIELDS;
use trailglass_protocol::message::View;
use trailglass_session::command::{COMMANDS, Command, cap};
use trailglass_session::link::Link;
use trailglass_session::views::SavedViews;
use trailglass_session::{Action, Session};

/// What an entry does.
#[derive(Clone)]
pub enum PaletteAction {
    /// Runs a command.
    Run(Command),
    /// Changes the session.
    Act(Action),
    /// Keeps saved views, and says what has been kept.
    Keep(SavedViews, String),
}

/// An entry of the palette.
pub struct Entry {
    /// The heading that it stands under.
    pub group: &'static str,
    /// What it does, in words.
    pub title: String,
    /// Quieter words behind the title.
    pub hint: String,
    /// Its key, if it has one.
    pub key: String,
    /// What it does.
    pub action: PaletteAction,
}

/// The name under which saved views are kept.
pub const VIEWS: &str = "views";

/// The group of the entry that saves the view under the text that is typed.
pub const SAVE: &str = "Save";

/// All entries. `search` is what is typed, which may name a view that is to be saved.
pub fn entries(session: &Session, search: &str) -> Vec<Entry> {
    let entry = |group, title: String, hint: String, action| Entry { group, title, hint, key: String::new(), action };
    let mut entries: Vec<Entry> = Vec::new();
    let views = SavedViews::parse(&kept(VIEWS).unwrap_or_default());
    for (name, fragment) in &views.list {
        let link = Box::new(Link::from_fragment(fragment).0);
        let open = PaletteAction::Act(Action::OpenSavedView(link));
        entries.push(entry("Saved views", format!("Open view {name}"), fragment.clone(), open));
    }
    for info in COMMANDS.iter().filter(|info| !info.group.is_of_table() && info.command != Command::OpenPalette) {
        let is_idle = match info.command {
            Command::Undo => !session.history.can_undo(),
            Command::Redo => !session.history.can_redo(),
            _ => false,
        };
        if !is_idle {
            let key = info.keys.first().map_or(String::new(), |key| cap(key));
            let (group, title) = (info.group.title(), info.title.to_owned());
            entries.push(Entry { group, title, hint: String::new(), key, action: PaletteAction::Run(info.command) });
        }
    }
    let (view, columns) = (session.view, &session.table(session.view).columns);
    let fields: Vec<(&str, &str)> = match view {
        View::Events => FIELDS.iter().map(|info| (info.name, info.doc)).collect(),
        View::Jobs => JOB_FIELDS.iter().map(|info| (info.name, info.doc)).collect(),
    };
    for (name, doc) in fields.into_iter().filter(|(name, _)| !columns.has(name)) {
        let change = PaletteAction::Act(Action::ChangeColumns(view, Rc::new(columns.with(view, name))));
        entries.push(entry("Columns", format!("Add column {name}"), doc.to_owned(), change));
    }
    for (name, _) in &views.list {
        entries.push(entry(
            "Saved views",
            format!("Delete view {name}"),
            String::new(),
            PaletteAction::Keep(views.without(name), format!("View {name} deleted")),
        ));
    }
    if !search.trim().is_empty() {
        let fragment =
            Link { files: None, event: None, job: None, sources: Vec::new(), ..session.link() }.to_fragment();
        let name = search.trim().to_owned();
        let hint = "in this browser".to_owned();
        let save = PaletteAction::Keep(views.with(&name, &fragment), format!("View saved as {name}"));
        entries.push(entry(SAVE, format!("Save this view as {name}"), hint, save));
    }
    entries
}
