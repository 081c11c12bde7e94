//! What every part of the page uses.

pub use yew::prelude::*;
