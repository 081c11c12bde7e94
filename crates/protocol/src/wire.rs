//! Messages as bytes. Every type that crosses a thread is listed at the end, with all its fields.
//!
//! Both ends are the same program, so bytes carry no names and no versions. Packing and unpacking is done by a few small
//! functions, which weigh less than a derived encoding into the browser's objects.

use super::message::*;
use crate::Member;
use crate::notice::{Notice, NoticeKind};
use crate::report::{Place, Problem, ProblemKind, Report};
use std::rc::Rc;
use trailglass_event::outcome::Outcome;
use trailglass_event::time::{Micros, TimeRange};
use trailglass_json::mend::Flaw;

/// What can cross a thread.
pub trait Wire: Sized {
    /// Appends the value.
    fn pack(&self, bytes: &mut Vec<u8>);
    /// Takes the value from the front. What is taken from a broken parcel has no meaning.
    fn unpack(parcel: &mut Parcel<'_>) -> Self;
}

/// The bytes of a value.
pub fn packed<T: Wire>(value: &T) -> Vec<u8> {
    let mut bytes = Vec::new();
    value.pack(&mut bytes);
    bytes
}

/// The value that these are the bytes of; `None` where they are not of one.
pub fn unpacked<T: Wire>(bytes: &[u8]) -> Option<T> {
    let mut parcel = Parcel { bytes, is_broken: false };
    let value = T::unpack(&mut parcel);
    (!parcel.is_broken && parcel.bytes.is_empty()).then_some(value)
}

/// Bytes that are being unpacked. One that turns out not to be what was expected is marked and gives zeros from then on,
/// so that only the end has to be looked at.
#[derive(Debug)]
pub struct Parcel<'a> {
    bytes: &'a [u8],
    is_broken: bool,
}

impl<'a> Parcel<'a> {
    fn broken(&mut self) {
        self.is_broken = true;
        self.bytes = &[];
    }

    #[inline(never)]
    fn take(&mut self, len: usize) -> &'a [u8] {
        match self.bytes.split_at_checked(len) {
            Some((front, rest)) => {
                self.bytes = rest;
                front
            }
            None => {
                self.broken();
                &[]
            }
        }
    }

    fn byte(&mut self) -> u8 {
        self.take(1).first().copied().unwrap_or(0)
    }

    #[inline(never)]
    fn number(&mut self) -> u64 {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte();
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return value;
            }
        }
        self.broken();
        0
    }

    /// The number of values that follow: each takes a byte at least.
    fn len(&mut self) -> usize {
        let len = self.number() as usize;
        if len > self.bytes.len() {
            self.broken();
            return 0;
        }
        len
    }

    fn text(&mut self) -> &'a str {
        let len = self.len();
        std::str::from_utf8(self.take(len)).unwrap_or_else(|_| {
            self.broken();
            ""
        })
    }

    /// Which of so many variants follows.
    fn variant(&mut self, n_variants: usize) -> u8 {
        let variant = self.byte();
        if usize::from(variant) >= n_variants {
            self.broken();
            return 0;
        }
        variant
    }
}

/// Seven bits a byte, the lowest first.
#[inline(never)]
fn pack_number(mut value: u64, bytes: &mut Vec<u8>) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

#[inline(never)]
fn pack_bytes(value: &[u8], bytes: &mut Vec<u8>) {
    pack_number(value.len() as u64, bytes);
    bytes.extend_from_slice(value);
}

impl Wire for u32 {
    fn pack(&self, bytes: &mut Vec<u8>) {
        pack_number(u64::from(*self), bytes);
    }

    fn unpack(parcel: &mut Parcel<'_>) -> u32 {
        parcel.number() as u32
    }
}

impl Wire for i64 {
    fn pack(&self, bytes: &mut Vec<u8>) {
        pack_number(((*self << 1) ^ (*self >> 63)) as u64, bytes);
    }

