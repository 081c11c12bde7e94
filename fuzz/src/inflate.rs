//! gzip.

use crate::pieces::pieces;
use flate2::Compression;
use flate2::read::{DeflateDecoder, DeflateEncoder, GzEncoder, MultiGzDecoder};
use std::io::Read;
use trailglass_ingest::containers::gzip::{GzipReader, Inflated, claimed_size, is_gzip};
use trailglass_protocol::report::ProblemKind;
use trailglass_store::transcode::transcode;

/// Bytes that begin like gzip are read as they are; others are packed first, as two members, and must come out again.
pub fn check(bytes: &[u8]) {
    check_transcoding(bytes);
    let is_packed = is_gzip(bytes);
    let file = if is_packed { bytes.to_vec() } else { packed(bytes) };
    claimed_size(&file);
    let (whole, problem) = inflate(std::iter::once(&file[..]));
    assert_eq!(inflate(pieces(&file)), (whole.clone(), problem.clone()), "pieces of any size give the same");
    if !is_packed {
        assert_eq!((&whole[..], problem), (bytes, None), "what was packed comes out again");
        return;
    }
    let mut other = Vec::new();
    if MultiGzDecoder::new(&file[..]).read_to_end(&mut other).is_ok() {
        assert_eq!((whole, problem), (other, None), "what another reads whole is whole");
    }
}

/// The bytes as a deflate stream, and packed as one: what another unpacks comes out the same, and again out of lz4.
fn check_transcoding(bytes: &[u8]) {
    let mut packed = Vec::new();
    DeflateEncoder::new(bytes, Compression::default()).read_to_end(&mut packed).expect("a vector takes all");
    for deflated in [bytes, &packed] {
        let mut other = Vec::new();
        let is_whole = DeflateDecoder::new(deflated).read_to_end(&mut other).is_ok();
        let mut text = Vec::new();
        let lz4 = transcode(deflated, other.len(), &mut text);
        assert!(lz4.is_some() || !is_whole, "what another reads whole is whole");
        if let Some(lz4) = lz4 {
            let again = lz4_flex::block::decompress(&lz4, text.len()).expect("what was packed can be unpacked");
            assert_eq!(again, text);
            assert!(!is_whole || text == other, "both give the same text");
        }
    }
}

/// The bytes as gzip, in two members of which one is not compressed.
fn packed(bytes: &[u8]) -> Vec<u8> {
    let (front, back) = bytes.split_at(bytes.len() / 3);
    let mut file = Vec::new();
    for (part, level) in [(front, Compression::fast()), (back, Compression::none())] {
        GzEncoder::new(part, level).read_to_end(&mut file).expect("a vector takes all");
    }
    file
}

fn inflate<'a>(pieces: impl Iterator<Item = &'a [u8]>) -> (Vec<u8>, Option<(u64, ProblemKind)>) {
    let mut inflater = GzipReader::default();
    let mut out = Vec::new();
    let mut given: Vec<u8> = Vec::new();
    let mut pieces = pieces.peekable();
    loop {
        given.extend_from_slice(pieces.next().expect("an inflater that had all pieces is not hungry"));
        let is_last = pieces.peek().is_none();
        let mut input = &given[..];
        loop {
            match inflater.step(&mut input, is_last, 1024, &mut out) {
                Inflated::More => {}
                Inflated::NeedMoreInput => break,
                Inflated::Ended(problem) => return (out, problem),
            }
        }
        given.drain(..given.len() - input.len());
    }
}
