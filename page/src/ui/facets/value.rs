//! One value of a facet: how many events have it, whether it is chosen, and what can be done with it.

use super::Chosen;
use crate::ui::common::icon::{Icon, icon};
use crate::ui::common::shared::Shared;
use crate::ui::common::words;
use trailglass::engine::message::{Choice, FacetValue};
use trailglass::event::outcome::Outcome;
use trailglass::query::Choose;
use trailglass::session::explore::FacetState;
use yew::prelude::*;

/// The row of a value. `most` is the count of the most frequent one, whose bar is the longest.
pub fn value_row(facet: &Shared<FacetState>, value: &FacetValue, most: u32, choose: &Callback<Chosen>) -> Html {
    let FacetValue { value: text, count, choice } = value;
    let is_chosen = *choice == Choice::Chosen;
    let is_excluded = *choice == Choice::Excluded;
    let emit = {
        let (facet, text, choose) = (facet.0.clone(), text.clone(), choose.clone());
        move |how: Choose| choose.emit((facet.clone(), text.clone(), how))
    };
    let onclick = {
        let emit = emit.clone();
        move |event: MouseEvent| {
            emit(if event.alt_key() {
                Choose::Not
            } else if event.ctrl_key() || event.meta_key() || event.shift_key() {
                Choose::Also
            } else {
                Choose::Only
            });
        }
    };
    // Tab goes from value to value; what the tools do, keys do as well.
    let onkeydown = {
        let emit = emit.clone();
        move |event: KeyboardEvent| match event.key().as_str() {
            "+" => emit(Choose::Also),
            "-" => emit(Choose::Not),
            _ => {}
        }
    };
    let emit_also = emit.clone();
    let share = if most > 0 { f64::from(*count) / f64::from(most) * 100.0 } else { 0.0 };
    let shown = if text.is_empty() { "(empty)" } else { text };
    let class = classes!(
        "facet-row",
        is_chosen.then_some("is-chosen"),
        is_excluded.then_some("is-excluded"),
        (*count == 0).then_some("is-none")
    );
    html! {
        <li key={text.clone()} {class}>
            <button class="facet-value" data-testid="facet-value" data-value={text.clone()} data-count={count.to_string()}
                aria-pressed={is_chosen.to_string()} data-excluded={is_excluded.to_string()} {onclick} {onkeydown}>
                <span class="facet-mark">
                    if is_chosen { { icon(Icon::Ok) } } else if is_excluded { { icon(Icon::Minus) } }
                </span>
                if is_excluded { <span class="visually-hidden">{ "not " }</span> }
                <span class="log-text facet-text" title={text.clone()}>{ shown.to_owned() }</span>
                <span class="facet-count">
                    <span class={classes!("facet-bar", hue(&facet.ask.field, text))} ~style={format!("width: {share:.1}%")}></span>
                    <span>{ words::number(*count) }</span>
                </span>
            </button>
            <span class="facet-tools">
                <button tabindex="-1" aria-label={format!("Also {shown}")} title="Also this (+)" onclick={move |_| emit_also(Choose::Also)}>{ icon(Icon::Plus) }</button>
                <button tabindex="-1" data-testid="facet-exclude" aria-label={format!("Exclude {shown}")} title="Exclude (-)"
                    onclick={move |_| emit(Choose::Not)}>{ icon(Icon::Minus) }</button>
            </span>
        </li>
    }
}

/// The class that colours a bar: how events with this value ended, where the field says so.
fn hue(field: &str, value: &str) -> Option<&'static str> {
    let outcome = match field {
        "outcome" => Outcome::ALL.into_iter().find(|outcome| outcome.word() == value)?,
        "error" => Outcome::of(Some(value)),
        _ => return None,
    };
    match outcome {
        Outcome::Ok => None,
        Outcome::Denied => Some("is-denied"),
        Outcome::Failed => Some("is-failed"),
    }
}
