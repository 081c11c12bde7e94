//! What every part of the page uses: Yew, and our own `html!` in the place of Yew's.

pub use trailglass_markup::html;
pub use yew::prelude::*;
