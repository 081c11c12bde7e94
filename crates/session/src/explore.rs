//! What stands around the events table: the time it is narrowed to, the histogram and the facets.

use std::rc::Rc;
use trailglass_event::field::Field;
use trailglass_event::time::TimeRange;
use trailglass_protocol::message::{Answer, Facet, FacetAsk, Histogram};

/// The groups of facets that are always there, and whether each facet starts open: those that seldom tell much start
/// closed.
pub const GROUPS: [(&str, &[(Field, bool)]); 4] = [
    ("Who", &[(Field::Actor, true), (Field::Identity, false), (Field::Mfa, false)]),
    ("What", &[(Field::Service, true), (Field::Event, true)]),
    ("Where", &[(Field::Region, true), (Field::Account, false), (Field::Ip, false)]),
    ("Result", &[(Field::Outcome, true), (Field::Error, true)]),
];

/// How many values a facet shows at first.
pub const FEW_VALUES: u32 = 5;
/// How many values it shows more each time that more are asked for.
pub const MORE_VALUES: u32 = 25;
/// How many values it shows at most where all are asked for: a page draws no more of them at once.
pub const MOST_VALUES: u32 = 1_000;

/// What stands around the events table.
#[derive(Clone, Debug, PartialEq)]
pub struct Explore {
    /// The ranges that were committed, each within the one before.
    pub ranges: Rc<Vec<TimeRange>>,
    /// The range that is tried out.
    pub preview: Option<TimeRange>,
    /// Events over time, of the answer on screen.
    pub histogram: Option<Rc<Histogram>>,
    /// The facets: those of [`GROUPS`], then those that were added. Each is behind its own `Rc`, so that one that did
    /// not change is equal by pointer.
    pub facets: Vec<Rc<FacetState>>,
    /// Counts up whenever other values are wanted.
    pub asked: u32,
}

/// One facet.
#[derive(Clone, Debug, PartialEq)]
pub struct FacetState {
    /// What is wanted.
    pub ask: FacetAsk,
    /// Whether its values are shown.
    pub is_open: bool,
    /// Whether it was added, and can be taken away again.
    pub is_added: bool,
    /// Its values, of the answer on screen.
    pub found: Option<Rc<Facet>>,
}

/// A wish about a facet.
#[derive(Clone, Debug, PartialEq)]
pub enum FacetWish {
    /// Its values are shown, or hidden again.
    Toggle,
    /// More values are shown.
    More,
    /// All values are shown, up to [`MOST_VALUES`].
    All,
    /// Few values are shown again.
    Fewer,
    /// Only values that hold this text are shown.
    Search(String),
    /// It is added and opened.
    Add,
    /// It is taken away.
    Remove,
}

impl Default for Explore {
    fn default() -> Explore {
        let all = GROUPS.iter().flat_map(|(_, facets)| facets.iter());
        let facets = all.map(|(field, is_open)| Rc::new(FacetState::new(field.name(), *is_open, false))).collect();
        Explore { ranges: Rc::default(), preview: None, histogram: None, facets, asked: 0 }
    }
}

impl FacetState {
    fn new(field: &str, is_open: bool, is_added: bool) -> FacetState {
        let ask = FacetAsk { field: field.to_owned(), count: FEW_VALUES, part: String::new() };
        FacetState { ask, is_open, is_added, found: None }
    }

    /// Whether the values on screen are not those that are wanted.
    pub fn is_busy(&self) -> bool {
        self.found.as_ref().is_none_or(|found| found.is_partial || found.ask != self.ask)
    }
}

impl Explore {
    /// The range that is in force.
    pub fn range(&self) -> Option<TimeRange> {
        self.ranges.last().copied()
    }

    /// What is wanted of the facets.
    pub fn asks(&self) -> Vec<FacetAsk> {
        self.facets.iter().map(|facet| facet.ask.clone()).collect()
    }

    /// Whether values of facets are still to come.
    pub fn is_busy(&self) -> bool {
        self.facets.iter().any(|facet| facet.is_busy())
    }

    /// Tries a range out, or none. Returns whether that asks for another answer.
    pub fn try_out(&mut self, preview: Option<TimeRange>) -> bool {
        let is_other = self.preview != preview;
        self.preview = preview;
        is_other
    }

    /// Narrows to the range that is tried out. Returns whether that asks for another answer.
    pub fn commit(&mut self) -> bool {
        let Some(range) = self.preview.take() else { return false };
        if self.range() != Some(range) {
            Rc::make_mut(&mut self.ranges).push(range);
        }
        true
    }

    /// Goes back to the first so many of the ranges that were committed; to none is all of the time.
    pub fn back_to(&mut self, depth: usize) -> bool {
        let is_other = depth < self.ranges.len() || self.preview.is_some();
        self.preview = None;
        if depth < self.ranges.len() {
            Rc::make_mut(&mut self.ranges).truncate(depth);
        }
        is_other
    }

    /// Grants a wish about a facet.
    pub fn grant(&mut self, field: &str, wish: FacetWish) {
        let at = self.facets.iter().position(|facet| facet.ask.field == field);
        match (at, wish) {
            (Some(at), FacetWish::Remove) => {
                self.facets.remove(at);
            }
            (None, FacetWish::Add) => {
                self.facets.push(Rc::new(FacetState::new(field, true, true)));
                self.asked += 1;
            }
            (None, _) => {}
            (Some(at), wish) => {
                let facet = Rc::make_mut(&mut self.facets[at]);
                let before = facet.ask.clone();
                match wish {
                    FacetWish::Toggle => facet.is_open = !facet.is_open,
                    FacetWish::More => facet.ask.count += MORE_VALUES,
                    FacetWish::All => facet.ask.count = facet.ask.count.max(MOST_VALUES),
                    FacetWish::Fewer => facet.ask.count = FEW_VALUES,
                    FacetWish::Search(part) => facet.ask.part = part,
                    FacetWish::Add | FacetWish::Remove => facet.is_open = true,
                }
                self.asked += u32::from(facet.ask != before);
            }
        }
    }

    /// Takes over what an answer says. What is the same stays the same by pointer.
    pub fn accept(&mut self, answer: &mut Answer) {
        let histogram = answer.histogram.take();
        if self.histogram != histogram {
            self.histogram = histogram;
        }
        for facet in answer.facets.drain(..) {
            let of = self.facets.iter_mut().find(|state| state.ask.field == facet.ask.field);
            if let Some(state) = of.filter(|state| state.found.as_ref() != Some(&facet)) {
                Rc::make_mut(state).found = Some(facet);
            }
        }
    }

    /// Widens the preview to whole buckets: they may have become wider under it. Returns whether it was changed.
    pub fn fit_preview(&mut self) -> bool {
        let (Some(preview), Some(histogram)) = (self.preview, &self.histogram) else { return false };
        let last = trailglass_event::time::Micros(preview.to.0 - 1);
        let whole = histogram.between(histogram.bucket_at(preview.from), histogram.bucket_at(last));
        self.try_out(Some(whole))
    }
}
