//! In which zone times are shown; the offset always stands on the button.

use crate::ui::actions::use_act;
use crate::ui::common::popover::{Popover, input_of};
use crate::ui::common::zone::{all_names, is_known, local_name, use_clock, use_zone};
use crate::ui::prelude::*;
use trailglass_event::zone::Zone;
use trailglass_session::Action;

/// The button, and the zones to choose from.
#[component]
pub fn ZoneButton() -> Html {
    let (zone, act) = (use_zone(), use_act());
    let label = use_clock().label();
    let content = Callback::from(move |close: Callback<()>| panel(&zone, &act, close));
    html! {
        <Popover test_id="zone-button" label={format!("Time zone, {label}")} class="bar-button" trigger={html! { {label} }} {content} />
    }
}

fn panel(zone: &Zone, act: &Callback<Action>, close: Callback<()>) -> Html {
    // The arrow keys choose and stay; a press of the pointer chooses and closes.
    let choose = |wanted: &Zone| {
        let (act, wanted) = (act.clone(), wanted.clone());
        move |_: Event| act.emit(Action::ChooseZone(wanted.clone()))
    };
    let press = |wanted: &Zone| {
        let (act, wanted, close) = (act.clone(), wanted.clone(), close.clone());
        move |event: MouseEvent| {
            if event.detail() > 0 {
                act.emit(Action::ChooseZone(wanted.clone()));
                close.emit(());
            }
        }
    };
    let onchange = {
        let act = act.clone();
        move |event: Event| {
            if let Some(input) = input_of(&event) {
                let name = input.value();
                // What the browser does not know is not taken, so that the offset that is shown is true.
                if is_known(&name) {
                    act.emit(Action::ChooseZone(Zone::Named(name)));
                }
            }
        }
    };
    let named = match zone {
        Zone::Named(name) => name.clone(),
        _ => String::new(),
    };
    let option = |label: String, wanted: Zone, name: &'static str| {
        let is_chosen = *zone == wanted;
        html! {
            <label class="choice" onclick={press(&wanted)}>
                <input type="radio" name="zone" data-zone={name} checked={is_chosen} onchange={choose(&wanted)} />
                <span>{ label }</span>
            </label>
        }
    };
    html! {
        <div class="zone-panel">
            <div role="radiogroup" aria-label="Time zone">
                { option("UTC, as CloudTrail writes".to_owned(), Zone::Utc, "utc") }
                { option(format!("Local, {}", local_name()), Zone::Local, "local") }
            </div>
            <label class="zone-name">
                <span>{ "Another" }</span>
                <input class="text-input" data-testid="zone-name" list="zones" value={named} placeholder="Europe/Berlin" {onchange} />
            </label>
            <datalist id="zones">for name in all_names() { <option value={name}></option> }</datalist>
        </div>
    }
}
