//! Accounts and the names of roles that AWS itself makes.

/// Whether a text is the id of an account: twelve digits.
pub fn is_account_id(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The beginning of the name of a role that IAM Identity Center makes: `AWSReservedSSO_<set>_<16 hex digits>`.
pub const IDENTITY_CENTER_ROLE: &str = "AWSReservedSSO_";

/// The permission set of a role that IAM Identity Center makes.
///
/// ```
/// # use trailglass_event::account::permission_set;
/// assert_eq!(permission_set("AWSReservedSSO_Admin_0123456789abcdef"), Some("Admin"));
/// assert_eq!(permission_set("encoder-submit"), None);
/// ```
pub fn permission_set(role: &str) -> Option<&str> {
    let name = role.strip_prefix(IDENTITY_CENTER_ROLE)?;
    Some(name.rsplit_once('_').map_or(name, |(set, _)| set))
}

/// Whether a name is that of a service-linked role, without the suffix that its creator may have chosen:
/// `AWSServiceRoleForECS`.
pub fn is_service_linked_role(name: &str) -> bool {
    let service = name.strip_prefix("AWSServiceRoleFor");
    service.is_some_and(|service| service.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_has_twelve_digits() {
        assert!(is_account_id("111122223333"));
        for text in ["", "11112222333", "1111222233334", "11112222333x", "１１１１"] {
            assert!(!is_account_id(text), "{text}");
        }
    }

    #[test]
    fn a_service_linked_role_is_known_by_its_name() {
        assert!(is_service_linked_role("AWSServiceRoleForECS"));
        assert!(!is_service_linked_role("AWSServiceRoleForECS_jane") && !is_service_linked_role("ServiceRole"));
    }
}
