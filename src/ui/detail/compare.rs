//! Two to five events beside each other: only what differs.

use crate::ui::actions::use_actions;
use crate::ui::common::icon::{Icon, icon};
use crate::ui::common::words;
use crate::ui::common::zone::use_clock;
use crate::ui::prelude::*;
use crate::ui::targets::Target;
use std::rc::Rc;
use trailglass_json::diff::differences;
use trailglass_protocol::message::EventDetail;
use trailglass_session::Action;

/// The letters by which the events are called.
const LETTERS: [&str; 5] = ["A", "B", "C", "D", "E"];

/// What the comparison needs.
#[derive(Properties, PartialEq)]
pub struct CompareProps {
    /// The events.
    pub pinned: Rc<Vec<Rc<EventDetail>>>,
}

/// The comparison.
#[component]
pub fn Compare(props: &CompareProps) -> Html {
    let CompareProps { pinned } = props;
    let actions = use_actions();
    let clock = use_clock();
    let found = use_memo(pinned.clone(), |pinned| {
        let texts: Vec<&str> = pinned.iter().map(|detail| detail.text.as_str()).collect();
        differences(&texts)
    });
    let (differences, n_equal) = &*found;
    // Ids tell events apart and say nothing of them: they stand at the end, and are not counted.
    let is_own = |path: &str| matches!(path, "eventID" | "requestID");
    let (own, counted): (Vec<_>, Vec<_>) = differences.iter().partition(|difference| is_own(&difference.path));
    let event = |(letter, detail): (&'static str, &Rc<EventDetail>)| {
        let open = {
            let (actions, row) = (actions.clone(), detail.key);
            move |_| actions.show_event(row)
        };
        let drop = {
            let (act, detail) = (actions.act.clone(), detail.clone());
            move |_| act.emit(Action::TogglePin(detail.clone()))
        };
        html! {
            <li data-event-id={detail.event_id.clone()}>
                <span class="letter">{ letter }</span>
                <button class="link log-text" onclick={open}>
                    { detail.summary.clone() }{ " " }
                    if let Some(time) = detail.facts.iter().find(|fact| fact.label == "When").and_then(|fact| fact.time) {
                        <span class="compared-time">{ clock.long_instant(time) }</span>
                    }
                </button>
                <button class="icon-button" aria-label={format!("Remove {letter} from the comparison")} onclick={drop}>{ icon(Icon::Close) }</button>
            </li>
        }
    };
    html! {
        <div class="part" role="tabpanel" id="detail-part" aria-label="Comparison" data-testid="comparison"
            data-equal={n_equal.to_string()}>
            <ul role="list" class="compared" data-keeps-focus={Target::FieldsTab.name()}>{ for LETTERS.into_iter().zip(pinned.iter()).map(event) }</ul>
            if pinned.len() < 2 {
                <p class="more-lines">{ "Open another event and add it with the same button" }</p>
            } else {
                <p class="more-lines">
                    { format!("{}, {} the same", words::count(counted.len() as u32, "difference", "differences"),
                        words::count(*n_equal as u32, "value is", "values are")) }
                </p>
                for difference in counted.into_iter().chain(own) {
                    <section class="difference" data-path={difference.path.clone()}>
                        <h3 class="log-text">{ difference.path.clone() }</h3>
                        for (letter, value) in LETTERS.into_iter().zip(&difference.values) {
                            <p>
                                <span class="letter">{ letter }</span>
                                if let Some(value) = value {
                                    <span class="log-text">{ value.clone() }</span>
                                } else {
                                    <span class="muted">{ "missing" }</span>
                                }
                            </p>
                        }
                    </section>
                }
            }
        </div>
    }
}
