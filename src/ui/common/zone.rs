//! The clock of a zone, from what the browser knows of zones.

use crate::ui::common::shared::Shared;
use crate::ui::prelude::*;
use js_sys::{Array, Date, Function, Object, Reflect};
use std::rc::Rc;
use trailglass_event::time::Micros;
use trailglass_event::zone::{Clock, Zone};
use trailglass_session::Totals;
use wasm_bindgen::prelude::*;

/// The clock that times are shown by, which the page gives to all of its parts.
#[hook]
pub fn use_clock() -> Shared<Clock> {
    use_context().unwrap_or_else(|| Shared::of(&Rc::default()))
}

/// The zone that times are shown in.
#[hook]
pub fn use_zone() -> Shared<Zone> {
    use_context().unwrap_or_else(|| Shared::of(&Rc::default()))
}

/// The offsets of a zone over what is held. A zone that the browser does not know is shown as UTC.
pub fn clock_of(zone: &Zone, totals: &Totals) -> Clock {
    let Some((first, last)) = totals.span.filter(|_| *zone != Zone::Utc) else { return Clock::default() };
    let date = |time: Micros| Date::new(&JsValue::from_f64((time.0 / 1_000) as f64));
    match zone {
        Zone::Utc => Clock::default(),
        Zone::Local => Clock::between(first, last, &mut |time| -date(time).get_timezone_offset() as i32),
        Zone::Named(name) => match offset_format(name) {
            Some(format) => Clock::between(first, last, &mut |time| offset(&format, &date(time))),
            None => Clock::default(),
        },
    }
}

#[wasm_bindgen]
extern "C" {
    // Bound here and not through js-sys, whose forms of it differ from version to version.
    #[wasm_bindgen(js_namespace = Intl, js_name = DateTimeFormat)]
    type Format;
    #[wasm_bindgen(constructor, catch, js_namespace = Intl, js_class = "DateTimeFormat")]
    fn new(locale: &str, options: &Object) -> Result<Format, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn format(this: &Format, date: &Date) -> Result<String, JsValue>;
    #[wasm_bindgen(method, js_name = resolvedOptions)]
    fn resolved_options(this: &Format) -> Object;
}

/// Says `3/1/2024, GMT+01:00` of a date.
fn offset_format(zone: &str) -> Option<Format> {
    let options = Object::new();
    Reflect::set(&options, &"timeZone".into(), &zone.into()).ok()?;
    Reflect::set(&options, &"timeZoneName".into(), &"longOffset".into()).ok()?;
    Format::new("en-US", &options).ok()
}

fn offset(format: &Format, date: &Date) -> i32 {
    // There are dates beyond what a browser knows.
    let Ok(text) = format.format(date) else { return 0 };
    let Some((_, offset)) = text.rsplit_once("GMT") else { return 0 };
    let (sign, digits) = match offset.split_at_checked(1) {
        Some(("-", digits)) => (-1, digits),
        Some((_, digits)) => (1, digits),
        None => return 0,
    };
    let mut parts = digits.split(':').map(|part| part.parse().unwrap_or(0));
    sign * (parts.next().unwrap_or(0) * 60 + parts.next().unwrap_or(0))
}

/// The name of the zone that the browser is in.
pub fn local_name() -> String {
    let name = Format::new("en-US", &Object::new())
        .ok()
        .and_then(|format| Reflect::get(&format.resolved_options(), &"timeZone".into()).ok()?.as_string());
    name.unwrap_or_default()
}

/// Whether the browser knows a zone; it knows more names than it lists.
pub fn is_known(name: &str) -> bool {
    offset_format(name).is_some()
}

/// The names of all zones that the browser knows; none where it does not tell.
pub fn all_names() -> Vec<String> {
    let names = || {
        let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
        let supported: Function = Reflect::get(&intl, &"supportedValuesOf".into()).ok()?.dyn_into().ok()?;
        let names: Array = supported.call1(&intl, &"timeZone".into()).ok()?.dyn_into().ok()?;
        Some(names.iter().filter_map(|name| name.as_string()).collect())
    };
    names().unwrap_or_default()
}
