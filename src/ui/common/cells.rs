//! Values as cells of tables show them, and the dash for a missing value.

use super::icon::{Icon, icon_of};
use crate::ui::prelude::*;
use trailglass_event::outcome::Outcome;
use trailglass_protocol::cell::{CellValue, CellValues};

/// Text of a log.
pub fn log_text(shown: Html) -> Html {
    html! { <span class="log-text">{ shown }</span> }
}

/// A value that is not there: a dash for the eye, words for the ear.
pub fn missing() -> Html {
    html! { <span class="missing" aria-label="none" role="img">{ "–" }</span> }
}

/// The first of several values and how many more there are.
pub fn several(cell: &str) -> Html {
    let values = CellValues::of(cell);
    let more = match values.n_more {
        0 => Html::default(),
        n_more => html! { <span class="session">{ format!(" +{n_more}") }</span> },
    };
    match values.value() {
        CellValue::Object(json) => log_text(html! { <><code>{ json }</code>{ more }</> }),
        value => log_text(html! { <>{ value.into_text() }{ more }</> }),
    }
}

/// The name of an actor; the session behind it is quieter.
pub fn actor(value: &str) -> Html {
    match value.split_once(" / ") {
        Some((name, session)) => {
            log_text(html! { <>{ name.to_owned() }<span class="session">{ format!(" / {session}") }</span></> })
        }
        None => log_text(html! { { value.to_owned() } }),
    }
}

/// The mark of an outcome, so that errors show even where the error column is out of sight. Its words are there.
pub fn outcome_mark(outcome: Outcome) -> Html {
    match outcome {
        Outcome::Ok => Html::default(),
        Outcome::Denied => icon_of(Icon::Denied, "outcome-mark is-denied"),
        Outcome::Failed => icon_of(Icon::Failed, "outcome-mark is-failed"),
        Outcome::Unknown => icon_of(Icon::Unknown, "outcome-mark is-unknown"),
    }
}
