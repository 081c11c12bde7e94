//! Templates: texts with slots for names. `{noun}` is the slot of a name, `{noun*}` that of a name which may hold
//! separators.

/// The nouns and the names in the slots of a text; `None` where the text does not have the form of the template. A name
/// ends where the text between its slot and the next begins; it is never empty.
pub fn names_in<'a>(
    template: &'static str,
    text: &'a str,
    separators: &[char],
) -> Option<Vec<(&'static str, &'a str)>> {
    let mut names = Vec::new();
    let (mut template, mut rest) = (template, text);
    while let Some((literal, slot)) = template.split_once('{') {
        rest = rest.strip_prefix(literal)?;
        let (noun, after) = slot.split_once('}')?;
        let next_literal = after.split('{').next().unwrap_or_default();
        let end = if next_literal.is_empty() { rest.len() } else { rest.find(next_literal)? };
        let (name, behind) = rest.split_at(end);
        let may_be_path = noun.ends_with('*');
        if name.is_empty() || !may_be_path && name.contains(separators) {
            return None;
        }
        names.push((noun.trim_end_matches('*'), name));
        (template, rest) = (after, behind);
    }
    (template == rest).then_some(names)
}

/// The text of a template with these names in its slots.
pub fn filled(template: &str, names: impl IntoIterator<Item = String>) -> String {
    let mut parts = template.split('{');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for (name, part) in names.into_iter().zip(parts) {
        out.push_str(&name);
        out.push_str(part.split_once('}').map_or("", |(_, literal)| literal));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_the_names_of_its_template_or_another_form() {
        const SEPARATORS: &[char] = &['/', ':'];
        for (template, text, expected) in [
            (
                "table/{table}/index/{index}",
                "table/films/index/year",
                Some(vec![("table", "films"), ("index", "year")]),
            ),
            ("{bucket}/{object*}", "media/a/b.mov", Some(vec![("bucket", "media"), ("object", "a/b.mov")])),
            ("log-group:{log-group}:*", "log-group:films:*", Some(vec![("log-group", "films")])),
            ("log-group:{log-group}:*", "log-group:/films:*", None),
            ("{pipeline}", "films/Build", None),
            ("table/{table}", "table/", None),
            ("root", "root", Some(vec![])),
            ("root", "roots", None),
        ] {
            assert_eq!(names_in(template, text, SEPARATORS), expected, "{template} {text}");
        }
        assert_eq!(names_in("Stack {stack} not found", "Stack a/b not found", &[]), Some(vec![("stack", "a/b")]));
    }

    #[test]
    fn a_template_is_filled_with_other_names() {
        let names = || ["x", "y"].map(str::to_owned);
        assert_eq!(filled("table/{table}/index/{index*}", names()), "table/x/index/y");
        assert_eq!(filled("User {user} and {user}.", names()), "User x and y.");
        assert_eq!(filled("root", names()), "root");
    }
}
