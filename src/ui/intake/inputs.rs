//! The two file inputs. They are in the page in every state; buttons press them.

use super::Intake;
use super::entries::files_of;
use crate::ui::actions::use_actions;
use crate::ui::prelude::*;
use crate::ui::targets::Target;
use web_sys::HtmlInputElement;

/// What the inputs need.
#[derive(Properties, PartialEq)]
pub struct InputsProps {
    /// Where files go.
    pub intake: Intake,
}

/// Both inputs, out of sight but there.
#[component]
pub fn Inputs(props: &InputsProps) -> Html {
    let targets = use_actions().targets;
    let onchange = {
        let intake = props.intake.clone();
        Callback::from(move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            let files = files_of(input.files());
            // The same files can be chosen once more.
            input.set_value("");
            intake.take(files, name);
        })
    };
    html! {
        <section class="visually-hidden" aria-label="Add files">
            <input type="file" ref={targets.node(Target::FileInput)} data-testid="file-input" multiple=true tabindex="-1"
                aria-label="Choose files" onchange={onchange.clone()} />
            <input type="file" ref={targets.node(Target::FolderInput)} data-testid="folder-input" webkitdirectory=true multiple=true tabindex="-1"
                aria-label="Choose a folder" {onchange} />
        </section>
    }
}

fn name(file: &web_sys::File) -> String {
    let path = js_sys::Reflect::get(file, &"webkitRelativePath".into()).ok().and_then(|path| path.as_string());
    let below = path.and_then(|path| path.split_once('/').map(|(_, below)| below.to_owned()));
    below.unwrap_or_else(|| file.name())
}
