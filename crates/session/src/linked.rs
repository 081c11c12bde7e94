//! The files that a link names (`#src=`), and which of them the page offers to fetch. Anybody can make a link, so it may name
//! only files below the page's own folder, and only a limited number.

use super::Session;
use super::link::Link;
use super::sources::Origin;
use std::collections::HashSet;

/// The most files that are fetched for one link.
pub const MOST_FILES: usize = 100;
/// The most bytes that are fetched for one link: 1 GiB.
pub const MOST_BYTES: f64 = 1_073_741_824.0;

/// A file that may be fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedFile {
    /// The name in the link.
    pub name: String,
    /// The whole address.
    pub address: String,
}

/// Why a file is not fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is not below the page's folder.
    Elsewhere,
    /// The link names more files than are fetched for one link.
    TooMany,
}

impl Refusal {
    /// The reason in words.
    pub fn words(self) -> &'static str {
        match self {
            Refusal::Elsewhere => "not below this page's folder",
            Refusal::TooMany => "more than 100 files",
        }
    }
}

/// The files of a link.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkedFiles {
    /// Those that may be fetched.
    pub files: Vec<LinkedFile>,
    /// The names of the others.
    pub refused: Vec<(String, Refusal)>,
}

impl LinkedFiles {
    /// The files of a link to the page at this address. `resolve` gives the whole address of a relative one, in the form
    /// that the browser asks for, without dots in its path.
    pub fn of(link: &Link, page: &str, resolve: impl Fn(&str) -> Option<String>) -> LinkedFiles {
        let folder = folder_of(page);
        let mut found = LinkedFiles::default();
        for name in &link.sources {
            match resolve(name).filter(|address| is_below(folder, address)) {
                Some(address) if found.files.iter().any(|file| file.address == address) => {}
                Some(_) if found.files.len() == MOST_FILES => found.refused.push((name.clone(), Refusal::TooMany)),
                Some(address) => found.files.push(LinkedFile { name: name.clone(), address }),
                None => found.refused.push((name.clone(), Refusal::Elsewhere)),
            }
        }
        found
    }

    /// The part of a file's address below the page's folder.
    pub fn path_below<'a>(file: &'a LinkedFile, page: &str) -> &'a str {
        file.address.strip_prefix(folder_of(page)).unwrap_or(&file.address)
    }
}

/// The names of files for a link to this session: those of the link that it was opened with, once they have been added. Files
/// that were refused or declined are left out.
pub fn shared_files(session: &Session) -> Vec<String> {
    let Some(link) = session.opened_link.as_ref().filter(|link| !link.sources.is_empty()) else { return Vec::new() };
    if session.n_gathering > 0 {
        return link.sources.clone();
    }
    let of_site = session.sources.list.iter().filter(|source| source.info.origin == Origin::Site);
    let held: HashSet<&str> = of_site.map(|source| &*source.info.name).collect();
    link.sources.iter().filter(|name| held.contains(name.as_str())).cloned().collect()
}

/// The address without a query and a fragment.
fn without_query(address: &str) -> &str {
    address.split(['?', '#']).next().unwrap_or_default()
}

/// The address of the folder that a page is in, with a slash at its end.
fn folder_of(page: &str) -> &str {
    let path = without_query(page);
    &path[..path.rfind('/').map_or(0, |slash| slash + 1)]
}

/// Whether an address is of a file below a folder. A slash that is escaped may lead a host out of the folder.
fn is_below(folder: &str, address: &str) -> bool {
    let Some(below) = without_query(address).strip_prefix(folder) else { return false };
    let below = below.to_ascii_lowercase();
    // Escaped separators, which some servers take for a way out of the folder.
    let leads_out = ["%2f", "%5c", "%25", "..;"].iter().any(|part| below.contains(part));
    !folder.is_empty() && !below.is_empty() && !leads_out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Action;
    use crate::sources::SourceInfo;

    const PAGE: &str = "https://host.example/tools/trailglass/index.html?x=/y#src=a";

    fn of(names: &[&str], resolve: impl Fn(&str) -> Option<String>) -> LinkedFiles {
        let link = Link { sources: names.iter().map(|name| (*name).to_owned()).collect(), ..Link::default() };
        LinkedFiles::of(&link, PAGE, resolve)
    }

    #[test]
    fn only_files_below_the_folder_of_the_page_are_offered() {
        for (address, shown) in [
            ("https://host.example/tools/trailglass/logs/day.json.gz", Some("logs/day.json.gz")),
            ("https://host.example/tools/trailglass/day.json?version=2", Some("day.json?version=2")),
            ("https://host.example/tools/trailglass/", None),
            ("https://host.example/tools/trailglass/?logout", None),
            ("https://host.example/tools/trailglass-other/day.json", None),
            ("https://host.example/logout", None),
            ("https://host.example/tools/trailglass/logs%2F..%2f..%2flogout", None),
            ("https://host.example/tools/trailglass/..%5C..%5clogout", None),
            ("https://host.example:8443/tools/trailglass/day.json", None),
            ("http://host.example/tools/trailglass/day.json", None),
            ("https://me:secret@host.example/tools/trailglass/day.json", None),
            ("https://host.example.evil.example/tools/trailglass/day.json", None),
            ("data:application/json,[]", None),
        ] {
            let found = of(&["name"], |_| Some(address.to_owned()));
            let shown_here = found.files.first().map(|file| LinkedFiles::path_below(file, PAGE));
            assert_eq!(shown_here, shown, "{address}");
            assert_eq!(found.refused.len(), usize::from(shown.is_none()), "{address}");
        }
        assert_eq!(of(&["http://["], |_| None).refused, [("http://[".to_owned(), Refusal::Elsewhere)]);
    }

    #[test]
    fn only_files_that_are_held_are_passed_on() {
        let (link, _) = Link::from_fragment("src=a.json&src=b.json&q=error:*");
        let opened = Session::default().opened_with(link, &[]);
        let fetching = opened.apply(Action::StartGathering);
        assert_eq!(shared_files(&fetching), ["a.json", "b.json"]);
        let fetched =
            fetching.apply(Action::AddSources(vec![SourceInfo { name: "b.json".into(), origin: Origin::Site }]));
        assert_eq!(shared_files(&fetched.apply(Action::EndGathering)), ["b.json"]);
        let others =
            opened.apply(Action::AddSources(vec![SourceInfo { name: "a.json".into(), origin: Origin::Given }]));
        assert_eq!(shared_files(&others), [""; 0]);
        assert_eq!(shared_files(&Session::default()), [""; 0]);
    }

    #[test]
    fn a_file_is_fetched_once_and_no_more_files_than_the_limit() {
        let resolve = |name: &str| Some(format!("https://host.example/tools/trailglass/{name}"));
        assert_eq!(of(&["a.json", "a.json"], resolve).files.len(), 1);
        let names: Vec<String> = (0..MOST_FILES + 2).map(|number| format!("{number}.json")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let found = of(&names, resolve);
        assert_eq!(found.files.len(), MOST_FILES);
        assert_eq!(
            found.refused,
            [("100.json".to_owned(), Refusal::TooMany), ("101.json".to_owned(), Refusal::TooMany)]
        );
    }
}
