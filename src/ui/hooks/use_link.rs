//! The view in the address: written whenever it changes, read when the page is opened or the browser goes back.

use super::browser;
use super::storage::restored;
use super::use_listener::use_window_listener;
use crate::ui::prelude::*;
use gloo::timers::callback::Timeout;
use std::cell::RefCell;
use std::rc::Rc;
use trailglass_session::link::Link;
use trailglass_session::notice::Notice;
use trailglass_session::{Action, Session};
use wasm_bindgen::JsValue;
use web_sys::Event;

/// The session that a page starts with: that of its address, or as the person left it.
pub fn opened() -> Session {
    let fragment = fragment();
    if fragment.is_empty() {
        return restored();
    }
    let (link, troubles) = Link::from_fragment(&fragment);
    // A link that names files alone leaves the rest as the person has it.
    let sources = Link { sources: link.sources.clone(), ..Link::default() };
    if link == sources {
        let mut session = restored();
        session.opened = Some(Rc::new(link));
        return session;
    }
    restored().opened_with(link, &troubles)
}

fn fragment() -> String {
    gloo::utils::window().location().hash().unwrap_or_default().trim_start_matches('#').to_owned()
}

/// What stands in the address.
#[derive(Default)]
struct Written {
    /// Now.
    now: String,
    /// At the last deliberate change: what the back button is to find.
    settled: String,
    /// The number of that change.
    step: u32,
    /// The session as it was last drawn, while it waits to be written.
    due: Option<Rc<Session>>,
}

/// Keeps the address and the view the same.
#[hook]
pub fn use_link(session: &Rc<Session>, act: &Callback<Action>) {
    let written = use_mut_ref(|| Written { now: fragment(), settled: fragment(), step: 0, due: None });
    {
        let (written, session) = (written.clone(), session.clone());
        use_effect(move || write_when_painted(&written, session));
    }
    let on_back = use_callback(act.clone(), move |_: Event, act| {
        let fragment = fragment();
        let is_other = {
            let mut written = written.borrow_mut();
            let is_other = written.now != fragment;
            (written.now, written.settled) = (fragment.clone(), fragment.clone());
            is_other
        };
        if is_other {
            let (link, troubles) = Link::from_fragment(&fragment);
            act.emit(Action::LinkFollowed(Box::new(link), troubles));
        }
    });
    use_window_listener("popstate", on_back);
}

/// Writing an address takes the browser some milliseconds, in this process and in another, so it comes after the answer.
fn write_when_painted(written: &Rc<RefCell<Written>>, session: Rc<Session>) {
    let table = session.table(session.view);
    let is_answered = table.answer.as_ref().is_some_and(|answer| answer.no == table.wanted);
    if !is_answered {
        return;
    }
    let is_waiting = written.borrow_mut().due.replace(session).is_some();
    if is_waiting {
        return;
    }
    let written = written.clone();
    let write = move || {
        let due = written.borrow_mut().due.take();
        if let Some(session) = due {
            write(&written, &session);
        }
    };
    // Behind what else waits for the painting.
    browser::after_paint(|| {
        Timeout::new(0, write).forget();
    });
}

/// The view is in the address while there are files; until then the address stays as it was opened.
fn write(written: &RefCell<Written>, session: &Session) {
    if session.sources.list.is_empty() {
        return;
    }
    let mut written = written.borrow_mut();
    let link = with_sources(session);
    let is_plain = link.is_plain();
    let fragment = if is_plain { String::new() } else { link.to_fragment() };
    let is_step = std::mem::replace(&mut written.step, session.history.step) != session.history.step;
    if fragment == written.now && !is_step {
        return;
    }
    if is_step && fragment != written.settled {
        // What was typed on the way is not gone back to, but what stood there before.
        if written.now != written.settled {
            put(&written.settled, false);
        }
        put(&fragment, true);
        written.settled.clone_from(&fragment);
    } else {
        put(&fragment, false);
        // Whatever is no change of the view, such as an open event, belongs to the place that it is in.
        if !session.history.is_typing() {
            written.settled.clone_from(&fragment);
        }
    }
    written.now = fragment;
}

/// The link of a session; files that came by a link stay in it.
fn with_sources(session: &Session) -> Link {
    let sources = session.opened.as_ref().map_or(Vec::new(), |link| link.sources.clone());
    Link { sources, ..session.link() }
}

fn put(fragment: &str, is_new: bool) {
    let Ok(history) = gloo::utils::window().history() else { return };
    let location = gloo::utils::window().location();
    let address = match fragment {
        // Without a fragment the address has to be named, as none at all means the present one.
        "" => location.pathname().unwrap_or_default() + &location.search().unwrap_or_default(),
        fragment => format!("#{fragment}"),
    };
    // A browser refuses where too many changes follow each other, and takes the next one.
    match is_new {
        true => history.push_state_with_url(&JsValue::NULL, "", Some(&address)).ok(),
        false => history.replace_state_with_url(&JsValue::NULL, "", Some(&address)).ok(),
    };
}

/// Puts a link to the view on the clipboard.
pub fn share(session: &Session, act: &Callback<Action>) {
    let location = gloo::utils::window().location();
    let place = location.href().unwrap_or_default();
    let place = place.split('#').next().unwrap_or_default();
    let fragment = with_sources(session).to_fragment();
    let link = if fragment.is_empty() { place.to_owned() } else { format!("{place}#{fragment}") };
    let act = act.clone();
    browser::copy(link.clone(), move |is_done| {
        act.emit(Action::Noticed(match is_done {
            true => Notice::passing("Link copied. It holds the view, not the data"),
            false => Notice::lasting("The browser did not let the page write to the clipboard", link),
        }));
    });
}
