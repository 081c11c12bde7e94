//! Nothing to show: always why, and what to do next.

use super::icon::{Icon, icon};
use crate::ui::prelude::*;

/// What to say.
#[derive(Properties, PartialEq)]
pub struct EmptyStateProps {
    /// The symbol above.
    pub icon: Icon,
    /// What there is not.
    pub title: AttrValue,
    /// Why, and what would help.
    pub children: Html,
}

/// Nothing to show.
#[component]
pub fn EmptyState(props: &EmptyStateProps) -> Html {
    html! {
        <div class="empty-state">
            { icon(props.icon) }
            <h2>{ &props.title }</h2>
            { props.children.clone() }
        </div>
    }
}
