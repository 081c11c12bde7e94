//! All rows in the order of a sort, and ranks of terms, kept for a version of the store.

use crate::execute::order::Order;
use crate::execute::page::Names;
use crate::execute::sort_ranks::Ranks;
use crate::execute::term_ranks::{Ranking, TermRanks};
use trailglass_event::field::Field;
use trailglass_protocol::message::Sort;
use trailglass_store::segment::term_column;
use trailglass_store::{Store, StoreEpoch};

/// The orders of one version of the store.
#[derive(Default)]
pub struct Orders {
    epoch: StoreEpoch,
    newest_first: Option<Order>,
    sorted: Option<(Sort, Order)>,
    /// The ranks of the terms of fields, made for a sort or ahead of one.
    terms: Vec<(Field, TermRanks)>,
    /// The ranks that are being made ahead.
    ranking: Option<Ranking>,
}

impl Orders {
    /// The order of a sort for the store as it is.
    pub fn of(&mut self, store: &Store, sort: &Sort, names: Names<'_>) -> &Order {
        self.start(store);
        if self.sorted.as_ref().is_none_or(|(made, _)| made != sort) {
            let order = self.sorted_by(store, sort, names);
            self.sorted = Some((sort.clone(), order));
        }
        &self.sorted.get_or_insert_with(|| (sort.clone(), Order::default())).1
    }

    fn start(&mut self, store: &Store) {
        let epoch = store.epoch();
        if self.epoch != epoch || self.newest_first.is_none() {
            let newest_first = Some(Order::by_time(store, true));
            *self = Orders { epoch, newest_first, ..Orders::default() };
        }
    }

    fn sorted_by(&mut self, store: &Store, sort: &Sort, names: Names<'_>) -> Order {
        let field = |name: &str| Field::named(name).unwrap_or(Field::Time);
        let newest_first = self.newest_first.clone().unwrap_or_default();
        let former = match &sort.then {
            Some((then, is_descending)) => newest_first.by(&self.ranks(store, field(then), names), *is_descending),
            None if field(&sort.field) == Field::Time => {
                return if sort.is_descending { newest_first } else { Order::by_time(store, false) };
            }
            None => newest_first,
        };
        former.by(&self.ranks(store, field(&sort.field), names), sort.is_descending)
    }

    fn ranks(&mut self, store: &Store, field: Field, names: Names<'_>) -> Ranks {
        if term_column(field).is_none() {
            return Ranks::of(store, field, names);
        }
        if !self.has_terms(field) {
            self.terms.push((field, TermRanks::of(store, field)));
        }
        let terms = self.terms.iter().find(|(made, _)| *made == field);
        terms.map_or(Ranks::default(), |(_, terms)| Ranks::of_terms(store, field, terms))
    }

    fn has_terms(&self, field: Field) -> bool {
        self.terms.iter().any(|(made, _)| *made == field)
    }

    /// Does a piece of the ranking for sorts by these columns. Returns whether there is more to do.
    pub fn prepare(&mut self, store: &Store, fields: &[String]) -> bool {
        self.start(store);
        let Some(mut ranking) = self.ranking.take() else {
            let fields = fields.iter().filter_map(|name| Field::named(name));
            let mut missing = fields.filter(|field| term_column(*field).is_some() && !self.has_terms(*field));
            self.ranking = missing.next().map(|field| Ranking::new(store, field));
            return self.ranking.is_some();
        };
        if ranking.step(store) {
            self.ranking = Some(ranking);
        } else if !self.has_terms(ranking.field) {
            self.terms.push((ranking.field, ranking.finish(store)));
        }
        true
    }
}
