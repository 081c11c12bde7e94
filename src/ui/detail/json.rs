//! The record's own text, laid out in lines. The text content is the record: numbers of lines and the neutralising of
//! direction marks are matters of style.

use crate::ui::actions::use_actions;
use crate::ui::common::icon::{Icon, icon};
use crate::ui::common::shared::Shared;
use crate::ui::common::words;
use crate::ui::prelude::*;
use trailglass_json::lines::{Line, LineKind, lines};
use trailglass_protocol::message::EventDetail;

/// More lines than this are drawn only on request: laying them out takes a noticeable moment.
const MAX_LINES: usize = 5000;
/// Deeper than this the indentation stays the same.
const MAX_INDENT: u32 = 40;

/// What the text needs.
#[derive(Properties, PartialEq)]
pub struct JsonProps {
    /// The event.
    pub detail: Shared<EventDetail>,
}

/// The text.
#[component]
pub fn Json(props: &JsonProps) -> Html {
    let is_whole = use_state_eq(|| false);
    let laid_out = use_memo(props.detail.clone(), |detail| lines(&detail.text));
    let text = &props.detail.text;
    let shown = if *is_whole { laid_out.len() } else { laid_out.len().min(MAX_LINES) };
    let hidden = laid_out.len() - shown;
    let copy = {
        let (actions, detail) = (use_actions(), props.detail.clone());
        move |_| actions.copy(detail.text.clone())
    };
    let show_all = {
        let is_whole = is_whole.setter();
        move |_| is_whole.set(true)
    };
    html! {
        <div class="part" role="tabpanel" id="detail-part" aria-label="Raw JSON">
            <button class="icon-button copy-all" aria-label={if props.detail.is_made { "Copy the record made from columns" } else { "Copy the record as it was written" }} title="Copy" onclick={copy}>
                { icon(Icon::Copy) }
            </button>
            <pre class="json" data-testid="event-json" data-mended={props.detail.is_repaired.then_some("true")} data-made={props.detail.is_made.then_some("true")} tabindex="0"
                role="region" aria-label="Record">
                for line in laid_out[..shown].iter() {
                    { one(text, line) }
                }
            </pre>
            if hidden > 0 {
                <p class="more-lines">
                    { format!("{} more. ", words::count(hidden as u32, "line", "lines")) }
                    <button class="button is-small" onclick={show_all}>{ "Show all" }</button>
                </p>
            }
        </div>
    }
}

fn one(text: &str, line: &Line) -> Html {
    let indent = "  ".repeat(line.depth.min(MAX_INDENT) as usize);
    let class = match line.kind {
        LineKind::String => "is-string",
        LineKind::Number | LineKind::Word => "is-number",
        LineKind::Open | LineKind::Close | LineKind::Empty => "is-bracket",
    };
    html! {
        <span class="json-line">
            { indent }
            if let Some(key) = &line.key { <span class="is-key">{ text[key.clone()].to_owned() }</span>{ ": " } }
            if let Some(value) = &line.value { <span {class}>{ text[value.clone()].to_owned() }</span> }
            { if line.has_comma { ",\n" } else { "\n" } }
        </span>
    }
}