    fn unpack(parcel: &mut Parcel<'_>) -> i64 {
        let value = parcel.number();
        (value >> 1) as i64 ^ -((value & 1) as i64)
    }
}

impl Wire for f64 {
    fn pack(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.to_le_bytes());
    }

    fn unpack(parcel: &mut Parcel<'_>) -> f64 {
        f64::from_le_bytes(parcel.take(8).try_into().unwrap_or_default())
    }
}

impl Wire for f32 {
    fn pack(&self, bytes: &mut Vec<u8>) {
        f64::from(*self).pack(bytes);
    }

    fn unpack(parcel: &mut Parcel<'_>) -> f32 {
        f64::unpack(parcel) as f32
    }
}

impl Wire for bool {
    fn pack(&self, bytes: &mut Vec<u8>) {
        bytes.push(u8::from(*self));
    }

    fn unpack(parcel: &mut Parcel<'_>) -> bool {
        parcel.byte() != 0
    }
}

impl Wire for String {
    fn pack(&self, bytes: &mut Vec<u8>) {
        pack_bytes(self.as_bytes(), bytes);
    }

    fn unpack(parcel: &mut Parcel<'_>) -> String {
        parcel.text().to_owned()
    }
}

impl Wire for Vec<u8> {
    fn pack(&self, bytes: &mut Vec<u8>) {
        pack_bytes(self, bytes);
    }

    fn unpack(parcel: &mut Parcel<'_>) -> Vec<u8> {
        let len = parcel.len();
        parcel.take(len).to_vec()
    }
}

impl<T: Wire> Wire for Vec<T> {
    fn pack(&self, bytes: &mut Vec<u8>) {
        pack_number(self.len() as u64, bytes);
        for value in self {
            value.pack(bytes);
        }
    }

    fn unpack(parcel: &mut Parcel<'_>) -> Vec<T> {
        let mut values = Vec::new();
        for _ in 0..parcel.len() {
            values.push(T::unpack(parcel));
        }
        values
    }
}

impl<T: Wire> Wire for Option<T> {
    fn pack(&self, bytes: &mut Vec<u8>) {
        self.is_some().pack(bytes);
        if let Some(value) = self {
            value.pack(bytes);
        }
    }

    fn unpack(parcel: &mut Parcel<'_>) -> Option<T> {
        bool::unpack(parcel).then(|| T::unpack(parcel))
    }
}

impl<T: Wire> Wire for Rc<T> {
    fn pack(&self, bytes: &mut Vec<u8>) {
        T::pack(self, bytes);
    }

    fn unpack(parcel: &mut Parcel<'_>) -> Rc<T> {
        Rc::new(T::unpack(parcel))
    }
}

impl<T: Wire> Wire for Box<T> {
    fn pack(&self, bytes: &mut Vec<u8>) {
        T::pack(self, bytes);
    }

    fn unpack(parcel: &mut Parcel<'_>) -> Box<T> {
        Box::new(T::unpack(parcel))
    }
}

impl<A: Wire, B: Wire> Wire for (A, B) {
    fn pack(&self, bytes: &mut Vec<u8>) {
        self.0.pack(bytes);
        self.1.pack(bytes);
    }

    fn unpack(parcel: &mut Parcel<'_>) -> (A, B) {
        (A::unpack(parcel), B::unpack(parcel))
    }
}

impl<A: Wire, B: Wire, C: Wire> Wire for (A, B, C) {
    fn pack(&self, bytes: &mut Vec<u8>) {
        self.0.pack(bytes);
        self.1.pack(bytes);
        self.2.pack(bytes);
    }

    fn unpack(parcel: &mut Parcel<'_>) -> (A, B, C) {
        (A::unpack(parcel), B::unpack(parcel), C::unpack(parcel))
    }
}

