//! A long value that keeps its end when there is no room: the head is cut by style, the text stays whole.

use crate::ui::prelude::*;

/// The value in two parts, of which only the first may be cut; so many characters of the end are kept.
pub fn middle_ellipsis(value: &str, tail: usize) -> Html {
    let Some((cut, _)) = value.char_indices().rev().nth(tail - 1).filter(|(cut, _)| *cut > tail) else {
        return html! { <span class="whole">{ value.to_owned() }</span> };
    };
    let (head, tail) = value.split_at(cut);
    html! {
        <span class="middle-ellipsis"><span class="head">{ head.to_owned() }</span><span class="tail">{ tail.to_owned() }</span></span>
    }
}
