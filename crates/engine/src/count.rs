//! How many rows other texts find, where that of the filter bar finds none: one text after the other, and only while
//! the query in force has nothing to do.

use super::active_query::Live;
use super::{Engine, Output};
use crate::execute::filter::Surroundings;
use crate::resources::job_filter;
use trailglass_protocol::id::{QueryId, ReaderId};
use trailglass_protocol::message::{Ask, Count, Query, Response, Sort, Told, View};
use trailglass_store::rows::RowSet;

/// Texts that are being counted.
pub struct Counting {
    asked: Count,
    counts: Vec<u32>,
    /// The text that is being evaluated, where that has begun.
    live: Option<Live>,
}

impl Counting {
    /// Takes an answer of a reader.
    pub fn tell(&mut self, told: &Told) {
        if let (Some(live), Told::Matching { no, segment, found }) = (&mut self.live, told) {
            live.tell(*no, *segment, found);
        }
    }

    /// Takes what a reader that died was asked as answered.
    pub fn lose(&mut self, reader: ReaderId) {
        self.live.iter_mut().for_each(|live| live.lose(reader));
    }
}

impl Engine {
    /// Counts these texts in the place of those that were asked for before.
    pub(super) fn start_counting(&mut self, asked: Count) {
        self.stop_counting();
        self.counting = Some(Counting { asked, counts: Vec::new(), live: None });
    }

    /// The counts are not wanted any more.
    pub(super) fn stop_counting(&mut self) {
        let live = self.counting.take().and_then(|counting| counting.live);
        for (no, reader) in live.iter().flat_map(Live::outstanding) {
            self.out.push_back(Output::Ask(reader, Ask::Forget { no }));
        }
    }

    /// Does a piece of the counting. Returns whether there is more to do at once.
    pub(super) fn count_on(&mut self) -> bool {
        let Some(mut counting) = self.counting.take() else { return false };
        let Some(text) = counting.asked.texts.get(counting.counts.len()) else {
            let Counting { asked, counts, .. } = counting;
            self.respond(Response::Counted { asked, counts });
            return true;
        };
        let now = (self.clock)();
        let mut live = match counting.live.take() {
            Some(live) => live,
            None => Live::new(query(&counting.asked, text), now),
        };
        live.rebase(&self.store, self.store.span());
        let counted = match counting.asked.view {
            View::Jobs => {
                self.refresh_resources(true);
                Some(job_filter::matching(&self.resources, &self.store, &self.profiles, &live.plan, false).len() as u32)
            }
            View::Events => self.count_events(&mut live),
        };
        let is_waiting = counted.is_none() && live.is_waiting() && self.out.is_empty();
        match counted {
            Some(count) => counting.counts.push(count),
            None => counting.live = Some(live),
        }
        self.counting = Some(counting);
        !is_waiting
    }

    /// The matching events, once all segments have been looked at and all readers have answered.
    fn count_events(&mut self, live: &mut Live) -> Option<u32> {
        let surroundings = Surroundings { source_names: &self.source_names, profiles: &self.profiles, duplicated: &[] };
        if live.evaluate(&self.store, surroundings) {
            return None;
        }
        for (reader, candidates) in live.take_questions(&self.store, &self.origins) {
            self.last_ask = self.last_ask.next();
            live.asked(self.last_ask, reader, &candidates, &self.origins);
            if !self.lost.contains(&reader) {
                let clauses = live.clauses();
                self.out.push_back(Output::Ask(reader, Ask::Matching { no: self.last_ask, clauses, candidates }));
            }
        }
        self.lost.iter().for_each(|reader| live.lose(*reader));
        live.evaluate(&self.store, surroundings);
        if live.is_waiting() {
            return None;
        }
        Some(live.matching(&self.store, live.query.range).iter().map(RowSet::count).sum())
    }
}

/// The query of a text whose rows are only counted.
fn query(asked: &Count, text: &str) -> Query {
    Query {
        no: QueryId::default(),
        view: asked.view,
        text: text.to_owned(),
        range: asked.range,
        preview: None,
        facets: Vec::new(),
        sort: Sort::newest_first(),
        fields: Vec::new(),
        first: 0,
        count: 0,
    }
}