/// Packs a type by its parts, in the order of the list. A part that is left out does not compile, unless it is listed
/// behind `without`: that one arrives as its default.
macro_rules! wire {
    (struct $name:ident { $($field:ident),* $(,)? $(; without $($left:ident),*)? }) => {
        impl Wire for $name {
            fn pack(&self, bytes: &mut Vec<u8>) {
                let $name { $($field),* $($(, $left: _)*)? } = self;
                $($field.pack(bytes);)*
            }

            fn unpack(parcel: &mut Parcel<'_>) -> $name {
                $(let $field = Wire::unpack(parcel);)*
                $name { $($field),* $($(, $left: Default::default())*)? }
            }
        }
    };
    (struct $name:ident ($field:ident)) => {
        impl Wire for $name {
            fn pack(&self, bytes: &mut Vec<u8>) {
                self.0.pack(bytes);
            }

            fn unpack(parcel: &mut Parcel<'_>) -> $name {
                $name(Wire::unpack(parcel))
            }
        }
    };
    (enum $name:ident { $($variant:ident $(($inner:ident))? $({ $($field:ident),* })?),* $(,)? }) => {
        const _: () = {
            enum Variant { $($variant),* }
            const VARIANTS: &[Variant] = &[$(Variant::$variant),*];

            impl Wire for $name {
                fn pack(&self, bytes: &mut Vec<u8>) {
                    match self {
                        $($name::$variant $(($inner))? $({ $($field),* })? => {
                            bytes.push(Variant::$variant as u8);
                            $($inner.pack(bytes);)?
                            $($($field.pack(bytes);)*)?
                        })*
                    }
                }

                fn unpack(parcel: &mut Parcel<'_>) -> $name {
                    match VARIANTS[usize::from(parcel.variant(VARIANTS.len()))] {
                        $(Variant::$variant => {
                            $(let $inner = Wire::unpack(parcel);)?
                            $($(let $field = Wire::unpack(parcel);)*)?
                            $name::$variant $(($inner))? $({ $($field),* })?
                        })*
                    }
                }
            }
        };
    };
}

// What events, reports and notices are made of.
wire!(struct Micros(instant));
wire!(struct TimeRange { from, to });
wire!(
    enum Outcome {
        Ok,
        Denied,
        Failed,
    }
);
wire!(
    enum Flaw {
        TrailingComma,
        MissingComma,
        Elision,
        Comment,
        BareName,
        BareText,
        OtherQuotes,
        HalfPair,
    }
);
wire!(struct Report { kind, records, refused, others, noun, bytes, problems, n_problems, is_damaged });
wire!(struct Problem { place, kind });
wire!(
    enum Place {
        Whole,
        FileByte(at),
        Byte(at),
        Line(at),
    }
);
wire!(
    enum ProblemKind {
        Empty,
        Unreadable(why),
        NotText(what),
        NotAProfile(why),
        NotCloudTrail(what),
        NotJson(start),
        GzipTruncated,
        GzipDamaged(why),
        MemberDamaged(why),
        GzipTrailing(bytes_more),
        TooLarge(limit),
        ArchiveTruncated,
        ArchiveDamaged(why),
        Encrypted,
        PackedOtherwise(method),
        Bomb(factor),
        TooDeep(depth),
        TooManyFiles(count),
        Mended(flaw),
        TooLong(limit),
        RoundedAccount(left),
        RewrittenTime(time),
        NotUtf8,
        Truncated,
        BrokenRecord(why),
        Lacks(what),
        NoTime(text),
        NotARecord(what),
        Stray(start),
    }
);
wire!(struct Member { source, within, name });
wire!(struct Notice { source, kind, time, text });
wire!(
    enum NoticeKind {
        Digest,
        PublicKeys,
        LakeSignature,
        Delivery,
        Control,
        TranscoderNotification,
        MediaConvertEvent,
        Profile,
        StateChange,
        TranscoderJob,
        MediaConvertJob,
    }
);

