//! The elements of rows on screen. A row that stays keeps its element, and with it the focus. A row that comes in takes
//! over the element of one that goes, where that is in the same place: writing other text into an element takes a third
//! of the time that a new one does.

/// The rows on screen, in their order, with the numbers of their elements.
pub struct RowElements<Name> {
    rows: Vec<(Name, u32)>,
    n_elements: u32,
}

impl<Name> Default for RowElements<Name> {
    fn default() -> Self {
        RowElements { rows: Vec::new(), n_elements: 0 }
    }
}

impl<Name: PartialEq + Clone> RowElements<Name> {
    /// The numbers of the elements of rows that are about to be drawn.
    pub fn assign(&mut self, names: Vec<Name>) -> Vec<u32> {
        let former = std::mem::take(&mut self.rows);
        let mut n_passed = 0;
        for (at, name) in names.iter().enumerate() {
            let place = former[n_passed..].iter().position(|(other, _)| other == name);
            let is_free = |(other, _): &&(Name, u32)| !names[at + 1..].contains(other);
            let number = match (place, former.get(n_passed).filter(is_free)) {
                (Some(place), _) => {
                    n_passed += place;
                    former[n_passed].1
                }
                (None, Some((_, number))) => *number,
                (None, None) => {
                    self.n_elements += 1;
                    self.rows.push((name.clone(), self.n_elements));
                    continue;
                }
            };
            n_passed += 1;
            self.rows.push((name.clone(), number));
        }
        self.rows.iter().map(|(_, number)| *number).collect()
    }
}
