//! Elements of the page that something elsewhere moves the focus to, or presses. A part attaches the node of its target
//! as its `ref`; another names the target. So neither has to know the other's markup.

use crate::ui::hooks::browser::focus;
use crate::ui::prelude::*;
use std::rc::Rc;
use web_sys::{Element, HtmlElement};

/// An element that other parts of the page know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The table on screen; the focus goes to its active cell.
    Grid,
    /// The text of the filter bar.
    QueryInput,
    /// The slider of the histogram.
    TimeRange,
    /// The search for a field in the panel of facets.
    FacetSearch,
    /// The button that opens the list of files.
    FilesButton,
    /// The search in the list of files.
    FileSearch,
    /// The button that opens the export.
    ExportButton,
    /// The tab of an event's fields.
    FieldsTab,
    /// The input for files, out of sight.
    FileInput,
    /// The input for a folder, out of sight.
    FolderInput,
}

impl Target {
    const ALL: [Target; 10] = [
        Target::Grid,
        Target::QueryInput,
        Target::TimeRange,
        Target::FacetSearch,
        Target::FilesButton,
        Target::FileSearch,
        Target::ExportButton,
        Target::FieldsTab,
        Target::FileInput,
        Target::FolderInput,
    ];

    /// Its name, as the value of an attribute.
    pub fn name(self) -> &'static str {
        match self {
            Target::Grid => "grid",
            Target::QueryInput => "query-input",
            Target::TimeRange => "time-range",
            Target::FacetSearch => "facet-search",
            Target::FilesButton => "files-button",
            Target::FileSearch => "file-search",
            Target::ExportButton => "export-button",
            Target::FieldsTab => "fields-tab",
            Target::FileInput => "file-input",
            Target::FolderInput => "folder-input",
        }
    }

    /// The target of a name.
    pub fn named(name: &str) -> Option<Target> {
        Target::ALL.into_iter().find(|target| target.name() == name)
    }
}

/// The nodes of all targets; those whose part is not on screen are empty. Equal to itself only.
#[derive(Clone, Debug)]
pub struct Targets(Rc<[NodeRef; Target::ALL.len()]>);

impl Default for Targets {
    fn default() -> Targets {
        Targets(Rc::new(std::array::from_fn(|_| NodeRef::default())))
    }
}

impl PartialEq for Targets {
    fn eq(&self, other: &Targets) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Targets {
    /// The node of a target, for the `ref` of its element.
    pub fn node(&self, target: Target) -> NodeRef {
        self.0[target as usize].clone()
    }

    /// Moves the focus to a target; it stays where it is if the target is not on screen.
    pub fn focus(&self, target: Target) {
        let element = self.node(target).cast::<Element>();
        focus(match target {
            Target::Grid => element.and_then(|grid| active_cell(&grid)),
            _ => element,
        });
    }

    /// Presses a target as a click does.
    pub fn press(&self, target: Target) {
        if let Some(element) = self.node(target).cast::<HtmlElement>() {
            element.click();
        }
    }
}

/// The cell of a grid that Tab leads to. Its rows come and go with the scrolling, so no node stays at one of their cells.
pub fn active_cell(grid: &Element) -> Option<Element> {
    grid.query_selector("[tabindex='0']").ok().flatten()
}

/// Moves the focus to the child of an element at a place, such as to one of some tabs.
pub fn focus_child(parent: &NodeRef, at: usize) {
    focus(parent.cast::<Element>().and_then(|parent| parent.children().item(at as u32)));
}
