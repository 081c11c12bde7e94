//! The clauses of a plan, grouped by the facets that they are about: a facet shows what there is without its own clauses.

use trailglass_protocol::message::FacetRequest;
use trailglass_query::schema::Named;
use trailglass_query::{On, Plan, Schema};

/// Clauses that must all hold.
pub struct ClauseGroup {
    /// The facet that they are all about; `None` for the group of all others.
    pub on: Option<On>,
    /// The clauses.
    pub plan: Plan,
}

/// What each facet is about; `None` where its name is unknown.
pub fn resolve_facets(facets: &[FacetRequest], schema: &Schema) -> Vec<Option<On>> {
    let on = |facet: &FacetRequest| match schema.named(&facet.field) {
        Ok(Named::Field(index)) => Some(On::Field(index)),
        Ok(Named::Path(path)) => Some(On::Path(path)),
        _ => None,
    };
    facets.iter().map(on).collect()
}

/// Groups the clauses of a plan.
pub fn clause_groups(plan: &Plan, facets: &[Option<On>]) -> Vec<ClauseGroup> {
    let mut groups: Vec<(Option<On>, Vec<Plan>)> = Vec::new();
    for term in plan.terms() {
        let on = facet_of(term, facets).cloned();
        match groups.iter_mut().find(|(other, _)| *other == on) {
            Some((_, terms)) => terms.push(term.clone()),
            None => groups.push((on, vec![term.clone()])),
        }
    }
    groups.into_iter().map(|(on, terms)| ClauseGroup { on, plan: Plan::and(terms) }).collect()
}

/// The facet that all tests of a clause are about.
fn facet_of<'a>(term: &Plan, facets: &'a [Option<On>]) -> Option<&'a On> {
    let tests = term.tests();
    let on = &tests.first()?.on;
    facets.iter().flatten().find(|facet| *facet == on).filter(|_| tests.iter().all(|test| test.on == *on))
}

#[cfg(test)]
mod tests {
    use super::*;
    use trailglass_query::understand;

    #[test]
    fn clauses_on_one_facet_alone_are_its_group() {
        let schema = Schema::events();
        let facets = ["service", "requestParameters.bucketName", "nonsense"];
        let facets = facets.map(|field| FacetRequest { field: field.to_owned(), count: 5, part: String::new() });
        let facets = resolve_facets(&facets, &schema);
        assert!(facets[0].is_some() && facets[1].is_some() && facets[2].is_none());
        for (text, expected) in [
            ("", vec![]),
            ("service:s3", vec![(Some(0), 1)]),
            ("service:s3 region:eu-west-1 -service:kms", vec![(Some(0), 2), (None, 1)]),
            ("(service:s3 OR service:kms) requestParameters.bucketName:media", vec![(Some(0), 1), (Some(1), 1)]),
            ("(service:s3 OR region:eu-west-1)", vec![(None, 1)]),
        ] {
            let groups = clause_groups(&understand(text, &schema).0, &facets);
            let place = |on: &On| facets.iter().position(|facet| facet.as_ref() == Some(on));
            let found: Vec<_> =
                groups.iter().map(|group| (group.on.as_ref().and_then(place), group.plan.terms().len())).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
