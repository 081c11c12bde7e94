//! The two file inputs. They are in the page in every state; buttons press them.

use super::Intake;
use super::entries::files_of;
use crate::ui::prelude::*;
use web_sys::HtmlInputElement;

/// What the inputs need.
#[derive(Properties, PartialEq)]
pub struct InputsProps {
    /// Where files go.
    pub intake: Intake,
}

/// The id of the input for files.
pub const FILE_INPUT: &str = "file-input";
/// The id of the input for a folder.
pub const FOLDER_INPUT: &str = "folder-input";

/// Both inputs, out of sight but there.
#[component]
pub fn Inputs(props: &InputsProps) -> Html {
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
            <input type="file" id={FILE_INPUT} data-testid="file-input" multiple=true tabindex="-1"
                aria-label="Choose files" onchange={onchange.clone()} />
            <input type="file" id={FOLDER_INPUT} data-testid="folder-input" webkitdirectory=true multiple=true tabindex="-1"
                aria-label="Choose a folder" {onchange} />
        </section>
    }
}

/// Opens the browser's dialog of an input.
pub fn press(id: &str) {
    let input = gloo::utils::document().get_element_by_id(id);
    if let Some(input) = input.and_then(|input| wasm_bindgen::JsCast::dyn_into::<HtmlInputElement>(input).ok()) {
        input.click();
    }
}

fn name(file: &web_sys::File) -> String {
    let path = js_sys::Reflect::get(file, &"webkitRelativePath".into()).ok().and_then(|path| path.as_string());
    let below = path.and_then(|path| path.split_once('/').map(|(_, below)| below.to_owned()));
    below.unwrap_or_else(|| file.name())
}
