//! Saved views. The browser's storage holds them as text: a line for each, with a tab between the name and the link.

/// Saved views, sorted by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SavedViews {
    /// The name and the link of each.
    pub list: Vec<(String, String)>,
}

impl SavedViews {
    /// Reads what `Display` writes; a line that is not a view is skipped.
    pub fn parse(text: &str) -> SavedViews {
        let mut views = SavedViews::default();
        for (name, link) in text.lines().filter_map(|line| line.split_once('\t')) {
            views = views.with(name, link);
        }
        views
    }

    /// The views with another one, which replaces one of the same name.
    pub fn with(&self, name: &str, link: &str) -> SavedViews {
        let name = name.replace(['\t', '\n', '\r'], " ");
        let mut views = self.without(&name);
        if !name.trim().is_empty() {
            views.list.push((name.trim().to_owned(), link.to_owned()));
            views.list.sort();
        }
        views
    }

    /// The views without the one of a name.
    pub fn without(&self, name: &str) -> SavedViews {
        SavedViews { list: self.list.iter().filter(|(own, _)| own != name.trim()).cloned().collect() }
    }
}

impl std::fmt::Display for SavedViews {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.list.iter().try_for_each(|(name, link)| writeln!(f, "{name}\t{link}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn views_are_kept_by_name() {
        let views = SavedViews::default().with("denied", "v=1&q=outcome:denied").with(" by\troot ", "v=1&q=actor:root");
        assert_eq!(SavedViews::parse(&views.to_string()), views);
        assert_eq!(views.list[0].0, "by root");
        assert_eq!(views.with("denied", "v=1").list.len(), 2);
        assert_eq!(views.without("denied").list.len(), 1);
        assert_eq!(SavedViews::parse("nonsense\n\n\tx\n"), SavedViews::default());
    }
}
