//! The view in the address: written whenever it changes, read when the page is opened or the browser goes back.

use super::browser;
use super::clipboard;
use super::storage::restored;
use super::use_listener::use_window_listener;
use crate::ui::prelude::*;
use gloo::timers::callback::Timeout;
use std::cell::RefCell;
use std::rc::Rc;
use trailglass_session::link::Link;
use trailglass_session::linked::shared_files;
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
    let (link, problems) = Link::from_fragment(&fragment);
    // A link that names files alone leaves the rest as the person has it.
    let sources = Link { sources: link.sources.clone(), ..Link::default() };
    if link == sources {
        let mut session = restored();
        session.opened_link = Some(Rc::new(link));
        return session;
    }
    restored().opened_with(link, &problems)
}

fn fragment() -> String {
    gloo::utils::window().location().hash().unwrap_or_default().trim_start_matches('#').to_owned()
}

/// A browser that refuses a change of the address, as Safari and Chrome do where many follow each other, is asked again after so
/// many milliseconds.
const AGAIN_MS: u32 = 2000;

/// The fragment in the address.
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
            if is_other {
                // What was to be written has been left.
                written.due = None;
            }
            is_other
        };
        if is_other {
            let (link, problems) = Link::from_fragment(&fragment);
            act.emit(Action::FollowLink(Box::new(link), problems));
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
    // Behind what else waits for the painting.
    browser::after_paint(|| {
        Timeout::new(0, move || write_due(&written)).forget();
    });
}

/// Writes the session that waits. Where the browser refuses, the newest one is written a while later.
fn write_due(written: &Rc<RefCell<Written>>) {
    let Some(session) = written.borrow_mut().due.take() else { return };
    let is_written = write(&mut written.borrow_mut(), &session).is_ok();
    if !is_written {
        // A session that waits keeps another from being written sooner.
        written.borrow_mut().due = Some(session);
        let written = written.clone();
        Timeout::new(AGAIN_MS, move || write_due(&written)).forget();
    }
}

/// The browser refused to change the address.
struct Refused;

/// The view is in the address while there are files; until then the address stays as it was opened. Only what the browser
/// accepted counts as written.
fn write(written: &mut Written, session: &Session) -> Result<(), Refused> {
    if session.sources.list.is_empty() {
        return Ok(());
    }
    let link = with_sources(session);
    let is_plain = link.is_default();
    let fragment = if is_plain { String::new() } else { link.to_fragment() };
    let is_step = written.step != session.history.step;
    if fragment == written.now && !is_step {
        return Ok(());
    }
    if is_step && fragment != written.settled {
        // What was typed on the way is not gone back to, but what stood there before.
        if written.now != written.settled {
            put(&written.settled, false)?;
            written.now.clone_from(&written.settled);
        }
        put(&fragment, true)?;
        written.settled.clone_from(&fragment);
    } else {
        put(&fragment, false)?;
        // Whatever is no change of the view, such as an open event, belongs to the place that it is in.
        if !session.history.is_typing() {
            written.settled.clone_from(&fragment);
        }
    }
    (written.step, written.now) = (session.history.step, fragment);
    Ok(())
}

/// The link of a session; files that came by a link stay in it.
fn with_sources(session: &Session) -> Link {
    Link { sources: shared_files(session), ..session.link() }
}

fn put(fragment: &str, is_new: bool) -> Result<(), Refused> {
    let window = gloo::utils::window();
    let history = window.history().map_err(|_| Refused)?;
    let location = window.location();
    let address = match fragment {
        // Without a fragment the address has to be named, as none at all means the present one.
        "" => location.pathname().unwrap_or_default() + &location.search().unwrap_or_default(),
        fragment => format!("#{fragment}"),
    };
    let before = self::fragment();
    let put = if is_new {
        history.push_state_with_url(&JsValue::NULL, "", Some(&address))
    } else {
        history.replace_state_with_url(&JsValue::NULL, "", Some(&address))
    };
    put.map_err(|_| Refused)?;
    // Chrome refuses without an error.
    let is_left = before != fragment && self::fragment() == before;
    if is_left { Err(Refused) } else { Ok(()) }
}

/// Writes a link to the view to the clipboard.
pub fn share(session: &Session, act: &Callback<Action>) {
    let location = gloo::utils::window().location();
    let place = location.href().unwrap_or_default();
    let place = place.split('#').next().unwrap_or_default();
    let fragment = with_sources(session).to_fragment();
    let link = if fragment.is_empty() { place.to_owned() } else { format!("{place}#{fragment}") };
    clipboard::copy(act, link, Notice::transient("Link copied. It holds the view, not the data"));
}
