//! One value of a facet: how many events have it, whether it is chosen, and what can be done with it.

use crate::ui::common::icon::{Icon, icon};
use crate::ui::common::middle_ellipsis::middle_ellipsis;
use crate::ui::common::words;
use crate::ui::prelude::*;
use trailglass_event::outcome::Outcome;
use trailglass_protocol::message::{Choice, FacetValue};
use trailglass_query::Choose;
use wasm_bindgen::JsCast;
use web_sys::Element;

/// The row of a value. `most` is the count of the most frequent one, whose bar is the longest. Its events are
/// handled by the facet, see [`pressed`] and [`typed`]: there are many rows.
pub fn value_row(field: &str, value: &FacetValue, most: u32) -> Html {
    let FacetValue { value: text, count, choice } = value;
    let is_chosen = *choice == Choice::Chosen;
    let is_excluded = *choice == Choice::Excluded;
    let share = if most > 0 { f64::from(*count) / f64::from(most) * 100.0 } else { 0.0 };
    let shown = if text.is_empty() { "(empty)" } else { text };
    let class = classes!(
        "facet-row",
        is_chosen.then_some("is-chosen"),
        is_excluded.then_some("is-excluded"),
        (*count == 0).then_some("is-none")
    );
    html! {
        <li {class}>
            <button class="facet-value" data-testid="facet-value" data-value={text.clone()} data-count={count.to_string()}
                aria-pressed={is_chosen.to_string()} data-excluded={is_excluded.to_string()}>
                <span class="facet-mark">
                    if is_chosen { { icon(Icon::Ok) } } else if is_excluded { { icon(Icon::Minus) } }
                </span>
                if is_excluded { <span class="visually-hidden">{ "not " }</span> }
                <span class="log-text facet-text" title={text.clone()}>{ middle_ellipsis(shown, 7) }</span>
                <span class="facet-count">
                    <span class={classes!("facet-bar", hue(field, text))} ~style={format!("width: {}%", words::decimal(share))}></span>
                    <span>{ words::number(*count) }</span>
                </span>
            </button>
            <span class="facet-tools">
                <button tabindex="-1" data-choose="also" aria-keyshortcuts="Plus" aria-label={format!("Also {shown}")} title="Also this (+)">{ "+" }</button>
                <button tabindex="-1" data-choose="not" aria-keyshortcuts="-" data-testid="facet-exclude" aria-label={format!("Exclude {shown}")}
                    title="Exclude (-)">{ "\u{2212}" }</button>
            </span>
        </li>
    }
}

/// What a click on a value or on one of its tools wants.
pub fn pressed(event: &MouseEvent) -> Option<(String, Choose)> {
    let target: Element = event.target()?.dyn_into().ok()?;
    let tool = target.closest("[data-choose]").ok().flatten();
    let choose = match tool.and_then(|tool| tool.get_attribute("data-choose")).as_deref() {
        Some("also") => Choose::Also,
        Some(_) => Choose::Not,
        None if event.alt_key() => Choose::Not,
        None if event.ctrl_key() || event.meta_key() || event.shift_key() => Choose::Also,
        None => Choose::Only,
    };
    Some((value_at(&target)?, choose))
}

/// What a key on a value wants. Tab goes from value to value; what the tools do, keys do as well.
pub fn typed(event: &KeyboardEvent) -> Option<(String, Choose)> {
    let choose = match event.key().as_str() {
        "+" => Choose::Also,
        "-" => Choose::Not,
        _ => return None,
    };
    Some((value_at(&event.target()?.dyn_into().ok()?)?, choose))
}

fn value_at(element: &Element) -> Option<String> {
    let value = element.closest("li").ok().flatten()?.query_selector("[data-value]").ok().flatten()?;
    value.get_attribute("data-value")
}

/// The class that colours a bar: how events with this value ended, where the field says so.
fn hue(field: &str, value: &str) -> Option<&'static str> {
    let outcome = match field {
        "outcome" => Outcome::ALL.into_iter().find(|outcome| outcome.word() == value)?,
        "error" => Outcome::of(Some(value)),
        _ => return None,
    };
    (outcome != Outcome::Ok).then(|| words::outcome_class(outcome))
}
