//! The name of a log file, which is its key in S3: CloudTrail writes account, region and time of delivery into it.

use trailglass_event::account::is_account_id;
use trailglass_event::time::Micros;

/// The parts of a name. None of them is needed to read the file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ObjectKeyParts<'a> {
    /// The account.
    pub account: Option<&'a str>,
    /// The region.
    pub region: Option<&'a str>,
    /// When the file was delivered; of a digest the end of its hour.
    pub delivered: Option<Micros>,
}

/// The parts of a name such as `.../111122223333_CloudTrail_us-east-1_20240301T1005Z_abc.json.gz`; where the file was renamed,
/// the folders `AWSLogs/o-abc/111122223333/CloudTrail/us-east-1`, anywhere in the path.
pub fn parts(name: &str) -> ObjectKeyParts<'_> {
    let folders: Vec<&str> = name.split('/').collect();
    let file = folders.last().copied().unwrap_or_default();
    let words: Vec<&str> = file.split('_').collect();
    if let [account, kind, region, ..] = words[..]
        && is_account_id(account)
        && kind.starts_with("CloudTrail")
    {
        let delivered = words[3..].iter().find_map(|word| delivery(word));
        return ObjectKeyParts { account: Some(account), region: Some(region), delivered };
    }
    let at = folders.iter().position(|folder| folder.starts_with("CloudTrail")).filter(|at| *at > 0);
    let account = at.map(|at| folders[at - 1]).filter(|account| is_account_id(account));
    let region = at.filter(|_| account.is_some()).and_then(|at| folders.get(at + 1).copied());
    ObjectKeyParts { account, region: region.filter(|region| region.contains('-')), delivered: None }
}

/// `20240301T1005Z`, with what older trails glued to it; of digests with seconds.
fn delivery(word: &str) -> Option<Micros> {
    let end = word.find('Z')?;
    let time = &word[..end];
    match time.len() {
        13 => Micros::parse(&format!("{time}00Z")),
        15 => Micros::parse(&word[..=end]),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_account_region_and_delivery() {
        for (name, account, region, delivered) in [
            (
                "111122223333_CloudTrail_us-east-1_20240301T1005Z_abcdefgh12345678.json.gz",
                Some("111122223333"),
                Some("us-east-1"),
                Some("2024-03-01T10:05:00Z"),
            ),
            (
                "x/123456789012_CloudTrail_us-west-1_20140620T1255ZHdkvFTXOA3Vnhbc.json.gz",
                Some("123456789012"),
                Some("us-west-1"),
                Some("2014-06-20T12:55:00Z"),
            ),
            (
                "111122223333_CloudTrail-Digest_eu-west-1_trail_eu-west-1_20150817T150131Z.json.gz",
                Some("111122223333"),
                Some("eu-west-1"),
                Some("2015-08-17T15:01:31Z"),
            ),
            (
                "o-abc/AWSLogs/o-abc/111122223333/CloudTrail/eu-west-1/2024/03/01/renamed.json",
                Some("111122223333"),
                Some("eu-west-1"),
                None,
            ),
            ("CloudTrail/log.json", None, None, None),
            ("", None, None, None),
        ] {
            let delivered = delivered.and_then(Micros::parse);
            assert_eq!(parts(name), ObjectKeyParts { account, region, delivered }, "{name}");
        }
    }
}
