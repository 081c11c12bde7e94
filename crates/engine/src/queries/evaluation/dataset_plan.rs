//! Plans that depend on the whole data set: they count times from its end, or ask for duplicates. Every row is evaluated
//! again when the data set changes.

use crate::execute::filter::duplicate_keys;
use trailglass_event::field::Quality;
use trailglass_query::{Matcher, On, Plan, Test};
use trailglass_store::Store;

/// A plan as it was written, and the data set that it was last applied to.
pub struct DatasetPlan {
    plan: Plan,
    dataset: Dataset,
    /// The keys of the events of which there is more than one copy, sorted.
    pub duplicate_keys: Vec<u128>,
}

/// As much of the data set as a plan can depend on.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Dataset {
    /// The first and the last instant.
    span: Option<(i64, i64)>,
    /// The version of which copies are shown.
    n_shown_changes: u64,
}

impl DatasetPlan {
    /// The plan, if it depends on the data set.
    pub fn of(plan: &Plan) -> Option<DatasetPlan> {
        let depends = plan.tests().into_iter().any(depends_on_dataset);
        depends.then(|| DatasetPlan { plan: plan.clone(), dataset: Dataset::default(), duplicate_keys: Vec::new() })
    }

    /// What the plan means for the data set; `None` where that has not changed.
    pub fn follow(&mut self, store: &Store) -> Option<Plan> {
        let dataset = Dataset { span: store.span(), n_shown_changes: store.n_shown_changes() };
        if self.dataset == dataset {
            return None;
        }
        self.dataset = dataset;
        self.duplicate_keys = duplicate_keys(store);
        Some(self.plan.anchored(dataset.span.unwrap_or_default()))
    }
}

fn depends_on_dataset(test: &Test) -> bool {
    matches!(test.matcher, Matcher::Relative { .. }) || test.on == On::Quality(Quality::Duplicate)
}

#[cfg(test)]
mod tests {
    use super::*;
    use trailglass_query::{Schema, understand};

    #[test]
    fn times_from_the_end_and_duplicates_depend_on_the_data_set() {
        for (text, expected) in [
            ("service:s3", false),
            ("time>=2024-03-01", false),
            ("time>=end-2d", true),
            ("service:s3 -is:duplicate", true),
            ("is:repaired", false),
        ] {
            let plan = understand(text, &Schema::events()).0;
            assert_eq!(DatasetPlan::of(&plan).is_some(), expected, "{text}");
        }
    }
}
