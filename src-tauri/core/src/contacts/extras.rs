//! What a file can say of somebody beside what a form has.

use super::photo::Photo;

/// It comes with a person who is made; of who is here already it fills what they lack.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Extras {
    /// Their photo.
    pub photo: Option<Photo>,
}
