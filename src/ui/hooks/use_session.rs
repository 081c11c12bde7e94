//! The session and what changes it.
//!
//! The session changes within the call that dispatches an action, before the page is drawn anew, so that `data-state`,
//! which scripts wait for, leaves `ready` with the gesture that asks for something.

use super::storage::keep_choice;
use super::use_link::opened;
use super::use_timings::Timings;
use crate::ui::prelude::*;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use trailglass_session::{Action, Session, State};
use web_sys::Element;

/// Holds the session.
#[derive(Clone)]
struct Store {
    session: Rc<RefCell<Rc<Session>>>,
    root: NodeRef,
    timings: Timings,
    redraw: UseForceUpdateHandle,
    /// Whether the notice that the browser keeps no choices was shown. Once will do: a column that is resized is a
    /// choice with every step.
    has_warned: Rc<Cell<bool>>,
}

impl Store {
    fn dispatch(&self, action: Action) {
        let kept = keep_choice(&action);
        let before = self.session.borrow().clone();
        let after = Rc::new(before.apply(action));
        self.session.replace(after.clone());
        self.timings.session_changed(&before, &after);
        leave_ready(&self.root, &after);
        self.redraw.force_update();
        if let Err(not_kept) = kept
            && !self.has_warned.replace(true)
        {
            self.dispatch(Action::AddNotice(not_kept.notice("Your choice of columns and time zone")));
        }
    }
}

/// The session as it is drawn, and what changes it. `root` is the element of the page, which carries its state.
#[hook]
pub fn use_session(root: &NodeRef, timings: &Timings) -> (Rc<Session>, Callback<Action>) {
    let session = use_mut_ref(|| Rc::new(opened()));
    let now = session.borrow().clone();
    let store = Store {
        session,
        root: root.clone(),
        timings: timings.clone(),
        redraw: use_force_update(),
        has_warned: use_memo((), |()| Cell::new(false)),
    };
    // What a store holds is the same in every rendering.
    (now, use_callback((), move |action, ()| store.dispatch(action)))
}

/// Sets the state of the session on the element of the page, each time that all of the page has been drawn. The attributes are
/// not among those that Yew draws: it would leave one alone that it believes unchanged.
#[hook]
pub fn use_announced_state(root: &NodeRef, session: &Rc<Session>) {
    let (root, session) = (root.clone(), session.clone());
    use_effect(move || {
        let Some(root) = root.cast::<Element>() else { return };
        set(&root, "data-query", &session.table(session.view).answered);
        set(&root, "data-querying", &session.is_querying().to_string());
        set(&root, "data-state", session.state().word());
    });
}

/// The page is not ready from the moment that something is asked of it. It is ready again when the answer has been drawn.
fn leave_ready(root: &NodeRef, session: &Session) {
    let Some(root) = root.cast::<Element>() else { return };
    let state = session.state();
    if matches!(state, State::Loading | State::Querying) {
        set(&root, "data-state", state.word());
    }
    if session.is_querying() {
        set(&root, "data-querying", "true");
    }
}

fn set(element: &Element, name: &str, value: &str) {
    // These names are valid, which is all that can go wrong.
    element.set_attribute(name, value).ok();
}
