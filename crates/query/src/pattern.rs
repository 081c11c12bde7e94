//! Does this value match. Time is at most the length of the value times the length of the pattern, whatever the
//! wildcards; an ASCII value costs no allocation.

use trailglass_event::case::fold_char;

/// One place of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Glyph {
    /// This character.
    Char(char),
    /// `?`, any one character.
    One,
    /// `*`, any text, also none.
    Many,
}

/// Whether upper and lower case are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Case {
    /// They are the same; see [`fold`].
    Ignored,
    /// They differ.
    Regarded,
}

/// How much of a value a pattern must cover.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reach {
    /// All of it.
    Whole,
    /// Any part of it.
    Contained,
}

/// A text with wildcards, ready to be compared with values.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pattern {
    /// What stands between the stars. One piece means no star; of more, the first is at the start of the value, the
    /// last at its end. Without [`Glyph::Many`]; folded where case is ignored.
    pieces: Vec<Vec<Glyph>>,
    case: Case,
    reach: Reach,
    literal: Option<String>,
    longest_literal: String,
}

impl Pattern {
    /// A pattern of these glyphs.
    pub fn new(glyphs: &[Glyph], case: Case, reach: Reach) -> Pattern {
        let glyphs: Vec<Glyph> = glyphs
            .iter()
            .map(|glyph| match glyph {
                Glyph::Char(char) if case == Case::Ignored => Glyph::Char(fold_char(*char)),
                other => *other,
            })
            .collect();
        let literal: Option<String> = glyphs.iter().map(|glyph| glyph.char()).collect();
        let mut pieces: Vec<Vec<Glyph>> = glyphs.split(|glyph| *glyph == Glyph::Many).map(<[Glyph]>::to_vec).collect();
        if reach == Reach::Contained {
            pieces.insert(0, Vec::new());
            pieces.push(Vec::new());
        }
        // Stars side by side, and a star at the end of what may stand anywhere, say nothing more than one star.
        let last = pieces.len() - 1;
        let mut at = 0;
        pieces.retain(|piece| {
            at += 1;
            at == 1 || at == last + 1 || !piece.is_empty()
        });
        let longest_literal = longest_run(&glyphs);
        Pattern { pieces, case, reach, literal, longest_literal }
    }

    /// The whole value is this text, without regard to case.
    pub fn whole(text: &str) -> Pattern {
        let glyphs: Vec<Glyph> = text.chars().map(Glyph::Char).collect();
        Pattern::new(&glyphs, Case::Ignored, Reach::Whole)
    }

    /// Whether a value matches.
    pub fn matches(&self, value: &str) -> bool {
        match (self.case, value.is_ascii()) {
            (Case::Ignored, true) => found(&self.pieces, value.as_bytes(), |byte| byte.to_ascii_lowercase().into()),
            (Case::Regarded, true) => found(&self.pieces, value.as_bytes(), char::from),
            (Case::Ignored, false) => found(&self.pieces, &value.chars().collect::<Vec<_>>(), fold_char),
            (Case::Regarded, false) => found(&self.pieces, &value.chars().collect::<Vec<_>>(), |char| char),
        }
    }

    /// Whether every value matches, the empty one too: `*`.
    pub fn is_any(&self) -> bool {
        self.pieces.len() > 1 && self.pieces.iter().all(Vec::is_empty)
    }

    /// The text of a pattern without wildcards, folded where case is ignored. Look at [`Pattern::reach`] to know
    /// whether a value must be this text or contain it.
    pub fn literal(&self) -> Option<&str> {
        self.literal.as_deref()
    }

    /// The pattern as `LIKE` of SQL has it, with a backslash as the escape; to be compared with folded values where
    /// case is ignored.
    pub fn like(&self) -> String {
        let mut like = String::new();
        for (at, piece) in self.pieces.iter().enumerate() {
            if at > 0 {
                like.push('%');
            }
            for glyph in piece {
                match glyph {
                    Glyph::Char(char @ ('%' | '_' | '\\')) => like.extend(['\\', *char]),
                    Glyph::Char(char) => like.push(*char),
                    Glyph::One | Glyph::Many => like.push('_'),
                }
            }
        }
        like
    }

    /// The longest run without wildcards, always in lower case (see [`fold`]): every value that matches contains it,
    /// once folded. Empty where the pattern has only wildcards.
    pub fn longest_literal(&self) -> &str {
        &self.longest_literal
    }

    /// Whether upper and lower case are told apart.
    pub fn case(&self) -> Case {
        self.case
    }

    /// How much of a value must be covered.
    pub fn reach(&self) -> Reach {
        self.reach
    }
}

impl Glyph {
    fn char(self) -> Option<char> {
        match self {
            Glyph::Char(char) => Some(char),
            Glyph::One | Glyph::Many => None,
        }
    }
}

fn longest_run(glyphs: &[Glyph]) -> String {
    let mut longest = String::new();
    for run in glyphs.split(|glyph| glyph.char().is_none()) {
        let run: String = run.iter().filter_map(|glyph| glyph.char()).map(fold_char).collect();
        if run.len() > longest.len() {
            longest = run;
        }
    }
    longest
}

/// Leftmost places for the middle pieces are enough: a piece found earlier leaves more room to those after it.
fn found<Unit: Copy>(pieces: &[Vec<Glyph>], value: &[Unit], folded: impl Fn(Unit) -> char) -> bool {
    let is_here = |piece: &[Glyph], part: &[Unit]| {
        piece.iter().zip(part).all(|(glyph, unit)| match glyph {
            Glyph::Char(char) => *char == folded(*unit),
            Glyph::One | Glyph::Many => true,
        })
    };
    let [first, middle @ .., last] = pieces else {
        return pieces.iter().all(|piece| piece.len() == value.len() && is_here(piece, value));
    };
    if value.len() < first.len() + last.len() || !is_here(first, value) {
        return false;
    }
    let (rest, end) = value[first.len()..].split_at(value.len() - first.len() - last.len());
    if !is_here(last, end) {
        return false;
    }
    let mut rest = rest;
    for piece in middle {
        let Some(at) = rest.windows(piece.len().max(1)).position(|part| is_here(piece, part)) else {
            return false;
        };
        rest = &rest[at + piece.len()..];
    }
    true
}
