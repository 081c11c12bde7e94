//! The view on screen as text behind the `#` of an address, so that it can be shared. A link holds the questions of the
//! view and nothing of the files' content.
//!
//! - this file: what a link holds
//! - [`fragment`]: its text, `v=1&q=event:CreateJob&sort=-event&tab=jobs`, written and read

mod fragment;

use crate::columns::Columns;
use crate::fingerprint::Fingerprint;
pub use fragment::VERSION;
use std::rc::Rc;
use trailglass_event::time::TimeRange;
use trailglass_event::zone::Zone;
use trailglass_protocol::message::{Sort, View};

/// A view that can be shared.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// The view on screen.
    pub view: View,
    /// The settings of each view, in the order of [`View::ALL`]; `None` for a view that the link does not mention.
    pub views: [Option<ViewSettings>; View::ALL.len()],
    /// The ranges of time that the events are narrowed to, each within the one before.
    pub ranges: Vec<TimeRange>,
    /// The zone that times are shown in.
    pub zone: Zone,
    /// The id of the open event.
    pub event: Option<String>,
    /// The key of the open job.
    pub job: Option<String>,
    /// The fingerprint of the files.
    pub files: Option<Fingerprint>,
    /// Files of the same site to be read.
    pub sources: Vec<String>,
}

/// The settings of one view.
#[derive(Clone, Debug, PartialEq)]
pub struct ViewSettings {
    /// The text of the filter bar.
    pub text: Rc<str>,
    /// The order.
    pub sort: Sort,
    /// The columns; `None` for the default ones.
    pub columns: Option<Rc<Columns>>,
}

impl Default for ViewSettings {
    fn default() -> ViewSettings {
        ViewSettings { text: "".into(), sort: Sort::newest_first(), columns: None }
    }
}

impl Default for Link {
    fn default() -> Link {
        Link {
            view: View::Events,
            views: View::ALL.map(|view| (view == View::Events).then(ViewSettings::default)),
            ranges: Vec::new(),
            zone: Zone::Utc,
            event: None,
            job: None,
            files: None,
            sources: Vec::new(),
        }
    }
}

impl Link {
    /// The settings of the view on screen.
    pub fn shown_settings(&self) -> ViewSettings {
        self.views[self.view as usize].clone().unwrap_or_default()
    }

    /// The link with the view on screen alone.
    pub fn of_shown_view(&self) -> Link {
        let mut link = self.clone();
        for view in View::ALL {
            let settings = &mut link.views[view as usize];
            *settings = (view == self.view).then(|| settings.take().unwrap_or_default());
        }
        match self.view {
            View::Events => link.job = None,
            View::Jobs => link.event = None,
        }
        link
    }

    /// Whether it shows the page as it is without a link.
    pub fn is_default(&self) -> bool {
        self.of_shown_view() == Link { files: self.files.clone(), ..Link::default() }
    }

    /// What the link will show once there are files: a label and a value each.
    pub fn summary(&self) -> Vec<(&'static str, String)> {
        let mut lines = Vec::new();
        let settings = self.shown_settings();
        lines.push(("View", self.view.name().to_owned()));
        if !settings.text.is_empty() {
            lines.push(("Filter", settings.text.to_string()));
        }
        if let Some(last) = self.ranges.last() {
            lines.push(("Time", format!("{} to {}", last.from, last.to)));
        }
        if settings.sort != Sort::newest_first() {
            let direction = if settings.sort.is_descending { "descending" } else { "ascending" };
            lines.push(("Order", format!("{}, {direction}", settings.sort.field)));
        }
        if let Some(columns) = &settings.columns {
            lines.push(("Columns", columns.names().join(", ")));
        }
        lines.extend(self.event.iter().map(|id| ("Event", id.clone())));
        lines.extend(self.files.iter().map(|files| ("Files", files.words())));
        lines
    }
}
