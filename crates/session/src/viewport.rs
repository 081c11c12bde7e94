//! Scroll offset ⇄ rows.
//!
//! Browsers cap the height of an element (Chromium near 33.5 million pixels and 16.8 million on some screens, Firefox
//! near 17.9 million), which is some 700,000 rows of 24 pixels. Beyond [`MAX_SCROLL`] the scroll space is scaled: the
//! scrollbar's travel covers all rows, while wheel, keys and small drags move by real pixels.

/// The tallest scroll space that is asked of a browser, in pixels; well below every cap.
pub const MAX_SCROLL: f64 = 8_000_000.0;

/// The part of a table that is in view. All lengths are in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Viewport {
    /// The height of a row.
    pub row_height: f64,
    /// The height of what is in view.
    pub height: f64,
    /// The number of rows.
    pub rows: u32,
    /// The offset of the view in the unscaled space.
    pub top: f64,
}

impl Viewport {
    /// The height of all rows.
    pub fn full_height(&self) -> f64 {
        f64::from(self.rows) * self.row_height
    }

    /// The height that the browser is given.
    pub fn scroll_height(&self) -> f64 {
        self.full_height().min(MAX_SCROLL)
    }

    /// Whether the scroll space is scaled.
    pub fn is_scaled(&self) -> bool {
        self.full_height() > MAX_SCROLL
    }

    fn max_top(&self) -> f64 {
        (self.full_height() - self.height).max(0.0)
    }

    fn max_scroll(&self) -> f64 {
        (self.scroll_height() - self.height).max(0.0)
    }

    /// The same view, moved to an offset in the unscaled space.
    pub fn at(self, top: f64) -> Viewport {
        Viewport { top: top.clamp(0.0, self.max_top()), ..self }
    }

    /// The scroll offset of this view.
    pub fn scroll_top(&self) -> f64 {
        match self.max_top() {
            max_top if self.is_scaled() && max_top > 0.0 => self.top / max_top * self.max_scroll(),
            _ => self.top,
        }
    }

    /// The view after the browser reports a scroll offset. In a scaled space a small move comes from the wheel or from keys
    /// and counts in real pixels; a large one is a drag of the scrollbar and counts as a fraction of the whole.
    pub fn scrolled_to(self, scroll_top: f64) -> Viewport {
        if !self.is_scaled() {
            return self.at(scroll_top);
        }
        let moved = scroll_top - self.scroll_top();
        let is_at_end = scroll_top <= 0.0 || scroll_top >= self.max_scroll() - 1.0;
        if moved.abs() < 1.0 && !is_at_end {
            return self;
        }
        if moved.abs() < self.height && !is_at_end {
            return self.at(self.top + moved);
        }
        self.at(scroll_top / self.max_scroll().max(1.0) * self.max_top())
    }

    /// The first row in view, and how many are, a cut one at either end counted.
    pub fn rows_in_view(&self) -> (u32, u32) {
        let first = ((self.top / self.row_height) as u32).min(self.rows);
        let end = (((self.top + self.height) / self.row_height).ceil() as u32).min(self.rows);
        (first, end - first)
    }

    /// The rows to draw: those in view, and an overscan of one screen on both sides.
    pub fn rows_to_draw(&self) -> (u32, u32) {
        let (first, count) = self.rows_in_view();
        let start = first.saturating_sub(count);
        (start, (first + 2 * count).min(self.rows) - start)
    }

    /// The offset of a row in the scroll space, such that it appears where the view is.
    pub fn offset_of(&self, row: u32) -> f64 {
        f64::from(row) * self.row_height - self.top + self.scroll_top()
    }

    /// The view, moved as little as needed to show a row in full.
    pub fn showing(self, row: u32) -> Viewport {
        let start = f64::from(row) * self.row_height;
        let top = self.top.min(start).max(start + self.row_height - self.height);
        self.at(top)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn viewport(rows: u32) -> Viewport {
        Viewport { row_height: 24.0, height: 600.0, rows, top: 0.0 }
    }

    #[test]
    fn the_first_and_the_last_row_are_reachable() {
        for rows in [0, 1, 10, 1_000, 1_000_000, 10_000_000, 100_000_000] {
            let view = viewport(rows);
            let end = view.scrolled_to(view.scroll_height() - view.height);
            let (first, count) = end.rows_in_view();
            assert_eq!(first + count, rows, "the last of {rows}");
            assert_eq!(end.scrolled_to(0.0).rows_in_view().0, 0, "the first of {rows}");
            assert!(view.scroll_height() <= MAX_SCROLL);
        }
    }

    #[test]
    fn every_row_can_be_shown_and_lies_where_the_view_is() {
        for rows in [100, 1_000_000, 100_000_000] {
            for row in [0, 1, rows / 3, rows / 2, rows - 2, rows - 1] {
                let view = viewport(rows).showing(row);
                let offset = view.offset_of(row) - view.scroll_top();
                assert!(offset >= -0.5 && offset + view.row_height <= view.height + 0.5, "{row} of {rows}: {offset}");
            }
        }
    }

    #[test]
    fn a_small_move_is_real_pixels_and_the_echo_of_our_own_move_is_none() {
        let view = viewport(100_000_000).showing(50_000_000);
        assert_eq!(view.scrolled_to(view.scroll_top() + 48.0).top - view.top, 48.0);
        assert_eq!(view.scrolled_to(view.scroll_top().round()), view);
    }
}
