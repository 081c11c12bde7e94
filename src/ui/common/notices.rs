//! Toasts, bottom right: what the page has to say that belongs to no other place.

use super::icon::{Icon, icon, icon_of};
use super::shared::Shared;
use crate::ui::actions::use_act;
use crate::ui::prelude::*;
use crate::ui::targets::Target;
use gloo::timers::callback::Timeout;
use trailglass_session::Action;
use trailglass_session::notice::{Notice, NoticeKind};

/// How long something that passed is shown, in milliseconds.
const PASSING_MS: u32 = 4000;

/// The notices.
#[derive(Properties, PartialEq)]
pub struct NoticesProps {
    /// All of them.
    pub notices: Shared<Vec<Notice>>,
}

/// All notices. Both regions are always there, so that what appears in them is announced: what failed or was lost at once,
/// what passed when there is time for it.
#[component]
pub fn Notices(props: &NoticesProps) -> Html {
    let region = |stay: NoticeKind| {
        html! {
            for notice in props.notices.iter().filter(|notice| notice.kind == stay) {
                <OneNotice key={notice.text.clone()} notice={notice.clone()} />
            }
        }
    };
    html! {
        <div class="notices" data-keeps-focus={Target::Grid.name()}>
            <div role="alert" aria-label="Failures">{ region(NoticeKind::Persistent) }</div>
            <div role="status" aria-label="Notices">{ region(NoticeKind::Transient) }</div>
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct OneNoticeProps {
    notice: Notice,
}

#[component]
fn OneNotice(props: &OneNoticeProps) -> Html {
    let notice = &props.notice;
    let dismiss = {
        let (act, text) = (use_act(), notice.text.clone());
        move || act.emit(Action::DismissNotice(text.clone()))
    };
    {
        let dismiss = dismiss.clone();
        use_effect_with((notice.kind, notice.count), move |(stay, _)| {
            let timer = (*stay == NoticeKind::Transient).then(|| Timeout::new(PASSING_MS, dismiss));
            move || drop(timer)
        });
    }
    let is_lasting = notice.kind == NoticeKind::Persistent;
    html! {
        <div class={classes!("notice", is_lasting.then_some("is-lasting"))}>
            if is_lasting { { icon_of(Icon::Warning, "is-failed") } } else { { icon_of(Icon::Ok, "is-ok") } }
            <div class="notice-words">
                <p>
                    { notice.text.clone() }
                    if notice.count > 1 { <span class="muted">{ format!(" × {}", notice.count) }</span> }
                </p>
                if let Some(detail) = &notice.detail {
                    <details><summary>{ "Details" }</summary><p>{ detail.clone() }</p></details>
                }
            </div>
            <button class="icon-button" aria-label="Dismiss" onclick={move |_| dismiss()}>{ icon(Icon::Close) }</button>
        </div>
    }
}
