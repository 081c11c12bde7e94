//! How many files there are, how far they are, and whether something is wrong with them.

use crate::ui::actions::{Actions, use_actions};
use crate::ui::common::icon::{Icon, icon, icon_of};
use crate::ui::common::shared::Shared;
use crate::ui::common::words;
use crate::ui::prelude::*;
use crate::ui::targets::Target;
use trailglass_session::Action;
use trailglass_session::sources::Sources;

/// The id of the list that the button opens.
pub const FILES_PANEL: &str = "files";

/// What the button needs.
#[derive(Properties, PartialEq)]
pub struct FilesButtonProps {
    /// The files.
    pub sources: Shared<Sources>,
    /// Whether the list is open.
    pub is_open: bool,
}

/// Opens and closes the list of files.
#[component]
pub fn FilesButton(props: &FilesButtonProps) -> Html {
    let sources = &props.sources;
    let total = sources.list.len() as u32;
    let share = f64::from(sources.n_read()) / f64::from(total.max(1));
    let Actions { act, targets, .. } = use_actions();
    let onclick = move |_| act.emit(Action::ToggleFiles);
    let wrong = sources.n_warning + sources.n_failed;
    let is_loading = sources.n_loading > 0;
    html! {
        <button class={classes!("files-button", is_loading.then_some("is-loading"))} data-testid="files-button" ref={targets.node(Target::FilesButton)}
            aria-expanded={props.is_open.to_string()} aria-controls={FILES_PANEL} {onclick}>
            { icon(Icon::File) }
            if is_loading {
                <span>
                    <strong>{ words::number(sources.n_read()) }</strong>
                    <span class="wide-only">{ format!(" of {}", words::count(total, "file", "files")) }</span>
                </span>
            } else {
                <span>
                    <strong>{ words::number(total) }</strong>
                    <span class="wide-only">{ if total == 1 { " file" } else { " files" } }</span>
                </span>
            }
            if wrong > 0 {
                <span class="files-wrong">
                    { icon_of(Icon::Warning, "") }
                    { words::number(wrong) }
                    <span class="visually-hidden">{ " with problems" }</span>
                </span>
            }
            <span class="files-line" ~style={format!("transform: scaleX({})", words::decimal(share))}></span>
        </button>
    }
}
