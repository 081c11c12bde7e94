//! Links from resources to the facts that name them: a list for each resource, all of them in one vector.

use trailglass_lifecycle::fact::FactNo;

/// The id of a [`Link`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkId(pub u32);

/// The facts of a resource are named by its links.
impl From<FactNo> for LinkId {
    fn from(fact: FactNo) -> LinkId {
        LinkId(fact.0)
    }
}

/// What a fact names a resource as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkRole {
    /// The fact is about the resource.
    Subject,
    /// The fact is the creation of another resource, which belongs to this one.
    Parent,
}

/// A fact that names a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// The store's number of the segment.
    pub segment: u32,
    /// The index of the fact in the segment's table.
    pub fact: u32,
    pub role: LinkRole,
}

/// The links of one resource: a singly linked list within [`Links`], newest first.
#[derive(Clone, Copy, Debug, Default)]
pub struct LinkList {
    newest: Option<LinkId>,
}

impl LinkList {
    /// Whether the list has no link.
    pub fn is_empty(self) -> bool {
        self.newest.is_none()
    }
}

/// The links of all resources. There are several for each of a hundred thousand resources, so that a vector for each
/// would be mostly overhead.
#[derive(Default)]
pub struct Links {
    /// Each link with the one before it in its list.
    nodes: Vec<(Link, Option<LinkId>)>,
}

impl Links {
    /// Adds a link to a list.
    pub fn push(&mut self, list: &mut LinkList, link: Link) {
        let id = LinkId(self.nodes.len() as u32);
        self.nodes.push((link, list.newest.replace(id)));
    }

    /// A link.
    pub fn get(&self, id: LinkId) -> Link {
        self.nodes[id.0 as usize].0
    }

    /// The links of a list, newest first.
    pub fn of(&self, list: LinkList) -> impl Iterator<Item = LinkId> + use<'_> {
        std::iter::successors(list.newest, |id| self.nodes[id.0 as usize].1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_share_the_vector_and_keep_their_own_links() {
        let mut links = Links::default();
        let [mut one, mut other] = [LinkList::default(); 2];
        let link = |fact| Link { segment: 7, fact, role: LinkRole::Subject };
        links.push(&mut one, link(0));
        links.push(&mut other, link(1));
        links.push(&mut one, Link { role: LinkRole::Parent, ..link(2) });
        let facts = |list| links.of(list).map(|id| links.get(id).fact).collect::<Vec<_>>();
        assert_eq!((facts(one), facts(other)), (vec![2, 0], vec![1]));
        assert!(LinkList::default().is_empty() && !one.is_empty());
        assert_eq!(links.of(one).map(|id| links.get(id).role).next(), Some(LinkRole::Parent));
    }
}
