//! Labelled lines, of which some lead to events.

use crate::ui::actions::Actions;
use crate::ui::prelude::*;
use trailglass_event::time::Micros;
use trailglass_event::zone::Clock;
use trailglass_protocol::message::{Fact, Line, RowKey};

/// Labelled lines.
pub fn facts(facts: &[Fact], clock: &Clock, actions: &Actions) -> Html {
    let line = |fact: &Fact| {
        let Fact { label, text, time, more, query } = fact;
        let instant = time.map(|time| (time, clock.long_instant(time)));
        fact_lines(label, dated(text, instant, query, None, actions), more.clone())
    };
    html! { <dl class="facts">{ for facts.iter().map(line) }</dl> }
}

/// A text with an instant behind it, as it is shown; a button where the two lead somewhere.
pub fn dated(
    text: &str,
    instant: Option<(Micros, String)>,
    query: &str,
    row: Option<RowKey>,
    actions: &Actions,
) -> Html {
    let comma = if text.is_empty() || instant.is_none() { "" } else { ", " };
    // The time continues the sentence.
    let text = if instant.is_some() { text.trim_end_matches('.') } else { text };
    let content = html! {
        <>
            { text.to_owned() }{ comma }
            if let Some((time, shown)) = instant { <time datetime={time.to_string()} title={time.to_string()}>{ shown }</time> }
        </>
    };
    if row.is_none() && query.is_empty() {
        return content;
    }
    let onclick = {
        let (actions, query) = (actions.clone(), query.to_owned());
        move |_| match row {
            Some(row) => actions.show_event(row),
            None => actions.follow(&query),
        }
    };
    html! { <button class="link log-text" title={query.to_owned()} {onclick}>{ content }</button> }
}

/// One labelled line, and a quieter one under it.
pub fn fact_lines(label: &str, text: Html, more: Option<String>) -> Html {
    html! {
        <div>
            <dt>{ label.to_owned() }</dt>
            <dd class="log-text">
                { text }
                if let Some(more) = more { <span class="more">{ more }</span> }
            </dd>
        </div>
    }
}

/// The text of a line; a button where the line leads somewhere.
pub fn line_text(line: &Line, clock: &Clock, actions: &Actions) -> Html {
    let instant = line.time.map(|time| (time, clock.instant(time)));
    dated(&line.text, instant, &line.query, line.row, actions)
}
