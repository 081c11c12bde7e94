//! The facets of the query in force. Values of fields are in the columns; those at a JSON path are asked of the readers
//! once for each segment and kept as a column.

use super::{Engine, Output, Reading};
use crate::execute::facets::facet;
use crate::execute::filter::Surroundings;
use std::collections::HashMap;
use std::rc::Rc;
use trailglass_event::time::TimeRange;
use trailglass_protocol::id::{ReaderId, RequestId};
use trailglass_protocol::message::{Ask, Facet, PathValues, View};
use trailglass_query::On;
use trailglass_store::rows::RowSet;

impl Engine {
    /// The facets of the query in force. `matching` are its rows, in the time given.
    pub(super) fn facets(&mut self, time: Option<TimeRange>, matching: &[RowSet]) -> Vec<Rc<Facet>> {
        let Some(live) = self.lives.peek(View::Events, self.store.epoch()) else { return Vec::new() };
        let surroundings = Surroundings { source_names: &self.source_names, profiles: &self.profiles, duplicated: &[] };
        let mut facets = Vec::new();
        let mut unread: Vec<(On, Vec<u32>)> = Vec::new();
        for (ask, on) in live.query.facets.iter().zip(&live.facets) {
            let Some(on) = on else {
                let nothing = Facet { ask: ask.clone(), distinct: 0, found: 0, values: Vec::new(), is_partial: false };
                facets.push(Rc::new(nothing));
                continue;
            };
            let without_own = live.matching_without(&self.store, time, on);
            let rows = without_own.as_deref().unwrap_or(matching);
            let values = self.values.of(on, &self.store, surroundings);
            facets.push(Rc::new(facet(ask, values, &self.store, rows, live.own(on))));
            unread.push((on.clone(), values.missing()));
        }
        for (on, segments) in unread {
            self.read_values(&on, &segments);
        }
        facets
    }

    /// Asks readers for the values at a path in segments, unless they have been asked.
    pub(super) fn read_values(&mut self, on: &On, segments: &[u32]) {
        let On::Path(path) = on else { return };
        let mut by_reader: HashMap<ReaderId, Vec<(u32, u32)>> = HashMap::new();
        for segment in segments {
            let Some((reader, number)) = self.origins[*segment as usize] else {
                self.values.take(on, &self.store, *segment, PathValues::default());
                continue;
            };
            let is_asked =
                |reading: &Reading| reading.on == *on && reading.segments.iter().any(|(_, other)| other == segment);
            if self.lost.contains(&reader) {
                self.values.take(on, &self.store, *segment, PathValues::default());
            } else if !self.reading.values().any(is_asked) {
                by_reader.entry(reader).or_default().push((number, *segment));
            }
        }
        for (reader, segments) in by_reader {
            self.last_ask = self.last_ask.next();
            let no = self.last_ask;
            let numbers = segments.iter().map(|(number, _)| *number).collect();
            self.out.push_back(Output::Ask(reader, Ask::Values { no, path: path.clone(), segments: numbers }));
            self.reading.insert(no, Reading { on: on.clone(), reader, segments });
        }
    }

    /// Takes the values at a path in a segment.
    pub(super) fn take_values(&mut self, no: RequestId, number: u32, values: PathValues) {
        let Some(reading) = self.reading.get_mut(&no) else { return };
        let Some(at) = reading.segments.iter().position(|(other, _)| *other == number) else { return };
        let (_, segment) = reading.segments.swap_remove(at);
        self.values.take(&reading.on, &self.store, segment, values);
        if reading.segments.is_empty() {
            self.reading.remove(&no);
        }
        if self.reading.is_empty() {
            self.next_answer = 0.0;
            self.suggesting = self.suggesting.take().or(self.awaiting.take());
        }
        if let Some(live) = self.lives.of(View::Events, self.store.epoch(), &mut self.out) {
            live.has_new_values = true;
        }
    }

    /// Takes what a reader that died was asked as answered with no value.
    pub(super) fn lose_values(&mut self, reader: ReaderId) {
        let asked = self.reading.iter().filter(|(_, reading)| reading.reader == reader);
        let asked: Vec<(RequestId, Vec<(u32, u32)>)> =
            asked.map(|(no, reading)| (*no, reading.segments.clone())).collect();
        for (no, segments) in asked {
            for (number, _) in segments {
                self.take_values(no, number, PathValues::default());
            }
        }
    }
}
