//! The language and its fields, behind a button in the bar.

use super::schemas::with_schema;
use crate::ui::common::popover::Popover;
use crate::ui::prelude::*;
use trailglass_protocol::message::View;
use trailglass_query::help::HELP;

/// The button and what it opens.
pub fn help(view: View) -> Html {
    let content = Callback::from(move |_| panel(view));
    html! {
        <Popover test_id="query-help" label="How to filter" class="icon-button query-help" trigger={html! { "?" }} {content} />
    }
}

fn panel(view: View) -> Html {
    let fields = with_schema(view, |schema| schema.fields.clone());
    html! {
        <div class="help-panel" tabindex="0" role="region" aria-label="How to filter">
            <h2>{ "How to filter" }</h2>
            if view == View::Events {
                <dl>
                    for (examples, finds) in HELP.iter() {
                        <dt>{ for examples.iter().map(|example| html! { <code>{ *example }</code> }) }</dt>
                        <dd>{ *finds }</dd>
                    }
                </dl>
            }
            <h2>{ "Fields" }</h2>
            <dl>
                for field in fields.iter() {
                    <dt><code>{ field.name }</code></dt>
                    <dd>{ field.doc }</dd>
                }
            </dl>
        </div>
    }
}
