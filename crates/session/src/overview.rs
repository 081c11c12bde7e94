//! The overview around the events table: the range of time it is narrowed to, the histogram and the facets.

use std::rc::Rc;
use trailglass_event::field::Field;
use trailglass_event::time::TimeRange;
use trailglass_protocol::message::{Answer, Facet, FacetRequest, Histogram};

/// The groups of facets that are always there, and whether each facet starts open.
pub const GROUPS: [(&str, &[(Field, bool)]); 4] = [
    ("Who", &[(Field::Actor, true), (Field::Identity, false), (Field::Mfa, false)]),
    ("What", &[(Field::Service, true), (Field::Event, true)]),
    ("Where", &[(Field::Region, true), (Field::Account, false), (Field::Ip, false)]),
    ("Result", &[(Field::Outcome, true), (Field::Error, true)]),
];

/// How many values a facet shows at first.
pub const FEW_VALUES: u32 = 5;
/// How many more values each press of *More* shows.
pub const MORE_VALUES: u32 = 25;
/// The most values that a facet shows: a page draws no more of them at once.
pub const MOST_VALUES: u32 = 1_000;

/// The overview.
#[derive(Clone, Debug, PartialEq)]
pub struct Overview {
    /// The ranges of time that the events are narrowed to, each within the one before.
    pub ranges: Rc<Vec<TimeRange>>,
    /// The range that is previewed.
    pub preview: Option<TimeRange>,
    /// Events over time, of the answer on screen.
    pub histogram: Option<Rc<Histogram>>,
    /// The facets: those of [`GROUPS`], then those that were added. Each is behind its own `Rc`, so that one that did
    /// not change is equal by pointer.
    pub facets: Vec<Rc<FacetState>>,
    /// Counts the changes of what is requested for the facets.
    pub facet_revision: u32,
}

/// One facet.
#[derive(Clone, Debug, PartialEq)]
pub struct FacetState {
    /// The request for its values.
    pub ask: FacetRequest,
    /// Whether its values are shown.
    pub is_open: bool,
    /// Whether it was added to [`GROUPS`], and can be removed again.
    pub is_added: bool,
    /// Its values, from the answer on screen.
    pub found: Option<Rc<Facet>>,
}

/// A change of a facet.
#[derive(Clone, Debug, PartialEq)]
pub enum FacetChange {
    /// Opens or closes it.
    Toggle,
    /// Shows more values.
    More,
    /// Shows all values, up to [`MOST_VALUES`].
    All,
    /// Shows a few values again.
    Fewer,
    /// Shows only values that hold this text.
    Search(String),
    /// Adds and opens it.
    Add,
    /// Removes it.
    Remove,
}

impl Default for Overview {
    fn default() -> Overview {
        let all = GROUPS.iter().flat_map(|(_, facets)| facets.iter());
        let facets = all.map(|(field, is_open)| Rc::new(FacetState::new(field.name(), *is_open, false))).collect();
        Overview { ranges: Rc::default(), preview: None, histogram: None, facets, facet_revision: 0 }
    }
}

impl FacetState {
    fn new(field: &str, is_open: bool, is_added: bool) -> FacetState {
        let ask = FacetRequest { field: field.to_owned(), count: FEW_VALUES, part: String::new() };
        FacetState { ask, is_open, is_added, found: None }
    }

    /// Whether the values that were requested have not arrived yet.
    pub fn is_busy(&self) -> bool {
        self.found.as_ref().is_none_or(|found| found.is_partial || found.ask != self.ask)
    }
}

impl Overview {
    /// The range that the events are narrowed to.
    pub fn range(&self) -> Option<TimeRange> {
        self.ranges.last().copied()
    }

    /// The requests for the values of the facets.
    pub fn facet_requests(&self) -> Vec<FacetRequest> {
        self.facets.iter().map(|facet| facet.ask.clone()).collect()
    }

    /// Whether values of a facet have not arrived yet.
    pub fn is_busy(&self) -> bool {
        self.facets.iter().any(|facet| facet.is_busy())
    }

    /// Previews a range, or ends the preview. Returns whether another answer is needed.
    pub fn preview_range(&mut self, preview: Option<TimeRange>) -> bool {
        let is_other = self.preview != preview;
        self.preview = preview;
        is_other
    }

    /// Narrows the events to the previewed range. Returns whether another answer is needed.
    pub fn commit_range(&mut self) -> bool {
        let Some(range) = self.preview.take() else { return false };
        if self.range() != Some(range) {
            Rc::make_mut(&mut self.ranges).push(range);
        }
        true
    }

    /// Returns to the range at a depth; depth 0 is all of the time. Returns whether another answer is needed.
    pub fn return_to(&mut self, depth: usize) -> bool {
        let is_other = depth < self.ranges.len() || self.preview.is_some();
        self.preview = None;
        if depth < self.ranges.len() {
            Rc::make_mut(&mut self.ranges).truncate(depth);
        }
        is_other
    }

    /// Changes the facet of a field.
    pub fn change_facet(&mut self, field: &str, change: FacetChange) {
        let at = self.facets.iter().position(|facet| facet.ask.field == field);
        match (at, change) {
            (Some(at), FacetChange::Remove) => {
                self.facets.remove(at);
            }
            (None, FacetChange::Add) => {
                self.facets.push(Rc::new(FacetState::new(field, true, true)));
                self.facet_revision += 1;
            }
            (None, _) => {}
            (Some(at), change) => {
                let facet = Rc::make_mut(&mut self.facets[at]);
                let before = facet.ask.clone();
                match change {
                    FacetChange::Toggle => facet.is_open = !facet.is_open,
                    FacetChange::More => facet.ask.count += MORE_VALUES,
                    FacetChange::All => facet.ask.count = facet.ask.count.max(MOST_VALUES),
                    FacetChange::Fewer => facet.ask.count = FEW_VALUES,
                    FacetChange::Search(part) => facet.ask.part = part,
                    FacetChange::Add | FacetChange::Remove => facet.is_open = true,
                }
                self.facet_revision += u32::from(facet.ask != before);
            }
        }
    }

    /// Takes the histogram and the facets of an answer over. Equal parts stay equal by pointer.
    pub fn accept(&mut self, answer: &mut Answer) {
        let histogram = answer.histogram.take();
        if self.histogram != histogram {
            self.histogram = histogram;
        }
        for facet in answer.facets.drain(..) {
            let state = self.facets.iter_mut().find(|state| state.ask.field == facet.ask.field);
            if let Some(state) = state.filter(|state| state.found.as_ref() != Some(&facet)) {
                Rc::make_mut(state).found = Some(facet);
            }
        }
    }

    /// Widens the preview to whole buckets, which may be wider since the newest answer. Returns whether it changed.
    pub fn fit_preview(&mut self) -> bool {
        let (Some(preview), Some(histogram)) = (self.preview, &self.histogram) else { return false };
        let last = trailglass_event::time::Micros(preview.to.0 - 1);
        let whole = histogram.between(histogram.bucket_at(preview.from), histogram.bucket_at(last));
        self.preview_range(Some(whole))
    }
}