// Between the page and the engine.
wire!(struct RowKey { segment, row });
wire!(
    enum View {
        Events,
        Jobs,
    }
);
wire!(struct Sort { field, is_descending, then });
wire!(struct FacetAsk { field, count, part });
wire!(
    enum Format {
        Csv,
        Json,
        Lines,
        Text,
        Markdown,
    }
);
wire!(struct Export { no, view, format, fields, is_redacted, most });
wire!(struct Exported { no, text, rows, total, lost, is_last });
wire!(struct Suggest { view, rest, field, prefix });
wire!(struct Query { no, view, text, range, preview, facets, sort, fields, first, count });
wire!(enum Request {
    Query(query), Page { view, no, first, count, fields }, Event { row }, Story { job }, Credential { key }, Suggest(suggest), Export(export),
    ExportOn { no }, ExportEnd { no }, Settle, Lost { reader, sources }, Remove { sources }, Joined, Find { event_id },
    Locate { no, row }
});
wire!(enum Response {
    Ready { is_sealed }, Loaded { generation, n_removals, sources }, Answer(answer), Page(page), Event(event), Story(story),
    Credential(credential), Suggested { asked, values }, Exported(exported), Found { event_id, row }, Located { no, row, at }
});
wire!(struct SourceReport { source, events, duplicates, report, within });
wire!(struct Within { source, name });
wire!(struct Answer {
    no, view, generation, events, jobs, matched, span, took_ms, read_documents, partial, histogram, timeline, facets, page
});
wire!(struct Facet { ask, distinct, found, values, is_partial });
wire!(struct FacetValue { value, count, choice });
wire!(
    enum Choice {
        Free,
        Chosen,
        Excluded,
    }
);
wire!(struct Histogram { extent, width, ok, denied, failed, all });
wire!(struct Page { no, view, generation, first, fields, is_whole, rows });
wire!(
    enum Rows {
        Events(rows),
        Jobs(rows),
    }
);
wire!(struct EventRow { key, event_id, outcome, time, cells; without fields });
wire!(struct JobRow {
    key, kind, id, request_id, parent, parent_name, input, outputs, submitted_by, ended_by, submitted, is_decoded, last_seen,
    state, certainty, proven, has_warning, error, region, account, reads, steps, sweeps, notices, uses, waited, ran, lane,
    findings
});
wire!(struct Lane { from, started, ended, last, ticks });
wire!(struct Strip { parent, name, noun, counts, paused });
wire!(struct Timeline { span, strips });
wire!(struct Length { at_least, at_most });
wire!(struct StoryDetail {
    job, facts, outputs, stops, steps, files, not_observable, findings, is_lasting, events, beside, proof
});
wire!(struct StoryOutput { key, preset, status, detail, seconds });
wire!(struct StoryStop { state, certainty, time, is_exact, is_decoded, why, step });
wire!(struct StoryStep { row, role, event_id, time, action, actor, outcome, shows, changes });
wire!(struct NotObservable { what, why, would_tell });
wire!(struct Fact { label, text, time, more, query });
wire!(struct Line { label, text, time, more, query, row });
wire!(struct Credential { key, events, lines, is_whole });
wire!(struct EventDetail {
    key, event_id, name, outcome, error, summary, facts, jobs, denial, around, credential, text, is_mended
});

// To and from the workers.
wire!(enum Hello { Engine, Reader { no } });
wire!(
    enum FromWorker {
        Ready,
        Progress(progress),
        Response(response),
        Failed(why),
    }
);
wire!(struct IngestRequest { sources, stopped });
wire!(struct Progress { sources });
wire!(struct SourceProgress { source, bytes, bytes_done, records, is_done });

