//! A range of time for keys: a slider that moves all of it, and beside that what makes it longer or shorter.

use super::words::decimal;
use crate::ui::hooks::browser::focus;
use crate::ui::prelude::*;
use trailglass_session::range_keys::{Ends, RangeHandle};

/// Draws what takes the keys of a range of `n_parts` parts, that of its length only while there is a range. `said` is the
/// range in words, `slider` the node of the slider.
pub fn range_grips(
    label: &'static str,
    n_parts: usize,
    ends: Option<Ends>,
    said: &str,
    slider: NodeRef,
    on_key: &Callback<(RangeHandle, KeyboardEvent)>,
) -> Html {
    let last = n_parts.saturating_sub(1);
    let first = ends.map_or(0, |(first, _)| first);
    let on_place_key = on_key.reform(|event| (RangeHandle::Whole, event));
    let on_length_key = {
        let (on_key, slider) = (on_key.clone(), slider.clone());
        move |event: KeyboardEvent| {
            on_key.emit((RangeHandle::End, event.clone()));
            // With the range this goes as well, and the keys stay at the slider.
            if event.default_prevented() && matches!(event.key().as_str(), "Enter" | "Escape" | "Backspace") {
                focus(slider.cast());
            }
        }
    };
    let place = |end: usize| format!("left: {}%", decimal((end + 1) as f64 * 100.0 / n_parts.max(1) as f64));
    html! {
        <>
            <span class="range-handle" ref={slider} tabindex="0" role="slider" aria-label={label} aria-valuemin="0"
                aria-valuemax={last.to_string()} aria-valuenow={first.to_string()} aria-valuetext={said.to_owned()} onkeydown={on_place_key}></span>
            if let Some((first, end)) = ends {
                <span class="range-handle is-length" tabindex="0" role="spinbutton" aria-label="Length of the range" aria-valuemin="1"
                    aria-valuemax={(n_parts - first.min(last)).to_string()} aria-valuenow={(end + 1).saturating_sub(first).to_string()}
                    aria-valuetext={said.to_owned()} ~style={place(end)} onkeydown={on_length_key}></span>
            }
        </>
    }
}