// Between readers and the engine.
wire!(
    enum FromReader {
        Batch(batch),
        Told(told),
    }
);
wire!(struct Batch { reader, segment, ended, names, members, notices });
wire!(enum Ask {
    Matching { no, clauses, candidates }, Values { no, path, segments }, Documents { no, rows },
    Cells { no, paths, rows }, Learn { no, profiles }, Forget { no }, Drop { segment, gone }
});
wire!(enum Told {
    Matching { no, segment, found }, Values { no, segment, values }, Facts { no, segment, facts }, Documents { no, texts }, Cells { no, rows }
});
wire!(struct SegmentRows { segment, rows });
wire!(struct RowBytes (bytes_of_rows));
wire!(struct PathValues { text, ends, rows, codes });

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn crosses<T: Wire + PartialEq + std::fmt::Debug>(value: T) {
        let bytes = packed(&value);
        assert_eq!(unpacked::<T>(&bytes).as_ref(), Some(&value));
        for len in 0..bytes.len() {
            assert_eq!(unpacked::<T>(&bytes[..len]), None, "{value:?} from {len} of {} bytes", bytes.len());
        }
        let more = [bytes.as_slice(), &[0]].concat();
        assert_eq!(unpacked::<T>(&more), None, "{value:?} with a byte more");
    }

    #[test]
    fn what_is_packed_is_unpacked_and_nothing_else_is() {
        for number in [0, 1, -1, 63, -64, 64, i64::MAX, i64::MIN] {
            crosses(Micros(number));
        }
        crosses((u32::MAX, 0.1f64, -1.5f32));
        crosses(vec![Some("é".to_owned()), None, Some(String::new())]);
        crosses(Ask::Matching {
            no: 300,
            clauses: vec!["any:x".to_owned()],
            candidates: vec![SegmentRows { segment: 1, rows: vec![0, 255, 128] }],
        });
        let problem = Problem { place: Place::FileByte(1e12), kind: ProblemKind::Mended(Flaw::OtherQuotes) };
        crosses(FromReader::Batch(Batch {
            ended: vec![(7, Report { kind: "S3 log file".to_owned(), problems: vec![problem], ..Report::default() })],
            ..Batch::default()
        }));
        crosses(Response::Located { no: 1, row: RowKey { segment: 2, row: 3 }, at: None });
    }

    #[cfg(not(target_arch = "wasm32"))]
    /// Any bytes make some value; it has to survive the way there and back.
    fn survives<T: Wire>(bytes: &[u8]) {
        let value = T::unpack(&mut Parcel { bytes, is_broken: false });
        let there = packed(&value);
        let back = unpacked::<T>(&there).map(|value| packed(&value));
        assert!(back.is_some_and(|back| back == there), "{} from {bytes:?}", std::any::type_name::<T>());
        // What is not of one of ours must do no harm.
        unpacked::<T>(bytes);
    }

    #[cfg(not(target_arch = "wasm32"))]
    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..Default::default() })]
        #[test]
        fn every_message_survives(
            // Small numbers, so that lists are short and variants are those that there are.
            bytes in proptest::collection::vec(proptest::prop_oneof![9 => 0u8..30, 1 => 0u8..=255], 0..400)
        ) {
            survives::<Hello>(&bytes);
            survives::<Request>(&bytes);
            survives::<Response>(&bytes);
            survives::<FromWorker>(&bytes);
            survives::<IngestRequest>(&bytes);
            survives::<FromReader>(&bytes);
            survives::<Ask>(&bytes);
            for variant in 0..32 {
                let of_variant = [&[variant], bytes.as_slice()].concat();
                survives::<Request>(&of_variant);
                survives::<Response>(&of_variant);
                survives::<Ask>(&of_variant);
                survives::<Told>(&of_variant);
            }
        }
    }

    #[test]
    fn bytes_that_are_no_message_are_refused() {
        assert_eq!(unpacked::<Request>(&[200]), None, "there are fewer requests");
        assert_eq!(unpacked::<String>(&[1, 255]), None, "no text");
        assert_eq!(unpacked::<Vec<u32>>(&[0xff, 0xff, 0xff, 0xff, 0x0f, 1]), None, "more values than bytes");
        assert_eq!(unpacked::<u32>(&[0xff; 11]), None, "a number without an end");
    }
}
